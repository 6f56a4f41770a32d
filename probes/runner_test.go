package probes

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

// monday is a Monday morning in Paris.
var monday = time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC)

func atMonday() time.Time { return monday }

func (r *rig) run(id, system string, fault testbed.Fault) *observatory.Attempt {
	r.t.Helper()
	a, err := r.once(shipped(r.t, id, system), r.target(system, fault), RunOptions{})
	if err != nil {
		r.t.Fatal(err)
	}
	return a
}

func TestAttemptOfTheDoor(t *testing.T) {
	r := newRig(t, testbed.Options{Now: atMonday}, func(_ *rig, c *Config) { c.Now = atMonday })
	target := r.target(testbed.RDVPrefecture, testbed.Slots)
	attempts, err := r.runner.Run(t.Context(), shipped(t, "pan.door", SystemRDVPrefecture), target, RunOptions{PlannedPerDay: 24, PlannedRest: 2})
	if err != nil {
		t.Fatal(err)
	}
	if len(attempts) != 1 {
		t.Fatalf("a met attempt was confirmed: %d attempts", len(attempts))
	}
	a := attempts[0]
	got := []any{
		a.Outcome, a.Cause, a.Journey, a.System, a.Mode, a.Target, a.Department, a.StepReached, a.Status, a.Slots, a.At,
		a.PlannedPerDay, a.PlannedRest, a.Control, a.Simulation, a.Place, a.Source, a.FinalAddress, a.ID.String()[14], len(a.Steps), a.First(),
	}
	want := []any{
		observatory.Met, "door_open", "pan.door", "rdv-prefecture", observatory.Unattended, target.ID, "01", "image du captcha", 200, -1, monday,
		24, 2, observatory.ControlNotRun, true, "essai", "probe", target.Address + "cgu/", byte('7'), 6, true,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("attempt (-want +got):\n%s", diff)
	}
	hops := []observatory.Hop{{Address: target.Address, Status: 200}, {Address: target.Address + "cgu/", Status: 200}}
	if diff := cmp.Diff(hops, a.Hops); diff != "" {
		t.Errorf("hops (-want +got):\n%s", diff)
	}
	if png := r.file(a, "screenshot"); !strings.HasPrefix(png, "\x89PNG") {
		t.Error("the picture is no PNG")
	}
	if html := r.file(a, "html"); !strings.HasPrefix(html, "<!DOCTYPE html>") || !strings.Contains(html, "captchaFR_CaptchaImage") {
		t.Errorf("the HTML is not that of the page:\n%s", html)
	}
	if !strings.Contains(a.Message, "code de sécurité") {
		t.Errorf("message: %s", a.Message)
	}
}

func TestReadingsOfSlots(t *testing.T) {
	r := newRig(t, testbed.Options{Now: atMonday}, func(_ *rig, c *Config) { c.Now = atMonday })
	date := func(s string) observatory.Date {
		d, err := observatory.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	released := time.Date(2026, 11, 23, 10, 58, 0, 0, time.UTC)
	tests := map[string]struct {
		system string
		fault  testbed.Fault
		want   observatory.Attempt
	}{
		"RDV-Prefecture with slots": {SystemRDVPrefecture, testbed.Slots, observatory.Attempt{
			Outcome: observatory.Met, Slots: 5, FirstDate: date("2026-11-30"), SecondDate: date("2026-12-01"),
			ReleasedAt: released, ReleasedWeek: date("2026-12-07"), Mode: observatory.Assisted,
		}},
		"RDV-Prefecture without": {SystemRDVPrefecture, testbed.NoSlot, observatory.Attempt{
			Outcome: observatory.Unmet, Slots: -1, ReleasedAt: released, ReleasedWeek: date("2026-12-07"), Mode: observatory.Assisted,
		}},
		"RDV Service Public with slots": {SystemRDVServicePublic, testbed.Slots, observatory.Attempt{
			Outcome: observatory.Met, Slots: 2, FirstDate: date("2026-11-26"), SecondDate: date("2026-11-30"), Mode: observatory.Unattended,
		}},
		"RDV Service Public without": {SystemRDVServicePublic, testbed.NoSlot, observatory.Attempt{
			Outcome: observatory.Unmet, Slots: -1, Mode: observatory.Unattended,
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			a := r.run("pan.slots", test.system, test.fault)
			got := observatory.Attempt{
				Outcome: a.Outcome, Slots: a.Slots, FirstDate: a.FirstDate, SecondDate: a.SecondDate,
				ReleasedAt: a.ReleasedAt, ReleasedWeek: a.ReleasedWeek, Mode: a.Mode,
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", a.Detail, diff)
			}
			if a.Journey != "pan.slots" {
				t.Errorf("journey %s", a.Journey)
			}
		})
	}
}

func TestRedirectsAreKept(t *testing.T) {
	r := newRig(t, testbed.Options{}, nil)
	a := r.run("pan.old_module", SystemOldModule, testbed.Moved)
	if len(a.Hops) != 2 || a.Hops[0].Status != 301 || a.Hops[0].Location != a.Hops[1].Address || a.Hops[1].Status != 200 {
		t.Errorf("hops: %+v", a.Hops)
	}
	if a.FinalAddress != a.Hops[1].Address {
		t.Errorf("ended at %s", a.FinalAddress)
	}
}

func TestDownIsConfirmedOnceAndLinked(t *testing.T) {
	var waited []time.Duration
	r := newRig(t, testbed.Options{}, func(_ *rig, c *Config) {
		c.ConfirmAfter = time.Minute
		c.Wait = func(ctx context.Context, d time.Duration) error {
			if d > 0 {
				waited = append(waited, d)
			}
			return ctx.Err()
		}
	})
	begun := time.Now()
	attempts, err := r.runner.Run(t.Context(), shipped(t, "pan.slots", SystemRDVServicePublic), r.target(testbed.RDVServicePublic, testbed.BadGateway), RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if lasted := time.Since(begun); lasted > 10*time.Second { // a step has fifteen, the capture too
		t.Errorf("an answer without a body was waited for until the end of the step or of the capture: %s", lasted)
	}
	if len(attempts) != 2 || attempts[1].Confirms != attempts[0].ID || !attempts[0].First() || attempts[0].ID == attempts[1].ID {
		t.Fatalf("got %d attempts", len(attempts))
	}
	if diff := cmp.Diff([]time.Duration{time.Minute}, waited); diff != "" {
		t.Errorf("waits (-want +got):\n%s", diff)
	}
	for _, a := range attempts {
		if a.Outcome != observatory.Down || a.Control != observatory.ControlOK || a.Status != 502 {
			t.Errorf("got %s/%s, control %s, status %d", a.Outcome, a.Cause, a.Control, a.Status)
		}
	}
}

func TestUnwrittenEvidenceIsAFault(t *testing.T) {
	r := newRig(t, testbed.Options{}, func(_ *rig, c *Config) {
		c.Keep = func(context.Context, string, []byte) (observatory.Hash, error) { return "", errors.New("disk full") }
	})
	a := r.run("pan.slots", SystemRDVServicePublic, testbed.Slots)
	if a.Outcome != observatory.Fault || a.Cause != CauseEvidence || a.Slots != -1 {
		t.Errorf("got %s/%s, %d slots", a.Outcome, a.Cause, a.Slots)
	}
}

// limitHuman shortens the time that a person has.

func limitHuman(journey Journey, limit time.Duration) {
	for i := range journey.Steps {
		if journey.Steps[i].Human != nil {
			journey.Steps[i].Timeout = limit
		}
	}
}

func TestAssistNeedsAPerson(t *testing.T) {
	r := newRig(t, testbed.Options{}, nil)
	slots := shipped(t, "pan.slots", SystemRDVPrefecture)
	target := r.target(testbed.RDVPrefecture, testbed.Slots)
	limitHuman(slots, 1500*time.Millisecond)
	var asked string
	_, err := r.runner.Assist(t.Context(), slots, target, AssistOptions{Human: answer("FAUX"), Prompt: func(text string) { asked = text }})
	if !errors.Is(err, ErrNobody) {
		t.Errorf("a wrong code gave %v", err)
	}
	if !strings.Contains(asked, "code de sécurité") {
		t.Errorf("the person was asked %q", asked)
	}
	if _, err := r.runner.Run(t.Context(), slots, target, RunOptions{}); !observatory.IsInput(err) {
		t.Errorf("unattended run of an assisted journey: %v", err)
	}
	if _, err := r.runner.Assist(t.Context(), shipped(t, "pan.door", SystemRDVPrefecture), target, AssistOptions{}); !observatory.IsInput(err) {
		t.Errorf("assisted run of an unattended journey: %v", err)
	}
}

func TestOneAnswerGivesOneReading(t *testing.T) {
	r := newRig(t, testbed.Options{}, nil)
	r.run("pan.slots", SystemRDVPrefecture, testbed.Slots)
	readings := 0
	for _, request := range r.bed.Requests() {
		if strings.HasSuffix(request.Path, "/creneau/") {
			readings++
		}
	}
	if readings != 1 {
		t.Errorf("the slot page was asked for %d times", readings)
	}
}

func TestJourneyAndTargetMustGoTogether(t *testing.T) {
	r := newRig(t, testbed.Options{}, nil)
	good := r.target(testbed.RDVPrefecture, testbed.Slots)
	tests := map[string]func(*Journey, *observatory.Target){
		"system":     func(_ *Journey, t *observatory.Target) { t.System = SystemOldModule },
		"prefecture": func(_ *Journey, t *observatory.Target) { t.Prefecture = "" },
		"address":    func(_ *Journey, t *observatory.Target) { t.Address = "ftp://x/" },
		"department": func(j *Journey, _ *observatory.Target) { j.Departments = []string{"2A"} },
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			journey, target := shipped(t, "pan.door", SystemRDVPrefecture), good
			change(&journey, &target)
			if attempts, err := r.runner.Run(t.Context(), journey, target, RunOptions{}); !observatory.IsInput(err) || attempts != nil {
				t.Errorf("got %v, %v", attempts, err)
			}
		})
	}
}

func TestInterruptedRunRecordsNothing(t *testing.T) {
	r := newRig(t, testbed.Options{}, nil)
	ctx, cancel := context.WithCancel(t.Context())
	slots := shipped(t, "pan.slots", SystemRDVPrefecture)
	a, err := r.runner.Assist(ctx, slots, r.target(testbed.RDVPrefecture, testbed.Slots), AssistOptions{
		Human: func(context.Context) error { cancel(); return nil },
	})
	if !errors.Is(err, context.Canceled) || a != nil {
		t.Errorf("got %v, %v", a, err)
	}
}

func TestStepsOfTheLanguage(t *testing.T) {
	journey, problems := parseJourney("essai.yaml", []byte(good+`  - name: attendre
    wait_for: {role: heading, text: "point d’accueil"}
  - name: image
    capture: true
  - name: jamais
    wait_for: {css: "#absent"}
`))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	r := newRig(t, testbed.Options{}, nil)
	a, err := r.once(journey, r.target(testbed.RDVPrefecture, testbed.Slots), RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if a.Outcome != observatory.Drift || a.Cause != CauseLandmark || a.StepReached != "jamais" || len(a.Steps) != 5 {
		t.Fatalf("got %s/%s at %s, %d steps", a.Outcome, a.Cause, a.StepReached, len(a.Steps))
	}
	if piece, found := a.PieceByRole("step"); !found || piece.Hash != a.Steps[3].Screenshot {
		t.Errorf("picture of the step: %+v, %+v", piece, a.Steps[3])
	}
	if last := a.Steps[4]; last.OK || last.Message == "" || last.Duration < 400*time.Millisecond {
		t.Errorf("last step: %+v", last)
	}
	if !a.Steps[2].OK || a.Steps[2].Index != 2 || a.Steps[2].Action != "wait_for" {
		t.Errorf("third step: %+v", a.Steps[2])
	}
}

// BenchmarkDoor is one whole attempt of pan.door on the double, captures
// included, one at a time.
func BenchmarkDoor(b *testing.B) {
	r := newRig(b, testbed.Options{}, nil)
	r.run("pan.door", SystemRDVPrefecture, testbed.Slots) // starts the browser
	for b.Loop() {
		if a := r.run("pan.door", SystemRDVPrefecture, testbed.Slots); a.Outcome != observatory.Met {
			b.Fatalf("got %s/%s: %s", a.Outcome, a.Cause, a.Detail)
		}
	}
}
