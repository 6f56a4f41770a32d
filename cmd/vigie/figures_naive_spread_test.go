package main

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// site is how many of the expected items a department's site gives, of those told.
type site struct{ present, told int64 }

// sites reads the newest fact of each page and item; of several pages the one
// that is wrong speaks first, then one that has the item, then a dead link.
func (v naive) sites(asked []string) map[string]*site {
	type pageItem struct{ department, address, item string }
	gone := map[observatory.ID]bool{}
	for _, f := range v.world.pages {
		if !f.RecordedAt.After(v.horizon) {
			gone[f.Withdraws] = true
		}
	}
	newest := map[pageItem]*observatory.PageFact{}
	for _, f := range v.world.pages {
		day := observatory.DateOf(f.At, v.zone(f.Department))
		key := pageItem{f.Department, f.Address, f.Item}
		if gone[f.ID] || f.RecordedAt.After(v.horizon) || f.Department == "" || day < v.from || day > v.to {
			continue
		}
		if old := newest[key]; old == nil || cmp.Or(f.At.Compare(old.At), slices.Compare(f.ID[:], old.ID[:])) > 0 {
			newest[key] = f
		}
	}
	found := map[string]*site{}
	for key := range newest {
		found[key.department] = &site{}
	}
	for department, s := range found {
		for _, item := range asked {
			states := map[observatory.FactState]bool{}
			for key, f := range newest {
				states[f.State] = states[f.State] || key.department == department && key.item == item
			}
			for _, state := range []observatory.FactState{"wrong", "present", "obsolete", "cannot_tell", "absent"} {
				if !states[state] {
					continue
				}
				if state == "present" {
					s.present++
				}
				if state != "cannot_tell" {
					s.told++
				}
				break
			}
		}
	}
	return found
}

// measuredShare is a share of n independent observations.
type measuredShare struct {
	share float64
	n     int64
}

// spreadOf is the standard deviation that chance does not explain (DerSimonian
// and Laird), and how many are out of the exact limits of 95 %.
func spreadOf(points []measuredShare) (spread float64, outside int64) {
	good, total, squares := 0.0, 0.0, 0.0
	for _, p := range points {
		good += p.share * float64(p.n)
		total += float64(p.n)
		squares += float64(p.n) * float64(p.n)
	}
	if total == 0 {
		return 0, 0
	}
	rate, q := good/total, 0.0
	variance := rate * (1 - rate)
	for _, p := range points {
		if variance > 0 {
			q += float64(p.n) * (p.share - rate) * (p.share - rate) / variance
		}
		low, high := limitsOf(rate, p.n)
		if p.share < low-1e-12 || p.share > high+1e-12 {
			outside++
		}
	}
	if len(points) < 2 || variance == 0 {
		return 0, outside
	}
	return math.Sqrt(max(0, q-float64(len(points))+1) / (total - squares/total) * variance), outside
}

// limitsOf adds up the binomial law from each end, until a fortieth is reached.
func limitsOf(rate float64, n int64) (low, high float64) {
	if rate <= 0 || rate >= 1 {
		return rate, rate
	}
	chance := func(k int64) float64 {
		all, _ := math.Lgamma(float64(n) + 1)
		some, _ := math.Lgamma(float64(k) + 1)
		rest, _ := math.Lgamma(float64(n-k) + 1)
		return math.Exp(all - some - rest + float64(k)*math.Log(rate) + float64(n-k)*math.Log(1-rate))
	}
	least, below := int64(0), chance(0)
	for below <= 0.025 {
		least++
		below += chance(least)
	}
	most, above := n, 0.0
	for most > 0 && above+chance(most) <= 0.025 {
		above += chance(most)
		most--
	}
	return float64(least) / float64(n), float64(most) / float64(n)
}

// compareDepartments gives what equality.spread says of one indicator.
func (v naive) compareDepartments(id string, accounting observatory.Accounting) number {
	var points []measuredShare
	known := int64(0)
	switch id {
	case "info.completeness":
		for _, s := range v.sites(indicators.InfoAsked()) {
			known++
			if s.told > 0 {
				points = append(points, measuredShare{float64(s.present) / float64(s.told), s.told})
			}
		}
	default:
		journey := map[string]string{"pan.availability": "pan.slots", "pan.door": "pan.door"}[id]
		for _, department := range worldDepartments {
			three, found := v.probe(journey, "unattended", func(k dayKey) bool { return k.department == department })
			f := three[0]
			if accounting == observatory.Confirmed {
				f = three[1]
			}
			if found {
				known++
			}
			if f.n >= 5 {
				points = append(points, measuredShare{f.value, f.n})
			}
		}
	}
	n := int64(len(points))
	f := number{denominator: n, n: n, covered: n, planned: known}
	f.value, f.numerator = spreadOf(points)
	return f
}

// checkSpread compares the spread between departments and the items of sites.
func checkSpread(t *testing.T, b *workbench, s indicators.Reader, v naive, w observatory.Window) {
	t.Helper()
	sufficient := 0
	for _, f := range b.table(t, s, "equality.spread", w, firstRules()) {
		compare(t, f, v.compareDepartments(f.Series, f.Accounting))
		if f.Sufficient {
			sufficient++
		}
	}
	if sufficient == 0 {
		t.Error("no spread of enough departments")
	}
	sites := v.sites(indicators.InfoAsked())
	for _, f := range b.table(t, s, "info.completeness", w, firstRules(), indicators.Department) {
		one, asked := sites[f.Department], int64(len(indicators.InfoAsked()))
		compare(t, f, number{value: float64(one.present), numerator: one.present, denominator: one.told, n: asked, covered: one.told, planned: asked})
	}
}
