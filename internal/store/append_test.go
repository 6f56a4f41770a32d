package store

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

func fullEnvelope(name string) observatory.Envelope {
	return observatory.Envelope{
		ID: id(name), At: t0.Add(123 * time.Millisecond), RecordedAt: t0.Add(time.Hour), Source: "probe",
		SourceVersion: "v1", Place: "lyon", Withdraws: id("old" + name),
		Evidence: []observatory.Piece{
			{Role: "screenshot", Hash: hash("a"), Media: "image/png"},
			{Role: "html", Hash: hash("b"), Media: "text/html"},
		},
	}
}

func hash(digit string) observatory.Hash { return observatory.Hash(strings.Repeat(digit, 64)) }

func fullAttempt() *observatory.Attempt {
	return &observatory.Attempt{
		Envelope: fullEnvelope("attempt"), Journey: "pan.slots", JourneyVersion: "abc", Target: "ain", Department: "01",
		System: "rdv-prefecture", Mode: observatory.Assisted, Outcome: observatory.Met, Cause: "no_slot",
		Detail: "Aucun créneau n'est affiché.", StepReached: "lire", Message: "L'été, « plus de place »\n\t\\",
		Address: "https://exemple.test/a?b=c", FinalAddress: "https://exemple.test/d", Status: 200, Slots: -1,
		FirstDate: observatory.NewDate(2026, 11, 20), SecondDate: observatory.NewDate(2149, 6, 6),
		ReleasedAt: t0.Add(-time.Hour), ReleasedWeek: observatory.NewDate(2026, 10, 26), Duration: 1234567 * time.Microsecond,
		Hops: []observatory.Hop{
			{Address: "https://exemple.test/a", Status: 302, Location: "https://exemple.test/d"},
			{Address: "https://exemple.test/d", Status: 200},
		},
		Control: observatory.ControlOK, Confirms: id("first"), PlannedPerDay: 4, PlannedRest: 2,
		Consent:      observatory.Consent{Purpose: "anef.certificate.renewal", On: observatory.NewDate(2026, 11, 26), Version: "0123456789ab"},
		Substitution: observatory.SubstitutionOffered,
		Steps: []observatory.Step{
			{Index: 0, Name: "ouvrir", Action: "open", StartedAt: t0, Duration: time.Second, OK: true, Screenshot: hash("c"), Vitals: &observatory.Vitals{
				TTFB: new(12.345), FCP: new(0.001), LCP: new(1234.567), CLS: new(0.0),
			}},
			{Index: 1, Name: "lire", Action: "read", StartedAt: t0.Add(time.Second), Duration: time.Microsecond, Message: "absent", Vitals: &observatory.Vitals{CLS: new(0.123457)}},
		},
	}
}

func fullEvent(name string) *observatory.CaseEvent {
	return &observatory.CaseEvent{
		Envelope: fullEnvelope(name), Fact: id("fact" + name), Revision: 2, Fingerprint: 1<<63 + 5, Import: id("batch"), Row: 7,
		Association: "asso", Case: id("case"), Person: id("person"), Event: observatory.EventClosure, Ordinal: 1,
		Date: observatory.NewDate(2026, 3, 4), MonthOnly: true, Start: observatory.NewDate(1971, 1, 1),
		End: observatory.NewDate(2100, 1, 1), Department: "2A", Procedure: "p", Ground: "g", Channel: "c", Rank: "first",
		RightsMention: observatory.Yes, Ending: "adverse", ReasonStated: observatory.No, ReasonSource: "declared",
		Organisation: "o", Answer: "yes", Code: "k", Level: observatory.LevelDocument, Review: "verified",
	}
}

func committed(batch string, at time.Time) *observatory.Import {
	return importState(batch, observatory.ImportCommitted, at)
}

func importState(batch string, state observatory.ImportState, at time.Time) *observatory.Import {
	return &observatory.Import{
		Envelope: env("import"+batch+string(state), at), Batch: id(batch), State: state, Association: "asso", Shape: "events",
		Fingerprint: "print-" + batch, Sealed: hash("d"), Rows: 1, Cases: 2, Events: 3, Persons: 4, Duplicates: 5,
		Corrections: 6, Refused: 7, Root: "root",
	}
}

// Every field of every kind comes back as it was written.
func TestRoundTrip(t *testing.T) {
	s, ctx := testStore(t), t.Context()
	attempt, event, imported := fullAttempt(), fullEvent("event"), committed("batch", t0)
	fact := &observatory.PageFact{
		Envelope: fullEnvelope("fact"), Department: "01", Address: "https://exemple.test", Item: "anef_named",
		State: observatory.Absent, Quote: "l'ANEF", Start: 3, End: 9, Value: "v", Cut: true, PageHash: hash("e"),
	}
	reject := &observatory.Reject{Envelope: fullEnvelope("reject"), Import: id("batch"), Row: 9, Column: "date", Problem: "bad", Remedy: "fix"}
	access := &observatory.Access{Envelope: fullEnvelope("access"), Account: "a", Role: "r", Action: "read", Object: "o"}
	add(t, s, attempt, event, imported, fact, reject, access)

	attempts, err := collect(s.Attempts(ctx, observatory.AttemptFilter{WithSteps: true}))
	check(t, "attempts", attempts, err, *attempt)
	facts, err := collect(s.PageFacts(ctx, observatory.PageFactFilter{}))
	check(t, "page facts", facts, err, *fact)
	events, err := collect(s.CaseEvents(ctx, observatory.EventFilter{}))
	check(t, "events", events, err, *event)
	imports, err := collect(s.Imports(ctx, observatory.Window{}))
	check(t, "imports", imports, err, *imported)
	rejects, err := collect(s.Rejects(ctx, id("batch")))
	check(t, "rejects", rejects, err, *reject)
	accesses, err := collect(stream(ctx, s, s.accesses, newStatement("accesses")))
	check(t, "accesses", accesses, err, *access)
	single, err := s.Attempt(ctx, attempt.ID)
	check(t, "one attempt", []observatory.Attempt{single}, err, *attempt)
}

func check[T any](t *testing.T, what string, got []T, err error, want ...T) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
