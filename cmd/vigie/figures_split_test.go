package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// TestRenamedAssociationsAndADepartmentInTwo gives associations other names and
// half of the persons and targets of Paris another department: no other figure
// changes, and the halves add up.
func TestRenamedAssociationsAndADepartmentInTwo(t *testing.T) {
	unraced(t)
	t.Parallel()
	const whole, part = "75", "92"
	b := newWorkbench(t)
	made := randomWorld(31, 5, 60)
	w := observatory.Window{From: civil(2026, 1, 1), To: civil(2026, 10, 31), Horizon: noon(civil(2026, 11, 2))}
	first, second := b.store(t), b.store(t)
	fill(t, first, made.rows())
	moved := made.rename(whole, part)
	if moved < 20 {
		t.Fatalf("only %d rows were moved", moved)
	}
	fill(t, second, made.rows())
	was, is := remember(t, first), remember(t, second)
	added := 0
	for _, d := range indicators.All() {
		if d.ID == "equality.spread" { // of a number of departments, which is another one now
			continue
		}
		by := splitsOf(d, "department")
		before, halves := apart(b.table(t, was, d.ID, w, firstRules(), by...), whole, part)
		after, parts := apart(b.table(t, is, d.ID, w, firstRules(), by...), whole, part)
		if diff := cmp.Diff(before, after, cmpopts.EquateApprox(1e-12, 0)); diff != "" {
			t.Errorf("%s changed with names alone:\n%s", d.ID, diff)
		}
		if diff := cmp.Diff(halves, parts); diff != "" {
			t.Errorf("%s: the halves of a department do not add up:\n%s", d.ID, diff)
		}
		added += len(halves)
	}
	if added < 20 {
		t.Errorf("only %d sums were compared", added)
	}
}

// rename gives new names to associations, and another department to half of the
// persons and targets of one; it tells how many rows moved.
func (w *world) rename(from, to string) int {
	names := map[string]string{"alpha": "zeta", "beta": "alpha", "gamma": "beta"}
	moved, sides := 0, map[observatory.ID]bool{}
	move := func(department *string, side bool) {
		if *department == from && side {
			*department, moved = to, moved+1
		}
	}
	persons := map[observatory.ID]observatory.ID{} // of a row with the case's reference alone, that of its case
	for _, e := range w.events {
		if e.Stated() > 0 {
			persons[e.Case] = e.Person
		}
	}
	for _, e := range w.events {
		side := e.Person[0]&1 == 1
		if e.Stated() == 0 {
			side = persons[e.Case][0]&1 == 1
		}
		sides[e.Case] = side
		move(&e.Department, side)
		e.Association = names[e.Association]
	}
	for _, n := range w.messages {
		move(&n.Department, sides[n.Case])
		if name, known := names[n.Association]; known {
			n.Association = name
		}
	}
	for _, a := range w.attempts {
		move(&a.Department, a.Target[len(a.Target)-1]&1 == 1)
	}
	return moved
}

// counts are the whole numbers of a figure that add up over departments.
type counts struct{ N, Numerator, Denominator, Covered, Planned int64 }

// apart gives the figures of neither department, and the sums over both by
// series and accounting.
func apart(figures []observatory.Figure, whole, part string) (rest []observatory.Figure, all map[string]counts) {
	halves := map[string]map[string]counts{whole: {}, part: {}}
	all = map[string]counts{}
	for _, f := range figures {
		half, either := halves[f.Department]
		if !either {
			rest = append(rest, f)
			continue
		}
		key := fmt.Sprintf("%s %s %s", f.Series, f.Accounting, f.Period.Name)
		if f.Indicator == "substitution.offered_on_failure" {
			f.N = 0 // days: both halves can have the same
		}
		half[key] = counts{f.N, f.Numerator, f.Denominator, f.Covered, f.Planned}
		all[key] = counts{}
	}
	for key, s := range all {
		for _, half := range halves {
			one, shown := half[key]
			if !shown { // a figure with the last days of months is shown only where a date is known to the month
				one = half[strings.Replace(key, "/"+indicators.SeriesMonthEnd, "", 1)]
			}
			s = counts{s.N + one.N, s.Numerator + one.Numerator, s.Denominator + one.Denominator, s.Covered + one.Covered, s.Planned + one.Planned}
		}
		all[key] = s
	}
	return rest, all
}
