package testbed

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"vigie/internal/observatory"
)

// PopulationOptions say what world is made. The same options give the same
// world.
type PopulationOptions struct {
	Seed         uint64
	Persons      int
	Departments  []string
	Associations int
	From         observatory.Date // first day on which a title ends
	Days         int              // over which titles end
	Gap          float64          // share of persons who wait without a document
	Long         float64          // mean length of that wait, in days
	Bias         float64          // how many times as often someone with a wait is reported
	Missing      float64          // share of reported cases whose title's end is not known
	Shared       float64          // share of reported persons whom two associations report
	Late         float64          // share of reported cases whose end comes with a second file
}

// Life is what happened to one person, known by construction.
type Life struct {
	Number     string // made up, of ten digits
	Department string
	TitleEnd   observatory.Date
	Filed      observatory.Date
	Documents  []observatory.Span // certificates
	Decided    observatory.Date   // unknown when not
	Closed     observatory.Date   // adverse closure, unknown when not
	Reason     bool               // the closure states one
	Seen       observatory.Date   // last day on which someone attested the state
}

// Report is what one association knows of one person.
type Report struct {
	Life

	Association int
	Missing     bool // the title's end is not in the file
	Late        bool // what ended the case comes with the second file
}

// Population is a world of cases with its truth.
type Population struct {
	Lives   []Life
	Reports []Report
}

// titleDays is the length of every title: a year, so that no rule extends it.
const titleDays = 364

// NewPopulation makes a world. All of it is invented.
func NewPopulation(o PopulationOptions) *Population {
	random := rand.New(rand.NewPCG(o.Seed, 0xA11E))
	p := &Population{}
	for i := range o.Persons {
		life := newLife(random, o, i)
		p.Lives = append(p.Lives, life)
		chance := 0.25
		if len(life.gapDays(life.TitleEnd+1, life.lastDay())) > 0 {
			chance = math.Min(1, chance*o.Bias)
		}
		if random.Float64() >= chance {
			continue
		}
		first := random.IntN(o.Associations)
		p.Reports = append(p.Reports, newReport(random, o, life, first))
		if random.Float64() < o.Shared && o.Associations > 1 {
			p.Reports = append(p.Reports, newReport(random, o, life, (first+1)%o.Associations))
		}
	}
	return p
}

func newReport(random *rand.Rand, o PopulationOptions, life Life, association int) Report {
	return Report{Life: life, Association: association, Missing: random.Float64() < o.Missing, Late: random.Float64() < o.Late}
}

func newLife(random *rand.Rand, o PopulationOptions, i int) Life {
	l := Life{
		Number: fmt.Sprintf("99%08d", i), Department: o.Departments[random.IntN(len(o.Departments))],
		TitleEnd: o.From + observatory.Date(random.IntN(o.Days)),
	}
	l.Filed = l.TitleEnd - observatory.Date(61+random.IntN(59))
	wait := func() observatory.Date {
		if random.Float64() >= o.Gap {
			return 0
		}
		return 1 + observatory.Date(random.ExpFloat64()*o.Long)
	}
	next := l.TitleEnd + 1
	for range 1 + random.IntN(3) {
		start := next + wait()
		l.Documents = append(l.Documents, observatory.Span{Start: start, End: start + 89})
		next = start + 90
	}
	last := next - 20 // within the last document
	if random.IntN(5) == 0 {
		last = next + wait() // nothing more came
	}
	switch random.IntN(4) {
	case 0:
		l.Decided = last + observatory.Date(random.IntN(10))
	case 1:
		l.Closed, l.Reason = last+observatory.Date(random.IntN(10)), random.IntN(3) == 0
	}
	l.Seen = last + observatory.Date(random.IntN(15))
	if end := l.end(); end.Known() {
		l.Seen = end + 3
	}
	return l
}

func (l *Life) end() observatory.Date {
	if l.Decided.Known() {
		return l.Decided
	}
	return l.Closed
}

// lastDay is the last day of the examination that anyone knows of.
func (l *Life) lastDay() observatory.Date {
	if end := l.end(); end.Known() {
		return end - 1
	}
	return l.Seen
}

// gapDays lists the days of a span, within the examination after the title's
// end, on which the person held nothing: counted day by day.
func (l *Life) gapDays(from, to observatory.Date) []observatory.Date {
	var days []observatory.Date
	for d := max(from, l.TitleEnd+1); d <= min(to, l.lastDay()); d++ {
		if !slices.ContainsFunc(l.Documents, func(s observatory.Span) bool { return d >= s.Start && d <= s.End }) {
			days = append(days, d)
		}
	}
	return days
}

// GapTruth counts, day by day, the persons of a month (of the whole when zero)
// with a day of examination after their title, and those of them with a day
// without a document.
func GapTruth(lives []Life, month observatory.Month) (window, gap int64) {
	for i := range lives {
		l := &lives[i]
		from, to := l.TitleEnd+1, l.lastDay()
		if month != 0 {
			from, to = max(from, month.First()), min(to, month.Last())
		}
		if from > to {
			continue
		}
		window++
		if len(l.gapDays(from, to)) > 0 {
			gap++
		}
	}
	return window, gap
}

// GapLengths lists the lengths of the runs of days without a document that have
// ended, in order, how many have not, and the days of all together.
func GapLengths(lives []Life) (ended []int64, open int, days int64) {
	for i := range lives {
		l := &lives[i]
		all := l.gapDays(l.TitleEnd+1, l.lastDay())
		days += int64(len(all))
		for len(all) > 0 {
			n := 1
			for n < len(all) && all[n] == all[n-1]+1 {
				n++
			}
			if all[n-1] == l.lastDay() && !l.end().Known() {
				open++
			} else {
				ended = append(ended, int64(n))
			}
			all = all[n:]
		}
	}
	slices.Sort(ended)
	return ended, open, days
}

// Known are the lives behind the reports whose dates are known, and how many
// reports there are in all: a person whom two associations report is there
// twice, for associations' persons are apart.
func (p *Population) Known(department string) (lives []Life, reports int64) {
	for _, r := range p.Reports {
		if department != "" && r.Department != department {
			continue
		}
		reports++
		if !r.Missing {
			lives = append(lives, r.Life)
		}
	}
	return lives, reports
}

// Closures counts the adverse closures that were reported, and those that state
// a reason.
func (p *Population) Closures() (all, stated int64) {
	for _, r := range p.Reports {
		if r.Closed.Known() {
			all++
			if r.Reason {
				stated++
			}
		}
	}
	return all, stated
}

// File writes what an association reports, as a caseworker's CSV of one row an
// event: the first file, or the second, which repeats the first and adds what
// came late.
func (p *Population) File(association int, second bool) string {
	var b strings.Builder
	b.WriteString("reference;departement;procedure;fondement;numero etranger;evenement;date;debut;fin;canal;issue;motif indique;source du motif;niveau de preuve\n")
	for i, r := range p.Reports {
		if r.Association != association {
			continue
		}
		row := func(event string, date, start, end observatory.Date, channel, ending, reason string) {
			source := ""
			if reason != "" {
				source = "texte vu"
			}
			fmt.Fprintf(&b, "SIM-%d-%d;%s;renouvellement;salarié;%s;%s;%s;%s;%s;%s;%s;%s;%s;document vu\n",
				association, i, r.Department, r.Number, event, date, start, end, channel, ending, reason, source)
		}
		if !r.Missing {
			row("titre détenu", observatory.NoDate, r.TitleEnd-titleDays, r.TitleEnd, "", "", "")
		}
		row("dépôt", r.Filed, observatory.NoDate, observatory.NoDate, "ANEF", "", "")
		for _, d := range r.Documents {
			row("API", d.Start, d.Start, d.End, "ANEF", "", "")
		}
		if r.Late && !second {
			continue
		}
		if r.Decided.Known() {
			row("décision", r.Decided, observatory.NoDate, observatory.NoDate, "", "favorable", "")
		}
		if r.Closed.Known() {
			row("clôture", r.Closed, observatory.NoDate, observatory.NoDate, "", "défavorable", map[bool]string{true: "oui", false: "non"}[r.Reason])
		}
		row("état constaté", r.Seen, observatory.NoDate, observatory.NoDate, "", "", "")
	}
	return b.String()
}

// SlotReadings makes the checks of a booking page whose first date follows a known
// process: each day the page shows a date within 30 days with the given chance,
// at every check of the day or at none. Good days are counted.
func SlotReadings(seed uint64, target observatory.Target, first observatory.Date, days int, chance float64, zone *time.Location) (attempts []*observatory.Attempt, good int) {
	random := rand.New(rand.NewPCG(seed, 0x510715))
	for d := range days {
		day := first + observatory.Date(d)
		near := random.Float64() < chance
		if near {
			good++
		}
		for hour := 8; hour < 20; hour += 4 {
			t := day.Time()
			at := time.Date(t.Year(), t.Month(), t.Day(), hour, 0, 0, 0, zone).UTC()
			a := &observatory.Attempt{
				Envelope: observatory.Envelope{ID: observatory.DeriveID([]byte("slots"), []byte(target.ID), []byte(at.String())), At: at, Source: "simulation", Simulation: true},
				Journey:  "pan.slots", Target: target.ID, Department: target.Department, System: target.System, Mode: observatory.Unattended,
				Outcome: observatory.Met, Slots: 1, FirstDate: day + 31 + observatory.Date(random.IntN(40)), PlannedPerDay: 3,
			}
			if near {
				a.FirstDate = day + 1 + observatory.Date(random.IntN(30))
			}
			attempts = append(attempts, a)
		}
	}
	return attempts, good
}
