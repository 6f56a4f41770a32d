package probes

import (
	"time"

	"vigie/internal/observatory"
)

// The booking systems that journeys know.
const (
	SystemRDVPrefecture    = "rdv-prefecture"
	SystemRDVServicePublic = "rdv-service-public"
	SystemOldModule        = "ancien-module"
)

// Journey is an ordered list of steps on one booking system, with what counts
// as met. Several journeys may share an id, one per system: what they measure
// is the same, how it is read differs.
type Journey struct {
	ID          string           // such as pan.door
	Title       Title            // what a reader sees
	Duty        string           // code of the duty of the State that it bears on
	Family      string           // failure family of the founding letter, A to E
	System      string           // one of the systems above
	Mode        observatory.Mode // Unattended or Assisted
	Planned     bool             // whether a schedule may plan it; never for Assisted
	Departments []string         // codes it is limited to; empty for all
	Budget      time.Duration    // time beyond which a step makes the attempt degraded
	Timeout     time.Duration    // time beyond which a step is given up
	Post        []string         // path patterns it may post to; Assisted only
	Met         Ending           // how it ends when every step held
	Steps       []Step           // in order
	File        string           // where it was read
	Version     string           // SHA-256 of its definition, hexadecimal
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

	Open     string     // address, "target" for the target's own
	Click    *Locator   // element to click
	WaitFor  *Condition // what must come to hold, else the landmarks are gone
	Expect   *Expect    // what must come to hold, else an ending of its own
	Identify *Identify  // this page is the one it should be
	Read     *Read      // a fact to read on the page
	Branch   []Case     // alternatives, the first that holds wins
	Human    *Human     // a person acts until a condition holds
}

// Locator finds elements: by role and visible text first, by CSS second. Texts
// are compared without regard to case, spaces and the form of apostrophes.
type Locator struct {
	Role     string `json:"role,omitempty"`     // link, button, action (link or button), heading, image, textbox, main, alert
	Text     string `json:"text,omitempty"`     // part of the visible name; without role and css, of the page's text
	CSS      string `json:"css,omitempty"`      // CSS selector
	Rendered bool   `json:"rendered,omitempty"` // an image must have been loaded and drawn
}

// Condition is something that holds or not on the page: a locator that finds
// something, a path, a host, or a combination.
type Condition struct {
	Locator
	Path string      // pattern: * within a segment, ** across, {target} for the target's own path
	Host string      // "target" or "other"
	Not  *Condition  // must not hold
	All  []Condition // must all hold
	Any  []Condition // one must hold
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
}
