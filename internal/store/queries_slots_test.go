package store

import (
	"slices"
	"testing"
	"time"

	"vigie/internal/observatory"
)

// TestSlotsByTheDelay holds that the engine leaves out what Attempt.ShowsSlots says,
// wherever attempts are listed or counted, and a limit counts what is left.
func TestSlotsByTheDelay(t *testing.T) {
	s := testStore(t)
	var all []observatory.Observation
	var want []string
	journeys := []string{"pan.slots", "pan.slots.keyboard", "pan.old_module", "pan.closed_day", "pan.door", "anef.home", "pan.slot"}
	known := []string{}
	until := t0.Add(time.Hour)
	for i, journey := range journeys {
		for _, dated := range []bool{false, true} {
			for _, late := range []bool{false, true} {
				name := journey + map[bool]string{true: " dated"}[dated] + map[bool]string{true: " late"}[late]
				a := attemptAt(name, t0.Add(time.Duration(i)*time.Second), func(a *observatory.Attempt) {
					a.Journey, a.Target = journey, name
					if dated {
						a.FirstDate = monday
					}
					if a.RecordedAt = until; late {
						a.RecordedAt = until.Add(time.Millisecond)
					}
				})
				all, known = append(all, a), append(known, name)
				if !late || !a.ShowsSlots() {
					want = append(want, name)
				}
			}
		}
	}
	add(t, s, all...)
	if len(want) != len(journeys)*2+3 {
		t.Fatalf("%d attempts are to be seen of %d: the test sees nothing", len(want), len(known))
	}
	slices.Sort(want)
	window := observatory.Window{SlotsBy: until}
	rows, err := collect(s.Attempts(t.Context(), observatory.AttemptFilter{Window: window, Newest: true}))
	if err != nil {
		t.Fatal(err)
	}
	got := names(rows, (*observatory.Attempt).Env, known...)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("attempts %v, want %v", got, want)
	}
	for query, key := range map[string]int{"attempts.latest": 2, "portal.availability": 0} {
		got = nil
		for _, row := range counts(t, s, query, window) {
			got = append(got, row.Keys[key])
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: attempts %v, want %v", query, got, want)
		}
	}
	newest, err := collect(s.Attempts(t.Context(), observatory.AttemptFilter{Window: window, Newest: true, Limit: 5}))
	if err != nil || len(newest) != 5 {
		t.Errorf("%d attempts, %v, want the newest 5 that may be seen", len(newest), err)
	}
}
