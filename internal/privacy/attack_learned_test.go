package privacy

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"vigie/internal/observatory"
)

// No sum, difference or repetition over all published tables tells of 1 to 10
// persons.
func TestOnlookerLearnsNothingOfFew(t *testing.T) {
	unraced(t)
	const worlds = 60
	cells, shown := 0, 0
	for seed := range worlds {
		random := rand.New(rand.NewPCG(uint64(seed), 5))
		additive := seed%2 == 0
		list := people(random, 200+random.IntN(1500), additive)
		var earlier CaseTables
		for edition := range 3 {
			exact := exactTables(list, additive)
			made := Protect(exact, earlier, nil, regionName)
			tables := made.Shown
			for _, table := range tables {
				for _, f := range table.Cells {
					cells++
					if f.Shown != observatory.ShownWithheld {
						shown++
					}
				}
			}
			checkPrimary(t, exact, tables, earlier.Shown)
			seen := current(made, exact)
			o := look(seen)
			o.geography("x", additive)
			o.narrow()
			for _, secret := range o.learned(toldVariables(seen)) {
				t.Errorf("world %d, edition %d: bounds: %s", seed, edition, secret)
			}
			for _, secret := range o.eliminates(random) {
				t.Errorf("world %d, edition %d: linear algebra: %s", seed, edition, secret)
			}
			for _, secret := range differences(earlier.Shown, tables) {
				t.Errorf("world %d, edition %d: %s", seed, edition, secret)
			}
			earlier = made
			list = append(list, people(random, 1+random.IntN(60), additive)...) // what comes late
			if t.Failed() {
				return
			}
		}
	}
	t.Logf("%d worlds of 3 editions, %d cells, %d shown (%.0f %%)", worlds, cells, shown, 100*float64(shown)/float64(cells))
	if shown*4 < cells {
		t.Errorf("only %d of %d cells are shown: a test that withholds nearly all proves nothing", shown, cells)
	}
}

// checkPrimary holds each shown cell against the rule of a cell by itself.
func checkPrimary(t *testing.T, exact, tables, earlier []observatory.PublicTable) {
	t.Helper()
	old := map[string]bool{}
	for _, table := range earlier {
		for _, f := range table.Cells {
			old[string(table.Split)+f.Department+f.Period.Name] = f.Shown != observatory.ShownWithheld
		}
	}
	for i, table := range tables {
		truth := map[string]observatory.Figure{}
		for _, f := range exact[i].Cells {
			truth[f.Department+f.Period.Name] = f
		}
		for _, f := range table.Cells {
			was := truth[f.Department+f.Period.Name]
			if f.Shown == observatory.ShownWithheld {
				if f.N != 0 || f.Value != 0 || f.Numerator != 0 || f.Associations != 0 {
					t.Errorf("a withheld cell tells: %+v", f)
				}
				continue
			}
			if old[string(table.Split)+f.Department+f.Period.Name] {
				continue // may be that of an earlier edition
			}
			if was.N < 11 || float64(was.Largest) > 0.85*float64(was.N) {
				t.Errorf("shown with %d persons, %d of one association", was.N, was.Largest)
			}
			few := small(was.Numerator) || small(was.Denominator-was.Numerator)
			if few && (f.Shown != observatory.ShownBounded || f.Value != 0 || f.Numerator != 0) {
				t.Errorf("%d of %d is told: %+v", was.Numerator, was.Denominator, f)
			}
			if few && (f.Low > was.Value || f.High < was.Value) {
				t.Errorf("bounds %g to %g do not hold %g", f.Low, f.High, was.Value)
			}
		}
	}
}

// differences lists cells of two editions that differ by 1 to 10 persons.
func differences(earlier, tables []observatory.PublicTable) []string {
	old := map[string]observatory.Figure{}
	for _, t := range earlier {
		for _, f := range t.Cells {
			old[string(t.Split)+"|"+f.Department+"|"+f.Period.Name] = f
		}
	}
	var list []string
	for _, t := range tables {
		for _, f := range t.Cells {
			was, ok := old[string(t.Split)+"|"+f.Department+"|"+f.Period.Name]
			if !ok || was.Shown == observatory.ShownWithheld || f.Shown == observatory.ShownWithheld {
				continue
			}
			differ := []int64{f.N - was.N}
			if f.Shown == observatory.ShownWhole && was.Shown == observatory.ShownWhole {
				differ = append(differ, f.Numerator-was.Numerator, (f.N-f.Numerator)-(was.N-was.Numerator))
			}
			for _, d := range differ {
				if small(max(d, -d)) {
					list = append(list, fmt.Sprintf("%s %s of %s changed by %d", t.Split, f.Department, f.Period.Name, d))
				}
			}
		}
	}
	return list
}
