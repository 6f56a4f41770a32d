package indicators

import (
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"vigie/internal/observatory"
)

// gathered is what the cases of a request come to, by place and level.
type gathered struct {
	request Request
	cases   map[cell]*caseCount
	places  map[cell]*caseGrids
}

// caseGrids are the figures of one place and level by month, of the indicators
// that are wanted.
type caseGrids struct {
	days     classGrid
	lengths  lengthGrid
	refusals refusalGrid
	delays   delayGrid
}

// prepare goes through all cases, where they were not read in parts.
func (l *caseList) prepare(requests []Request) {
	if !l.begun { // nor by another indicator of the same cases
		l.begin(requests)
		l.fold()
	}
}

// begin announces the requests that will be made: those that are alike are
// answered by one walk of the cases. One that is like none, not even itself, takes
// a walk of its own when its table is made, for which cases are held.
func (l *caseList) begin(requests []Request) {
	if l.begun {
		return // by another indicator of the same cases
	}
	l.begun = true
	var groups [][]Request
	for _, q := range requests {
		if !q.alike(q) {
			l.held = true
			continue
		}
		i := slices.IndexFunc(groups, func(g []Request) bool { return g[0].alike(q) })
		if i < 0 {
			groups = append(groups, nil)
			i = len(groups) - 1
		}
		groups[i] = append(groups[i], q)
	}
	for _, group := range groups {
		l.walks = append(l.walks, newWalk(group, l.wanted))
	}
}

// fold goes through the cases at hand, all those of their persons, and lets them go
// unless they are held.
func (l *caseList) fold() {
	if len(l.cases) == 0 {
		return // another indicator of the same cases went through them
	}
	l.arrange()
	var walks errgroup.Group
	walks.SetLimit(runtime.GOMAXPROCS(0))
	for _, walk := range l.walks {
		walks.Go(func() error {
			walk.through(l)
			return nil
		})
	}
	_ = walks.Wait() // none fails
	if !l.held {
		l.cases, l.order = nil, nil
	}
}

// gatheredFor finds what the cases of a request come to.
func (l *caseList) gatheredFor(q Request) *gathered {
	for _, walk := range l.walks {
		for _, g := range walk.made {
			if g.request.alike(q) && g.request.width() == q.width() {
				return g
			}
		}
	}
	walk := newWalk([]Request{q}, l.wanted)
	walk.through(l)
	return walk.made[0]
}

// caseWalk goes through cases for requests that are alike.
type caseWalk struct {
	made   []*gathered
	places map[cell]*walkedPlace
	latest *walkedPlace // and its name: often the next case is of the same
	named  cell
	days   [2]caseDays
	wanted wantedOfCases
}

// walkedPlace is one place and level in all the requests of a walk.
type walkedPlace struct {
	count caseCount
	grids []*caseGrids
}

func newWalk(alike []Request, wanted wantedOfCases) *caseWalk {
	t := &caseWalk{places: map[cell]*walkedPlace{}, wanted: wanted}
	for _, q := range alike {
		t.made = append(t.made, &gathered{q, map[cell]*caseCount{}, map[cell]*caseGrids{}})
	}
	return t
}

// through goes through the cases at hand. Both variants are added up everywhere:
// that a case has dates known to the month may come to light in a later part.
func (t *caseWalk) through(l *caseList) {
	q := t.made[0].request
	for r := range l.inOrder() {
		if !q.wantedCase(r) {
			continue
		}
		if r.monthOnly {
			t.mark(r)
		}
		if r.monthOnly && q.oneEnd {
			t.touch(r)
		}
		t.add(r)
	}
	t.settle()
}

// settle adds the persons at hand to the sums: several tables are made of them at
// the same time.
func (t *caseWalk) settle() {
	for _, p := range t.places {
		for _, g := range p.grids {
			g.settle()
		}
	}
}

func (g *caseGrids) settle() {
	g.days.settle()
	settleEach(&g.refusals, func(c *classCell) { c.settle() })
	settleEach(&g.lengths, func(c *gapLengthCell) { c.spells.settle() })
	settleEach(&g.delays, func(c *delayCell) { c.spells.settle() })
}

func settleEach[C any](grid *monthGrid[[2]C], settle func(*C)) {
	for _, pair := range grid.months {
		if pair != nil {
			settle(&pair[0])
			settle(&pair[1])
		}
	}
}

// at finds the place of a case.
func (t *caseWalk) at(r *caseResult) *walkedPlace { return t.place(r.cell(t.made[0].request)) }

func (t *caseWalk) place(base cell) *walkedPlace {
	if t.latest != nil && t.named == base {
		return t.latest
	}
	p := t.places[base]
	if p == nil {
		p = &walkedPlace{}
		t.places[base] = p
		for _, g := range t.made {
			grids := &caseGrids{}
			p.grids = append(p.grids, grids)
			g.cases[base], g.places[base] = &p.count, grids
		}
	}
	t.latest, t.named = p, base
	return p
}

// mark marks the cells that a case falls in at either end of its months.
func (t *caseWalk) mark(r *caseResult) {
	p := t.at(r)
	for variant := range r.gaps {
		t.days[variant].fill(t.made[0].request, r.gaps[variant])
		for i, g := range t.made {
			t.days[variant].parts(g.request, p.grids[i].days.mark)
		}
	}
}

// touch makes the cells that a case falls in with its dates at the ends of months:
// they are shown though nothing may lie in them.
func (t *caseWalk) touch(r *caseResult) {
	p := t.at(r)
	each := func(on observatory.Date, touch func(g *caseGrids, month observatory.Month)) {
		for i, g := range t.made {
			for month := range g.request.monthsOf(on) {
				touch(p.grids[i], month)
			}
		}
	}
	for _, gap := range r.gaps[1].Gaps {
		each(gap.Start, func(g *caseGrids, month observatory.Month) { g.lengths.at(month) })
	}
	for _, refusal := range r.gaps[1].Refusals {
		each(refusal.On, func(g *caseGrids, month observatory.Month) { g.refusals.at(month) })
	}
	for _, delay := range r.delays[1] {
		each(delay.From, func(g *caseGrids, month observatory.Month) { g.delays.at(month) })
	}
}

// add adds a case wherever it counts.
func (t *caseWalk) add(r *caseResult) {
	p, both := t.at(r), !t.made[0].request.oneEnd
	p.count.note(r.gaps[0].Computable)
	t.days[0].fill(t.made[0].request, r.gaps[0])
	if both && r.monthOnly {
		t.days[1].fill(t.made[0].request, r.gaps[1])
	}
	variants := 1
	if both {
		variants = 2
	}
	for i, g := range t.made {
		grids := p.grids[i]
		t.days[0].parts(g.request, func(part observatory.Month, days *classDays) { grids.days.add(r, part, days, both) })
		if both && r.monthOnly {
			t.days[1].parts(g.request, func(part observatory.Month, days *classDays) { grids.days.addMoved(r, part, days) })
		}
		for variant := range variants {
			t.addEvents(grids, g.request, r, variant)
		}
	}
}

// addVariant adds what is found of a case, which has two ends of its months, at one
// of them. How many cases there are is not counted.
func (t *caseWalk) addVariant(r *caseResult, variant int) {
	p := t.at(r)
	t.days[0].fill(t.made[0].request, r.gaps[variant])
	for i, g := range t.made {
		to := &p.grids[i].days
		t.days[0].parts(g.request, func(part observatory.Month, days *classDays) {
			to.mark(part, days)
			if variant == 0 {
				to.add(r, part, days, true)
			} else {
				to.addMoved(r, part, days)
			}
		})
		t.addEvents(p.grids[i], g.request, r, variant)
	}
}

// addEvents adds what begins on one day: gaps, refusals and delays.
func (t *caseWalk) addEvents(to *caseGrids, q Request, r *caseResult, variant int) {
	contact := r.gaps[variant].Contact
	if t.wanted.lengths {
		for _, gap := range r.gaps[variant].Gaps {
			addLength(&to.lengths, q, r, gap, entryAt(contact, gap.Start), variant)
		}
	}
	if t.wanted.refusals {
		for _, refusal := range r.gaps[variant].Refusals {
			addRefusal(&to.refusals, q, r, refusal, variant)
		}
	}
	for _, delay := range r.delays[variant] {
		addDelay(&to.delays, q, r, delay, entryAt(contact, delay.From), variant)
	}
}
