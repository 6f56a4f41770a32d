package notice

import (
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
	closes := map[int]bool{}
	for _, f := range append(append([]finding{}, e.real...), e.announced...) {
		closes[f.line] = true
	}
	var all []ground
	causes := causesOnce()
	for i := range causes {
		for _, match := range causes[i].all(m.text) {
			line := m.at(match[0])
			word := m.text[match[0]:match[1]]
			if m.words.negation.MatchString(m.before(match[0])) && !selfNegated.MatchString(word) && !anyIn(m.words.missing, word) {
				continue
			}
			if score := m.weigh(line, closes); score > 0 {
				all = append(all, ground{finding{place{match[0], match[1]}, line}, &causes[i], score})
			}
		}
	}
	return all
}

func (m *message) weigh(line int, closes map[int]bool) int {
	r := m.sentences[line].role
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
		if g.score >= 5 && g.cause.reason != observatory.ReasonOtherGround && g.cause.reason != observatory.ReasonPreviousTitle {
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
	reason := best.cause.reason
	if reason == observatory.ReasonNoAnswer && best.cause.bare && len(m.missingDocuments()) > 0 {
		reason = observatory.ReasonIncomplete
	}
	if reason == observatory.ReasonIncomplete && m.disputed(rest) {
		reason = observatory.ReasonIncompleteDisputed
	}
	return reason, best, all
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
