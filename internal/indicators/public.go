package indicators

import (
	"cmp"
	"context"
	"strings"

	"vigie/internal/observatory"
)

// publicYears is how far back the published tables go, this year included.
const publicYears = 5

// PublicTables makes the exact figures of every table of case figures that is
// published, of every indicator of cases: the country by month, regions by quarter and year,
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
		if d.Proof != ByCase {
			continue
		}
		p := publisher{r, d, base, region}
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

// publisher makes the tables of one indicator, all from one reading of its rows
// and, for events, another by legal ground.
type publisher struct {
	reader     Reader
	definition Definition
	base       Request
	region     func(string) string
}

// asked is one of the tables that are made together: its place of a case, none
// for the country, how many months its parts have, and its last day.
type asked struct {
	split  observatory.Split
	place  func(department, ground string) string
	months int
	last   observatory.Date
}

func (p *publisher) tables(ctx context.Context) ([]observatory.PublicTable, error) {
	today := p.base.horizonDay()
	last := today.Month() - 1 // the last whole month
	ended := (last+1)/3*3 - 1 // of the last whole quarter
	region := func(department, _ string) string { return p.region(department) }
	department := func(department, _ string) string { return department }
	month := asked{observatory.SplitMonth, nil, observatory.OneMonth, last.Last()}
	country := asked{observatory.SplitGround, nil, observatory.Year, ended.Last()}
	list := []asked{
		month, country,
		{observatory.SplitRegionQuarter, nil, observatory.Quarter, ended.Last()},
		{observatory.SplitRegionQuarter, region, observatory.Quarter, ended.Last()},
		{observatory.SplitRegionYear, nil, observatory.Year, ended.Last()},
		{observatory.SplitRegionYear, region, observatory.Year, ended.Last()},
		{observatory.SplitDepartmentYear, nil, observatory.Year, ended.Last()},
		{observatory.SplitDepartmentYear, department, observatory.Year, ended.Last()},
	}
	ground := asked{observatory.SplitGround, orNotTold, observatory.Year, ended.Last()}
	whole := p.definition.Query == queryGaps // of whole cases, whose rows tell the ground
	published := &series{fixed: publishedSeries(p.definition.ID)}
	if whole {
		list = append(list, ground)
	}
	made := map[observatory.Split][]observatory.Figure{}
	err := p.compute(ctx, p.base.Window, list, published, made)
	if err != nil || len(made[observatory.SplitMonth]) == 0 {
		return nil, err // no case was ever reported: there is nothing to publish
	}
	if !whole {
		ground.place = func(ground, _ string) string { return orNotTold("", ground) }
		byGround := p.base.Window
		byGround.ByGround = true
		if err := p.compute(ctx, byGround, []asked{ground}, published, made); err != nil {
			return nil, err
		}
	}
	var tables []observatory.PublicTable
	for _, split := range observatory.Splits() {
		if cells := made[split]; len(cells) > 0 {
			tables = append(tables, observatory.PublicTable{
				Indicator: p.definition.ID, Split: split, Additive: !strings.HasPrefix(p.definition.ID, "certificate.gap_"), Rounded: Rounded(p.definition.ID), Cells: cells,
			})
		}
	}
	return tables, nil
}

// GroundNotTold is the place, in the published table of legal grounds, of cases
// of which none is told: without it the country less all grounds would tell of
// them.
const GroundNotTold = "not_told"

func orNotTold(_, ground string) string { return cmp.Or(ground, GroundNotTold) }

// compute adds the figures of tables that are made from one reading, in the
// series that are published.
func (p *publisher) compute(ctx context.Context, w observatory.Window, list []asked, published *series, made map[observatory.Split][]observatory.Figure) error {
	var requests []Request
	for _, a := range list {
		q := p.base
		q.Window, q.By, q.Months, q.place = w, []Dimension{Month}, a.months, a.place
		q.Window.To = a.last
		if a.place != nil {
			q.By = []Dimension{Department, Month}
		}
		requests = append(requests, q)
	}
	tables, err := computeOn(ctx, p.reader, p.definition, w, requests)
	if err != nil {
		return err
	}
	published.find(tables[0].Figures)
	oldest := observatory.NewDate(p.base.horizonDay().Time().Year()-publicYears+1, 1, 1)
	for i, a := range list {
		for _, f := range tables[i].Figures {
			placed := a.place == nil || f.Department != ""
			if published.has(f.Series) && placed && f.Period.Start >= oldest {
				widen(&f)
				made[a.split] = append(made[a.split], f)
			}
		}
	}
	return nil
}

// widen gives a share that is published rounded an interval that tells nothing of
// its number of persons: no narrower than that of the fewest of its bracket.
func widen(f *observatory.Figure) {
	if !f.HasInterval || f.Unit != string(Share) || !Rounded(f.Indicator) {
		return
	}
	fewest, _ := observatory.Bracket(f.N)
	low, high := wilson(f.Value, float64(fewest))
	f.Low, f.High = min(f.Low, low), max(f.High, high)
}
