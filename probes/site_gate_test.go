package probes

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

// answering changes what a site answers; nil leaves the answer as it is.
type answering struct {
	next   http.RoundTripper
	answer func(*http.Request) *http.Response
}

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	if response := a.answer(r); response != nil {
		return response, nil
	}
	return a.next.RoundTrip(r)
}

// says makes an answer of a page.
func says(r *http.Request, status int, retryAfter, page string) *http.Response {
	w := httptest.NewRecorder()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if retryAfter != "" {
		w.Header().Set("Retry-After", retryAfter)
	}
	w.WriteHeader(status)
	_, _ = w.WriteString(page)
	response := w.Result()
	response.Request = r
	return response
}

func TestAHostThatIsHeldIsNotRead(t *testing.T) {
	for _, held := range []string{HeldBudget, HeldBackOff, HeldStopped} {
		var visits []Visit
		double, reader, site, _ := sitePages(t, testbed.InfoSiteOptions{}, func(c *SiteConfig) {
			c.VisitEvery, c.Now = time.Minute, atMonday
			c.Gate.Enter = func(_ context.Context, v Visit) (Leave, error) {
				visits = append(visits, v)
				return Leave{Held: held, Reason: "raison", Until: monday}, nil
			}
		})
		visit, err := reader.Visit(t.Context(), site)
		if is, found := errors.AsType[*HeldError](err); !found || is.Leave.Held != held || visit != nil {
			t.Errorf("%s: %v, %v", held, visit, err)
		}
		if n := len(double.Requests()); n > 0 { // robots.txt included
			t.Errorf("%s: %d requests were sent", held, n)
		}
		want := Visit{Host: strings.TrimPrefix(site.Home, "https://"), Journey: JourneySite, Now: monday, Interval: time.Minute}
		if !slices.Equal(visits, []Visit{want}) {
			t.Errorf("%s: asked %+v, want once %+v", held, visits, want)
		}
	}
}

func TestAVisitTakesOneTurnAndWaitsForIt(t *testing.T) {
	turns, now := 0, monday
	var waits []time.Duration
	_, reader, site, _ := sitePages(t, testbed.InfoSiteOptions{}, func(c *SiteConfig) {
		c.Pages, c.Now = 3, func() time.Time { return now }
		c.Wait = func(_ context.Context, d time.Duration) error {
			if d > 0 {
				waits, now = append(waits, d), now.Add(d)
			}
			return nil
		}
		c.Gate.Enter = func(context.Context, Visit) (Leave, error) {
			turns++
			return Leave{At: monday.Add(7 * time.Minute)}, nil
		}
		c.Gate.Announced = func(_ context.Context, _ string, at time.Time) (string, error) {
			return "bandeau lu à " + at.Format("15:04"), nil
		}
	})
	a := siteVisit(t, reader, site).Attempt
	if turns != 1 || !slices.Equal(waits, []time.Duration{7 * time.Minute}) {
		t.Errorf("%d turns, waits %v", turns, waits)
	}
	at := monday.Add(7 * time.Minute)
	if !a.At.Equal(at) || a.Announced != "bandeau lu à "+at.Format("15:04") || a.Outcome != observatory.Met {
		t.Errorf("attempt at %s, announced %q, %s", a.At, a.Announced, a.Outcome)
	}
}

func TestAStopEndsAVisitUnderWay(t *testing.T) {
	sent := 0
	_, reader, site, _ := sitePages(t, testbed.InfoSiteOptions{}, func(c *SiteConfig) {
		c.Transport = answering{c.Transport, func(*http.Request) *http.Response { sent++; return nil }}
		c.Gate.Stopped = func(context.Context, string) (string, bool, error) { return "demande de l'exploitant", sent >= 3, nil }
	})
	a := siteVisit(t, reader, site).Attempt
	if a.Outcome != observatory.Fault || a.Cause != CauseHostStopped || !strings.Contains(a.Detail, "demande de l'exploitant") {
		t.Errorf("got %s/%s: %s", a.Outcome, a.Cause, a.Detail)
	}
	if sent != 3 {
		t.Errorf("%d requests, want 3: none after the stop", sent)
	}
}

// A host that a link or a known page writes with capitals or with its port is the
// same one, for its cap and for stops.
func TestASiteIsOneHostHoweverItIsWritten(t *testing.T) {
	var hosts []string
	_, reader, site, _ := sitePages(t, testbed.InfoSiteOptions{}, func(c *SiteConfig) {
		c.Transport = answering{c.Transport, func(r *http.Request) *http.Response {
			return says(r, http.StatusOK, "", "<html><body><p>Rien d'autre.</p></body></html>")
		}}
		c.Gate.Enter = func(_ context.Context, v Visit) (Leave, error) {
			hosts = append(hosts, v.Host)
			return Leave{At: v.Now}, nil
		}
	})
	site.Home, site.Known = "https://www.exemple.fr/", []string{"https://WWW.Exemple.fr:443/a"}
	if v := siteVisit(t, reader, site); len(v.Steps) != 2 || !slices.Equal(hosts, []string{"www.exemple.fr"}) {
		t.Errorf("%d pages, asked for %v", len(v.Steps), hosts)
	}
}

func TestASecondHostAsksForItsOwnLeave(t *testing.T) {
	var hosts []string
	_, reader, site, _ := sitePages(t, testbed.InfoSiteOptions{}, func(c *SiteConfig) {
		c.Transport = answering{c.Transport, func(r *http.Request) *http.Response {
			if strings.HasPrefix(r.URL.Host, "www.") || r.URL.Path == "/robots.txt" {
				return nil
			}
			w := says(r, http.StatusMovedPermanently, "", "")
			w.Header.Set("Location", "https://www."+r.URL.Host+r.URL.Path)
			return w
		}}
		c.Gate.Enter = func(_ context.Context, v Visit) (Leave, error) {
			if hosts = append(hosts, v.Host); len(hosts) > 1 {
				return Leave{Held: HeldBudget}, nil
			}
			return Leave{At: v.Now}, nil
		}
	})
	a := siteVisit(t, reader, site).Attempt
	host := strings.TrimPrefix(site.Home, "https://")
	if !slices.Equal(hosts, []string{host, "www." + host}) || a.Outcome != observatory.Fault || a.Cause != CauseSiteBudget {
		t.Errorf("asked for %v; %s/%s: %s", hosts, a.Outcome, a.Cause, a.Detail)
	}
}

func TestASiteThatAsksForTimeGetsIt(t *testing.T) {
	const closed = `<!doctype html><html><title>Préfecture</title><main><h1>Bonjour</h1><p>Site en maintenance, étrangers compris.</p></main></html>`
	content := `<!doctype html><html><title>Préfecture</title><main><h1>Étrangers</h1><p>` +
		strings.Repeat("Les demandes de titre de séjour se font en ligne. ", 40) + `Le site en maintenance hier fonctionne.</p></main></html>`
	tests := map[string]struct {
		path             string // what answers otherwise; empty for all but robots.txt
		status           int
		retryAfter, page string
		want             string
		backOff          []time.Duration
		audited          bool
	}{
		"429 of robots.txt":         {path: "/robots.txt", status: 429, retryAfter: "300", want: "fault/robots_unknown", backOff: []time.Duration{5 * time.Minute}, audited: true},
		"429":                       {status: 429, retryAfter: "600", want: "blocked/rate_429", backOff: []time.Duration{10 * time.Minute}},
		"429 without":               {status: 429, want: "blocked/rate_429", backOff: []time.Duration{time.Hour}},
		"503 with Retry-After":      {status: 503, retryAfter: "600", page: content, want: "down/http_503", backOff: []time.Duration{10 * time.Minute}},
		"503 that says maintenance": {status: 503, page: closed, want: "maintenance/maintenance_page"},
		"200 that says maintenance": {status: 200, page: closed, want: "maintenance/maintenance_page"},
		"the word among others":     {status: 200, page: content, want: "met/pages_read", audited: true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var got []time.Duration
			_, reader, site, _ := sitePages(t, testbed.InfoSiteOptions{}, func(c *SiteConfig) {
				c.BackOff, c.Now, c.Pages = time.Hour, atMonday, 5
				c.Transport = answering{c.Transport, func(r *http.Request) *http.Response {
					if test.path != "" && r.URL.Path != test.path || test.path == "" && r.URL.Path == "/robots.txt" {
						return nil
					}
					return says(r, test.status, test.retryAfter, test.page)
				}}
				c.Gate.BackOff = func(_ context.Context, _, _ string, now, until time.Time) error {
					got = append(got, until.Sub(now))
					return nil
				}
			})
			site.Known = []string{site.Home + "/Demarches/Etrangers/ANEF"}
			visit := siteVisit(t, reader, site)
			if ending := string(visit.Attempt.Outcome) + "/" + visit.Attempt.Cause; ending != test.want {
				t.Errorf("got %s (%s), want %s", ending, visit.Attempt.Detail, test.want)
			}
			if len(got) > 1 { // robots.txt is asked for again on the way
				got = got[:1]
			}
			if !slices.Equal(got, test.backOff) {
				t.Errorf("back-offs %v, want %v", got, test.backOff)
			}
			if len(visit.Facts) > 0 != test.audited {
				t.Errorf("%d facts", len(visit.Facts))
			}
		})
	}
}
