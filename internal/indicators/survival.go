package indicators

import "slices"

// Spell is one length as it was observed: a period without a document, a delay.
type Spell struct {
	Entry  int // days it had lasted when it came under observation; 0 from its beginning
	Length int // days it had lasted at its end, or on the last day it was seen
	End    int // 0 while it lasts (censored), otherwise the kind of its end, from 1
}

// observed reports whether the spell was ever at risk: one that was over when
// it was first heard of tells nothing of how long such a spell lasts.
func (s Spell) observed() bool { return s.Length > s.Entry && s.Entry >= 0 }

// CurveStep is what an Aalen-Johansen curve says at one length at which
// something ended or was last seen.
type CurveStep struct {
	Time      int       // days
	AtRisk    int64     // spells under observation just before
	Ends      []int64   // that ended so at this length, by kind of end
	Running   float64   // share that lasts longer
	Incidence []float64 // share that has ended so by this length, by kind of end
}

// spellCount counts spells by day of their length.
type spellCount struct {
	enter, leave []int64
	ends         [][]int64 // by kind, then by day
}

func newSpellCount(longest, kinds int) *spellCount {
	c := &spellCount{enter: make([]int64, longest+1), leave: make([]int64, longest+1), ends: make([][]int64, kinds)}
	for k := range c.ends {
		c.ends[k] = make([]int64, longest+1)
	}
	return c
}

func (c *spellCount) clear() {
	clear(c.enter)
	clear(c.leave)
	for k := range c.ends {
		clear(c.ends[k])
	}
}

func (c *spellCount) add(s Spell, times int64) {
	c.enter[s.Entry] += times
	c.leave[s.Length] += times
	if s.End > 0 {
		c.ends[s.End-1][s.Length] += times
	}
}

func (c *spellCount) addAll(spells []Spell, times int64) {
	for _, s := range spells {
		c.add(s, times)
	}
}

// walk goes through the days on which something ends or is last seen. The lists
// of a step are used again for the next.
func (c *spellCount) walk(visit func(CurveStep)) {
	running, risk := 1.0, int64(0)
	incidence, ends := make([]float64, len(c.ends)), make([]int64, len(c.ends)) // one step's at a time: curves are drawn hundreds of times
	for day := range c.leave {
		if day > 0 {
			risk += c.enter[day-1] - c.leave[day-1]
		}
		if c.leave[day] == 0 {
			continue
		}
		ended := int64(0)
		for k := range c.ends {
			incidence[k] += running * float64(c.ends[k][day]) / float64(risk)
			ended += c.ends[k][day]
		}
		running *= float64(risk-ended) / float64(risk)
		step := CurveStep{Time: day, AtRisk: risk, Running: running, Incidence: incidence, Ends: ends}
		for k := range c.ends {
			ends[k] = c.ends[k][day]
		}
		visit(step)
	}
}

// AalenJohansen gives the cumulative incidence of each kind of end (Aalen and
// Johansen, 1978), with spells entering the risk set on the day they came under
// observation and leaving it when they were last seen. Spells that were never
// at risk are left out. A spell that enters at a length is at risk from the
// next day on; of those that end and those last seen on one day, the ends come
// first. With one kind of end, Running is the curve of Kaplan and Meier (1958).
func AalenJohansen(spells []Spell, kinds int) []CurveStep {
	count := newSpellCount(longest(spells), kinds)
	for _, s := range spells {
		if s.observed() {
			count.add(s, 1)
		}
	}
	return count.steps()
}

// steps lists the days on which something ends or is last seen.
func (c *spellCount) steps() []CurveStep {
	var steps []CurveStep
	c.walk(func(step CurveStep) {
		step.Incidence, step.Ends = slices.Clone(step.Incidence), slices.Clone(step.Ends)
		steps = append(steps, step)
	})
	return steps
}

func longest(spells []Spell) int {
	last := 0
	for _, s := range spells {
		last = max(last, s.Length)
	}
	return last
}

// stepAt gives the last step at or before a length, false before the first.
func stepAt(steps []CurveStep, days int) (CurveStep, bool) {
	i, found := slices.BinarySearchFunc(steps, days, func(s CurveStep, d int) int { return s.Time - d })
	if !found {
		i--
	}
	if i < 0 {
		return CurveStep{}, false
	}
	return steps[i], true
}

// halfEnded is the length by which half of the spells have ended: false when
// the curve does not come down so far.
func halfEnded(steps []CurveStep) (days int, ok bool) {
	for _, s := range steps {
		if s.Running <= 0.5+1e-12 {
			return s.Time, true
		}
	}
	return 0, false
}
