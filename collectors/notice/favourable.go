package notice

import (
	"slices"
	"strings"

	"vigie/internal/lazyregexp"
)

// favourable finds where the message says that the person obtained what was
// asked.
func (m *message) favourable() []finding {
	var all []finding
	for _, f := range m.search(m.words.favourable, boilerplate|generic|conditional) {
		if before := m.before(f.start); !anyIn(m.words.unfavourable, before) && !formerTitle.MatchString(before+m.text[f.start:f.end]) && !atItsEnd.MatchString(m.after(f.end)) && !laidDown.MatchString(m.line(f.line)) && !negative.MatchString(m.text[f.start:f.end]) {
			all = append(all, f)
		}
	}
	return all
}

// formerTitle is the one that the person was given before.
var formerTitle = lazyregexp.New(`\bqui (?:vous |lui )?(?:a|avait|fut) (?:ete )?(?:delivre|remis|accord|octroy)[a-z]*$`)

// atItsEnd: a title that has come to its end is not handed out.
var atItsEnd = lazyregexp.New(`^ a (?:echeance|expiration|(?:son )?terme)\b`)

// laidDown is a sentence that says what an article lays down.
var laidDown = lazyregexp.New(`\b(?:selon|aux termes d[eu]|en vertu d[eu]) (?:les |l'|des |la |le )?(?:articles?|code|dispositions)[^\n]*\b(?:est|sont|peut|doit) (?:etre )?(?:delivre|accorde|octroye|remis)\w*|\bpermet\w*[^\n]{0,200}\bde (?:delivrer|accorder|octroyer)\b`)

var negative = lazyregexp.New(`\b(?:pas|n'a|n'est|ne|non|refus\w*|defavorable)\b`)

// endedWell reports whether the sentence that ends the file says of it, in so
// many words, that the answer is favourable.
func (m *message) endedWell(e ends, favourable []finding) bool {
	return slices.ContainsFunc(favourable, func(f finding) bool {
		return strings.Contains(m.text[f.start:f.end], "favorable") && slices.ContainsFunc(e.real, func(end finding) bool { return end.line == f.line })
	})
}
