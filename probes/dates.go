package probes

import (
	"slices"
	"strings"
	"time"

	"vigie/internal/observatory"

	"vigie/internal/lazyregexp"
)

var (
	numericDate = lazyregexp.New(`(?:^|[^\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?:[^\d/]|$)`)
	writtenDate = lazyregexp.New(`(?i)(?:^|\D)(?:(lun|mar|mer|jeu|ven|sam|dim)[a-zé]*\.? )?(\d{1,2})(?:er)? ` +
		`(janv|févr|fevr|mars|avr|mai|juin|juil|août|aout|sept|oct|nov|déc|dec)(\pL*)\.?(?: (\d{4}))?`)
	nextDate = lazyregexp.New(`(?i)prochaine disponibilité le ?:?`)
)

// monthRests are the rests of the names of months, by how the pattern has them begin.
var monthRests = map[string]string{
	"janv": "ier", "févr": "ier", "fevr": "ier", "avr": "il", "juil": "let", "sept": "embre", "oct": "obre", "nov": "embre", "déc": "embre", "dec": "embre",
}

var monthNames = map[string]time.Month{
	"janv": time.January, "févr": time.February, "fevr": time.February, "mars": time.March, "avr": time.April,
	"mai": time.May, "juin": time.June, "juil": time.July, "août": time.August, "aout": time.August,
	"sept": time.September, "oct": time.October, "nov": time.November, "déc": time.December, "dec": time.December,
}

var weekdays = map[string]time.Weekday{
	"lun": time.Monday, "mar": time.Tuesday, "mer": time.Wednesday, "jeu": time.Thursday,
	"ven": time.Friday, "sam": time.Saturday, "dim": time.Sunday,
}

// ParseFrenchDates gives the distinct dates that a French text shows, oldest
// first: « 25/11/2026 », « mercredi 25 novembre 2026 », « 1er déc. ». A date
// without a year is the first such day on or after ref, and is left out when
// its weekday disagrees. A day that does not exist is left out.
func ParseFrenchDates(text string, ref observatory.Date) []observatory.Date {
	text = squeeze(text)
	var dates []observatory.Date
	for rest := text; ; {
		m := numericDate.FindStringSubmatchIndex(rest)
		if m == nil {
			break
		}
		if date, found := civilDate(rest[m[2]:m[3]], rest[m[4]:m[5]], rest[m[6]:m[7]]); found {
			dates = append(dates, date)
		}
		rest = rest[m[7]:] // the character after a date may begin the next one
	}
	for _, m := range writtenDate.FindAllStringSubmatch(text, -1) {
		if date, found := written(m, ref); found {
			dates = append(dates, date)
		}
	}
	slices.Sort(dates)
	return slices.Compact(dates)
}

func written(m []string, ref observatory.Date) (observatory.Date, bool) {
	name := strings.ToLower(m[3])
	if !strings.HasPrefix(monthRests[name], strings.ToLower(m[4])) {
		return observatory.NoDate, false // another word, as in « 2 décisions » or « 3 mairies »
	}
	month := monthNames[name]
	if m[5] != "" {
		return existing(atoi(m[5]), month, atoi(m[2]))
	}
	year := ref.Time().Year()
	date, found := existing(year, month, atoi(m[2]))
	if !found || date < ref {
		if date, found = existing(year+1, month, atoi(m[2])); !found {
			return observatory.NoDate, false
		}
	}
	if m[1] != "" && weekdays[strings.ToLower(m[1])] != date.Time().Weekday() {
		return observatory.NoDate, false
	}
	return date, true
}

// ParseNextDates reads RDV Service Public's « Prochaine disponibilité le mardi
// 07 février 2026 à 08h00 »: places is the number of places that show one with
// a readable date, dates the distinct dates, oldest first.
func ParseNextDates(text string, ref observatory.Date) (places int, dates []observatory.Date) {
	text = squeeze(text)
	marks := nextDate.FindAllStringIndex(text, -1)
	for i, mark := range marks {
		end := len(text)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		// The date follows at once; a date further on belongs to something else.
		near := text[mark[1]:min(end, mark[1]+60)]
		if found := ParseFrenchDates(strings.ToValidUTF8(near, ""), ref); len(found) > 0 {
			places++
			dates = append(dates, found[0])
		}
	}
	slices.Sort(dates)
	return places, slices.Compact(dates)
}
