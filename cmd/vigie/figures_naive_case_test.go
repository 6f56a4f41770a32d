package main

import (
	"math"
	"slices"

	"vigie/internal/observatory"
)

// naiveCase is one case and, for each day of its windows, whether a document
// covered it.
type naiveCase struct {
	department, association, person, level string
	known, monthOnly                       bool
	days                                   [2]map[observatory.Date]bool // window days: covered?
	ends                                   [2]map[observatory.Date]string
	filings                                [2]map[observatory.Date]naiveFiling // that opened each window day
	facts                                  [2][]observatory.CaseEvent
	last                                   [2]observatory.Date // on which the case was seen
	procedure, ground                      string
	judged                                 [2][]judgedDay
}

func (v naive) cases() []naiveCase {
	var order []observatory.ID
	byCase := map[observatory.ID][]observatory.CaseEvent{}
	for _, e := range v.visibleEvents() {
		if byCase[e.Case] == nil {
			order = append(order, e.Case)
		}
		byCase[e.Case] = append(byCase[e.Case], *e)
	}
	var list []naiveCase
	for _, id := range order {
		events := byCase[id]
		c := naiveCase{
			department: events[0].Department, association: events[0].Association, person: events[0].Person.String(), level: "document",
			procedure: events[0].Procedure, ground: events[0].Ground,
		}
		last := v.lastDay(c.department)
		begun := false
		for _, e := range events {
			day := e.Date
			if !day.Known() {
				day = e.Start
			}
			if !day.Known() {
				day = e.End
			}
			begun = begun || day <= last
			c.monthOnly = c.monthOnly || e.MonthOnly
			if e.Level != observatory.LevelDocument {
				c.level = "told"
			}
		}
		if !begun {
			continue
		}
		for variant := range 2 {
			known := v.caseDays(&c, events, last, variant)
			c.known = c.known || known && variant == 0
		}
		list = append(list, c)
	}
	return list
}

var naiveDocuments = []observatory.EventKind{"title_held", "certificate", "receipt", "favourable_certificate", "provisional_permit"}

// caseDays walks the days of one case.
func (v naive) caseDays(c *naiveCase, events []observatory.CaseEvent, last observatory.Date, variant int) bool {
	today := observatory.DateOf(v.horizon, v.zone(c.department))
	attested := observatory.NoDate
	var facts []observatory.CaseEvent
	for _, e := range events {
		if naiveUndated(e) && slices.ContainsFunc(events, func(o observatory.CaseEvent) bool {
			return o.Event == e.Event && o.End == e.End && (o.Start.Known() || o.Date.Known())
		}) {
			continue
		}
		reported, happened := e.Date, e.Date
		if e.MonthOnly {
			end := naiveMonthDay(e, events, variant)
			if e.Start == e.Date {
				e.Start = end
			}
			if e.End == e.Date {
				e.End = end
			}
			e.Date, happened = end, end
		}
		switch {
		case e.Event == "title_held":
			happened = e.Start
		case reported <= today:
			attested = max(attested, e.Date)
		}
		if happened <= last {
			facts = append(facts, e)
		}
	}
	c.facts[variant], c.last[variant] = facts, min(last, attested)
	if !naiveKnown(facts, events[0].Procedure) {
		return false
	}
	c.days[variant], c.ends[variant], c.filings[variant] = map[observatory.Date]bool{}, map[observatory.Date]string{}, map[observatory.Date]naiveFiling{}
	v.walkWindows(c, facts, min(last, attested), variant)
	for day := range c.days[variant] {
		for _, e := range facts {
			first, end := v.validity(e)
			if first <= day && day <= end {
				c.days[variant][day] = true
			}
		}
	}
	v.nameEnds(c, facts, last, variant)
	return true
}

// naiveMonthDay is the day of an event known to the month: the first or the
// last of the days of the month that keep filing, ending and refiling in order.
func naiveMonthDay(e observatory.CaseEvent, events []observatory.CaseEvent, variant int) observatory.Date {
	rank := map[observatory.EventKind]int{"filing": 1, "decision": 2, "closure": 2, "withdrawal": 2, "refiling": 3}
	var possible []observatory.Date
	for day := e.Date.Month().First(); day <= e.Date.Month().Last(); day++ {
		fits := true
		for _, o := range events {
			if o.MonthOnly || rank[e.Event] == 0 || rank[o.Event] == 0 || o.Date.Month() != day.Month() {
				continue
			}
			if rank[o.Event] < rank[e.Event] && o.Date > day || rank[o.Event] > rank[e.Event] && o.Date < day {
				fits = false
			}
		}
		if fits {
			possible = append(possible, day)
		}
	}
	if variant == 1 {
		return possible[len(possible)-1]
	}
	return possible[0]
}

// naiveUndated tells of a document, other than a title, that nobody knows when it began.
func naiveUndated(e observatory.CaseEvent) bool {
	return slices.Contains(naiveDocuments, e.Event) && e.Event != "title_held" && !e.Date.Known() && !e.Start.Known()
}

func naiveKnown(facts []observatory.CaseEvent, procedure string) bool {
	filed, held := false, procedure == "first"
	for _, e := range facts {
		filed = filed || e.Event == "filing" || e.Event == "refiling"
		held = held || e.Event == "title_held"
		if slices.Contains(naiveDocuments, e.Event) && !e.End.Known() || naiveUndated(e) {
			return false
		}
	}
	return filed && held
}

// validity gives the first and last day on which a document proves anything.
func (v naive) validity(e observatory.CaseEvent) (first, last observatory.Date) {
	if !slices.Contains(naiveDocuments, e.Event) {
		return 1, 0
	}
	first, last = e.Start, e.End
	if e.Event == "title_held" {
		if v.rules && (!e.Start.Known() || e.End-e.Start+1 > 366 || v.listed[e.Department] && v.filedBy(e.Case, e.End)) {
			later := e.End.Time().AddDate(0, 3, 0)
			if later.Day() != e.End.Time().Day() {
				later = later.AddDate(0, 0, -later.Day())
			}
			last = civil(later.Year(), later.Month(), later.Day())
		}
		if !first.Known() {
			first = math.MinInt32
		}
	}
	return first, last
}

// filedBy reports whether the first filing of a case was not after a day.
func (v naive) filedBy(of observatory.ID, day observatory.Date) bool {
	first := observatory.Date(math.MaxInt32)
	for _, e := range v.visibleEvents() {
		if e.Case == of && (e.Event == "filing" || e.Event == "refiling") {
			first = min(first, e.Date)
		}
	}
	return first <= day
}

// walkWindows marks the window days: filing after filing, each up to the next
// express decision, closure or withdrawal.
func (v naive) walkWindows(c *naiveCase, facts []observatory.CaseEvent, censor observatory.Date, variant int) {
	const never = observatory.Date(math.MaxInt32)
	next := func(keep func(e observatory.CaseEvent) bool) observatory.Date {
		found := never
		for _, e := range facts {
			if keep(e) {
				found = min(found, e.Date)
			}
		}
		return found
	}
	isEnd := func(e observatory.CaseEvent) bool {
		return e.Event == "decision" || e.Event == "closure" || e.Event == "withdrawal"
	}
	isFiling := func(e observatory.CaseEvent) bool { return e.Event == "filing" || e.Event == "refiling" }
	filed, first := next(isFiling), true
	for filed != never {
		refiled := !first
		for _, e := range facts {
			if first && e.Date == filed && e.Event == "refiling" {
				refiled = !slices.ContainsFunc(facts, func(o observatory.CaseEvent) bool { return o.Event == "filing" && o.Date == filed })
			}
		}
		opens := filed
		if refiled {
			opens = followed(facts, filed, isEnd)
		}
		made := filingOn(facts, filed)
		for _, e := range facts {
			if e.Event == "title_held" && (e.Start <= filed || !e.Start.Known()) {
				opens = max(opens, e.End+1)
			}
		}
		ends := next(func(e observatory.CaseEvent) bool {
			return isEnd(e) && (e.Date > filed || first && !refiled && e.Date == filed)
		})
		last := censor
		if ends != never {
			last = ends - 1
		}
		for day := opens; day <= last; day++ {
			c.days[variant][day] = false
			if _, taken := c.filings[variant][day]; !taken {
				c.filings[variant][day] = made
			}
		}
		if ends == never {
			return
		}
		filed, first = next(func(e observatory.CaseEvent) bool { return isFiling(e) && e.Date >= ends && e.Date != filed }), false
	}
}

// followed is the day of the closure that a refiling follows, or the refiling's
// own when the last thing before it was no closure.
func followed(facts []observatory.CaseEvent, filed observatory.Date, isEnd func(observatory.CaseEvent) bool) observatory.Date {
	var last observatory.CaseEvent
	for _, e := range facts {
		if isEnd(e) && e.Date <= filed && (e.Date > last.Date || e.Date == last.Date && e.Event > last.Event) {
			last = e
		}
	}
	if last.Event == "closure" {
		return last.Date
	}
	return filed
}

// nameEnds says of the last day of each gap how it ended.
func (v naive) nameEnds(c *naiveCase, facts []observatory.CaseEvent, last observatory.Date, variant int) {
	days := c.days[variant]
	for day, covered := range days {
		next, window := days[day+1]
		if covered || window && !next {
			continue
		}
		end := "open"
		if window {
			end = "document"
		} else {
			for _, e := range facts {
				first, until := v.validity(e)
				if day < last && end == "open" && first == day+1 && until >= first {
					end = "document"
				}
			}
			for _, e := range facts {
				if e.Date == day+1 && slices.Contains([]observatory.EventKind{"decision", "closure", "withdrawal"}, e.Event) {
					end = string(e.Event)
				}
			}
		}
		c.ends[variant][day] = end
	}
}

type lengths struct {
	all, ended, open                              []int64
	persons, endedPersons                         map[string]int64 // gaps of each
	openPersons, dayPersons                       map[string]bool
	startedBy, endedBy, openBy, daysBy            map[string]bool // associations of their persons
	personDays                                    int64
	windowPersons, gapPersons, windowAssociations map[string]bool
	known, cases                                  int64
	monthOnly, monthOnlyGap                       bool
}

// gather puts the cases of a cell together, in one month or in all (month 0).
func (v naive) gather(list []naiveCase, variant int, month observatory.Month) lengths {
	l := lengths{}
	for _, set := range []*map[string]bool{
		&l.openPersons, &l.dayPersons, &l.startedBy, &l.endedBy, &l.openBy, &l.daysBy, &l.windowPersons, &l.gapPersons, &l.windowAssociations,
	} {
		*set = map[string]bool{}
	}
	l.persons, l.endedPersons = map[string]int64{}, map[string]int64{}
	for _, c := range list {
		l.cases++
		if c.known {
			l.known++
		}
		for day, covered := range c.days[variant] {
			inside := day >= v.from && v.in(month, day)
			if inside {
				l.windowPersons[c.person], l.windowAssociations[c.association] = true, true
				l.monthOnly = l.monthOnly || c.monthOnly
			}
			if covered {
				continue
			}
			if inside {
				l.gapPersons[c.person], l.dayPersons[c.person], l.daysBy[c.association] = true, true, true
				l.personDays++
				l.monthOnlyGap = l.monthOnlyGap || c.monthOnly
			}
			if before, window := c.days[variant][day-1]; window && !before || !inside {
				continue
			}
			l.start(&c, day, variant)
		}
	}
	slices.Sort(l.all)
	slices.Sort(l.ended)
	return l
}

// start adds the gap that begins on the day.
func (l *lengths) start(c *naiveCase, day observatory.Date, variant int) {
	last := day
	for c.ends[variant][last] == "" {
		last++
	}
	length := int64(last-day) + 1
	l.all = append(l.all, length)
	l.persons[c.person]++
	l.startedBy[c.association] = true
	if c.ends[variant][last] == "open" {
		l.openPersons[c.person], l.openBy[c.association] = true, true
		l.open = append(l.open, length)
		return
	}
	l.ended = append(l.ended, length)
	l.endedPersons[c.person]++
	l.endedBy[c.association] = true
}
