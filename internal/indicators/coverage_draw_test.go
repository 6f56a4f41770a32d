package indicators

import (
	"math"
	"math/rand/v2"
	"slices"

	"vigie/internal/observatory"
)

// The samples of the coverage study, one way to draw for each estimator.

func studies() []study {
	same := func(rate float64, _ bool) float64 { return rate }
	return []study{
		{name: "share of persons, Wilson", truth: same, draw: drawShare(false)},
		{name: "share of persons, Clopper-Pearson", exact: true, truth: same, draw: drawShare(true)},
		{name: "daily share of a probe", truth: same, draw: drawDays},
		{name: "median, order statistics", truth: medianTruth, draw: drawMedian},
		{name: "median, independent, exact", exact: true, truth: medianTruth, draw: drawMedian},
		{
			name: "incidence at a length, Aalen-Johansen", slow: true, truth: incidenceTruth, draw: drawIncidence,
			value: onCurve(func(s CurveStep) float64 { return s.Incidence[0] }),
		},
		{
			name: "running at a length, Aalen-Johansen", slow: true, truth: runningTruth, draw: drawRunning,
			value: onCurve(func(s CurveStep) float64 { return s.Running }),
		},
		{name: "median of a curve, resampled", slow: true, truth: medianTruth, draw: drawHalf},
		{name: "days without a document over days", truth: same, draw: drawRatio},
		{name: "funnel limits", exact: true, truth: same, draw: drawFunnel},
	}
}

// drawShare draws persons with one to three events each when clustered: with a
// half chance all events of a person are alike.
func drawShare(exact bool) func(*rand.Rand, int, float64, bool) trial {
	return func(random *rand.Rand, n int, rate float64, clustered bool) trial {
		c := &shareCell{}
		for person := range n {
			events, alike := 1, random.Float64() < 0.5
			if clustered {
				events = 1 + random.IntN(3)
			}
			own := random.Float64() < rate
			for range events {
				yes := own
				if !alike {
					yes = random.Float64() < rate
				}
				row := tallyRow{who: int32(person) + 1, all: 1, no: 1}
				if yes {
					row.yes, row.no = 1, 0
				}
				c.count(&row)
			}
		}
		f := observatory.Figure{MinimumN: 11}
		c.set(&f)
		if exact {
			f.Low, f.High = ClopperPearson(f.Numerator, f.Denominator)
		}
		return trial{f.Value, f.Low, f.High, f.HasInterval, false}
	}
}

// drawDays draws days with four checks each: when clustered the checks of a day
// share its state with a half chance, and the days of a week lean one way.
func drawDays(random *rand.Rand, n int, rate float64, clustered bool) trial {
	const checks = 4
	first := observatory.NewDate(2026, 1, 5)
	c := probeCell{}
	lean := 0.0
	for d := range n {
		if d%7 == 0 {
			lean = (random.Float64() - 0.5) * min(rate, 1-rate) * 0.8
		}
		today, own := rate, random.Float64()
		if clustered {
			today = rate + lean
		}
		good := int64(0)
		alike := clustered && random.Float64() < 0.5
		for range checks {
			draw := random.Float64()
			if alike {
				draw = own
			}
			if draw < today {
				good++
			}
		}
		c.count(probeDay{target: "t", day: first + observatory.Date(d), measured: [2]int64{checks, checks}, good: [2]int64{good, good}})
	}
	days, weeks := c.shares(0)
	f := observatory.Figure{Value: mean(days)}
	setProbeInterval(&f, days, weeks)
	return trial{f.Value, f.Low, f.High, f.HasInterval, false}
}

// lengthOf is the mean of the lengths drawn for a rate: short, middle and long.
func lengthOf(rate float64) float64 { return map[float64]float64{0.05: 12, 0.5: 60, 0.95: 200}[rate] }

// drawLength draws a length in whole days, from an exponential law of the given mean.
func drawLength(random *rand.Rand, mean float64) int { return 1 + int(random.ExpFloat64()*mean) }

func medianTruth(rate float64, _ bool) float64 {
	return math.Ceil(lengthOf(rate) * math.Ln2)
}

// drawMedian draws one length a person or, clustered, one to three of which
// half of the persons repeat the same.
func drawMedian(random *rand.Rand, n int, rate float64, clustered bool) trial {
	var lengths, perPerson []int64
	for range n {
		count, own := int64(1), drawLength(random, lengthOf(rate))
		if clustered {
			count += random.Int64N(3)
		}
		alike := random.Float64() < 0.5
		for range count {
			length := own
			if !alike {
				length = drawLength(random, lengthOf(rate))
			}
			lengths = append(lengths, int64(length))
		}
		perPerson = append(perPerson, count)
	}
	slices.Sort(lengths)
	low, high, ok := MedianInterval(lengths, kish(perPerson))
	// The sample median of a skewed law leans by itself; what is held here is the
	// share of lengths at or below the true median.
	return trial{medianTruth(rate, clustered), float64(low), float64(high), ok, false}
}

const incidenceDays = 45

// incidenceTruth is the share that a document ends within 45 days, when
// documents and closures come at constant daily odds, two to one.
func incidenceTruth(rate float64, _ bool) float64 {
	q := math.Exp(-1 / lengthOf(rate))
	return (1 - math.Pow(q, incidenceDays)) * 2 / 3
}

// drawCurve draws persons with one spell or, clustered, one to three of which
// half of the persons repeat the same.
func drawCurve(random *rand.Rand, n int, rate float64, clustered bool) *curve {
	var persons spellCounts
	for range n {
		spells := 1
		if clustered {
			spells += random.IntN(3)
		}
		own := drawSpell(random, rate)
		same := random.Float64() < 0.5
		var of []Spell
		for range spells {
			s := own
			if !same {
				s = drawSpell(random, rate)
			}
			of = append(of, s)
		}
		persons.count(of)
	}
	return newCurve(persons.list(), 2)
}

func drawIncidence(random *rand.Rand, n int, rate float64, clustered bool) trial {
	r := drawCurve(random, n, rate, clustered).read(random.Uint64(), []int{incidenceDays}, true)
	e := r.ends[0][0]
	return trial{e.value, e.low, e.high, r.followed[0], !r.followed[0]}
}

func drawRunning(random *rand.Rand, n int, rate float64, clustered bool) trial {
	r := drawCurve(random, n, rate, clustered).read(random.Uint64(), []int{incidenceDays}, true)
	e := r.running[0]
	return trial{e.value, e.low, e.high, r.followed[0], !r.followed[0]}
}

// drawHalf draws the median of a curve. It leans by itself, as that of drawMedian.
func drawHalf(random *rand.Rand, n int, rate float64, clustered bool) trial {
	r := drawCurve(random, n, rate, clustered).read(random.Uint64(), nil, true)
	return trial{medianTruth(rate, clustered), r.half.low, r.half.high, r.bounded, !r.hasHalf}
}

// onCurve reads a draw's curve off at the length, without an interval.
func onCurve(read func(CurveStep) float64) func(*rand.Rand, int, float64, bool) (float64, bool) {
	return func(random *rand.Rand, n int, rate float64, clustered bool) (float64, bool) {
		c := drawCurve(random, n, rate, clustered)
		step, found := stepAt(c.steps, incidenceDays)
		if !found {
			step = CurveStep{Running: 1, Incidence: make([]float64, 2)}
		}
		return read(step), c.followed(incidenceDays)
	}
}

// drawSpell draws a length that a document or a closure ends, that is last seen
// after some months and, one time in four, came under observation late.
func drawSpell(random *rand.Rand, rate float64) Spell {
	for {
		s := Spell{Length: drawLength(random, lengthOf(rate)), End: 1}
		if random.IntN(3) == 0 {
			s.End = 2
		}
		if seen := 30 + random.IntN(300); s.Length > seen {
			s.Length, s.End = seen, 0
		}
		if random.IntN(4) == 0 {
			s.Entry = random.IntN(20)
		}
		if s.observed() {
			return s
		}
	}
}

// drawRatio draws persons with some hundred days, a part of them without a
// document; clustered, half of the persons have all or nothing.
func drawRatio(random *rand.Rand, n int, rate float64, clustered bool) trial {
	var sums observatory.DaySums
	for range n {
		days := int64(60 + random.IntN(240))
		gap := int64(0)
		if clustered && random.IntN(2) == 0 {
			if random.Float64() < rate {
				gap = days
			}
		} else {
			for range days {
				if random.Float64() < rate {
					gap++
				}
			}
		}
		sums.AddPerson(gap, days)
	}
	e := ratio(sums)
	return trial{e.value, e.low, e.high, true, false}
}

func runningTruth(rate float64, _ bool) float64 {
	return math.Exp(-incidenceDays / lengthOf(rate))
}

// drawFunnel draws one department of a common rate: it lies within the limits.
func drawFunnel(random *rand.Rand, n int, rate float64, _ bool) trial {
	hits := 0
	for range n {
		if random.Float64() < rate {
			hits++
		}
	}
	share := float64(hits) / float64(n)
	low, high := FunnelLimits(rate, int64(n), FunnelNear)
	// Inside the limits is said as: the truth lies in an interval of that width about the share.
	inside := share >= low-1e-12 && share <= high+1e-12
	e := trial{value: share, low: 2, high: -1, ok: true}
	if inside {
		e.low, e.high = 0, 1
	}
	return e
}

// kish is the effective number of persons who have so many observations each.
func kish(perPerson []int64) float64 {
	var sum, squares int64
	for _, n := range perPerson {
		sum += n
		squares += n * n
	}
	return kishOf(sum, squares)
}
