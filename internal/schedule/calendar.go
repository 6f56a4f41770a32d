package schedule

import (
	"math/rand/v2"
	"slices"
	"time"
)

// Opening is a span of hours of some days of the week, in the zone of the job.
type Opening struct {
	Days     []time.Weekday
	From, To int // minutes after midnight by the clock of the zone, 0 to 1440
}

// interval is a span of time, its end left out.
type interval struct{ from, to time.Time }

// dayOf is the midnight that begins the civil day of an instant in the job's
// zone, some days later.
func (j Job) dayOf(at time.Time, later int) time.Time {
	y, m, d := at.In(j.Zone).Date()
	return time.Date(y, m, d+later, 0, 0, 0, 0, j.Zone)
}

// hours are the spans of a civil day in which the job may start, in order and
// apart. A day of 23 or 25 hours is as long as it is.
func (j Job) hours(day time.Time) []interval {
	y, m, d := day.Date()
	at := func(minutes int) time.Time { return time.Date(y, m, d, 0, minutes, 0, 0, j.Zone) }
	if len(j.Open) == 0 {
		return []interval{{at(0), j.dayOf(day, 1)}}
	}
	var spans []interval
	for _, opening := range j.Open {
		if span := (interval{at(opening.From), at(opening.To)}); slices.Contains(opening.Days, day.Weekday()) && span.from.Before(span.to) {
			spans = append(spans, span)
		}
	}
	slices.SortFunc(spans, func(a, b interval) int { return a.from.Compare(b.from) })
	var apart []interval
	for _, span := range spans {
		if last := len(apart) - 1; last >= 0 && !span.from.After(apart[last].to) {
			if span.to.After(apart[last].to) {
				apart[last].to = span.to
			}
			continue
		}
		apart = append(apart, span)
	}
	return apart
}

// starts are the starts of a civil day, in order: as many as whole periods fit
// into its open time, at least one; with a period of a day or more, one every so
// many days. They lie at equal distances, from a phase that the name gives, or
// where chance puts them: a Poisson process of which the number is known, so
// that the day's coverage can be told. The same seed gives the same starts.
func (j Job) starts(day time.Time, seed uint64) []time.Time {
	spans := j.hours(day)
	var open time.Duration
	for _, span := range spans {
		open += span.to.Sub(span.from)
	}
	if open <= 0 {
		return nil
	}
	const whole = 24 * time.Hour
	number := max(1, int(open/j.Every))
	y, m, d := day.Date()
	index := time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / int64(whole/time.Second)
	if j.Every >= whole {
		number = 1
		if days := int64((j.Every + whole/2) / whole); index%days != int64(spread(j.Name)%uint64(days)) {
			return nil
		}
	}
	points := make([]float64, number)
	draw := rand.New(rand.NewPCG(seed, spread(j.Name)^uint64(index)))
	phase := float64(spread(j.Name)%1_000_000) / 1_000_000
	for i := range points {
		points[i] = (float64(i) + phase) / float64(number)
		if j.Poisson {
			points[i] = draw.Float64()
		}
	}
	slices.Sort(points)
	starts := make([]time.Time, number)
	for i, point := range points {
		starts[i] = within(spans, time.Duration(point*float64(open)))
	}
	return starts
}

// within is the instant after so much open time.
func within(spans []interval, after time.Duration) time.Time {
	for _, span := range spans {
		if length := span.to.Sub(span.from); after >= length {
			after -= length
			continue
		}
		return span.from.Add(after)
	}
	return spans[len(spans)-1].to.Add(-time.Nanosecond) // rounding went past the end
}

// PlannedOn is how many starts the civil day of an instant has: the denominator
// of its coverage.
func (j Job) PlannedOn(at time.Time, seed uint64) int {
	if j.Zone == nil {
		return max(1, int(24*time.Hour/j.Every))
	}
	return len(j.starts(j.dayOf(at, 0), seed))
}

// longestRest bounds RestAfter, and with it how long nothing is held to be missing
// of a target that is no longer visited.
const longestRest = 31

// RestAfter is on how many of the civil days that follow that of an instant nothing
// is planned, until the next on which something is; at most 31.
func (j Job) RestAfter(at time.Time, seed uint64) int {
	if j.Zone == nil {
		return 0
	}
	rest := 0
	for rest < longestRest && len(j.starts(j.dayOf(at, rest+1), seed)) == 0 {
		rest++
	}
	return rest
}

// PlannedWithin is how many starts lie from an instant on and before another.
func (j Job) PlannedWithin(from, to time.Time, seed uint64) int {
	if j.Zone == nil {
		return int(to.Sub(from) / j.Every)
	}
	count := 0
	for later := 0; j.dayOf(from, later).Before(to); later++ {
		for _, start := range j.starts(j.dayOf(from, later), seed) {
			if !start.Before(from) && start.Before(to) {
				count++
			}
		}
	}
	return count
}

// horizon is how many days ahead a start is looked for.
const horizon = 800

// Next is the first start of a job at or after an instant; false when it has
// none, for it is never open. Without a zone, starts lie at equal distances for
// ever, from an instant that the name gives; a restart changes nothing.
func (j Job) Next(from time.Time, seed uint64) (time.Time, bool) {
	if j.Zone == nil {
		return First(j, from), true
	}
	for later := range horizon {
		for _, start := range j.starts(j.dayOf(from, later), seed) {
			if !start.Before(from) {
				return start, true
			}
		}
	}
	return time.Time{}, false
}

// open reports whether the job may start at an instant.
func (j Job) open(at time.Time) bool {
	if j.Zone == nil {
		return true
	}
	return slices.ContainsFunc(j.hours(j.dayOf(at, 0)), func(i interval) bool { return !at.Before(i.from) && at.Before(i.to) })
}

// passed counts the starts after one and before an instant.
func (j Job) passed(due, now time.Time, seed uint64) int {
	count := 0
	for {
		next, found := j.Next(due.Add(time.Nanosecond), seed)
		if !found || !next.Before(now) {
			return count
		}
		due = next
		count++
	}
}
