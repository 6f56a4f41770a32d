package dashboard

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"vigie/internal/access"
	"vigie/internal/texts"
)

// Policy is how the probes behave, as the configuration says it.
type Policy struct {
	Contact    string // address or mail that the probes give
	Agent      string // what they add to the browser's User-Agent
	Place      string
	Interval   time.Duration // least time between two attempts on one host
	PerDay     int           // most attempts on one host in a day; 0: no cap
	BackOff    time.Duration // how long a host is left alone that asks for time without saying how long
	Confirm    time.Duration // before a confirmation
	Exceptions []RobotsException
	Windows    []access.Maintenance // of the configuration
}

// RobotsException is a path that robots.txt disallows and that is visited all
// the same.
type RobotsException struct{ Host, Path, Reason, DecidedBy string }

// Hosts is what the page of the policy reads of today. access.State satisfies
// it.
type Hosts interface {
	Today(ctx context.Context, now time.Time) ([]access.HostDay, error)
	Stops(ctx context.Context) ([]access.Decision, error)
	Maintenances(ctx context.Context, after time.Time) ([]access.Maintenance, error)
}

// policyPage is the page at /politique.
type policyPage struct {
	page

	Policy                         Policy
	Interval, BackOff, Confirm, At string
	Hosts                          []hostView
	Stops                          []stopView
	Windows                        []windowView
}

type hostView struct {
	Host                                                 string
	Attempts, Cap, Left, Budget, BackedOff, Stopped, Ask string
}

type stopView struct{ Host, Reason, DecidedBy, At string }

type windowView struct{ Host, Begins, Ends, Announced, Source string }

// policy serves the page that says how the probes behave, and what they have
// done today.
func (s *site) policy(w http.ResponseWriter, r *http.Request) error {
	now := s.Now()
	data := policyPage{
		page: s.page("Politique des sondes"), Policy: s.Policy, At: s.words.Moment(now, s.zone),
		Interval: s.lapse(s.Policy.Interval), BackOff: s.lapse(s.Policy.BackOff), Confirm: s.lapse(s.Policy.Confirm),
	}
	data.Here = "/politique"
	if err := s.policyOfToday(r.Context(), now, &data); err != nil {
		return err
	}
	body, err := s.views.render("policy", data)
	if err != nil {
		return err
	}
	answer, err := htmlAsset(body)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-cache")
	return send(w, r, answer)
}

// lapse writes a time between two visits: 30 s, 2 h.
func (s *site) lapse(d time.Duration) string {
	if d < time.Minute {
		return s.words.Count(int64(d/time.Second)) + texts.NoWrap + "s"
	}
	return s.words.Span(d)
}

func (s *site) policyOfToday(ctx context.Context, now time.Time, data *policyPage) error {
	windows := s.Policy.Windows
	if s.Hosts != nil {
		days, err := s.Hosts.Today(ctx, now)
		if err != nil {
			return err
		}
		for _, d := range days {
			data.Hosts = append(data.Hosts, s.hostView(d))
		}
		stops, err := s.Hosts.Stops(ctx)
		if err != nil {
			return err
		}
		for _, d := range stops {
			data.Stops = append(data.Stops, stopView{d.Host, s.words.Typeset(d.Reason), d.DecidedBy, s.words.Moment(d.At, s.zone)})
		}
		declared, err := s.Hosts.Maintenances(ctx, now)
		if err != nil {
			return err
		}
		windows = append(slices.Clip(windows), declared...)
	}
	for _, m := range windows {
		if m.Ends.After(now) {
			data.Windows = append(data.Windows, windowView{
				m.Host, s.words.Moment(m.Begins, s.zone), s.words.Moment(m.Ends, s.zone), s.words.Moment(m.Announced, s.zone), s.words.Typeset(m.Source),
			})
		}
	}
	return nil
}

func (s *site) hostView(d access.HostDay) hostView {
	view := hostView{
		Host: d.Host, Attempts: s.words.Count(int64(d.Attempts)), Cap: "aucun", Left: "–",
		Budget: s.words.Count(int64(d.HeldBudget)), BackedOff: s.words.Count(int64(d.HeldBackOff)), Stopped: s.words.Count(int64(d.HeldStopped)), Ask: "–",
	}
	if s.Policy.PerDay > 0 {
		view.Cap, view.Left = s.words.Count(int64(s.Policy.PerDay)), s.words.Count(int64(max(0, s.Policy.PerDay-d.Attempts)))
	}
	if d.BackOffUntil.After(s.Now()) {
		view.Ask = "jusqu’au " + s.words.Moment(d.BackOffUntil, s.zone) + " (" + "réponse " + strings.TrimPrefix(d.BackOffCause, "http_") + ")"
	}
	return view
}
