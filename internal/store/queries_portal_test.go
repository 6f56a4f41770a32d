package store

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

// chain adds a first attempt of 2 November and its confirmations.
func chain(journey, name string, first observatory.Outcome, firstIn int, rest ...any) []observatory.Observation {
	made := func(name string, at time.Time, o observatory.Outcome, in int) *observatory.Attempt {
		return attemptAt(name, at, func(a *observatory.Attempt) {
			a.Journey, a.Outcome, a.PlannedPerDay = journey, o, 4
			if strings.Contains(name, "maintenance") {
				a.Announced = "bandeau du site"
			}
			if strings.Contains(name, "near") { // the schedule was changed in the course of the day
				a.PlannedRest = 1
			}
			if in > 0 {
				a.FirstDate = monday + observatory.Date(in)
			}
		})
	}
	all := []observatory.Observation{made(name, t0, first, firstIn)}
	for i := 0; i < len(rest); i += 2 {
		// The confirmation comes after midnight: it still belongs to its first attempt.
		c := made(name+"confirmed", t0.Add(20*time.Hour), rest[i].(observatory.Outcome), rest[i+1].(int))
		c.Confirms = id(name)
		all = append(all, c)
	}
	return all
}

// portalWorld is one day of a target as nobody would wish it.
func portalWorld(journey string) []observatory.Observation {
	world := slices.Concat(
		chain(journey, "near", observatory.Met, 10),
		chain(journey, "none", observatory.Unmet, 0),
		chain(journey, "down then near", observatory.Down, 0, observatory.Met, 5),
		chain(journey, "maintenance", observatory.Maintenance, 0),
		chain(journey, "far then near", observatory.Degraded, 40, observatory.Met, 20),
		chain(journey, "near then none", observatory.Degraded, 3, observatory.Unmet, 0),
		chain(journey, "down then unseen", observatory.Down, 0, observatory.Blocked, 0),
		chain(journey, "fault", observatory.Fault, 0),
		chain(journey, "down then maintenance", observatory.Down, 0, observatory.Maintenance, 0),
		chain(journey, "not announced", observatory.Maintenance, 0),
		chain(journey, "down in the window of a maintenance", observatory.Down, 0),
		chain(journey, "withdrawn", observatory.Met, 1),
	)
	undo := attemptAt("undo", t0.Add(24*time.Hour), func(a *observatory.Attempt) {
		a.Journey, a.Withdraws, a.PlannedPerDay, a.PlannedRest = journey, id("withdrawn"), 6, 20
	})
	assisted := attemptAt("assisted", t0, func(a *observatory.Attempt) {
		a.Journey, a.Mode, a.FirstDate = journey, observatory.Assisted, monday+30
	})
	simulated := attemptAt("simulated", t0, func(a *observatory.Attempt) { a.Journey, a.Simulation = journey, true })
	before := attemptAt("before", t0.Add(-24*time.Hour), func(a *observatory.Attempt) { a.Journey = journey })
	other := attemptAt("other", t0, func(a *observatory.Attempt) { a.Journey = "other" })
	return append(world, undo, assisted, simulated, before, other)
}

func TestPortalQueries(t *testing.T) {
	november := observatory.Window{From: monday, To: monday + 27}
	early := observatory.Window{From: monday, To: monday, Horizon: t0.Add(time.Hour)} // before any confirmation and the withdrawal
	key := func(series, day string) []string { return []string{"ain", "01", series, day} }
	tests := []struct {
		name, journey string
		window        observatory.Window
		want          []observatory.CountRow
	}{
		{"slots", "pan.slots", november, []observatory.CountRow{
			{Keys: key("assisted", "2026-11-02"), Values: []int64{0, 1, 1, 1, 1, 1, 30, 0}},
			{Keys: key("unattended", "2026-11-02"), Values: []int64{4, 11, 10, 2, 7, 4, 3, 1}},
			{Keys: key("unattended", "2026-11-03"), Values: []int64{6, 1, 1, 0, 1, 0, -1, 20}},
		}},
		{"slots as known early", "pan.slots", early, []observatory.CountRow{
			{Keys: key("assisted", "2026-11-02"), Values: []int64{0, 1, 1, 1, 1, 1, 30, 0}},
			{Keys: key("unattended", "2026-11-02"), Values: []int64{4, 12, 11, 3, 8, 3, 1, 1}},
		}},
		{"door", "pan.door", november, []observatory.CountRow{
			{Keys: key("assisted", "2026-11-02"), Values: []int64{0, 1, 1, 1, 1, 1, 0, 0}},
			{Keys: key("unattended", "2026-11-02"), Values: []int64{4, 11, 10, 3, 7, 4, 3, 1}},
			{Keys: key("unattended", "2026-11-03"), Values: []int64{6, 1, 1, 1, 1, 1, 0, 20}},
		}},
	}
	query := map[string]string{"pan.slots": "pan.availability", "pan.door": "pan.door"}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := testStore(t)
			add(t, s, portalWorld(tt.journey)...)
			if diff := cmp.Diff(tt.want, counts(t, s, query[tt.journey], tt.window)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
