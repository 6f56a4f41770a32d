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
			add(cellName{period: name.period}, "region", i)
		case name.split == observatory.SplitDepartmentYear:
			add(cellName{period: name.period}, "department", i)
			add(cellName{observatory.SplitRegionQuarter, g.region(name.place), name.period}, "own", i)
		case name.split == observatory.SplitGround:
			add(cellName{period: name.period}, "ground", i)
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
			add(cellName{name.split, name.place, yearName(start)}, "quarter", i)
		default:
			add(cellName{period: yearName(start)}, "month", i)
			add(cellName{period: quarterName(start)}, "month3", i)
		}
	}
	for _, quantity := range []int{wholes, parts, rests} {
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
func (g *guard) withholdBeside(quantity int, leaking []int) bool {
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
func (g *guard) leaks(quantity, order int) [][]int {
	names := g.unknowns(quantity, order)
	columns := map[int]int{}
	for at, i := range names {
		columns[i] = at
	}
	var rows [][]float64
	for _, r := range g.relations[quantity] {
		row := make([]float64, len(names)+1)
		hidden := false
		for i, sign := range r {
			if at, ok := columns[i]; ok {
				row[at] += sign
				hidden = true
				continue
			}
			row[len(names)] -= sign * float64(g.cells[i].counts[quantity])
		}
		if hidden {
			rows = append(rows, row)
		}
	}
	var found [][]int
	for _, row := range append(slices.Clone(rows), eliminate(rows)...) {
		if told(row, g, names, quantity) {
			found = append(found, namesIn(row, names))
		}
	}
	return found
}

// unknowns are the hidden cells of the relations, in one of several orders that
// are the same at each run.
func (g *guard) unknowns(quantity, order int) []int {
	seen := map[int]bool{}
	var names []int
	for _, r := range g.relations[quantity] {
		for _, i := range sortedKeys(r) {
			if !seen[i] && g.cells[i].hidden(quantity) {
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
		random := rand.New(rand.NewPCG(uint64(order), uint64(quantity)))
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
func told(row []float64, g *guard, names []int, quantity int) bool {
	sum, n, bounded := row[len(names)], 0, 0
	sign := 0.0
	for at := range names {
		switch c := row[at]; {
		case math.Abs(c) <= tolerance:
			continue
		case sign == 0:
			sign = c
		case math.Abs(c-sign) > tolerance:
			return false // a difference: of which nothing is known but that
		}
		n++
		if quantity != wholes && g.cells[names[at]].figure.Shown == observatory.ShownBounded {
			bounded++
		}
	}
	if n == 0 {
		return false
	}
	if n == 1 && quantity == wholes && slices.ContainsFunc(namesIn(row, names), func(i int) bool { return g.cells[i].dominated() }) {
		return true
	}
	total := int64(math.Round(sum / sign))
	if small(total) {
		return true
	}
	// All are known to be 1 to 10 or next to it: at either end each is told.
	return bounded == n && (total == int64(n) || total == int64(n)*(minimumPersons-1))
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
