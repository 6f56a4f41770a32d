package privacy

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// datesOf finds the dates of a text: 12/05/1988, 12.5.88, 1988-05-12, 1er mai
// 1988. It says nothing of what stands around them.
func datesOf(text string) (places [][2]int) {
	for i := 0; i < len(text); i++ {
		if !isDigit(text[i]) {
			continue
		}
		if end := dateEnd(text, i); end > 0 {
			places = append(places, [2]int{i, end})
			i = end - 1
		}
	}
	return places
}

// realDates are the dates that a calendar knows: what else has their form
// ("75-36-79") is a part of a number.
func realDates(text string) (places [][2]int) {
	for _, place := range datesOf(text) {
		if inCalendar(text[place[0]:place[1]]) {
			places = append(places, place)
		}
	}
	return places
}

// inCalendar reports whether a date has a day and a month that exist.
func inCalendar(date string) bool {
	parts := strings.FieldsFunc(date, func(r rune) bool { return r < '0' || r > '9' })
	if len(parts) != 3 { // 12 mars 1988
		return true
	}
	day, month := parts[0], parts[1]
	if len(day) == 4 {
		day, month = parts[2], parts[1]
	}
	return within(day, 31) && within(month, 12)
}

// within reports whether digits are a number from one to most.
func within(digits string, most int) bool {
	n, err := strconv.Atoi(digits)
	return err == nil && n >= 1 && n <= most
}

// dateEnd gives the end of the date that begins at i, 0 when none does.
func dateEnd(text string, i int) int {
	digits := digitsAhead(text[i:])
	for _, n := range [...]int{min(2, digits), 1} { // one or two digits of a day
		if end := shortDateEnd(text, i+n); end > 0 {
			return end
		}
	}
	if digits == 4 && isDateOfYear(text[i:]) {
		return i + len("1988-05-12")
	}
	for _, n := range [...]int{min(2, digits), 1} {
		if end := wordDateEnd(text, i+n); end > 0 {
			return end
		}
	}
	return 0
}

// shortDateEnd reads /5/1988 or /05/88 at i.
func shortDateEnd(text string, i int) int {
	for part := range 2 {
		if i >= len(text) || text[i] != '/' && text[i] != '.' && text[i] != '-' {
			return 0
		}
		i++
		digits := digitsAhead(text[i:])
		switch {
		case part == 1 && digits >= 4:
			return i + 4
		case part == 1 && digits >= 2:
			return i + 2
		case part == 1 || digits == 0 || digits > 2:
			return 0
		}
		i += digits
	}
	return 0
}

// isDateOfYear reports whether a text begins as 1988-05-12 does.
func isDateOfYear(text string) bool {
	return len(text) >= 10 && text[4] == '-' && digitsAhead(text[5:]) == 2 && text[7] == '-' && digitsAhead(text[8:]) >= 2
}

// wordDateEnd reads " mai 1988" or "er mai 1988" at i.
func wordDateEnd(text string, i int) int {
	if hasFold(text[i:], "er") {
		i += len("er")
	}
	word := strings.TrimLeft(text[i:], " ")
	if word == text[i:] {
		return 0
	}
	i += len(text[i:]) - len(word)
	size := monthLength(word)
	if size == 0 {
		return 0
	}
	year := strings.TrimLeft(word[size:], " ")
	if len(year) == len(word)-size || digitsAhead(year) < 4 {
		return 0
	}
	return i + len(word) - len(year) + 4
}

// monthLength gives the length of the name of a month at the start of a text.
func monthLength(text string) int {
	var folded [12]byte
	n, size := 0, 0
	for size < len(text) {
		r, width := utf8.DecodeRuneInString(text[size:])
		letter := foldLetter(r)
		if len(letter) != 1 || letter[0] < 'a' || letter[0] > 'z' {
			break
		}
		if n == len(folded) {
			return 0
		}
		folded[n] = letter[0]
		n, size = n+1, size+width
	}
	switch string(folded[:n]) {
	case "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre":
		return size
	}
	return 0
}
