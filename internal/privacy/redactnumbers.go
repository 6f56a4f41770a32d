package privacy

import (
	"strings"
	"unicode/utf8"
)

// What stands in a text as a run of digits: dates, telephones, foreigner
// numbers, NIR and IBAN, told apart by their form and their checksums.

// shortestNumber is how many digits a number that names somebody has at least.
const shortestNumber = 9

// redactDates takes out dates of birth.
func redactDates(text string, counts Counts) string {
	var out strings.Builder
	done := 0
	for _, place := range datesOf(text) {
		if !ofBirth(text[place[0]:place[1]], text[:place[0]]) {
			continue
		}
		out.WriteString(text[done:place[0]])
		out.WriteString(MarkBirth)
		counts[MarkBirth]++
		done = place[1]
	}
	if done == 0 {
		return text
	}
	out.WriteString(text[done:])
	return out.String()
}

func ofBirth(date, before string) bool {
	before = tail(before, 48)
	if folded := strings.ToLower(before); containsAny(folded, "né", "nee", "ddn", "naiss") {
		if announced := birthPattern.FindString(before); announced != "" && !issued.MatchString(announced) {
			return true
		}
	}
	for i := 0; i+4 <= len(date); i++ {
		if year := date[i : i+4]; digitsAhead(year) == 4 {
			return year < bornBefore && year >= "1900"
		}
	}
	return false
}

// redactRuns looks at runs of digits with the separators of French writing
// between them, dates left aside.
func redactRuns(text string, counts Counts) string {
	var out strings.Builder
	done := 0
	for _, segment := range withoutDates(text) {
		for i := segment[0]; i < segment[1]; i++ {
			if !isDigit(text[i]) {
				continue
			}
			end, digits := numberEnd(text[:segment[1]], i, " \t\u00a0\u202f._()-", 3, len(text))
			start := i
			if i > segment[0] && text[i-1] == '+' {
				start--
			}
			i = end - 1
			if digits < shortestNumber {
				continue
			}
			mark := classify(text[start:end], text[:start])
			out.WriteString(text[done:start])
			out.WriteString(mark)
			counts[mark]++
			done = end
		}
	}
	if done == 0 {
		return text
	}
	out.WriteString(text[done:])
	return out.String()
}

// redactLongRuns takes out what is left of numbers of 9 to 26 digits, with wider
// gaps, unless a date stands in one.
func redactLongRuns(text string, counts Counts) string {
	var out strings.Builder
	done := 0
	for i := 0; i < len(text); i++ {
		if !isDigit(text[i]) {
			continue
		}
		end, digits := numberEnd(text, i, " \t\u00a0\u202f._()/|-", 4, 26)
		if digits < shortestNumber {
			i = end - 1 // nothing shorter within it is long enough
			continue
		}
		if len(realDates(text[i:end])) == 0 {
			out.WriteString(text[done:i])
			out.WriteString(MarkNumber)
			counts[MarkNumber]++
			done = end
		}
		i = end - 1
	}
	if done == 0 {
		return text
	}
	out.WriteString(text[done:])
	return out.String()
}

// numberEnd gives the end of the number that begins with the digit at i: up to
// most digits, with at most gap of the signs between two.
func numberEnd(text string, i int, signs string, gap, most int) (end, digits int) {
	end, digits = i+1, 1
	for digits < most {
		at := end
		for n := 0; n < gap && at < len(text) && !isDigit(text[at]); n++ {
			r, size := utf8.DecodeRuneInString(text[at:])
			if !strings.ContainsRune(signs, r) {
				return end, digits
			}
			at += size
		}
		if at == len(text) || !isDigit(text[at]) {
			return end, digits
		}
		end, digits = at+1, digits+1
	}
	return end, digits
}

// withoutDates gives the parts of a text between the dates that stand alone:
// no digit touches them, not even across a separator.
func withoutDates(text string) [][2]int {
	var parts [][2]int
	start := 0
	for _, date := range realDates(text) {
		if date[0] >= start && !touches(text[:date[0]], true) && !touches(text[date[1]:], false) {
			parts = append(parts, [2]int{start, date[0]})
			start = date[1]
		}
	}
	return append(parts, [2]int{start, len(text)})
}

// touches reports whether a digit stands at the near end of a text, directly
// or behind one of / . -
func touches(text string, atEnd bool) bool {
	for i := range min(2, len(text)) {
		c := text[i]
		if atEnd {
			c = text[len(text)-1-i]
		}
		switch {
		case isDigit(c):
			return true
		case c != '/' && c != '.' && c != '-':
			return false
		}
	}
	return false
}

// classify gives the mark for a run of at least nine digits.
func classify(run, before string) string {
	digits := onlyDigits(run)
	before = tail(before, 40)
	foreign := containsAny(strings.ToLower(before), "tranger", "agdref", "anef", "usager") && foreignPattern.MatchString(before)
	switch {
	case foreign && len(digits) <= 10:
		return MarkForeigner
	case isPhone(run, digits):
		return MarkPhone
	case len(digits) == 15 && validNIR(digits), len(digits) == 13 && digits[0] <= '2' && digits[0] > '0':
		return MarkNIR
	case len(digits) <= 10:
		return MarkForeigner
	}
	return MarkNumber
}

func isPhone(run, digits string) bool {
	switch {
	case len(digits) == 10 && digits[0] == '0' && digits[1] != '0':
		return true
	case strings.HasPrefix(run, "+"):
		return len(digits) <= 15
	case strings.HasPrefix(digits, "0033"):
		return len(digits) == 13 || len(digits) == 14
	}
	return strings.HasPrefix(digits, "33") && (len(digits) == 11 || len(digits) == 12)
}

// validNIR checks the key of a French social-security number: 97 less the
// first thirteen digits modulo 97.
func validNIR(digits string) bool {
	key := int(digits[13]-'0')*10 + int(digits[14]-'0')
	return key == 97-modulo97(digits[:13])
}

func modulo97(digits string) int {
	rest := 0
	for _, c := range []byte(digits) {
		rest = (rest*10 + int(c-'0')) % 97
	}
	return rest
}

// ibanLength gives the length of an IBAN of a country (ISO 13616 registry), 0
// when unknown.
func ibanLength(country string) int {
	switch strings.ToUpper(country) {
	case "FR", "MC", "IT", "SM":
		return 27
	case "BE":
		return 16
	case "NL":
		return 18
	case "LU":
		return 20
	case "CH", "LI":
		return 21
	case "DE", "GB", "IE", "BG":
		return 22
	case "ES", "SE", "RO", "TN":
		return 24
	case "PT":
		return 25
	case "PL", "MA", "SN", "ML", "CI", "BJ", "BF", "TG":
		return 28
	case "LT", "AT":
		return 20
	case "TR":
		return 26
	}
	return 0
}

func redactIBAN(text string, counts Counts) string {
	var out strings.Builder
	done := 0
	for _, place := range ibanPattern.FindAllStringIndex(text, -1) {
		end := ibanEnd(text, place[0], place[1])
		if end == 0 {
			continue
		}
		out.WriteString(text[done:place[0]])
		out.WriteString(MarkIBAN)
		counts[MarkIBAN]++
		done = end
	}
	out.WriteString(text[done:])
	return out.String()
}

// ibanEnd gives the end of the IBAN that begins at start, 0 when its length or
// its checksum (ISO 7064 mod 97-10) is wrong.
func ibanEnd(text string, start, limit int) int {
	want := ibanLength(text[start : start+2])
	var compact []byte
	for i := start; i < limit && want > 0; i++ {
		if c := upper(text[i]); isDigit(c) || c >= 'A' && c <= 'Z' {
			compact = append(compact, c)
		}
		if len(compact) == want {
			if ibanRest(compact) == 1 {
				return i + 1
			}
			return 0
		}
	}
	return 0
}

func ibanRest(compact []byte) int {
	rest := 0
	for _, c := range append(append([]byte{}, compact[4:]...), compact[:4]...) {
		if isDigit(c) {
			rest = (rest*10 + int(c-'0')) % 97
			continue
		}
		rest = (rest*100 + int(c-'A') + 10) % 97
	}
	return rest
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func upper(c byte) byte {
	if c >= 'a' && c <= 'z' {
		return c - 'a' + 'A'
	}
	return c
}

func onlyDigits(s string) string {
	var out strings.Builder
	for i := range len(s) {
		if isDigit(s[i]) {
			out.WriteByte(s[i])
		}
	}
	return out.String()
}
