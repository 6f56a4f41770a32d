package indicators

import (
	"slices"

	"vigie/internal/observatory"
)

// personSums adds up the days of persons in one cell. Persons come in the order
// of their names, all cases of one after each other (see caseList.inOrder), so
// that nothing need be looked up: a rebuild of five years spent nearly half its
// time in maps of persons.
type personSums struct {
	persons [][2]int64 // days without a document and window days of each, in the order of names
	last    int32      // number of the person at hand, from 1
	seen    []int32    // numbers of the associations that brought that person
	brought []int64    // how many persons each association brought, by its number
}

// add counts days of a case of the person at hand, or of the next one.
func (s *personSums) add(r *caseResult, gap, window int64) {
	if s.last != r.who {
		s.last, s.seen = r.who, s.seen[:0]
		s.persons = append(s.persons, [2]int64{})
	}
	days := &s.persons[len(s.persons)-1]
	days[0] += gap
	days[1] += window
	if slices.Contains(s.seen, r.by) {
		return
	}
	s.seen = append(s.seen, r.by)
	for int(r.by) >= len(s.brought) {
		s.brought = append(s.brought, 0)
	}
	s.brought[r.by]++
}

// associations is how many brought a person, and how many persons the one with
// the most of them brought.
func (s *personSums) associations() (n, most int64) {
	for _, persons := range s.brought {
		if persons > 0 {
			n++
		}
		most = max(most, persons)
	}
	return n, most
}

// classGrid holds the cells of one place and level by month and class.
type classGrid struct {
	first  observatory.Month
	months []*[gapClasses][2]classCell
}

// at finds the two variants of a cell.
func (g *classGrid) at(month observatory.Month, class int) *[2]classCell {
	if len(g.months) == 0 {
		g.first = month
	}
	if month < g.first {
		g.months = append(make([]*[gapClasses][2]classCell, g.first-month), g.months...)
		g.first = month
	}
	for int(month-g.first) >= len(g.months) {
		g.months = append(g.months, nil)
	}
	cells := &g.months[month-g.first]
	if *cells == nil {
		*cells = new([gapClasses][2]classCell)
	}
	pair := &(*cells)[class]
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
