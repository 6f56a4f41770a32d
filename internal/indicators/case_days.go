package indicators

import (
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

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
	for month < d.first { // pieces come in order: only the ceiling's can begin before the floor's
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

// gathered is what the cases of a request come to, by place and level: the days
// that three indicators are made from, and the lengths of gaps where wanted.
type gathered struct {
	request Request
	cases   map[cell]*caseCount
	days    map[cell]*classGrid
	lengths map[cell]*lengthGrid
}

// alike reports whether two requests differ in the length of their parts alone.
func (q Request) alike(other Request) bool {
	return q.Window == other.Window && q.Department == other.Department && q.Target == other.Target &&
		len(q.Where)+len(other.Where) == 0 && q.place == nil && other.place == nil && slices.Equal(q.By, other.By)
}

// prepare goes through the cases once for all requests that are alike, each kind
// of requests on its own.
func (l *caseList) prepare(requests []Request) {
	if l.made != nil {
		return // by another indicator of the same cases
	}
	l.inOrder() // numbers persons and associations first
	var groups [][]Request
	for _, q := range requests {
		i := slices.IndexFunc(groups, func(g []Request) bool { return g[0].alike(q) })
		if i < 0 {
			groups = append(groups, nil)
			i = len(groups) - 1
		}
		groups[i] = append(groups[i], q)
	}
	made := make([][]*gathered, len(groups))
	var walks errgroup.Group
	walks.SetLimit(runtime.GOMAXPROCS(0))
	for i, group := range groups {
		walks.Go(func() error {
			made[i] = l.gather(group)
			return nil
		})
	}
	_ = walks.Wait() // none fails
	l.made = slices.Concat(made...)
}

// gatheredFor finds what the cases of a request come to.
func (l *caseList) gatheredFor(q Request) *gathered {
	for _, g := range l.made {
		if g.request.alike(q) && g.request.width() == q.width() {
			return g
		}
	}
	return l.gather([]Request{q})[0]
}

// gather goes through the cases once for requests that are alike.
func (l *caseList) gather(alike []Request) []*gathered {
	t := gathering{places: map[cell]*gatheredPlace{}, lengths: l.lengths}
	for _, q := range alike {
		t.made = append(t.made, &gathered{q, map[cell]*caseCount{}, map[cell]*classGrid{}, map[cell]*lengthGrid{}})
	}
	for i := range l.cases { // those first whose dates are known to the month: only their cells have a second variant
		if r := &l.cases[i]; r.monthOnly && alike[0].wantedCase(r) {
			t.mark(r)
		}
	}
	for r := range l.inOrder() {
		if alike[0].wantedCase(r) {
			t.add(r)
		}
	}
	for _, p := range t.places {
		for _, grid := range p.days {
			grid.settle()
		}
	}
	return t.made
}

// gathering is the walk of the cases for requests that are alike.
type gathering struct {
	made    []*gathered
	places  map[cell]*gatheredPlace
	days    [2]caseDays
	lengths bool
}

// gatheredPlace is one place and level in all the requests of a walk.
type gatheredPlace struct {
	count   caseCount
	days    []*classGrid
	lengths []*lengthGrid
}

// at finds the place of a case.
func (t *gathering) at(r *caseResult) *gatheredPlace {
	base := r.cell(t.made[0].request)
	p := t.places[base]
	if p == nil {
		p = &gatheredPlace{}
		t.places[base] = p
		for _, g := range t.made {
			days, lengths := &classGrid{}, &lengthGrid{}
			p.days, p.lengths = append(p.days, days), append(p.lengths, lengths)
			g.cases[base], g.days[base], g.lengths[base] = &p.count, days, lengths
		}
	}
	return p
}

// mark marks the cells that a case falls in at either end of its months.
func (t *gathering) mark(r *caseResult) {
	p := t.at(r)
	for variant := range r.gaps {
		t.days[variant].fill(t.made[0].request, r.gaps[variant])
		for i, g := range t.made {
			t.days[variant].parts(g.request, func(part observatory.Month, days *classDays) {
				for class, n := range days {
					if n[1] == 0 {
						continue
					}
					pair := p.days[i].at(part, class)
					pair[0].monthOnly = true
					pair[0].gapMonthOnly = pair[0].gapMonthOnly || n[0] > 0
				}
			})
		}
	}
}

// add adds a case wherever it counts.
func (t *gathering) add(r *caseResult) {
	p := t.at(r)
	p.count.note(r.gaps[0].Computable)
	t.days[0].fill(t.made[0].request, r.gaps[0])
	if r.monthOnly {
		t.days[1].fill(t.made[0].request, r.gaps[1])
	}
	for i, g := range t.made {
		grid := p.days[i]
		t.days[0].parts(g.request, func(part observatory.Month, days *classDays) { grid.add(r, part, days) })
		if r.monthOnly {
			t.days[1].parts(g.request, func(part observatory.Month, days *classDays) { grid.addMoved(r, part, days) })
		}
		if !t.lengths {
			continue
		}
		for variant := range r.gaps {
			for _, gap := range r.gaps[variant].Gaps {
				addLength(p.lengths[i], g.request, grid, r, gap, variant)
			}
		}
	}
}
