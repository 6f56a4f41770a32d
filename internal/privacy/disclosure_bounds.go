package privacy

import (
	"math"

	"vigie/internal/observatory"
)

// unit is one number that an onlooker may reckon: a quantity of a cell.
type unit struct{ quantity, cell int }

// term is a unit in an equation, with its sign; the sum of an equation is zero.
type term struct {
	unit
	sign float64
}

// interval is what is known of a unit.
type interval struct{ low, high float64 }

func (i interval) width() float64 { return i.high - i.low }

// farAway stands for no upper bound.
const farAway = 1e7

// rounds bounds the narrowing; each round costs one pass over all equations.
const rounds = 60

// boundLeaks narrows what is known of each hidden number by all equations
// together, and gives those of 1 to 10 that come to be known to the unit.
func (g *guard) boundLeaks() []unit {
	known := g.knowledge()
	equations := g.equations()
	for round, changed := 0, true; changed && round < rounds; round++ {
		changed = false
		for _, e := range equations {
			changed = narrow(e, known) || changed
		}
	}
	var found []unit
	for quantity := range quantities {
		for cell := range g.cells {
			u := unit{quantity, cell}
			if k := known[u]; g.cells[cell].hidden(quantity) && k.width() < 0.5 && small(int64(math.Round(k.low))) {
				found = append(found, u)
			}
		}
	}
	return found
}

// knowledge is what the shown cells and the published rules tell.
func (g *guard) knowledge() map[unit]interval {
	known := make(map[unit]interval, quantities*len(g.cells))
	for i := range g.cells {
		c := &g.cells[i]
		for quantity := range quantities {
			k := interval{0, farAway}
			switch {
			case !c.hidden(quantity):
				k = interval{float64(c.counts[quantity]), float64(c.counts[quantity])}
			case c.figure.Shown == observatory.ShownBounded && quantity != wholes && small(c.counts[quantity]):
				k = interval{1, minimumPersons - 1}
			}
			known[unit{quantity, i}] = k
		}
	}
	return known
}

// equations are all relations of all quantities, and that the numerator and its
// complement are the whole where persons are counted.
func (g *guard) equations() [][]term {
	var list [][]term
	for quantity := range quantities {
		for _, r := range g.relations[quantity] {
			var e []term
			for _, i := range sortedKeys(r) {
				e = append(e, term{unit{quantity, i}, r[i]})
			}
			list = append(list, e)
		}
	}
	for i := range g.cells {
		c := &g.cells[i]
		if c.figure.Unit == "share" && c.counts[parts]+c.counts[rests] == c.counts[wholes] {
			list = append(list, []term{{unit{wholes, i}, -1}, {unit{parts, i}, 1}, {unit{rests, i}, 1}})
		}
	}
	return list
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
		k := known[t.unit]
		if n := (interval{max(k.low, least), min(k.high, most)}); n.low > k.low+tolerance || n.high < k.high-tolerance {
			known[t.unit] = n
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

func (t term) ends(known map[unit]interval) (low, high float64) {
	k := known[t.unit]
	if t.sign > 0 {
		return k.low, k.high
	}
	return -k.high, -k.low
}
