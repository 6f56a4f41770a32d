package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// TestFiguresDoNotDependOnOrder inserts the same facts in another order, in
// other batches.
func TestFiguresDoNotDependOnOrder(t *testing.T) {
	unraced(t)
	t.Parallel()
	b := newWorkbench(t)
	made := randomWorld(7, 5, 60)
	rows := made.rows()
	first, second := b.store(t), b.store(t)
	fill(t, first, rows)
	random := rand.New(rand.NewPCG(1, 1))
	random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	for part := range slices.Chunk(rows, len(rows)/4) {
		fill(t, second, part)
	}
	inOrder, shuffled := remember(t, first), remember(t, second)
	w := observatory.Window{From: civil(2026, 1, 1), To: civil(2026, 10, 31), Horizon: noon(civil(2026, 11, 2))}
	all, compared := indicators.All(), 0
	for _, d := range all {
		by := splitsOf(d, "department", "month")
		figures := b.table(t, inOrder, d.ID, w, firstRules(), by...)
		if diff := cmp.Diff(figures, b.table(t, shuffled, d.ID, w, firstRules(), by...)); diff != "" {
			t.Errorf("%s depends on the order of rows:\n%s", d.ID, diff)
		}
		compared += len(figures)
	}
	if compared < 25*len(all) {
		t.Errorf("only %d figures of %d indicators were compared", compared, len(all))
	}
}

// TestHorizonIsFinal computes, adds everything that was recorded later
// (withdrawals and corrections too), and computes again.
func TestHorizonIsFinal(t *testing.T) {
	unraced(t)
	t.Parallel()
	b := newWorkbench(t)
	made := randomWorld(11, 5, 60)
	horizons := []time.Time{noon(civil(2026, 4, 1)), noon(civil(2026, 2, 20)), noon(civil(2026, 8, 1))}
	for _, horizon := range horizons {
		s := b.store(t)
		late := func(o observatory.Observation) bool { return o.Env().RecordedAt.After(horizon) }
		fill(t, s, slices.DeleteFunc(made.rows(), late))
		w := observatory.Window{From: civil(2026, 1, 1), To: civil(2026, 12, 31), Horizon: horizon}
		all, kept := indicators.All(), 0
		before, then := map[string][]observatory.Figure{}, remember(t, s)
		for _, d := range all {
			before[d.ID] = b.table(t, then, d.ID, w, firstRules(), splitsOf(d, "department", "month")...)
			kept += len(before[d.ID])
		}
		if kept < 10*len(all) {
			t.Errorf("%s: only %d figures of %d indicators are held", horizon, kept, len(all))
		}
		fill(t, s, slices.DeleteFunc(made.rows(), func(o observatory.Observation) bool { return !late(o) }))
		now := remember(t, s)
		for _, d := range all {
			if diff := cmp.Diff(before[d.ID], b.table(t, now, d.ID, w, firstRules(), splitsOf(d, "department", "month")...)); diff != "" {
				t.Errorf("%s at %s changed with later rows:\n%s", d.ID, horizon, diff)
			}
		}
	}
}

// TestConfirmedIsNeverLower holds the two accountings of 50 random targets
// against each other.
func TestConfirmedIsNeverLower(t *testing.T) {
	unraced(t)
	t.Parallel()
	b := newWorkbench(t)
	made := &world{}
	for seed := range uint64(50) {
		random := rand.New(rand.NewPCG(seed, 5))
		for _, journey := range []string{"pan.slots", "pan.door"} {
			made.addAttempts(random, journey, fmt.Sprintf("target-%d", seed), worldDepartments[seed%6], worldStart, 30)
		}
	}
	s := b.store(t)
	fill(t, s, made.rows())
	w := observatory.Window{From: worldStart, To: civil(2026, 12, 31), Horizon: noon(civil(2027, 1, 2))}
	compared, higher := 0, 0
	for _, id := range []string{"pan.availability", "pan.door", "portal.availability"} {
		for _, by := range [][]indicators.Dimension{nil, {"department", "month"}, {"target"}} {
			var strict observatory.Figure
			for _, f := range b.table(t, s, id, w, firstRules(), by...) {
				switch f.Accounting {
				case observatory.Strict:
					strict = f
				case observatory.Confirmed:
					if f.N == 0 {
						continue // nothing but maintenance
					}
					compared++
					if f.Value > strict.Value {
						higher++
					}
					if f.Value < strict.Value-1e-12 {
						t.Errorf("%s %s %s: confirmed %g, strict %g", id, f.Target, f.Period.Name, f.Value, strict.Value)
					}
				}
			}
		}
	}
	if compared < 100 || higher < 50 {
		t.Errorf("the worlds are too poor: %d compared, %d higher", compared, higher)
	}
}

// TestShiftedFactsShiftTheFigures moves everything by 52 weeks: the figures are
// the same but for their periods. Months and rules counted in months do not
// move so, and are left out; no clock changes within the days.
func TestShiftedFactsShiftTheFigures(t *testing.T) {
	unraced(t)
	t.Parallel()
	const shift = 364
	b := newWorkbench(t)
	made := randomWorld(21, 5, 60)
	window := func(days observatory.Date) observatory.Window {
		return observatory.Window{From: civil(2026, 1, 1) + days, To: civil(2026, 3, 20) + days, Horizon: noon(civil(2026, 3, 25) + days)}
	}
	made.attempts = slices.DeleteFunc(made.attempts, func(a *observatory.Attempt) bool { return a.At.After(noon(civil(2026, 3, 22))) })
	made.events = slices.DeleteFunc(made.events, func(e *observatory.CaseEvent) bool { return e.MonthOnly })
	made.messages = slices.DeleteFunc(made.messages, func(n *observatory.Notice) bool { return n.At.After(noon(civil(2026, 3, 22))) })
	first, second := b.store(t), b.store(t)
	fill(t, first, made.rows())
	for _, a := range made.attempts {
		a.FirstDate, a.SecondDate = later(a.FirstDate, shift), later(a.SecondDate, shift)
	}
	for _, e := range made.events {
		e.Date, e.Start, e.End = later(e.Date, shift), later(e.Start, shift), later(e.End, shift)
		answeredLater(e, shift)
	}
	for _, o := range made.rows() {
		o.Env().At, o.Env().RecordedAt = o.Env().At.AddDate(0, 0, shift), o.Env().RecordedAt.AddDate(0, 0, shift)
	}
	fill(t, second, made.rows())
	was, is := remember(t, first), remember(t, second)
	for _, d := range indicators.All() {
		before, after := b.table(t, was, d.ID, window(0), firstRules(), splitsOf(d, "department")...), b.table(t, is, d.ID, window(shift), firstRules(), splitsOf(d, "department")...)
		for _, figures := range [][]observatory.Figure{before, after} {
			for i := range figures {
				figures[i].Period, figures[i].Horizon = observatory.Period{}, time.Time{}
			}
		}
		if len(before) == 0 && slices.ContainsFunc(indicators.Headlines(), func(h indicators.Definition) bool { return h.ID == d.ID }) {
			t.Errorf("%s: no figure", d.ID)
		}
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("%s changed with a shift of %d days:\n%s", d.ID, shift, diff)
		}
	}
}

// answeredLater moves the day of an answer.
func answeredLater(e *observatory.CaseEvent, days observatory.Date) {
	answered, err := observatory.ParseDate(e.Details.Get(observatory.DetailAnsweredOn))
	if err != nil {
		return
	}
	e.Details = slices.Clone(e.Details)
	for i := range e.Details {
		if e.Details[i].Name == observatory.DetailAnsweredOn {
			e.Details[i].Value = (answered + days).String()
		}
	}
}

func later(d, days observatory.Date) observatory.Date {
	if !d.Known() {
		return d
	}
	return d + days
}

// TestTwoImportsAtOnce imports one file in two processes at the same moment:
// each event is there once.
func TestTwoImportsAtOnce(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "evenements.csv")
	generate(t, file, 20_000)
	config := prepare(t)
	want := importedEvents(t, config, file, "temoin")
	both := make(chan error, 2)
	for range 2 {
		cmd := command(t.Context(), t, "collect", "import", file, "--config", config, "--association", "deux")
		go func() { both <- cmd.Run() }()
	}
	if err := errors.Join(<-both, <-both); err != nil {
		t.Fatal(err)
	}
	if got := countEvents(t, config, "deux"); got != want {
		t.Errorf("%d events are read, want %d", got, want)
	}
}

// splitsOf gives those of the splits that an indicator has.
func splitsOf(d indicators.Definition, by ...indicators.Dimension) []indicators.Dimension {
	return slices.DeleteFunc(slices.Clone(by), func(one indicators.Dimension) bool { return !d.Allows(one) })
}
