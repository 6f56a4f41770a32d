package main

import (
	"testing"
	"time"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/schedule"
	"vigie/probes"
)

// doorChecks are the checks that a schedule plans on the days of a span, but for some
// days, as the prober writes them.
func doorChecks(target string, job schedule.Job, from, to observatory.Date, missed ...observatory.Date) []observatory.Observation {
	job.Name = target
	var all []observatory.Observation
	for day := from; day <= to; day++ {
		planned, missing := job.PlannedOn(noon(day), 1), false
		for _, m := range missed {
			missing = missing || m == day
		}
		if missing {
			continue
		}
		for i := range planned {
			at := day.Time().Add(time.Duration(8+i) * time.Hour)
			all = append(all, &observatory.Attempt{
				Envelope: observatory.Envelope{ID: testID("rest", target, int(day), i), At: at, RecordedAt: at.Add(time.Minute), Source: "test", SourceVersion: "1"},
				Journey:  "pan.door", Target: target, Department: "75", System: "rdv-prefecture", Mode: observatory.Unattended, Outcome: observatory.Met, Slots: -1,
				PlannedPerDay: planned, PlannedRest: job.RestAfter(noon(day), 1),
			})
		}
	}
	return all
}

// TestCoverageOfSchedulesWithDaysOfRest: what was planned is what the schedule planned,
// from the engine, with kept days and without.
func TestCoverageOfSchedulesWithDaysOfRest(t *testing.T) {
	t.Parallel()
	b := newWorkbench(t)
	s := b.store(t)
	office := schedule.Job{Every: time.Hour, Zone: paris(), Open: []schedule.Opening{{
		Days: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}, From: 9 * 60, To: 17 * 60,
	}}}
	days := schedule.Job{Every: 48 * time.Hour, Zone: paris()}
	monday, last := civil(2026, 6, 1), civil(2026, 7, 5) // a Sunday, five weeks later
	fill(t, s, doorChecks("whole", office, monday, last))
	fill(t, s, doorChecks("tuesdays", office, monday, last, civil(2026, 6, 2), civil(2026, 6, 30)))
	fill(t, s, doorChecks("days", days, monday-2, last+2))
	type coverage struct{ run, planned int64 }
	want := map[observatory.Date]map[string]coverage{
		monday:     {"whole": {200, 200}, "tuesdays": {184, 200}, "days": {17, 17}},
		monday + 6: {"whole": {160, 160}, "tuesdays": {152, 160}, "days": {14, 14}}, // from a Sunday on: rest is left
	}
	check := func(when string) {
		t.Helper()
		for from, targets := range want {
			for _, id := range []string{"pan.door", "portal.availability"} {
				w := observatory.Window{From: from, To: last, Horizon: noon(civil(2026, 8, 3))}
				seen := 0
				for _, f := range b.table(t, s, id, w, firstRules(), indicators.Target) {
					seen++
					if got := (coverage{f.Covered, f.Planned}); got != targets[f.Target] {
						t.Errorf("%s, %s of %s from %s on: %d of %d, want %+v", when, f.Indicator, f.Target, from, got.run, got.planned, targets[f.Target])
					}
				}
				if seen != 9 {
					t.Errorf("%s, %s: %d figures, want strict, confirmed and maintenance of three targets", when, id, seen)
				}
			}
		}
	}
	check("from the attempts")
	done, err := s.KeepDays(t.Context(), false, noon(civil(2026, 8, 2)))
	if err != nil || done.Months != 2 { // May and June
		t.Fatalf("%+v, %v", done, err)
	}
	check("from kept days")
}

// TestAttemptsTellTheDaysOfRest: an attempt of a target that is open from Monday to
// Friday tells of the weekend on Fridays.
func TestAttemptsTellTheDaysOfRest(t *testing.T) {
	for day, want := range map[int]probes.RunOptions{26: {PlannedPerDay: 9}, 27: {PlannedPerDay: 9, PlannedRest: 2}} { // a Thursday, a Friday
		p := &prober{now: func() time.Time { return noon(civil(2026, 11, day)) }}
		job, err := p.planned(probes.Journey{}, targetConfig{ID: "t", Every: time.Hour, Open: []openingConfig{{Days: "mon-fri", From: "09:00", To: "18:00"}}})
		if err != nil {
			t.Fatal(err)
		}
		if got := p.told(job); got != want {
			t.Errorf("%d November: %+v, want %+v", day, got, want)
		}
	}
}
