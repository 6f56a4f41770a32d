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

// A consent holds from the day it is given to its end, unless it was withdrawn
// since; it reaches reads by purpose, and the code of a measure of constraint.
func TestConsents(t *testing.T) {
	s := testStore(t)
	event := func(name, dossier string, kind observatory.EventKind, date, end observatory.Date, code observatory.Purpose) *observatory.CaseEvent {
		return eventOn(name, date, func(e *observatory.CaseEvent) {
			e.Case, e.Event, e.End, e.Code = id(dossier), kind, end, string(code)
			if kind == observatory.EventSituation {
				e.Details = observatory.Details{{Name: observatory.DetailConstrained, Value: "yes"}}
			}
		})
	}
	given, taken := observatory.EventConsent, observatory.EventConsentWithdrawn
	add(t, s, committed("batch", t0),
		event("a", "ddd", given, march, 0, observatory.PurposeDDD),
		event("b", "until may", given, march, march+61, observatory.PurposeDDD),
		event("c", "withdrawn", given, march, 0, observatory.PurposeDDD), event("d", "withdrawn", taken, march+10, 0, ""),
		event("e", "given again", given, march, 0, observatory.PurposeDDD), event("f", "given again", taken, march+10, 0, observatory.PurposeDDD), event("g", "given again", given, march+20, 0, observatory.PurposeDDD),
		event("h", "court", given, march, 0, observatory.PurposeCourt), event("i", "court", taken, march+5, 0, observatory.PurposeDDD),
		event("j", "none", observatory.EventFiling, march, 0, ""),
		event("k", "constrained", observatory.EventSituation, 0, 0, ""), event("l", "constrained", given, march, 0, observatory.PurposeConstraint),
		event("m", "not agreed", observatory.EventSituation, 0, 0, ""))
	tests := []struct {
		purpose observatory.Purpose
		on      observatory.Date
		want    []string
	}{
		{observatory.PurposeDDD, march - 1, nil},
		{observatory.PurposeDDD, march, []string{"ddd", "given again", "until may", "withdrawn"}},
		{observatory.PurposeDDD, march + 10, []string{"ddd", "until may"}},
		{observatory.PurposeDDD, march + 20, []string{"ddd", "given again", "until may"}},
		{observatory.PurposeDDD, march + 62, []string{"ddd", "given again"}},
		{observatory.PurposeCourt, march + 62, []string{"court"}},
		{observatory.PurposeStatistics, march + 62, nil},
	}
	all := []string{"ddd", "until may", "withdrawn", "given again", "court", "none", "constrained", "not agreed"}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt.purpose, " ", tt.on), func(t *testing.T) {
			cases, err := s.ConsentedCases(t.Context(), "asso", tt.purpose, tt.on, everything)
			if err != nil {
				t.Fatal(err)
			}
			read := map[observatory.ID]bool{}
			for e, err := range s.CaseEvents(t.Context(), observatory.EventFilter{Consent: tt.purpose, On: tt.on}) {
				if err != nil {
					t.Fatal(err)
				}
				read[e.Case] = true
			}
			var got []string
			for dossier := range cases {
				got = append(got, nameOf(dossier, all))
			}
			slices.Sort(got)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("cases (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(cases, read); diff != "" {
				t.Errorf("cases of the events read (-consented +read):\n%s", diff)
			}
		})
	}
	for e, err := range s.CaseEvents(t.Context(), observatory.EventFilter{On: march + 62}) {
		if err != nil {
			t.Fatal(err)
		}
		if told := e.Details.Get(observatory.DetailConstrained) != ""; told != (e.ID == id("k")) {
			t.Errorf("%s: constrained is told: %v", nameOf(e.Case, all), told)
		}
	}
}

// What is known of cases is that of committed imports.
func TestKnownCases(t *testing.T) {
	s := testStore(t)
	add(t, s, committed("batch", t0), eventOn("late", march+9, nil), eventOn("early", march, nil),
		eventOn("open", march-9, func(e *observatory.CaseEvent) { e.Import = id("open") }))
	got, err := s.KnownCases(t.Context(), "asso", []observatory.ID{id("case"), id("nothing")}, false)
	want := map[observatory.ID]observatory.KnownCase{id("case"): {Person: id("person"), Stated: 4, Department: "01", Filing: march}}
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The history of a case holds the rows that were corrected or withdrawn, and the
// concordances of its attempts, the newest of each.
func TestHistoryOfACase(t *testing.T) {
	s := testStore(t)
	seen := func(name string, verdict observatory.Seen, at time.Time) *observatory.Concordance {
		return &observatory.Concordance{Envelope: env(name, at), Event: id("tried"), Association: "asso", Case: id("case"), Verdict: verdict, Attempt: id(name)}
	}
	add(t, s, committed("batch", t0), importState("batch", observatory.ImportWithdrawn, t0.Add(time.Hour)),
		eventOn("tried", march, func(e *observatory.CaseEvent) { e.Event = observatory.EventFailedAttempt }),
		seen("first look", observatory.SeenNothing, t0), seen("second look", observatory.SeenFailing, t0.Add(time.Hour)))
	rows, imports, err := s.CaseHistory(t.Context(), "asso", id("case"), false)
	if err != nil || len(rows) != 1 || imports[id("batch")].State != observatory.ImportWithdrawn {
		t.Errorf("rows %v, imports %v, %v", rows, imports, err)
	}
	concordances, err := collect(s.Concordances(t.Context(), "asso", id("case"), everything))
	if err != nil || len(concordances) != 1 || concordances[0].Attempt != id("second look") {
		t.Errorf("concordances %+v, %v", concordances, err)
	}
	if tried, err := collect(s.FailedAttempts(t.Context(), "", false)); err != nil || len(tried) != 0 {
		t.Errorf("attempts of a withdrawn import: %v, %v", tried, err)
	}
}

// The probes around an instant are those of the journeys asked for, of the
// department or national.
func TestAttemptsAround(t *testing.T) {
	s := testStore(t)
	of := func(journey, department string, mode observatory.Mode) func(*observatory.Attempt) {
		return func(a *observatory.Attempt) { a.Journey, a.Department, a.Mode = journey, department, mode }
	}
	add(t, s,
		attemptAt("national", t0.Add(-time.Hour), of("anef.home", "", observatory.Unattended)),
		attemptAt("local", t0.Add(time.Hour), of("pan.door", "93", observatory.Assisted)),
		attemptAt("elsewhere", t0, of("pan.door", "75", observatory.Unattended)),
		attemptAt("reported", t0, of("pan.door", "93", observatory.Reported)),
		attemptAt("other journey", t0, of("anef.shell", "", observatory.Unattended)),
		attemptAt("too late", t0.Add(time.Hour+time.Second), of("pan.door", "93", observatory.Unattended)))
	rows, err := collect(s.AttemptsAround(t.Context(), []string{"anef.home", "pan.door"}, "93", t0, false))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"national", "local"}, names(rows, (*observatory.Attempt).Env, "national", "local")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Every read of cases can be kept to a procedure and a legal ground: those that
// the case's latest event with one tells, corrected and withdrawn ones aside.
func TestReadsByProcedureAndGround(t *testing.T) {
	s := testStore(t)
	told := func(name, dossier, procedure, ground string, day observatory.Date, change func(*observatory.CaseEvent)) *observatory.CaseEvent {
		return eventOn(name, day, func(e *observatory.CaseEvent) {
			e.Case, e.Procedure, e.Ground = id("case"+dossier), procedure, ground
			if change != nil {
				change(e)
			}
		})
	}
	add(t, s, committed("batch", t0),
		told("a1", "a", "renewal", "student", march, nil), told("a2", "a", "", "", march+5, nil),
		told("b1", "b", "renewal", "student", march, nil), told("b2", "b", "change_of_status", "employee", march+9, nil),
		told("c1", "c", "first", "student", march, nil),
		told("c2", "c", "renewal", "care", march+2, func(e *observatory.CaseEvent) { e.Import = id("withdrawn") }),
		told("d1", "d", "", "", march, nil))
	for _, tt := range []struct {
		procedure, ground string
		want              []string
	}{
		{"", "", []string{"a1", "a2", "b1", "b2", "c1", "d1"}},
		{"renewal", "", []string{"a1", "a2"}},
		{"", "student", []string{"a1", "a2", "c1"}},
		{"change_of_status", "employee", []string{"b1", "b2"}},
		{"renewal", "employee", nil},
		{"", "it's \\ none", nil},
	} {
		t.Run(tt.procedure+" "+tt.ground, func(t *testing.T) {
			w := observatory.Window{Horizon: t0.Add(time.Hour), Procedure: tt.procedure, Ground: tt.ground}
			rows, err := collect(s.CaseEvents(t.Context(), observatory.EventFilter{Window: w}))
			if err != nil {
				t.Fatal(err)
			}
			got := names(rows, (*observatory.CaseEvent).Env, "a1", "a2", "b1", "b2", "c1", "c2", "d1")
			slices.Sort(got)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			events := int64(0)
			for _, row := range counts(t, s, "cases.counts", w) {
				events += row.Values[3]
			}
			if events != int64(len(tt.want)) {
				t.Errorf("%d events counted, want %d", events, len(tt.want))
			}
		})
	}
}
