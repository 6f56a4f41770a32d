package probes

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"vigie/internal/observatory"

	"vigie/internal/lazyregexp"
)

// valueLength is how much of a text is kept as a value, in runes.
const valueLength = 200

// read reads one fact on the page. A required fact that is not there means
// that the page has another form than the journey knows.
func (a *attempt) read(ctx, tab context.Context, read Read, record *observatory.Step) *Ending {
	if ending := a.interrupted(tab); ending != nil {
		return ending
	}
	v, err := inspect(ctx, nil, look{Locator: read.From, Describe: true, Fields: read.What == ReadFields})
	if err != nil {
		return a.broken(ctx, tab, err)
	}
	text := v.Text
	if read.From != nil {
		text = strings.Join(v.Texts, "\n")
	}
	found := false
	switch {
	case read.What == ReadFields:
		record.Message, found = fieldsOf(v.Fields)
	case onRecord(read.What):
		record.Message, found = said(read.What, v.Texts)
	default:
		found = a.take(read.What, text, len(v.Texts))
	}
	if found || !read.Required {
		return nil
	}
	return &Ending{observatory.Drift, CauseUnreadable, "Ce qui devait être lu sur la page a une autre forme : une personne doit regarder."}
}

// onRecord reports whether what is read stands on the record of its step.
func onRecord(what string) bool { return what == ReadValue || what == ReadNumber || what == ReadFields }

// fieldsLength and fieldsMost bound what is kept of a form's fields.
const (
	fieldsLength = 600 // runes
	fieldsMost   = 40
)

// fieldsOf tells the fields of a form: how each is named and of what kind it is.
func fieldsOf(fields []formField) (string, bool) {
	kinds := map[string]string{
		"select-one": "liste", "select-multiple": "liste", "textarea": "texte long", "email": "courriel", "tel": "téléphone", "file": "fichier",
		"checkbox": "case", "radio": "choix", "date": "date", "number": "nombre", "password": "mot de passe", "text": "texte", "search": "texte",
	}
	var names []string
	for _, f := range fields[:min(len(fields), fieldsMost)] {
		name := cmp.Or(cut(squeeze(f.Name), 80), "sans nom") + " (" + cmp.Or(kinds[f.Kind], "autre") + ")"
		if f.Needed {
			name += "*"
		}
		names = append(names, name)
	}
	return cut(strings.Join(names, " ; "), fieldsLength), len(names) > 0
}

var wholeNumber = lazyregexp.New(`\d+(?:[ \x{a0}\x{202f}]\d{3})*`)

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
