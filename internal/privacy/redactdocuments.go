package privacy

import (
	"strings"

	"vigie/internal/lazyregexp"
)

// Numbers of passports, visas, cards and permits, told by the word before them:
// their forms are those of any number (an old passport has seven digits).

const documentWord = `(?:passe?port|visa|\bc\.?n\.?i\b|\bnina\b|cartes? (?:consulaire|d['’]identit[ée]|nationale|de s[ée]jour|de r[ée]sident)|\btitre|r[ée]c[ée]piss[ée]|permis)`

var documentNumber = lazyregexp.New(`(?i)(` + documentWord + `[^\d\n⟦⟧;!?.]{0,40}?)(\b(?:(?-i:[A-Z]{1,3})[ .-]?|[a-z]{1,2})?\d{2,}(?:[ .-]?\d{2,})*(?:[/-][a-z\d]{2,4}\b){0,3}[a-z]{0,2}\b)`)

// numbered ends a text that a number follows, dated one that a date does.
var (
	numbered = lazyregexp.New(`(?i)(?:n°|nº|\bn[or]\.?|num[ée]ro|:|=) ?$`)
	dated    = lazyregexp.New(`(?i)(?:\b(?:du|au|le|depuis|en|fin|jusqu['’]en|avant)|(?:^|[ ,(])[àa]) ?$`)
	money    = lazyregexp.New(`(?i)^ ?(?:€|eur|fr|jour|mois|ans)`)
)

// shortestDocument is how many digits such a number has at least.
const shortestDocument = 5

// redactDocuments takes out the numbers behind a word for a document.
func redactDocuments(text string, counts Counts) string {
	if !namesDocument(text) {
		return text
	}
	places := documentNumber.FindAllStringSubmatchIndex(text, -1)
	kept := places[:0]
	for _, p := range places {
		if ofDocument(text[p[2]:p[3]], text[p[4]:p[5]], text[p[5]:]) {
			kept = append(kept, p[4:6])
		}
	}
	if len(kept) == 0 {
		return text
	}
	return replaceGroup(text, kept, MarkPassport, counts, nil)
}

func ofDocument(before, code, behind string) bool {
	digits, longest := digitsOf(code), 0
	for i := range len(code) {
		longest = max(longest, digitsAhead(code[i:]))
	}
	announced := numbered.MatchString(before)
	switch {
	case len(realDates(code)) > 0, money.MatchString(behind), len(behind) > 1 && (behind[0] == '/' || behind[0] == '.') && isDigit(behind[1]):
		return false
	case dated.MatchString(before):
		return false
	case isLetter(code[0]):
		return digits >= shortestDocument
	}
	return longest >= 6 || digits >= 6 && announced
}

// namesDocument reports whether a number that is no date stands close behind a
// word for a document: most texts have none, and need no slow expression.
func namesDocument(text string) bool {
	for i := range len(text) {
		found := false
		switch text[i] | 0x20 {
		case 'p':
			found = hasFold(text[i:], "passport") || hasFold(text[i:], "passeport") || hasFold(text[i:], "permis")
		case 'v':
			found = hasFold(text[i:], "visa")
		case 'c':
			found = hasFold(text[i:], "carte") || hasFold(text[i:], "cni") || hasFold(text[i:], "c.n") || hasFold(text[i:], "c\u00e9piss") || hasFold(text[i:], "cepiss") || strings.HasPrefix(text[i:], "C\u00c9PISS")
		case 'n':
			found = hasFold(text[i:], "nina")
		case 't':
			found = hasFold(text[i:], "titre")
		}
		if found && numberClose(text[i:]) {
			return true
		}
	}
	return false
}

// numberClose reports whether a number that is no date follows soon.
func numberClose(text string) bool {
	const farthest = 80
	for i := range min(len(text), farthest) {
		switch c := text[i]; {
		case isDigit(c):
			return dateEnd(text, i) == 0
		case c == '\n', c == '.', c == ';', strings.HasPrefix(text[i:], "\u27e6"):
			return false
		}
	}
	return false
}
