package indicators

import (
	"slices"
	"strings"
	"sync"
)

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
	ByPage  Proof = "page" // and by the catalogue, of which the source stands there
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
	ID          string      `json:"id"`
	Name        Text        `json:"name"`
	Meaning     Text        `json:"meaning"` // one sentence
	Legal       []string    `json:"legal"`   // ids of obligations of the catalogue
	Proof       Proof       `json:"proof"`
	PerJourney  bool        `json:"per_journey,omitempty"` // its series are journeys: there is no figure of all together
	Unit        Unit        `json:"unit"`
	Direction   Direction   `json:"direction"`
	Numerator   string      `json:"numerator"`   // in French words
	Denominator string      `json:"denominator"` // in French words
	N           string      `json:"n"`           // what n counts, in French
	Coverage    string      `json:"coverage"`    // what coverage compares, in French
	Query       string      `json:"query"`       // name of the query it reads
	MinimumN    int64       `json:"minimum_n"`
	Interval    string      `json:"interval"` // method, in French words
	Biases      []string    `json:"biases"`   // known biases, in French
	Splits      []Dimension `json:"splits"`   // what its figures can be split by
	History     []Change    `json:"history"`

	read    func(Definition, Request) reading // how its rows are read
	compose composing                         // how it is made of other figures instead
}

// All lists the definitions in the order in which pages show them.
func All() []Definition {
	return slices.Concat(panDefinitions(), portalDefinitions(), certificateDefinitions(), closureDefinitions(), supportDefinitions(), InfoDefinitions(),
		[]Definition{equalitySpread(), alternativesOffered(), confidentialityIncidents()})
}

func panDefinitions() []Definition {
	return []Definition{
		panAvailability(), panReported(), panDoor(), panFirstSlotDelay(), panLevel(), panClosedRun(), panExists(), panWalkIn(), panBlockingSolved(),
	}
}

func portalDefinitions() []Definition {
	return []Definition{portalAvailability(), portalUncovered(), portalAttachments(), portalConcurrency(), portalCorrection()}
}

func certificateDefinitions() []Definition {
	return []Definition{
		gapShare(), gapDays(), gapRatio(), renewalDelay(), implicitRefusalOverlap(), certificateRightsMention(), certificateRecognition(),
	}
}

func closureDefinitions() []Definition {
	return []Definition{
		reasonStated(), closureQuality(), closureRemedyShown(), closureEarlierRequest(), closureSenderIdentified(), closureStereotyped(), closureFavourable(),
	}
}

func supportDefinitions() []Definition {
	return []Definition{cccAnswered(), cccSolved(), cccWrittenStatement(), cccStereotyped(), substitutionFunnel(), substitutionDelay(), substitutionOfferedOnFailure()}
}

// Headlines are the definitions that the overview, the map and the pages of
// departments show; every indicator has its place on the page of its family.
func Headlines() []Definition {
	var list []Definition
	for _, id := range []string{panAvailabilityID, panDoorID, portalAvailabilityID, gapShareID, gapDaysID, reasonStatedID} {
		d, _ := ByID(id)
		list = append(list, d)
	}
	return list
}

// known holds the definitions once: a rebuild of verdicts asks for them a million
// times. Nobody may change what they point to.
var known struct {
	once sync.Once
	byID map[string]Definition
}

// ByID finds a definition.
func ByID(id string) (Definition, bool) {
	known.once.Do(func() {
		known.byID = map[string]Definition{}
		for _, d := range All() {
			known.byID[d.ID] = d
		}
	})
	d, ok := known.byID[id]
	return d, ok
}

// Allows reports whether the indicator's figures can be split so.
func (d Definition) Allows(by ...Dimension) bool {
	for _, dimension := range by {
		if !slices.Contains(d.Splits, dimension) {
			return false
		}
	}
	return true
}

// Family is the first part of the id: pan, portal, certificate and so on.
func (d Definition) Family() string {
	family, _, _ := strings.Cut(d.ID, ".")
	return family
}
