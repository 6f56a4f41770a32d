package observatory

import "strconv"

// Ruling is what a row of the duty matrix says (design.md section 5).
type Ruling string

// The rulings. Respected comes from probes or pages alone.
const (
	Respected    Ruling = "respected"     // respectée
	Breach       Ruling = "breach"        // manquement constaté
	NoBreach     Ruling = "no_breach"     // aucun manquement constaté sur n cas vérifiés
	Insufficient Ruling = "insufficient"  // insuffisant
	NotMeasured  Ruling = "not_measured"  // non mesuré
	WithoutLimit Ruling = "without_limit" // no threshold in law: the figure without a verdict
	ToVerify     Ruling = "to_verify"     // text, date or deadline unverified: the figure without a verdict
	Pending      Ruling = "pending"       // the deadline lies ahead
	TextMissing  Ruling = "text_missing"  // the text was not read
)

// Rulings lists them.
func Rulings() []Ruling {
	return []Ruling{Respected, Breach, NoBreach, Insufficient, NotMeasured, WithoutLimit, ToVerify, Pending, TextMissing}
}

// DutyVerdict is one row of the duty matrix: what one rule said of one
// obligation in one month, quarter or year, from the facts recorded up to its
// horizon, which is At. It is never changed: when facts come later, a later row says so.
type DutyVerdict struct {
	Envelope

	Obligation  string       `json:"obligation"`
	Rule        Hash         `json:"rule"`                 // SHA-256 of the rule's text, kept as a file
	Department  string       `json:"department,omitempty"` // empty = the country
	Period      string       `json:"month"`                // 2026-11, 2026-T4 or 2026; leaves of the ledger hash it under its first name
	Ruling      Ruling       `json:"ruling"`
	K           int64        `json:"k"`   // what falls short: persons where cases are behind it, checks and pages elsewhere
	N           int64        `json:"n"`   // out of
	Low         int64        `json:"low"` // 95 % interval of k/n, in millionths
	High        int64        `json:"high"`
	HasInterval bool         `json:"has_interval"`
	Facts       int64        `json:"facts"` // case events that could be read at the horizon, of the department or the country; 0 where no case is behind
	Figures     []DutyFigure `json:"figures"`
	Incomplete  bool         `json:"incomplete,omitempty"` // facts of the period were still coming in: of the country, for duties proved by cases

	Erased int64 `json:"-"` // of Facts, those that were erased since: never stored, set by who reads it for a page
}

// VerdictsOfPersons is the version of the judging since which K and N of duties
// proved by cases are persons; they were events.
const VerdictsOfPersons = 6

// OfPersons reports whether K and N are persons, where cases are behind them.
func (v *DutyVerdict) OfPersons() bool {
	version, err := strconv.Atoi(v.SourceVersion)
	return err == nil && version >= VerdictsOfPersons
}

// Kind is KindVerdict.
func (*DutyVerdict) Kind() Kind { return KindVerdict }

// DutyFigure is a figure that a row of the matrix shows. Reals are whole
// millionths, so that they are the same bytes on every machine.
type DutyFigure struct {
	Indicator    string     `json:"indicator"`
	Persons      bool       `json:"persons,omitempty"` // made from cases
	Series       string     `json:"series,omitempty"`
	Accounting   Accounting `json:"accounting,omitempty"`
	Unit         string     `json:"unit"`
	Value        int64      `json:"value"`
	Low          int64      `json:"low"`
	High         int64      `json:"high"`
	HasInterval  bool       `json:"has_interval"`
	Sufficient   bool       `json:"sufficient"`
	Numerator    int64      `json:"numerator"`
	Denominator  int64      `json:"denominator"`
	N            int64      `json:"n"`
	MinimumN     int64      `json:"minimum_n"`
	Covered      int64      `json:"covered"`
	Planned      int64      `json:"planned"`
	Associations int64      `json:"associations,omitempty"`
}

// VerdictFilter selects rows of the matrix. Zero fields select all.
type VerdictFilter struct {
	Window

	Obligation string
	Newest     bool // only the newest row of each obligation, rule, department and period
}
