package probes

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

func TestProbeSaysWhoItIs(t *testing.T) {
	r := newRig(t, testbed.Options{}, nil)
	r.run("pan.door", SystemRDVPrefecture, testbed.Slots)
	for _, request := range r.bed.Requests() {
		if !strings.HasSuffix(request.Agent, "Vigie/test (+https://vigie.example/sondes)") {
			t.Errorf("%s: User-Agent %q", request.Path, request.Agent)
		}
		if request.Path != "/robots.txt" && !strings.HasPrefix(request.Language, "fr") {
			t.Errorf("%s: Accept-Language %q", request.Path, request.Language)
		}
		if request.Method != http.MethodGet {
			t.Errorf("%s %s was sent unattended", request.Method, request.Path)
		}
	}
}

func TestControlSiteTellsOurFaultFromTheirs(t *testing.T) {
	r := newRig(t, testbed.Options{}, nil)
	door := shipped(t, "pan.door", SystemRDVPrefecture)
	for _, target := range testbed.DemoTargets() {
		if target.System != testbed.RDVPrefecture {
			continue
		}
		silent := target.Observed(r.bed.Refused)
		a, err := r.once(door, silent, RunOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if a.Outcome != observatory.Down || a.Cause != CauseConnection || a.Control != observatory.ControlOK {
			t.Errorf("control answers: got %s/%s, control %s", a.Outcome, a.Cause, a.Control)
		}
		unknown := target.Observed("http://nulle-part.invalid")
		if a, err = r.once(door, unknown, RunOptions{}); err != nil || a.Outcome != observatory.Down || a.Cause != CauseDNS {
			t.Errorf("unknown name: got %s/%s, %v", a.Outcome, a.Cause, err)
		}
		r.runner.config.Control = r.bed.Refused
		if a, err = r.once(door, silent, RunOptions{}); err != nil {
			t.Fatal(err)
		}
		if a.Outcome != observatory.Fault || a.Cause != CauseNetworkOurs || a.Control != observatory.ControlFailed {
			t.Errorf("control fails too: got %s/%s, control %s", a.Outcome, a.Cause, a.Control)
		}
		return
	}
}

func TestHostsAreVisitedInTurn(t *testing.T) {
	now := monday
	var waits []time.Duration
	p := &politeness{interval: 30 * time.Second, now: func() time.Time { return now }, next: map[string]time.Time{}, wait: func(_ context.Context, d time.Duration) error {
		waits = append(waits, d)
		return nil
	}}
	for _, host := range []string{"a", "a", "b", "a"} {
		if err := p.turn(t.Context(), host); err != nil {
			t.Fatal(err)
		}
	}
	now = now.Add(2 * time.Minute)
	if err := p.turn(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]time.Duration{0, 30 * time.Second, 0, time.Minute, 0}, waits); diff != "" {
		t.Errorf("waits (-want +got):\n%s", diff)
	}
}

func TestRobotsAreObeyed(t *testing.T) {
	const cgu = "/rdvpref/reservation/demarche/1001/cgu/"
	tests := map[string]struct {
		robots     string
		exceptions []RobotsException
		outcome    observatory.Outcome
		cause      string
		visits     bool // the start page was asked for
	}{
		"allowed":              {"User-agent: *\nDisallow: /autre/\n", nil, observatory.Met, "door_open", true},
		"all forbidden":        {"User-agent: *\nDisallow: /\n", nil, observatory.Fault, CauseRobots, false},
		"forbidden to us only": {"User-agent: Vigie\nDisallow: /rdvpref/\n\nUser-agent: *\nAllow: /\n", nil, observatory.Fault, CauseRobots, false},
		"second page":          {"User-agent: *\nDisallow: /*/cgu/\n", nil, observatory.Fault, CauseRobots, true},
		"excepted": {
			"User-agent: *\nDisallow: " + cgu + "\n",
			[]RobotsException{{Host: "HOST", Path: cgu, Reason: "mesure", DecidedBy: "comité"}},
			observatory.Met, "door_open", true,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, testbed.Options{Robots: test.robots}, func(r *rig, c *Config) {
				for _, e := range test.exceptions {
					e.Host = strings.TrimPrefix(r.bed.URL, "http://")
					c.Exceptions = append(c.Exceptions, e)
				}
			})
			a := r.run("pan.door", SystemRDVPrefecture, testbed.Slots)
			if a.Outcome != test.outcome || a.Cause != test.cause {
				t.Errorf("got %s/%s: %s", a.Outcome, a.Cause, a.Detail)
			}
			visited := false
			for _, request := range r.bed.Requests() {
				visited = visited || strings.HasPrefix(request.Path, "/rdvpref/")
				if test.cause == CauseRobots && request.Path == cgu {
					t.Error("a forbidden page was asked for")
				}
			}
			if visited != test.visits {
				t.Errorf("start page asked for: %v", visited)
			}
		})
	}
}

func TestRobotsThatCannotBeHadAllowTheFirstPageOnly(t *testing.T) {
	bed := testbed.New(testbed.Options{})
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		bed.ServeHTTP(w, r)
	}))
	t.Cleanup(site.Close)
	r := newRig(t, testbed.Options{}, nil)
	tests := []struct {
		id, system, cause string
		outcome           observatory.Outcome
	}{
		{"pan.slots", SystemRDVServicePublic, "slots", observatory.Met},
		{"pan.door", SystemRDVPrefecture, CauseRobotsUnknown, observatory.Fault},
	}
	for _, test := range tests {
		for _, target := range testbed.DemoTargets() {
			if target.System != test.system {
				continue
			}
			a, err := r.once(shipped(t, test.id, test.system), target.Observed(site.URL), RunOptions{})
			if err != nil || a.Outcome != test.outcome || a.Cause != test.cause {
				t.Errorf("%s: got %s/%s, %v", test.id, a.Outcome, a.Cause, err)
			}
			break
		}
	}
}
