package privacy

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"vigie/internal/lazyregexp"
)

// What a scanner, a telephone keyboard or a careful writer makes of numbers and
// addresses: letters in the place of digits, blanks within a mail address, an
// IBAN whose checksum no longer holds.

// MarkAddress stands for a postal address.
const MarkAddress = "⟦adresse⟧"

const streetWords = `(?:rue|r\.|bou[1l]evard|p[1l]ace|a[1l][1l][ée]e|avenue|av\.?|ave|boulevard|bd\.?|blvd|bvd|place|pl\.|all[ée]es?|chemin|che?m\.|impasse|imp\.|route|rte|quai|cours|square|sq\.|r[ée]sidence|r[ée]s\.|cit[ée]|lotissement|lot\.|passage|villa|hameau|faubourg|fbg|sentier|ruelle|esplanade|mail|montée|b[âa]timent|b[âa]t\.?|foyer|immeuble|tour)`

var (
	addressPattern = opening{"0123456789lLoO", true, lazyregexp.New(`(?i)^([\dlO]{1,4}[ \t\x{A0}]{0,3}(?:bis|ter|quater|[a-d])?[, \t\x{A0}]{1,4}` + streetWords + `[ \t\x{A0}][^\n;:!?⟦⟧]{2,60})`)}
	addressEnd     = lazyregexp.New(`(?i)[.,](?:[ \t\x{A0}]|$)| (?:et|depuis|mais|car|donc|qui|que|où|pour|dans|je|il|elle|on|nous|merci|est|a) `)
	addressTown    = lazyregexp.New(`(?i)^[ \t\x{A0},-]{0,4}(?:à )?[\dOolISB]{5}[ \t\x{A0}]{1,3}[\pL'’\d-]+`)
	townPattern    = opening{"0123456789", true, lazyregexp.New(`^((?:0[1-9]|[1-8]\d|9[0-58]|2[ABab]|97)\d{3}[ \t\x{A0}]{1,3}\p{Lu}[\pL'’-]+(?:[ -]\p{Lu}[\pL'’-]+){0,4})`)}
	boxPattern     = opening{"bBcCaApPeE\xc3", false, lazyregexp.New(`(?i)^((?:bo[iî]te postale|b\.?p\.?|cs|appartement|appt?\.?|porte|[ée]tage|escalier|esc\.?) ?(?:n°|no)? ?[a-z]?\d{1,5})\b`)} // \xc3: é, É
	spacedMail     = lazyregexp.New(`(?i)[\pL\d._%+'-]{1,40}(?: ?[._-] ?[\pL\d%+'-]{1,30}){0,4} {0,2}(?:@|\(at\)|\[at\]|\(a\)|\(arobase\)|\[arobase\]| arobase ) {0,2}[\pL\d-]{2,30}(?: ?(?:\.|,|\(point\)| point ) ?[\pL\d-]{2,30}){1,3}`)
	looseIBAN      = lazyregexp.New(`(?i)\b(?:FR|BE|DE|ES|IT|LU|NL|PT|GB|CH|MA|TN|SN|CI|ML|RO|PL|TR)[ .-]?[\dOIlSB]{2}(?:[ .\x{A0}\x{202F}-]{0,3}[\dA-Z]){10,26}`)
	scannedRun     = opening{"0123456789+OoIl|SBZ", true, lazyregexp.New(`^([+\dOoIl|SBZ](?:[ \t\x{A0}\x{202F}._()/-]{0,3}[\dOoIl|SBZ]){7,26})(?:[^\pL]|$)`)}
	brokenPassport = opening{"0123456789olABCDEFGHIJKLMNOPQRSTUVWXYZ", true, lazyregexp.New(`^([\dOoIlSB]{2}[ .-]?[A-Z]{2}[ .-]?[\dOoIlSB]{5}|[A-Z]{1,2}[ .-]?\d{6,8})\b`)}
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
		text = replaceGroup(text, looseIBAN.FindAllStringSubmatchIndex(text, -1), MarkIBAN, counts, func(s string) bool { return digitsOf(s) >= 12 && symbolsOf(s) >= 15 })
	}
	if !s.scanned {
		return text
	}
	return replaceGroup(text, scannedRun.all(text), MarkNumber, counts, func(s string) bool {
		digits := digitsOf(s)
		return digits < symbolsOf(s) && digits >= 6 && digits*10 >= 6*symbolsOf(s) && symbolsOf(s) >= 9 && len(datesOf(s)) == 0
	})
}

// redactNoise takes out what the exact forms missed.
func redactNoise(text string, s shape, counts Counts) string {
	if s.mail {
		text = replaceGroup(text, spacedMail.FindAllStringSubmatchIndex(text, -1), MarkMail, counts, nil)
	}
	if s.broken {
		text = replaceGroup(text, brokenPassport.all(text), MarkPassport, counts, func(s string) bool { return digitsOf(s) >= 5 })
	}
	if s.chain < shortestNumber {
		return text
	}
	return redactLongRuns(text, counts)
}

// redactAddresses takes out streets, towns behind a postal code, boxes and floors.
func redactAddresses(text string, s shape, counts Counts) string {
	if s.digits == 0 {
		return text
	}
	if s.street {
		text = replaceStreets(text, counts)
	}
	if s.town {
		text = replaceGroup(text, townPattern.all(text), MarkAddress, counts, nil)
	}
	if s.box {
		text = replaceGroup(text, boxPattern.all(text), MarkAddress, counts, nil)
	}
	return text
}

func containsAny(text string, parts ...string) bool {
	for _, part := range parts {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// replaceStreets cuts a street off where the sentence goes on.
func replaceStreets(text string, counts Counts) string {
	var out strings.Builder
	done := 0
	for _, place := range addressPattern.all(text) {
		start, end := place[2], place[3]
		if start < done {
			continue
		}
		for _, stop := range addressEnd.FindAllStringIndex(text[start:end], -1) {
			if before := text[start : start+stop[0]]; len(strings.Fields(before)) >= 4 || len(strings.Fields(before)) == 3 && text[start+stop[0]] != '.' {
				end = start + stop[0]
				break
			}
		}
		if town := addressTown.FindString(text[end:]); town != "" {
			end += len(town)
		}
		out.WriteString(text[done:start])
		out.WriteString(MarkAddress)
		counts[MarkAddress]++
		done = end
	}
	out.WriteString(text[done:])
	return out.String()
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
