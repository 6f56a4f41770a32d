package indicators

import (
	"slices"

	"vigie/internal/observatory"
)

// Classes of window days, as series. A window day is due, not due or cannot be
// told; it awaits the first certificate or a later one.
const (
	SeriesDueFloor   = "due_floor"   // due in the reading that finds fewest days due
	SeriesDueCeiling = "due_ceiling" // due in the reading that finds most
	SeriesNotDue     = "not_due"
	SeriesCannotTell = "cannot_tell"
	SeriesFirstIssue = "first_issue"
	SeriesRenewal    = "renewal"
)

const gapClasses = 7

// classNames are the series of the classes: first all days, those of the floor.
func classNames() [gapClasses]string {
	return [gapClasses]string{"", SeriesDueFloor, SeriesDueCeiling, SeriesNotDue, SeriesCannotTell, SeriesFirstIssue, SeriesRenewal}
}

// classCeiling is the class of the days due in the reading that finds most.
const classCeiling = 2

// classes tells of a piece which classes it is of beside that of all days, the
// ceiling left aside: that of its duty and that of what is awaited.
func (p Piece) classes() (duty, issue int) {
	duty, issue = 4, 5
	switch p.Duty {
	case Due:
		duty = 1
	case NotDue:
		duty = 3
	}
	if p.Renewal {
		issue = 6
	}
	return duty, issue
}

// classCell gathers the days of persons in one class.
type classCell struct {
	personDays

	touched      bool
	monthOnly    bool // a case with dates known to the month falls in it, at either end of the month
	gapMonthOnly bool // with a day without a document
}

// classTotals are what a figure of window days is made from.
type classTotals struct {
	observatory.DaySums

	associations, largest int64
}

// totals are those of the persons of a cell.
func (c *classCell) totals() classTotals {
	c.settle()
	t := classTotals{DaySums: c.sums}
	t.associations, t.largest = c.associations()
	return t
}

// classTable makes the table of an indicator of window days by class.
func classTable(rows *caseRows, q Request, set func(classTotals, *observatory.Figure)) observatory.Table {
	from := rows.gatheredFor(q)
	var keys []cell
	for base, g := range from.places {
		keys = g.days.keys(base, keys)
	}
	emptyClasses(q, from.cases, func(c cell) { keys = append(keys, c) })
	slices.SortFunc(keys, compareCells)
	table := observatory.Table{Title: rows.definition.Name.FR}
	for _, c := range slices.Compact(keys) {
		var totals [2]classTotals
		variants := 1
		if cells := from.cells(c); cells != nil {
			pair := &cells[c.class]
			totals[0], totals[1] = pair[0].totals(), pair[1].totals()
			if pair[0].monthOnly && !q.oneEnd {
				variants = 2
			}
		}
		for variant := range variants {
			table.Figures = append(table.Figures, classFigure(rows.definition, q, c, totals[variant], variant, from.cases, set))
		}
	}
	return table
}

// cells finds what was gathered of a place, level and month: nil for nothing.
func (g *gathered) cells(c cell) *[gapClasses][2]classCell {
	base := c
	base.month, base.class = 0, 0
	if grids := g.places[base]; grids != nil {
		return grids.days.found(c.month)
	}
	return nil
}

// emptyClasses makes the cells that a table shows without any day: that of all
// when it is not split, and by department or level those of the cases there are.
func emptyClasses(q Request, cases map[cell]*caseCount, at func(cell)) {
	if q.by(Month) {
		return
	}
	bases := []cell{}
	if len(q.By) == 0 {
		bases = append(bases, cell{})
	}
	for base := range cases {
		bases = append(bases, base)
	}
	for _, base := range bases {
		for class := range gapClasses {
			base.class = class
			at(base)
		}
	}
}

func classFigure(d Definition, q Request, c cell, from classTotals, variant int, cases map[cell]*caseCount, set func(classTotals, *observatory.Figure)) observatory.Figure {
	f := q.figure(d, c)
	f.Series = variantSeries(joinSeries(c.series, classNames()[c.class]), variant)
	f.N, f.Associations, f.Largest = from.Persons, from.associations, from.largest
	c.month, c.class = 0, 0
	if count := cases[c]; count != nil {
		f.Covered, f.Planned = count.known, count.all
	}
	set(from, &f)
	return f
}

// share sets the share of the persons with a window day of the class who have
// one without a document.
func (t classTotals) share(f *observatory.Figure) {
	f.Numerator, f.Denominator = t.WithGap, t.Persons
	f.WithYes, f.WithNo = t.WithGap, t.Persons-t.WithGap
	setPersonShare(f, float64(f.N))
}

// ratio sets the share of the window days that are without a document.
func (t classTotals) ratio(f *observatory.Figure) {
	f.Numerator, f.Denominator = t.Gap, t.Window
	e := ratio(t.DaySums)
	f.Value, f.Method = e.value, methodAbsent
	f.Sufficient = f.N >= f.MinimumN && f.Denominator > 0
	if f.Sufficient {
		f.Low, f.High, f.HasInterval, f.Method = e.low, e.high, true, methodEffective
	}
}
