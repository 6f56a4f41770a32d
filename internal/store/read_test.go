package store

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

func attemptAt(name string, at time.Time, change func(*observatory.Attempt)) *observatory.Attempt {
	a := &observatory.Attempt{
		Envelope: env(name, at), Journey: "pan.slots", Target: "ain", Department: "01",
		Mode: observatory.Unattended, Outcome: observatory.Met, Slots: -1,
	}
	if change != nil {
		change(a)
	}
	return a
}

func eventOn(name string, date observatory.Date, change func(*observatory.CaseEvent)) *observatory.CaseEvent {
	e := &observatory.CaseEvent{
		Envelope: env(name, t0), Fact: id("fact" + name), Import: id("batch"), Association: "asso",
		Case: id("case"), Person: id("person"), Event: observatory.EventFiling, Date: date, Department: "01",
	}
	if change != nil {
		change(e)
	}
	return e
}

// names gives back the names under which rows were made.
func names[T any](rows []T, env func(*T) *observatory.Envelope, known ...string) []string {
	var got []string
	for i := range rows {
		got = append(got, nameOf(env(&rows[i]).ID, known))
	}
	return got
}

func nameOf(of observatory.ID, known []string) string {
	for _, name := range known {
		if id(name) == of {
			return name
		}
	}
	return of.String()
}

func TestAttemptFilters(t *testing.T) {
	s := testStore(t)
	day := 24 * time.Hour
	add(t, s,
		attemptAt("a", t0, nil),
		attemptAt("b", t0.Add(day), func(a *observatory.Attempt) { a.Outcome, a.Target = observatory.Down, "rhone" }),
		attemptAt("c", t0.Add(2*day), func(a *observatory.Attempt) { a.Journey, a.Department = "pan.door", "69" }),
		attemptAt("d", t0.Add(3*day), func(a *observatory.Attempt) { a.Mode = observatory.Assisted }),
		attemptAt("sim", t0, func(a *observatory.Attempt) { a.Simulation = true }),
		attemptAt("wrong", t0, nil),
		attemptAt("right", t0.Add(4*day), func(a *observatory.Attempt) { a.Withdraws = id("wrong") }),
	)
	today := observatory.DateOf(t0, time.UTC)
	tests := []struct {
		name   string
		filter observatory.AttemptFilter
		want   []string
	}{
		{"all", observatory.AttemptFilter{}, []string{"a", "b", "c", "d", "right"}},
		{"newest two", observatory.AttemptFilter{Newest: true, Limit: 2}, []string{"right", "d"}},
		{"newest two with steps", observatory.AttemptFilter{Newest: true, Limit: 2, WithSteps: true}, []string{"right", "d"}},
		{"journey", observatory.AttemptFilter{Journey: "pan.door"}, []string{"c"}},
		{"target", observatory.AttemptFilter{Target: "rhone"}, []string{"b"}},
		{"department", observatory.AttemptFilter{Department: "69"}, []string{"c"}},
		{"outcome", observatory.AttemptFilter{Outcome: observatory.Down}, []string{"b"}},
		{"mode", observatory.AttemptFilter{Mode: observatory.Assisted}, []string{"d"}},
		{"days", observatory.AttemptFilter{Window: observatory.Window{From: today + 1, To: today + 2}}, []string{"b", "c"}},
		{"from", observatory.AttemptFilter{Window: observatory.Window{From: today + 3}}, []string{"d", "right"}},
		{"to", observatory.AttemptFilter{Window: observatory.Window{To: today}}, []string{"a"}},
		{"horizon", observatory.AttemptFilter{Window: observatory.Window{Horizon: t0.Add(day + time.Second)}}, []string{"a", "wrong", "b"}},
		{"just before", observatory.AttemptFilter{Window: observatory.Window{Horizon: t0.Add(day + time.Second - time.Millisecond)}}, []string{"a", "wrong"}},
		{"simulation", observatory.AttemptFilter{Window: observatory.Window{Simulation: true}}, []string{"sim"}},
		{"a quote in a value", observatory.AttemptFilter{Target: `x' OR 1=1 --\`}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rows, err := collect(s.Attempts(t.Context(), tt.filter))
			if err != nil {
				t.Fatal(err)
			}
			got := names(rows, (*observatory.Attempt).Env, "a", "b", "c", "d", "sim", "wrong", "right")
			if tt.name == "horizon" || tt.name == "just before" { // a and wrong are of the same instant
				if len(got) > 1 && got[0] == "wrong" {
					got[0], got[1] = got[1], got[0]
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// The day of an attempt is that of its department.
func TestDayOfDepartment(t *testing.T) {
	cfg := testConfig(t)
	reunion := time.FixedZone("reunion", 4*60*60)
	cfg.ZoneOf = func(department string) *time.Location {
		if department == "974" {
			return reunion
		}
		return nil
	}
	s, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, _, err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	late := time.Date(2026, 11, 1, 22, 30, 0, 0, time.UTC) // 23:30 in Paris, 02:30 the day after in La Réunion
	add(t, s, attemptAt("paris", late, nil), attemptAt("reunion", late, func(a *observatory.Attempt) { a.Department = "974" }))
	second := observatory.NewDate(2026, 11, 2)
	rows, err := collect(s.Attempts(t.Context(), observatory.AttemptFilter{Window: observatory.Window{From: second, To: second}}))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"reunion"}, names(rows, (*observatory.Attempt).Env, "paris", "reunion")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Steps come with their attempt across the pages in which they are read.
func TestManyAttemptsWithSteps(t *testing.T) {
	s := testStore(t)
	var obs []observatory.Observation
	for i := range 2*pageSteps + 7 {
		obs = append(obs, attemptAt(fmt.Sprint(i), t0.Add(time.Duration(i/3)*time.Second), func(a *observatory.Attempt) {
			a.Steps = []observatory.Step{{Index: 0, Name: a.ID.String()}, {Index: 1, Name: "fin"}}
		}))
	}
	add(t, s, obs...)
	for _, newest := range []bool{false, true} {
		seen := make(map[observatory.ID]bool)
		for a, err := range s.Attempts(t.Context(), observatory.AttemptFilter{WithSteps: true, Newest: newest}) {
			if err != nil {
				t.Fatal(err)
			}
			if seen[a.ID] || len(a.Steps) != 2 || a.Steps[0].Name != a.ID.String() {
				t.Fatalf("attempt %s seen before: %v, steps %v", a.ID, seen[a.ID], a.Steps)
			}
			seen[a.ID] = true
		}
		if len(seen) != len(obs) {
			t.Errorf("newest %v: got %d attempts, want %d", newest, len(seen), len(obs))
		}
	}
}

func TestStopEarly(t *testing.T) {
	s := testStore(t)
	var obs []observatory.Observation
	for i := range 5000 {
		obs = append(obs, attemptAt(fmt.Sprint(i), t0.Add(time.Duration(i)*time.Second), nil))
	}
	add(t, s, obs...)
	for range 3 * maxConnections { // more often than there are connections
		for _, err := range s.Attempts(t.Context(), observatory.AttemptFilter{}) {
			if err != nil {
				t.Fatal(err)
			}
			break
		}
	}
}

func TestNotFound(t *testing.T) {
	s, ctx := testStore(t), t.Context()
	if _, err := s.Attempt(ctx, id("nobody")); !errors.Is(err, observatory.ErrNotFound) {
		t.Errorf("attempt: got %v, want ErrNotFound", err)
	}
	if _, err := s.Attempt(ctx, observatory.NoID); !errors.Is(err, observatory.ErrNotFound) {
		t.Errorf("no attempt: got %v, want ErrNotFound", err)
	}
	if _, err := s.ImportByFingerprint(ctx, "asso", "x", false); !errors.Is(err, observatory.ErrNotFound) {
		t.Errorf("import: got %v, want ErrNotFound", err)
	}
	if _, err := collect(s.Counts(ctx, "nothing", everything)); !errors.Is(err, observatory.ErrNotFound) {
		t.Errorf("query: got %v, want ErrNotFound", err)
	}
}

func TestPageFacts(t *testing.T) {
	s := testStore(t)
	fact := func(name string, at time.Time, address, item string) *observatory.PageFact {
		return &observatory.PageFact{Envelope: env(name, at), Department: "01", Address: address, Item: item, State: observatory.Present}
	}
	old, newer, other := fact("old", t0, "x", "i"), fact("newer", t0.Add(time.Hour), "x", "i"), fact("other", t0, "x", "j")
	elsewhere := fact("elsewhere", t0, "y", "i")
	elsewhere.Department = "69"
	add(t, s, old, newer, other, elsewhere)
	all, err := collect(s.PageFacts(t.Context(), observatory.PageFactFilter{}))
	check(t, "all", all, err, *old, *newer, *other, *elsewhere)
	latest, err := collect(s.PageFacts(t.Context(), observatory.PageFactFilter{Department: "01", Latest: true}))
	check(t, "latest", latest, err, *newer, *other)
	w := observatory.Window{Horizon: t0.Add(time.Minute)}
	then, err := collect(s.PageFacts(t.Context(), observatory.PageFactFilter{Window: w, Department: "01", Latest: true}))
	check(t, "latest at a horizon", then, err, *old, *other)
}
