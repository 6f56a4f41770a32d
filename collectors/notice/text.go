package notice

import "strings"

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

	role role
}

// message is the text of one message, folded and cut in sentences.
type message struct {
	folded

	source    string
	parts     []place
	sentences []sentence
	words     *words
}

func newMessage(source string, parts ...place) *message {
	m := &message{folded: fold(source, parts...), source: source, parts: parts, words: wordsOnce()}
	for start := 0; start < len(m.text); {
		end := start + strings.IndexByte(m.text[start:], '\n')
		if end < start {
			end = len(m.text)
		}
		m.sentences = append(m.sentences, sentence{place: place{start, end}, role: m.words.role(m.text[start:end])})
		start = end + 1
	}
	return m
}

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
	return r
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

// before gives what stands in the sentence before a byte, and after what
// stands behind it.
func (m *message) before(offset int) string { return m.text[m.sentences[m.at(offset)].start:offset] }

func (m *message) after(offset int) string {
	return m.text[offset:max(offset, m.sentences[m.at(max(0, offset-1))].end)]
}
