package main

import (
	"testing"

	"vigie/internal/texts"
	"vigie/probes"
)

// Readers of the pages see words, not the code of a cause.
func TestEveryCauseOfAShippedJourneyHasWords(t *testing.T) {
	journeys, err := probes.Journeys()
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]bool{"http_401": true, "http_418": true, "http_599": true}
	for _, j := range journeys {
		codes[j.Met.Cause] = true
		for _, step := range j.Steps {
			if step.Expect != nil {
				codes[step.Expect.Otherwise.Cause] = true
			}
			if step.Audit != nil {
				codes[step.Audit.Otherwise.Cause] = true
			}
			for _, c := range step.Branch {
				if c.End != nil {
					codes[c.End.Cause] = true
				}
			}
		}
	}
	for code := range codes {
		for _, language := range []texts.Language{texts.French, texts.English} {
			if said := texts.In(language).Cause(code); said == code {
				t.Errorf("%s has no words in %s", code, language)
			}
		}
	}
}
