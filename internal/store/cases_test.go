package store

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

// Details come back as they were written, and rows without any cost no column.
func TestDetailsOfEvents(t *testing.T) {
	s := testStore(t)
	details := observatory.Details{{Name: observatory.DetailPage, Value: "login"}, {Name: observatory.DetailHour, Value: "14:05"}}
	with := func(e *observatory.CaseEvent) { e.Details = details }
	add(t, s, committed("batch", t0), eventOn("without", march, nil), eventOn("with", march, with), eventOn("also without", march, nil))
	got := map[observatory.ID]observatory.Details{}
	for e, err := range s.CaseEvents(t.Context(), observatory.EventFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		got[e.ID] = e.Details
	}
	want := map[observatory.ID]observatory.Details{id("without"): nil, id("with"): details, id("also without"): nil}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("details (-want +got):\n%s", diff)
	}
}

func reviewOf(name string, state observatory.ReviewState, at time.Time) *observatory.Review {
	return &observatory.Review{
		Envelope: env(name+string(state), at), Association: "asso", Case: id("case" + name), State: state, Author: "compte-1",
	}
}

// Every read of cases can be kept to a state of review: the newest one up to
// the horizon, received where nobody reviewed.
func TestReadsByReview(t *testing.T) {
	s := testStore(t)
	own := func(name string) *observatory.CaseEvent {
		return eventOn(name, march, func(e *observatory.CaseEvent) { e.Case = id("case" + name) })
	}
	add(t, s, committed("batch", t0), own("new"), own("seen"), own("again"),
		reviewOf("seen", observatory.ReviewVerified, t0),
		reviewOf("again", observatory.ReviewVerified, t0), reviewOf("again", observatory.ReviewToComplete, t0.Add(time.Hour)))
	early, late := t0.Add(time.Minute), t0.Add(2*time.Hour)
	tests := []struct {
		horizon time.Time
		state   observatory.ReviewState
		want    []string
	}{
		{late, "", []string{"new", "seen", "again"}},
		{late, observatory.ReviewReceived, []string{"new"}},
		{late, observatory.ReviewVerified, []string{"seen"}},
		{early, observatory.ReviewVerified, []string{"seen", "again"}},
		{late, observatory.ReviewToComplete, []string{"again"}},
		{late, observatory.ReviewRefused, nil},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt.state, " ", tt.horizon.Hour()), func(t *testing.T) {
			w := observatory.Window{Horizon: tt.horizon, Review: tt.state}
			rows, err := collect(s.CaseEvents(t.Context(), observatory.EventFilter{Window: w}))
			if err != nil {
				t.Fatal(err)
			}
			got := names(rows, (*observatory.CaseEvent).Env, "new", "seen", "again")
			slices.Sort(got)
			slices.Sort(tt.want)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			cases := int64(0)
			for row, err := range s.Counts(t.Context(), "cases.counts", w) {
				if err != nil {
					t.Fatal(err)
				}
				cases += row.Values[0]
			}
			if cases != int64(len(tt.want)) {
				t.Errorf("the figures count %d cases, want %d", cases, len(tt.want))
			}
		})
	}
}
