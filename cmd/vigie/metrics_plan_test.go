package main

import (
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"vigie/internal/schedule"
)

// A target open from Monday to Friday has a plan of a day on Thursday evening, and
// none on Sunday evening.
func TestThePlanOfADayKnowsTheOpeningHours(t *testing.T) {
	days := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	jobs := []schedule.Job{
		{Name: "pan.door a", Kind: "pan.door", Every: time.Hour, Zone: paris(), Open: []schedule.Opening{{Days: days, From: 8*60 + 30, To: 18 * 60}}},
		{Name: "pan.door b", Kind: "pan.door", Every: time.Hour, Zone: paris()},
	}
	for day, want := range map[int]string{26: "33", 29: "24"} { // a Thursday, a Sunday
		now := time.Date(2026, 11, day, 22, 0, 0, 0, paris())
		p := newPlannedChecks(jobs, 1, func() time.Time { return now })
		expected := "# HELP vigie_probe_planned_checks_per_day Checks that the schedule planned in the last 24 hours, by journey, over all its targets.\n" +
			"# TYPE vigie_probe_planned_checks_per_day gauge\nvigie_probe_planned_checks_per_day{journey=\"pan.door\"} " + want + "\n"
		if err := testutil.CollectAndCompare(p, strings.NewReader(expected)); err != nil {
			t.Errorf("day %d: %v", day, err)
		}
	}
}
