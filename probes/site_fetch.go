package probes

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/internal/observatory"
)

// siteHops is how many redirects of one address are followed.
const siteHops = 5

// siteAnswer is the answer to one address, redirects followed.
type siteAnswer struct {
	step      SiteStep
	address   *url.URL // that answered
	header    http.Header
	media     string
	body      []byte
	truncated bool
}

// ask asks for a page: robots.txt first, then the host's turn, then the request,
// hop by hop. The ending is not nil when the visit must stop there.
func (r *SiteReader) ask(ctx context.Context, v *SiteVisit, link siteLink) (siteAnswer, *Ending, error) {
	answer := siteAnswer{address: link.address, step: SiteStep{
		Address: link.address.String(), Final: link.address.String(), From: link.from, Depth: link.depth, At: r.config.Now().UTC(),
	}}
	for hop := 0; ; hop++ {
		if hop > siteHops {
			answer.step.Reason = "trop de redirections"
			return answer, nil, nil
		}
		answer.address.Host = PlainHost(answer.address)
		ending, err := r.turn(ctx, v, &answer)
		if err != nil || ending != nil || answer.step.Reason != "" {
			return answer, ending, err
		}
		ending, err = r.request(ctx, v, &answer)
		if err != nil || ending != nil || answer.step.Status == 0 {
			return answer, ending, err
		}
		next := r.hop(v, &answer)
		if next == nil {
			return answer, siteWall(answer), nil
		}
		answer.address = next
		answer.step.Final = next.String()
	}
}

// turn asks the gate, robots.txt and the host's turn. Being forbidden a page
// leaves it unread; being forbidden the first ends the visit.
func (r *SiteReader) turn(ctx context.Context, v *SiteVisit, answer *siteAnswer) (*Ending, error) {
	if ending, err := r.enter(ctx, v, answer); err != nil || ending != nil {
		if ending != nil {
			answer.step.Reason = ending.Detail
		}
		return ending, err
	}
	address := answer.address.String()
	if ending, forbidden := r.robots.judge(ctx, address, v.asked == 0); forbidden {
		answer.step.Reason = ending.Detail
		if ending.Cause == CauseRobotsUnknown {
			return &ending, nil
		}
		return nil, nil
	}
	if delay := r.robots.rules(ctx, answer.address).delay(); delay > r.config.HostInterval && v.asked > 0 {
		if err := r.config.Wait(ctx, delay-r.config.HostInterval); err != nil {
			return nil, err
		}
	}
	return nil, r.politeness.turn(ctx, answer.address.Host)
}

// delay is the Crawl-delay of robots.txt, at most a minute.
func (h hostRules) delay() time.Duration {
	if h.group == nil {
		return 0
	}
	return min(h.group.CrawlDelay, time.Minute)
}

// request sends one request and reads its answer, as much of it as is allowed.
func (r *SiteReader) request(ctx context.Context, v *SiteVisit, answer *siteAnswer) (*Ending, error) {
	v.asked++
	answer.step.Status = 0
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, answer.address.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("ask for %s: %w", answer.address.Host, err)
	}
	request.Header.Set("User-Agent", r.agent)
	request.Header.Set("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1")
	request.Header.Set("Accept-Language", "fr")
	started := r.config.Now()
	response, err := r.client.Do(request)
	if err == nil {
		defer response.Body.Close()
		err = answer.take(response, r.config.Bytes)
	}
	answer.step.duration += r.config.Now().Sub(started)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		ending := siteFailure(err)
		answer.step.Reason = ending.Detail
		return v.firstOnly(ending), nil
	}
	answer.step.Status = response.StatusCode
	if asks := siteAsks(*answer); asks.asksForTime() {
		r.door().heed(context.WithoutCancel(ctx), asks)
	}
	return nil, nil
}

// take reads the body of a page; of what is no page only the header.
func (a *siteAnswer) take(response *http.Response, limit int64) error {
	a.header, a.body, a.truncated = response.Header, nil, false
	a.media, _, _ = mime.ParseMediaType(response.Header.Get("Content-Type"))
	if response.StatusCode != http.StatusOK && response.StatusCode != http.StatusServiceUnavailable || a.media != "text/html" && a.media != "application/xhtml+xml" && a.media != "" {
		return nil
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, limit+1))
	if err != nil {
		return err
	}
	if int64(len(body)) > limit {
		body, a.truncated = body[:limit], true
	}
	a.body = body
	return nil
}

// hop notes an answer and gives where it sends, nil when it is the last.
func (r *SiteReader) hop(v *SiteVisit, answer *siteAnswer) *url.URL {
	note := observatory.Hop{Address: answer.address.String(), Status: answer.step.Status}
	location := answer.header.Get("Location")
	if note.Status < 300 || note.Status > 399 || location == "" {
		if len(answer.step.Hops) > 0 {
			answer.step.Hops = append(answer.step.Hops, note)
		}
		return nil
	}
	next, err := answer.address.Parse(location)
	if err != nil {
		answer.step.Reason = "redirection illisible"
		return nil
	}
	note.Location = next.String()
	answer.step.Hops = append(answer.step.Hops, note)
	round := func(h observatory.Hop) bool { return h.Address == next.String() }
	switch {
	case slices.ContainsFunc(answer.step.Hops, round):
		answer.step.Reason = "redirections en rond"
	case next.Scheme != "http" && next.Scheme != "https" || siteHost(next) != v.host && !v.only:
		answer.step.Reason = "redirection vers un autre site (" + next.Host + ") : non suivie"
	case answer.address.Scheme == "https" && next.Scheme == "http":
		answer.step.Reason = "redirection vers une adresse non chiffrée : non suivie"
	case v.kept[infoCanonical(next)] && infoCanonical(next) != infoCanonical(answer.address):
		answer.step.Reason = "redirection vers une page déjà vue"
	case v.asked >= r.config.Pages:
		answer.step.Reason = "plafond de " + siteCount(r.config.Pages) + " atteint"
	default:
		v.kept[infoCanonical(next)] = true
		next.Fragment = ""
		return next
	}
	return nil
}

// told is what a host says of how long to wait, to the letter.
func told(retryAfter string) string {
	if retryAfter = cut(squeeze(retryAfter), 40); retryAfter != "" {
		return " ; il dit combien, en secondes ou en date (Retry-After) : " + retryAfter
	}
	return ""
}

// siteWall ends a visit where the site refuses us: going on would be rude.
func siteWall(answer siteAnswer) *Ending {
	switch {
	case answer.step.Status == http.StatusForbidden:
		return &Ending{observatory.Blocked, CauseWall403, "Le site refuse la sonde (403)."}
	case answer.step.Status == http.StatusTooManyRequests:
		return &Ending{observatory.Blocked, CauseRate429, "Le site demande d'attendre (429)" + told(answer.header.Get("Retry-After")) + "."}
	case len(answer.body) < 20_000 && wallWords.MatchString(strings.ToLower(string(answer.body))):
		return &Ending{observatory.Blocked, CauseWallPage, "La page dit que la sonde est refusée."}
	case siteAsks(answer).asksForTime():
		ending := siteStatus(answer)
		return &ending
	}
	return nil
}

// firstOnly keeps the ending of a failure when nothing has been read yet: one
// page that fails later is a step that did not hold.
func (v *SiteVisit) firstOnly(ending Ending) *Ending {
	if len(v.pieces) > 0 {
		return nil
	}
	return &ending
}

// siteFailure is the ending of a request without an answer.
func siteFailure(err error) Ending {
	var dns *net.DNSError
	var authority x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var name x509.HostnameError
	var verify *tls.CertificateVerificationError
	var network net.Error
	switch {
	case errors.As(err, &dns):
		return Ending{observatory.Down, CauseDNS, "Le nom du site n'a pas été trouvé."}
	case errors.As(err, &verify), errors.As(err, &authority), errors.As(err, &invalid), errors.As(err, &name):
		return Ending{observatory.Down, CauseTLS, "Le certificat du site n'est pas valable."}
	case errors.As(err, &network) && network.Timeout():
		return Ending{observatory.Down, CauseTimeout, "Le site n'a pas répondu dans le délai."}
	}
	return Ending{observatory.Down, CauseConnection, "La connexion a échoué."}
}

// siteStatus is the ending of an address that answered with a failure.
func siteStatus(answer siteAnswer) Ending {
	status := answer.step.Status
	code := strconv.Itoa(status)
	if status == http.StatusServiceUnavailable && saysMaintenance(siteView(answer.body)) {
		return Ending{observatory.Maintenance, CauseMaintenance, "Le site affiche une page de maintenance (503)."}
	}
	if status >= http.StatusInternalServerError {
		return Ending{observatory.Down, "http_" + code, "Le site a répondu par une erreur (" + code + ")."}
	}
	return Ending{observatory.Drift, "http_" + code, "La page d'entrée a répondu " + code + "."}
}
