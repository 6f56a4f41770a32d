package privacy

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"vigie/internal/observatory"
)

// onlooker knows for each cell a least and a greatest value of persons, of the
// numerator and of the complement, and narrows them by what adds up.
type onlooker struct {
	low, high map[string]float64
	equations []map[string]float64 // sum of cells with their signs is zero
	percents  []rounding
	excess    map[string]string // by how much one exceeds another: where
}

// rounding is a share in whole per cent.
type rounding struct {
	part, whole string
	value       float64
}

func variable(indicator, quantity, place, period string) string {
	return indicator + "|" + quantity + "|" + place + "|" + period
}

const unknown = 1e6

// look takes in the published tables.
func look(tables []observatory.PublicTable) *onlooker {
	o := &onlooker{low: map[string]float64{}, high: map[string]float64{}, excess: map[string]string{}}
	for _, t := range tables {
		for _, f := range t.Cells {
			n, part, rest := variable(t.Indicator, "n", f.Department, f.Period.Name), variable(t.Indicator, "part", f.Department, f.Period.Name), variable(t.Indicator, "rest", f.Department, f.Period.Name)
			set := func(v string, low, high float64) { o.low[v], o.high[v] = low, high }
			least, most := float64(f.N), float64(f.N)
			if t.Rounded {
				if low, high := observatory.Bracket(f.N); high == 0 {
					least, most = float64(low), unknown
				} else {
					least, most = float64(low), float64(high)
				}
			}
			switch f.Shown {
			case observatory.ShownWithheld:
				for _, v := range []string{n, part, rest} {
					set(v, 0, unknown)
				}
			case observatory.ShownBounded:
				set(n, least, most)
				set(part, 1, most-1)
				if f.High < 1 {
					o.high[part] = min(o.high[part], 10) // a numerator of 1 to 10, as everyone may read in the method
				}
				if f.Low > 0 {
					o.low[part] = max(o.low[part], least-10)
				}
				set(rest, least-o.high[part], most-o.low[part])
			case observatory.ShownRounded:
				set(n, least, most)
				set(part, 0, unknown)
				set(rest, 0, unknown)
				if f.Value > 0 {
					o.low[part] = 11 // else it would be a bound
				}
				if f.Value < 1 {
					o.low[rest] = 11
				}
				if f.Unit == "share" {
					o.percents = append(o.percents, rounding{part, n, 100 * f.Value})
				}
			default:
				set(n, float64(f.N), float64(f.N))
				set(part, float64(f.Numerator), float64(f.Numerator))
				set(rest, float64(f.N-f.Numerator), float64(f.N-f.Numerator))
			}
			if f.Unit == "share" {
				o.equations = append(o.equations, map[string]float64{n: -1, part: 1, rest: 1})
			}
		}
	}
	return o
}

// nests takes in what is counted within what.
func (o *onlooker) nests(tables []observatory.PublicTable, withins []observatory.Within) {
	names := map[observatory.Quantity]string{observatory.Wholes: "n", observatory.Parts: "part", observatory.Rests: "rest"}
	for _, w := range withins {
		for _, t := range tables {
			if t.Indicator != w.Indicator {
				continue
			}
			for _, f := range t.Cells {
				in, out := variable(w.Indicator, names[w.Quantity], f.Department, f.Period.Name), variable(w.Of, names[w.OfWhat], f.Department, f.Period.Name)
				if _, ok := o.high[out]; !ok {
					continue
				}
				if w.Same {
					o.equations = append(o.equations, map[string]float64{out: -1, in: 1})
					continue
				}
				d := variable(w.Of+" without "+w.Indicator, names[w.Quantity], f.Department, f.Period.Name)
				o.low[d], o.high[d], o.excess[d] = 0, unknown, d
				o.equations = append(o.equations, map[string]float64{out: -1, in: 1, d: 1})
			}
		}
	}
}

// adds says that a whole is the sum of its parts, for each quantity.
func (o *onlooker) adds(indicator, place, period string, parts [][2]string) {
	for _, q := range []string{"n", "part", "rest"} {
		whole := variable(indicator, q, place, period)
		if _, ok := o.high[whole]; !ok || len(parts) == 0 {
			continue
		}
		e := map[string]float64{whole: -1}
		for _, p := range parts {
			e[variable(indicator, q, p[0], p[1])] = 1
		}
		o.equations = append(o.equations, e)
	}
}

// geography is what everyone knows of how cells add up.
func (o *onlooker) geography(indicator string, additive bool) {
	first := observatory.NewDate(2025, 1, 1).Month()
	var regions, departments, grounds []string
	for r := range worldRegions {
		regions = append(regions, fmt.Sprintf("R%d", r))
	}
	for d := range worldDepartments {
		departments = append(departments, departmentName(d))
	}
	for g := range 5 {
		grounds = append(grounds, fmt.Sprintf("g%d", g))
	}
	in := func(names []string, period string) (list [][2]string) {
		for _, n := range names {
			list = append(list, [2]string{n, period})
		}
		return list
	}
	for q := range 4 * worldYears {
		start := first + observatory.Month(3*q)
		o.adds(indicator, "", quarterName(start), in(regions, quarterName(start)))
		if additive {
			o.adds(indicator, "", quarterName(start), [][2]string{{"", start.String()}, {"", (start + 1).String()}, {"", (start + 2).String()}})
		}
	}
	for y := range worldYears {
		start := first + observatory.Month(12*y)
		year := yearName(start)
		o.adds(indicator, "", year, in(regions, year))
		o.adds(indicator, "", year, in(departments, year))
		o.adds(indicator, "", year, in(grounds, year))
		for _, r := range regions {
			own := slices.DeleteFunc(slices.Clone(departments), func(d string) bool { return regionName(d) != r })
			o.adds(indicator, r, year, in(own, year))
		}
		if !additive {
			continue
		}
		for _, place := range append(regions, "") {
			var quarters [][2]string
			for q := range 4 {
				quarters = append(quarters, [2]string{place, quarterName(start + observatory.Month(3*q))})
			}
			o.adds(indicator, place, year, quarters)
		}
	}
}

// narrow takes bounds as far as they go: each equation bounds each of its cells
// by the bounds of the others.
func (o *onlooker) narrow() {
	for changed, rounds := true, 0; changed && rounds < 60; rounds++ {
		changed = false
		for _, e := range o.equations {
			for v, sign := range e {
				low, high := 0.0, 0.0
				for other, s := range e {
					if other == v {
						continue
					}
					if c := -s * sign; c > 0 {
						low, high = low+c*o.low[other], high+c*o.high[other]
					} else {
						low, high = low+c*o.high[other], high+c*o.low[other]
					}
				}
				changed = o.closer(v, low, high) || changed
			}
		}
		for _, p := range o.percents {
			changed = o.divides(p) || changed
		}
	}
}

// closer takes in bounds of a number, but for those that cannot be: cells that are
// kept from an earlier edition do not add up with others.
func (o *onlooker) closer(v string, low, high float64) bool {
	low, high = max(low, o.low[v]), min(high, o.high[v])
	if low > high+1e-9 || low <= o.low[v]+1e-9 && high >= o.high[v]-1e-9 {
		return false
	}
	o.low[v], o.high[v] = low, high
	return true
}

// divides bounds a numerator and its whole, both whole numbers, by their share.
func (o *onlooker) divides(p rounding) bool {
	least, most := (p.value-0.5)/100, (p.value+0.5)/100
	changed := o.closer(p.part, math.Ceil(o.low[p.whole]*least-1e-6), math.Floor(o.high[p.whole]*most+1e-6))
	high := math.Inf(1)
	if least > 0 {
		high = math.Floor(o.high[p.part]/least + 1e-6)
	}
	return o.closer(p.whole, math.Ceil(o.low[p.part]/most-1e-6), high) || changed
}

// learned lists what the onlooker knows to the unit and was not told: cells of
// 1 to 10 persons, and sums of cells that stand together in an equation.
func (o *onlooker) learned(shown map[string]bool) []string {
	var list []string
	for v := range o.high {
		if !shown[v] && o.high[v]-o.low[v] < 0.5 && o.low[v] >= 0.5 && o.low[v] < 10.5 {
			list = append(list, fmt.Sprintf("%s = %g", v, o.low[v]))
		}
		if o.excess[v] != "" && o.low[v] > 0.5 && o.high[v] < 10.5 {
			list = append(list, fmt.Sprintf("%s is %g to %g", v, o.low[v], o.high[v]))
		}
	}
	for _, e := range o.equations {
		sum, hidden := 0.0, 0
		sign, same := 0.0, true
		for v, s := range e {
			if o.high[v]-o.low[v] < 0.5 {
				sum -= s * o.low[v]
				continue
			}
			hidden++
			if sign == 0 {
				sign = s
			}
			same = same && s == sign
		}
		if total := sum * sign; hidden > 1 && same && total > 0.5 && total < 10.5 && !pairOfOne(e) {
			list = append(list, fmt.Sprintf("%d cells together = %g: %v", hidden, total, e))
		}
	}
	return list
}

// pairOfOne: n = part + rest of one cell, whose n was shown.
func pairOfOne(e map[string]float64) bool { return len(e) == 3 }

// eliminates repeats exact linear algebra over the equations in many orders of
// the unknowns, so that differences and sums of several tables are tried.
func (o *onlooker) eliminates(random *rand.Rand) []string {
	var names []string
	for v := range o.high {
		if o.high[v]-o.low[v] > 0.5 {
			names = append(names, v)
		}
	}
	slices.Sort(names)
	var list []string
	for range 5 {
		random.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
		at := map[string]int{}
		for i, v := range names {
			at[v] = i
		}
		var rows [][]float64
		for _, e := range o.equations {
			row := make([]float64, len(names)+1)
			for v, s := range e {
				if i, ok := at[v]; ok {
					row[i] += s
				} else {
					row[len(names)] -= s * o.low[v]
				}
			}
			rows = append(rows, row)
		}
		for _, row := range gauss(rows) {
			sign, n, same := 0.0, 0, true
			var of []string
			for i, c := range row[:len(names)] {
				if math.Abs(c) < 1e-6 {
					continue
				}
				n++
				of = append(of, names[i])
				if sign == 0 {
					sign = c
				}
				same = same && math.Abs(c-sign) < 1e-6
			}
			if n == 0 || !same {
				continue
			}
			if total := row[len(names)] / sign; total > 0.5 && total < 10.5 && math.Abs(total-math.Round(total)) < 1e-6 {
				list = append(list, fmt.Sprintf("%d unknowns together = %g: %v", n, total, of))
			}
		}
	}
	return list
}

// gauss is the test's own elimination, with the largest pivot of the column.
func gauss(rows [][]float64) [][]float64 {
	if len(rows) == 0 {
		return nil
	}
	rank := 0
	for c := 0; c < len(rows[0])-1 && rank < len(rows); c++ {
		best := rank
		for i := rank + 1; i < len(rows); i++ {
			if math.Abs(rows[i][c]) > math.Abs(rows[best][c]) {
				best = i
			}
		}
		if math.Abs(rows[best][c]) < 1e-6 {
			continue
		}
		rows[rank], rows[best] = rows[best], rows[rank]
		pivot := rows[rank][c]
		for j := range rows[rank] {
			rows[rank][j] /= pivot
		}
		for i := range rows {
			if i == rank || math.Abs(rows[i][c]) < 1e-9 {
				continue
			}
			factor := rows[i][c]
			for j := range rows[i] {
				rows[i][j] -= factor * rows[rank][j]
			}
		}
		rank++
	}
	return rows[:rank]
}

// told are the variables that were published to the unit.
func toldVariables(tables []observatory.PublicTable) map[string]bool {
	shown := map[string]bool{}
	for _, t := range tables {
		for _, f := range t.Cells {
			if f.Shown == observatory.ShownWithheld {
				continue
			}
			shown[variable(t.Indicator, "n", f.Department, f.Period.Name)] = true
			if f.Shown != observatory.ShownBounded {
				shown[variable(t.Indicator, "part", f.Department, f.Period.Name)], shown[variable(t.Indicator, "rest", f.Department, f.Period.Name)] = true, true
			}
		}
	}
	return shown
}
