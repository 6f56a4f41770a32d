package indicators

import (
	"context"
	"iter"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

// keptBlocks gives kept cases some at a time. Where they are to be shared, each of
// the first readers waits until every one has some.
type keptBlocks struct {
	keptGaps

	days   map[observatory.GapDays][]observatory.KeptCase
	size   int
	shared bool
}

func (k keptBlocks) GapCaseCounts(context.Context, observatory.GapCaseFilter) ([]observatory.GapCaseCount, error) {
	return nil, nil
}

func (k keptBlocks) GapCases(_ context.Context, f observatory.GapCaseFilter, give func(iter.Seq[*observatory.KeptCase])) (bool, error) {
	var begun sync.WaitGroup
	begun.Add(min(runtime.GOMAXPROCS(0), (len(k.days[f.Days])+k.size-1)/k.size))
	number := 0
	for block := range slices.Chunk(k.days[f.Days], k.size) {
		first := k.shared && number < runtime.GOMAXPROCS(0)
		number++
		give(func(yield func(*observatory.KeptCase) bool) {
			if first {
				begun.Done()
				begun.Wait()
			}
			for i := range block {
				if !yield(&block[i]) {
					return
				}
			}
		})
	}
	return true, nil
}

// untidyBlocks are kept cases of many persons, some with several.
func untidyBlocks(t *testing.T) map[observatory.GapDays][]observatory.KeptCase {
	t.Helper()
	random, rules, horizon := rand.New(rand.NewPCG(8, 9)), studentRules(t), day(6, 10)
	days := map[observatory.GapDays][]observatory.KeptCase{}
	for range 3000 {
		facts, monthOnly := untidyCase(random), random.IntN(5) == 0
		one := observatory.KeptCase{
			Department: []string{"75", "93", ""}[random.IntN(3)], Level: []string{"told", "document"}[random.IntN(2)],
			Association: int64(random.IntN(9)), MonthOnly: monthOnly,
		}
		if monthOnly || random.IntN(4) == 0 {
			one.Person = int64(1 + random.IntN(200))
		}
		for one.Variant = range 2 {
			if one.Variant == 1 && !monthOnly {
				break
			}
			gaps, delays := Gaps(facts, horizon, rules, one.Variant == 1).kept(), Delays(facts, horizon, one.Variant == 1)
			runs, held := gaps.runs()
			one.Contact = gaps.Contact
			for kind, numbers := range map[observatory.GapDays][]int{
				observatory.GapsOnly: runs, observatory.WindowDays: append(runs, held...), observatory.RefusalDays: gaps.refusalDays(), observatory.RequestDays: requestDays(delays),
			} {
				one.Days = nil
				for _, number := range numbers {
					one.Days = append(one.Days, int64(number))
				}
				if len(numbers) > 0 {
					days[kind] = append(days[kind], one)
				}
			}
		}
	}
	return days
}

// Figures are the same however the cases are shared among processors.
func TestCasesMayBeShared(t *testing.T) {
	if runtime.GOMAXPROCS(0) < 2 { // one processor would share nothing
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	}
	days, counted := untidyBlocks(t), 0
	for _, id := range []string{gapShareID, gapRatioID, gapDaysID, renewalDelayID, overlapID} {
		d, _ := ByID(id)
		for _, by := range [][]Dimension{nil, {Month}, {Department, Level}} {
			q := Request{Window: observatory.Window{From: day(2, 10), To: day(6, 1), Horizon: day(6, 10).Time()}, By: by, Rules: studentRules(t)}
			table := func(size int, shared bool) observatory.Table {
				made, ok, err := caseTable(t.Context(), keptBlocks{days: days, size: size, shared: shared}, d, q, nil)
				if err != nil || !ok {
					t.Fatal(ok, err)
				}
				return made
			}
			alone, shared := table(1<<20, false), table(7, true)
			if diff := cmp.Diff(alone, shared); diff != "" {
				t.Errorf("%s by %v (-by one +shared):\n%s", id, by, diff)
			}
			for _, f := range shared.Figures {
				if f.N > 0 {
					counted++
				}
			}
		}
	}
	if counted < 500 {
		t.Errorf("persons in %d figures", counted)
	}
}
