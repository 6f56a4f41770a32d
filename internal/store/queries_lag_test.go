package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

// What happened before an association sent its first file tells nothing of its
// delay: it could not have come sooner.
func TestLagLeavesOutWhatCouldNotComeSooner(t *testing.T) {
	s := testStore(t)
	began := observatory.DateOf(t0, time.UTC)
	event := func(name, association string, happened, taken observatory.Date) *observatory.CaseEvent {
		e := personEvent(name, association, "case "+name, association+"1")
		e.Date, e.RecordedAt = happened, t0.AddDate(0, 0, int(taken-began))
		return e
	}
	add(t, s, committedImport("a"), committedImport("b"),
		event("1", "a", began-100, began), event("2", "a", began, began), event("3", "a", began+1, began+9),
		event("4", "b", began+1, began+20), event("5", "b", began+21, began+23))
	window := observatory.Window{From: began - 700, To: began + 60, Horizon: t0.AddDate(0, 0, 60)}
	var got [][]int64
	for row, err := range s.Counts(t.Context(), "cases.lag", window) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, row.Values)
	}
	day := int64(began)
	if diff := cmp.Diff([][]int64{{day, day, 1}, {day + 1, day + 9, 1}, {day + 21, day + 23, 1}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
