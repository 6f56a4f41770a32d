package main

import (
	"math"
	"slices"
	"testing"

	"vigie/internal/catalogue"
	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// naiveFiling is the filing that opened a window day, with what the test of
// R. 431-15-1 asks of it.
type naiveFiling struct {
	filed, first, title observatory.Date
	inTime, elsewhere   bool
}

// filingOn reads the filing of a day.
func filingOn(facts []observatory.CaseEvent, filed observatory.Date) naiveFiling {
	f := naiveFiling{filed: filed, first: filed}
	kind := observatory.EventKind("filing")
	if !slices.ContainsFunc(facts, func(e observatory.CaseEvent) bool { return e.Event == kind && e.Date == filed }) {
		kind = "refiling"
	}
	for _, e := range facts {
		filing := e.Event == "filing" || e.Event == "refiling"
		switch {
		case e.Event == "title_held" && (e.Start <= filed || !e.Start.Known()):
			f.title = max(f.title, e.End)
		case filing && e.Date < f.first:
			f.first = e.Date
		}
		if e.Event == kind && e.Date == filed {
			f.elsewhere = e.Channel != "" && e.Channel != "anef"
			f.inTime = slices.Contains([]string{"r431_5_2", "r431_5_3", "r431_5_4"}, e.Code)
			if e.Event == "refiling" && e.Start.Known() {
				f.first = min(f.first, e.Start)
			}
		}
	}
	return f
}

// law is what the naive computation needs of the catalogue, by its own reading.
type law struct {
	grounds   map[string]catalogue.Ground
	from, to  observatory.Date // R. 431-15-1
	residence []string         // procedures that end with a residence permit
	known     bool
}

func lawOf(c *catalogue.Catalogue) law {
	l := law{grounds: map[string]catalogue.Ground{}, residence: []string{"first", "renewal"}, known: true}
	for _, g := range c.Grounds() {
		l.grounds[g.Code] = g
	}
	rule, _ := c.Rule("certificate")
	l.from, l.to = rule.From, rule.To
	return l
}

// silence is the day on which silence on a filing becomes a refusal: 60 days,
// 90 days or four months (R. 432-2), the shortest that may apply to the ground.
func silence(ground string, filed observatory.Date) observatory.Date {
	switch ground {
	case "talent", "employee":
		return filed + 60
	case "student", "visitor":
		return filed + 90
	}
	return filed.AddMonths(4)
}

// due says whether a certificate is due on a window day: "due", "not_due" or
// "cannot_tell", in the reading that finds fewest days (floor) or most.
func (l law) due(c *naiveCase, variant int, day observatory.Date, floor bool) string {
	f := c.filings[variant][day]
	ground, known := l.grounds[c.ground]
	filed := f.first
	if floor {
		filed = f.filed
	}
	before := f.title - filed
	no := f.elsewhere || day < l.from || l.to.Known() && day > l.to || !complete(c.facts[variant], day) ||
		floor && day >= silence(c.ground, f.filed) ||
		ground.Annexe9 == observatory.No || ground.Annexe9Since.Known() && filed < ground.Annexe9Since ||
		c.procedure != "" && !slices.Contains(l.residence, c.procedure) ||
		f.title.Known() && !f.inTime && (before < 60 || before > 120)
	unknown := !l.known || c.procedure == "" || !known || ground.Annexe9 == observatory.Unknown || !ground.Annexe9Since.Known() || !f.title.Known() && !f.inTime
	switch {
	case !l.known:
		return "cannot_tell"
	case no:
		return "not_due"
	case unknown:
		return "cannot_tell"
	}
	return "due"
}

// issued reports whether a certificate had begun by a day.
func issued(facts []observatory.CaseEvent, day observatory.Date) bool {
	return slices.ContainsFunc(facts, func(e observatory.CaseEvent) bool {
		return e.Event == "certificate" && e.Start <= day && e.Start <= e.End
	})
}

// complete reports whether a file is taken to be complete on a day.
func complete(facts []observatory.CaseEvent, day observatory.Date) bool {
	if issued(facts, day) {
		return true
	}
	for _, asked := range facts {
		answered := slices.ContainsFunc(facts, func(e observatory.CaseEvent) bool {
			return e.Event == "document_answer" && asked.Date <= e.Date && e.Date <= day
		})
		if asked.Event == "document_request" && asked.Date <= day && !answered {
			return false
		}
	}
	return true
}

// classDays are days of persons in one class of window days: without a document,
// and all.
type classDays struct {
	persons      map[string][2]int64
	associations map[string]bool
	gapBy        map[string]bool // associations of those with a day without a document
}

// judgedDay is a window day with its classes.
type judgedDay struct {
	day               observatory.Date
	gap, gapInCeiling bool
	floor, ceiling    string
	renewal           bool
}

// judgeDays judges every window day of the cases, in both variants.
func (v naive) judgeDays(l law, list []naiveCase) {
	titled := v
	titled.rules = false // the ceiling counts no expired title
	for i := range list {
		c := &list[i]
		for variant := range c.days {
			for day, covered := range c.days[variant] {
				c.judged[variant] = append(c.judged[variant], judgedDay{
					day, !covered, !titled.covered(c.facts[variant], day), l.due(c, variant, day, true), l.due(c, variant, day, false), issued(c.facts[variant], day),
				})
			}
		}
	}
}

// in reports whether the day is of a class, and whether it is then without a
// document.
func (d judgedDay) in(class string) (is, gap bool) {
	switch class {
	case "due_ceiling":
		return d.ceiling == "due", d.gapInCeiling
	case "due_floor":
		return d.floor == "due", d.gap
	case "not_due", "cannot_tell":
		return d.floor == class, d.gap
	case "renewal":
		return d.renewal, d.gap
	case "first_issue":
		return !d.renewal, d.gap
	}
	return true, d.gap
}

// classOf gathers the days of a class in a cell.
func (v naive) classOf(list []naiveCase, class string, variant int, month observatory.Month) classDays {
	d := classDays{map[string][2]int64{}, map[string]bool{}, map[string]bool{}}
	for i := range list {
		c := &list[i]
		for _, one := range c.judged[variant] {
			is, gap := one.in(class)
			if !is || one.day < v.from || !v.in(month, one.day) {
				continue
			}
			days := d.persons[c.person]
			days[1]++
			d.associations[c.association] = true
			if gap {
				days[0]++
				d.gapBy[c.association] = true
			}
			d.persons[c.person] = days
		}
	}
	return d
}

func (v naive) covered(facts []observatory.CaseEvent, day observatory.Date) bool {
	return slices.ContainsFunc(facts, func(e observatory.CaseEvent) bool {
		first, end := v.validity(e)
		return first <= day && day <= end
	})
}

func (d classDays) share() number {
	var f number
	for _, days := range d.persons {
		if days[0] > 0 {
			f.withYes++
		} else {
			f.withNo++
		}
	}
	f.numerator = f.withYes
	f.denominator, f.n, f.associations = int64(len(d.persons)), int64(len(d.persons)), int64(len(d.associations))
	f.setWilson(float64(f.n))
	return f
}

// ratio is the share of days without a document; its variance is that of a ratio
// of sums over persons, who are drawn as wholes.
func (d classDays) ratio() number {
	var f number
	for _, name := range sortedKeys(d.persons) {
		f.numerator += d.persons[name][0]
		f.denominator += d.persons[name][1]
	}
	f.n, f.associations = int64(len(d.persons)), int64(len(d.associations))
	if f.denominator == 0 {
		return f
	}
	f.value = float64(f.numerator) / float64(f.denominator)
	squares, size := 0.0, float64(f.n)
	for _, name := range sortedKeys(d.persons) {
		rest := float64(d.persons[name][0]) - f.value*float64(d.persons[name][1])
		squares += rest * rest
	}
	if f.n < 11 {
		return f
	}
	variance := squares / math.Pow(float64(f.denominator), 2) * size / (size - 1)
	if f.value > 0 && f.value < 1 && variance > 0 {
		size = min(size, f.value*(1-f.value)/variance)
	}
	f.low, f.high = exactInterval(f.value, size)
	f.interval = true
	return f
}

func (d classDays) personDays() number {
	var f number
	for _, days := range d.persons {
		f.numerator += days[0]
		if days[0] > 0 {
			f.n++
		}
	}
	f.value, f.associations = float64(f.numerator), int64(len(d.gapBy))
	return f
}

// checkDuty compares the certificate figures by class of window day, and the
// certificates that outlive an implicit refusal.
func checkDuty(t *testing.T, b *workbench, s indicators.Reader, v naive, w observatory.Window, rules indicators.RuleSet) {
	t.Helper()
	list, l := v.cases(), lawOf(b.catalogue)
	l.known = rules.Duty.Known
	v.judgeDays(l, list)
	cuts := []split{{}, {[]indicators.Dimension{"month"}}, {[]indicators.Dimension{"department"}}}
	for _, id := range []string{"certificate.gap_share", "certificate.gap_ratio", "certificate.gap_days", "certificate.implicit_refusal_overlap"} {
		tables := b.tables(t, s, id, w, rules, cuts)
		classes := map[string]int64{}
		for i, cut := range cuts {
			for _, f := range tables[i] {
				class, variant := variantOf(f.Series)
				kept := casesOf(list, f)
				var want number
				switch id {
				case "certificate.gap_share":
					want = v.classOf(kept, class, variant, monthOf(t, cut, f)).share()
				case "certificate.gap_ratio":
					want = v.classOf(kept, class, variant, monthOf(t, cut, f)).ratio()
				case "certificate.implicit_refusal_overlap":
					want = v.overlap(l, kept, variant, monthOf(t, cut, f)).share()
				default:
					first, rest := cutFirst(class)
					if first != indicators.SeriesPersonDays || rest == "" {
						continue // see checkCases, checkCurves
					}
					class = rest
					want = v.classOf(kept, class, variant, monthOf(t, cut, f)).personDays()
				}
				want.planned, want.covered = coverageOf(kept)
				compare(t, f, want)
				classes[class] += f.Denominator + f.Numerator
			}
		}
		for _, class := range []string{"due_floor", "due_ceiling", "not_due", "cannot_tell", "renewal", "first_issue"} {
			if l.known && id != "certificate.implicit_refusal_overlap" && classes[class] == 0 {
				t.Logf("%s: the world has no day %s in this window", id, class)
			}
		}
	}
}

// variantOf takes the mark of the month's end off a series.
func variantOf(series string) (rest string, variant int) {
	if front, last := cutLast(series); last == indicators.SeriesMonthEnd {
		return front, 1
	}
	return series, 0
}

func casesOf(list []naiveCase, f observatory.Figure) []naiveCase {
	return slices.DeleteFunc(slices.Clone(list), func(c naiveCase) bool { return f.Department != "" && c.department != f.Department })
}

func coverageOf(list []naiveCase) (all, known int64) {
	for _, c := range list {
		if c.known {
			known++
		}
	}
	return int64(len(list)), known
}

// overlap counts persons whose application was refused by silence within a
// window, and those who held a certificate then or later in it.
func (v naive) overlap(l law, list []naiveCase, variant int, month observatory.Month) classDays {
	d := classDays{map[string][2]int64{}, map[string]bool{}, map[string]bool{}}
	if !l.known {
		return d
	}
	for i := range list {
		c := &list[i]
		for day, f := range c.filings[variant] {
			if day != silence(c.ground, f.filed) || day < v.from || !v.in(month, day) {
				continue
			}
			held := int64(0)
			for later, of := range c.filings[variant] {
				if later < day || of != f {
					continue
				}
				for _, e := range c.facts[variant] {
					if e.Event == "certificate" && e.Start <= later && later <= e.End {
						held = 1
					}
				}
			}
			days := d.persons[c.person]
			d.persons[c.person] = [2]int64{days[0] + held, days[1] + 1}
			d.associations[c.association] = true
		}
	}
	return d
}

func cutFirst(series string) (first, rest string) {
	for i := range len(series) {
		if series[i] == '/' {
			return series[:i], series[i+1:]
		}
	}
	return series, ""
}
