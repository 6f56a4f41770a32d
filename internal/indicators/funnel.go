package indicators

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"sort"

	"gonum.org/v1/gonum/stat/distuv"
)

// FunnelLimits gives the shares between which a share of n independent
// observations lies with probability 1 - alpha or more when its rate is the
// common one: exact limits of the binomial law (Spiegelhalter, 2005). A share
// below low, or above high, is out of them. n must be positive.
func FunnelLimits(rate float64, n int64, alpha float64) (low, high float64) {
	if rate <= 0 || rate >= 1 {
		return rate, rate
	}
	law := distuv.Binomial{N: float64(n), P: rate}
	lowest := sort.Search(int(n), func(k int) bool { return law.CDF(float64(k)) > alpha/2 })
	highest := sort.Search(int(n), func(k int) bool { return 1-law.CDF(float64(k)) <= alpha/2 })
	return float64(lowest) / float64(n), float64(highest) / float64(n)
}

// Levels of the limits of a funnel: the usual limits, and those that few of a hundred equal
// departments leave.
const (
	FunnelNear = 0.05
	FunnelFar  = 0.002
)

// FunnelPoint is one department in a funnel plot.
type FunnelPoint struct {
	Department string     `json:"department"`
	Share      float64    `json:"share"`
	N          int64      `json:"n"`
	Near       [2]float64 `json:"near"` // limits of 95 %
	Far        [2]float64 `json:"far"`  // limits of 99.8 %
	P          float64    `json:"p"`    // two-sided, exact
	Apart      bool       `json:"apart"`
}

// Funnel compares shares with their common rate, in the order of departments
// and never of shares. Apart is Benjamini and Hochberg's decision (1995): of
// the departments so marked, at most one in twenty is expected to be so by
// chance.
type Funnel struct {
	Rate   float64       `json:"rate"` // weighted by n
	Points []FunnelPoint `json:"points"`
	Spread float64       `json:"spread"` // standard deviation between departments, beyond chance
}

// newFunnel makes the funnel of shares by department; share and n of a point are
// read, the rest is filled in.
func newFunnel(points []FunnelPoint) Funnel {
	f := Funnel{Points: points}
	slices.SortFunc(f.Points, func(a, b FunnelPoint) int { return cmp.Compare(a.Department, b.Department) })
	total := 0.0
	for _, p := range f.Points {
		f.Rate += p.Share * float64(p.N)
		total += float64(p.N)
	}
	if total == 0 {
		return f
	}
	f.Rate /= total
	for i := range f.Points {
		p := &f.Points[i]
		p.Near[0], p.Near[1] = FunnelLimits(f.Rate, p.N, FunnelNear)
		p.Far[0], p.Far[1] = FunnelLimits(f.Rate, p.N, FunnelFar)
		p.P = twoSided(p.Share, p.N, f.Rate)
	}
	f.mark()
	f.Spread = f.beyondChance(total)
	return f
}

// twoSided is twice the smaller tail of the binomial law, at most 1. A share
// between two whole numbers is taken at the one nearer to the rate.
func twoSided(share float64, n int64, rate float64) float64 {
	if rate <= 0 || rate >= 1 {
		return 1
	}
	law := distuv.Binomial{N: float64(n), P: rate}
	const slack = 1e-9
	below := law.CDF(math.Ceil(share*float64(n) - slack))
	above := 1.0
	if k := math.Floor(share*float64(n)+slack) - 1; k >= 0 {
		above = 1 - law.CDF(k)
	}
	return min(1, 2*min(below, above))
}

// mark applies Benjamini and Hochberg's procedure at 5 %.
func (f *Funnel) mark() {
	sorted := make([]float64, len(f.Points))
	for i, p := range f.Points {
		sorted[i] = p.P
	}
	slices.Sort(sorted)
	limit := -1.0
	for i, p := range sorted {
		if p <= alpha*float64(i+1)/float64(len(sorted)) {
			limit = p
		}
	}
	for i := range f.Points {
		f.Points[i].Apart = f.Points[i].P <= limit
	}
}

// beyondChance is the standard deviation between departments that chance does
// not explain, by the method of moments (DerSimonian and Laird, 1986) with the
// binomial variance at the common rate.
func (f *Funnel) beyondChance(total float64) float64 {
	variance := f.Rate * (1 - f.Rate)
	if len(f.Points) < 2 || variance == 0 {
		return 0
	}
	q, squares := 0.0, 0.0
	for _, p := range f.Points {
		n := float64(p.N)
		q += n * (p.Share - f.Rate) * (p.Share - f.Rate) / variance
		squares += n * n
	}
	// Weights are n over the variance, which the last factor takes back.
	excess := q - float64(len(f.Points)-1)
	return math.Sqrt(max(0, excess) / (total - squares/total) * variance)
}

// outside counts the departments out of the limits of 95 %.
func (f *Funnel) outside() int64 {
	n := int64(0)
	for _, p := range f.Points {
		if p.Share < p.Near[0]-1e-12 || p.Share > p.Near[1]+1e-12 {
			n++
		}
	}
	return n
}

// Comparisons says in French what many comparisons at once mean.
func (f *Funnel) Comparisons() string {
	apart := 0
	for _, p := range f.Points {
		if p.Apart {
			apart++
		}
	}
	return fmt.Sprintf("%d départements comparés à la fois : s’ils étaient tous égaux, on en attendrait encore %s hors des limites à 95 %% par le seul hasard. "+
		"%d en sont hors ; %d le restent une fois les comparaisons multiples prises en compte (Benjamini-Hochberg, 5 %%).",
		len(f.Points), decimalComma(float64(len(f.Points))*FunnelNear), f.outside(), apart)
}

// decimalComma writes a number with one decimal, the French way.
func decimalComma(v float64) string {
	whole, part := math.Modf(math.Round(v*10) / 10)
	return fmt.Sprintf("%d,%d", int(whole), int(math.Round(part*10)))
}
