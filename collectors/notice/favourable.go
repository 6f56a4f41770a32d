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
	for i := range m.words.favourable {
		p := &m.words.favourable[i]
		for _, f := range m.matches(p, boilerplate|generic|conditional) {
			for again := true; again; f, again = m.within(p, f) {
				if m.isGood(f) {
					all = append(all, f)
					break
				}
			}
		}
	}
	return all
}

// within finds the same words again in what they cover, from the next word on: "votre
// demande de duplicata est close, le titre a été fabriqué".
func (m *message) within(p *pattern, f finding) (finding, bool) {
	space := strings.IndexByte(m.text[f.start:f.end], ' ')
	if space < 0 {
		return f, false
	}
	from := f.start + space + 1
	match := p.FindStringIndex(m.text[from:f.end])
	if match == nil {
		return f, false
	}
	return finding{place{from + match[0], from + match[1]}, f.line}, true
}

// isGood reports whether nothing takes back the good news.
func (m *message) isGood(f finding) bool {
	before, text := m.before(f.start), m.text[f.start:f.end]
	return !anyIn(m.words.unfavourable, before) && !formerTitle.MatchString(before+text) && !atItsEnd.MatchString(m.after(f.end)) && !laidDown.MatchString(m.line(f.line)) && !negative.MatchString(text) && !onlyMeeting.MatchString(text)
}

// formerTitle is the one that the person was given before.
var formerTitle = lazyregexp.New(`\bqui (?:vous |lui )?(?:a|avait|fut) (?:ete )?(?:delivre|remis|accord|octroy)[a-z]*$`)

// atItsEnd: a title that has come to its end is not handed out.
var atItsEnd = lazyregexp.New(`^ a (?:echeance|expiration|(?:son )?terme)\b`)

// onlyMeeting: what was granted is an appointment or more time.
var onlyMeeting = lazyregexp.New(`^demande (?:de |d'un )?(?:report |changement |prise )?(?:de |d'un )?(?:rendez-vous|rdv|creneau|prolongation de delai|delai|report)\b`)

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
