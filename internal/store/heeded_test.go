package store

import (
	"context"
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

// Nor is a decision on the person of a case heeded by half of the figures.
func TestSteadyDecisions(t *testing.T) {
	s := testStore(t)
	same := func(name, first, second string) *observatory.PersonDecision {
		return &observatory.PersonDecision{
			Envelope: env("decision "+name, t0), Association: "a", First: id(first), Second: id(second), Verdict: observatory.VerdictSame,
			Links: []observatory.PersonLink{{Alias: id(first), Counts: id(second)}, {Alias: id(second), Counts: id(second)}},
		}
	}
	add(t, s, committedImport("a"), bareEvent("1", "a", "case 1"), personEvent("2", "a", "case 1", "a1"),
		bareEvent("3", "a", "case 2"), bareEvent("4", "a", "case 3"), same("d", "case 1", "case 2"))
	params := windowParams(everything)
	steady := Steady(t.Context())
	text := func(ctx context.Context) string {
		h, err := s.heeded(ctx, needs{}, params)
		if err != nil {
			t.Fatal(err)
		}
		return h.named["cases.counts"]
	}
	before := text(steady)
	add(t, s, same("e", "case 1", "case 3"))
	if text(steady) != before {
		t.Error("a decision that came between is heeded")
	}
	if text(t.Context()) == before {
		t.Error("the decision changes nothing: the test is too poor")
	}
}
