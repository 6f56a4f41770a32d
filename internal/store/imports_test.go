package store

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

var march = observatory.NewDate(2026, 3, 1)

// Events are read from the moment their import is committed to the moment it
// is withdrawn, as of the horizon.
func TestEventsFollowTheirImport(t *testing.T) {
	s := testStore(t)
	add(t, s,
		eventOn("in", march, nil),
		eventOn("open", march, func(e *observatory.CaseEvent) { e.Import = id("open") }),
		eventOn("given up", march, func(e *observatory.CaseEvent) { e.Import = id("given up") }),
		importState("batch", observatory.ImportStarted, t0), // same instant as the state that follows
		committed("batch", t0),
		importState("batch", observatory.ImportWithdrawn, t0.Add(time.Hour)),
		importState("open", observatory.ImportStarted, t0),
		importState("given up", observatory.ImportStarted, t0),
		importState("given up", observatory.ImportAbandoned, t0.Add(time.Second)),
	)
	tests := []struct {
		name    string
		horizon time.Time
		want    []string
	}{
		{"before the commit", t0, nil},
		{"committed", t0.Add(time.Minute), []string{"in"}},
		{"withdrawn", t0.Add(2 * time.Hour), nil},
		{"now", time.Time{}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rows, err := collect(s.CaseEvents(t.Context(), observatory.EventFilter{Window: observatory.Window{Horizon: tt.horizon}}))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, names(rows, (*observatory.CaseEvent).Env, "in", "open", "given up")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A correction hides the row it withdraws, but only while its own import can
// be read.
func TestCorrections(t *testing.T) {
	s := testStore(t)
	corrects := func(old, batch string) func(*observatory.CaseEvent) {
		return func(e *observatory.CaseEvent) {
			e.Withdraws, e.Import, e.Revision, e.Fact, e.Fingerprint = id(old), id(batch), 1, id("factold"), 42
		}
	}
	add(t, s, eventOn("old", march, nil), committed("batch", t0), eventOn("new", march, corrects("old", "second")))
	read := func() []string {
		rows, err := collect(s.CaseEvents(t.Context(), observatory.EventFilter{}))
		if err != nil {
			t.Fatal(err)
		}
		return names(rows, (*observatory.CaseEvent).Env, "old", "new")
	}
	known := func() observatory.KnownFact {
		facts, err := s.Known(t.Context(), "asso", []observatory.ID{id("factold"), id("nothing")}, false)
		if err != nil || len(facts) != 1 {
			t.Fatalf("known: %v, %v", facts, err)
		}
		prints, err := collect(s.KnownPrints(t.Context(), "asso", false))
		want := []observatory.KnownPrint{{Fact: id("factold"), Case: id("case"), Fingerprint: facts[id("factold")].Fingerprint}}
		if diff := cmp.Diff(want, prints); err != nil || diff != "" {
			t.Errorf("prints, %v (-want +got):\n%s", err, diff)
		}
		return facts[id("factold")]
	}
	steps := []struct {
		name  string
		add   *observatory.Import
		want  []string
		known observatory.KnownFact
	}{
		{"correction not committed", importState("second", observatory.ImportStarted, t0), []string{"old"}, observatory.KnownFact{Row: id("old"), Person: id("person")}},
		{"committed", committed("second", t0.Add(time.Second)), []string{"new"}, observatory.KnownFact{Row: id("new"), Revision: 1, Fingerprint: 42, Person: id("person")}},
		{"withdrawn", importState("second", observatory.ImportWithdrawn, t0.Add(time.Minute)), []string{"old"}, observatory.KnownFact{Row: id("old"), Person: id("person")}},
	}
	for _, step := range steps { // each builds on the one before
		add(t, s, step.add)
		if diff := cmp.Diff(step.want, read()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
		if diff := cmp.Diff(step.known, known()); diff != "" {
			t.Errorf("%s, known (-want +got):\n%s", step.name, diff)
		}
	}
}

// TestCorrectionOfAWithdrawnCorrection: the second correction stands for the
// fact, whatever becomes of the import of the first.
func TestCorrectionOfAWithdrawnCorrection(t *testing.T) {
	s := testStore(t)
	revision := func(number int, name, old, batch string) *observatory.CaseEvent {
		return eventOn(name, march, func(e *observatory.CaseEvent) {
			e.Withdraws, e.Import, e.Revision, e.Fact, e.Fingerprint = id(old), id(batch), number, id("factold"), uint64(number)
		})
	}
	add(t, s, eventOn("old", march, nil), committed("batch", t0),
		revision(1, "first", "old", "second"), committed("second", t0),
		revision(2, "last", "first", "third"), committed("third", t0),
		importState("second", observatory.ImportWithdrawn, t0.Add(time.Hour)))
	rows, err := collect(s.CaseEvents(t.Context(), observatory.EventFilter{}))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"last"}, names(rows, (*observatory.CaseEvent).Env, "old", "first", "last")); diff != "" {
		t.Errorf("rows of the fact (-want +got):\n%s", diff)
	}
}

func TestEventFilters(t *testing.T) {
	s := testStore(t)
	add(t, s, committed("batch", t0), committed("simulated", t0), // the state of a simulated import is real: it commits nothing
		eventOn("a", march, nil),
		eventOn("b", march+40, func(e *observatory.CaseEvent) { e.Department = "69" }),
		eventOn("c", march+50, func(e *observatory.CaseEvent) { e.Association = "other"; e.Case = id("other case") }),
		eventOn("title", 0, func(e *observatory.CaseEvent) { e.Start, e.End = march+10, march+400 }),
		eventOn("undated", 0, nil),
		eventOn("sim", march, func(e *observatory.CaseEvent) { e.Simulation = true }),
	)
	tests := []struct {
		name   string
		filter observatory.EventFilter
		want   []string
	}{
		{"all", observatory.EventFilter{}, []string{"title", "undated", "a", "b", "c"}},
		{"department", observatory.EventFilter{Department: "69"}, []string{"b"}},
		{"association", observatory.EventFilter{Association: "other"}, []string{"c"}},
		{"case", observatory.EventFilter{Case: id("other case")}, []string{"c"}},
		{"window", observatory.EventFilter{Window: observatory.Window{From: march, To: march + 10}}, []string{"title", "a"}},
		{"to", observatory.EventFilter{Window: observatory.Window{To: march}}, []string{"undated", "a"}},
		{"simulation", observatory.EventFilter{Window: observatory.Window{Simulation: true}}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rows, err := collect(s.CaseEvents(t.Context(), tt.filter))
			if err != nil {
				t.Fatal(err)
			}
			got := names(rows, (*observatory.CaseEvent).Env, "a", "b", "c", "title", "undated", "sim")
			if len(got) > 1 && got[0] == "undated" && got[1] == "title" { // title and undated differ by their ID alone
				got[0], got[1] = got[1], got[0]
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestImports(t *testing.T) {
	s, ctx := testStore(t), t.Context()
	day := 24 * time.Hour
	second, third := committed("batch", t0.Add(time.Hour)), committed("again", t0.Add(day))
	third.Fingerprint = second.Fingerprint
	simulated := committed("simulated", t0)
	simulated.Simulation = true
	add(t, s, importState("batch", observatory.ImportStarted, t0), second, third, simulated)

	all, err := collect(s.Imports(ctx, everything))
	check(t, "all", all, err, *second, *third)
	first := observatory.DateOf(t0, time.UTC)
	one, err := collect(s.Imports(ctx, observatory.Window{To: first}))
	check(t, "first day", one, err, *second)
	sim, err := collect(s.Imports(ctx, observatory.Window{Simulation: true}))
	check(t, "simulation", sim, err, *simulated)
	same, err := s.ImportByFingerprint(ctx, "asso", second.Fingerprint, false)
	check(t, "by fingerprint", []observatory.Import{same}, err, *third)
	elsewhere := importState("elsewhere", observatory.ImportWithdrawn, t0.Add(2*day))
	elsewhere.Association = "other"
	apart := importState("simulated", observatory.ImportWithdrawn, t0.Add(2*day))
	apart.Simulation = true
	add(t, s, elsewhere, apart)
	same, err = s.ImportByFingerprint(ctx, "asso", second.Fingerprint, false)
	check(t, "by fingerprint after withdrawals elsewhere and of simulated data", []observatory.Import{same}, err, *third)
	add(t, s, importState("again", observatory.ImportWithdrawn, t0.Add(2*day)))
	if same, err = s.ImportByFingerprint(ctx, "asso", second.Fingerprint, false); !errors.Is(err, observatory.ErrNotFound) {
		t.Errorf("after a withdrawal, which may have taken what this file told too: %+v, %v", same, err)
	}
	fourth := committed("fourth", t0.Add(3*day))
	fourth.Fingerprint = second.Fingerprint
	add(t, s, fourth)
	same, err = s.ImportByFingerprint(ctx, "asso", second.Fingerprint, false)
	check(t, "by fingerprint after a withdrawal and another import", []observatory.Import{same}, err, *fourth)
}

func TestUnfinishedImportsAreDropped(t *testing.T) {
	s, ctx := testStore(t), t.Context()
	started := importState("open", observatory.ImportStarted, t0)
	inImport := func(batch string) func(*observatory.CaseEvent) {
		return func(e *observatory.CaseEvent) { e.Import = id(batch) }
	}
	reject := &observatory.Reject{Envelope: env("reject", t0), Import: id("open"), Row: 1, Problem: "p"}
	lone := &observatory.Reject{Envelope: env("lone", t0), Import: id("lone"), Row: 1, Problem: "p"}
	lone.Simulation = true
	add(t, s, started, committed("batch", t0), eventOn("kept", march, nil), eventOn("open", march, inImport("open")),
		eventOn("orphan", march, inImport("orphan")), reject, lone,
		&observatory.Notice{Envelope: env("known", t0), Association: "asso", Text: id("known")},
		&observatory.Notice{Envelope: env("read", t0), Import: id("open"), Association: "asso", Text: id("text")},
		&observatory.Notice{Envelope: env("letter", t0), Import: id("letter"), Association: "asso", Text: id("letter")},
		&observatory.NoticeAlias{Envelope: env("alias", t0), Import: id("letter"), Cluster: id("c1"), Of: id("c2")})
	got, err := s.UnfinishedImports(ctx)
	check(t, "unfinished", got, err, *started,
		observatory.Import{Batch: id("lone"), State: observatory.ImportStarted, Envelope: observatory.Envelope{Simulation: true}},
		observatory.Import{Batch: id("letter"), State: observatory.ImportStarted, Association: "asso"},
		observatory.Import{Batch: id("orphan"), State: observatory.ImportStarted, Association: "asso"})

	for _, batch := range []string{"open", "orphan", "lone", "letter"} {
		if err := s.DropImport(ctx, id(batch)); err != nil {
			t.Errorf("drop %s: %v", batch, err)
		}
	}
	if err := s.DropImport(ctx, id("batch")); err == nil {
		t.Error("a committed import was dropped")
	}
	add(t, s, importState("open", observatory.ImportAbandoned, t0.Add(time.Second)))
	got, err = s.UnfinishedImports(ctx)
	check(t, "unfinished afterwards", got, err)
	for table, want := range map[string]uint64{"case_events": 1, "rejects": 0, "notices": 1, "notice_aliases": 0} {
		var rows uint64
		if err := s.conn.QueryRow(ctx, "SELECT count() FROM "+table).Scan(&rows); err != nil || rows != want {
			t.Errorf("%s: %d rows, %v; want %d", table, rows, err, want)
		}
	}
}

func TestEventCount(t *testing.T) {
	s, ctx := testStore(t), t.Context()
	count := func(association string, simulation bool) int {
		got, err := s.EventCount(ctx, association, simulation)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	add(t, s, eventOn("a", march, nil))
	if count("asso", false) != 0 {
		t.Error("events of an import that is not committed count")
	}
	add(t, s, committed("batch", t0))
	if count("asso", false) != 1 || count("other", false) != 0 || count("asso", true) != 0 {
		t.Errorf("got asso %d, other %d, simulated %d; want 1, 0, 0", count("asso", false), count("other", false), count("asso", true))
	}
}
