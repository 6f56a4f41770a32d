package indicators

import "slices"

// Unit of a figure.
type Unit string

// Units.
const (
	Share Unit = "share" // 0 to 1
	Days  Unit = "days"
	Count Unit = "count"
)

// Direction says which way is better for the persons concerned.
type Direction string

// Directions.
const (
	HigherIsBetter Direction = "higher"
	LowerIsBetter  Direction = "lower"
)

// Proof says what kind of fact an indicator is made from.
type Proof string

// Kinds of proof.
const (
	ByProbe Proof = "probe"
	ByCase  Proof = "case"
)

// Text is a wording in both languages.
type Text struct {
	FR string `json:"fr"`
	EN string `json:"en"`
}

// Change is one entry of the history of a definition.
type Change struct {
	Version int    `json:"version"`
	Date    string `json:"date"` // ISO 8601
	What    string `json:"what"` // French
}

// Definition is all that a reader needs to judge an indicator and to compute
// it again. Pages and reports print it; nothing is written twice.
type Definition struct {
	ID          string    `json:"id"`
	Name        Text      `json:"name"`
	Meaning     Text      `json:"meaning"` // one sentence
	Legal       []string  `json:"legal"`   // ids of obligations of the catalogue
	Proof       Proof     `json:"proof"`
	PerJourney  bool      `json:"per_journey,omitempty"` // its series are journeys: there is no figure of all together
	Unit        Unit      `json:"unit"`
	Direction   Direction `json:"direction"`
	Numerator   string    `json:"numerator"`   // in French words
	Denominator string    `json:"denominator"` // in French words
	N           string    `json:"n"`           // what n counts, in French
	Coverage    string    `json:"coverage"`    // what coverage compares, in French
	Query       string    `json:"query"`       // name of the query it reads
	MinimumN    int64     `json:"minimum_n"`
	Interval    string    `json:"interval"` // method, in French words
	Biases      []string  `json:"biases"`   // known biases, in French
	History     []Change  `json:"history"`
}

// All lists the definitions in the order in which pages show them.
func All() []Definition {
	return []Definition{
		panAvailability(), panDoor(), portalAvailability(), gapShare(), gapDays(), reasonStated(),
	}
}

// ByID finds a definition.
func ByID(id string) (Definition, bool) {
	all := All()
	i := slices.IndexFunc(all, func(d Definition) bool { return d.ID == id })
	if i < 0 {
		return Definition{}, false
	}
	return all[i], true
}
