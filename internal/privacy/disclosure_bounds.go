package privacy

import (
	"math"

	"vigie/internal/observatory"
)

// unit is one number that an onlooker may reckon: a quantity of a cell.
type unit struct {
	quantity observatory.Quantity
	cell     int
}

// term is a unit in an equation, with its sign; the sum of an equation is zero.
type term struct {
	unit
	sign float64
}

// percent is a share that is told in whole per cent.
type percent struct {
	part, whole unit
	value       float64
}

// interval is what is known of a unit.
type interval struct{ low, high float64 }

func (i interval) width() float64 { return i.high - i.low }

// farAway stands for no upper bound.
const farAway = 1e7

// rounds bounds the narrowing; each round costs one pass over all equations.
const rounds = 60

// system is all that an onlooker knows of some units.
type system struct {
	known     map[unit]interval
	equations [][]term
	percents  []percent
}

// narrow bounds each unit by what the others leave it.
func (s *system) narrow() {
	for round, changed := 0, true; changed && round < rounds; round++ {
		changed = false
		for _, e := range s.equations {
			changed = narrow(e, s.known) || changed
		}
		for _, p := range s.percents {
			changed = p.narrow(s.known) || changed
		}
	}
}

// boundLeaks narrows what is known of each hidden number by all equations
// together, and gives those of 1 to 10 that come to be known to the unit.
func (g *guard) boundLeaks() []unit {
	s := &system{known: map[unit]interval{}}
	g.tell(s, 0)
	s.narrow()
	return g.pinned(s, 0)
}

// pinned are the hidden units that a system gives as one number of 1 to 10.
func (g *guard) pinned(s *system, offset int) []unit {
	var found []unit
	for quantity := range quantities {
		for cell := range g.cells {
			k := s.known[unit{quantity, offset + cell}]
			if g.cells[cell].hidden(quantity) && k.width() < 0.5 && small(int64(math.Round(k.low))) {
				found = append(found, unit{quantity, cell})
			}
		}
	}
	return found
}

// tell adds to a system what the shown cells, the published rules and what adds
// up tell. Cells are numbered from the offset on.
func (g *guard) tell(s *system, offset int) {
	for i := range g.cells {
		for quantity := range quantities {
			s.known[unit{quantity, offset + i}] = g.known(&g.cells[i], quantity)
		}
	}
	for quantity := range quantities {
		for _, r := range g.relations[quantity] {
			var e []term
			for _, i := range sortedKeys(r) {
				e = append(e, term{unit{quantity, offset + i}, r[i]})
			}
			s.equations = append(s.equations, e)
		}
	}
	for i := range g.cells {
		c := &g.cells[i]
		if !c.addsUp() {
			continue
		}
		whole, part, rest := unit{wholes, offset + i}, unit{parts, offset + i}, unit{rests, offset + i}
		s.equations = append(s.equations, []term{{whole, -1}, {part, 1}, {rest, 1}})
		if g.rounded && !c.hidden(parts) {
			s.percents = append(s.percents, percent{part, whole, math.Round(c.figure.Value * 100)})
		}
	}
}

// addsUp reports whether numerator and complement are the whole: where persons are
// counted, or each has one fact.
func (c *publicCell) addsUp() bool {
	return c.figure.Unit == "share" && c.counts[parts]+c.counts[rests] == c.counts[wholes]
}

// known is what a cell by itself tells of a quantity.
func (g *guard) known(c *publicCell, quantity observatory.Quantity) interval {
	n := c.counts[quantity]
	switch {
	case c.figure.Shown == observatory.ShownBounded && quantity != wholes && small(n):
		return interval{1, minimumPersons - 1}
	case c.hidden(quantity):
		return interval{0, farAway}
	case !g.rounded:
		return interval{float64(n), float64(n)}
	case quantity == wholes:
		low, high := observatory.Bracket(n)
		if high == 0 {
			high = farAway
		}
		return interval{float64(low), float64(high)}
	case n > 0: // shown, thus not 1 to 10
		return interval{minimumPersons, farAway}
	}
	return interval{0, farAway}
}

// narrow bounds each unit of an equation by the bounds of the others.
func narrow(e []term, known map[unit]interval) (changed bool) {
	var low, high float64 // of the whole sum
	for _, t := range e {
		l, h := t.ends(known)
		low, high = low+l, high+h
	}
	for _, t := range e {
		l, h := t.ends(known)
		// t.sign * x = -(the others)
		least, most := -(high - h), -(low - l)
		if t.sign < 0 {
			least, most = -most, -least
		}
		if closer(t.unit, interval{least, most}, known) {
			changed = true
			low, high = 0, 0
			for _, other := range e {
				ol, oh := other.ends(known)
				low, high = low+ol, high+oh
			}
		}
	}
	return changed
}

// closer takes in that a unit lies in an interval, and reports whether that says
// anything new. What cannot be is passed over: cells of two editions do not add
// up.
func closer(u unit, in interval, known map[unit]interval) bool {
	k := known[u]
	n := interval{max(k.low, in.low), min(k.high, in.high)}
	if n.low <= k.low+tolerance && n.high >= k.high-tolerance || n.low > n.high+tolerance {
		return false
	}
	known[u] = n
	return true
}

func (t term) ends(known map[unit]interval) (low, high float64) {
	k := known[t.unit]
	if t.sign > 0 {
		return k.low, k.high
	}
	return -k.high, -k.low
}

// narrow bounds numerator and whole, which are whole numbers, by a share in whole
// per cent.
func (p percent) narrow(known map[unit]interval) bool {
	least, most := (p.value-0.5)/100, (p.value+0.5)/100
	whole := known[p.whole]
	changed := closer(p.part, interval{math.Ceil(whole.low*least - tolerance), math.Floor(whole.high*most + tolerance)}, known)
	part := known[p.part]
	high := float64(farAway)
	if least > 0 {
		high = math.Floor(part.high/least + tolerance)
	}
	return closer(p.whole, interval{math.Ceil(part.low/most - tolerance), high}, known) || changed
}
