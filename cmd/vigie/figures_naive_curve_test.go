package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// naiveSpell is one length: from the day it came under observation to its end,
// of a kind numbered from 1, or to the last day it was seen (0).
type naiveSpell struct{ entry, length, end int }

// compare puts the shorter first, then the one seen from earlier on.
func (s naiveSpell) compare(o naiveSpell) int {
	return cmp.Or(s.length-o.length, s.entry-o.entry, s.end-o.end)
}

// spells are those of persons; by tells their associations.
type spells struct {
	of map[string][]naiveSpell
	by map[string]bool
}

func newSpells() spells { return spells{map[string][]naiveSpell{}, map[string]bool{}} }

// risen is the curve of Aalen and Johansen at one length, by kind of end, and
// the share that lasts longer. times says how often each spell counts.
func risen(list []naiveSpell, times []int, kinds, length int) (ended []float64, running float64) {
	ended, running = make([]float64, kinds), 1
	var days []int
	for _, s := range list {
		if s.length <= length && s.length > s.entry {
			days = append(days, s.length)
		}
	}
	slices.Sort(days)
	for _, day := range slices.Compact(days) {
		risk, at := 0, make([]int, kinds+1)
		for i, s := range list {
			if s.entry < day && day <= s.length {
				risk += times[i]
			}
			if s.entry < day && day == s.length {
				at[s.end] += times[i]
			}
		}
		if risk == 0 {
			continue
		}
		all := 0
		for k := range kinds {
			ended[k] += running * float64(at[k+1]) / float64(risk)
			all += at[k+1]
		}
		running *= float64(risk-all) / float64(risk)
	}
	return ended, running
}

// naiveCurve is the curve of the persons at risk, with the draws of its interval.
type naiveCurve struct {
	persons [][]naiveSpell
	all     []naiveSpell
	owner   []int // person of each spell
	kinds   int
	draws   [][]int // how often each person is drawn
}

// curveOf takes the spells that were at risk, the persons in the order of all their
// spells, whoever they are, and draws persons anew: 400 times, each from the seed of
// indicator, horizon, place, series and period and its own number.
func curveOf(s spells, kinds int, indicator string, horizon time.Time, cell ...string) *naiveCurve {
	c := &naiveCurve{kinds: kinds}
	var lists [][]naiveSpell
	for _, list := range s.of {
		list = slices.Clone(list)
		slices.SortFunc(list, naiveSpell.compare)
		lists = append(lists, list)
	}
	slices.SortFunc(lists, func(a, b []naiveSpell) int { return slices.CompareFunc(a, b, naiveSpell.compare) })
	for _, list := range lists {
		kept := slices.DeleteFunc(list, func(s naiveSpell) bool { return s.length <= s.entry })
		if len(kept) == 0 {
			continue
		}
		for _, one := range kept {
			c.all, c.owner = append(c.all, one), append(c.owner, len(c.persons))
		}
		c.persons = append(c.persons, kept)
	}
	sum := sha256.Sum256([]byte(strings.Join(append([]string{indicator, horizon.UTC().Format(time.RFC3339Nano)}, cell...), "\n")))
	for draw := range uint64(400) {
		random := rand.New(rand.NewPCG(binary.BigEndian.Uint64(sum[:8]), draw))
		times := make([]int, len(c.persons))
		for range c.persons {
			times[random.IntN(len(c.persons))]++
		}
		c.draws = append(c.draws, times)
	}
	return c
}

func (c *naiveCurve) weights(times []int) []int {
	weights := make([]int, len(c.all))
	for i, person := range c.owner {
		weights[i] = 1
		if times != nil {
			weights[i] = times[person]
		}
	}
	return weights
}

func (c *naiveCurve) longest() int {
	longest := 0
	for _, s := range c.all {
		longest = max(longest, s.length)
	}
	return longest
}

// at reads one kind of end, or for kind 0 what lasts longer, off at a length.
func (c *naiveCurve) at(kind, length int) number {
	f := number{denominator: int64(len(c.all)), n: int64(len(c.persons))}
	share := func(times []int) float64 {
		ended, running := risen(c.all, c.weights(times), c.kinds, length)
		if kind == 0 {
			return running
		}
		return ended[kind-1]
	}
	over, risk := int64(0), 0
	for _, s := range c.all {
		if s.end > 0 && s.length <= length && (kind == 0 || s.end == kind) {
			over++
		}
	}
	f.numerator = over
	if kind == 0 {
		f.numerator = f.denominator - over
	}
	_, running := risen(c.all, c.weights(nil), c.kinds, c.longest())
	followed := c.longest() >= length || len(c.all) > 0 && running == 0
	if !followed {
		return f
	}
	f.value = share(nil)
	if f.n < 11 {
		return f
	}
	last := 0 // the last length up to here at which something ended or was last seen
	for _, s := range c.all {
		if s.length <= length {
			last = max(last, s.length)
		}
	}
	for _, s := range c.all {
		if last > 0 && s.entry < last && last <= s.length {
			risk++
		}
	}
	if last == 0 {
		risk = len(c.persons)
	}
	f.interval = true
	f.low, f.high = c.interval(f.value, share, risk)
	return f
}

// interval is the exact one on as many persons as have the variance of the draws.
func (c *naiveCurve) interval(value float64, share func([]int) float64, risk int) (low, high float64) {
	drawn := make([]float64, 0, len(c.draws))
	for _, times := range c.draws {
		drawn = append(drawn, share(times))
	}
	centre, squares, n := average(drawn), 0.0, float64(len(c.persons))
	for _, x := range drawn {
		squares += (x - centre) * (x - centre)
	}
	variance := squares / float64(len(drawn)-1) * n / (n - 1)
	size := n
	if value > 0 && value < 1 && variance > 0 {
		size = min(size, value*(1-value)/variance)
	}
	if value <= 1e-12 || value >= 1-1e-12 {
		size = min(size, math.Max(1, float64(risk)))
	}
	return exactInterval(value, size)
}

// half is the length by which half have ended.
func (c *naiveCurve) half(times []int) (days int, found bool) {
	weights := c.weights(times)
	var lengths []int
	for _, s := range c.all {
		lengths = append(lengths, s.length)
	}
	slices.Sort(lengths)
	for _, length := range slices.Compact(lengths) {
		if _, running := risen(c.all, weights, c.kinds, length); running <= 0.5+1e-12 {
			return length, true
		}
	}
	return c.longest() + 1, false
}

func (c *naiveCurve) median(shift int) number {
	f := number{denominator: int64(len(c.all)), n: int64(len(c.persons))}
	for _, s := range c.all {
		if s.end > 0 {
			f.numerator++
		}
	}
	days, found := c.half(nil)
	if !found {
		return f
	}
	f.value = float64(days - shift)
	if f.n < 11 {
		return f
	}
	var halves []int
	for _, times := range c.draws {
		half, _ := c.half(times)
		halves = append(halves, half)
	}
	slices.Sort(halves)
	low, high := halves[9], halves[390] // the tenth of 400 from each end
	if high <= c.longest() && f.n >= 30 {
		f.low, f.high, f.interval = float64(low-shift), float64(high-shift), true
	}
	return f
}

// curveNumber computes the figure of one series of a curve.
func curveNumber(s spells, kinds []string, f observatory.Figure, series, model string, shift int) (number, bool) {
	var want number
	name, days := cutFirst(series)
	switch name {
	case indicators.SeriesBefore:
		for _, list := range s.of {
			for _, one := range list {
				if one.length <= one.entry {
					want.n++
				}
			}
		}
		want.value, want.numerator = float64(want.n), want.n
	case indicators.SeriesCurveMedian:
		want = curveOf(s, len(kinds), f.Indicator, f.Horizon, f.Department, model, f.Period.Name).median(shift)
	default:
		length, err := strconv.Atoi(days)
		if err != nil {
			return want, false
		}
		want = curveOf(s, len(kinds), f.Indicator, f.Horizon, f.Department, model, f.Period.Name).at(slices.Index(kinds, name)+1, length+shift)
	}
	want.associations = int64(len(s.by))
	return want, true
}

var gapEnds = []string{"document", "decision", "closure", "withdrawal"}

// gapSpells are the gaps that begin in the window.
func (v naive) gapSpells(list []naiveCase, variant int) spells {
	s := newSpells()
	for i := range list {
		c := &list[i]
		contact := firstMet(c.facts[variant])
		for day, covered := range c.days[variant] {
			if !covered && day >= v.from {
				s.by[c.association] = true
			}
			if before, window := c.days[variant][day-1]; covered || window && !before || day < v.from {
				continue
			}
			last := day
			for c.ends[variant][last] == "" {
				last++
			}
			one := naiveSpell{length: int(last-day) + 1, end: slices.Index(gapEnds, c.ends[variant][last]) + 1}
			if contact.Known() {
				one.entry = max(0, int(contact-day))
			}
			s.of[c.person] = append(s.of[c.person], one)
		}
	}
	return s
}

func firstMet(facts []observatory.CaseEvent) observatory.Date {
	met := observatory.NoDate
	for _, e := range facts {
		if e.Code == "first_contact" && (!met.Known() || e.Date < met) {
			met = e.Date
		}
	}
	return met
}

// requestSpells are the delays from each request for a certificate.
func (v naive) requestSpells(list []naiveCase, variant int, month observatory.Month) spells {
	s := newSpells()
	for i := range list {
		c := &list[i]
		for _, asked := range c.facts[variant] {
			if asked.Event != "certificate_request" || asked.Date < v.from || !v.in(month, asked.Date) {
				continue
			}
			if slices.ContainsFunc(c.facts[variant], func(o observatory.CaseEvent) bool {
				return o.Event == "certificate" && naiveUndated(o) && (o.End >= asked.Date || !o.End.Known())
			}) {
				continue // it may have been the answer
			}
			one := naiveSpell{length: int(c.last[variant]-asked.Date) + 1}
			for _, e := range c.facts[variant] {
				end := slices.Index(gapEnds, string(e.Event)) + 1
				if e.Event == "certificate" {
					end = 1
				}
				if length := int(e.Date-asked.Date) + 1; end > 0 && length > 0 && (one.end == 0 || length < one.length || length == one.length && end < one.end) {
					one.length, one.end = length, end
				}
			}
			if one.length < 1 {
				continue
			}
			if contact := firstMet(c.facts[variant]); contact.Known() {
				one.entry = max(0, int(contact-asked.Date))
			}
			s.of[c.person], s.by[c.association] = append(s.of[c.person], one), true
		}
	}
	return s
}

// checkCurves compares the curves of gaps and of requests for a certificate.
func checkCurves(t *testing.T, b *workbench, s indicators.Reader, v naive, w observatory.Window, rules indicators.RuleSet) {
	t.Helper()
	list := v.cases()
	seen := 0
	cuts := []split{{}, {[]indicators.Dimension{"department"}}}
	gaps := b.tables(t, s, "certificate.gap_days", w, rules, cuts)
	delays := b.tables(t, s, "certificate.renewal_delay", w, rules, []split{{}, {[]indicators.Dimension{"month"}}})
	for _, figures := range gaps {
		for _, f := range figures {
			series, variant := variantOf(f.Series)
			kept := casesOf(list, f)
			if want, ok := curveNumber(v.gapSpells(kept, variant), gapEnds, f, series, markOf(variant), 0); ok {
				want.planned, want.covered = coverageOf(kept)
				compare(t, f, want)
				seen++
			}
		}
	}
	for i, cut := range []split{{}, {[]indicators.Dimension{"month"}}} {
		for _, f := range delays[i] {
			series, variant := variantOf(f.Series)
			want, ok := curveNumber(v.requestSpells(list, variant, monthOf(t, cut, f)), gapEnds, f, series, markOf(variant), 1)
			if !ok {
				t.Errorf("series %q of a delay is unknown", f.Series)
			}
			want.planned, want.covered = coverageOf(list)
			compare(t, f, want)
			seen++
		}
	}
	if seen < 60 {
		t.Errorf("only %d figures of curves", seen)
	}
}

func markOf(variant int) string {
	if variant == 1 {
		return indicators.SeriesMonthEnd
	}
	return ""
}
