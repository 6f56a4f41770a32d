package observatory

import "strings"

// FactState is whether a required item of information stands on a page.
type FactState string

// States of an item. Absent is only for a text read whole.
const (
	Present    FactState = "present"
	Absent     FactState = "absent"
	CannotTell FactState = "cannot_tell"
	Obsolete   FactState = "obsolete" // stands on the page but leads to an address that is no longer in use
	Wrong      FactState = "wrong"    // contradicts a fact that the catalogue holds with its source
)

// FactStates lists the states.
func FactStates() []FactState { return []FactState{Present, Absent, CannotTell, Obsolete, Wrong} }

// PageFact is one item looked for on one page.
type PageFact struct {
	Envelope

	Department string    `json:"department"`
	Address    string    `json:"address"` // canonical address of the page
	Item       string    `json:"item"`    // key, such as anef_named
	State      FactState `json:"state"`
	Quote      string    `json:"quote"` // the span, to the letter
	Start      int       `json:"start"` // byte offsets of the span in the text
	End        int       `json:"end"`
	Section    string    `json:"section"` // heading under which the span stands, empty when there is none
	Value      string    `json:"value"`   // normalised value: a date, a telephone number, a list
	Cut        bool      `json:"cut"`     // the text was known to be cut
	PageHash   Hash      `json:"page_hash"`
}

// Kind is KindPageFact.
func (*PageFact) Kind() Kind { return KindPageFact }

// AxePrefix begins the item of a rule of accessibility that axe-core checked on
// a page, such as axe:color-contrast.
const AxePrefix = "axe:"

// AxeRule gives the rule of a fact on accessibility, and false for a fact on
// information.
func (f *PageFact) AxeRule() (string, bool) { return strings.CutPrefix(f.Item, AxePrefix) }

// PageFactFilter selects page facts. Zero fields select all.
type PageFactFilter struct {
	Window
	Department string
	Latest     bool // only the newest fact of each address and item
}
