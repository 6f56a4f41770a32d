package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

// told makes an event of March of one case and person.
func told(name, about string, kind observatory.EventKind, change func(*observatory.CaseEvent)) observatory.Observation {
	return closure(name, about, march, observatory.Unknown, func(e *observatory.CaseEvent) {
		e.Event, e.Ending, e.ReasonSource, e.Case = kind, "", "", id(about)
		change(e)
	})
}

// One refusal is one, whether it stands as the answer to a presentation, beside
// it, or alone.
func TestRefusalsOfCertificatesCountOnce(t *testing.T) {
	s := testStore(t)
	at := func(organisation, answer string) func(*observatory.CaseEvent) {
		return func(e *observatory.CaseEvent) { e.Organisation, e.Answer = organisation, answer }
	}
	const presented, refused = observatory.EventCertificatePresented, observatory.EventCertificateRefused
	add(t, s, committed("batch", t0),
		told("a1", "a", presented, at("caf", "refused")), told("a2", "a", refused, at("caf", "")), // told twice
		told("a3", "a", refused, at("cpam", "")),                                           // of another organisation: alone
		told("b1", "b", presented, at("caf", "")), told("b2", "b", refused, at("caf", "")), // answered beside
		told("c1", "c", presented, at("caf", "accepted")), told("c2", "c", refused, at("caf", "")), // accepted, then refused
		told("d1", "d", presented, at("", "")), told("d2", "d", refused, at("", "")), // nobody knows by whom
		told("e1", "e", presented, at("caf", "")), told("f1", "f", refused, at("caf", "")), // two cases
	)
	var got [4]int64
	for _, row := range counts(t, s, "certificate.recognition", observatory.Window{From: march, To: march + 30, Horizon: t0.Add(time.Hour)}) {
		for i, n := range row.Values {
			got[i] += n
		}
	}
	if want := [4]int64{5, 1, 2, 4}; got != want { // alone: a3, c2, d2, f1
		t.Errorf("presented, accepted, refused, refused alone: %v, want %v", got, want)
	}
}

// What came of the appointment says more than what was answered.
func TestBlocksLiftedByWhatCameOfTheAppointment(t *testing.T) {
	s := testStore(t)
	visit := func(name, answer, outcome string) observatory.Observation {
		return told(name, "a", observatory.EventPANContact, func(e *observatory.CaseEvent) {
			e.Answer, e.Details = answer, e.Details.Set(observatory.DetailOutcome, outcome)
		})
	}
	add(t, s, committed("batch", t0),
		visit("answered", "solved", ""), visit("appointed", "appointment", "solved"), visit("filed", "appointment", "filed"),
		visit("not", "unsolved", ""), visit("later not", "solved", "unsolved"), visit("not theirs", "", "not_competent"),
		visit("cancelled", "appointment", "cancelled"), visit("no visit", "no_slot", ""), visit("unknown", "", ""),
	)
	want := []observatory.CountRow{{Keys: []string{"01", "2026-03", "asso", id("a").String(), "", "document"}, Values: []int64{9, 3, 3}}}
	got := counts(t, s, "pan.blocking_solved", observatory.Window{From: march, To: march + 30, Horizon: t0.Add(time.Hour)})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The way to the substitution tells the day of an answer and what came of it.
func TestPathTellsAnswersAndOutcomes(t *testing.T) {
	s := testStore(t)
	add(t, s, committed("batch", t0),
		told("asked", "a", observatory.EventSubstitution, func(e *observatory.CaseEvent) {
			e.Answer, e.End = "invited", march+20
			e.Details = e.Details.Set(observatory.DetailOutcome, "filed").Set(observatory.DetailAnsweredOn, (march + 4).String())
		}),
		told("monthly", "a", observatory.EventCCCContact, func(e *observatory.CaseEvent) { e.MonthOnly, e.Answer = true, "silent" }),
	)
	rows := counts(t, s, "substitution.funnel", observatory.Window{To: march + 30, Horizon: t0.Add(time.Hour)})
	m := int64(march)
	want := [][]int64{{2, 4}, {m, m}, {0, m + 20}, {1, 3}, {0, m + 4}, {0, 1}, {1, 0}}
	if len(rows) != 1 || cmp.Diff(want, rows[0].Lists) != "" {
		t.Errorf("got %+v, want one row of %v", rows, want)
	}
}
