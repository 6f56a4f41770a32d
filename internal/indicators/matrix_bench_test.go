package indicators

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"
)

// fiveYears are the rows of 400 targets in 101 departments over five years, read
// each day, and of 160,000 cases (a million events).
func fiveYears() rowsReader {
	random := rand.New(rand.NewPCG(1, 2))
	first, last := observatory.NewDate(2021, 7, 1), observatory.NewDate(2026, 6, 30)
	rows := rowsReader{}
	department := func(i int) string { return fmt.Sprintf("%02d", 1+i%101) }
	for target := range 400 {
		for d := first; d <= last; d++ {
			keys := []string{fmt.Sprintf("t%d", target), department(target), "unattended", d.String()}
			good := int64(random.IntN(4))
			rows["pan.availability"] = append(rows["pan.availability"], observatory.CountRow{Keys: keys, Values: []int64{4, 4, 4, good, 4, good, 3, 0}})
			rows["pan.door"] = append(rows["pan.door"], observatory.CountRow{Keys: keys, Values: []int64{4, 4, 4, good, 4, good, 0, 0}})
		}
	}
	kinds := map[observatory.EventKind]int64{}
	for i, kind := range observatory.EventKinds() {
		kinds[kind] = int64(i + 1)
	}
	for i := range 160_000 {
		ends := first + observatory.Date(random.IntN(1700))
		row := observatory.CountRow{
			Keys:  []string{department(i), fmt.Sprintf("a%d", i%10), fmt.Sprintf("p%d", i), fmt.Sprintf("c%d", i), "renewal", "", "document"},
			Lists: make([][]int64, lists),
		}
		add := func(kind observatory.EventKind, date, start, end observatory.Date) {
			for j, v := range []int64{kinds[kind], int64(date), int64(start), int64(end), 0, 0, 1} {
				row.Lists[j] = append(row.Lists[j], v)
			}
		}
		add(observatory.EventTitleHeld, ends-364, ends-364, ends)
		add(observatory.EventFiling, ends-90, 0, 0)
		add(observatory.EventCertificateRequest, ends+1, 0, 0)
		for n := range 3 {
			start := ends + observatory.Date(1+95*n+random.IntN(20))
			add(observatory.EventCertificate, start, start, start+89)
		}
		add(observatory.EventStateAttested, ends+300, 0, 0)
		rows[queryGaps] = append(rows[queryGaps], row)
		if i%8 == 0 {
			rows[reasonStatedID] = append(rows[reasonStatedID], observatory.CountRow{
				Keys:   []string{department(i), (ends + 100).Month().String(), fmt.Sprintf("a%d", i%10), fmt.Sprintf("p%d", i), "declared", "document"},
				Values: []int64{1, int64(i / 8 % 2), int64(1 - i/8%2), 0},
			})
		}
	}
	return rows
}

// BenchmarkVerdicts measures a full rebuild of the duty matrix for five years
// and 101 departments, the database left aside.
func BenchmarkVerdicts(b *testing.B) {
	known, err := catalogue.Load()
	if err != nil {
		b.Fatal(err)
	}
	rows := fiveYears()
	judge := Judge{Obligations: known.Obligations(), Rules: RulesOf(known), Facts: func(context.Context, observatory.Window) (map[string]int64, error) {
		return map[string]int64{}, nil
	}}
	n := 0
	for b.Loop() {
		verdicts, err := judge.Verdicts(b.Context(), rows, observatory.Window{Horizon: time.Date(2026, 7, 1, 9, 0, 0, 0, time.UTC)})
		if err != nil {
			b.Fatal(err)
		}
		n = len(verdicts)
	}
	b.ReportMetric(float64(n), "rows")
}
