package observatory

// Obligation is a duty of the State, or a request made to it, that Vigie holds
// the facts against.
type Obligation struct {
	ID         string         `json:"id"`
	Title      string         `json:"title"` // French, in our words
	Text       string         `json:"text"`  // French, in our words
	Source     string         `json:"source"`
	Date       Date           `json:"date"`            // of the text, unknown when it was not read
	Start      Start          `json:"start"`           // from which its deadline is counted; zero when it has none
	Delay      string         `json:"delay,omitempty"` // rule of the catalogue that holds the months from the start to the deadline
	Deadline   Date           `json:"deadline"`        // unknown when there is none
	Kind       ObligationKind `json:"kind"`
	Status     Status         `json:"status"` // of the text and its date
	Scope      Scope          `json:"scope"`
	Proof      string         `json:"proof"`             // probe, page, case
	Missing    bool           `json:"missing,omitempty"` // known to exist, but its text was not read
	Indicators []string       `json:"indicators"`
	Rule       DutyRule       `json:"rule"`
}

// Verified reports whether text, date and, where there is a deadline, the fact
// it is counted from were read in a source of their own. No verdict is given
// otherwise (design.md section 5, duty matrix).
func (o *Obligation) Verified() bool {
	return o.Status == Verified && (o.Start.ID == "" || o.Start.Status == Verified)
}

// ObligationKind says where an obligation comes from.
type ObligationKind string

// The kinds of obligation, in the order in which the matrix shows them.
const (
	KindOrder          ObligationKind = "order" // of the Conseil d'État
	KindRegulation     ObligationKind = "regulation"
	KindStatute        ObligationKind = "statute"
	KindPrinciple      ObligationKind = "principle"
	KindLetter         ObligationKind = "letter"         // asked by the ten associations
	KindRecommendation ObligationKind = "recommendation" // of the Défenseur des droits
)

// ObligationKinds lists the kinds.
func ObligationKinds() []ObligationKind {
	return []ObligationKind{KindOrder, KindRegulation, KindStatute, KindPrinciple, KindLetter, KindRecommendation}
}

// Scope says to whom a duty is owed, or where.
type Scope string

// The scopes. A national obligation has one row a period, never one a
// department.
const (
	National   Scope = "national"
	ByOffice   Scope = "prefecture"
	EachPerson Scope = "person"
)

// Start is the fact from which deadlines are counted: dated, sourced, and to be
// corrected when it is read.
type Start struct {
	ID     string `json:"id,omitempty"`
	Title  string `json:"title,omitempty"` // French
	Event  string `json:"event,omitempty"` // which event the date is that of, French
	Date   Date   `json:"date,omitempty"`
	Source string `json:"source,omitempty"`
	Status Status `json:"status,omitempty"`
}

// DutyTest says how a rule judges.
type DutyTest string

// The tests of a rule.
const (
	NoThreshold DutyTest = "none"     // the text sets none: figures without verdict
	AtLeast     DutyTest = "at_least" // a share of probes or pages is at least the threshold
	NoCase      DutyTest = "no_case"  // not a single verified case at level "document" falls short
)

// DutyRule is how facts are held against an obligation. Threshold is in per
// cent. Breach says which count of the figure falls short: its numerator, or
// what the numerator leaves of the denominator.
type DutyRule struct {
	Test          DutyTest `json:"test"`
	Indicator     string   `json:"indicator,omitempty"`
	Series        string   `json:"series,omitempty"`
	Threshold     int64    `json:"threshold,omitempty"`
	Shortfall     Ruling   `json:"shortfall,omitempty"` // ruling below the threshold: breach or insufficient
	Breach        string   `json:"breach,omitempty"`    // numerator, complement
	Justification string   `json:"justification"`       // French: where the threshold comes from, or why there is none
}
