package privacy

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"vigie/internal/observatory"
)

// Thresholds of the published case figures. Persons are distinct persons; for
// the fewest see observatory.FewestShown. The share of one association is
// INSEE's dominance rule.
const (
	minimumPersons = observatory.FewestShown
	dominance      = 0.85
)

// CaseTables are the tables of an edition: those that anyone may see and, kept
// back, the exact numbers behind each cell that is shown, by which the next
// edition judges what a change would tell.
type CaseTables struct {
	Shown, Behind []observatory.PublicTable
}

// Protect makes the tables that anyone may see from exact ones. A cell of fewer
// than 11 persons, or of which one association gives more than 85 %, is
// withheld; a share whose numerator or complement is 1 to 10 persons is shown
// as a bound. Further cells are withheld until no sum and no difference of what
// is shown tells of 1 to 10 persons, in the tables of one indicator and between
// those of several that count the same facts (withins). A cell of an earlier
// edition is kept as it was while the new one would tell, by the difference, of
// 1 to 10 persons.
//
// Region gives the region of a department, as the region tables name it.
func Protect(exact []observatory.PublicTable, earlier CaseTables, withins []observatory.Within, region func(department string) string) CaseTables {
	guards := guardsOf(exact, region)
	for _, g := range guards {
		for i := range g.cells {
			g.cells[i].primary()
		}
		g.keepEarlier(earlier)
		g.relate()
		g.secondary()
	}
	for _, f := range familiesOf(guards, withins) {
		f.secondary()
	}
	var made CaseTables
	for _, g := range guards {
		made.Behind = append(made.Behind, g.behind()...)
		made.Shown = append(made.Shown, g.published()...)
	}
	return made
}

// guardsOf gives the guard of each indicator, in the order of the tables.
func guardsOf(exact []observatory.PublicTable, region func(string) string) []*guard {
	var guards []*guard
	byIndicator := map[string]*guard{}
	for _, t := range exact {
		g := byIndicator[t.Indicator]
		if g == nil {
			g = &guard{region: region, rounded: t.Rounded}
			byIndicator[t.Indicator] = g
			guards = append(guards, g)
		}
		t.Cells = slices.Clone(t.Cells)
		g.tables = append(g.tables, t)
	}
	for _, g := range guards {
		g.gather()
	}
	return guards
}

// publicCell is a cell under protection.
type publicCell struct {
	split  observatory.Split
	figure observatory.Figure
	// what is behind it, in persons (closures and the like count as persons)
	counts [quantities]int64
	kept   bool // as an earlier edition has it
}

const (
	wholes     = observatory.Wholes
	parts      = observatory.Parts
	rests      = observatory.Rests
	quantities = rests + 1
)

func countsOf(f *observatory.Figure) (counts [quantities]int64) {
	counts[wholes] = f.N
	if f.Unit == "share" {
		counts[parts], counts[rests] = f.Numerator, f.Denominator-f.Numerator
	}
	return counts
}

func (c *publicCell) hidden(quantity observatory.Quantity) bool {
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
	rounded   bool // shown in whole per cent and brackets
	tables    []observatory.PublicTable
	cells     []publicCell
	at        map[cellName]int
	earlier   map[cellName]publicCell // cells that the edition before showed
	relations [quantities][]relation
}

// cellName finds a cell: a country's cell of one period is one cell, in
// whatever table it stands.
type cellName struct {
	split  observatory.Split // empty for the country
	place  string
	period string
	series string
}

func (g *guard) name(split observatory.Split, f *observatory.Figure) cellName {
	if f.Department == "" {
		split = ""
	}
	if split == observatory.SplitRegionYear {
		split = observatory.SplitRegionQuarter // regions are regions
	}
	return cellName{split, f.Department, f.Period.Name, f.Series}
}

func (g *guard) gather() {
	g.at = map[cellName]int{}
	for _, t := range g.tables {
		for _, f := range t.Cells {
			name := g.name(t.Split, &f)
			if _, ok := g.at[name]; ok {
				continue
			}
			g.at[name] = len(g.cells)
			g.cells = append(g.cells, publicCell{split: t.Split, figure: f, counts: countsOf(&f)})
		}
	}
}

// keepEarlier puts cells of an earlier edition in the place of new ones whose
// difference would tell of 1 to 10 persons. Where the exact numbers were not kept,
// those that were shown stand for them; a rounded cell shows none, and stays.
func (g *guard) keepEarlier(earlier CaseTables) {
	behind := map[cellName][quantities]int64{}
	for _, t := range earlier.Behind {
		if t.Indicator == g.tables[0].Indicator {
			for i := range t.Cells {
				behind[g.name(t.Split, &t.Cells[i])] = countsOf(&t.Cells[i])
			}
		}
	}
	g.earlier = map[cellName]publicCell{}
	for _, t := range earlier.Shown {
		if t.Indicator != g.tables[0].Indicator {
			continue
		}
		for _, was := range t.Cells {
			name := g.name(t.Split, &was)
			i, ok := g.at[name]
			if !ok || was.Shown == observatory.ShownWithheld || g.rounded && was.Shown == observatory.ShownWhole {
				continue
			}
			c := &g.cells[i]
			counts, exact := behind[name]
			switch {
			case exact:
			case g.rounded:
				counts = c.counts
			default:
				counts = countsOf(&was)
			}
			g.earlier[name] = publicCell{split: c.split, figure: was, counts: counts, kept: true}
			if g.rounded && !exact || c.tells(&was, counts) {
				*c = g.earlier[name]
			}
		}
	}
}

// asBefore puts a cell back to what the edition before showed of it.
func (g *guard) asBefore(cell int) {
	c := &g.cells[cell]
	before, ok := g.earlier[g.name(c.split, &c.figure)]
	if !ok {
		c.withhold()
		return
	}
	*c = before
}

// tells reports whether the difference to an earlier edition tells of 1 to 10
// persons.
func (c *publicCell) tells(was *observatory.Figure, then [quantities]int64) bool {
	if c.figure.Shown == observatory.ShownWithheld {
		return false // the earlier edition says no more than it did
	}
	few := func(q observatory.Quantity) bool { return small(max(c.counts[q]-then[q], then[q]-c.counts[q])) }
	if few(wholes) {
		return true
	}
	if was.Shown == observatory.ShownBounded || c.figure.Shown == observatory.ShownBounded {
		return false
	}
	return few(parts) || few(rests)
}

// behind gives the exact numbers of the cells that are shown.
func (g *guard) behind() []observatory.PublicTable {
	var tables []observatory.PublicTable
	for _, t := range g.tables {
		kept := t
		kept.Cells = nil
		for _, f := range t.Cells {
			c := &g.cells[g.at[g.name(t.Split, &f)]]
			if c.figure.Shown == observatory.ShownWithheld {
				continue
			}
			kept.Cells = append(kept.Cells, observatory.Figure{
				Indicator: f.Indicator, Department: f.Department, Period: f.Period, Series: f.Series, Unit: f.Unit,
				N: c.counts[wholes], Numerator: c.counts[parts], Denominator: c.counts[parts] + c.counts[rests], Simulation: f.Simulation,
			})
		}
		tables = append(tables, kept)
	}
	return tables
}

// published gives the tables back without what is not shown.
func (g *guard) published() []observatory.PublicTable {
	for i := range g.tables {
		t := &g.tables[i]
		for j := range t.Cells {
			c := g.cells[g.at[g.name(t.Split, &t.Cells[j])]]
			t.Cells[j] = c.public(g.rounded)
		}
		slices.SortStableFunc(t.Cells, func(a, b observatory.Figure) int {
			return cmp.Or(cmp.Compare(a.Period.Start, b.Period.Start), strings.Compare(a.Department, b.Department))
		})
	}
	return g.tables
}

// public is a cell as anyone may see it. Coverage is told in tenths, rounded
// down: exact counts would tell of few cases.
func (c *publicCell) public(rounded bool) observatory.Figure {
	f := c.figure
	if c.kept && f.Shown != observatory.ShownWithheld {
		return f
	}
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
		f.Low, f.High = bounds(c.counts, rounded)
		f.Value, f.HasInterval, f.Numerator, f.Denominator, f.Method = 0, false, 0, 0, ""
	case f.Unit != "share":
		f.Numerator, f.Denominator = 0, 0
	}
	if rounded && f.Shown != observatory.ShownWithheld {
		round(&f)
	}
	f.Reported = math.Floor(f.Reported*100) / 100 // whole hundredths are enough for a caution
	return f
}

// round leaves of a shown figure whole per cent or days, an interval no narrower,
// and the bracket of its persons.
func round(f *observatory.Figure) {
	f.N, _ = observatory.Bracket(f.N)
	f.Numerator, f.Denominator = 0, 0
	if f.Shown == observatory.ShownWhole {
		f.Shown = observatory.ShownRounded
	}
	switch f.Unit {
	case "share":
		f.Value = math.Round(f.Value*100) / 100
		if f.HasInterval || f.Shown == observatory.ShownBounded {
			f.Low, f.High = math.Floor(f.Low*100+tolerance)/100, math.Ceil(f.High*100-tolerance)/100
		}
	case "count":
		f.Value = float64(f.N)
	}
}

// bounds are those of a share whose numerator or complement is 1 to 10; of a
// rounded cell, those that hold for every number of its bracket.
func bounds(counts [quantities]int64, rounded bool) (low, high float64) {
	n := counts[parts] + counts[rests]
	if rounded {
		n, _ = observatory.Bracket(counts[wholes])
	}
	low, high = 0, 1
	if small(counts[parts]) {
		high = min(1, minimumPersons/float64(n))
	}
	if small(counts[rests]) {
		low = max(0, 1-minimumPersons/float64(n))
	}
	return low, high
}
