package probes

import (
	"strconv"
	"strings"
	"time"

	"vigie/internal/observatory"

	"vigie/internal/lazyregexp"
)

const infoDatePattern = `(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) )?` +
	`(?:(\d{4})-(\d{2})-(\d{2})|(\d{1,2}) ?[/.\-] ?(\d{1,2}) ?[/.\-] ?(\d{4}|\d{2})\b|` +
	`(\d{1,2})(?:er)? (janvier|janv\.?|fevrier|fevr?\.?|mars|avril|avr\.?|mai|juin|juillet|juil\.?|aout|septembre|sept\.?|octobre|oct\.?|novembre|nov\.?|decembre|dec\.?) (\d{4}))`

const infoUpdate = `\b(?:(?:date (?:de )?(?:la )?)?derniere )?(?:mise? a jour|maj|modifiee?|modification|actualisee?|actualisation|revisee?)` +
	`(?: de (?:la |cette )?page| du site)? ?:? ?(?:effectuee? )?`

var (
	// infoUpdated finds "Mis à jour le 19/04/2023" in its forms, infoUpdatedMonth "Mis à
	// jour en avril 2023".
	infoUpdated      = lazyregexp.New(infoUpdate + `[*_]*(?:le|du|au|en date du)?\s*:?[*_]*\s*[*_]*` + infoDatePattern)
	infoUpdatedMonth = lazyregexp.New(infoUpdate + `[*_]*(?:en|de|du mois de|au mois de|courant)?\s*:?[*_]*\s*[*_]*(?:(` + infoMonthNames + `)|(0[1-9]|1[0-2]) ?/) ?((?:19|20)\d\d)\b`)

	// infoUpdateOf finds what a month's update is of, told after it.
	infoUpdateOf = lazyregexp.New(`^ (?:des?|du|d'|l[ae]s?|l')`)
)

// infoPageSubject are the beginnings of a line after which an update is that of
// the page, not of a document that the line lists.
var infoPageSubject = lazyregexp.New(`^(?:cette |la )?(?:page|article|contenu|fiche|rubrique|information|informations|publie|publiee|cree|creee|mis en ligne|date)\b`)

// infoDocument marks a line that lists a document, whose date is not the page's.
var infoDocument = lazyregexp.New(`\b(?:telecharg\w*|pdf|odt|docx?|listes?|notices?|formulaires?|arretes?|pieces?|fichiers?|guides?|decrets?|circulaires?|version)\b`)

// infoSentenceEnd is where a sentence ends, or a clause in brackets after it.
var infoSentenceEnd = lazyregexp.New(`[.!?][)»"]? *$`)

// infoFindUpdated finds the date of the page's last update. A line that holds
// nothing before it goes first, then one that speaks of the page, or a sentence
// of its own that follows one without a document.
func infoFindUpdated(text infoText) (*infoSpan, string) {
	var second *infoSpan
	var secondDate string
	for _, found := range infoUpdated.FindAllStringSubmatchIndex(text.text, -1) {
		date, ok := infoDateOf(text.text, found[2:])
		if !ok {
			continue
		}
		at := text.span(found[0], found[1])
		before := strings.TrimLeft(text.text[strings.LastIndexByte(text.text[:found[0]], '\n')+1:found[0]], " -•*_|>:(")
		if before == "" {
			return &at, date.String()
		}
		const short = 60 // bytes before the phrase; more is the sentence of something else
		ofPage := infoPageSubject.MatchString(before) ||
			(len(before) <= short || infoSentenceEnd.MatchString(before)) && !infoDocument.MatchString(before)
		if second == nil && ofPage {
			second, secondDate = &at, date.String()
		}
	}
	if second == nil {
		if second, secondDate = infoFindUpdatedMonth(text); second == nil {
			return infoFindEnglishUpdated(text)
		}
	}
	return second, secondDate
}

// infoFindUpdatedMonth finds the month of the page's last update. Months are told of
// much else, so that it must stand first in its line or after the page's own name.
func infoFindUpdatedMonth(text infoText) (*infoSpan, string) {
	for _, found := range infoUpdatedMonth.FindAllStringSubmatchIndex(text.text, infoNamings) {
		before := strings.TrimLeft(text.text[strings.LastIndexByte(text.text[:found[0]], '\n')+1:found[0]], " -•*_|>:(")
		if before != "" && !infoPageSubject.MatchString(before) || infoDocument.MatchString(before) || infoUpdateOf.MatchString(text.text[found[1]:]) {
			continue
		}
		month := ""
		if found[2] >= 0 {
			month = infoMonth(text.text[found[2]:found[3]])
		} else {
			month = text.text[found[4]:found[5]]
		}
		number, _ := strconv.Atoi(month)
		at := text.span(found[0], found[1])
		return &at, text.text[found[6]:found[7]] + "-" + twoDigits(number)
	}
	return nil, ""
}

// infoDateOf reads the groups of datePattern.
func infoDateOf(text string, groups []int) (observatory.Date, bool) {
	part := func(i int) string {
		if groups[2*i] < 0 {
			return ""
		}
		return text[groups[2*i]:groups[2*i+1]]
	}
	year, month, day := part(0), part(1), part(2)
	switch {
	case part(3) != "":
		year, month, day = part(5), part(4), part(3)
	case part(6) != "":
		year, month, day = part(8), infoMonth(part(7)), part(6)
	}
	if len(year) == 2 {
		year = "20" + year
	}
	return infoCivilDate(year, month, day)
}

func infoCivilDate(year, month, day string) (observatory.Date, bool) {
	y, err1 := strconv.Atoi(year)
	m, err2 := strconv.Atoi(month)
	d, err3 := strconv.Atoi(day)
	if err1 != nil || err2 != nil || err3 != nil || y < 1995 || y > 2100 || m < 1 || m > 12 || d < 1 {
		return observatory.NoDate, false
	}
	date := observatory.NewDate(y, time.Month(m), d)
	if date.Time().Day() != d { // 31 April
		return observatory.NoDate, false
	}
	return date, true
}

// infoMonth reads a month's French name, folded and perhaps shortened.
func infoMonth(name string) string {
	name = strings.TrimSuffix(name, ".")
	months := []string{"janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre"}
	for i, month := range months {
		if strings.HasPrefix(month, name) {
			return strconv.Itoa(i + 1)
		}
	}
	return ""
}
