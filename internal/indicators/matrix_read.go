package indicators

import (
	"context"
	"slices"
	"strings"

	"vigie/internal/observatory"
)

// lengths are those of the periods that are judged, in months.
func lengths() []int { return []int{observatory.OneMonth, observatory.Quarter, observatory.Year} }

// periods are the months, then the quarters and the years that an obligation is
// judged in: none that begins in a month before that of its text.
func (b *bench) periods(o *observatory.Obligation) []observatory.Period {
	var list []observatory.Period
	for _, months := range lengths() {
		for m := b.first - b.first%observatory.Month(months); m <= b.last; m += observatory.Month(months) {
			if !o.Date.Known() || m >= o.Date.Month() {
				list = append(list, observatory.PeriodOf(m, months))
			}
		}
	}
	return list
}

// bench is all figures that the rows are made from.
type bench struct {
	figures     map[place][]observatory.Figure
	proven      map[place][]observatory.Figure // of verified cases
	departments []string
	first, last observatory.Month
	today       observatory.Date
	lag         *reportingLag
}

// place is where figures lie: an indicator, a department and the name of a
// period.
type place struct{ indicator, department, period string }

// read reads all figures.
func (j Judge) read(ctx context.Context, r Reader, w observatory.Window) (*bench, error) {
	ids, judged := j.indicators()
	oneEnd := !slices.ContainsFunc(judged, judgedAtBothEnds)
	requests := func(w observatory.Window, by ...Dimension) []Request {
		var list []Request
		for _, months := range lengths() {
			for _, where := range [][]Dimension{{Month}, {Department, Month}} {
				q := Request{Window: w, By: append(where, by...), Months: months, Rules: j.Rules, Zone: j.Zone, undrawn: true, oneEnd: oneEnd}
				if oneEnd && w.Review == "" { // those verified are few: each is reviewed by a person
					q.atOnce = factsOfPart
				}
				list = append(list, q)
			}
		}
		return list
	}
	w.From, w.To = observatory.NoDate, observatory.NoDate
	b := &bench{figures: map[place][]observatory.Figure{}, proven: map[place][]observatory.Figure{}}
	b.today = Request{Window: w}.horizonDay()
	b.last, b.first = b.today.Month(), b.today.Month()
	var err error
	if b.lag, err = measureLag(ctx, r, Request{Window: w}); err != nil {
		return nil, err
	}
	tables, err := computeAll(ctx, r, ids, requests(w))
	if err != nil {
		return nil, err
	}
	b.take(b.figures, tables)
	if len(judged) > 0 {
		proven := w
		proven.Review = observatory.ReviewVerified
		tables, err := computeAll(ctx, r, judged, requests(proven, Level))
		if err != nil {
			return nil, err
		}
		b.take(b.proven, tables)
	}
	slices.Sort(b.departments)
	b.departments = slices.Compact(b.departments)
	return b, nil
}

// heldAtEitherEnd reports whether an indicator has a figure of a period only where
// persons lie in it, with their dates known to the month at the first or at the last
// day of it.
func heldAtEitherEnd(id string) bool {
	return slices.Contains([]string{gapShareID, gapRatioID, overlapID}, id)
}

// judgedAtBothEnds reports whether the figures of an indicator with dates at the
// ends of months are needed to judge it, though no row shows them.
func judgedAtBothEnds(id string) bool {
	return slices.Contains([]string{gapDaysID, renewalDelayID}, id)
}

// indicators lists the indicators that obligations name and that are computed
// from counted rows, and those of them that judge cases.
func (j Judge) indicators() (all, judged []string) {
	for _, o := range j.Obligations {
		for _, id := range o.Indicators {
			d, ok := ByID(id)
			if !ok || d.compose != nil || !d.Allows(Month) { // nothing of a period to judge
				continue
			}
			if !slices.Contains(all, id) {
				all = append(all, id)
			}
			if o.Rule.Test == observatory.NoCase && o.Rule.Indicator == id && !slices.Contains(judged, id) {
				judged = append(judged, id)
			}
		}
	}
	return all, judged
}

func (b *bench) take(to map[place][]observatory.Figure, tables map[string][]observatory.Table) {
	for id, list := range tables {
		for _, table := range list {
			for _, f := range table.Figures {
				if strings.HasSuffix(f.Indicator, MaintenanceSuffix) {
					continue
				}
				period, err := observatory.ParsePeriod(f.Period.Name)
				if err != nil || period.Start.Month() > b.last {
					continue // of no period: nothing to judge
				}
				if period.End == period.Start.Month().Last() {
					b.first = min(b.first, period.Start.Month())
				}
				if f.Department != "" {
					b.departments = append(b.departments, f.Department)
				}
				at := place{id, f.Department, f.Period.Name}
				to[at] = append(to[at], f)
			}
		}
	}
}
