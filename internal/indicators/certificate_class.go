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

// classes tells of a piece which classes it is of, all but the ceiling.
func (p Piece) classes(visit func(class int)) {
	visit(0)
	switch p.Duty {
	case Due:
		visit(1)
	case NotDue:
		visit(3)
	default:
		visit(4)
	}
	if p.Renewal {
		visit(6)
	} else {
		visit(5)
	}
}

// eachClassDays gives the window days and those without a document of each class
// and month of the request.
func eachClassDays(q Request, gaps *CaseGaps, visit func(class int, month observatory.Month, gap, window int64)) {
	pieces := func(list []Piece, each func(Piece, func(class int))) {
		for _, p := range list {
			for month := range q.months(p.Span) {
				span := p.Clip(q.span())
				if q.by(Month) {
					span = span.Clip(q.part(month))
				}
				days, gap := int64(span.Days()), int64(0)
				if p.Gap {
					gap = days
				}
				each(p, func(class int) { visit(class, month, gap, days) })
			}
		}
	}
	pieces(gaps.Floor, func(p Piece, to func(int)) { p.classes(to) })
	pieces(gaps.Ceiling, func(p Piece, to func(int)) {
		if p.Duty == Due {
			to(2)
		}
	})
}

// classCell gathers the days of persons in one class.
type classCell struct {
	personSums

	touched, monthOnly bool
}

// classTable makes the table of an indicator of window days by class.
func classTable(rows *caseRows, q Request, set func(*classCell, *observatory.Figure)) observatory.Table {
	grids, cases := map[cell]*classGrid{}, map[cell]*caseCount{}
	grid := func(base cell) *classGrid {
		if grids[base] == nil {
			grids[base] = &classGrid{}
		}
		return grids[base]
	}
	markMonthOnly(rows, q, grid)
	for r := range rows.inOrder() {
		if !q.wantedCase(r) {
			continue
		}
		base := r.cell(q)
		countCase(cases, base, r.gaps[0].Computable)
		g := grid(base)
		eachClassDays(q, &r.gaps[0], func(class int, month observatory.Month, gap, window int64) {
			g.at(month, class)[0].add(r, gap, window)
		})
		eachClassDays(q, &r.gaps[1], func(class int, month observatory.Month, gap, window int64) {
			if pair := g.at(month, class); pair[0].monthOnly {
				pair[1].add(r, gap, window)
			}
		})
	}
	emptyClasses(q, cases, func(c cell) {
		base := c
		base.month, base.class = 0, 0
		grid(base).at(c.month, c.class)
	})
	table := observatory.Table{Title: rows.definition.Name.FR}
	var keys []cell
	for base, g := range grids {
		keys = g.keys(base, keys)
	}
	slices.SortFunc(keys, compareCells)
	for _, c := range keys {
		base := c
		base.month, base.class = 0, 0
		pair := grids[base].at(c.month, c.class)
		for variant := range pair {
			if variant == 1 && !pair[0].monthOnly {
				continue
			}
			table.Figures = append(table.Figures, classFigure(rows.definition, q, c, &pair[variant], variant, cases, set))
		}
	}
	return table
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

func classFigure(d Definition, q Request, c cell, from *classCell, variant int, cases map[cell]*caseCount, set func(*classCell, *observatory.Figure)) observatory.Figure {
	f := q.figure(d, c)
	f.Series = variantSeries(joinSeries(c.series, classNames()[c.class]), variant)
	f.N = int64(len(from.persons))
	f.Associations, f.Largest = from.associations()
	c.month, c.class = 0, 0
	if count := cases[c]; count != nil {
		f.Covered, f.Planned = count.known, count.all
	}
	set(from, &f)
	return f
}

// markMonthOnly marks the cells that a case with dates known to the month falls
// in, at either end of the month: only these have a second variant.
func markMonthOnly(rows *caseRows, q Request, grid func(base cell) *classGrid) {
	for i := range rows.cases {
		r := &rows.cases[i]
		if !r.monthOnly || !q.wantedCase(r) {
			continue
		}
		g := grid(r.cell(q))
		for variant := range r.gaps {
			eachClassDays(q, &r.gaps[variant], func(class int, month observatory.Month, _, _ int64) {
				g.at(month, class)[0].monthOnly = true
			})
		}
	}
}

// share sets the share of the persons with a window day of the class who have
// one without a document.
func (c *classCell) share(f *observatory.Figure) {
	for _, days := range c.persons {
		if days[0] > 0 {
			f.Numerator++
		}
	}
	f.Denominator = f.N
	setPersonShare(f, float64(f.N))
}

// ratio sets the share of the window days that are without a document.
func (c *classCell) ratio(f *observatory.Figure) {
	for _, days := range c.persons {
		f.Numerator += days[0]
		f.Denominator += days[1]
	}
	e := ratio(c.persons) // in the order of names: sums of reals depend on it
	f.Value, f.Method = e.value, methodAbsent
	f.Sufficient = f.N >= f.MinimumN && f.Denominator > 0
	if f.Sufficient {
		f.Low, f.High, f.HasInterval, f.Method = e.low, e.high, true, methodEffective
	}
}
