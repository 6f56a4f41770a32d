package privacy

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"vigie/internal/observatory"
)

// Thresholds of the published case figures. Persons are distinct persons.
// Source: fewer than 11 natural persons, INSEE's rule for fiscal data and the
// health insurance's for its base (manuel de protection des tableaux, Insee;
// CASD). The share of one association is INSEE's dominance rule.
const (
	minimumPersons = 11
	dominance      = 0.85
)

// Protect makes the tables that anyone may see from exact ones. A cell of fewer
// than 11 persons, or of which one association gives more than 85 %, is
// withheld; a share whose numerator or complement is 1 to 10 persons is shown
// as a bound. Further cells are withheld until no sum and no difference of what
// is shown tells of 1 to 10 persons. A cell of an earlier edition is kept as it
// was while the new one would tell, by the difference, of 1 to 10 persons.
//
// The cells of one indicator have one series. Region gives the region of a
// department, as the region tables name it.
func Protect(exact, earlier []observatory.PublicTable, region func(department string) string) []observatory.PublicTable {
	byIndicator := map[string][]observatory.PublicTable{}
	var order []string
	for _, t := range exact {
		if byIndicator[t.Indicator] == nil {
			order = append(order, t.Indicator)
		}
		t.Cells = slices.Clone(t.Cells)
		byIndicator[t.Indicator] = append(byIndicator[t.Indicator], t)
	}
	var protected []observatory.PublicTable
	for _, id := range order {
		g := &guard{region: region, tables: byIndicator[id]}
		g.gather()
		for i := range g.cells {
			g.cells[i].primary()
		}
		g.keepEarlier(earlier)
		g.relate()
		g.secondary()
		protected = append(protected, g.published()...)
	}
	return protected
}

// publicCell is a cell under protection.
type publicCell struct {
	split  observatory.Split
	figure observatory.Figure
	// what is behind it, in persons (closures and the like count as persons)
	counts [quantities]int64
}

// The quantities of a cell that an onlooker can reckon with.
const (
	wholes = iota // distinct persons
	parts         // numerator
	rests         // denominator less numerator
	quantities
)

func (c *publicCell) hidden(quantity int) bool {
	switch c.figure.Shown {
	case observatory.ShownWithheld:
		return true
	case observatory.ShownBounded:
		return quantity != wholes
	}
	return false
}

func (c *publicCell) withhold() { c.figure.Shown = observatory.ShownWithheld }

func small(n int64) bool { return n >= 1 && n < minimumPersons }

// primary sets how a cell by itself may be shown.
func (c *publicCell) primary() {
	f := &c.figure
	f.Shown = observatory.ShownWhole
	switch {
	case f.N < minimumPersons || !f.Sufficient:
		f.Shown = observatory.ShownWithheld
	case c.dominated():
		f.Shown = observatory.ShownWithheld
	case f.Unit == "count" && small(int64(f.Value)):
		f.Shown = observatory.ShownWithheld
	case f.Unit == "share" && (small(c.counts[parts]) || small(c.counts[rests])):
		f.Shown = observatory.ShownBounded
	}
}

// dominated reports whether one association gives too much of the cell.
func (c *publicCell) dominated() bool {
	return float64(c.figure.Largest) > dominance*float64(c.figure.N)
}

// guard protects the tables of one indicator together.
type guard struct {
	region    func(string) string
	tables    []observatory.PublicTable
	cells     []publicCell
	at        map[cellName]int
	relations [quantities][]relation
}

// cellName finds a cell: a country's cell of one period is one cell, in
// whatever table it stands.
type cellName struct {
	split  observatory.Split // empty for the country
	place  string
	period string
}

func (g *guard) name(split observatory.Split, f *observatory.Figure) cellName {
	if f.Department == "" {
		split = ""
	}
	if split == observatory.SplitRegionYear {
		split = observatory.SplitRegionQuarter // regions are regions
	}
	return cellName{split, f.Department, f.Period.Name}
}

func (g *guard) gather() {
	g.at = map[cellName]int{}
	for _, t := range g.tables {
		for _, f := range t.Cells {
			name := g.name(t.Split, &f)
			if _, ok := g.at[name]; ok {
				continue
			}
			c := publicCell{split: t.Split, figure: f, counts: [quantities]int64{wholes: f.N}}
			if f.Unit == "share" {
				c.counts[parts], c.counts[rests] = f.Numerator, f.Denominator-f.Numerator
			}
			g.at[name] = len(g.cells)
			g.cells = append(g.cells, c)
		}
	}
}

// keepEarlier puts cells of an earlier edition in the place of new ones whose
// difference would tell of 1 to 10 persons.
func (g *guard) keepEarlier(earlier []observatory.PublicTable) {
	for _, t := range earlier {
		if t.Indicator != g.tables[0].Indicator {
			continue
		}
		for _, was := range t.Cells {
			i, ok := g.at[g.name(t.Split, &was)]
			if !ok || was.Shown == observatory.ShownWithheld {
				continue
			}
			if g.cells[i].tells(&was) {
				g.cells[i].figure = was
				g.cells[i].counts = [quantities]int64{wholes: was.N, parts: was.Numerator, rests: was.Denominator - was.Numerator}
			}
		}
	}
}

// tells reports whether the difference to an earlier edition tells of 1 to 10
// persons.
func (c *publicCell) tells(was *observatory.Figure) bool {
	if c.figure.Shown == observatory.ShownWithheld {
		return false // the earlier edition says no more than it did
	}
	differ := func(now, then int64) bool { return small(max(now-then, then-now)) }
	if differ(c.counts[wholes], was.N) {
		return true
	}
	if c.figure.Unit != "share" || was.Shown != observatory.ShownWhole || c.figure.Shown != observatory.ShownWhole {
		return false
	}
	return differ(c.counts[parts], was.Numerator) || differ(c.counts[rests], was.Denominator-was.Numerator)
}

// published gives the tables back without what is not shown.
func (g *guard) published() []observatory.PublicTable {
	for i := range g.tables {
		t := &g.tables[i]
		for j := range t.Cells {
			c := g.cells[g.at[g.name(t.Split, &t.Cells[j])]]
			t.Cells[j] = c.public()
		}
		slices.SortFunc(t.Cells, func(a, b observatory.Figure) int {
			return cmp.Or(cmp.Compare(a.Period.Start, b.Period.Start), strings.Compare(a.Department, b.Department))
		})
	}
	return g.tables
}

// public is a cell as anyone may see it. Coverage is told in tenths, rounded
// down: exact counts would tell of few cases.
func (c *publicCell) public() observatory.Figure {
	f := c.figure
	share, known := f.Coverage()
	f.Covered, f.Planned, f.Largest = 0, 0, 0
	if known && f.Shown != observatory.ShownWithheld {
		f.Covered, f.Planned = int64(math.Floor(share*10+1e-9)), 10
	}
	switch {
	case f.Shown == observatory.ShownWithheld:
		f.Value, f.Low, f.High, f.HasInterval, f.Sufficient = 0, 0, 0, false, false
		f.Numerator, f.Denominator, f.N, f.Associations, f.Method = 0, 0, 0, 0, ""
	case f.Shown == observatory.ShownBounded:
		f.Low, f.High = bounds(c.counts)
		f.Value, f.HasInterval, f.Numerator, f.Denominator, f.Method = 0, false, 0, 0, ""
	case f.Unit != "share":
		f.Numerator, f.Denominator = 0, 0
	}
	f.Reported = math.Floor(f.Reported*100) / 100 // whole hundredths are enough for a caution
	return f
}

// bounds are those of a share whose numerator or complement is 1 to 10.
func bounds(counts [quantities]int64) (low, high float64) {
	whole := float64(counts[parts] + counts[rests])
	low, high = 0, 1
	if small(counts[parts]) {
		high = min(1, minimumPersons/whole)
	}
	if small(counts[rests]) {
		low = max(0, 1-minimumPersons/whole)
	}
	return low, high
}
