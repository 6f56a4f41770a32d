package indicators

import (
	"vigie/internal/catalogue"
	"vigie/internal/observatory"
)

// RuleSet holds the dated rules of law that the certificate indicators apply.
// The caller gives it (from the catalogue); the zero set applies none.
type RuleSet struct {
	Extensions   []Extension
	WithoutTitle []string // ids of procedures for which no title is held beforehand (first applications)
}

// Extension is a rule by which an expired title goes on proving regular stay,
// such as L. 433-3 CESEDA.
type Extension struct {
	ID        string
	From, To  observatory.Date // titles that end in this span; an unknown side is open
	Months    int              // how long after the title's last day
	LongerDay int              // only titles of more than this many days; a title of unknown length is covered
	Source    string
	Status    observatory.Status
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
// rule in force on the day the title ends. A doubt (unknown start) is resolved
// for coverage, so that figures err on the low side.
func (r RuleSet) extended(start, end observatory.Date) observatory.Date {
	last := end
	for _, e := range r.Extensions {
		if e.From.Known() && end < e.From || e.To.Known() && end > e.To {
			continue
		}
		if start.Known() && int(end-start)+1 <= e.LongerDay {
			continue
		}
		last = max(last, end.AddMonths(e.Months))
	}
	return last
}

// longTitle is the length in days above which a title counts as long: the
// titles of L. 433-3, first paragraph, all last more than one year. The field
// that would tell them apart (kind of card) is not in the case file, so every
// title of more than a year is taken to be covered: that can only shorten gaps.
const longTitle = 366

// RulesOf gives the rule set of the catalogue: L. 433-3 CESEDA, first
// paragraph, with the dates and the verification status it has there, and the
// procedures for which no title is held beforehand.
func RulesOf(c *catalogue.Catalogue) RuleSet {
	set := RuleSet{WithoutTitle: []string{"first", "application_during_asylum", "exceptional_admission"}}
	if rule, ok := c.Rule("expired_title_long"); ok {
		set.Extensions = append(set.Extensions, Extension{
			ID: rule.ID, From: rule.From, To: rule.To, Months: int(rule.Values["limit_months"]),
			LongerDay: longTitle, Source: rule.Source, Status: rule.Status,
		})
	}
	return set
}
