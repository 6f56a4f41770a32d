package indicators

import (
	"vigie/internal/catalogue"
	"vigie/internal/observatory"
)

// DutyRules say when R. 431-15-1 CESEDA obliges to give a certificate. The zero
// rules tell of no day whether it does.
type DutyRules struct {
	Known       bool
	From, To    observatory.Date // between which R. 431-15-1 holds
	Opens       int              // the filing window of R. 431-5 1° opens so many days before the title ends
	Closes      int              // and closes so many before
	Grounds     map[string]GroundRule
	NotResident []string // procedures that end with no residence permit: no certificate is due
	Silence     Silence  // common delay of the implicit refusal
}

// GroundRule is what law says of one ground.
type GroundRule struct {
	Annexe9 observatory.Tri
	Since   observatory.Date // in law; unknown when it was not found
	Silence Silence          // the shortest delay of implicit refusal that may apply to it, zero: the common one
}

// Silence is a delay after which silence is a refusal: months, or days.
type Silence struct{ Months, Days int }

// ends is the day on which the silence becomes a refusal.
func (s Silence) ends(filed observatory.Date) observatory.Date {
	if s.Months > 0 {
		return filed.AddMonths(s.Months)
	}
	return filed + observatory.Date(s.Days)
}

// known reports whether there is a delay at all.
func (s Silence) known() bool { return s.Months > 0 || s.Days > 0 }

// shortSilence gives the rule of the catalogue whose shorter delay may apply to a
// ground. R. 432-2 names articles of titles, the case file grounds: where some
// titles of a ground have a shorter delay all are taken to have it, so that the
// floor of what is due errs on the low side.
func shortSilence(ground string) string {
	switch ground {
	case "talent", "employee":
		return "implicit_refusal_60_days"
	case "student", "visitor":
		return "implicit_refusal_90_days"
	}
	return ""
}

func dutyOf(c *catalogue.Catalogue) DutyRules {
	certificate, hasCertificate := c.Rule("certificate")
	window, hasWindow := c.Rule("filing_window_annexe9")
	silence, hasSilence := c.Rule("implicit_refusal")
	rules := DutyRules{
		Known: hasCertificate && hasWindow && hasSilence, From: certificate.From, To: certificate.To,
		Opens: int(window.Values["opens_days_before_end"]), Closes: int(window.Values["closes_days_before_end"]),
		Silence: Silence{Months: int(silence.Values["months"])},
		Grounds: map[string]GroundRule{},
		NotResident: []string{
			"change_of_situation", "duplicate", "dcem", "travel_document", "vls_ts_validation", "work_authorisation", "naturalisation",
		},
	}
	for _, g := range c.Grounds() {
		rule := GroundRule{Annexe9: g.Annexe9, Since: g.Annexe9Since}
		if short, ok := c.Rule(shortSilence(g.Code)); ok {
			rule.Silence = Silence{Days: int(short.Values["days"])}
		}
		rules.Grounds[g.Code] = rule
	}
	return rules
}

// silence is the delay of implicit refusal of a ground.
func (r DutyRules) silence(ground string) Silence {
	if own := r.Grounds[ground].Silence; own.known() {
		return own
	}
	return r.Silence
}

// annexe9 says whether a ground stood on annexe 9 on the day of the filing.
func (r DutyRules) annexe9(ground string, filed observatory.Date) Duty {
	rule, ok := r.Grounds[ground]
	switch {
	case !ok || rule.Annexe9 == observatory.Unknown:
		return CannotTell
	case rule.Annexe9 == observatory.No || rule.Since.Known() && filed < rule.Since:
		return NotDue
	case !rule.Since.Known():
		return CannotTell
	}
	return Due
}
