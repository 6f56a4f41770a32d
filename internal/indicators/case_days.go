package indicators

import (
	"maps"
	"slices"

	"vigie/internal/observatory"
)

// classDays are the days without a document and the window days of a case in
// each class.
type classDays [gapClasses][2]int64

// caseDays are the days of a case by month, from the first one on; a single zero
// month when they are not split. Its memory is used again.
type caseDays struct {
	first  observatory.Month
	months []classDays
}

// fill takes the days of a case that lie in the request's window.
func (d *caseDays) fill(q Request, gaps *CaseGaps) {
	d.months = d.months[:0]
	window, split := q.span(), q.by(Month)
	for _, p := range gaps.Floor {
		duty, issue := p.classes()
		d.add(p, window, split, 0, duty, issue)
	}
	for _, p := range gaps.Ceiling {
		if p.Duty == Due {
			d.add(p, window, split, classCeiling)
		}
	}
}

// add adds the days of a piece to some classes.
func (d *caseDays) add(p Piece, window observatory.Span, split bool, classes ...int) {
	span := p.Clip(window)
	if span.Days() == 0 {
		return
	}
	month := observatory.Month(0)
	if split {
		month = span.Start.Month()
	}
	for start := span.Start; start <= span.End; month++ {
		end := span.End
		if split {
			end = min(end, month.Last())
		}
		days := int64(end-start) + 1
		to := d.at(month)
		for _, class := range classes {
			if p.Gap {
				to[class][0] += days
			}
			to[class][1] += days
		}
		start = end + 1
	}
}

func (d *caseDays) at(month observatory.Month) *classDays {
	if len(d.months) == 0 {
		d.first = month
	}
	for month < d.first { // the ceiling's pieces come after the floor's, and kept ones in any order
		d.months = slices.Insert(d.months, 0, classDays{})
		d.first--
	}
	for int(month-d.first) >= len(d.months) {
		d.months = append(d.months, classDays{})
	}
	return &d.months[month-d.first]
}

// parts gives the days of each part of the request, whose number of months is
// its own.
func (d *caseDays) parts(q Request, visit func(part observatory.Month, days *classDays)) {
	if !q.by(Month) || q.width() == 1 {
		for i := range d.months {
			visit(d.first+observatory.Month(i), &d.months[i])
		}
		return
	}
	for i := 0; i < len(d.months); {
		part := q.starts(d.first + observatory.Month(i))
		var sum classDays
		for ; i < len(d.months) && d.first+observatory.Month(i) < part+q.width(); i++ {
			for class, days := range d.months[i] {
				sum[class][0] += days[0]
				sum[class][1] += days[1]
			}
		}
		visit(part, &sum)
	}
}

// alike reports whether two requests differ in the length of their parts alone.
func (q Request) alike(other Request) bool {
	return q.oneEnd == other.oneEnd && q.Window == other.Window && q.Department == other.Department && q.Target == other.Target &&
		maps.Equal(q.Where, other.Where) && q.place == nil && other.place == nil && slices.Equal(q.By, other.By)
}
