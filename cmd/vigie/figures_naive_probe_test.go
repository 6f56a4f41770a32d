package main

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"

	"vigie/internal/observatory"
)

// naive is the second computation of the indicators: plain loops over facts,
// written from design.md section 5 alone. It shares nothing with
// internal/indicators or the queries but the domain's types.
type naive struct {
	world   *world
	from    observatory.Date
	to      observatory.Date
	horizon time.Time
	zone    func(string) *time.Location
	rules   bool                            // L. 433-3
	listed  map[string]bool                 // departments that an order lists for its second paragraph
	counted map[string]map[dayKey]*dayCount // by journey, once counted
	once    *naiveOnce
	months  int // of each part of a split by month
}

// in reports whether a day lies in a month, quarter or year that begins with a
// month; every day lies in month 0.
func (v naive) in(month observatory.Month, day observatory.Date) bool {
	return month == 0 || day >= month.First() && day < (month+observatory.Month(v.months)).First()
}

// naiveOnce keeps what many figures begin with.
type naiveOnce struct {
	attempts  []*observatory.Attempt
	events    []*observatory.CaseEvent
	elsewhere map[observatory.ID]bool
	cases     map[observatory.ID][]*observatory.CaseEvent
}

func newNaive(w *world, from, to observatory.Date, horizon time.Time, zone func(string) *time.Location) naive {
	return naive{world: w, from: from, to: to, horizon: horizon, zone: zone, counted: map[string]map[dayKey]*dayCount{}, once: &naiveOnce{}, months: 1}
}

// number is what the naive computation says of one figure.
type number struct {
	value, low, high               float64
	interval                       bool
	numerator, denominator, n      int64
	covered, planned, associations int64
	withYes, withNo                int64 // persons with an event as asked, with one that is not
}

func (v naive) lastDay(department string) observatory.Date {
	return min(v.to, observatory.DateOf(v.horizon, v.zone(department)))
}

func (v naive) visible() []*observatory.Attempt {
	if v.once.attempts == nil {
		v.once.attempts = v.visibleAttempts()
	}
	return v.once.attempts
}

// withdrawnBy are the observations that others recorded by the horizon withdraw.
func withdrawnBy[O observatory.Observation](list []O, horizon time.Time) map[observatory.ID]bool {
	gone := map[observatory.ID]bool{}
	for _, o := range list {
		if e := o.Env(); !e.RecordedAt.After(horizon) {
			gone[e.Withdraws] = true
		}
	}
	return gone
}

func (v naive) visibleAttempts() []*observatory.Attempt {
	gone := withdrawnBy(v.world.attempts, v.horizon)
	var list []*observatory.Attempt
	for _, a := range v.world.attempts {
		if !a.RecordedAt.After(v.horizon) && !gone[a.ID] {
			list = append(list, a)
		}
	}
	return sortedBy(list, byTime)
}

type dayKey struct {
	target, department, series string
	day                        observatory.Date
}

type dayCount struct {
	planned, run   int64
	rest           int64 // days without a plan after it
	measured, good [2]int64
	maintenance    int64
}

// dayCounts counts the first attempts of each target and day.
func (v naive) dayCounts(journey string) map[dayKey]*dayCount {
	if counts := v.counted[journey]; counts != nil {
		return counts
	}
	counts := map[dayKey]*dayCount{}
	v.counted[journey] = counts
	list := v.visible()
	confirmations := map[observatory.ID]*observatory.Attempt{}
	for _, a := range list {
		if confirmations[a.Confirms] == nil {
			confirmations[a.Confirms] = a
		}
	}
	for _, a := range list {
		day := observatory.DateOf(a.At, v.zone(a.Department))
		if a.Journey != journey || !a.Confirms.IsZero() || day > v.to || day < v.from-31 {
			continue
		}
		key := dayKey{a.Target, a.Department, string(a.Mode), day}
		c := counts[key]
		if c == nil {
			c = &dayCount{}
			counts[key] = c
		}
		c.planned = max(c.planned, int64(a.PlannedPerDay))
		if a.PlannedPerDay > 0 {
			c.rest = max(c.rest, int64(a.PlannedRest))
		}
		c.add(a, confirmations[a.ID], day, journey == "pan.slots")
	}
	return counts
}

// excused reports whether the confirmed accounting leaves a first attempt out:
// it failed, after its confirmation too, in a maintenance announced beforehand.
func excused(a, second *observatory.Attempt) bool {
	ended := a.Outcome
	if ended == observatory.Down && second != nil && second.Outcome.Measured() {
		ended = second.Outcome
	}
	return a.Announced != "" && (ended == observatory.Down || ended == observatory.Maintenance)
}

func (c *dayCount) add(a, second *observatory.Attempt, day observatory.Date, slots bool) {
	good := func(b *observatory.Attempt) bool {
		if b.Outcome != observatory.Met && b.Outcome != observatory.Degraded {
			return false
		}
		return !slots || b.FirstDate != 0 && b.FirstDate-day <= 30
	}
	seen := func(b *observatory.Attempt) bool {
		return b.Outcome != observatory.Blocked && b.Outcome != observatory.Drift && b.Outcome != observatory.Fault
	}
	c.run++
	if !seen(a) {
		return
	}
	c.measured[0]++
	if good(a) {
		c.good[0]++
	}
	if excused(a, second) {
		c.maintenance++
		return
	}
	effective := good(a)
	if second != nil && seen(second) {
		switch a.Outcome {
		case observatory.Down:
			effective = good(second)
		case observatory.Degraded:
			effective = effective || good(second)
		}
	}
	c.measured[1]++
	if effective {
		c.good[1]++
	}
}

// probe computes the figures of one series for the target-days that are kept:
// strict, confirmed, and the count of maintenance. It is false without any.
func (v naive) probe(journey, series string, keep func(dayKey) bool) (three [3]number, found bool) {
	return v.counts(v.dayCounts(journey), series, keep)
}

// counts is probe over days that were counted otherwise.
func (v naive) counts(counts map[dayKey]*dayCount, series string, keep func(dayKey) bool) (three [3]number, found bool) {
	covered, planned, found := v.coverage(counts, func(k dayKey) bool { return k.series == series && keep(k) })
	selected := map[dayKey]*dayCount{}
	for key, c := range counts {
		if key.series == series && keep(key) && key.day >= v.from {
			selected[key] = c
		}
	}
	for accounting := range 2 {
		three[accounting] = daily(selected, accounting)
		three[accounting].covered, three[accounting].planned = covered, planned
	}
	three[2] = three[0]
	three[2].numerator = 0
	for _, c := range selected {
		three[2].numerator += c.maintenance
	}
	return three, found
}

// coverage walks every day from the first known plan of each target on.
func (v naive) coverage(counts map[dayKey]*dayCount, keep func(dayKey) bool) (covered, planned int64, found bool) {
	type who struct{ target, department, series string }
	firsts := map[who]observatory.Date{}
	for key := range counts {
		w := who{key.target, key.department, key.series}
		if first, ok := firsts[w]; !ok || key.day < first {
			firsts[w] = key.day
		}
	}
	for w, first := range firsts {
		plan, rest := int64(0), int64(0) // rest: days left of it, this one included
		today, last := observatory.DateOf(v.horizon, v.zone(w.department)), v.lastDay(w.department)
		for day := first; day <= last; day++ {
			key := dayKey{w.target, w.department, w.series, day}
			c := counts[key]
			rest = max(0, rest-1)
			if c != nil && c.planned > 0 {
				plan, rest = c.planned, c.rest+1
			}
			resting := rest > 0 && (c == nil || c.planned == 0)
			if day < v.from || !keep(key) {
				continue
			}
			if c != nil || plan > 0 && day < today && !resting {
				found = true
			}
			switch {
			case resting:
			case c == nil && day < today:
				planned += plan
			case c == nil:
			case plan == 0:
				covered += c.run
			case day == today:
				covered += min(c.run, plan)
				planned += min(c.run, plan)
			default:
				covered += min(c.run, plan)
				planned += plan
			}
		}
	}
	return covered, planned, found
}

// daily averages the shares of the targets of a day, then those of the days.
func daily(counts map[dayKey]*dayCount, accounting int) number {
	var f number
	shares := map[observatory.Date][]float64{}
	keys := slices.Collect(maps.Keys(counts))
	slices.SortFunc(keys, func(a, b dayKey) int { return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.target, b.target)) })
	for _, key := range keys {
		c := counts[key]
		f.numerator += c.good[accounting]
		f.denominator += c.measured[accounting]
		if c.measured[accounting] > 0 {
			shares[key.day] = append(shares[key.day], float64(c.good[accounting])/float64(c.measured[accounting]))
		}
	}
	var days []float64
	weeks := map[int][]float64{}
	for _, day := range slices.Sorted(maps.Keys(shares)) {
		share := average(shares[day])
		days = append(days, share)
		monday := (int(day) + 3) / 7 // 1 January 1970 was a Thursday
		weeks[monday] = append(weeks[monday], share)
	}
	f.n = int64(len(days))
	if f.n == 0 {
		return f
	}
	f.value = average(days)
	if f.n < 5 {
		return f
	}
	f.meanInterval(days, weeks)
	return f
}

func (f *number) meanInterval(days []float64, weeks map[int][]float64) {
	size := float64(len(days))
	switch {
	case slices.Max(days) == 0:
		f.low, f.high, f.interval = 0, 1-math.Pow(0.025, 1/size), true
		return
	case slices.Min(days) == 1:
		f.low, f.high, f.interval = math.Pow(0.025, 1/size), 1, true
		return
	}
	sample := days
	if len(weeks) >= 8 {
		sample = nil
		for _, week := range slices.Sorted(maps.Keys(weeks)) {
			sample = append(sample, average(weeks[week]))
		}
	}
	if slices.Min(sample) == slices.Max(sample) {
		return
	}
	m, squares := average(sample), 0.0
	for _, x := range sample {
		squares += (x - m) * (x - m)
	}
	k := float64(len(sample))
	half := studentQuantile(k-1) * math.Sqrt(squares/(k-1)/k)
	f.low, f.high, f.interval = max(0, f.value-half), min(1, f.value+half), true
	if len(weeks) < 8 { // never narrower than the exact interval on as many days as have this spread
		low, high := exactInterval(f.value, f.value*(1-f.value)/(squares/(k-1)/k))
		f.low, f.high = min(f.low, low), max(f.high, high)
	}
}

func average(list []float64) float64 {
	sum := 0.0
	for _, x := range list {
		sum += x
	}
	return sum / float64(len(list))
}

// studentQuantile is the 97.5 % quantile of Student's law, by Newton's steps on its
// distribution function, which Simpson's rule gives.
func studentQuantile(freedom float64) float64 {
	a, _ := math.Lgamma((freedom + 1) / 2)
	b, _ := math.Lgamma(freedom / 2)
	scale := math.Exp(a-b) / math.Sqrt(freedom*math.Pi)
	density := func(x float64) float64 { return scale * math.Pow(1+x*x/freedom, -(freedom+1)/2) }
	area := func(t float64) float64 {
		const steps = 400
		h, sum := t/steps, density(0)+density(t)
		for i := 1; i < steps; i++ {
			sum += density(float64(i)*h) * float64(2+2*(i%2))
		}
		return sum * h / 3
	}
	t := 2.0
	for range 12 { // the density falls, so that the steps come from below
		t += (0.475 - area(t)) / density(t)
	}
	return t
}
