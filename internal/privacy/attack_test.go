package privacy

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"

	"vigie/internal/observatory"
)

// A world of persons from which exact tables are made, and an onlooker who
// knows the published tables, how departments lie in regions and what adds up.

// person is one made-up person: where, when (months since the first) and how.
type person struct {
	department, ground, association int
	months                          []int // of the window, or of one event
	bad                             []bool
}

const (
	worldYears       = 2
	worldDepartments = 12
	worldRegions     = 4
)

func departmentName(d int) string { return fmt.Sprintf("%02d", d+1) }

func regionName(department string) string {
	d, _ := strconv.Atoi(department) // 0: the country
	return fmt.Sprintf("R%d", (d-1)%worldRegions)
}

// people makes a world: departments of very different sizes, so that there are
// cells of every kind.
func people(random *rand.Rand, n int, additive bool) []person {
	rate := []float64{0.02, 0.3, 0.9}[random.IntN(3)]
	var list []person
	for range n {
		p := person{
			department: int(float64(worldDepartments) * math.Pow(random.Float64(), 2)), ground: random.IntN(5), association: int(4 * math.Pow(random.Float64(), 3)),
		}
		start, length := random.IntN(12*worldYears), 1
		if !additive {
			length = 1 + random.IntN(5)
		}
		for m := start; m < min(start+length, 12*worldYears); m++ {
			p.months, p.bad = append(p.months, m), append(p.bad, random.Float64() < rate)
		}
		list = append(list, p)
	}
	return list
}

// cellOf counts the persons of a place and period.
func cellOf(list []person, place string, period observatory.Period, keep func(person) bool) observatory.Figure {
	first := observatory.NewDate(2025, 1, 1).Month()
	f := observatory.Figure{Indicator: "x", Department: place, Period: period, Unit: "share", MinimumN: 11}
	by := map[int]int64{}
	for _, p := range list {
		if !keep(p) {
			continue
		}
		in, bad := false, false
		for i, m := range p.months {
			if month := first + observatory.Month(m); month >= period.Start.Month() && month <= period.End.Month() {
				in, bad = true, bad || p.bad[i]
			}
		}
		if in {
			f.N++
			by[p.association]++
			if bad {
				f.Numerator++
			}
		}
	}
	for _, n := range by {
		f.Largest = max(f.Largest, n)
	}
	f.Denominator, f.Covered, f.Planned, f.Associations = f.N, f.N, f.N, int64(len(by))
	if f.N > 0 {
		f.Value = float64(f.Numerator) / float64(f.N)
	}
	f.Sufficient = f.N >= f.MinimumN
	return f
}

func span(name string, start observatory.Month, months int) observatory.Period {
	return observatory.Period{Name: name, Span: observatory.Span{Start: start.First(), End: (start + observatory.Month(months) - 1).Last()}}
}

// exactTables are all tables of a world.
func exactTables(list []person, additive bool) []observatory.PublicTable {
	first := observatory.NewDate(2025, 1, 1).Month()
	tables := map[observatory.Split]*observatory.PublicTable{}
	for _, split := range observatory.Splits() {
		tables[split] = &observatory.PublicTable{Indicator: "x", Split: split, Additive: additive}
	}
	add := func(split observatory.Split, place string, period observatory.Period, keep func(person) bool) {
		tables[split].Cells = append(tables[split].Cells, cellOf(list, place, period, keep))
	}
	all := func(person) bool { return true }
	inRegion := func(r string) func(person) bool {
		return func(p person) bool { return regionName(departmentName(p.department)) == r }
	}
	for m := range 12 * worldYears {
		month := first + observatory.Month(m)
		add(observatory.SplitMonth, "", span(month.String(), month, 1), all)
	}
	for q := range 4 * worldYears {
		start := first + observatory.Month(3*q)
		add(observatory.SplitRegionQuarter, "", span(quarterName(start), start, 3), all)
		for r := range worldRegions {
			name := fmt.Sprintf("R%d", r)
			add(observatory.SplitRegionQuarter, name, span(quarterName(start), start, 3), inRegion(name))
		}
	}
	for y := range worldYears {
		start := first + observatory.Month(12*y)
		year := span(yearName(start), start, 12)
		for _, split := range []observatory.Split{observatory.SplitRegionYear, observatory.SplitDepartmentYear, observatory.SplitGround} {
			add(split, "", year, all)
		}
		for r := range worldRegions {
			name := fmt.Sprintf("R%d", r)
			add(observatory.SplitRegionYear, name, year, inRegion(name))
		}
		for d := range worldDepartments {
			add(observatory.SplitDepartmentYear, departmentName(d), year, func(p person) bool { return p.department == d })
		}
		for ground := range 5 {
			add(observatory.SplitGround, fmt.Sprintf("g%d", ground), year, func(p person) bool { return p.ground == ground })
		}
	}
	var made []observatory.PublicTable
	for _, split := range observatory.Splits() {
		made = append(made, *tables[split])
	}
	return made
}
