package main

import (
	"slices"
	"strings"
	"testing"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// naivePath is how far one case came on the way to the substitution: the day of
// each step it took.
type naivePath struct {
	person, association, department string
	days                            map[string]observatory.Date
	told                            map[string]bool  // steps whose own day is known
	begun, closed, last             observatory.Date // first step or request; what ends the case from then on; last day of anything
}

// wayToSubstitution are the steps, in their order.
var wayToSubstitution = []string{"block", "ccc_contacted", "ccc_answered", "finding", "invitation", "appointment", "filing"}

// naiveStep is the day of a step that an event shows; told says that it is the
// step's own, and not the day on which something was asked for.
type naiveStep struct {
	day  observatory.Date
	told bool
}

// stepsOf tells which steps an event shows by a last day.
func stepsOf(e *observatory.CaseEvent, last observatory.Date) map[string]naiveStep {
	answered, err := observatory.ParseDate(e.Details.Get(observatory.DetailAnsweredOn))
	if err != nil || answered < e.Date {
		answered = observatory.NoDate
	}
	if answered > last {
		return map[string]naiveStep{"ccc_contacted": {e.Date, !e.MonthOnly}}
	}
	answer := naiveStep{e.Date, false}
	if answered.Known() {
		answer = naiveStep{answered, true}
	}
	written := e.Answer == "written_statement" || e.Details.Get(observatory.DetailWrittenStatement) == "yes"
	steps := map[string]naiveStep{}
	switch e.Event {
	case observatory.EventFailedAttempt:
		steps["block"] = naiveStep{e.Date, !e.MonthOnly}
	case observatory.EventCCCContact:
		steps["ccc_contacted"] = naiveStep{e.Date, !e.MonthOnly}
		if written || e.Answer != "" && e.Answer != "silent" {
			steps["ccc_answered"] = answer
		}
	case observatory.EventSubstitution:
		if slices.Contains([]string{"invited", "offered", "accepted", "appointment"}, e.Answer) {
			steps["invitation"] = answer
		}
		kept := e.Details.Get(observatory.DetailOutcome) != "cancelled" || e.End > last
		switch {
		case e.End.Known() && e.End <= last && kept:
			steps["appointment"] = naiveStep{max(e.Date, e.End), true}
		case e.Answer == "appointment" && !e.End.Known() && kept:
			steps["appointment"] = naiveStep{answer.day, false}
		}
	}
	if written && (e.Event == observatory.EventCCCContact || e.Event == observatory.EventPANContact) {
		steps["finding"] = answer
	}
	return steps
}

// filedAt is the day of a filing that an event tells of by a last day.
func filedAt(e *observatory.CaseEvent, last observatory.Date) (s naiveStep) {
	appointment := e.Event == observatory.EventSubstitution || e.Event == observatory.EventPANContact
	switch {
	case e.Event == observatory.EventFiling || e.Event == observatory.EventRefiling:
		return naiveStep{e.Date, !e.MonthOnly}
	case !appointment || e.Details.Get(observatory.DetailOutcome) != "filed" || e.End > last:
	case e.End.Known():
		return naiveStep{max(e.Date, e.End), true}
	default:
		answered, err := observatory.ParseDate(e.Details.Get(observatory.DetailAnsweredOn))
		if err == nil && answered <= last {
			return naiveStep{max(e.Date, answered), false}
		}
		return naiveStep{e.Date, false}
	}
	return naiveStep{}
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
		p := &naivePath{person: events[0].Person.String(), association: events[0].Association, department: events[0].Department, days: map[string]observatory.Date{}, told: map[string]bool{}}
		var begun observatory.Date
		last := v.lastDay(p.department)
		for _, e := range events {
			for step, one := range stepsOf(e, last) {
				if step != "ccc_contacted" || e.Event == observatory.EventCCCContact {
					p.earliest(step, one)
				}
			}
			if e.Event == observatory.EventSubstitution && (!begun.Known() || e.Date < begun) {
				begun = e.Date
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
			if filed := filedAt(e, last); filed.day.Known() && filed.day >= begun {
				p.earliest("filing", filed)
			}
		}
		p.begun = begun
		p.follow(events, last)
		all = append(all, p)
	}
	return all
}

// follow finds what ends a case once the way has begun, and how far it is known.
func (p *naivePath) follow(events []*observatory.CaseEvent, last observatory.Date) {
	for _, e := range events {
		if e.Event == observatory.EventTitleHeld {
			continue
		}
		p.last = max(p.last, e.Date)
		if answered, err := observatory.ParseDate(e.Details.Get(observatory.DetailAnsweredOn)); err == nil && answered <= last {
			p.last = max(p.last, answered)
		}
		ends := e.Event == observatory.EventDecision || e.Event == observatory.EventClosure || e.Event == observatory.EventWithdrawal
		if ends && e.Date >= p.begun && (!p.closed.Known() || e.Date < p.closed) {
			p.closed = e.Date
		}
	}
}

func (p *naivePath) earliest(step string, one naiveStep) {
	old, known := p.days[step]
	switch {
	case !known || one.day < old:
		p.days[step], p.told[step] = one.day, one.told
	case one.day == old:
		p.told[step] = p.told[step] || one.told
	}
}

// step tells what a case did at a step: reached it, came to it without the step
// before; and the days since the step before that it took, -1 when there is none
// or either day is not told.
func (p *naivePath) step(at int) (reached, skipped bool, days int64) {
	days = -1
	day, reached := p.days[wayToSubstitution[at]]
	if !reached {
		return
	}
	if at > 0 {
		_, before := p.days[wayToSubstitution[at-1]]
		skipped = !before
	}
	for last := at - 1; last >= 0; last-- {
		if before, took := p.days[wayToSubstitution[last]]; took {
			if p.told[wayToSubstitution[at]] && p.told[wayToSubstitution[last]] {
				days = int64(day - before)
			}
			break
		}
	}
	return reached, skipped, days
}

// furthest is the last of the steps that each person took in any case of hers.
func furthest(paths []*naivePath) map[string]int {
	last := map[string]int{}
	for _, p := range paths {
		for at, step := range wayToSubstitution {
			if _, took := p.days[step]; took {
				last[p.person] = max(last[p.person], at)
			}
		}
	}
	return last
}

// funnelOf makes the figure of one series of the funnel.
func funnelOf(paths []*naivePath, series string) (f number) {
	name, what, _ := strings.Cut(series, "/")
	at := slices.Index(wayToSubstitution, name)
	everyone, counted, associations := map[string]bool{}, map[string]bool{}, map[string]bool{}
	far := furthest(paths)
	var days []int64
	lengths := map[string]int64{}
	for _, p := range paths {
		if len(p.days) == 0 {
			continue
		}
		everyone[p.person], associations[p.association] = true, true
		reached, skipped, since := p.step(at)
		if since >= 0 {
			days = append(days, since)
			lengths[p.person]++
		}
		stopped := reached && far[p.person] == at
		counted[p.person] = counted[p.person] || map[string]bool{"": reached, indicators.SeriesStopped: stopped, indicators.SeriesSkipped: skipped, indicators.SeriesDays: since >= 0}[what]
	}
	for _, is := range counted {
		if is {
			f.n++
		}
	}
	f.associations, f.covered, f.planned = int64(len(associations)), f.n, f.n
	f.value, f.numerator, f.denominator = float64(f.n), f.n, int64(len(everyone))
	if what == indicators.SeriesDays {
		f.numerator, f.denominator = int64(len(days)), int64(len(days))
		slices.Sort(days)
		f.value = middle(days)
		if f.n >= 11 {
			f.low, f.high, f.interval = orderInterval(days, oneSize(lengths))
		}
	}
	return f
}

// checkFunnel compares the funnel, whole and by department.
func checkFunnel(t *testing.T, b *workbench, s indicators.Reader, v naive, w observatory.Window) {
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
func checkDelays(t *testing.T, b *workbench, s indicators.Reader, v naive, w observatory.Window) {
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
