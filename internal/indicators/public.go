package indicators

import (
	"context"
	"iter"
	"slices"
	"strings"

	"vigie/internal/observatory"
)

// publicYears is how far back the published tables go, this year included.
const publicYears = 5

// PublicTables makes the exact figures of every table of case figures that is
// published, by indicator: the country by month, regions by quarter and year,
// departments and grounds by year. Months and quarters are whole ones before
// the horizon's month; a year that runs goes to the end of its last whole
// quarter. They are not fit for the public before disclosure control.
func PublicTables(ctx context.Context, r Reader, base Request, region func(department string) string) ([]observatory.PublicTable, error) {
	base.Window.From, base.Window.To = observatory.NoDate, observatory.NoDate
	lag, err := measureLag(ctx, r, base)
	if err != nil {
		return nil, err
	}
	var tables []observatory.PublicTable
	for _, d := range All() {
		if !Published(d.ID) {
			continue
		}
		p := publisher{reader: r, definition: d, base: base, region: region}
		made, err := p.tables(ctx)
		if err != nil {
			return nil, err
		}
		for _, t := range made { // quarters and years too: one that ends lately still grows
			lag.mark(t.Cells)
		}
		tables = append(tables, made...)
	}
	return tables, nil
}

// Published reports whether an indicator of cases has published tables. Two
// shares of the same facts would be taken from each other (contacts with an
// answer, and what the answers were), which disclosure control does not guard
// against: of each kind of fact one is published, the others need a role.
func Published(id string) bool {
	return slices.Contains([]string{
		gapShareID, gapDaysID, reasonStatedID, "certificate.rights_mention", "certificate.recognition", "pan.blocking_solved", "ccc.answered", "alternatives.offered",
	}, id)
}

// publisher makes the tables of one indicator.
type publisher struct {
	reader     Reader
	definition Definition
	base       Request
	region     func(string) string
	series     string // that is published, once the months were computed
}

func (p *publisher) tables(ctx context.Context) ([]observatory.PublicTable, error) {
	w := p.base.Window
	w.From, w.To = observatory.NoDate, observatory.NoDate
	today := Request{Window: w}.horizonDay()
	last := today.Month() - 1 // the last whole month
	months, err := p.compute(ctx, w, nil, Month)
	if err != nil {
		return nil, err
	}
	first := last + 1
	oldest := observatory.NewDate(today.Time().Year()-publicYears+1, 1, 1).Month()
	var monthly []observatory.Figure
	for _, f := range months {
		month, err := observatory.ParseMonth(f.Period.Name)
		if err != nil || month > last || month < oldest {
			continue
		}
		first = min(first, month)
		monthly = append(monthly, f)
	}
	if len(monthly) == 0 {
		return nil, nil // no case was ever reported: there is nothing to publish
	}
	made := map[observatory.Split][]observatory.Figure{observatory.SplitMonth: monthly}
	if err := p.periods(ctx, made, first, last); err != nil {
		return nil, err
	}
	var tables []observatory.PublicTable
	for _, split := range observatory.Splits() {
		if cells := made[split]; len(cells) > 0 {
			tables = append(tables, observatory.PublicTable{
				Indicator: p.definition.ID, Split: split, Additive: !strings.HasPrefix(p.definition.ID, "certificate.gap_"), Cells: cells,
			})
		}
	}
	return tables, nil
}

// periods adds the tables of quarters and years from the first to the last
// whole month.
func (p *publisher) periods(ctx context.Context, made map[observatory.Split][]observatory.Figure, first, last observatory.Month) error {
	byRegion := func(row observatory.CountRow) (string, bool) { return p.region(row.Keys[0]), true }
	for start := first - first%3; start+2 <= last; start += 3 {
		if err := p.add(ctx, made, observatory.SplitRegionQuarter, observatory.PeriodOf(start, observatory.Quarter), byRegion); err != nil {
			return err
		}
	}
	ended := (last+1)/3*3 - 1 // of the last whole quarter
	for start := first - first%12; start <= ended; start += 12 {
		year := observatory.PeriodOf(start, observatory.Year)
		year.End = min(year.End, ended.Last())
		if err := p.add(ctx, made, observatory.SplitRegionYear, year, byRegion); err != nil {
			return err
		}
		if err := p.add(ctx, made, observatory.SplitDepartmentYear, year, nil); err != nil {
			return err
		}
	}
	return p.grounds(ctx, made, first, ended)
}

// add computes the cells of one period by place, and the country as their
// total.
func (p *publisher) add(ctx context.Context, made map[observatory.Split][]observatory.Figure, split observatory.Split, period observatory.Period, label func(observatory.CountRow) (string, bool)) error {
	w := p.base.Window
	w.From, w.To = period.Start, period.End
	places, err := p.compute(ctx, w, label, Department)
	if err != nil {
		return err
	}
	country, err := p.compute(ctx, w, nil)
	if err != nil {
		return err
	}
	for _, f := range append(country, places...) {
		f.Period = period
		made[split] = append(made[split], f)
	}
	return nil
}

// compute gives the figures of the indicator's main series; a label says where
// a row counts in the place of its department, and whether it counts.
func (p *publisher) compute(ctx context.Context, w observatory.Window, label func(observatory.CountRow) (string, bool), by ...Dimension) ([]observatory.Figure, error) {
	reader := p.reader
	if label != nil {
		reader = labelled{reader, label}
	}
	q := p.base
	q.Window, q.By = w, by
	if w.Ground != "" {
		q.Months = observatory.Year
	}
	if label != nil {
		q.Zone = nil // labels are no departments; whole past periods are over everywhere
	}
	table, err := Compute(ctx, reader, p.definition.ID, q)
	if err != nil {
		return nil, err
	}
	if p.series == "" {
		p.series = mainSeries(table.Figures)
	}
	series := strings.TrimPrefix(p.series, anySeries)
	return slices.DeleteFunc(table.Figures, func(f observatory.Figure) bool {
		return f.Series != series || slices.Contains(by, Department) && f.Department == ""
	}), nil
}

// anySeries begins what publisher.series holds, so that the series without a
// name is something too.
const anySeries = "="

// mainSeries is the series that stands for an indicator of cases: that without a
// name, what is known by document where levels are apart, the median of what has
// ended for lengths. One is published, in all tables the same: two could be taken
// from each other.
func mainSeries(figures []observatory.Figure) string {
	for _, series := range []string{"", SeriesDocument, SeriesDocument + "/" + SeriesRead, SeriesMedianEnded} {
		if slices.ContainsFunc(figures, func(f observatory.Figure) bool { return f.Series == series }) {
			return anySeries + series
		}
	}
	return anySeries + "none that is published"
}

// labelled reads rows under a label in the place of their department, which is
// the first key of every query of cases.
type labelled struct {
	Reader

	label func(observatory.CountRow) (string, bool)
}

// Counts gives the rows that have a label.
func (l labelled) Counts(ctx context.Context, query string, w observatory.Window) iter.Seq2[observatory.CountRow, error] {
	return func(yield func(observatory.CountRow, error) bool) {
		for row, err := range l.Reader.Counts(ctx, query, w) {
			if err == nil {
				label, ok := l.label(row)
				if !ok {
					continue
				}
				row.Keys = slices.Clone(row.Keys)
				row.Keys[0] = label
			}
			if !yield(row, err) {
				return
			}
		}
	}
}
