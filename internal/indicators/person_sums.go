package indicators

import (
	"slices"

	"vigie/internal/observatory"
)

// personTrack tells one person from the next. Persons come in the order of their
// names, all cases of one after each other (see caseList.inOrder), so that
// nothing need be looked up: a rebuild of five years spent nearly half its time
// in maps of persons.
type personTrack struct {
	last    int32   // number of the person at hand, from 1
	seen    []int32 // numbers of the associations that brought that person
	brought []int64 // how many persons each association brought, by its number
}

// next notes a case, and reports whether its person is a new one.
func (t *personTrack) next(r *caseResult) bool {
	another := t.last != r.who
	if another {
		t.last, t.seen = r.who, t.seen[:0]
	}
	if slices.Contains(t.seen, r.by) {
		return another
	}
	t.seen = append(t.seen, r.by)
	for int(r.by) >= len(t.brought) {
		t.brought = append(t.brought, 0)
	}
	t.brought[r.by]++
	return another
}

// associations is how many brought a person, and how many persons the one with
// the most of them brought.
func (t *personTrack) associations() (n, most int64) {
	for _, persons := range t.brought {
		if persons > 0 {
			n++
		}
		most = max(most, persons)
	}
	return n, most
}

// personSums adds up the days of persons in one cell.
type personSums struct {
	personTrack

	persons [][2]int64 // days without a document and window days of each, in the order of names
}

// add counts days of a case of the person at hand, or of the next one.
func (s *personSums) add(r *caseResult, gap, window int64) {
	if s.next(r) {
		s.persons = append(s.persons, [2]int64{})
	}
	days := &s.persons[len(s.persons)-1]
	days[0] += gap
	days[1] += window
}

// personCounts counts what persons have, one number each.
type personCounts struct {
	personTrack

	each []int64
}

func (c *personCounts) add(r *caseResult, n int64) {
	if c.next(r) {
		c.each = append(c.each, 0)
	}
	c.each[len(c.each)-1] += n
}

func (c *personCounts) persons() int64 { return int64(len(c.each)) }

func (c *personCounts) sum() int64 {
	sum := int64(0)
	for _, n := range c.each {
		sum += n
	}
	return sum
}

// personSpells holds the spells of each person, in the order of names.
type personSpells struct {
	personTrack

	each [][]Spell
}

func (s *personSpells) add(r *caseResult, spell Spell) {
	if s.next(r) {
		s.each = append(s.each, nil)
	}
	last := &s.each[len(s.each)-1]
	*last = append(*last, spell)
}

// monthGrid holds what is gathered of each month.
type monthGrid[C any] struct {
	first  observatory.Month
	months []*C
}

// at finds what is gathered of a month.
func (g *monthGrid[C]) at(month observatory.Month) *C {
	if len(g.months) == 0 {
		g.first = month
	}
	if month < g.first {
		g.months = append(make([]*C, g.first-month), g.months...)
		g.first = month
	}
	for int(month-g.first) >= len(g.months) {
		g.months = append(g.months, nil)
	}
	found := &g.months[month-g.first]
	if *found == nil {
		*found = new(C)
	}
	return *found
}

// classGrid holds the cells of one place and level by month and class.
type classGrid struct {
	monthGrid[[gapClasses][2]classCell]
}

// at finds the two variants of a cell.
func (g *classGrid) at(month observatory.Month, class int) *[2]classCell {
	pair := &g.monthGrid.at(month)[class]
	pair[0].touched = true
	return pair
}

// keys adds the cells that were touched to a list.
func (g *classGrid) keys(base cell, list []cell) []cell {
	for i, cells := range g.months {
		if cells == nil {
			continue
		}
		for class := range cells {
			if cells[class][0].touched {
				base.month, base.class = g.first+observatory.Month(i), class
				list = append(list, base)
			}
		}
	}
	return list
}
