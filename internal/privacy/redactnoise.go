package privacy

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vigie/internal/lazyregexp"
)

// What a scanner, a telephone keyboard or a careful writer makes of numbers and
// addresses: letters in the place of digits, blanks within a mail address, an
// IBAN whose checksum no longer holds.

var (
	spacedMail     = lazyregexp.New(`(?i)[\pL\d._%+'-]{1,40}(?: ?[._-] ?[\pL\d%+'-]{1,30}){0,4} {0,2}(?:@|\(at\)|\[at\]|\(a\)|\(arobase\)|\[arobase\]| arobase ) {0,2}[\pL\d-]{2,30}(?: ?(?:\.|,|\(point\)| point ) ?[\pL\d-]{2,30}){1,3}`)
	spokenMail     = lazyregexp.New(`(?i)[\pL\d._%+'-]{1,40}(?: (?:dot|point|tiret|underscore) [\pL\d._%+'-]{1,30}){0,4} at [\pL\d-]{2,30}(?:(?: dot | point |\.)[\pL\d-]{2,30}){1,3}`)
	looseIBAN      = lazyregexp.New(`(?i)\b(?:FR|BE|DE|ES|IT|LU|NL|PT|GB|CH|MA|TN|SN|CI|ML|RO|PL|TR)[ .-]?[\dOIlSB]{2}(?:[ .\x{A0}\x{202F}-]{0,3}[\dA-Z]){10,26}`)
	scannedRun     = opening{"0123456789+OoIl|SBZ", true, lazyregexp.New(`^([+\dOoIl|SBZ](?:[ \t\x{A0}\x{202F}._()/-]{0,3}[\dOoIl|SBZ]){7,26})(?:[^\pL]|$)`)}
	brokenPassport = opening{"0123456789olABCDEFGHIJKLMNOPQRSTUVWXYZ", true, lazyregexp.New(`^([\dOoIlSB]{2}[ .-]?[A-Z]{2}[ .-]?[\dOoIlSB]{5}|[A-Z]{1,2}[ .-]?\d{6,8}|[A-Z]{2}\d{5}[A-Z]{2})\b`)}
)

// redactLoose takes out IBANs whose checksum a scanner broke: it goes first, for
// the exact forms would take a part of one.
func redactLoose(text string, s shape, counts Counts) string {
	if s.digits < 6 {
		return text
	}
	if s.country {
		text = redactIBAN(text, counts)
	}
	if s.digits >= 12 && looseCountry(text) {
		places := slices.DeleteFunc(looseIBAN.FindAllStringSubmatchIndex(text, -1), func(place []int) bool {
			last, _ := utf8.DecodeLastRuneInString(text[:place[0]])
			return isWord(last) // numéro: \b knows no é
		})
		for _, place := range places {
			place[1] = place[0] + looseIBANEnd(text[place[0]:place[1]])
		}
		text = replaceGroup(text, places, MarkIBAN, counts, func(s string) bool { return digitsOf(s) >= 12 && symbolsOf(s) >= 15 })
	}
	if !s.scanned {
		return text
	}
	places := scannedRun.all(text)
	for _, place := range places {
		place[3] = place[2] + scannedEnd(text[place[2]:place[3]])
	}
	return replaceGroup(text, places, MarkNumber, counts, func(s string) bool {
		digits := digitsOf(s)
		return digits < symbolsOf(s) && digits >= 6 && digits*10 >= 6*symbolsOf(s) && symbolsOf(s) >= 9 && len(realDates(s)) == 0
	})
}

// scannedEnd gives the end of a scanned number: what has no digit behind a whole
// one is the next word ("06 12 34 56 78. Il rappelle").
func scannedEnd(run string) int {
	end := strings.LastIndexAny(run, "0123456789") + 1
	if end == len(run) || isLetter(run[end]) || run[end] == '|' || symbolsOf(run[:end]) < shortestNumber {
		return len(run)
	}
	return end
}

// looseIBANEnd gives the end of an IBAN with a wrong checksum: no word behind it
// belongs to it, a number that goes on may.
func looseIBANEnd(match string) int {
	left := ibanLength(match[:2])
	for i := range len(match) {
		if c := upper(match[i]); !isDigit(c) && (c < 'A' || c > 'Z') {
			continue
		}
		if left == 0 && isLetter(match[i]) {
			return len(strings.TrimRight(match[:i], " .-\u00a0\u202f"))
		}
		left = max(0, left-1)
	}
	return len(match)
}

// redactNoise takes out what the exact forms missed.
func redactNoise(text string, s shape, counts Counts) string {
	if s.mail {
		text = replaceGroup(text, spacedMail.FindAllStringSubmatchIndex(text, -1), MarkMail, counts, nil)
	}
	if s.spoken {
		text = replaceGroup(text, spokenMail.FindAllStringSubmatchIndex(text, -1), MarkMail, counts, nil)
	}
	if s.broken {
		text = replaceGroup(text, brokenPassport.all(text), MarkPassport, counts, func(s string) bool { return digitsOf(s) >= 5 })
	}
	if s.chain < shortestNumber {
		return text
	}
	return redactLongRuns(text, counts)
}

func containsAny(text string, parts ...string) bool {
	for _, part := range parts {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// opening is an expression that is tried only where it can match: to try it at
// every letter of a text is most of what it would cost.
type opening struct {
	first   string // the bytes that it begins with
	noDigit bool   // behind neither a letter nor a digit, or else behind no letter
	pattern *lazyregexp.Regexp
}

// all gives the places of all matches with those of their groups. The sign before
// a match is its own: it is of no other.
func (o opening) all(text string) (places [][]int) {
	done := 0
	for i := 0; i < len(text); i++ {
		if strings.IndexByte(o.first, text[i]) < 0 || i > 0 && !o.apart(text[done:i]) {
			continue
		}
		place := o.pattern.FindStringSubmatchIndex(text[i:])
		if place == nil {
			continue
		}
		for n := range place {
			place[n] += i
		}
		places = append(places, place)
		done = place[1]
		i = done - 1
	}
	return places
}

// apart reports whether what stands behind a text does not go on with its last
// word.
func (o opening) apart(before string) bool {
	last, size := utf8.DecodeLastRuneInString(before)
	return size > 0 && !unicode.IsLetter(last) && (!o.noDigit || last < '0' || last > '9')
}

// replaceGroup puts a mark in the place of each match, or of its first group,
// that holds.
func replaceGroup(text string, places [][]int, mark string, counts Counts, holds func(string) bool) string {
	if places == nil {
		return text
	}
	var out strings.Builder
	done := 0
	for _, place := range places {
		start, end := place[0], place[1]
		if len(place) > 2 && place[2] >= 0 {
			start, end = place[2], place[3]
		}
		if holds != nil && !holds(text[start:end]) {
			continue
		}
		out.WriteString(text[done:start])
		out.WriteString(mark)
		counts[mark]++
		done = end
	}
	if done == 0 {
		return text
	}
	out.WriteString(text[done:])
	return out.String()
}

func digitsOf(s string) int { return len(onlyDigits(s)) }

// symbolsOf counts the letters and digits of ASCII.
func symbolsOf(s string) int {
	n := 0
	for i := range len(s) {
		if c := upper(s[i]); isDigit(c) || c >= 'A' && c <= 'Z' || c == '|' {
			n++
		}
	}
	return n
}
