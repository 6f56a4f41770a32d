package indicators

import (
	"slices"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"
)

// RuleSet holds the dated rules of law that the certificate indicators apply.
// The caller gives it (from the catalogue); the zero set applies none.
type RuleSet struct {
	Extensions   []Extension
	WithoutTitle []string         // ids of procedures for which no title is held beforehand (first applications)
	Duty         DutyRules        // when R. 431-15-1 obliges
	Places       []CompetentPlace // what the catalogue knows of places, for pan.exists
}

// Extension is a rule by which an expired title goes on proving regular stay,
// such as L. 433-3 CESEDA.
type Extension struct {
	ID          string
	From, To    observatory.Date // titles that end in this span; an unknown side is open
	Months      int              // how long after the title's last day
	LongerDay   int              // only titles of more than this many days; a title of unknown length is covered
	Departments []Listed         // only in these departments while they are listed; nil: everywhere
	FiledBefore bool             // only when the application was filed by the last day of the title
	Source      string
	Status      observatory.Status
}

// Listed is a department named by an order, and the dates between which it is:
// an unknown side is open.
type Listed struct {
	Department string
	From, To   observatory.Date
}

// covers reports whether the rule holds for a title that ended on a day in a
// department, of an application filed on another.
func (e Extension) covers(start, end observatory.Date, department string, filed observatory.Date) bool {
	if !inForce(e.From, e.To, end) || start.Known() && int(end-start)+1 <= e.LongerDay {
		return false
	}
	if e.FiledBefore && (!filed.Known() || filed > end) {
		return false
	}
	return e.Departments == nil || slices.ContainsFunc(e.Departments, func(l Listed) bool {
		return l.Department == department && inForce(l.From, l.To, end)
	})
}

// inForce reports whether a day lies between two dates, of which an unknown one
// is open.
func inForce(from, to, day observatory.Date) bool {
	return (!from.Known() || day >= from) && (!to.Known() || day <= to)
}

// Unverified lists the rules whose text nobody has verified yet: figures that
// apply them must say so.
func (r RuleSet) Unverified() []Extension {
	var out []Extension
	for _, e := range r.Extensions {
		if e.Status != observatory.Verified {
			out = append(out, e)
		}
	}
	return out
}

// extended gives the last day on which a title proves regular stay, under the
// rules in force on the day the title ends. A doubt (unknown start) is resolved
// for coverage, so that figures err on the low side.
func (r RuleSet) extended(start, end observatory.Date, department string, filed observatory.Date) observatory.Date {
	last := end
	for _, e := range r.Extensions {
		if e.covers(start, end, department, filed) {
			last = max(last, end.AddMonths(e.Months))
		}
	}
	return last
}

// longTitle is the length in days above which a title counts as long: the
// titles of L. 433-3, first paragraph, all last more than one year. The field
// that would tell them apart (kind of card) is not in the case file, so every
// title of more than a year is taken to be covered: that can only shorten gaps.
const longTitle = 366

// RulesOf gives the rule set of the catalogue: L. 433-3 CESEDA, both
// paragraphs, the filing window, the certificate and the delays of implicit
// refusal, with the dates and the verification status they have there; the
// procedures for which no title is held beforehand; what annexe 9 says of each
// ground; the places of pan.exists.
func RulesOf(c *catalogue.Catalogue) RuleSet {
	set := RuleSet{WithoutTitle: []string{"first", "application_during_asylum", "exceptional_admission"}, Places: placesOf(c), Duty: dutyOf(c)}
	extension := func(id string) (Extension, bool) {
		rule, ok := c.Rule(id)
		return Extension{
			ID: rule.ID, From: rule.From, To: rule.To, Months: int(rule.Values["limit_months"]), Source: rule.Source, Status: rule.Status,
		}, ok
	}
	if e, ok := extension("expired_title_long"); ok {
		e.LongerDay = longTitle
		set.Extensions = append(set.Extensions, e)
	}
	if e, ok := extension("expired_title_listed_departments"); ok {
		e.FiledBefore, e.Departments = true, []Listed{} // nowhere but where an order names the department
		for _, d := range c.ExtensionDepartments() {
			e.Departments = append(e.Departments, Listed{Department: d.Department, From: d.From, To: d.To})
		}
		set.Extensions = append(set.Extensions, e)
	}
	return set
}

// placesOf gives the places that are competent for foreigners, with the help
// points that the catalogue knows: one PAN is of the place it names, or else of
// its department's prefecture.
func placesOf(c *catalogue.Catalogue) []CompetentPlace {
	known, seats := map[string]bool{}, map[string]bool{}
	for _, pan := range c.PANs() {
		if pan.Place != "" {
			known[pan.Place] = true
		} else {
			seats[pan.Department] = true
		}
	}
	var places []CompetentPlace
	for _, p := range c.Prefectures() {
		if p.Foreigners != observatory.Yes {
			continue
		}
		seat := p.Role != catalogue.RoleSub
		places = append(places, CompetentPlace{Department: p.Department, Seat: seat, PAN: known[p.ID] || seat && seats[p.Department]})
	}
	return places
}
