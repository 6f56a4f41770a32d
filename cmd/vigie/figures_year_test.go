package main

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// yearDays is the length of a year without 29 February: the dates of this test lie
// between 1 March 2025 and 28 February 2028.
const yearDays = 365

// TestAYearLater moves everything by a year of the calendar: each month is as the
// same month of the year before was, under the rules of the catalogue, none of
// which changes meanwhile. TestShiftedFactsShiftTheFigures leaves months aside.
func TestAYearLater(t *testing.T) {
	unraced(t)
	t.Parallel()
	b := newWorkbench(t)
	made := randomWorld(23, 4, 40)
	rules := indicators.RulesOf(b.catalogue)
	// From June 2025 on what is missing must be asked for: a message of before
	// would be moved into another law.
	made.messages = slices.DeleteFunc(made.messages, func(n *observatory.Notice) bool { return n.At.Before(noon(civil(2025, 7, 1))) })
	first, second := b.store(t), b.store(t)
	fill(t, first, made.rows())
	made.aYearLater(b.catalogue.Zone)
	fill(t, second, made.rows())
	was, is := remember(t, first), remember(t, second)
	compared := 0
	all := indicators.All()
	for _, d := range all {
		by := splitsOf(d, "department", "month")
		before := b.table(t, was, d.ID, yearOf(2026), rules, by...)
		after := b.table(t, is, d.ID, yearOf(2027), rules, by...)
		for _, figures := range [][]observatory.Figure{before, after} {
			for i := range figures {
				withoutYear(&figures[i])
			}
		}
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("%s is another a year later:\n%s", d.ID, diff)
		}
		compared += len(before)
	}
	if compared < 25*len(all) {
		t.Errorf("only %d figures of %d indicators were compared", compared, len(all))
	}
}

func yearOf(year int) observatory.Window {
	return observatory.Window{From: civil(year, 1, 1), To: civil(year, 12, 31), Horizon: noon(civil(year+1, 1, 2))}
}

// withoutYear takes the year off a figure, and the intervals drawn from a seed
// that the period is part of. What lies over several weeks begins on another
// day of the week: so do its weekly means.
func withoutYear(f *observatory.Figure) {
	if f.Method == "personnes rééchantillonnées" || f.Method == "Student sur les moyennes hebdomadaires" {
		f.Low, f.High = 0, 0
	}
	f.Horizon = time.Time{}
	if month, err := observatory.ParseMonth(f.Period.Name); err == nil {
		f.Period = observatory.Period{Name: month.String()[len("2026"):]}
		return
	}
	f.Period = observatory.Period{}
}

// aYearLater moves all facts: instants by the clock of their place, so that each
// stays on its day although clocks change on other days.
func (w *world) aYearLater(zone func(string) *time.Location) {
	at := func(e *observatory.Envelope, department string) {
		e.At = e.At.In(zone(department)).AddDate(1, 0, 0).UTC()
		e.RecordedAt = e.RecordedAt.AddDate(0, 0, yearDays)
	}
	for _, a := range w.attempts {
		at(&a.Envelope, a.Department)
		a.FirstDate, a.SecondDate = later(a.FirstDate, yearDays), later(a.SecondDate, yearDays)
	}
	for _, e := range w.events {
		at(&e.Envelope, e.Department)
		e.Date, e.Start, e.End = later(e.Date, yearDays), later(e.Start, yearDays), later(e.End, yearDays)
		answeredLater(e, yearDays)
	}
	for _, n := range w.messages {
		at(&n.Envelope, n.Department)
	}
	for _, p := range w.pages {
		at(&p.Envelope, p.Department)
	}
	for _, a := range w.aliases {
		at(&a.Envelope, "")
	}
	for _, i := range w.imports {
		at(&i.Envelope, "")
	}
}
