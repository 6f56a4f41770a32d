package indicators

import (
	"context"
	"fmt"
	"hash/fnv"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"
)

// partedReader gives the rows of persons in parts, by the place of the person in
// the keys of a query; within a part in no order.
type partedReader struct {
	rowsReader

	person map[string]int
	parts  int
	given  *int // parts
}

func (p partedReader) CountsInParts(_ context.Context, query string, _ observatory.Window, _ int64) iter.Seq[iter.Seq2[observatory.CountRow, error]] {
	return func(yield func(iter.Seq2[observatory.CountRow, error]) bool) {
		for part := range p.parts {
			*p.given++
			rows := slices.DeleteFunc(slices.Clone(p.rowsReader[query]), func(row observatory.CountRow) bool {
				sum := fnv.New32()
				_, _ = sum.Write([]byte(row.Keys[p.person[query]]))
				return int(sum.Sum32()%uint32(p.parts)) != part //nolint:gosec // few
			})
			rand.New(rand.NewPCG(uint64(part), 9)).Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
			if !yield(rowsReader{query: rows}.Counts(context.Background(), query, observatory.Window{})) {
				return
			}
		}
	}
}

// randomRows are rows of cases with months for dates, of persons who have several
// cases, in several departments and by several associations.
func randomRows(random *rand.Rand) rowsReader {
	rows := rowsReader{}
	numbers := map[observatory.EventKind]int64{}
	for i, kind := range observatory.EventKinds() {
		numbers[kind] = int64(i + 1)
	}
	pick := func(from ...string) string { return from[random.IntN(len(from))] }
	for i := range 500 {
		facts := randomCase(random)
		facts.Events = append(facts.Events, CaseFact{Kind: title, Date: day(1, 2), Start: day(1, 2), End: day(1, 2+random.IntN(200))})
		if random.IntN(2) == 0 {
			facts.Events = append(facts.Events, CaseFact{Kind: observatory.EventCertificateRequest, Date: day(1, 1+random.IntN(28)), MonthOnly: random.IntN(3) == 0})
		}
		who, by, department, level := fmt.Sprint("p", random.IntN(300)), pick("a", "b"), pick("01", "02", "03"), pick("document", "told")
		row := observatory.CountRow{Keys: []string{department, by, who, fmt.Sprint("c", i), "first", "", level}, Lists: make([][]int64, lists)}
		for _, e := range facts.Events {
			monthOnly := int64(0)
			if e.MonthOnly {
				e.Date, monthOnly = e.Date.Month().First(), 1
			}
			for j, v := range []int64{numbers[e.Kind], int64(e.Date), int64(e.Start), int64(e.End), monthOnly, 0, 1} {
				row.Lists[j] = append(row.Lists[j], v)
			}
		}
		rows[queryGaps] = append(rows[queryGaps], row)
		yes := int64(random.IntN(2))
		rows["certificate.rights_mention"] = append(rows["certificate.rights_mention"], observatory.CountRow{
			Keys:   []string{department, day(1, 1+random.IntN(300)).Month().String(), by, pick(who, who, who, ""), pick("first", "renewal"), level},
			Values: []int64{2, yes, int64(random.IntN(2)), 0},
		})
	}
	return rows
}

// What is read in parts, with dates known to the month on its first day alone, has
// the figures of what is read at once with both ends, but those of the last day.
func TestPartsHaveTheFiguresOfTheWhole(t *testing.T) {
	t.Parallel()
	known, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	rules := RulesOf(known)
	ids := []string{gapShareID, gapRatioID, gapDaysID, renewalDelayID, overlapID, "certificate.rights_mention"}
	person := map[string]int{queryGaps: 2, "certificate.rights_mention": 3}
	window := observatory.Window{Horizon: time.Date(2026, 10, 1, 9, 0, 0, 0, time.UTC)}
	ends, seeds := 0, uint64(5)
	if testing.Short() { // under the race detector: one world, in every order and number of parts
		seeds = 1
	}
	for seed := range seeds {
		rows, given := randomRows(rand.New(rand.NewPCG(seed, 1))), 0
		for _, by := range [][]Dimension{{Month}, {Department, Month}, {Department, Month, Level}} {
			requests := func(parts int) (list []Request) {
				for _, months := range lengths() {
					q := Request{Window: window, By: by, Months: months, Rules: rules, undrawn: true}
					q.oneEnd, q.atOnce = parts > 0, int64(parts)
					list = append(list, q)
				}
				return list
			}
			want, err := computeAll(t.Context(), rows, ids, requests(0))
			if err != nil {
				t.Fatal(err)
			}
			for _, tables := range want {
				for i := range tables {
					all := len(tables[i].Figures)
					tables[i].Figures = slices.DeleteFunc(tables[i].Figures, func(f observatory.Figure) bool { return strings.HasSuffix(f.Series, SeriesMonthEnd) })
					ends += all - len(tables[i].Figures)
				}
			}
			for _, parts := range []int{1, 4} {
				got, err := computeAll(t.Context(), partedReader{rows, person, parts, &given}, ids, requests(parts))
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("seed %d, by %v, %d parts (-whole +parts):\n%.3000s", seed, by, parts, diff)
				}
			}
		}
		if given != 3*2*(1+4) {
			t.Errorf("%d parts were read", given)
		}
	}
	if ends < 1000 {
		t.Errorf("%d figures of the last days of months: the cases are too poor", ends)
	}
}

// TestExactFiguresInParts: read in parts, the indicators of whole cases have the
// figures that they have of all at once, at both ends of months and with the
// intervals of their curves, whatever part a person comes in.
func TestExactFiguresInParts(t *testing.T) {
	t.Parallel()
	known, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	window := observatory.Window{From: day(2, 1), Horizon: time.Date(2026, 10, 1, 9, 0, 0, 0, time.UTC)}
	rows, given, ends, bounded := randomRows(rand.New(rand.NewPCG(11, 1))), 0, 0, 0
	for _, q := range []Request{
		{},
		{By: []Dimension{Level}},
		{By: []Dimension{Department, Month}, Where: map[Dimension]string{Level: "told"}},
		{Department: "02"},
	} {
		q.Window, q.Rules = window, RulesOf(known)
		for _, id := range []string{gapShareID, gapRatioID, gapDaysID, renewalDelayID, overlapID} {
			want, err := Compute(t.Context(), rows, id, q)
			if err != nil {
				t.Fatal(err)
			}
			got, err := Compute(t.Context(), partedReader{rows, map[string]int{queryGaps: 2}, 5, &given}, id, q)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%s by %v of %q where %v (-whole +parts):\n%.3000s", id, q.By, q.Department, q.Where, diff)
			}
			for _, f := range want.Figures {
				if strings.HasSuffix(f.Series, SeriesMonthEnd) {
					ends++
				}
				if f.HasInterval && f.Method == methodCurve {
					bounded++
				}
			}
		}
	}
	// Of one department rows are read as they come: they are few.
	if given != 3*5*5 || ends < 100 || bounded < 100 {
		t.Errorf("%d parts, %d figures at the end of months, %d of curves with an interval", given, ends, bounded)
	}
}

// Persons have other names after a rotation of the keys, and another order. No
// figure changes with them, nor the interval of one.
func TestFiguresDoNotHangOnNames(t *testing.T) {
	t.Parallel()
	known, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	rows, renamed := randomRows(rand.New(rand.NewPCG(12, 1))), rowsReader{}
	for _, row := range rows[queryGaps] {
		row.Keys = slices.Clone(row.Keys)
		sum := fnv.New64a()
		_, _ = sum.Write([]byte(row.Keys[2]))
		row.Keys[2] = fmt.Sprint(sum.Sum64())
		renamed[queryGaps] = append(renamed[queryGaps], row)
	}
	bounded := 0
	for _, id := range []string{gapDaysID, renewalDelayID, overlapID} {
		q := Request{By: []Dimension{Department}, Rules: RulesOf(known), Window: observatory.Window{Horizon: time.Date(2026, 10, 1, 9, 0, 0, 0, time.UTC)}}
		want, err := Compute(t.Context(), rows, id, q)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Compute(t.Context(), renamed, id, q)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-names +others):\n%.3000s", id, diff)
		}
		for _, f := range want.Figures {
			if f.HasInterval && f.Method == methodCurve {
				bounded++
			}
		}
	}
	if bounded < 20 {
		t.Errorf("%d figures of curves with an interval", bounded)
	}
}
