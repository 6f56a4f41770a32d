package collectors

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"time"

	"vigie/internal/observatory"
)

// day is a date as a cell gives it.
type day struct {
	date      observatory.Date
	monthOnly bool // date is the first day of the month
}

func (d day) known() bool { return d.date.Known() }

// last is the last day that the cell can mean.
func (d day) last() observatory.Date {
	if d.monthOnly {
		return d.date.Month().Last()
	}
	return d.date
}

// before reports whether d is surely before other, months taken broadly.
func (d day) before(other day) bool {
	return d.known() && other.known() && d.last() < other.date
}

// parseDay reads dd/mm/yyyy, d/m/yyyy (also with - or . between, or spaces about
// them), ISO dates (a time after either is dropped, unless it is UTC), 20260131, mm/yyyy, yyyy-mm,
// and days or months in French words. The problem code is empty when the date was
// read. A year of two digits is that of dd/mm/yy, as French spreadsheets write it
// by default, and of this century: ProblemDateTwoDigits then comes with a date.
func parseDay(b []byte) (day, string) {
	var numbers, widths [3]int
	count, at := 0, 0
	for count < 3 {
		start, value := at, 0
		for at < len(b) && b[at] >= '0' && b[at] <= '9' && at-start < 9 {
			value = value*10 + int(b[at]-'0')
			at++
		}
		if at == start {
			return parseWords(b)
		}
		numbers[count], widths[count] = value, at-start
		count++
		if at == len(b) || count == 3 {
			break
		}
		if b[at] != '/' && b[at] != '-' && b[at] != '.' {
			return parseWords(b)
		}
		at++
	}
	if at < len(b) && (count < 3 || b[at] != 'T' && b[at] != ' ' || !isTime(b[at+1:])) {
		return parseWords(b)
	}
	if at < len(b) && b[at] == 'T' && (b[len(b)-1] == 'Z' || bytes.HasSuffix(b, []byte("+00:00"))) {
		if d, ok := dayInParis(string(b)); ok {
			return d, ""
		}
	}
	return fromNumbers(numbers, widths, count)
}

// dayInParis gives the day of a moment that is told in UTC, as programs write a
// date that a person chose: her midnight is the evening before.
func dayInParis(text string) (day, bool) {
	moment, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return day{}, false
	}
	zone, err := paris()
	if err != nil {
		return day{}, false
	}
	return day{date: observatory.DateOf(moment, zone)}, true
}

// paris reads the zone once: each reading opens a file.
var paris = sync.OnceValues(func() (*time.Location, error) { return time.LoadLocation("Europe/Paris") })

// isTime reports whether what follows a date can be a time of day: it says
// nothing of the day.
func isTime(b []byte) bool {
	for _, c := range b {
		if (c < '0' || c > '9') && c != ':' && c != '.' && c != '+' && c != '-' && c != 'Z' && c != ' ' && c != 'h' && c != 'A' && c != 'P' && c != 'M' {
			return false
		}
	}
	return len(b) > 0
}

func fromNumbers(n, width [3]int, count int) (day, string) {
	switch {
	case count == 3 && width[0] == 4 && width[1] <= 2 && width[2] <= 2:
		return civil(n[0], n[1], n[2])
	case count == 3 && width[2] == 4 && width[0] <= 2 && width[1] <= 2:
		return civil(n[2], n[1], n[0])
	case count == 3 && width[0] <= 2 && width[1] <= 2 && width[2] == 2:
		return completed(civil(n[2]+century, n[1], n[0]))
	case count == 2 && width[0] == 4 && width[1] <= 2:
		return month(n[0], n[1])
	case count == 2 && width[1] == 4 && width[0] <= 2:
		return month(n[1], n[0])
	case count == 2 && width[0] <= 2 && width[1] <= 2:
		return day{}, ProblemDateTwoDigits
	case count == 1 && width[0] == 5:
		return day{}, ProblemDateSerial
	case count == 1 && width[0] == 8 && n[0] >= century*10_000:
		return civil(n[0]/10_000, n[0]/100%100, n[0]%100)
	}
	return day{}, ProblemDateUnreadable
}

// century is that of a year of two digits.
const century = 2000

// completed says that the year of a date was completed, unless it is no date.
func completed(d day, problem string) (day, string) {
	if problem == "" {
		problem = ProblemDateTwoDigits
	}
	return d, problem
}

func month(year, month int) (day, string) {
	d, problem := civil(year, month, 1)
	d.monthOnly = problem == ""
	return d, problem
}

// civil gives the date of a day that exists. It is the usual count of days of
// the Gregorian calendar, in place of time.Date for its speed.
func civil(year, month, dayOfMonth int) (day, string) {
	if year < 1 || month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > monthDays(year, month) {
		return day{}, ProblemDateImpossible
	}
	y, m := year, month
	if m <= 2 {
		y, m = y-1, m+12
	}
	days := 365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + dayOfMonth - 1
	const epoch = 719468 // days from 1 March of year 0 to 1 January 1970
	return day{date: observatory.Date(days - epoch)}, ""
}

func monthDays(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// parseWords reads "12 mars 2024", "1er mars 2024", "dim. 12 mars 2024",
// "12-mars-24", "mars 2024" and "15 / 03 / 2026", also after "le" and before an
// hour ("à 14h30").
func parseWords(b []byte) (day, string) {
	if len(b) > 40 {
		return day{}, ProblemDateUnreadable
	}
	if head, hour, found := bytes.Cut(b, []byte(" à ")); found && isTime(hour) {
		return parseDay(head)
	}
	if len(b) > 3 && strings.EqualFold(string(b[:3]), "le ") {
		return parseDay(b[3:])
	}
	words := strings.Fields(fold(string(b)))
	if len(words) > 0 && isWeekday(words[0]) {
		words = words[1:]
	}
	if len(words) == 4 && words[0] == "1" && words[1] == "er" {
		words = append(words[:1], words[2:]...)
	}
	if len(words) < 2 || len(words) > 3 {
		return day{}, ProblemDateUnreadable
	}
	if _, ok := small(words[0]); ok && len(words) == 2 && monthNumber(words[1]) > 0 {
		return day{}, ProblemDateTwoDigits // « 12 janv. »: the year is missing
	}
	m, year := monthNumber(words[len(words)-2]), words[len(words)-1]
	if number, ok := small(words[len(words)-2]); ok && len(words) == 3 && onlyNumbers(b) {
		m = number
	}
	y, ok := small(year)
	short := len(year) == 2
	switch {
	case m == 0 || !ok || len(year) != 4 && !short:
		return day{}, ProblemDateUnreadable
	case short:
		y += century
	}
	if len(words) == 2 {
		if short {
			return completed(month(y, m))
		}
		return month(y, m)
	}
	d, ok := small(words[0])
	switch {
	case !ok || len(words[0]) > 2:
		return day{}, ProblemDateUnreadable
	case short:
		return completed(civil(y, m, d))
	}
	return civil(y, m, d)
}

// onlyNumbers reports whether a cell is made of digits, spaces and the signs
// between the parts of a date.
func onlyNumbers(b []byte) bool {
	return len(bytes.TrimFunc(b, func(r rune) bool {
		return r >= '0' && r <= '9' || strings.ContainsRune(" /.-\u00a0\u202f", r) || invisible(r)
	})) == 0
}

func isWeekday(word string) bool {
	switch word {
	case "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "lun", "mar", "mer", "jeu", "ven", "sam", "dim":
		return true
	}
	return false
}

func small(digits string) (int, bool) {
	if len(digits) == 0 || len(digits) > 4 {
		return 0, false
	}
	value := 0
	for _, c := range []byte(digits) {
		if c < '0' || c > '9' {
			return 0, false
		}
		value = value*10 + int(c-'0')
	}
	return value, true
}

func monthNumber(word string) int {
	switch word {
	case "janvier", "janv", "jan":
		return 1
	case "fevrier", "fevr", "fev":
		return 2
	case "mars":
		return 3
	case "avril", "avr":
		return 4
	case "mai":
		return 5
	case "juin":
		return 6
	case "juillet", "juil":
		return 7
	case "aout":
		return 8
	case "septembre", "sept", "sep":
		return 9
	case "octobre", "oct":
		return 10
	case "novembre", "nov":
		return 11
	case "decembre", "dec":
		return 12
	}
	return 0
}

// afterUntil gives the day of « API jusqu'au 12/03/2026 ».
func afterUntil(b []byte) []byte {
	if len(b) < len("jusqu'au 1/1/26") || b[0] >= '0' && b[0] <= '9' || len(b) > longestDates {
		return b
	}
	lower := strings.ToLower(string(b))
	for _, mark := range [...]string{"jusqu'au", "jusqu’au", "jusqu au"} {
		before, _, found := strings.Cut(lower, mark)
		if !found {
			continue
		}
		for word := range strings.FieldsSeq(fold(before)) {
			if !slices.Contains([]string{"api", "adp", "valable", "valide", "validite"}, word) {
				return b
			}
		}
		return clean(b[len(before)+len(mark):])
	}
	return b
}

// endsSomething reports whether a column holds the last day of something.
func endsSomething(id columnID) bool {
	switch id {
	case colEnd, colTitleEnd, colReceiptEnd, colFavourableEnd, colPermitEnd:
		return true
	}
	return id >= colCertificate && (id-colCertificate)%certificateStride == 1
}
