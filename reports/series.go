package reports

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"vigie/internal/observatory"
)

// Series is the count of attempts of one mode. Only measured first attempts
// count; confirmations and withdrawn rows are left out. Series are never added
// up. Weeks are ISO weeks and days civil days of Paris time.
type Series struct {
	Mode          observatory.Mode   `json:"mode"`
	Attempts      int                `json:"attempts"`
	Weeks         int                `json:"weeks"`
	Days          int                `json:"days"`
	First         observatory.Date   `json:"first"`
	Last          observatory.Date   `json:"last"`
	Failed        int                `json:"failed"` // neither met nor degraded
	FailedWeeks   int                `json:"failed_weeks"`
	Confirmations int                `json:"confirmations"`
	Withdrawn     int                `json:"withdrawn"`
	NotMeasured   []NotMeasuredCause `json:"not_measured"`
	Earliest      string             `json:"earliest"` // earliest hour of day, Paris time
	Latest        string             `json:"latest"`
}

// NotMeasuredCause counts attempts that say nothing of the service.
type NotMeasuredCause struct {
	Outcome observatory.Outcome `json:"outcome"`
	Cause   string              `json:"cause"`
	Count   int                 `json:"count"`
}

// newSeries counts the three series, in the order person, volunteer, probe.
func newSeries(entries []entry) []Series {
	out := make([]Series, 0, 3)
	for _, mode := range []observatory.Mode{observatory.Reported, observatory.Assisted, observatory.Unattended} {
		out = append(out, countSeries(mode, entries))
	}
	return out
}

func countSeries(mode observatory.Mode, entries []entry) Series {
	s := Series{Mode: mode}
	weeks, days, failedWeeks := map[string]bool{}, map[observatory.Date]bool{}, map[string]bool{}
	causes := map[NotMeasuredCause]int{}
	var hours []string
	for i := range entries {
		e := &entries[i]
		switch {
		case e.Mode != mode:
		case e.Withdrawn:
			s.Withdrawn++
		case !e.Withdraws.IsZero():
		case !e.First():
			s.Confirmations++
		case !e.Outcome.Measured():
			causes[NotMeasuredCause{Outcome: e.Outcome, Cause: e.Cause}]++
		default:
			day := observatory.DateOf(e.At, paris())
			s.Attempts++
			weeks[day.ISOWeek()], days[day] = true, true
			hours = append(hours, e.At.In(paris()).Format("15:04"))
			if !e.Outcome.Success() {
				s.Failed++
				failedWeeks[day.ISOWeek()] = true
			}
		}
	}
	s.Weeks, s.Days, s.FailedWeeks = len(weeks), len(days), len(failedWeeks)
	if s.Attempts > 0 {
		ordered := slices.Sorted(maps.Keys(days))
		s.First, s.Last = ordered[0], ordered[len(ordered)-1]
		s.Earliest, s.Latest = slices.Min(hours), slices.Max(hours)
	}
	s.NotMeasured = sortedCauses(causes)
	return s
}

func sortedCauses(causes map[NotMeasuredCause]int) []NotMeasuredCause {
	out := make([]NotMeasuredCause, 0, len(causes))
	for cause, count := range causes {
		cause.Count = count
		out = append(out, cause)
	}
	slices.SortFunc(out, func(a, b NotMeasuredCause) int {
		return cmp.Or(cmp.Compare(a.Outcome, b.Outcome), cmp.Compare(a.Cause, b.Cause))
	})
	return out
}

// robotNotice ends the line of the probe's series, to the letter.
const robotNotice = ", relevées par un automate qui s'identifie, sans compte ; ceci n'est pas un constat de commissaire de justice"

// Line is the line of attempts: "N tentatives sur W semaines distinctes, du ...
// au ...". The probe's line says that it is a robot's.
func (s Series) Line() string {
	if s.Attempts == 0 {
		return "aucune tentative mesurée"
	}
	line := fmt.Sprintf("%s sur %s, du %s au %s",
		plural(s.Attempts, "tentative", "tentatives"),
		plural(s.Weeks, "semaine distincte", "semaines distinctes"), longDate(s.First), longDate(s.Last))
	if s.Mode == observatory.Unattended {
		line += robotNotice
	}
	return line
}

// Warnings are the plain warnings about the spread of the attempts over weeks.
func (s Series) Warnings() []string {
	var out []string
	switch {
	case s.Attempts == 0:
	case s.Weeks < 2:
		out = append(out, "Attention : toutes ces tentatives tombent dans une seule semaine. Le juge demande plusieurs tentatives qui n’ont pas été effectuées la même semaine.")
	case s.Failed > 0 && s.FailedWeeks < 2:
		out = append(out, "Attention : les tentatives qui n’ont pas abouti tombent toutes dans une seule semaine. Le juge demande plusieurs tentatives qui n’ont pas été effectuées la même semaine.")
	}
	return out
}

// Details are the lines under the line of attempts: how many failed, the
// spread over days and hours, what was not counted and why.
func (s Series) Details() []string {
	var out []string
	if s.Attempts > 0 {
		out = append(out, s.failures(), s.spread())
	}
	for _, cause := range s.NotMeasured {
		label := outcomeLabel(cause.Outcome)
		if cause.Cause != "" {
			label += ", " + causeLabel(cause.Cause)
		}
		out = append(out, fmt.Sprintf("non mesuré, non compté : %s – %s", plural(cause.Count, "tentative", "tentatives"), label))
	}
	if s.Confirmations > 0 {
		out = append(out, "non compté : "+plural(s.Confirmations, "confirmation", "confirmations")+" d’une première tentative")
	}
	if s.Withdrawn > 0 {
		out = append(out, "non compté : "+plural(s.Withdrawn, "tentative retirée", "tentatives retirées")+" depuis")
	}
	return out
}

// failures says how many attempts did not succeed.
func (s Series) failures() string {
	if s.Failed == 0 {
		return "toutes ont abouti"
	}
	return fmt.Sprintf("dont %s, sur %s", plural(s.Failed, "qui n’a pas abouti", "qui n’ont pas abouti"),
		plural(s.FailedWeeks, "semaine distincte", "semaines distinctes"))
}

// spread says over how many days and between which hours they were made.
func (s Series) spread() string {
	days := plural(s.Days, "jour distinct", "jours distincts")
	if s.Earliest == s.Latest {
		return fmt.Sprintf("%s, à %s (heure de Paris)", days, frenchHour(s.Earliest))
	}
	return fmt.Sprintf("%s, entre %s et %s (heure de Paris)", days, frenchHour(s.Earliest), frenchHour(s.Latest))
}

// frenchHour writes "09:05" as 9 h 05.
func frenchHour(clock string) string {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return clock
	}
	return fmt.Sprintf("%d\u00a0h\u00a0%02d", t.Hour(), t.Minute())
}

// Label names the series.
func (s Series) Label() string { return modeLabel(s.Mode) }

// lines gives each series as one printable line, its warning after it.
func lines(series []Series) []string {
	out := make([]string, 0, len(series))
	for _, s := range series {
		out = append(out, strings.Join(append([]string{s.Label() + " : " + s.Line() + "."}, s.Warnings()...), " "))
	}
	return out
}
