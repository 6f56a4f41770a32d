package dashboard

import (
	"strings"
	"testing"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// A journey has the title of its file wherever it is named, also one that a third
// party wrote; what has no file has its name in the catalogue of texts.
func TestAJourneyHasOneTitle(t *testing.T) {
	s := siteOver(t, world())
	for _, j := range journeys() {
		title := s.words.Typeset(j.Title)
		a := observatory.Attempt{Journey: j.ID, System: j.System}
		task := indicators.DriftTask{Journey: j.ID, System: j.System}
		for where, got := range map[string]string{
			"the list of attempts":   s.attemptRow(&a).Journey,
			"the page of an attempt": s.attemptFacts(&a)[0].Value,
			"a task":                 s.taskView(task, now()).Journey.Text,
			"the planned work":       strings.TrimPrefix(s.jobName(j.ID), s.words.Typeset("parcours : ")),
			"a series":               strings.TrimSuffix(s.journeySeries(j.ID+"/"+j.System), ", "+s.words.System(j.System)),
		} {
			if got != title {
				t.Errorf("%s, %s: « %s », the list of journeys says « %s »", j.ID, where, got, title)
			}
		}
	}
	if got := s.journeyTitle("info.audit", "prefecture-site"); got != s.words.Journey("info.audit") || got == "info.audit" {
		t.Errorf("a reading of a site: %s", got)
	}
	if got := s.journeyTitle("ancien.parcours", "anef"); got != "ancien.parcours" {
		t.Errorf("a journey that is gone: %s", got)
	}
}
