package privacy

import (
	"math"
	"math/rand/v2"
	"slices"

	"vigie/internal/observatory"
)

// relation says that the sum of cells, each with its sign, is zero: a whole and
// its parts.
type relation map[int]float64

// relate lists what anyone knows of the tables without seeing a number: the
// country is the sum of its regions, of its departments and of the grounds, and
// a region that of its departments. What lies on one day adds up over time too (a
// person who counts in two months is taken for two, which can only withhold
// more); a person in the window of several months does not.
func (g *guard) relate() {
	sums := map[int][]int{} // parts of a whole in one way of cutting it
	add := func(whole cellName, cut string, part int) {
		at, ok := g.at[whole]
		if !ok {
			return
		}
		key := at*8 + map[string]int{"region": 0, "department": 1, "ground": 2, "own": 3, "quarter": 4, "month": 5, "month3": 6}[cut]
		sums[key] = append(sums[key], part)
	}
	for name, i := range g.at {
		switch {
		case name.place == "":
			continue
		case name.split == observatory.SplitRegionQuarter:
			add(cellName{period: name.period, series: name.series}, "region", i)
		case name.split == observatory.SplitDepartmentYear:
			add(cellName{period: name.period, series: name.series}, "department", i)
			add(cellName{observatory.SplitRegionQuarter, g.region(name.place), name.period, name.series}, "own", i)
		case name.split == observatory.SplitGround:
			add(cellName{period: name.period, series: name.series}, "ground", i)
		}
	}
	inTime := map[int][]int{}
	areas := sums
	sums = inTime
	for name, i := range g.at {
		start := g.cells[i].figure.Period.Start.Month()
		switch {
		case len(name.period) != len("2026-11"):
		case name.period[5] == 'T':
			add(cellName{name.split, name.place, yearName(start), name.series}, "quarter", i)
		default:
			add(cellName{period: yearName(start), series: name.series}, "month", i)
			add(cellName{period: quarterName(start), series: name.series}, "month3", i)
		}
	}
	for _, quantity := range []observatory.Quantity{wholes, parts, rests} {
		g.relations[quantity] = append(g.relations[quantity], relationsOf(areas)...)
		if g.tables[0].Additive {
			g.relations[quantity] = append(g.relations[quantity], relationsOf(inTime)...)
		}
	}
}

func relationsOf(sums map[int][]int) []relation {
	keys := make([]int, 0, len(sums))
	for key := range sums {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	var list []relation
	for _, key := range keys {
		r := relation{key / 8: -1}
		for _, part := range sums[key] {
			r[part] = 1
		}
		list = append(list, r)
	}
	return list
}

func quarterName(m observatory.Month) string {
	return observatory.PeriodOf(m, observatory.Quarter).Name
}

func yearName(m observatory.Month) string { return observatory.PeriodOf(m, observatory.Year).Name }

// secondary withholds further cells until nothing that anyone can reckon from
// the shown ones is a number of 1 to 10 persons: by sums and differences first,
// then by the bounds that all equations together leave.
func (g *guard) secondary() {
	for {
		changed := false
		for quantity := range quantities {
			for order := range eliminationOrders {
				for _, leaking := range g.leaks(quantity, order) {
					changed = g.withholdBeside(quantity, leaking) || changed
				}
				if changed {
					break
				}
			}
		}
		if changed {
			continue
		}
		for _, v := range g.boundLeaks() {
			changed = g.withholdBeside(v.quantity, []int{v.cell}) || g.withholdAnything() || changed
		}
		if !changed {
			return
		}
	}
}

// withholdAnything withholds the shown cell of the fewest persons of all.
func (g *guard) withholdAnything() bool {
	best := -1
	for i := range g.cells {
		if !g.cells[i].hidden(wholes) && g.cells[i].counts[wholes] > 0 && (best < 0 || g.cells[i].counts[wholes] < g.cells[best].counts[wholes]) {
			best = i
		}
	}
	if best < 0 {
		return false
	}
	g.cells[best].withhold()
	return true
}

// withholdBeside withholds the shown cell of the fewest persons that stands in
// one relation with a leaking one: a part before a whole.
func (g *guard) withholdBeside(quantity observatory.Quantity, leaking []int) bool {
	best := -1
	better := func(i int, sign float64, than int, thanSign float64) bool {
		if than < 0 || sign != thanSign {
			return than < 0 || sign > thanSign
		}
		a, b := g.cells[i].counts[wholes], g.cells[than].counts[wholes]
		return a < b || a == b && i < than
	}
	bestSign := 0.0
	for _, r := range g.relations[quantity] {
		touches := slices.ContainsFunc(leaking, func(i int) bool { return r[i] != 0 })
		if !touches {
			continue
		}
		for i, sign := range r {
			if g.cells[i].hidden(wholes) || g.cells[i].counts[wholes] == 0 {
				continue
			}
			if better(i, sign, best, bestSign) {
				best, bestSign = i, sign
			}
		}
	}
	if best < 0 {
		return false
	}
	g.cells[best].withhold()
	return true
}

// eliminationOrders is in how many orders of the unknowns equations are solved:
// each shows other sums.
const eliminationOrders = 6

// leaks finds hidden cells of which the shown ones tell, alone or in sum, that
// they are 1 to 10.
func (g *guard) leaks(quantity observatory.Quantity, order int) [][]int {
	relations := g.relations[quantity]
	names := unknowns(relations, func(i int) bool { return g.cells[i].hidden(quantity) }, order, uint64(quantity))
	var found [][]int
	for _, row := range solve(relations, names, func(i int) float64 { return float64(g.cells[i].counts[quantity]) }) {
		if told(row, g, names, quantity) {
			found = append(found, namesIn(row, names))
		}
	}
	return found
}

// solve writes relations as equations over the unknown cells, the last column
// being the right side, and adds their reduced form.
func solve(relations []relation, names []int, value func(cell int) float64) [][]float64 {
	columns := map[int]int{}
	for at, i := range names {
		columns[i] = at
	}
	var rows [][]float64
	for _, r := range relations {
		row := make([]float64, len(names)+1)
		hidden := false
		for i, sign := range r {
			if at, ok := columns[i]; ok {
				row[at] += sign
				hidden = true
				continue
			}
			row[len(names)] -= sign * value(i)
		}
		if hidden {
			rows = append(rows, row)
		}
	}
	return append(slices.Clone(rows), eliminate(rows)...)
}

// unknowns are the hidden cells of the relations, in one of several orders that
// are the same at each run.
func unknowns(relations []relation, hidden func(cell int) bool, order int, seed uint64) []int {
	seen := map[int]bool{}
	var names []int
	for _, r := range relations {
		for _, i := range sortedKeys(r) {
			if !seen[i] && hidden(i) {
				seen[i] = true
				names = append(names, i)
			}
		}
	}
	switch order {
	case 0:
	case 1:
		slices.Reverse(names)
	default:
		random := rand.New(rand.NewPCG(uint64(order), seed))
		random.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	}
	return names
}

const tolerance = 1e-6

// namesIn are the cells that an equation is about.
func namesIn(row []float64, names []int) []int {
	var in []int
	for at, name := range names {
		if math.Abs(row[at]) > tolerance {
			in = append(in, name)
		}
	}
	return in
}

// told reports whether an equation over hidden cells tells of 1 to 10: a sum of
// that many, or bounds that leave one value.
func told(row []float64, g *guard, names []int, quantity observatory.Quantity) bool {
	total, ok := sumOf(row)
	if !ok {
		return false
	}
	in := namesIn(row, names)
	bounded := 0
	for _, name := range in {
		if quantity != wholes && g.cells[name].figure.Shown == observatory.ShownBounded {
			bounded++
		}
	}
	if len(in) == 1 && quantity == wholes && g.cells[in[0]].dominated() {
		return true
	}
	if small(total) {
		return true
	}
	// All are known to be 1 to 10 or next to it: at either end each is told.
	n := int64(len(in))
	return int64(bounded) == n && (total == n || total == n*(minimumPersons-1))
}

// sumOf gives the sum that an equation tells of its unknowns; of a difference
// nothing is known but that.
func sumOf(row []float64) (total int64, ok bool) {
	sign := 0.0
	for _, c := range row[:len(row)-1] {
		switch {
		case math.Abs(c) <= tolerance:
			continue
		case sign == 0:
			sign = c
		case math.Abs(c-sign) > tolerance:
			return 0, false
		}
	}
	if sign == 0 {
		return 0, false
	}
	return int64(math.Round(row[len(row)-1] / sign)), true
}

// eliminate gives the reduced row echelon form of equations, the last column
// being the right side.
func eliminate(equations [][]float64) [][]float64 {
	rows := make([][]float64, len(equations))
	for i := range equations {
		rows[i] = slices.Clone(equations[i])
	}
	if len(rows) == 0 {
		return nil
	}
	rank := 0
	for column := range len(rows[0]) - 1 {
		pivot := rank
		for i := rank; i < len(rows); i++ {
			if math.Abs(rows[i][column]) > math.Abs(rows[pivot][column]) {
				pivot = i
			}
		}
		if rank == len(rows) || math.Abs(rows[pivot][column]) <= tolerance {
			continue
		}
		rows[rank], rows[pivot] = rows[pivot], rows[rank]
		scale(rows[rank], 1/rows[rank][column])
		for i := range rows {
			if i != rank && math.Abs(rows[i][column]) > tolerance {
				subtract(rows[i], rows[rank], rows[i][column])
			}
		}
		rank++
	}
	return rows[:rank]
}

func scale(row []float64, by float64) {
	for i := range row {
		row[i] *= by
	}
}

func subtract(row, other []float64, times float64) {
	for i := range row {
		row[i] -= times * other[i]
	}
}

func sortedKeys(r relation) []int {
	keys := make([]int, 0, len(r))
	for i := range r {
		keys = append(keys, i)
	}
	slices.Sort(keys)
	return keys
}
