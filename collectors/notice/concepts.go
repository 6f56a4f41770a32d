package notice

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// concept is an idea that messages put in many words: a document, silence, a
// place. Rules of evidence read concepts, not phrases.
type concept uint8

// families of words, by concept: the tables in concepts_words.go. A word with
// a star stands for all that begin so.
type wordFamily struct {
	concept concept
	words   string
}

// phrase is one way to say a concept: words that follow each other.
type phrase struct {
	concept concept
	rest    []stem // behind the first
}

type stem struct {
	text  string
	begin bool // a longer word may begin so
}

func (s stem) is(word string) bool {
	return word == s.text || s.begin && strings.HasPrefix(word, s.text)
}

// conceptIndex finds phrases by their first word.
type conceptIndex struct{ whole, begun map[string][]phrase }

var conceptsOnce = sync.OnceValue(func() conceptIndex {
	x := conceptIndex{whole: map[string][]phrase{}, begun: map[string][]phrase{}}
	for _, family := range wordFamilies {
		for expression := range strings.SplitSeq(family.words, ",") {
			var stems []stem
			for word := range strings.FieldsSeq(expression) {
				text := strings.TrimSuffix(word, "*")
				stems = append(stems, stem{text, text != word})
			}
			into := x.whole
			if stems[0].begin {
				into = x.begun
			}
			into[stems[0].text] = append(into[stems[0].text], phrase{family.concept, stems[1:]})
		}
	}
	return x
})

// hit is where a sentence says a concept: its first and last word, counted in
// the sentence, and its bytes in the folded text.
type hit struct {
	place

	concept     concept
	first, last int
}

// said is what one sentence says.
type said struct {
	hits []hit // by their first word
	mask concepts
}

// concepts is a set of concepts.
type concepts [2]uint64

func setOf(all ...concept) concepts {
	var s concepts
	for _, c := range all {
		s.add(c)
	}
	return s
}

func (s *concepts) add(c concept) { s[c/64] |= 1 << (c % 64) }

// has reports whether a set holds all of another.
func (s concepts) has(other concepts) bool {
	return s[0]&other[0] == other[0] && s[1]&other[1] == other[1]
}

// meets reports whether two sets share a concept.
func (s concepts) meets(other concepts) bool { return s[0]&other[0]|s[1]&other[1] != 0 }

// says finds the concepts of a sentence, once.
func (m *message) says(line int) said {
	if m.meanings == nil {
		m.meanings = make([]*said, len(m.sentences))
	}
	if m.meanings[line] == nil {
		m.meanings[line] = m.readConcepts(m.sentences[line].place)
	}
	return *m.meanings[line]
}

func (m *message) readConcepts(sentence place) *said {
	text, offset := m.text[sentence.start:sentence.end], sentence.start
	x, words, s := conceptsOnce(), wordsOf(text), &said{}
	add := func(all []phrase, i int) {
		for _, p := range all {
			if p.concept == isSame && words[i].start > 0 && text[words[i].start-1] == '-' { // "vous-même"
				continue
			}
			if last := p.end(text, words, i); last >= 0 {
				s.hits = append(s.hits, hit{place{offset + words[i].start, offset + words[last].end}, p.concept, i, last})
				s.mask.add(p.concept)
			}
		}
	}
	for i, w := range words {
		word := text[w.start:w.end]
		add(x.whole[word], i)
		for n := 2; n <= min(len(word), longestStem); n++ {
			add(x.begun[word[:n]], i)
		}
		if i > 0 && beforePlace[text[words[i-1].start:words[i-1].end]] && word != "france" && m.capital(offset+w.start) {
			s.hits = append(s.hits, hit{place{offset + w.start, offset + w.end}, aPlace, i, i})
			s.mask.add(aPlace)
		}
	}
	return s
}

// beforePlace are the words before the name of a town or a department.
var beforePlace = map[string]bool{"a": true, "en": true, "de": true, "d": true, "du": true, "des": true, "dans": true, "le": true, "la": true, "l": true, "les": true, "vers": true, "sur": true, "desormais": true, "habiter": true, "habitez": true, "habitant": true, "au": true, "aux": true, "rejoint": true, "saint": true, "maintenant": true, "quitte": true, "pour": true, "residence": true, "adresse": true, "domicile": true, "ressort": true, "prefecture": true, "commune": true, "ville": true, "departement": true}

// capital reports whether a word is written as a name: one capital letter,
// small ones behind.
func (m *message) capital(at int) bool {
	first, size := utf8.DecodeRuneInString(m.source[m.folded.at[at]:])
	second, _ := utf8.DecodeRuneInString(m.source[m.folded.at[at]+size:])
	return unicode.IsUpper(first) && unicode.IsLower(second)
}

const longestStem = 16

// end gives the last word of a phrase that begins at word i, or -1.
func (p *phrase) end(text string, words []place, i int) int {
	for _, next := range p.rest {
		i++
		if i >= len(words) || !next.is(text[words[i].start:words[i].end]) {
			return -1
		}
	}
	return i
}

// wordsOf cuts a folded sentence into words: letters and digits.
func wordsOf(text string) []place {
	words := make([]place, 0, len(text)/5+1)
	start := -1
	for i := range len(text) {
		c := text[i]
		letter := c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
		switch {
		case letter && start < 0:
			start = i
		case !letter && start >= 0:
			words, start = append(words, place{start, i}), -1
		}
	}
	if start >= 0 {
		words = append(words, place{start, len(text)})
	}
	return words
}

// together finds the first place where a sentence says all of some concepts
// within a number of words. What begins at or after the byte limit does not
// count.
func (s *said) together(all []concept, within, limit int, order bool) (place, bool) {
	if !s.mask.has(setOf(all...)) {
		return place{}, false
	}
	for i := range s.hits {
		if s.hits[i].concept != all[0] || s.hits[i].start >= limit {
			continue
		}
		if p, ok := s.around(i, all[1:], within, limit, order); ok {
			return p, true
		}
	}
	return place{}, false
}

var bothWays = []int{1, -1}

// around looks for concepts around one hit, each at words of its own.
func (s *said) around(i int, others []concept, within, limit int, order bool) (place, bool) {
	anchor, span := s.hits[i], s.hits[i].place
	taken := []hit{anchor}
	for _, c := range others {
		found := -1
		steps := bothWays
		if order {
			steps = steps[:1]
		}
		for _, step := range steps {
			for k := i + step; k >= 0 && k < len(s.hits) && found < 0; k += step {
				h := s.hits[k]
				if h.first-anchor.last > within || anchor.first-h.first > within {
					break
				}
				if h.concept == c && h.start < limit && !overlaps(taken, h) {
					found = k
				}
			}
		}
		if found < 0 {
			return place{}, false
		}
		h := s.hits[found]
		taken = append(taken, h)
		span = place{min(span.start, h.start), max(span.end, h.end)}
	}
	return span, true
}

func overlaps(taken []hit, h hit) bool {
	for _, t := range taken {
		if h.start < t.end && t.start < h.end {
			return true
		}
	}
	return false
}
