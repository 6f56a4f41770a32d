package privacy

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"vigie/internal/observatory"
)

// franceTables are tables of the size of the country: 101 departments in 18
// regions over five years, of independent counts.
func franceTables(random *rand.Rand) ([]observatory.PublicTable, func(string) string) {
	region := func(department string) string {
		var d int
		_, _ = fmt.Sscanf(department, "%d", &d)
		return fmt.Sprintf("R%d", d%18)
	}
	first := observatory.NewDate(2022, 1, 1).Month()
	cell := func(place string, period observatory.Period, n, bad int64) observatory.Figure {
		return observatory.Figure{
			Indicator: "x", Department: place, Period: period, Unit: "share", MinimumN: 11, N: n, Denominator: n, Numerator: bad,
			Largest: n / 2, Sufficient: n >= 11,
		}
	}
	type count struct{ n, bad int64 }
	sum := map[string]count{}
	for d := range 101 {
		size := 1 + random.IntN(12)*random.IntN(4)
		for m := range 60 {
			c := count{n: int64(random.IntN(size))}
			for range c.n {
				if random.IntN(3) == 0 {
					c.bad++
				}
			}
			name, month := fmt.Sprintf("%03d", d), first+observatory.Month(m)
			for _, key := range []string{
				"|" + month.String(), "|" + quarterName(month), "|" + yearName(month), region(name) + "|" + quarterName(month),
				region(name) + "|" + yearName(month), name + "|" + yearName(month),
			} {
				sum[key] = count{sum[key].n + c.n, sum[key].bad + c.bad}
			}
		}
	}
	tables := map[observatory.Split]*observatory.PublicTable{}
	add := func(split observatory.Split, place string, period observatory.Period) {
		if tables[split] == nil {
			tables[split] = &observatory.PublicTable{Indicator: "x", Split: split, Additive: true}
		}
		c := sum[place+"|"+period.Name]
		tables[split].Cells = append(tables[split].Cells, cell(place, period, c.n, c.bad))
	}
	for m := range 60 {
		month := first + observatory.Month(m)
		add(observatory.SplitMonth, "", span(month.String(), month, 1))
		if m%3 != 0 {
			continue
		}
		for r := range 18 {
			add(observatory.SplitRegionQuarter, fmt.Sprintf("R%d", r), span(quarterName(month), month, 3))
		}
		add(observatory.SplitRegionQuarter, "", span(quarterName(month), month, 3))
		if m%12 != 0 {
			continue
		}
		year := span(yearName(month), month, 12)
		add(observatory.SplitDepartmentYear, "", year)
		for r := range 18 {
			add(observatory.SplitRegionYear, fmt.Sprintf("R%d", r), year)
		}
		for d := range 101 {
			add(observatory.SplitDepartmentYear, fmt.Sprintf("%03d", d), year)
		}
	}
	var list []observatory.PublicTable
	for _, split := range observatory.Splits() {
		if tables[split] != nil {
			list = append(list, *tables[split])
		}
	}
	return list, region
}

// BenchmarkProtectFrance measures the protection of one indicator of the whole
// country over five years.
func BenchmarkProtectFrance(b *testing.B) {
	exact, region := franceTables(rand.New(rand.NewPCG(3, 4)))
	benchmarkProtect(b, exact, nil, region)
}

// BenchmarkProtectFamily measures that of four indicators of the same facts.
func BenchmarkProtectFamily(b *testing.B) {
	exact, region := franceTables(rand.New(rand.NewPCG(3, 4)))
	var all []observatory.PublicTable
	for _, id := range []string{"answered", "solved", "stereotyped", "lengths"} {
		for _, t := range exact {
			t.Indicator, t.Rounded, t.Cells = id, id != "answered", slices.Clone(t.Cells)
			for i := range t.Cells {
				f := &t.Cells[i]
				switch f.Indicator = id; id {
				case "solved":
					f.Numerator /= 2
				case "stereotyped":
					f.N, f.Denominator, f.Numerator = f.Numerator, f.Numerator, f.Numerator/3
				case "lengths":
					f.N, f.Denominator, f.Unit = f.Numerator*9/10, f.Numerator*9/10, "days"
				}
				f.Sufficient = f.N >= 11
			}
			all = append(all, t)
		}
	}
	benchmarkProtect(b, all, familyWithins(), region)
}

func benchmarkProtect(b *testing.B, exact []observatory.PublicTable, withins []observatory.Within, region func(string) string) {
	cells, shown := 0, 0
	for b.Loop() {
		cells, shown = 0, 0
		for _, t := range Protect(exact, CaseTables{}, withins, region).Shown {
			for _, f := range t.Cells {
				cells++
				if f.Shown != observatory.ShownWithheld {
					shown++
				}
			}
		}
	}
	b.ReportMetric(float64(cells), "cells")
	b.ReportMetric(100*float64(shown)/float64(cells), "%shown")
}
