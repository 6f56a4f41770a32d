package probes

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"vigie/internal/observatory"
)

func (r *SiteReader) door() doorkeeper {
	c := r.config
	return doorkeeper{gate: c.Gate, contact: c.Contact, backOff: c.BackOff, log: c.Log, now: c.Now, wait: c.Wait}
}

// enter asks whether a host may be visited: once for its leave, which counts as
// one visit of the day, then before each request whether a person has stopped it.
// The first host that is held leaves nothing to record; a later one ends the visit.
func (r *SiteReader) enter(ctx context.Context, v *SiteVisit, answer *siteAnswer) (*Ending, error) {
	host := answer.address.Host
	if v.entered[host] {
		if reason, stopped := r.door().stopped(ctx, host); stopped {
			ending := hostStopped(host, reason)
			return &ending, nil
		}
		return nil, nil
	}
	if err := r.door().introduce(answer.address); err != nil {
		return nil, err
	}
	err := r.door().enter(ctx, Visit{Host: host, Journey: JourneySite, Now: r.config.Now(), Interval: r.config.VisitEvery})
	if held, is := errors.AsType[*HeldError](err); is && len(v.entered) > 0 {
		return &Ending{observatory.Fault, CauseSiteBudget, "La visite s’arrête : " + held.Error() + "."}, nil
	}
	if err != nil {
		return nil, err
	}
	if len(v.entered) == 0 {
		v.started = r.config.Now() // the wait is no part of the visit
		v.announced = r.door().announced(ctx, host)
		answer.step.At = v.started.UTC()
	}
	v.entered[host] = true
	return nil, nil
}

// siteAsks is an answer as one by which a host may ask for time.
func siteAsks(answer siteAnswer) plea {
	return plea{host: answer.address.Host, status: answer.step.Status, retryAfter: answer.header.Get("Retry-After")}
}

// siteClosed reports whether a page that came is a maintenance page: it says so
// and has nearly no other text. Nothing is absent from such a page.
func siteClosed(answer siteAnswer) bool {
	if answer.step.Status != http.StatusOK || len(answer.body) == 0 {
		return false
	}
	v := siteView(answer.body)
	return utf8.RuneCountInString(v.Text) < maintenanceBody && saysMaintenance(v)
}

// siteView is what the words of a page tell of its kind, empty when it cannot be
// read.
func siteView(body []byte) view {
	_, root, err := infoParseHTML("page", body)
	if err != nil {
		return view{}
	}
	var v view
	for node := range root.Descendants() {
		if node.Type == html.ElementNode && node.DataAtom == atom.Title && node.FirstChild != nil && v.Title == "" {
			v.Title = node.FirstChild.Data
		}
	}
	text, _, headings := infoHTMLText(root, new(url.URL))
	for _, h := range headings {
		v.Headings = append(v.Headings, text[h.Start:h.End])
	}
	v.Text = strings.TrimSpace(text)
	return v
}
