package privacy

import "vigie/internal/lazyregexp"

// A date of birth is announced by a word. Behind it stands any way of writing one:
// what is no date elsewhere ("120387", "mars 1987") is one there.
const (
	birthAnnounced = `(?i)((?:^|[^\p{L}])(?:n(?:é|ée|és|ées|ee)(?:\(e\)|\(ée\))?|ddn|naiss\.?)|naissance)`
	birthMonth     = `(?:janv(?:ier)?|jan|f[eé]v(?:r(?:ier)?)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|ao[uû]t|sept(?:embre)?|oct(?:obre)?|nov(?:embre)?|d[eé]c(?:embre)?)\b\.?`
	birthYear      = `(?:\d{4}|\d{2})\b`
)

var (
	birthDay = lazyregexp.New(birthAnnounced + `([^\p{L}\d\n⟧](?:[^\d\n,;.⟧]{0,23}[^\p{L}\d\n,;.⟧])?)` +
		`(?:\d{1,2}(?:er)?[ ./-]{0,2}` + birthMonth + `(?:[ ./-]{1,2}` + birthYear + `)?|\d{1,2}[ ./-]\d{1,2}[ ./-]` + birthYear + `|\d{8}\b|\d{6}\b)`)
	issued        = lazyregexp.New(`(?i)l[ée]galis|d[ée]livr|apostill|traduit|retranscri`) // of the act: no date of birth
	birthYearOnly = lazyregexp.New(birthAnnounced + `( ?:? ?(?:en |vers |courant |fin |début )?)(?:` + birthMonth + ` )?(?:19|20)\d{2}\b`)
)

// redactBirths takes out the dates behind a word of birth that datesOf does not know.
func redactBirths(text string, counts Counts) string {
	if !announcesBirth(text) {
		return text
	}
	for _, pattern := range [...]*lazyregexp.Regexp{birthDay, birthYearOnly} {
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

// announcesBirth reports whether a text may hold a word of birth: most hold none,
// and need no slow expression.
func announcesBirth(text string) bool {
	for i := 0; i+2 < len(text); i++ {
		switch text[i] | 0x20 {
		case 'n':
			if text[i+1] == 0xc3 && (text[i+2] == 0xa9 || text[i+2] == 0x89) || hasFold(text[i:], "nee") || hasFold(text[i:], "naiss") {
				return true
			}
		case 'd':
			if hasFold(text[i:], "ddn") {
				return true
			}
		}
	}
	return false
}
