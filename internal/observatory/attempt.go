package observatory

import (
	"slices"
	"strings"
	"time"
)

// Mode says how an attempt was made. The series are never pooled.
type Mode string

// The modes of an attempt.
const (
	Unattended Mode = "unattended" // by the observatory's probe alone
	Assisted   Mode = "assisted"   // by a volunteer at a visible browser
	Reported   Mode = "reported"   // by the person herself, reported in a case
	Manual     Mode = "manual"     // by a person alone, where no screen is: telephone, form, counter
)

// Attempt is one run of a journey on a target.
type Attempt struct {
	Envelope

	Journey        string        `json:"journey"`         // id of the journey, such as pan.door
	JourneyVersion string        `json:"journey_version"` // hash of the journey's definition
	Target         string        `json:"target"`          // id of the target in the catalogue or configuration
	Department     string        `json:"department"`      // code, such as "01", "2A", "971"; may be empty for a national target
	System         string        `json:"system"`          // rdv-prefecture, rdv-service-public, ancien-module, anef
	Mode           Mode          `json:"mode"`
	Outcome        Outcome       `json:"outcome"`
	Cause          string        `json:"cause"`          // code of the cause, such as http_502, no_slot, wall_403
	Detail         string        `json:"detail"`         // one French sentence for the reader of the page
	StepReached    string        `json:"step_reached"`   // name of the last step that was begun
	Message        string        `json:"message"`        // text that the portal showed, cut at 500 runes
	Address        string        `json:"address"`        // address asked for
	FinalAddress   string        `json:"final_address"`  // address at the end
	Status         int           `json:"status"`         // last HTTP status of the main document, 0 if none
	Slots          int           `json:"slots"`          // slots seen; -1 when the journey does not read slots or could not
	FirstDate      Date          `json:"first_date"`     // first date displayed
	SecondDate     Date          `json:"second_date"`    // second distinct date displayed
	ReleasedAt     time.Time     `json:"released_at"`    // "Dernière mise en ligne de rendez-vous"
	ReleasedWeek   Date          `json:"released_week"`  // first day of the week released
	Duration       time.Duration `json:"duration"`       // whole attempt
	Hops           []Hop         `json:"hops,omitempty"` // every redirect of the main document
	Control        Control       `json:"control"`        // result of the control site
	Confirms       ID            `json:"confirms,omitzero"`
	PlannedPerDay  int           `json:"planned_per_day"`        // how many first attempts a day the schedule planned; 0 if unplanned
	PlannedRest    int           `json:"planned_rest,omitempty"` // on how many of the days that follow the schedule plans none, until the next on which it does
	Announced      string        `json:"announced,omitempty"`    // source of the maintenance announced before the attempt in whose window it fell; empty if none
	Steps          []Step        `json:"steps,omitempty"`
	Substitution   Substitution  `json:"substitution,omitempty"` // whether the failing screen offered the substitution
	Consent        Consent       `json:"consent,omitzero"`       // of the person whose account was opened; zero when no account was
}

// Consent says that a person agreed to a journey in her account; not who.
type Consent struct {
	Purpose string `json:"purpose"` // what for: the journey
	On      Date   `json:"on"`      // day of the agreement
	Version string `json:"version"` // of the wording that she read
}

// Substitution says whether the screen on which an attempt failed offered the
// substitution solution of article R. 431-2 of the CESEDA.
type Substitution string

// What a failing screen offered. Empty: no screen failed, or none was seen.
const (
	SubstitutionOffered Substitution = "offered"
	SubstitutionAbsent  Substitution = "absent"
)

// Kind is KindAttempt.
func (*Attempt) Kind() Kind { return KindAttempt }

// First reports whether this is a first attempt, not a confirmation.
func (a *Attempt) First() bool { return a.Confirms.IsZero() }

// SlotJourneys are the beginnings of the names of journeys whose attempts show
// slots, or that there are none.
func SlotJourneys() []string { return []string{"pan.slots", "pan.old_module", "pan.closed"} }

// ShowsSlots reports whether an attempt tells of slots.
func (a *Attempt) ShowsSlots() bool {
	return a.FirstDate.Known() || slices.ContainsFunc(SlotJourneys(), func(begin string) bool { return strings.HasPrefix(a.Journey, begin) })
}

// Hop is one answer on the way to the page.
type Hop struct {
	Address  string `json:"address"`
	Status   int    `json:"status"`
	Location string `json:"location,omitempty"` // where it sent the browser, empty for the last
}

// Control is what a control site, asked at the same minute, answered.
type Control string

// Results of the control site.
const (
	ControlOK      Control = "ok"
	ControlFailed  Control = "failed"
	ControlNotRun  Control = "not_run" // not needed, or not configured
	ControlUnknown Control = ""
)

// Step is one step of an attempt.
type Step struct {
	Index      int           `json:"index"`
	Name       string        `json:"name"`
	Action     string        `json:"action"` // open, click, wait_for, expect, identify, read, capture...
	StartedAt  time.Time     `json:"started_at"`
	Duration   time.Duration `json:"duration"`
	OK         bool          `json:"ok"`
	Message    string        `json:"message"`              // why it did not hold, in French; of a reading that held, what was read
	Screenshot Hash          `json:"screenshot,omitempty"` // the page as the step left it; equal pages share one picture
	Vitals     *Vitals       `json:"vitals,omitempty"`     // of the page that the step brought; nil when it brought none
}

// AttemptFilter selects attempts. Zero fields select all.
type AttemptFilter struct {
	Window
	Journey    string
	Target     string
	Department string
	Outcome    Outcome
	Mode       Mode
	WithSteps  bool
	Newest     bool // newest first (oldest first otherwise)
	Limit      int  // 0 = no limit
}
