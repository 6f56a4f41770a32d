package dashboard

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"vigie/internal/observatory"
)

// Journey is what the pages say of a journey. Who runs journeys hands it over:
// the pages do not read journeys' files.
type Journey struct {
	ID       string
	System   string
	Title    string // French
	Met      string // what counts as met, one French sentence
	Family   string // heading under which it is listed, such as access, A, E
	Needs    string // nothing, account, person
	Testbed  bool   // runs on the double alone
	Mode     observatory.Mode
	Status   observatory.Status  // of its landmarks
	Expected observatory.Outcome // unmet for a journey watched until it passes
	File     string
	Version  string
	Steps    []JourneyStep
	Targets  []JourneyTarget // on which it is planned
}

// JourneyStep is a step with what it looks for on the page, in French.
type JourneyStep struct{ Name, Action, Landmark string }

// JourneyTarget is a target on which a journey is planned.
type JourneyTarget struct {
	ID    string
	Every time.Duration
}

// journeyOf finds the journey of an id on a system.
func (s *site) journeyOf(id, system string) (Journey, bool) {
	i := slices.IndexFunc(s.Journeys, func(j Journey) bool { return j.ID == id && j.System == system })
	if i < 0 {
		return Journey{}, false
	}
	return s.Journeys[i], true
}

// journeyTitle is what a journey checks, as its file says; with no system, of every
// system that it is written for. What has no file (a site that was read, a check made
// by a person, a journey that is gone) has its name in the catalogue of texts, or its id.
func (s *site) journeyTitle(id, system string) string {
	var titles []string
	for _, j := range s.Journeys {
		if j.ID == id && (system == "" || j.System == system) {
			titles = append(titles, s.words.Typeset(j.Title))
		}
	}
	if len(titles) == 0 {
		return s.words.Journey(id)
	}
	return strings.Join(titles, " / ")
}

// journeyHref is the address of the page of a journey.
func journeyHref(id, system string) string {
	return "/parcours/" + url.PathEscape(system) + "/" + url.PathEscape(id)
}
