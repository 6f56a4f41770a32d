package notice

import (
	"regexp"
	"slices"

	"vigie/internal/observatory"
)

// ground is one cause that the message gives.
type ground struct {
	finding

	cause *cause
	score int
}

// grounds finds the causes that the message gives for the end of the file,
// each weighed by where it stands: in the sentence that closes, in one that
// explains, beside one of these.
func (m *message) grounds(e ends) []ground {
	if m.weighed {
		return m.reasons
	}
	m.reasons, m.weighed = m.findGrounds(e), true
	return m.reasons
}

func (m *message) findGrounds(e ends) []ground {
	closes := map[int]bool{}
	for _, f := range append(append([]finding{}, e.real...), e.announced...) {
		closes[f.line] = true
	}
	var all []ground
	causes := causesOnce()
	for i := range causes {
		for _, f := range m.crossed(&causes[i]) {
			word := m.text[f.start:f.end]
			if m.words.negation.MatchString(m.before(f.start)) && !selfNegated.MatchString(word) && !anyIn(m.words.missing, word) {
				continue
			}
			if score := m.weigh(f, closes); score > 0 {
				all = append(all, ground{f, &causes[i], score})
			}
		}
	}
	return all
}

// crossed finds a cause: its pattern, and where it has one the other that must
// stand near, before or behind.
func (m *message) crossed(c *cause) []finding {
	found := m.matches(&c.pattern, 0)
	if c.with == nil || len(found) == 0 {
		return found
	}
	if c.reason == observatory.ReasonIdentityMismatch { // the name of a document is no datum
		found = slices.DeleteFunc(found, m.ofDocument)
	}
	var all []finding
	for _, f := range found {
		for _, other := range m.besideOf(c, f.line) {
			if max(other.start-f.end, f.start-other.end) <= c.within {
				all = append(all, finding{place{min(f.start, other.start), max(f.end, other.end)}, f.line})
				break
			}
		}
	}
	return all
}

// besideOf finds the other part of a crossed cause in one sentence.
func (m *message) besideOf(c *cause, line int) []finding {
	if c.with == documents {
		return m.documentsOf(line)
	}
	start := m.sentences[line].start
	var all []finding
	for _, match := range c.with.all(m.line(line)) {
		all = append(all, finding{place{start + match[0], start + match[1]}, line})
	}
	return all
}

// ofDocument reports whether a part of the text lies in the name of a document.
func (m *message) ofDocument(f finding) bool {
	return slices.ContainsFunc(m.documentsOf(f.line), func(d finding) bool { return d.start <= f.start && f.end <= d.end })
}

func (m *message) weigh(f finding, closes map[int]bool) int {
	line := f.line
	r := m.sentences[line].role
	if r&advice != 0 && f.start < m.sentences[line].advice {
		r &^= advice
	}
	if r&(boilerplate|remedyTalk) != 0 && !closes[line] {
		return 0
	}
	score := 1
	if closes[line] {
		score += 4
	}
	if closes[line-1] || closes[line+1] {
		score += 2
	}
	if r&causal != 0 || line > 0 && m.sentences[line-1].role&causal != 0 && m.listed(line) {
		score += 3
	}
	if r&(advice|conditional|generic) != 0 && !closes[line] {
		score -= 4
	}
	return score
}

// listed reports whether a line is an item under the line before it.
func (m *message) listed(line int) bool {
	return line > 0 && m.text[m.sentences[line-1].end-1] == ':' || m.text[m.sentences[line].start] == '-' || m.text[m.sentences[line].start] == '*'
}

// adverseCause reports whether a closed file was closed for a cause that is
// not the success of the application.
func (m *message) adverseCause(e ends) bool {
	for _, g := range m.grounds(e) {
		switch {
		case g.cause.reason == observatory.ReasonOtherGround:
		case g.cause.reason != observatory.ReasonPreviousTitle && g.score >= 5, g.cause.reason == observatory.ReasonPreviousTitle && g.cause.with != nil && g.score >= 3 && handedNot.MatchString(m.text[g.start:g.end]):
			return true
		}
	}
	return false
}

// choose picks the cause that counts: among those that stand where reasons
// stand, the one that says most.
func choose(all []ground) *ground {
	high := 0
	for _, g := range all {
		high = max(high, g.score)
	}
	var best *ground
	for i := range all {
		g := &all[i]
		if g.score < min(3, high) || g.score < high-4 {
			continue
		}
		if best == nil || g.cause.rank < best.cause.rank || g.cause.rank == best.cause.rank && g.score > best.score {
			best = g
		}
	}
	return best
}

// why gives the reason of a closure and the cause that shows it.
func (m *message) why(e ends, rest []*message) (observatory.NoticeReason, *ground, []ground) {
	all := m.grounds(e)
	best := choose(all)
	if best == nil {
		return observatory.ReasonNoneGiven, nil, nil
	}
	if best.cause.bare { // a category, when elsewhere the message says more of it
		best = telling(best, all)
	}
	reason := best.cause.reason
	if reason == observatory.ReasonNoAnswer && best.cause.bare && len(m.missingDocuments()) > 0 {
		reason = observatory.ReasonIncomplete
	}
	if reason == observatory.ReasonIncomplete && m.disputed(rest) {
		reason = observatory.ReasonIncompleteDisputed
	}
	return reason, best, all
}

// handedNot: a title that waits to be fetched follows a success; one that was
// not fetched hinders the next application.
var handedNot = regexp.MustCompile(`\b(?:titres?|cartes?|recepisses?)\b[^\n]*\b(?:pas|jamais|tant que)\b|\b(?:pas|jamais|tant que)\b[^\n]*\b(?:titres?|cartes?|recepisses?)\b`)

// telling prefers, to a bare category, a cause of the same reason that says
// something of this file.
func telling(bare *ground, all []ground) *ground {
	best := bare
	for i := range all {
		g := &all[i]
		if g.cause.reason == bare.cause.reason && !g.cause.bare && g.score >= 2 && (best == bare || g.score > best.score) {
			best = g
		}
	}
	return best
}

// disputed reports whether the message, or who passed it on, says that the
// documents had been sent.
func (m *message) disputed(rest []*message) bool {
	if len(m.search(m.words.claimedSent[:3], boilerplate|generic|advice)) > 0 {
		return true
	}
	for _, r := range rest {
		if len(r.search(r.words.claimedSent, boilerplate)) > 0 {
			return true
		}
	}
	return false
}
