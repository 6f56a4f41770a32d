package probes

import (
	"net"
	"net/url"
	"slices"
	"time"

	"vigie/internal/observatory"
)

// The systems that journeys know: the booking systems, and the portal itself.
const (
	SystemANEF             = "anef"
	SystemRDVPrefecture    = "rdv-prefecture"
	SystemRDVServicePublic = "rdv-service-public"
	SystemOldModule        = "ancien-module"
	SystemCCCForm          = "ccc-form"              // contact form of the CCC
	SystemPrefectureSite   = "prefecture-site"       // a prefecture's own site
	SystemProcedures       = "demarches-simplifiees" // online procedures outside of the ANEF
	SystemCaptcha          = "captcha"               // the State's captcha service, seen on the pages that it guards
)

// Systems lists the systems that journeys know.
func Systems() []string {
	return []string{
		SystemANEF, SystemRDVPrefecture, SystemRDVServicePublic, SystemOldModule,
		SystemCCCForm, SystemPrefectureSite, SystemProcedures, SystemCaptcha,
	}
}

// National reports whether a system is one for all departments: no prefecture
// is named on its pages.
func National(system string) bool { return system == SystemANEF || system == SystemCCCForm }

// Families lists the families of failures of the founding letter: its letters,
// and the access to the portal itself.
func Families() []string { return []string{"access", "A", "B", "C", "D", "E"} }

// What a journey needs besides a browser.
const (
	NeedsNothing = "nothing"
	NeedsAccount = "account" // of a consenting person
	NeedsPerson  = "person"  // at the keyboard, such as for a captcha
)

// Journey is an ordered list of steps on one system, with what counts as met. Several journeys may share an id, one per system: what they measure
// is the same, how it is read differs.
type Journey struct {
	ID          string              // such as pan.door
	Title       Title               // what a reader sees
	Duty        string              // code of the duty of the State that it bears on
	Family      string              // failure family, one of Families
	System      string              // one of the systems above
	Carrier     string              // system of its targets, when the system is seen on the pages of another
	Needs       string              // one of the needs above
	Status      observatory.Status  // whether its landmarks were checked on the live site
	Mode        observatory.Mode    // Unattended or Assisted
	Testbed     bool                // runs on the double alone, never on a portal
	Expected    observatory.Outcome // Unmet for a journey watched until it passes, else Met
	Planned     bool                // whether a schedule may plan it; never for Assisted
	Departments []string            // codes it is limited to; empty for all
	Budget      time.Duration       // time beyond which a step makes the attempt degraded
	Timeout     time.Duration       // time beyond which a step is given up
	Schedule    Schedule            // when it proposes to be run
	Politeness  Politeness          // what it holds itself to on one host
	Post        []string            // path patterns it may post to; Assisted or Testbed only
	Met         Ending              // how it ends when every step held
	Steps       []Step              // in order
	Access      *Access             // other ways to walk it, nil for none
	Way         string              // the way that this journey is of another, empty for that one
	File        string              // where it was read
	Version     string              // SHA-256 of its definition and of its groups, hexadecimal
}

// Title is a text in French and in English.
type Title struct{ FR, EN string }

// Ending is how an attempt ends: an outcome, the code of its cause and one
// French sentence for the reader.
type Ending struct {
	Outcome observatory.Outcome
	Cause   string
	Detail  string
}

// Step is one step of a journey: a name and exactly one action.
type Step struct {
	Name    string
	Action  string        // key of the action, such as click
	Budget  time.Duration // zero: the journey's
	Timeout time.Duration // zero: the journey's

	Open     string     // address, "target" for the target's own, "{target}..." for one under it
	Click    *Locator   // element to click
	Fill     *Fill      // text to type into a field; on the double alone
	Choose   *Choose    // option to choose; on the double, or with a consenting person
	Upload   *Upload    // made-up file to attach, never sent; as Choose
	WaitFor  *Condition // what must come to hold, else the landmarks are gone
	Expect   *Expect    // what must come to hold, else an ending of its own
	Identify *Identify  // this page is the one it should be
	Read     *Read      // a fact to read on the page
	Branch   []Case     // alternatives, the first that holds wins
	Audit    *Audit     // the page held against a list of rules
	Human    *Human     // a person acts until a condition holds
	Use      string     // group whose steps stand here; gone once a journey is read

	at string // where it stands in the file: for a step of a group, where the group is used
}

// Locator finds elements: by role and visible text first, by CSS second. Texts
// are compared without regard to case, spaces and the form of apostrophes.
type Locator struct {
	Role     string `json:"role,omitempty"`     // link, button, action (link or button), heading, image, textbox, main, alert
	Text     string `json:"text,omitempty"`     // part of the visible name; without role and css, of the page's text
	CSS      string `json:"css,omitempty"`      // CSS selector
	Rendered bool   `json:"rendered,omitempty"` // an image must have been loaded and drawn
	Hidden   bool   `json:"hidden,omitempty"`   // elements that are not shown count too
}

// Fill types a text into a field.
type Fill struct {
	Locator
	Value string
}

// Choose chooses an option: in a list by its visible text, else the radio
// button or the box that the locator finds.
type Choose struct {
	Locator
	Option string
}

// Upload attaches a file of a given size, made for the purpose.
type Upload struct {
	Locator
	Name  string // of the file
	Bytes int    // its size
	Files int    // how many such files at once; 0 for one
}

// Count bounds the number of elements that a locator finds.
type Count struct {
	Min int `json:"min"`
	Max int `json:"max"` // 0: no upper bound
}

// Condition is something that holds or not on the page: a locator that finds
// something, a path, a host, or a combination.
type Condition struct {
	Locator
	Count   *Count      // how many elements the locator must find
	Path    string      // pattern: * within a segment, ** across, {target} for the target's own path
	Address string      // pattern of the whole address, fragment included; {target} for the target's own
	Status  []int       // of the page's HTTP answer, 200 to 399: from 400 on the attempt ends by itself
	Host    string      // "target" or "other"; in Go, a name too
	Not     *Condition  // must not hold
	All     []Condition // must all hold
	Any     []Condition // one must hold
}

// Expect is a condition with the ending of the attempt when it does not come
// to hold.
type Expect struct {
	Condition Condition
	Otherwise Ending
}

// Identify asserts that the page is the one it should be before anything is
// read on it. The host is always asserted.
type Identify struct {
	Host       string     // host of the page; empty for the target's
	Path       string     // pattern, as in Condition
	Prefecture bool       // the target's prefecture must be named on the page
	Landmark   *Condition // what this page always shows
}

// The facts that a step can read.
const (
	ReadRelease   = "release"    // the line « Dernière mise en ligne de rendez-vous »
	ReadSlots     = "slots"      // elements that are slots: their number
	ReadDates     = "dates"      // the dates shown, the release line left out
	ReadNextDates = "next_dates" // « Prochaine disponibilité le ... », one a place
	ReadValue     = "value"      // the text of the first element
	ReadNumber    = "number"     // the first whole number in it
	ReadFields    = "fields"     // the names and kinds of a form's fields, never what stands in them
)

// Read is a fact to read on the page.
type Read struct {
	What     string   // one of the Read constants
	From     *Locator // where; nil for the whole page
	Required bool     // not finding it means that the page has changed
}

// Case is one alternative of a branch.
type Case struct {
	When Condition
	End  *Ending // nil: go on with the next step
}

// Human is a step done by a person at a visible browser.
type Human struct {
	Prompt Title     // what the person is asked to do
	Until  Condition // what tells that it is done
	Double []Step    // what is done in their place on the double, where nobody is
}

// private reports whether a journey shows what is a person's: it signs in, or
// sends an identifier. Of such an attempt only facts and a masked picture stay.
func (j Journey) private() bool { return j.Needs == NeedsAccount }

// standsIn reports whether the double can do without the person.
func (j Journey) standsIn() bool {
	return !slices.ContainsFunc(j.Steps, func(s Step) bool { return s.Human != nil && len(s.Human.Double) == 0 })
}

// isDouble reports whether a target is the double: it is said to be simulated,
// and listens on the loopback interface only.
func isDouble(target observatory.Target, address *url.URL) bool {
	return target.Simulation && loopback(address)
}

// mayRun refuses a journey for the double on anything else: such a journey may
// type and send.
func (j Journey) mayRun(target observatory.Target, address *url.URL) error {
	if !j.Testbed || isDouble(target, address) {
		return nil
	}
	return observatory.InputErrorf("cible %s : le parcours %s remplit un formulaire et ne se lance que sur le double de test", target.ID, j.ID)
}

// loopback reports whether an address can only be this machine's.
func loopback(address *url.URL) bool {
	ip := net.ParseIP(address.Hostname())
	return address.Hostname() == "localhost" || (ip != nil && ip.IsLoopback())
}

// hostNamed gives the host that a journey names. The double stands on one
// machine: there, another host is its other name.
func hostNamed(name string, target *url.URL) string {
	switch {
	case name == "":
		return target.Host
	case loopback(target):
		return "localhost:" + target.Port()
	}
	return name
}
