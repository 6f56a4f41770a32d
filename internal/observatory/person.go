package observatory

// HintKind names what a hint of a person was made from.
type HintKind string

// The kinds of hint. Each is a keyed pseudonym of one feature of an identity:
// two equal ones agree on the feature, and nothing else can be told from them.
const (
	HintNames     HintKind = "names"      // all words of the names, in alphabetical order
	HintSound     HintKind = "sound"      // how the family name sounds
	HintFirst     HintKind = "first"      // how the first first name sounds
	HintBirth     HintKind = "birth"      // date of birth
	HintBirthSwap HintKind = "birth_swap" // date of birth, of day and month the smaller first: an inversion
	HintBirthYear HintKind = "birth_year" // year of birth
	HintMail      HintKind = "mail"
	HintPhone     HintKind = "phone"
	HintNumber    HintKind = "number" // foreigner number without the zeros before it: spreadsheets lose them
)

// Hint is one feature of a person, under the association's key.
type Hint struct {
	Kind  HintKind
	Value ID
}

// PersonHints are the features of the person of a case, pseudonymised, from
// which probable duplicates are proposed.
type PersonHints struct {
	Envelope

	Import      ID     `json:"import"`
	Association string `json:"association"`
	Case        ID     `json:"case"`
	Person      ID     `json:"person"`
	Hints       []Hint `json:"-"`
}

// Kind is KindPersonHints.
func (*PersonHints) Kind() Kind { return KindPersonHints }

// Verdict is what a person decided of two pseudonyms.
type Verdict string

// The verdicts.
const (
	VerdictSame      Verdict = "same"
	VerdictDifferent Verdict = "different"
	VerdictUndone    Verdict = "undone" // the decision that the row withdraws holds no longer
)

// PersonDecision is the decision of a person on two pseudonyms: one person, or
// two. Links is what follows for every pseudonym that it touches: where it
// counts from then on.
type PersonDecision struct {
	Envelope

	Association string       `json:"association"`
	Account     string       `json:"account"` // who decided
	First       ID           `json:"first"`   // pseudonyms of persons, the smaller first
	Second      ID           `json:"second"`
	Verdict     Verdict      `json:"verdict"`
	Score       int          `json:"score"` // hundredths of a bit, at the decision
	Links       []PersonLink `json:"links,omitempty"`
}

// PersonLink says where a pseudonym counts: itself when it stands alone.
type PersonLink struct {
	Alias  ID `json:"alias"`
	Counts ID `json:"counts"`
}

// Kind is KindPersonDecision.
func (*PersonDecision) Kind() Kind { return KindPersonDecision }

// Erasure says that facts were erased: how many and of when, and nothing of
// whom. A verdict made before from them keeps its numbers and names the count.
type Erasure struct {
	Envelope

	Association string `json:"association"`
	Department  string `json:"department"`
	Month       string `json:"month"` // of the facts' days, such as 2026-11; empty = unknown
	Cases       int64  `json:"cases"`
	Events      int64  `json:"events"`
	Reason      string `json:"reason"` // code: request, retention, consent
}

// Kind is KindErasure.
func (*Erasure) Kind() Kind { return KindErasure }
