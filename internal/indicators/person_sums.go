package indicators

import (
	"slices"

	"vigie/internal/observatory"
)

// personTrack tells one person from the next. Within a part of the cases all cases of
// one come after each other (see caseList.inOrder and caseReader), so that nothing need
// be looked up: a rebuild of five years spent nearly half its time
// in maps of persons.
type personTrack struct {
	last    int32   // number of the person at hand, from 1
	seen    []int32 // numbers of the associations that brought that person
	brought []int32 // how many persons each association brought, by its number
}

// next notes a case, and reports whether its person is a new one.
func (t *personTrack) next(r *caseResult) bool { return t.note(r.who, r.by) }

// note notes that an association brought a person, and reports whether the person
// is a new one.
func (t *personTrack) note(who, by int32) bool {
	another := t.last != who
	if another {
		t.last, t.seen = who, t.seen[:0]
	}
	if slices.Contains(t.seen, by) {
		return another
	}
	t.seen = append(t.seen, by)
	t.brought = counted(t.brought, by)
	return another
}

// counted counts one at a place, and makes room for it.
func counted(counts []int32, at int32) []int32 {
	for int(at) >= len(counts) {
		counts = append(counts, 0)
	}
	counts[at]++
	return counts
}

// associations is how many brought a person, and how many persons the one with
// the most of them brought.
func (t *personTrack) associations() (n, most int64) { return numberAndMost(t.brought) }

// numberAndMost gives how many counts are not zero, and the largest.
func numberAndMost(counts []int32) (n, most int64) {
	for _, count := range counts {
		if count > 0 {
			n++
		}
		most = max(most, int64(count))
	}
	return n, most
}

// personDays adds up the days of persons in one cell, of whom none is held.
type personDays struct {
	personTrack // of those with a window day

	gaps personTrack         // of those with a day without a document
	hand [2]int64            // of the person at hand: days without a document, window days
	sums observatory.DaySums // of the persons before
}

// add counts days of a case of the person at hand, or of the next one.
func (d *personDays) add(r *caseResult, gap, window int64) {
	if d.last != r.who {
		d.settle()
	}
	d.next(r)
	if gap > 0 {
		d.gaps.next(r)
	}
	d.hand[0] += gap
	d.hand[1] += window
}

// settle adds the person at hand to the sums.
func (d *personDays) settle() {
	if d.hand[1] > 0 {
		d.sums.AddPerson(d.hand[0], d.hand[1])
		d.hand = [2]int64{}
	}
}

// personCounts counts what persons have, one number each, of whom none is held.
type personCounts struct {
	personTrack

	hand, persons, sum, squares int64
}

func (c *personCounts) add(r *caseResult, n int64) {
	if c.next(r) {
		c.persons++
		c.hand = 0
	}
	c.sum += n
	c.squares += n * (n + 2*c.hand) // what the square of the person's number grows by
	c.hand += n
}

// effective is Kish's number of persons (see kishOf).
func (c *personCounts) effective() float64 { return kishOf(c.sum, c.squares) }

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

// found is what was gathered of a month, nil for nothing.
func (g *monthGrid[C]) found(month observatory.Month) *C {
	if g == nil || month < g.first || int(month-g.first) >= len(g.months) {
		return nil
	}
	return g.months[month-g.first]
}

// known lists the months of which something was gathered.
func (g *monthGrid[C]) known() []observatory.Month {
	var list []observatory.Month
	for i, found := range g.months {
		if found != nil {
			list = append(list, g.first+observatory.Month(i))
		}
	}
	return list
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

// mark marks the cells that a case with dates known to the month falls in.
func (g *classGrid) mark(month observatory.Month, days *classDays) {
	for class, n := range days {
		if n[1] == 0 {
			continue
		}
		pair := g.at(month, class)
		pair[0].monthOnly = true
		pair[0].gapMonthOnly = pair[0].gapMonthOnly || n[0] > 0
	}
}

// add adds the days of a case, in both variants where both are wanted and it has
// but one.
func (g *classGrid) add(r *caseResult, month observatory.Month, days *classDays, both bool) {
	cells := g.monthGrid.at(month)
	for class, n := range days {
		if n[1] == 0 {
			continue
		}
		pair := &cells[class]
		pair[0].touched = true
		pair[0].add(r, n[0], n[1])
		if both && !r.monthOnly {
			pair[1].add(r, n[0], n[1])
		}
	}
}

// addMoved adds the days that a case has with its dates at the ends of months.
func (g *classGrid) addMoved(r *caseResult, month observatory.Month, days *classDays) {
	for class, n := range days {
		if n[1] > 0 {
			g.at(month, class)[1].add(r, n[0], n[1])
		}
	}
}

// moved reports whether a day without a document of a case with dates known to
// the month lies in a month, at either end of its months.
func (g *classGrid) moved(month observatory.Month) bool {
	return g.any(month, func(c *classCell) bool { return c.gapMonthOnly })
}

// anyGap reports whether a day without a document lies in a month.
func (g *classGrid) anyGap(month observatory.Month) bool {
	return g.any(month, func(c *classCell) bool { return c.gapMonthOnly || c.sums.WithGap > 0 })
}

func (g *classGrid) any(month observatory.Month, is func(*classCell) bool) bool {
	if g == nil {
		return false
	}
	cells := g.found(month)
	for class := range gapClasses {
		if cells != nil && is(&cells[class][0]) {
			return true
		}
	}
	return false
}

// settle ends the adding.
func (g *classGrid) settle() {
	for _, cells := range g.months {
		if cells == nil {
			continue
		}
		for class := range cells {
			cells[class][0].settle()
			cells[class][1].settle()
		}
	}
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
