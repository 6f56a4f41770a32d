package probes

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/beevik/ntp"

	"vigie/internal/observatory"
)

const (
	outsideEvery   = 15 * time.Minute // an answer from outside serves for so long
	outsideTimeout = 5 * time.Second
)

// outside is one item that the machine cannot know by itself. It is asked of
// the configured server at most once in outsideEvery, whatever it answers.
type outside struct {
	ask func() (values []string, reason string)
	now func() time.Time

	mu     sync.Mutex
	at     time.Time
	values []string
	reason string
}

// item gives the last answer, asked again when it is too old.
func (o *outside) item(name string) observatory.Item {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.at.IsZero() || o.now().Sub(o.at) >= outsideEvery || o.now().Before(o.at) {
		o.at = o.now()
		o.values, o.reason = o.ask()
	}
	return either(name, o.reason, o.values...)
}

// newClockOffset asks an NTP server (RFC 5905) how far the machine's clock is
// from its own.
func newClockOffset(server string, now func() time.Time) *outside {
	return &outside{now: now, ask: func() ([]string, string) {
		if server == "" {
			return nil, "aucun serveur NTP n'est configuré (probes.ntp)"
		}
		answer, err := ntp.QueryWithOptions(server, ntp.QueryOptions{Timeout: outsideTimeout})
		if err == nil {
			err = answer.Validate()
		}
		if err != nil {
			return nil, "le serveur NTP " + server + " n'a pas répondu comme il faut : " + cut(err.Error(), messageLength)
		}
		return []string{fmt.Sprintf("%+.3f ms d'après %s (strate %d, aller-retour %.3f ms), mesuré à %s",
			inMillis(answer.ClockOffset), server, answer.Stratum, inMillis(answer.RTT), now().UTC().Format(time.RFC3339))}, ""
	}}
}

func inMillis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// newPublicAddress asks a configured service, which answers nothing but the
// address that it sees.
func (r *Runner) newPublicAddress() *outside {
	return &outside{now: r.config.Now, ask: func() ([]string, string) {
		service := r.config.Echo
		if service == "" {
			return nil, "aucun service qui la dise n'est configuré (probes.public_address)"
		}
		text, err := r.askText(service)
		if err != nil {
			return nil, "le service " + service + " ne l'a pas dite : " + cut(err.Error(), messageLength)
		}
		address, err := netip.ParseAddr(strings.TrimSpace(text))
		if err != nil {
			return nil, "le service " + service + " n'a pas répondu par une adresse"
		}
		return []string{address.String() + " d'après " + service}, ""
	}}
}

// askText gives the short text that a service of ours answers.
func (r *Runner) askText(address string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), outsideTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	request.Header.Set("User-Agent", r.agent)
	response, err := r.client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(io.LimitReader(response.Body, messageLength))
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("HTTP %d", response.StatusCode)
	}
	return string(content), err
}

// gateway is the router that packets leave by, from the kernel's own table.
func gateway(routes string) string {
	for text := range strings.Lines(routes) {
		fields := strings.Fields(text)
		if len(fields) < 8 || fields[1] != "00000000" || fields[7] != "00000000" {
			continue
		}
		var number uint32
		if _, err := fmt.Sscanf(fields[2], "%X", &number); err != nil || number == 0 {
			continue
		}
		// The table writes the address in the order of the machine's bytes.
		return net.IPv4(byte(number), byte(number>>8), byte(number>>16), byte(number>>24)).String()
	}
	return ""
}
