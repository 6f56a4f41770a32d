package store

import (
	"testing"

	"vigie/internal/observatory"
)

// TestSteady: figures of one reading heed the same state, though an import ends
// between them.
func TestSteady(t *testing.T) {
	s := testStore(t)
	add(t, s, committed("batch", t0), closure("c", "p", march, observatory.No, nil))
	steady := Steady(t.Context())
	read := func(query string) (rows int) {
		t.Helper()
		for _, err := range s.Counts(steady, query, everything) {
			if err != nil {
				t.Fatal(err)
			}
			rows++
		}
		return rows
	}
	before := read("closure.reason_stated")
	add(t, s, committed("later", t0), closure("d", "q", march, observatory.No, func(e *observatory.CaseEvent) { e.Import = id("later") }))
	if after := read("closure.reason_stated"); before == 0 || after != before {
		t.Errorf("%d rows, then %d of the same state", before, after)
	}
	if now := len(counts(t, s, "closure.reason_stated", everything)); now <= before {
		t.Errorf("%d rows of the state of now, %d before the second import", now, before)
	}
}
