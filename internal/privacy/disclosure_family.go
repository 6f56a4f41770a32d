package privacy

import (
	"cmp"
	"math"
	"slices"

	"vigie/internal/observatory"
)

// family protects together the indicators of which one counts among what
// another counts. Each is protected by itself before; here only cells of those
// that are shown rounded are withheld, so that the tables of exact numbers do not
// depend on which others are published.
type family struct {
	guards  []*guard
	offsets []int // of the cells of each guard among all
	size    int   // cells of all
	withins []observatory.Within
}

// implied adds to withins those that follow: numerator and complement are within
// their whole, and what is within something is within what that is within.
func implied(withins []observatory.Within) []observatory.Within {
	all := slices.Clone(withins)
	add := func(w observatory.Within) {
		told := func(o observatory.Within) bool { w.Same = o.Same; return o == w }
		if w.Indicator != w.Of && !slices.ContainsFunc(all, told) {
			w.Same = false
			all = append(all, w)
		}
	}
	for i := 0; i < len(all); i++ {
		w := all[i]
		add(observatory.Within{Indicator: w.Indicator, Quantity: w.Quantity, Of: w.Of, OfWhat: wholes})
		if w.Quantity == wholes {
			for _, q := range []observatory.Quantity{parts, rests} {
				add(observatory.Within{Indicator: w.Indicator, Quantity: q, Of: w.Of, OfWhat: w.OfWhat})
			}
		}
		for _, o := range slices.Clone(all) {
			if o.Indicator == w.Of && o.Quantity == w.OfWhat {
				add(observatory.Within{Indicator: w.Indicator, Quantity: w.Quantity, Of: o.Of, OfWhat: o.OfWhat})
			}
			if w.Indicator == o.Of && w.Quantity == o.OfWhat {
				add(observatory.Within{Indicator: o.Indicator, Quantity: o.Quantity, Of: w.Of, OfWhat: w.OfWhat})
			}
		}
	}
	return all
}

// familiesOf groups the guards that withins bind together.
func familiesOf(guards []*guard, withins []observatory.Within) []*family {
	of := map[string]*family{}
	var order []*family
	for _, g := range guards {
		f := &family{guards: []*guard{g}}
		of[g.tables[0].Indicator] = f
		order = append(order, f)
	}
	for _, w := range implied(withins) {
		inner, outer := of[w.Indicator], of[w.Of]
		if inner == nil || outer == nil {
			continue // nothing of it is published
		}
		if inner != outer {
			outer.guards = append(outer.guards, inner.guards...)
			outer.withins = append(outer.withins, inner.withins...)
			for _, g := range inner.guards {
				of[g.tables[0].Indicator] = outer
			}
			inner.guards = nil
		}
		outer.withins = append(outer.withins, w)
	}
	order = slices.DeleteFunc(order, func(f *family) bool { return len(f.guards) == 0 })
	for _, f := range order {
		for _, g := range f.guards {
			f.offsets = append(f.offsets, f.size)
			f.size += len(g.cells)
		}
	}
	return order
}

// secondary withholds rounded cells until nothing tells of 1 to 10 persons: not
// a hidden number of any indicator, nor by how much one quantity exceeds another
// that is counted within it.
func (f *family) secondary() {
	if !slices.ContainsFunc(f.guards, func(g *guard) bool { return g.rounded }) {
		return
	}
	f.keepTogether()
	for {
		changed := false
		for _, l := range f.leaks() {
			changed = f.withholdNear(l) || changed
		}
		if !changed {
			return
		}
	}
}

// keepTogether puts rounded cells back to what they were in the edition before
// where the cell that they are counted within is: what two editions show of the
// same facts must not be compared. What cannot be together is withheld.
func (f *family) keepTogether() {
	for changed := true; changed; {
		changed = false
		f.pairs(func(_ observatory.Within, inner, outer cellAt) {
			in, out := f.cell(inner), f.cell(outer)
			if out.kept && !in.kept && f.guards[inner.guard].rounded && in.figure.Shown != observatory.ShownWithheld {
				f.guards[inner.guard].asBefore(inner.cell)
				changed = true
			}
		})
	}
	f.pairs(func(w observatory.Within, inner, outer cellAt) {
		in, out := f.cell(inner), f.cell(outer)
		more := out.counts[w.OfWhat] - in.counts[w.Quantity]
		if (more < 0 || w.Same && more > 0) && f.guards[inner.guard].rounded {
			in.withhold()
		}
	})
}

// cellAt finds a cell of a family.
type cellAt struct{ guard, cell int }

func (f *family) cell(at cellAt) *publicCell { return &f.guards[at.guard].cells[at.cell] }

func (f *family) unit(at cellAt, quantity observatory.Quantity) unit {
	return unit{quantity, f.offsets[at.guard] + at.cell}
}

// pairs goes through the cells that withins bind together.
func (f *family) pairs(visit func(w observatory.Within, inner, outer cellAt)) {
	for _, w := range f.withins {
		i, o := f.find(w.Indicator), f.find(w.Of)
		for cell := range f.guards[i].cells {
			c := &f.guards[i].cells[cell]
			if w.Quantity != wholes && w.OfWhat == wholes && !c.addsUp() {
				continue // facts of which a person can have several, or days
			}
			if outer, ok := f.guards[o].named(f.guards[i].name(c.split, &c.figure)); ok {
				visit(w, cellAt{i, cell}, cellAt{o, outer})
			}
		}
	}
}

// leaks are the cells of which something of 1 to 10 persons is told.
func (f *family) leaks() []cellAt {
	s := &system{known: map[unit]interval{}}
	for i, g := range f.guards {
		g.tell(s, f.offsets[i])
	}
	excesses := f.nest(s)
	s.narrow()
	var found []cellAt
	for i, g := range f.guards {
		for _, u := range g.pinned(s, f.offsets[i]) {
			found = append(found, cellAt{i, u.cell})
		}
	}
	for _, e := range excesses {
		found = append(found, e.leaks(s)...)
	}
	slices.SortFunc(found, func(a, b cellAt) int { return cmp.Or(cmp.Compare(a.guard, b.guard), cmp.Compare(a.cell, b.cell)) })
	return slices.Compact(found)
}

// excess is by how much one quantity exceeds another that is counted within it,
// cell by cell of the outer one: a table that nobody publishes and anyone can
// make.
type excess struct {
	relations []relation
	units     map[int]unit // by outer cell
	inner     map[int]cellAt
}

// leaks are the cells of 1 to 10 persons, and those that together are as many.
func (e *excess) leaks(s *system) []cellAt {
	var found []cellAt
	for outer, u := range e.units {
		if k := s.known[u]; k.low > 1-tolerance && k.high < minimumPersons-1+tolerance {
			found = append(found, e.inner[outer])
		}
	}
	hidden := func(outer int) bool { return s.known[e.units[outer]].width() > 0.5 }
	value := func(outer int) float64 { return math.Round(s.known[e.units[outer]].low) }
	for order := range eliminationOrders {
		names := unknowns(e.relations, hidden, order, 0)
		for _, row := range solve(e.relations, names, value) {
			if total, ok := sumOf(row); ok && small(total) {
				for _, outer := range namesIn(row, names) {
					found = append(found, e.inner[outer])
				}
			}
		}
	}
	return found
}

// nest adds to a system what is within what, and gives what one has more than
// the other.
func (f *family) nest(s *system) []*excess {
	next := f.size
	var list []*excess
	of := map[observatory.Within]*excess{}
	f.pairs(func(w observatory.Within, inner, outer cellAt) {
		sum := []term{{f.unit(outer, w.OfWhat), -1}, {f.unit(inner, w.Quantity), 1}}
		if w.Same {
			s.equations = append(s.equations, sum)
			return
		}
		if of[w] == nil {
			of[w] = &excess{units: map[int]unit{}, inner: map[int]cellAt{}}
			list = append(list, of[w])
		}
		d := unit{wholes, next}
		next++
		of[w].units[outer.cell], of[w].inner[outer.cell] = d, inner
		s.known[d] = interval{0, farAway}
		s.equations = append(s.equations, append(sum, term{d, 1}))
	})
	for w, e := range of {
		for _, r := range f.guards[f.find(w.Of)].relations[w.OfWhat] {
			if e.complete(r) {
				e.relations = append(e.relations, r)
			}
		}
	}
	return list
}

// complete reports whether all cells of a relation have an excess.
func (e *excess) complete(r relation) bool {
	for outer := range r {
		if _, ok := e.units[outer]; !ok {
			return false
		}
	}
	return true
}

func (f *family) find(indicator string) int {
	return slices.IndexFunc(f.guards, func(g *guard) bool { return g.tables[0].Indicator == indicator })
}

// named finds a cell by its place and period, whatever its series.
func (g *guard) named(name cellName) (int, bool) {
	if len(g.cells) == 0 {
		return 0, false
	}
	name.series = g.cells[0].figure.Series
	i, ok := g.at[name]
	return i, ok
}

// withholdNear withholds the rounded cell of the fewest persons of those nearest
// to a leak: the same cell of an indicator before the same period, before any.
func (f *family) withholdNear(l cellAt) bool {
	at := f.cell(l)
	distance := func(c *publicCell) int {
		switch {
		case c == at:
			return 0
		case c.figure.Period.Name != at.figure.Period.Name:
			return 3
		case c.figure.Department != at.figure.Department:
			return 2
		}
		return 1
	}
	var best *publicCell
	for _, g := range f.guards {
		if !g.rounded {
			continue
		}
		for i := range g.cells {
			c := &g.cells[i]
			if c.figure.Shown == observatory.ShownWithheld {
				continue
			}
			if best == nil || cmp.Or(cmp.Compare(distance(c), distance(best)), cmp.Compare(c.counts[wholes], best.counts[wholes])) < 0 {
				best = c
			}
		}
	}
	if best == nil {
		return false
	}
	best.withhold()
	return true
}
