package main

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"vigie/internal/observatory"
	"vigie/probes"
)

type probeConsentCmd struct{}

// Run prints what a person agrees to before a journey opens her account.
func (probeConsentCmd) Run(con *console) error {
	fmt.Fprintf(con.out, "%s\nVersion de ce texte : %s\n", probes.ConsentText(), probes.ConsentVersion())
	return nil
}

// consentTo is the consent given on a date, "AAAA-MM-JJ", to a journey in a
// person's account. Without a date, or where no account is opened, there is
// none. Who consents is not asked.
func consentTo(journey probes.Journey, date string, now time.Time) (observatory.Consent, error) {
	if date == "" || journey.Needs != probes.NeedsAccount {
		return observatory.Consent{}, nil
	}
	on, err := observatory.ParseDate(date)
	if err != nil {
		return observatory.Consent{}, observatory.InputErrorf("--consent : %w, la date à laquelle la personne a donné son accord", err)
	}
	if on > observatory.DateOf(now, now.Location()) {
		return observatory.Consent{}, observatory.InputErrorf("--consent : le %s n'est pas encore venu ; donnez la date à laquelle la personne a donné son accord", on)
	}
	return observatory.Consent{Purpose: journey.ID, On: on, Version: probes.ConsentVersion()}, nil
}

// seal encrypts to this instance alone.
func (a *app) seal(content []byte) ([]byte, error) {
	var sealed bytes.Buffer
	writer, err := a.keys.Seal(&sealed)
	if err != nil {
		return nil, err
	}
	_, err = writer.Write(content)
	if err = errors.Join(err, writer.Close()); err != nil {
		return nil, fmt.Errorf("seal picture: %w", err)
	}
	return sealed.Bytes(), nil
}
