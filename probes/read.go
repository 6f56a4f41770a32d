package probes

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"vigie/internal/observatory"
)

// valueLength is how much of a text is kept as a value, in runes.
const valueLength = 200

// read reads one fact on the page. A required fact that is not there means
// that the page has another form than the journey knows.
func (a *attempt) read(ctx, tab context.Context, read Read, record *observatory.Step) *Ending {
	if ending := a.interrupted(tab); ending != nil {
		return ending
	}
	v, err := inspect(ctx, nil, look{Locator: read.From, Describe: true})
	if err != nil {
		return a.broken(ctx, tab, err)
	}
	text := v.Text
	if read.From != nil {
		text = strings.Join(v.Texts, "\n")
	}
	found := false
	if read.What == ReadValue || read.What == ReadNumber {
		record.Message, found = said(read.What, v.Texts)
	} else {
		found = a.take(read.What, text, len(v.Texts))
	}
	if found || !read.Required {
		return nil
	}
	return &Ending{observatory.Drift, CauseUnreadable, "Ce qui devait être lu sur la page a une autre forme : une personne doit regarder."}
}

var wholeNumber = regexp.MustCompile(`\d+(?:[ \x{a0}\x{202f}]\d{3})*`)

// said is the value or the number that the first element shows: it stands on
// the record of the step.
func said(what string, texts []string) (string, bool) {
	if len(texts) == 0 {
		return "", false
	}
	text := cut(squeeze(texts[0]), valueLength)
	if what == ReadNumber {
		text = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "").Replace(wholeNumber.FindString(text))
	}
	return text, text != ""
}

// take notes what was read; false when it was not there.
func (a *attempt) take(what, text string, elements int) bool {
	today := observatory.DateOf(a.facts.At, paris())
	switch what {
	case ReadRelease:
		release, found := ParseRelease(text)
		if found {
			a.facts.ReleasedAt, a.facts.ReleasedWeek = release.At, release.Week
		}
		return found
	case ReadSlots:
		if elements > 0 {
			a.facts.Slots = elements
		}
		return elements > 0
	case ReadDates:
		// The release line has dates of its own, which are not slots.
		return a.dates(ParseFrenchDates(releaseLine.ReplaceAllString(squeeze(text), ""), today), today)
	case ReadNextDates:
		places, dates := ParseNextDates(text, today)
		if !a.dates(dates, today) {
			return false
		}
		a.facts.Slots = places
		return true
	}
	return false
}

// dates notes the first two dates from today on.
func (a *attempt) dates(dates []observatory.Date, today observatory.Date) bool {
	dates = slices.DeleteFunc(dates, func(d observatory.Date) bool { return d < today })
	if len(dates) > 0 {
		a.facts.FirstDate = dates[0]
	}
	if len(dates) > 1 {
		a.facts.SecondDate = dates[1]
	}
	return len(dates) > 0
}
