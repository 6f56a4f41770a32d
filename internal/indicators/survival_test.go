package indicators

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
)

// freireich are the weeks of remission under 6-MP (Freireich and others, 1963),
// the test vector of standards.md section 7.
func freireich() []Spell {
	var spells []Spell
	for _, week := range []int{6, 6, 6, 7, 10, 13, 16, 22, 23} {
		spells = append(spells, Spell{Length: week, End: 1})
	}
	for _, week := range []int{6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35} {
		spells = append(spells, Spell{Length: week})
	}
	return spells
}

// TestKaplanMeier holds the curve against the published one, and the variance
// that resampling persons gives against Greenwood's, within a seventh.
func TestKaplanMeier(t *testing.T) {
	want := []struct {
		week               int
		running, greenwood float64
	}{
		{6, 0.8571, 0.0764},
		{7, 0.8067, 0.0869},
		{10, 0.7529, 0.0963},
		{13, 0.6902, 0.1068},
		{16, 0.6275, 0.1141},
		{22, 0.5378, 0.1282},
		{23, 0.4482, 0.1346},
	}
	steps := AalenJohansen(freireich(), 1)
	var weeks []int
	for _, w := range want {
		step, ok := stepAt(steps, w.week)
		if !ok || step.Time != w.week {
			t.Fatalf("no step at week %d", w.week)
		}
		near(t, "running", step.Running, w.running, 5e-5)
		weeks = append(weeks, w.week)
	}
	if median, ok := halfEnded(steps); !ok || median != 23 {
		t.Errorf("median %d, %t; want 23", median, ok)
	}
	if _, ok := stepAt(steps, 5); ok {
		t.Error("a step before the first length")
	}
	c := newCurve(eachAlone(freireich()), 1)
	draws := c.draws(1, weeks, true)
	for i, w := range want {
		near(t, fmt.Sprint("standard error at week ", w.week), math.Sqrt(spreadOf(samples(draws, 2*i+1), c.persons)), w.greenwood, w.greenwood/7)
	}
}

// TestCompetingRisksByHand is worked out on paper. Six spells: three kinds of
// end (1 document, 2 decision, 3 closure), two that came under observation
// late, one still running, one that was over when it was first heard of.
//
//	day  at risk                      document  decision  closure  running
//	 2   A B C (D enters at 2)        1/3       0         0        2/3
//	 4   B C D (E enters at 3): 4-…   A gone: B C D E = 4 at risk
//	     one decision                 1/3       2/3·1/4   0        2/3·3/4 = 1/2
//	 5   C D E, one last seen         -         -         -        1/2
//	 7   C D, one document            1/3+1/2·1/2 = 7/12           1/4
//	 9   D, one closure               7/12      1/6       1/4      0
func TestCompetingRisksByHand(t *testing.T) {
	steps := AalenJohansen([]Spell{
		{Length: 2, End: 1},           // A
		{Length: 4, End: 2},           // B
		{Length: 7, End: 1},           // C
		{Entry: 2, Length: 9, End: 3}, // D
		{Entry: 3, Length: 5},         // E
		{Entry: 6, Length: 6, End: 1}, // over at the first contact
	}, 3)
	want := []CurveStep{
		{Time: 2, AtRisk: 3, Running: 2. / 3, Incidence: []float64{1. / 3, 0, 0}},
		{Time: 4, AtRisk: 4, Running: 1. / 2, Incidence: []float64{1. / 3, 1. / 6, 0}},
		{Time: 5, AtRisk: 3, Running: 1. / 2, Incidence: []float64{1. / 3, 1. / 6, 0}},
		{Time: 7, AtRisk: 2, Running: 1. / 4, Incidence: []float64{7. / 12, 1. / 6, 0}},
		{Time: 9, AtRisk: 1, Running: 0, Incidence: []float64{7. / 12, 1. / 6, 1. / 4}},
	}
	if len(steps) != len(want) {
		t.Fatalf("%d steps, want %d: %v", len(steps), len(want), steps)
	}
	for i, w := range want {
		s := steps[i]
		if s.Time != w.Time || s.AtRisk != w.AtRisk {
			t.Errorf("step %d: day %d, %d at risk; want day %d, %d", i, s.Time, s.AtRisk, w.Time, w.AtRisk)
		}
		near(t, "running", s.Running, w.Running, 1e-12)
		for k := range w.Incidence {
			near(t, "incidence", s.Incidence[k], w.Incidence[k], 1e-12)
		}
	}
}

// TestIncidencesAndRunningMakeOne holds on any spells: what has ended in each
// way and what runs on are all there is.
func TestIncidencesAndRunningMakeOne(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 3))
	for range 200 {
		var spells []Spell
		for range 1 + random.IntN(40) {
			spells = append(spells, Spell{Entry: random.IntN(20) * random.IntN(2), Length: 1 + random.IntN(60), End: random.IntN(4)})
		}
		for _, step := range AalenJohansen(spells, 3) {
			near(t, "sum", step.Running+step.Incidence[0]+step.Incidence[1]+step.Incidence[2], 1, 1e-9)
		}
	}
}

func TestResamplesAreThoseOfTheFigure(t *testing.T) {
	horizon := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	draw := func(seed uint64, sizes ...int64) [][]int64 {
		return resampled(seed, sizes, func() func([]int64) []int64 {
			return func(drawn []int64) []int64 {
				if sum := drawn[0] + drawn[1] + drawn[2]; len(drawn) == 3 && sum != 5 {
					t.Errorf("%d persons drawn of 5", sum)
				}
				return slices.Clone(drawn)
			}
		})
	}
	seed := seedOf("certificate.gap_ratio", horizon, "75", "")
	if seed != seedOf("certificate.gap_ratio", horizon.In(time.FixedZone("", 3600)), "75", "") || seed == seedOf("certificate.gap_ratio", horizon, "", "75") {
		t.Error("the seed must depend on the instant and on the cell")
	}
	alike, each := draw(seed, 2, 1, 2), draw(seed, 1, 1, 1, 1, 1)
	if len(alike) != resamples(5) || !reflect.DeepEqual(alike, draw(seed, 2, 1, 2)) {
		t.Errorf("%d draws, or the same figure was drawn differently", len(alike))
	}
	for i := range each {
		if one := each[i]; !slices.Equal(alike[i], []int64{one[0] + one[1], one[2], one[3] + one[4]}) {
			t.Fatalf("draw %d: %v of persons one by one, %v of those who are alike", i, one, alike[i])
		}
	}
}

// Of persons of whom many are alike, as many are drawn of each group as if they were
// drawn one by one: the mean, the variance and the covariance of a multinomial.
func TestDrawsOfManyAreMultinomial(t *testing.T) {
	sizes := []int64{400, 1, 90, 2, 507, 7000}
	draw, persons := drawing(sizes)
	if persons != 8000 {
		t.Fatalf("%d persons", persons)
	}
	const draws = 20_000
	sums, products := make([]float64, len(sizes)), [2]float64{}
	for i := range draws {
		drawn := make([]int64, len(sizes))
		draw(rand.NewPCG(9, uint64(i)), drawn) //nolint:gosec // small
		total := int64(0)
		for k, n := range drawn {
			sums[k] += float64(n)
			total += n
		}
		if total != 8000 {
			t.Fatalf("%d persons drawn of 8000", total)
		}
		products[0] += float64((drawn[0] - 400) * (drawn[0] - 400))
		products[1] += float64((drawn[0] - 400) * (drawn[5] - 7000))
	}
	for k, size := range sizes {
		deviation := math.Sqrt(float64(size) * (1 - float64(size)/8000) / draws)
		near(t, "mean of a group", sums[k]/draws, float64(size), 4*deviation)
	}
	near(t, "variance", products[0]/draws, 400*0.95, 0.04*400*0.95)
	near(t, "covariance", products[1]/draws, -400*0.875, 0.06*400*0.875)
}

// eachAlone are the spells of as many persons.
func eachAlone(spells []Spell) []alike {
	var persons spellCounts
	for _, s := range spells {
		persons.count([]Spell{s})
	}
	return persons.list()
}

func TestEffectiveIntervalIsExactOnWholeNumbers(t *testing.T) {
	for _, c := range []struct{ k, n int64 }{{0, 11}, {3, 11}, {11, 11}, {81, 263}} {
		low, high := EffectiveInterval(float64(c.k)/float64(c.n), float64(c.n))
		exactLow, exactHigh := ClopperPearson(c.k, c.n)
		near(t, "low", low, exactLow, 1e-9)
		near(t, "high", high, exactHigh, 1e-9)
	}
	if got := kish([]int64{1, 1, 1, 1}); got != 4 {
		t.Errorf("four alike: %g", got)
	}
	near(t, "one has three", kish([]int64{1, 1, 3}), 25./11, 1e-12)
	if got := kish(nil); got != 0 {
		t.Errorf("nobody: %g", got)
	}
}

func TestFunnelLimits(t *testing.T) {
	// B(10, 1/2): P(X <= 1) = 11/1024 = 0.0107, P(X <= 2) = 56/1024 = 0.0547: 2 to 8 of 10.
	low, high := FunnelLimits(0.5, 10, 0.05)
	near(t, "low", low, 0.2, 1e-12)
	near(t, "high", high, 0.8, 1e-12)
	if low, high := FunnelLimits(1, 10, 0.05); low != 1 || high != 1 {
		t.Errorf("nothing varies at a rate of 1: %g, %g", low, high)
	}
}

func TestFunnelSaysWhatChanceDoes(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 9))
	var points []FunnelPoint
	for i := range 100 {
		hits := 0
		for range 60 {
			if random.Float64() < 0.4 {
				hits++
			}
		}
		points = append(points, FunnelPoint{Department: string(rune('A'+i/10)) + string(rune('0'+i%10)), Share: float64(hits) / 60, N: 60})
	}
	equal := newFunnel(points)
	if equal.outside() > 10 || equal.Spread > 0.05 {
		t.Errorf("equal departments: %d outside, spread %.3f", equal.outside(), equal.Spread)
	}
	points[50].Share = 0
	apart := newFunnel(points)
	if !apart.Points[50].Apart {
		t.Errorf("a department without any is not apart: %+v", apart.Points[50])
	}
	for i := 1; i < len(apart.Points); i++ {
		if apart.Points[i].Department <= apart.Points[i-1].Department {
			t.Fatal("the points must be in the order of departments, never of shares")
		}
	}
	if empty := newFunnel(nil); empty.Spread != 0 || empty.outside() != 0 {
		t.Errorf("nothing to compare: %+v", empty)
	}
}
