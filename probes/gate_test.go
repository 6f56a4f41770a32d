package probes

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

func TestRetryAfterIsRead(t *testing.T) {
	tests := map[string]struct {
		text string
		want time.Duration
		told bool
	}{
		"seconds":     {"120", 2 * time.Minute, true},
		"spaces":      {" 120 ", 2 * time.Minute, true},
		"date":        {"Mon, 23 Nov 2026 11:30:00 GMT", 90 * time.Minute, true},
		"past date":   {"Mon, 23 Nov 2026 09:00:00 GMT", -time.Hour, true},
		"huge":        {"99999999999999", maxBackOff, true},
		"nothing":     {"", 0, false},
		"words":       {"bientôt", 0, false},
		"negative":    {"-5", 0, false},
		"over 64 bit": {"99999999999999999999999", 0, false},
	}
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	for name, test := range tests {
		if got, told := retryAfter(test.text, now); got != test.want || told != test.told {
			t.Errorf("%s: %s, %v", name, got, told)
		}
	}
}

// backedOff is one back-off that the runner kept.
type backedOff struct {
	Host, Cause string
	Wait        time.Duration
}

func TestAHostThatAsksForTimeGetsIt(t *testing.T) {
	tests := map[string]struct {
		status int
		header string
		robots bool // only robots.txt answers so
		want   []time.Duration
	}{
		"429 with seconds":       {http.StatusTooManyRequests, "7200", false, []time.Duration{2 * time.Hour}},
		"429 with a date":        {http.StatusTooManyRequests, monday.Add(2 * time.Hour).UTC().Format(http.TimeFormat), false, []time.Duration{2 * time.Hour}},
		"429 without":            {http.StatusTooManyRequests, "", false, []time.Duration{time.Hour}},
		"429 for ever":           {http.StatusTooManyRequests, "9999999", false, []time.Duration{maxBackOff}},
		"429 for a second":       {http.StatusTooManyRequests, "1", false, []time.Duration{minBackOff}},
		"503 with seconds":       {http.StatusServiceUnavailable, "600", false, []time.Duration{10 * time.Minute}},
		"503 without":            {http.StatusServiceUnavailable, "", false, nil},
		"429 of robots.txt only": {http.StatusTooManyRequests, "300", true, []time.Duration{5 * time.Minute}},
	}
	var site atomic.Pointer[http.HandlerFunc]
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { (*site.Load())(w, r) }))
	t.Cleanup(server.Close)
	var got []backedOff
	r := newRig(t, testbed.Options{}, func(_ *rig, c *Config) {
		c.BackOff, c.Now = time.Hour, atMonday
		c.Gate.BackOff = func(_ context.Context, host, cause string, now, until time.Time) error {
			got = append(got, backedOff{host, cause, until.Sub(now)})
			return nil
		}
	})
	bed := testbed.New(testbed.Options{Now: atMonday})
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if (r.URL.Path == "/robots.txt") != test.robots {
					bed.ServeHTTP(w, r)
					return
				}
				if test.header != "" {
					w.Header().Set("Retry-After", test.header)
				}
				w.WriteHeader(test.status)
			})
			site.Store(&handler)
			clear(r.runner.robots.hosts)
			got = nil
			if _, err := r.once(shipped(t, "pan.slots", SystemRDVServicePublic), firstOn(t, SystemRDVServicePublic).Observed(server.URL), RunOptions{}); err != nil {
				t.Fatal(err)
			}
			var want []backedOff
			for _, wait := range test.want {
				want = append(want, backedOff{strings.TrimPrefix(server.URL, "http://"), "http_" + map[int]string{429: "429", 503: "503"}[test.status], wait})
			}
			if len(got) > 1 { // robots.txt is asked for again on the way
				got = got[:1]
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("back-offs (-want +got):\n%s", diff)
			}
		})
	}
}

// firstOn gives the double's first target of a system.
func firstOn(t *testing.T, system string) testbed.Target {
	t.Helper()
	for _, target := range testbed.DemoTargets() {
		if target.System == system {
			return target
		}
	}
	t.Fatalf("no target of %s", system)
	return testbed.Target{}
}

func TestAnAttemptThatIsHeldDoesNotHappen(t *testing.T) {
	leave := Leave{Held: HeldBudget}
	var visits []Visit
	r := newRig(t, testbed.Options{}, func(_ *rig, c *Config) {
		c.HostInterval, c.Now = time.Minute, atMonday
		c.Gate.Enter = func(_ context.Context, v Visit) (Leave, error) {
			visits = append(visits, v)
			return leave, nil
		}
	})
	journey := shipped(t, "pan.slots", SystemRDVServicePublic)
	journey.Politeness = Politeness{Interval: time.Hour, PerDay: 4}
	target := r.target(testbed.RDVServicePublic, testbed.BadGateway)
	for _, held := range []string{HeldBudget, HeldBackOff, HeldStopped} {
		leave = Leave{Held: held, Reason: "raison", Until: monday}
		attempts, err := r.runner.Run(t.Context(), journey, target, RunOptions{})
		is, found := errors.AsType[*HeldError](err)
		if !found || len(attempts) > 0 || is.Leave.Held != held || !strings.HasPrefix(err.Error(), "hôte 127.0.0.1") {
			t.Errorf("%s: %d attempts, %v", held, len(attempts), err)
		}
	}
	if requests := r.bed.Requests(); len(requests) > 0 {
		t.Errorf("the host was visited: %+v", requests)
	}
	want := Visit{Host: strings.TrimPrefix(r.bed.URL, "http://"), Journey: "pan.slots", Now: monday, Interval: time.Minute, JourneyInterval: time.Hour, JourneyPerDay: 4}
	if diff := cmp.Diff(want, visits[0]); diff != "" {
		t.Errorf("visit (-want +got):\n%s", diff)
	}
	// The confirmation of a failure needs a leave of its own.
	leave, visits = Leave{At: monday}, nil
	r.runner.config.Wait = func(context.Context, time.Duration) error {
		if len(visits) == 1 {
			leave = Leave{Held: HeldBudget}
		}
		return nil
	}
	attempts, err := r.runner.Run(t.Context(), journey, target, RunOptions{})
	if err != nil || len(attempts) != 1 || attempts[0].Outcome != observatory.Down || len(visits) != 2 {
		t.Errorf("%d attempts after %d visits, %v", len(attempts), len(visits), err)
	}
}

func TestAStopEndsTheAttemptUnderWay(t *testing.T) {
	var stopped atomic.Bool
	r := newRig(t, testbed.Options{}, func(_ *rig, c *Config) {
		c.Gate.Stopped = func(context.Context, string) (string, bool, error) {
			return "demande de l'exploitant", stopped.Load(), nil
		}
	})
	slots := shipped(t, "pan.slots", SystemRDVPrefecture)
	a, err := r.runner.Assist(t.Context(), slots, r.target(testbed.RDVPrefecture, testbed.Slots), AssistOptions{
		Human: func(tab context.Context) error {
			stopped.Store(true)
			<-tab.Done()
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if a.Outcome != observatory.Fault || a.Cause != CauseHostStopped || !strings.Contains(a.Detail, "demande de l'exploitant") {
		t.Errorf("got %s/%s: %s", a.Outcome, a.Cause, a.Detail)
	}
	// No request goes to a stopped host, whoever sends it.
	r.bed.Requests()
	if a := r.run("pan.slots", SystemRDVServicePublic, testbed.Slots); a.Cause != CauseHostStopped {
		t.Errorf("got %s/%s: %s", a.Outcome, a.Cause, a.Detail)
	}
	for _, request := range r.bed.Requests() {
		if request.Path != "/robots.txt" {
			t.Errorf("the stopped host was asked for %s", request.Path)
		}
	}
}

// What a host asks for, and the cap of its day, hold on the way to it too: the
// sign-on page of the portal stands on a host of its own.
func TestAHostOnTheWayIsEntered(t *testing.T) {
	var visits []Visit
	var held string
	r := newRig(t, testbed.Options{}, func(_ *rig, c *Config) {
		c.Gate.Enter = func(_ context.Context, v Visit) (Leave, error) {
			visits = append(visits, v)
			if strings.HasPrefix(v.Host, "localhost") {
				return Leave{At: v.Now.Add(time.Hour), Held: held, Until: monday, Reason: "http_429"}, nil
			}
			return Leave{At: v.Now}, nil
		}
	})
	if a := r.run("anef.sign_on", SystemANEF, testbed.Slots); a.Outcome != observatory.Met || len(visits) != 2 || visits[1].Journey != "anef.sign_on" {
		t.Errorf("free: %s/%s after visits %+v", a.Outcome, a.Cause, visits)
	}
	for _, held = range []string{HeldBackOff, HeldBudget} {
		r.bed.Requests()
		a := r.run("anef.sign_on", SystemANEF, testbed.Slots)
		if a.Outcome != observatory.Fault || a.Cause != CauseSiteBudget || !strings.Contains(a.Detail, "localhost") {
			t.Errorf("%s: %s/%s: %s", held, a.Outcome, a.Cause, a.Detail)
		}
		for _, request := range r.bed.Requests() {
			if strings.Contains(request.Path, "/auth/realms/") {
				t.Errorf("%s: the host was asked for %s", held, request.Path)
			}
		}
	}
}

func TestARealHostNeedsAContact(t *testing.T) {
	r := newRig(t, testbed.Options{}, func(_ *rig, c *Config) { c.Contact = "" })
	slots := shipped(t, "pan.slots", SystemRDVServicePublic)
	target := r.target(testbed.RDVServicePublic, testbed.Slots)
	if _, err := r.once(slots, target, RunOptions{}); err != nil {
		t.Errorf("the double: %v", err)
	}
	target.Address = "https://portail.invalid/prendre_rdv"
	if _, err := r.once(slots, target, RunOptions{}); !observatory.IsInput(err) || !strings.Contains(err.Error(), "contact") {
		t.Errorf("a real host: %v", err)
	}
}

func TestRobotsOfAllShapes(t *testing.T) {
	long := "User-agent: *\nDisallow: /interdit/\n" + strings.Repeat("# bourrage\n", robotsLimit/11) + "Disallow: /\n"
	tests := map[string]struct {
		status      int
		media, body string
		forbidden   bool // /interdit/page
		known       bool
	}{
		"text":           {200, "text/plain", "User-agent: *\nDisallow: /interdit/\n", true, true},
		"absent":         {404, "text/plain", "", false, true},
		"gone":           {410, "text/html", "<p>rien</p>", false, true},
		"empty":          {200, "text/plain", "", false, true},
		"page of HTML":   {200, "text/html", "<!DOCTYPE html><html><head><title>Accueil</title></head><body><p>User: bonjour</p></body></html>", false, true},
		"binary":         {200, "application/octet-stream", "\x00\x01\xff\xfe\x89PNG\r\n\x1a\n", false, true},
		"longer than it": {200, "text/plain", long, true, true},
		"server error":   {500, "text/plain", "User-agent: *\nAllow: /\n", true, false},
		"too many":       {429, "text/plain", "", true, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", test.media)
				w.WriteHeader(test.status)
				_, _ = w.Write([]byte(test.body))
			}))
			defer site.Close()
			r := newRig(t, testbed.Options{}, nil)
			ending, refused := r.runner.robots.judge(t.Context(), site.URL+"/interdit/page", false)
			if refused != test.forbidden || (refused && (ending.Cause == CauseRobots) != test.known) {
				t.Errorf("refused %v: %s", refused, ending.Cause)
			}
			if _, refused := r.runner.robots.judge(t.Context(), site.URL+"/permis", false); refused == test.known {
				t.Errorf("another page: refused %v", refused)
			}
		})
	}
}

func TestOldRobotsHoldWhenNewOnesCannotBeHad(t *testing.T) {
	var down atomic.Bool
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if down.Load() {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		_, _ = w.Write([]byte("User-agent: *\nDisallow: /interdit/\n"))
	}))
	defer site.Close()
	now := monday
	r := newRig(t, testbed.Options{}, func(_ *rig, c *Config) { c.Now = func() time.Time { return now } })
	for _, later := range []time.Duration{0, robotsLife + time.Minute} {
		now = monday.Add(later)
		_, forbidden := r.runner.robots.judge(t.Context(), site.URL+"/interdit/", false)
		_, other := r.runner.robots.judge(t.Context(), site.URL+"/permis", false)
		if !forbidden || other {
			t.Errorf("after %s: forbidden %v, the other page %v", later, forbidden, other)
		}
		down.Store(true)
	}
}

// A host on the way counts once an attempt, however many of its pages are opened, and
// the target's own was counted at the start.
func TestAHostOnTheWayCountsOnce(t *testing.T) {
	var hosts []string
	r := newRig(t, testbed.Options{}, func(_ *rig, c *Config) {
		c.Gate.Enter = func(_ context.Context, v Visit) (Leave, error) {
			hosts = append(hosts, v.Host)
			return Leave{At: v.Now}, nil
		}
	})
	a := &attempt{runner: r.runner, address: &url.URL{Host: "www.example.org"}}
	for _, host := range []string{"www.example.org", "sso.example.org", "", "sso.example.org", "www.example.org", "www.example.org:8443"} {
		if ending, held := a.passBy(t.Context(), host); held {
			t.Errorf("%s: %s", host, ending.Detail)
		}
	}
	if !slices.Equal(hosts, []string{"sso.example.org", "www.example.org:8443"}) {
		t.Errorf("entered: %v", hosts)
	}
}
