package notice

import (
	"strings"

	"vigie/internal/lazyregexp"
	"vigie/internal/observatory"
)

// role is what a sentence does.
type role uint

const (
	boilerplate role = 1 << iota // says nothing of this file
	generic                      // states a rule for all files
	conditional                  // says what would happen
	advice                       // tells the person what to do
	remedyTalk                   // speaks of remedies
	closing                      // ends the file
	causal                       // gives a reason
)

// sentence is one line of a folded text.
type sentence struct {
	place

	role   role
	advice int // where, in the folded text, it begins to tell what to do
}

// message is the text of one message, folded and cut in sentences.
type message struct {
	folded

	source    string
	parts     []place
	sentences []sentence
	words     *words

	weights  map[observatory.NoticeReason]int // with evidence, what weighEvidence found with the main table
	evidence map[observatory.NoticeReason][]ground

	weighed bool // reasons holds what grounds found
	reasons []ground

	documented bool // papers holds what documents found
	papers     []finding

	meanings []*said // by sentence, what says found
	enclosed bool    // what ends the file stands in an attachment
	aside    bool    // the words that end the file are out of meanings
}

func newMessage(source string, parts ...place) *message {
	return cut(fold(source, parts...), source, parts)
}

// readable is a message without the adverbs that change nothing.
func readable(source string, parts ...place) *message {
	return cut(withoutFillers(fold(source, parts...)), source, parts)
}

func cut(f folded, source string, parts []place) *message {
	m := &message{folded: f, source: source, parts: parts, words: wordsOnce()}
	for start := 0; start < len(m.text); {
		end := start + strings.IndexByte(m.text[start:], '\n')
		if end < start {
			end = len(m.text)
		}
		s := sentence{place: place{start, end}, role: m.words.role(m.text[start:end])}
		if s.role&advice != 0 {
			s.advice = start + max(0, firstIn(m.words.advice, m.text[start:end]))
		}
		m.sentences = append(m.sentences, s)
		start = end + 1
	}
	m.listsAll()
	return m
}

// listsAll marks the items of a list of all reasons there may be: none is said to
// be that of this file.
func (m *message) listsAll() {
	within := false
	for i := range m.sentences {
		switch line := m.line(i); {
		case notTheReason.MatchString(line) || inlineReasons.MatchString(line):
			m.sentences[i].role |= boilerplate
		case anyReason.MatchString(line):
			within = true
		case within && listItem.MatchString(line):
			m.sentences[i].role |= boilerplate
		default:
			within = false
		}
	}
}

// anyReason announces such a list; notTheReason says of what stands beside it that
// it is none.
var (
	anyReason     = lazyregexp.New(`\b(?:(?:l'une?|une?|plusieurs) (?:ou plusieurs )?des (?:raisons|motifs|causes|situations|cas)|(?:raisons|motifs|causes) (?:possibles|frequent\w*|habituel\w*|les plus)|(?:raisons|motifs|causes) (?:peuvent|pouvant))\b[^\n]*:$|\b(?:peut|peuvent|pourra|pourrait)\b[^\n]{0,60}\b(?:lorsque|quand|si|dans les cas (?:suivants|ci-dessous)) ?:$`)
	inlineReasons = lazyregexp.New(`\b(?:une demande|un dossier) (?:peut|pourra|pourrait)\b[^\n]{0,60}\b(?:lorsqu|quand|si)\w*|\bmotifs\b[^\n]{0,80}\bne vous concernent pas|\b(?:raisons|motifs|causes)(?: de (?:cloture|rejet|refus))? (?:les plus |possibles|frequent\w*|habituel\w*|courant\w*)`)
	notTheReason  = lazyregexp.New(`\b(?:ce n'est|n'est|ce n'etait|n'etait) pas (?:la raison|le motif|la cause|pour (?:cela|ca)|ce qui)`)
)

func (w *words) role(line string) role {
	var r role
	for _, kind := range []struct {
		patterns []pattern
		role     role
	}{{w.boilerplate, boilerplate}, {w.generic, generic}, {w.conditional, conditional}, {w.advice, advice}, {w.remedyTalk, remedyTalk}, {w.causal, causal}} {
		if anyIn(kind.patterns, line) {
			r |= kind.role
		}
	}
	if r&boilerplate != 0 && endsOf.MatchString(line) {
		r &^= boilerplate
	}
	return r
}

// endsOf is an end of the file in the line of a machine: "clôture automatique - ne
// pas répondre".
var endsOf = lazyregexp.New(`^(?:dossier [a-z]+|demande [a-z]+|cloture|classement)[^\n]{0,40} - [^\n]*\bne pas repondre`)

// matches finds a pattern in the sentences that have none of the roles.
func (m *message) matches(p *pattern, not role) []finding {
	if !p.worth(m.text) {
		return nil
	}
	return m.matchesIn(p, func(i int) bool { return m.sentences[i].role&not == 0 })
}

// matchesIn finds a pattern in some of the sentences.
func (m *message) matchesIn(p *pattern, read func(line int) bool) []finding {
	var all []finding
	for i := range m.sentences {
		s := &m.sentences[i]
		line := m.text[s.start:s.end]
		if !read(i) || !p.worth(line) {
			continue
		}
		for _, match := range p.FindAllStringIndex(line, -1) {
			all = append(all, finding{place{s.start + match[0], s.start + match[1]}, i})
		}
	}
	return all
}

func (m *message) line(i int) string { return m.text[m.sentences[i].start:m.sentences[i].end] }

// at finds the sentence of a byte of the folded text.
func (m *message) at(offset int) int {
	low, high := 0, len(m.sentences)-1
	for low < high {
		middle := (low + high + 1) / 2
		if m.sentences[middle].start <= offset {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return low
}

// sight is how far around a word, in bytes, the rest of its sentence is read:
// a line without end is read in linear time.
const sight = 1200

// before gives what stands in the sentence before a byte, and after what
// stands behind it.
func (m *message) before(offset int) string {
	return m.text[max(m.sentences[m.at(offset)].start, offset-sight):offset]
}

func (m *message) after(offset int) string {
	return m.text[offset:min(offset+sight, max(offset, m.sentences[m.at(max(0, offset-1))].end))]
}
