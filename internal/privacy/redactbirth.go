package privacy

import (
	"strings"

	"vigie/internal/lazyregexp"
)

// A date of birth is announced by a word. Behind it stands any way of writing one:
// what is no date elsewhere ("120387", "mars 1987") is one there.
const (
	birthAnnounced = `(?i)((?:^|[^\p{L}])(?:n(?:é|ée|és|ées|ee)(?:\(e\)|\(ée\))?|ddn|dob|born|naiss\.?)|naissance|date of birth)`
	birthMonth     = `(?:janv(?:ier)?|jan|f[eé]v(?:r(?:ier)?)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|ao[uû]t|sept(?:embre)?|oct(?:obre)?|nov(?:embre)?|d[eé]c(?:embre)?|january|feb(?:ruary)?|march|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep|october|december|mar)\b\.?`
	birthRoman     = `(?:i{1,3}|i?v|vi{1,3}|i?x|xi{1,2})`
	birthYear      = `(?:\d{4}|\d{2})\b`
)

var (
	birthDay = lazyregexp.New(birthAnnounced + `([^\p{L}\d\n⟧](?:[^\d\n,;.⟧]{0,23}[^\p{L}\d\n,;.⟧])?)` +
		`(?:\d{1,2}(?:er)?[ ./-]{0,2}` + birthMonth + `(?:[ ./-]{1,2}` + birthYear + `)?|\d{1,2}(?: ?[./-] ?| )(?:\d{1,2}|` + birthRoman + `)(?: ?[./-] ?| )` + birthYear + `|` + birthMonth + ` \d{1,2}(?:st|nd|rd|th)?,? ` + birthYear + `|\d{8}\b|\d{6}\b)`)
	issued     = lazyregexp.New(`(?i)l[ée]galis|d[ée]livr|apostill|traduit|retranscri`) // of the act: no date of birth
	birthWords = lazyregexp.New(birthAnnounced + `( ?:? ?(?:le |la )?)(?:premier|1er|` + spokenWord + `)(?:[ -](?:et[ -])?` + spokenWord + `){0,2} ` + birthMonth +
		`(?: (?:\d{4}|(?:mille?|deux|dix)(?:[ -](?:et[ -])?(?:mille?|cents?|` + spokenWord + `)){1,7}))?`)
	birthYearOnly = lazyregexp.New(birthAnnounced + `( ?:? ?(?:en |vers |courant |fin |début )?)(?:` + birthMonth + ` )?(?:19|20)\d{2}\b`)
)

// redactBirths takes out the dates behind a word of birth that datesOf does not know.
func redactBirths(text string, counts Counts) string {
	if !announcesBirth(text) {
		return text
	}
	for _, pattern := range [...]*lazyregexp.Regexp{birthDay, birthYearOnly, birthWords} {
		text = pattern.ReplaceAllStringFunc(text, func(match string) string {
			if issued.MatchString(match) {
				return match
			}
			counts[MarkBirth]++
			return pattern.ReplaceAllString(match, "${1}${2}"+MarkBirth)
		})
	}
	return text
}

// announcesBirth reports whether a text may hold a word of birth whose date is
// not out yet: most hold none, and need no slow expression.
func announcesBirth(text string) bool {
	for i := 0; i+2 < len(text); i++ {
		n := 0
		switch text[i] | 0x20 {
		case 'b':
			n = foldLength(text[i:], "born")
		case 'n':
			if next := text[i+1] | 0x20; next != 'a' && next != 'e' && next != 0xe3 { // é: most words
				continue
			}
			if n = foldLength(text[i:], "naissance"); n > 0 {
				if strings.HasPrefix(text[i+n:], "⟧") || birthIsOut(text[i:]) {
					continue
				}
				return true
			}
			n = max(foldLength(text[i:], "naiss"), bornLength(text[i:]))
		case 'd':
			n = max(foldLength(text[i:], "ddn"), foldLength(text[i:], "dob"), foldLength(text[i:], "date of birth"))
		}
		if n > 0 && (i == 0 || !isLetter(text[i-1]) && text[i-1] < 0x80 || text[i-1] == 0xa0) && !goesOn(text[i+n:]) && !birthIsOut(text[i:]) {
			return true
		}
	}
	return false
}

// saysThousand reports whether a word begins with "mil", as a year in words has one.
func saysThousand(text string) bool {
	for _, m := range [...]byte{'m', 'M'} {
		for from := 0; ; from++ {
			at := strings.IndexByte(text[from:], m)
			if at < 0 {
				break
			}
			if from += at; from > 0 && (text[from-1] == ' ' || text[from-1] == '-') && hasFold(text[from:], "mil") {
				return true
			}
		}
	}
	return false
}

// foldLength gives the length of a word that a text begins with, 0 for another.
func foldLength(text, word string) int {
	if hasFold(text, word) {
		return len(word)
	}
	return 0
}

// bornLength gives the length of né, née, nés, nées or nee at the start.
func bornLength(text string) int {
	n := foldLength(text, "nee")
	if n == 0 {
		if text[1] != 0xc3 || text[2] != 0xa9 && text[2] != 0x89 {
			return 0
		}
		if n = len("né"); n < len(text) && text[n]|0x20 == 'e' {
			n++
		}
		if n < len(text) && text[n]|0x20 == 's' {
			n++
		}
	}
	return n
}

// goesOn reports whether a word goes on.
func goesOn(behind string) bool {
	return behind != "" && (isLetter(behind[0]) || behind[0] == 0xc3)
}

// birthIsOut reports whether the mark of a date stands behind a word of birth, and
// no digit between them.
func birthIsOut(text string) bool {
	const farthest = 40
	at := strings.Index(text[:min(len(text), farthest+len(MarkBirth))], MarkBirth)
	return at > 0 && !strings.ContainsAny(text[:at], "0123456789\n")
}
