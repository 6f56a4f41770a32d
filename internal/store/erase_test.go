package store

import (
	"errors"
	"log/slog"
	"testing"

	"vigie/internal/engine"

	"vigie/internal/observatory"
)

// startedStore opens a migrated database in an engine that has started since:
// what a table says of its own upkeep counts from the next start on.
func startedStore(t *testing.T) *Store {
	t.Helper()
	dir := t.TempDir()
	for first := true; ; first = false {
		e, err := engine.Open(t.Context(), engine.Options{Data: dir, Logger: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		s, err := Open(t.Context(), Config{Dial: e.Dial})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		end := func() {
			if err := errors.Join(s.Close(), e.Close()); err != nil {
				t.Error(err)
			}
		}
		if !first {
			t.Cleanup(end)
			return s
		}
		end()
	}
}

// TestEraseCases erases one of two cases from every table that names it, or the
// person; what lies behind it was told before.
func TestEraseCases(t *testing.T) {
	s := startedStore(t)
	if err := s.AppendGapCases(t.Context(), []*observatory.GapCase{{Case: id("case 1"), Person: id("a1"), Step: id("step"), RecordedAt: t0}}); err != nil {
		t.Fatal(err)
	}
	if err := s.PruneGaps(t.Context(), false, []observatory.ID{id("step")}, t0); err != nil { // its note names a step, and nobody
		t.Fatal(err)
	}
	hint := &observatory.PersonHints{Envelope: env("hint", t0), Import: id("import a"), Association: "a", Case: id("case 1"), Person: id("a1"), Hints: []observatory.Hint{{Kind: observatory.HintNames, Value: id("v")}}}
	reading := &observatory.Access{Envelope: env("reading", t0), Account: "essai", Role: "contributor", Action: "case.read", Object: "cas " + id("case 1").String()}
	other := &observatory.Access{Envelope: env("other", t0), Account: "essai", Role: "contributor", Action: "case.read", Object: "cas " + id("case 3").String()}
	decision := &observatory.PersonDecision{Envelope: env("decision", t0), Association: "a", Account: "essai", First: id("a1"), Second: id("a2"), Verdict: observatory.VerdictDifferent}
	add(t, s, committedImport("a"), personEvent("1", "a", "case 1", "a1"), personEvent("2", "a", "case 1", "a1"), personEvent("3", "a", "case 3", "a2"), hint, reading, other, decision,
		&observatory.Notice{Envelope: env("letter", t0), Import: id("letters"), Association: "a", Case: id("case 1"), Text: id("letter")},
		&observatory.Notice{Envelope: env("old letter", t0), Association: "a", Case: id("case 1"), Text: id("old letter")},
		&observatory.Notice{Envelope: env("other letter", t0), Import: id("letters"), Association: "a", Case: id("case 3"), Text: id("other letter")})

	erased := []observatory.ID{id("case 1")}
	plan, err := s.PlanErasure(t.Context(), erased)
	if err != nil || len(plan.Erasures) != 1 || plan.Erasures[0].Events != 2 || plan.Erasures[0].Cases != 1 || len(plan.Imports) != 2 || plan.Imports[0].Erased != 2 ||
		plan.Imports[1] != (ErasedImport{Import: id("letters"), Messages: 1}) {
		t.Fatalf("plan %+v, %v", plan, err)
	}
	if len(plan.Persons) != 1 || plan.Persons[0] != id("a1") {
		t.Errorf("persons of no other case: %v", plan.Persons)
	}
	for range 2 { // it can be run again
		if err := s.EraseCases(t.Context(), erased, plan.Persons); err != nil {
			t.Fatal(err)
		}
	}
	if left, err := s.AnyOfCases(t.Context(), []observatory.ID{id("case 1"), id("case 3")}); err != nil || len(left) != 1 || left[0] != id("case 3") {
		t.Errorf("left: %v, %v", left, err)
	}
	for query, want := range map[string]uint64{
		"SELECT count() FROM person_hints": 0, "SELECT count() FROM person_decisions": 0, "SELECT count() FROM case_events": 1, "SELECT count() FROM notices": 1,
		"SELECT count() FROM gap_cases":                     0,
		"SELECT countIf(object = '(effacé)') FROM accesses": 1, "SELECT countIf(object LIKE 'cas %') FROM accesses": 1,
		"SELECT count() FROM system.parts WHERE database = currentDatabase() AND table IN ('case_events', 'person_hints', 'accesses', 'person_decisions', 'gap_cases') AND NOT active": 0,
		"SELECT count() FROM system.mutations WHERE database = currentDatabase() AND position(command, '" + id("case 1").String() + "') > 0":                                           0,
	} {
		var got uint64
		if err := s.conn.QueryRow(t.Context(), query).Scan(&got); err != nil || got != want {
			t.Errorf("%s: %d, %v; want %d", query, got, err, want)
		}
	}
}
