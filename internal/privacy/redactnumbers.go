package privacy

import "strings"

// What stands in a text as a run of digits: dates, telephones, foreigner
// numbers, NIR and IBAN, told apart by their form and their checksums.

func redactDate(match, before string) string {
	if birthPattern.MatchString(tail(before, 48)) {
		return MarkBirth
	}
	if year := yearPattern.FindString(match); year != "" && year < bornBefore && year >= "1900" {
		return MarkBirth
	}
	return match
}

// redactRuns looks at runs of digits with the separators of French writing
// between them, dates left aside.
func redactRuns(text string, counts Counts) string {
	var out strings.Builder
	done := 0
	for _, segment := range withoutDates(text) {
		for _, place := range runPattern.FindAllStringIndex(text[segment[0]:segment[1]], -1) {
			run := trimRun(text, segment[0]+place[0], segment[0]+place[1])
			mark := classify(text[run[0]:run[1]], text[:run[0]])
			if mark == "" {
				continue
			}
			out.WriteString(text[done:run[0]])
			out.WriteString(mark)
			counts[mark]++
			done = run[1]
		}
	}
	out.WriteString(text[done:])
	return out.String()
}

// withoutDates gives the parts of a text between the dates that stand alone:
// no digit touches them, not even across a separator.
func withoutDates(text string) [][2]int {
	var parts [][2]int
	start := 0
	for _, date := range datePattern.FindAllStringIndex(text, -1) {
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

// trimRun keeps separators at the edges of a run in the text.
func trimRun(text string, start, end int) [2]int {
	for start < end && !isDigit(text[start]) && text[start] != '+' {
		start++
	}
	for end > start && !isDigit(text[end-1]) {
		end--
	}
	return [2]int{start, end}
}

// classify gives the mark for a run of digits, empty when it names nobody.
func classify(run, before string) string {
	digits := onlyDigits(run)
	foreign := foreignPattern.MatchString(tail(before, 40))
	switch {
	case len(digits) < 9:
		return ""
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
