package indicators

import (
	"math/big"
	"slices"

	"vigie/internal/observatory"
)

// estimate is a value with its 95 % interval.
type estimate struct{ value, low, high float64 }

// curve is an Aalen-Johansen curve over the spells of persons, which can be
// resampled by person.
type curve struct {
	alike   []alike // only spells that were at risk, and persons with one
	persons int
	kinds   int
	steps   []CurveStep
	longest int
}

func newCurve(persons []alike, kinds int) *curve {
	c := &curve{kinds: kinds}
	for _, of := range persons {
		of.spells = slices.DeleteFunc(slices.Clone(of.spells), func(s Spell) bool { return !s.observed() })
		if len(of.spells) == 0 {
			continue
		}
		c.alike, c.persons = append(c.alike, of), c.persons+int(of.persons)
		c.longest = max(c.longest, longest(of.spells))
	}
	count := newSpellCount(c.longest, kinds)
	for _, of := range c.alike {
		count.addAll(of.spells, of.persons)
	}
	c.steps = count.steps()
	return c
}

// reading is a curve read off at some lengths.
type curveReading struct {
	days     []int
	ends     [][]estimate // by kind of end, then by length
	running  []estimate   // by length
	followed []bool       // by length
	half     estimate     // length by which half have ended
	hasHalf  bool
	bounded  bool // half has an interval
}

// read gives shares and median with intervals: the variance of a share comes
// from resampled persons, its interval from EffectiveInterval; the interval of
// the median is that of the resamples' medians, and is left out of few persons,
// and when one in forty of them never comes down to one half.
// What is not drawn has no interval.
func (c *curve) read(seed uint64, days []int, drawn bool) curveReading {
	r := curveReading{days: days, ends: make([][]estimate, c.kinds)}
	draws := c.draws(seed, days, drawn)
	for i, day := range days {
		step, found := stepAt(c.steps, day)
		if !found {
			step = CurveStep{Running: 1, Incidence: make([]float64, c.kinds), AtRisk: int64(c.persons)}
		}
		place := func(kind int, share float64) estimate {
			return c.interval(share, samples(draws, i*(c.kinds+1)+kind), float64(step.AtRisk))
		}
		for k := range c.kinds {
			r.ends[k] = append(r.ends[k], place(k, step.Incidence[k]))
		}
		r.running = append(r.running, place(c.kinds, step.Running))
		r.followed = append(r.followed, c.followed(day))
	}
	c.halves(&r, draws)
	return r
}

// followed reports whether a spell was still under observation at a length, or
// none ran on.
func (c *curve) followed(day int) bool {
	return c.longest >= day || c.persons > 0 && c.steps[len(c.steps)-1].Running == 0
}

// curveMedianPersons is how many persons the interval of a curve's median needs.
// With 11, of which half or more were last seen while their spell ran on, an
// interval could be had of one sample in four only, and those samples misled: it
// held the truth in 85 of 100 (coverage study); with 30 it did in 94.
const curveMedianPersons = 30

// drawnCurve is the curve of one resample.
type drawnCurve struct {
	shares []float64 // by length, then kind of end; running last
	half   float64   // its median
}

// draws reads the curves of all resamples off at the lengths.
func (c *curve) draws(seed uint64, days []int, drawn bool) []drawnCurve {
	if !drawn || c.persons == 0 {
		return nil
	}
	sizes := make([]int64, len(c.alike))
	for i := range c.alike {
		sizes[i] = c.alike[i].persons
	}
	return resampled(seed, sizes, func() func(drawn []int64) drawnCurve {
		count := newSpellCount(c.longest, c.kinds)
		return func(drawn []int64) drawnCurve {
			count.clear()
			for i, n := range drawn {
				if n > 0 {
					count.addAll(c.alike[i].spells, n)
				}
			}
			return c.readOff(count, days)
		}
	})
}

// samples is one share in all resamples.
func samples(draws []drawnCurve, share int) []float64 {
	list := make([]float64, len(draws))
	for i := range draws {
		list[i] = draws[i].shares[share]
	}
	return list
}

// readOff reads the curve of one resample off at the lengths, and its median.
func (c *curve) readOff(count *spellCount, days []int) drawnCurve {
	d, next := drawnCurve{shares: make([]float64, 0, len(days)*(c.kinds+1)), half: float64(c.longest + 1)}, 0
	latest := CurveStep{Running: 1, Incidence: make([]float64, c.kinds)}
	record := func() {
		d.shares = append(append(d.shares, latest.Incidence...), latest.Running)
		next++
	}
	count.walk(func(step CurveStep) {
		for next < len(days) && days[next] < step.Time {
			record()
		}
		copy(latest.Incidence, step.Incidence)
		latest.Running = step.Running
		if step.Running <= 0.5+1e-12 && d.half > float64(step.Time) {
			d.half = float64(step.Time)
		}
	})
	for next < len(days) {
		record()
	}
	return d
}

func (c *curve) interval(share float64, samples []float64, atRisk float64) estimate {
	e := estimate{value: share, high: 1}
	if len(samples) == 0 {
		return e
	}
	size := effectiveSize(share, spreadOf(samples, c.persons), float64(c.persons))
	if share <= 1e-12 || share >= 1-1e-12 {
		size = min(size, max(1, atRisk)) // nothing says more than those still seen
	}
	e.low, e.high = EffectiveInterval(share, size)
	return e
}

func (c *curve) halves(r *curveReading, draws []drawnCurve) {
	days, ok := halfEnded(c.steps)
	if r.hasHalf = ok; !ok {
		return
	}
	r.half.value = float64(days)
	if len(draws) == 0 {
		return
	}
	halves := make([]float64, len(draws))
	for i := range draws {
		halves[i] = draws[i].half
	}
	r.half.low, r.half.high = percentiles(halves)
	r.bounded = c.persons >= curveMedianPersons && r.half.high <= float64(c.longest)
}

// ratio gives the share of window days without a document with the interval of
// EffectiveInterval; the variance is that of a ratio of sums over persons. The
// squares are added up as whole numbers, whatever their size: the result does
// not depend on the order of persons.
func ratio(s observatory.DaySums) estimate {
	e := estimate{high: 1}
	if s.Window == 0 {
		return e
	}
	e.value = float64(s.Gap) / float64(s.Window)
	// The sum over persons of (gap - value * window) squared, times the square of all window days.
	squares := new(big.Int)
	add := func(factors ...int64) {
		term := big.NewInt(1)
		for _, f := range factors {
			term.Mul(term, big.NewInt(f))
		}
		squares.Add(squares, term)
	}
	add(s.GapSquares, s.Window, s.Window)
	add(-2, s.Products, s.Gap, s.Window)
	add(s.WindowSquares, s.Gap, s.Gap)
	rest, _ := new(big.Float).SetInt(squares).Float64()
	variance, n := 0.0, float64(s.Persons)
	if window := float64(s.Window); n > 1 {
		variance = rest / (window * window) / (window * window) * n / (n - 1)
	}
	e.low, e.high = EffectiveInterval(e.value, effectiveSize(e.value, variance, n))
	return e
}
