package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/netip"

	"vigie/collectors"
	"vigie/dashboard"
	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// desk wires the pages of signed-in persons and the API to the data folder.
func (a *app) desk(ctx context.Context) (*dashboard.Desk, error) {
	schemas := map[string][]byte{}
	for name, shape := range map[string]collectors.Shape{dashboard.ShapeCases: collectors.ShapeCases, dashboard.ShapeEvents: collectors.ShapeEvents} {
		schema, err := collectors.SchemaJSON(shape)
		if err != nil {
			return nil, err
		}
		schemas[name] = schema
	}
	proxies, err := a.cfg.proxies()
	if err != nil {
		return nil, err
	}
	files := &sentFiles{app: a}
	if err := files.resume(ctx); err != nil {
		return nil, err
	}
	return &dashboard.Desk{
		State: a.state, Schemas: schemas, Labels: collectors.Labels, Intake: newReportIntake(a), Cases: a.store,
		Files: files, Mappings: files, Reviews: deskCases{a}, Notices: deskCases{a}, Figures: a.store, Words: collectors.Words, Readings: a.store, Export: collectors.Export, Dossiers: deskDossiers{a}, House: deskHouse{a}, Log: a.logReading, Seal: a.sealBytes, Unseal: a.unsealBytes,
		Fingerprint: a.bodyFingerprint, Proxies: proxies, UploadMost: a.cfg.Uploads.MaxMiB << 20,
		Pace: dashboard.Pace{Silence: a.cfg.Uploads.Silence, Slowest: a.cfg.Uploads.SlowestKiB << 10},
	}, nil
}

func (c config) proxies() ([]netip.Prefix, error) {
	var all []netip.Prefix
	for i, text := range c.Proxies {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			address, bare := netip.ParseAddr(text)
			if bare != nil {
				return nil, observatory.InputErrorf("proxies[%d] : « %s » n'est ni une adresse ni un réseau", i, text)
			}
			prefix = netip.PrefixFrom(address, address.BitLen())
		}
		all = append(all, prefix.Masked())
	}
	return all, nil
}

// logReading writes one reading of case data, before it is answered.
func (a *app) logReading(ctx context.Context, reading observatory.Access) error {
	return a.store.Append(ctx, []observatory.Observation{&reading})
}

// sealBytes seals a small text to the instance.
func (a *app) sealBytes(plain []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := a.keys.Seal(&out)
	if err != nil {
		return nil, err
	}
	_, err = w.Write(plain)
	err = errors.Join(err, w.Close()) // which writes the end: the bytes are whole only now
	return out.Bytes(), err
}

func (a *app) unsealBytes(sealed []byte) ([]byte, error) {
	r, err := a.keys.Open(bytes.NewReader(sealed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// bodyFingerprint tells whether two requests are the same, and nothing else.
func (a *app) bodyFingerprint(association string, body []byte) (string, error) {
	mac, err := a.keys.FileFingerprint("api:" + association)
	if err != nil {
		return "", err
	}
	mac.Write(body)
	return privacy.Fingerprint(mac), nil
}
