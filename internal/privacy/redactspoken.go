package privacy

import (
	"strings"
	"unicode"

	"vigie/internal/lazyregexp"
)

// Numbers in words, or partly so: "zéro six douze 34 56 78".

const spokenWord = `(?:z[ée]ro|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|quarante|cinquante|soixante|septante|huitante|octante|nonante|\d{1,4})`

var spokenPattern = lazyregexp.New(`(?i)(?:^|[^\pL\d])(` + spokenWord + `(?:[ \t\x{A0},.;/-]{1,3}(?:et )?` + spokenWord + `){3,25})(?:[^\pL\d]|$)`)

// redactSpoken takes out numbers in words: a telephone or the number of a foreigner
// says "zéro", and hardly anything else does.
func redactSpoken(text string, counts Counts) string {
	if !saysZero(text) {
		return text
	}
	var out strings.Builder
	done := 0
	for _, place := range spokenPattern.FindAllStringSubmatchIndex(text, -1) {
		run := text[place[2]:place[3]]
		digits := spokenDigits(run)
		if digits < shortestNumber || !saysZero(run) {
			continue
		}
		mark := MarkNumber
		switch {
		case digits == 10 && (run[0]|0x20 == 'z' || run[0] == '0'):
			mark = MarkPhone
		case digits <= 10:
			mark = MarkForeigner
		}
		out.WriteString(text[done:place[2]])
		out.WriteString(mark)
		counts[mark]++
		done = place[3]
	}
	out.WriteString(text[done:])
	return out.String()
}

// saysZero reports whether "zéro" stands in a text.
func saysZero(text string) bool {
	for _, z := range [...]byte{'z', 'Z'} {
		for rest := text; ; {
			at := strings.IndexByte(rest, z)
			if at < 0 {
				break
			}
			rest = rest[at+1:]
			if hasFold(rest, "ero") || (strings.HasPrefix(rest, "é") || strings.HasPrefix(rest, "É")) && hasFold(rest[len("é"):], "ro") {
				return true
			}
		}
	}
	return false
}

// spokenDigits counts the digits of a number in words: at least those that it has,
// for "soixante dix" may be two or four.
func spokenDigits(run string) (digits int) {
	last := ""
	for _, word := range strings.FieldsFunc(strings.ToLower(run), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		switch word {
		case "et":
			continue
		case "vingt", "vingts":
			if digits += 2; last == "quatre" {
				digits-- // the four is counted
			}
			word = "tens"
		case "trente", "quarante", "cinquante", "soixante", "septante", "huitante", "octante", "nonante":
			digits += 2
			word = "tens"
		case "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize":
			if last != "tens" {
				digits += 2
			}
			if word == "dix" {
				word = "tens" // dix-sept
			}
		case "zéro", "zero":
			digits++
		default:
			switch {
			case isDigit(word[0]):
				digits += len(word)
			case last != "tens":
				digits++
			}
		}
		last = word
	}
	return digits
}
