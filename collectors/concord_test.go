package collectors

import (
	"context"
	"iter"
	"slices"
	"testing"
	"time"

	"vigie/internal/observatory"
)

// seenProbes are the probes' attempts of a test.
type seenProbes []observatory.Attempt

func (s seenProbes) AttemptsAround(_ context.Context, journeys []string, department string, at time.Time, _ bool) iter.Seq2[observatory.Attempt, error] {
	return func(yield func(observatory.Attempt, error) bool) {
		for _, a := range s {
			near := a.At.Sub(at).Abs() <= time.Hour && slices.Contains(journeys, a.Journey) && (a.Department == "" || a.Department == department)
			if near && !yield(a, nil) {
				return
			}
		}
	}
}

func TestConcord(t *testing.T) {
	noon := time.Date(2026, time.October, 1, 12, 0, 0, 0, time.UTC)
	probe := func(name, journey, target string, minutes int, outcome observatory.Outcome) observatory.Attempt {
		return observatory.Attempt{
			Envelope: observatory.Envelope{ID: observatory.DeriveID([]byte(name)), At: noon.Add(time.Duration(minutes) * time.Minute)},
			Journey:  journey, Target: target, Outcome: outcome,
		}
	}
	door := func(name, target string, minutes int, outcome observatory.Outcome) observatory.Attempt {
		a := probe(name, "pan.door", target, minutes, outcome)
		a.Department = "93"
		return a
	}
	tests := []struct {
		name, page, hour string
		probes           seenProbes
		want             observatory.Seen
		attempt          string
	}{
		{"a probe failed too", "login", "14:00", seenProbes{probe("a", "anef.sign_on", "anef", 20, observatory.Down)}, observatory.SeenFailing, "a"},
		{"the nearest failure is kept", "login", "14:00", seenProbes{probe("a", "anef.sign_on", "anef", -50, observatory.Down), probe("b", "anef.sign_on", "anef", 10, observatory.Maintenance)}, observatory.SeenFailing, "b"},
		{"one failed, one succeeded", "login", "14:00", seenProbes{probe("a", "anef.sign_on", "anef", -50, observatory.Down), probe("b", "anef.sign_on", "anef", 10, observatory.Met)}, observatory.SeenFailing, "a"},
		{"the probe succeeded", "login", "14:00", seenProbes{probe("a", "anef.sign_on", "anef", 20, observatory.Degraded)}, observatory.SeenWorking, "a"},
		{"the probe was blocked", "login", "14:00", seenProbes{probe("a", "anef.sign_on", "anef", 20, observatory.Blocked), probe("b", "anef.sign_on", "anef", 21, observatory.Fault)}, observatory.SeenNothing, ""},
		{"beyond the hour", "login", "14:00", seenProbes{probe("a", "anef.sign_on", "anef", 61, observatory.Down)}, observatory.SeenNothing, ""},
		{"another journey", "login", "14:00", seenProbes{probe("a", "anef.home", "anef", 5, observatory.Down)}, observatory.SeenNothing, ""},
		{"the hour is unknown", "login", "", seenProbes{probe("a", "anef.sign_on", "anef", 5, observatory.Down)}, observatory.SeenNothing, ""},
		{"the page is unknown", "", "14:00", seenProbes{probe("a", "anef.home", "anef", 5, observatory.Down)}, observatory.SeenNothing, ""},
		{"inside an account", "attachment", "14:00", seenProbes{probe("a", "anef.home", "anef", 5, observatory.Down)}, observatory.SeenNever, ""},
		{"no slot at the desk", "appointment", "14:00", seenProbes{door("a", "pan-93", 5, observatory.Unmet)}, observatory.SeenFailing, "a"},
		{"two desks that differ", "appointment", "14:00", seenProbes{door("a", "pan-93", 5, observatory.Unmet), door("b", "pan-93-2", 6, observatory.Met)}, observatory.SeenNothing, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := observatory.CaseEvent{
				Envelope: observatory.Envelope{ID: observatory.DeriveID([]byte("event")), At: noon}, Department: "93",
				Event: observatory.EventFailedAttempt, Details: observatory.Details{}.Set(observatory.DetailHour, test.hour).Set(observatory.DetailPage, test.page),
			}
			got, err := Concord(context.Background(), &e, test.probes, testNow)
			if err != nil {
				t.Fatal(err)
			}
			attempt := observatory.NoID
			if test.attempt != "" {
				attempt = observatory.DeriveID([]byte(test.attempt))
			}
			if got.Verdict != test.want || got.Attempt != attempt || got.Event != e.ID || got.ID.IsZero() {
				t.Errorf("got %+v, want %s with %s", got, test.want, test.attempt)
			}
			again, err := Concord(context.Background(), &e, test.probes, testNow.Add(time.Hour))
			if err != nil || !SameConcordance(got, again) {
				t.Errorf("a second look differs: %+v, %v", again, err)
			}
		})
	}
}

// TestPagesHaveTheirJourneys makes sure that every page of the format is public,
// inside an account, or unknown on purpose.
func TestPagesHaveTheirJourneys(t *testing.T) {
	for _, page := range pages() {
		journeys, account := publicJourneys(page.code)
		if known := len(journeys) > 0 || account; known == (page.code == "other") {
			t.Errorf("page %s: journeys %v, account %v", page.code, journeys, account)
		}
	}
}
