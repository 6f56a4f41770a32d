package indicators

import (
	"cmp"
	"context"
	"iter"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"vigie/internal/observatory"
)

// daysKept are the days of kept cases that an indicator of cases is made from.
func daysKept(id string) observatory.GapDays {
	switch id {
	case gapDaysID:
		return observatory.GapsOnly
	case renewalDelayID:
		return observatory.RequestDays
	case overlapID:
		return observatory.RefusalDays
	}
	return observatory.WindowDays
}

// caseFilter says which kept cases answer a request.
func (q Request) caseFilter(d Definition, steps []observatory.ID) observatory.GapCaseFilter {
	w := q.Window
	return observatory.GapCaseFilter{
		Steps: steps, Simulation: w.Simulation, Days: daysKept(d.ID), Department: q.Department, Level: q.Where[Level],
		Association: q.Where[Association], Procedure: w.Procedure, Ground: w.Ground, Review: w.Review, From: w.From, To: w.To,
	}
}

// caseTable makes the table that is made of cases from those that are kept; false
// where the steps were taken away meanwhile.
func caseTable(ctx context.Context, kept keptGaps, d Definition, q Request, steps []observatory.ID) (observatory.Table, bool, error) {
	f := q.caseFilter(d, steps)
	counts, err := kept.GapCaseCounts(ctx, f)
	if err != nil {
		return observatory.Table{}, false, err
	}
	walk, ok, err := readCases(ctx, kept, f, []Request{q}, wantedFor(d.ID))
	if err != nil || !ok {
		return observatory.Table{}, false, err
	}
	walk.count(q, counts)
	rows := &caseRows{&caseList{walks: []*caseWalk{walk}}, d, q}
	return rows.table(q), true, nil
}

// count takes how many cases there are from elsewhere than the cases that were added:
// not all have a day in the window.
func (t *caseWalk) count(q Request, counts []observatory.GapCaseCount) {
	for _, p := range t.places {
		p.count = caseCount{}
	}
	for _, c := range counts {
		of := &t.place(q.cellIn(c.Department, c.Level)).count
		of.known += c.Known
		of.all += c.Cases
	}
}

// readCases goes through kept cases for requests that are alike, as many at once as
// there are processors; false where the steps were taken away meanwhile.
func readCases(ctx context.Context, kept keptGaps, f observatory.GapCaseFilter, alike []Request, wanted wantedOfCases) (*caseWalk, bool, error) {
	numbers := &associationNumbers{numbers: map[int64]int32{}}
	readers, turns := make([]*caseReader, runtime.GOMAXPROCS(0)), errgroup.Group{}
	blocks := make(chan iter.Seq[*observatory.KeptCase])
	for i := range readers {
		c := &caseReader{walk: newWalk(alike, wanted), days: f.Days, to: f.To, numbers: numbers, known: map[int64]int32{}}
		readers[i] = c
		turns.Go(func() error {
			for some := range blocks {
				for one := range some {
					c.note(one)
				}
			}
			return nil
		})
	}
	ok, err := kept.GapCases(ctx, f, func(some iter.Seq[*observatory.KeptCase]) { blocks <- some })
	close(blocks)
	_ = turns.Wait() // none fails
	if err != nil || !ok {
		return nil, false, err
	}
	first := readers[0]
	for _, c := range readers[1:] {
		first.together = append(first.together, c.together...)
	}
	first.through()
	first.walk.settle()
	for _, c := range readers[1:] {
		c.walk.settle()
		first.walk.merge(c.walk)
	}
	return first.walk, true, nil
}

// associationNumbers numbers associations for several readers.
type associationNumbers struct {
	mu      sync.Mutex
	numbers map[int64]int32 // by fingerprint
}

func (n *associationNumbers) of(association int64) int32 {
	n.mu.Lock()
	defer n.mu.Unlock()
	number, known := n.numbers[association]
	if !known {
		number = int32(len(n.numbers)) //nolint:gosec // far fewer
		n.numbers[association] = number
	}
	return number
}

// caseReader puts kept cases back together and adds them up.
type caseReader struct {
	walk *caseWalk
	days observatory.GapDays
	to   observatory.Date

	together []observatory.KeptCase // of persons who may have several

	hand    caseResult
	gaps    CaseGaps // of the case at hand
	numbers *associationNumbers
	known   map[int64]int32 // of them
}

// note adds a case that is all there is of a person, as most are; the others wait.
func (c *caseReader) note(kept *observatory.KeptCase) {
	if kept.Person != 0 {
		c.together = append(c.together, *kept)
		return
	}
	c.hand.who++
	c.add(kept)
}

// through adds the cases that waited, those of a person after each other.
func (c *caseReader) through() {
	slices.SortFunc(c.together, func(a, b observatory.KeptCase) int { return cmp.Compare(a.Person, b.Person) })
	for i := range c.together {
		if i == 0 || c.together[i].Person != c.together[i-1].Person {
			c.hand.who++
		}
		c.add(&c.together[i])
	}
}

func (c *caseReader) add(kept *observatory.KeptCase) {
	r, g := &c.hand, &c.gaps
	by, known := c.known[kept.Association]
	if !known {
		by = c.numbers.of(kept.Association)
		c.known[kept.Association] = by
	}
	r.department, r.level, r.by, r.monthOnly = kept.Department, kept.Level, by, kept.MonthOnly
	*g = CaseGaps{Gaps: g.Gaps[:0], Floor: g.Floor[:0], Ceiling: g.Ceiling[:0], Refusals: g.Refusals[:0]}
	r.delays[0] = r.delays[0][:0]
	c.contact(kept.Contact)
	for _, number := range kept.Days {
		c.fill(int(number))
	}
	r.gaps, r.delays[1] = [2]*CaseGaps{g, g}, r.delays[0]
	if !r.monthOnly {
		c.walk.add(r)
		return
	}
	c.walk.addVariant(r, kept.Variant)
}

// contact puts the first contact back, if it was known on the last day of the window.
func (c *caseReader) contact(on observatory.Date) {
	if !c.to.Known() || on <= c.to {
		c.gaps.Contact = on
	}
}

// fill puts some days back, as they could be told on the last day of the window.
func (c *caseReader) fill(number int) {
	switch c.days {
	case observatory.RefusalDays:
		refusal := refusalOf(number)
		if c.to.Known() && refusal.Overlap > c.to {
			refusal.Overlap = observatory.NoDate
		}
		c.gaps.Refusals = append(c.gaps.Refusals, refusal)
	case observatory.RequestDays:
		d := delayOf(number)
		if days := int(c.to - d.From); c.to.Known() {
			d.Seen = min(d.Seen, days)
			if d.Days > days {
				d.Days, d.End = d.Seen, EndOpen
			}
		}
		c.hand.delays[0] = append(c.hand.delays[0], d)
	default:
		r := runOf(number)
		if c.to.Known() && r.End >= c.to {
			r.End, r.end = c.to, EndOpen
		}
		c.gaps.addRun(r)
	}
}
