package main

import (
	"slices"
	"strings"
	"testing"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/store"
)

// naivePath is how far one case came on the way to the substitution: the day of
// each step it took.
type naivePath struct {
	person, association, department string
	days                            map[string]observatory.Date
	begun, closed, last             observatory.Date // first step; what ends the case from then on; last day of anything
}

// wayToSubstitution are the steps, in their order.
var wayToSubstitution = []string{"block", "ccc_contacted", "ccc_answered", "finding", "invitation", "appointment", "filing"}

// stepsOf tells which steps an event shows, and on which day.
func stepsOf(e *observatory.CaseEvent) map[string]observatory.Date {
	steps := map[string]observatory.Date{}
	written := e.Answer == "written_statement" || e.Details.Get(observatory.DetailWrittenStatement) == "yes"
	switch e.Event {
	case observatory.EventFailedAttempt:
		steps["block"] = e.Date
	case observatory.EventCCCContact:
		steps["ccc_contacted"] = e.Date
		if written || e.Answer != "" && e.Answer != "silent" {
			steps["ccc_answered"] = e.Date
		}
		if written {
			steps["finding"] = e.Date
		}
	case observatory.EventPANContact:
		if written {
			steps["finding"] = e.Date
		}
	case observatory.EventSubstitution:
		if slices.Contains([]string{"invited", "offered", "accepted", "appointment"}, e.Answer) {
			steps["invitation"] = e.Date
		}
		if e.Answer == "appointment" || e.End.Known() {
			steps["appointment"] = max(e.Date, e.End)
		}
	}
	return steps
}

// paths walks through each case by itself.
func (v naive) paths() []*naivePath {
	byCase := map[string][]*observatory.CaseEvent{}
	for _, e := range v.visibleEvents() {
		if e.Date.Known() && e.Date <= v.lastDay(e.Department) {
			byCase[e.Case.String()] = append(byCase[e.Case.String()], e)
		}
	}
	var all []*naivePath
	for _, name := range sortedKeys(byCase) {
		events := byCase[name]
		p := &naivePath{person: events[0].Person.String(), association: events[0].Association, department: events[0].Department, days: map[string]observatory.Date{}}
		var begun observatory.Date
		for _, e := range events {
			for step, day := range stepsOf(e) {
				p.earliest(step, day)
			}
		}
		for _, day := range p.days {
			if !begun.Known() || day < begun {
				begun = day
			}
		}
		if begun < v.from || begun > v.to || !begun.Known() {
			continue
		}
		for _, e := range events {
			if (e.Event == observatory.EventFiling || e.Event == observatory.EventRefiling) && e.Date >= begun {
				p.earliest("filing", e.Date)
			}
		}
		p.begun = begun
		p.follow(events)
		all = append(all, p)
	}
	return all
}

// follow finds what ends a case once the way has begun, and how far it is known.
func (p *naivePath) follow(events []*observatory.CaseEvent) {
	for _, e := range events {
		if e.Event == observatory.EventTitleHeld {
			continue
		}
		p.last = max(p.last, e.Date)
		ends := e.Event == observatory.EventDecision || e.Event == observatory.EventClosure || e.Event == observatory.EventWithdrawal
		if ends && e.Date >= p.begun && (!p.closed.Known() || e.Date < p.closed) {
			p.closed = e.Date
		}
	}
}

func (p *naivePath) earliest(step string, day observatory.Date) {
	if old, known := p.days[step]; !known || day < old {
		p.days[step] = day
	}
}

// step tells what a case did at a step: reached it, stopped there, came to it
// without the step before; and the days since the step before
// that it took, -1 when there is none.
func (p *naivePath) step(at int) (reached, stopped, skipped bool, days int64) {
	days = -1
	day, reached := p.days[wayToSubstitution[at]]
	if !reached {
		return
	}
	stopped = !slices.ContainsFunc(wayToSubstitution[at+1:], func(later string) bool { _, took := p.days[later]; return took })
	if at > 0 {
		_, before := p.days[wayToSubstitution[at-1]]
		skipped = !before
	}
	for last := at - 1; last >= 0; last-- {
		if before, took := p.days[wayToSubstitution[last]]; took {
			days = int64(day - before)
			break
		}
	}
	return reached, stopped, skipped, days
}

// funnelOf makes the figure of one series of the funnel.
func funnelOf(paths []*naivePath, series string) (f number) {
	name, what, _ := strings.Cut(series, "/")
	at := slices.Index(wayToSubstitution, name)
	everyone, counted, reachedBy, associations := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	var days []int64
	for _, p := range paths {
		everyone[p.person], associations[p.association] = true, true
		reached, stopped, skipped, since := p.step(at)
		if reached {
			reachedBy[p.person] = true
		}
		if since >= 0 {
			days = append(days, since)
		}
		counted[p.person] = counted[p.person] || map[string]bool{"": reached, indicators.SeriesStopped: stopped, indicators.SeriesSkipped: skipped, indicators.SeriesDays: reached}[what]
	}
	for _, is := range counted {
		if is {
			f.n++
		}
	}
	f.associations, f.covered, f.planned = int64(len(associations)), f.n, f.n
	f.value, f.numerator, f.denominator = float64(f.n), f.n, int64(len(everyone))
	if what == indicators.SeriesDays {
		f.numerator, f.denominator = int64(len(days)), int64(len(reachedBy))
		slices.Sort(days)
		f.value = middle(days)
		if len(days) >= 11 {
			f.low, f.high, f.interval = orderInterval(days, float64(len(days)))
		}
	}
	return f
}

// checkFunnel compares the funnel, whole and by department.
func checkFunnel(t *testing.T, b *workbench, s *store.Store, v naive, w observatory.Window) {
	t.Helper()
	all := v.paths()
	cuts := []split{{}, {[]indicators.Dimension{indicators.Department}}}
	for i, figures := range b.tables(t, s, "substitution.funnel", w, firstRules(), cuts) {
		if len(figures) < 3*len(wayToSubstitution) {
			t.Errorf("substitution.funnel %v: only %d figures", cuts[i].by, len(figures))
		}
		for _, f := range figures {
			paths := slices.DeleteFunc(slices.Clone(all), func(p *naivePath) bool { return f.Department != "" && f.Department != p.department })
			compare(t, f, funnelOf(paths, f.Series))
		}
	}
}

var delayEnds = []string{"appointment", "filing", "closed"}

// delaySpells are the times from the first step to the appointment, to a filing
// or to the end of the case, whichever came first, else to its last known day.
func delaySpells(paths []*naivePath) spells {
	s := newSpells()
	for _, p := range paths {
		one := naiveSpell{length: int(p.last-p.begun) + 1}
		for i, day := range []observatory.Date{p.days["appointment"], p.days["filing"], p.closed} {
			if length := int(day-p.begun) + 1; day.Known() && length > 0 && (one.end == 0 || length < one.length) {
				one.length, one.end = length, i+1
			}
		}
		s.of[p.person], s.by[p.association] = append(s.of[p.person], one), true
	}
	return s
}

// checkDelays compares the curve from the block to the appointment.
func checkDelays(t *testing.T, b *workbench, s *store.Store, v naive, w observatory.Window) {
	t.Helper()
	all, seen := v.paths(), 0
	cuts := []split{{}, {[]indicators.Dimension{indicators.Department}}, {[]indicators.Dimension{indicators.Month}}}
	for i, figures := range b.tables(t, s, "substitution.delay", w, firstRules(), cuts) {
		for _, f := range figures {
			month := monthOf(t, cuts[i], f)
			paths := slices.DeleteFunc(slices.Clone(all), func(p *naivePath) bool {
				return f.Department != "" && f.Department != p.department || !v.in(month, p.begun)
			})
			want, ok := curveNumber(delaySpells(paths), delayEnds, f, f.Series, "", 1)
			if !ok {
				t.Errorf("series %q of substitution.delay is unknown", f.Series)
			}
			compare(t, f, want)
			seen++
		}
	}
	if seen < 60 {
		t.Errorf("only %d figures of substitution.delay", seen)
	}
}
