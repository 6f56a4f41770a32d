package collectors

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"vigie/internal/observatory"
)

// beforeDates is how a mapping calls a cut before each date of a cell: « 12/01/2026
// dépôt, avec aide - 03/02/2026 pièces » has two elements, whatever stands between.
const beforeDates = "avant chaque date"

// What « garde » keeps of a text that holds one date.
const (
	keepDate  = "date"
	keepWords = "mots" // all but the date
)

const monthWord = `(?:janvier|janv|jan|f[ée]vrier|f[ée]vr|f[ée]v|mars|avril|avr|mai|juin|juillet|juil|ao[uû]t|septembre|sept|sep|octobre|oct|novembre|nov|d[ée]cembre|d[ée]c)`

// datesOfText finds dates as people write them in a text, without a year too: those
// are of the second group.
var datesOfText = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(?:(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{1,2}[/.-]\d{4}|(?:\d{1,2}(?:er)? )?` + monthWord + `\.? \d{4})\b` +
		`|(\d{1,2}[/.-]\d{1,2}\b|\d{1,2}(?:er)? ` + monthWord + `\b))`)
})

// datePlace is where a date stands in a text.
type datePlace struct {
	from, to int
	yearless bool
}

func datesIn(text string) []datePlace {
	var places []datePlace
	for _, at := range datesOfText().FindAllStringSubmatchIndex(text, -1) {
		p := datePlace{from: at[0], to: at[1], yearless: at[2] < 0}
		before, after := text[:p.from], text[p.to:]
		if longer(after) || strings.HasSuffix(before, "/") || strings.HasSuffix(before, ".") {
			continue // part of what is no date: « 12/01/202 », « 06.12.26.00.00 »
		}
		places = append(places, p)
	}
	return places
}

// longer reports whether a sign of dates and a digit follow.
func longer(after string) bool {
	return len(after) > 1 && strings.IndexByte("/.-", after[0]) >= 0 && after[1] >= '0' && after[1] <= '9'
}

// cutBeforeDates gives what stands before the first date, and each date with what
// follows it.
func cutBeforeDates(text string) []string {
	var parts []string
	from := 0
	for _, p := range datesIn(text) {
		if before := betweenParts(text[from:p.from]); before != "" {
			parts = append(parts, before)
		}
		from = p.from
	}
	return append(parts, betweenParts(text[from:]))
}

// keptOf gives the date of a text, or its words. A text with no date or with several
// stays whole: nobody reads it as either.
func keptOf(text, what string) string {
	places := datesIn(text)
	if len(places) != 1 {
		return text
	}
	p := places[0]
	if what == keepDate {
		return text[p.from:p.to]
	}
	return betweenParts(text[:p.from] + " " + text[p.to:])
}

// betweenParts takes off the ends of a text the signs and small words that people
// put between a date and what happened, and between two facts.
func betweenParts(text string) string {
	words := strings.Fields(text)
	idle := func(word string) bool {
		return slices.Contains([]string{"", "le", "du", "et", "puis", "ensuite"}, fold(word))
	}
	for len(words) > 0 && idle(words[0]) {
		words = words[1:]
	}
	for len(words) > 0 && idle(words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	return strings.Trim(strings.Join(words, " "), " ;,:|/-–—•+&.")
}

// yearPlan says where the year of the dates of a chronology comes from.
type yearPlan struct {
	at       int // column of the file; -1: the constant
	constant string
}

// complete writes the year into the dates that have none, where it is sure. The
// others stay as they are, and are refused.
func (p *yearPlan) complete(parts, cells [][]byte, today observatory.Date) {
	source := p.constant
	if p.at >= 0 {
		source = string(cellAt(cells, p.at))
	}
	y := newYears(source, today)
	for i := range parts {
		text := string(parts[i])
		places := datesIn(text)
		if len(places) != 1 {
			continue
		}
		at := places[0]
		if !at.yearless {
			if d, _ := parseDay([]byte(text[at.from:at.to])); d.known() {
				y.follow(d.date)
			}
			continue
		}
		if date, ok := y.of(dayAndMonth(text[at.from:at.to])); ok {
			y.follow(date)
			parts[i] = []byte(text[:at.from] + date.String() + text[at.to:])
		}
	}
}

// dayAndMonth reads « 12/01 » and « 12 janv »; zero for what it cannot.
func dayAndMonth(text string) (dayOfMonth, month int) {
	words := strings.Fields(fold(text))
	if len(words) < 2 {
		return 0, 0
	}
	dayOfMonth, _ = small(words[0])
	last := words[len(words)-1]
	if number, ok := small(last); ok {
		return dayOfMonth, number
	}
	return dayOfMonth, monthNumber(last)
}

// years tells the years of the dates of one cell, which stand in their order.
type years struct {
	from        observatory.Date // no date is before it
	year        int              // of the first date, when that is told instead
	last, today observatory.Date
	rises       bool // a date came after another: the order is shown
}

// nextWithin is how soon a date without a year must follow the one before it (days).
// A later one may as well have been written before it: half a year forth is half a
// year back.
const nextWithin = 182

func newYears(source string, today observatory.Date) years {
	y := years{today: today, from: observatory.NoDate, last: observatory.NoDate}
	if number, ok := small(source); ok && len(source) == 4 {
		y.year = number
	} else if d, _ := parseDay([]byte(source)); d.known() && !d.monthOnly {
		y.from = d.date
	}
	return y
}

// of gives the date of a day and month; false when the year is not sure.
func (y *years) of(dayOfMonth, month int) (observatory.Date, bool) {
	sure := false
	var date observatory.Date
	switch {
	case y.last.Known():
		date = nextSuch(dayOfMonth, month, y.last)
		sure = date.Known() && date-y.last <= nextWithin && (y.rises || !y.backPossible(date))
	case y.year != 0:
		d, _ := civil(y.year, month, dayOfMonth)
		date, sure = d.date, d.known()
	case y.from.Known():
		date = nextSuch(dayOfMonth, month, y.from)
		again := nextSuch(dayOfMonth, month, date+1)
		sure = date.Known() && (date == y.from || !again.Known() || again > y.today)
	}
	return date, sure && date <= y.today
}

// backPossible reports whether a date of the next year may as well be the same day
// of the year before, were the newest date written first.
func (y *years) backPossible(date observatory.Date) bool {
	same, before := date.Time().Year(), y.last.Time().Year()
	return same != before && (!y.from.Known() || nextSuch(date.Time().Day(), int(date.Time().Month()), y.from) != date)
}

// follow notes the date that was told last.
func (y *years) follow(date observatory.Date) {
	y.rises = y.rises || y.last.Known() && date > y.last
	y.last = date
}

// nextSuch gives the first such day from a day on; unknown for a day that is none.
func nextSuch(dayOfMonth, month int, from observatory.Date) observatory.Date {
	year := from.Time().Year()
	for ahead := range 9 { // a 29 February may be eight years away
		if d, _ := civil(year+ahead, month, dayOfMonth); d.known() && d.date >= from {
			return d.date
		}
	}
	return observatory.NoDate
}
