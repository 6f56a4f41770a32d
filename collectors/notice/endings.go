package notice

import "vigie/internal/lazyregexp"

// weakEndings finds, where no phrase speaks of an end, sentences in which the
// file and an end meet: "votre dépôt n'ira pas plus loin". What will be, would
// be or can be is no end; nor is what the person asked and is now done, unless
// that was to give up.
func (m *message) weakEndings() []finding {
	var all []finding
	for line := range m.sentences {
		if m.sentences[line].role&(boilerplate|generic|conditional|remedyTalk) != 0 {
			continue
		}
		s := m.says(line)
		limit := len(m.text)
		if m.sentences[line].role&advice != 0 {
			limit = m.sentences[line].advice
		}
		if p, ok := s.together([]concept{isEnded, thisFile}, 8, limit, false); ok && m.endsNow(&s, p, line) {
			all = append(all, finding{p, line})
		} else if p, ok := s.together([]concept{isDone}, 0, limit, false); ok && m.gaveUp(line) {
			all = append(all, finding{p, line})
		}
	}
	return all
}

// endsNow reports whether what a sentence says of an end has come about: it is
// not denied, not to come, not only named, and not that of a ticket.
func (m *message) endsNow(s *said, p place, line int) bool {
	if s.mask.has(setOf(isToBe)) || onlyNamed.MatchString(m.before(p.start)) || toCome.MatchString(m.text[p.start:p.end]) || anyIn(m.words.notFile, m.line(line)) {
		return false
	}
	for _, h := range s.hits {
		if h.concept == isEnded && p.start <= h.start && h.end <= p.end {
			return denial.MatchString(m.text[h.start:h.end]) || !m.negates(m.before(h.start))
		}
	}
	return false
}

// denial begins an end that is itself said by a denial: "pas conservée".
var denial = lazyregexp.New(`^(?:pas|plus|non|sans|aucune|n|restera)\b`)

// toCome is a verb in the future or the conditional.
var toCome = lazyregexp.New(`\b[a-z]+er(?:a|ai|ons|ont|ait|aient)\b`)

// gaveUp reports whether the person gave up, in this sentence or the one
// before.
func (m *message) gaveUp(line int) bool {
	for _, i := range []int{line, line - 1} {
		if i < 0 {
			continue
		}
		s := m.says(i)
		if _, ok := s.together([]concept{youSay, givesUp}, 14, len(m.text), true); ok {
			return true
		}
	}
	return false
}
