package notice

import (
	"slices"
	"strings"

	"vigie/internal/observatory"

	"vigie/internal/lazyregexp"
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
	for _, f := range slices.Concat(e.real, e.announced, e.weak) {
		closes[f.line] = true
	}
	var all []ground
	speaks := func(line int) bool { return closes[line] || m.sentences[line].role&(boilerplate|remedyTalk) == 0 }
	causes := causesOnce()
	for i := range causes {
		for _, f := range m.crossed(&causes[i], speaks) {
			word := m.text[f.start:f.end]
			if covers(m.notes(f.line), f.place) {
				continue
			}
			if causes[i].reason == observatory.ReasonWrongProcedure && (uncorrectable.MatchString(m.after(f.start)) || m.ofDatum(f.line)) {
				continue
			}
			if causes[i].reason == observatory.ReasonWithdrawn && ofDecision.MatchString(m.before(f.start)) {
				continue
			}
			if causes[i].reason == observatory.ReasonDuplicate && severalOfOurs.MatchString(m.before(f.start)) {
				continue
			}
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

// uncorrectable: that a service cannot mend an application says why it ends
// and not what is wrong with it.
var uncorrectable = lazyregexp.New(`^[^\n]{0,60}\bne (?:le |la |les )?permet\w*[^\n]{0,24}\b(?:modifi|corrig|rectifi|correct|transfer|rouvr|reouv|bascul|chang)`)

// severalOfOurs: "nos deux demandes" are those of the service; what "se demande" is
// asked for by anyone.
var severalOfOurs = lazyregexp.New(`\b(?:ces|nos|mes|se) $`)

// ofDecision: "une décision de clôture sur votre demande" is no wish.
var ofDecision = lazyregexp.New(`\b(?:decision|avis|notification) (?:de |d'|d'une )$`)

// ofDatum reports whether a sentence speaks of what identifies the person and
// of no procedure.
func (m *message) ofDatum(line int) bool {
	s := m.says(line)
	return s.mask.has(setOf(aDatum)) && !s.mask.has(setOf(aProcedure))
}

// crossed finds a cause: its pattern, and where it has one the other that must
// stand near, before or behind.
func (m *message) crossed(c *cause, speaks func(line int) bool) []finding {
	if !c.worth(m.text) {
		return nil
	}
	found := m.matchesIn(&c.pattern, speaks)
	if len(found) > 0 && c.reason == observatory.ReasonOtherGround {
		found = slices.DeleteFunc(found, m.ofDocument)
	}
	if c.with == nil || len(found) == 0 {
		return found
	}
	if c.reason == observatory.ReasonIdentityMismatch { // the name of a document is no datum
		found = slices.DeleteFunc(found, m.ofDocument)
	}
	var all, beside []finding
	line := -1
	for _, f := range found {
		if f.line != line { // each line is read once
			line, beside = f.line, m.besideOf(c, f.line)
		}
		for _, other := range beside {
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
	all := m.documentsOf(f.line)
	i, _ := slices.BinarySearchFunc(all, f.start, func(d finding, start int) int { return d.end - start })
	return i < len(all) && all[i].start <= f.start && f.end <= all[i].end || i+1 < len(all) && all[i+1].start <= f.start && f.end <= all[i+1].end
}

func (m *message) weigh(f finding, closes map[int]bool) int {
	line := f.line
	r := m.sentences[line].role
	if r&advice != 0 && f.start < m.sentences[line].advice {
		r &^= advice
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
	by, total := m.mainEvidence(e)
	if desists.MatchString(m.text) {
		return true
	}
	for _, g := range by[observatory.ReasonOtherGround] {
		if s := m.says(g.line); s.mask.has(setOf(isFrench)) || s.mask.has(setOf(isLate)) && g.score >= plainly {
			return true
		}
	}
	switch reason := weightiest(total, enough); reason {
	case observatory.ReasonDuplicate, observatory.ReasonWrongProcedure, observatory.ReasonNotCompetent, observatory.ReasonIdentityMismatch, observatory.ReasonNoAnswer:
		if total[reason] >= plainly {
			return true
		}
	case observatory.ReasonPreviousTitle:
		for _, g := range by[reason] {
			if s := m.says(g.line); total[reason] >= plainly && s.mask.has(setOf(isNot, aTitle)) {
				return true
			}
		}
	}
	for _, g := range m.grounds(e) {
		switch {
		case g.cause.reason == observatory.ReasonOtherGround:
		case g.cause.reason != observatory.ReasonPreviousTitle && g.score >= 5, g.cause.reason == observatory.ReasonPreviousTitle && g.cause.with != nil && g.score >= 3 && handedNot.MatchString(m.text[g.start:g.end]):
			return true
		}
	}
	return false
}

// desists: a letter by which the person gives up.
var desists = lazyregexp.New(`\bdesist\w+`)

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
func (m *message) why(e ends, rest []*message, fromCCC bool) (observatory.NoticeReason, *ground, []ground) {
	all := m.grounds(e)
	best := choose(all)
	by, total := m.mainEvidence(e)
	weighty := weightiest(total, enough)
	if weighty == "" && best == nil {
		by, total = m.weighEvidence(hintTable, e)
		weighty = weightiest(total, faint)
	}
	if fromCCC && total[weighty] < fairly {
		weighty = ""
	}
	if best == nil && weighty != "" || best != nil && outweighed(best, total, weighty) {
		all = by[weighty]
		best = heaviest(all)
	}
	if best == nil && !fromCCC {
		if best = m.unnamed(e); best != nil {
			all = append(all, *best)
		}
	}
	if best == nil {
		return observatory.ReasonNoneGiven, nil, nil
	}
	if best.cause.bare { // a category, when elsewhere the message says more of it
		best = telling(best, slices.Concat(all, by[best.cause.reason]))
	}
	all = slices.Concat(all, by[best.cause.reason])
	reason := best.cause.reason
	if silent := total[observatory.ReasonNoAnswer]; reason == observatory.ReasonIncomplete && silent >= fairly && (silent >= plainly || silent >= total[reason] || silent+3 >= total[reason] && m.nothingCame()) && !strings.Contains(m.text[best.start:best.end], "incompl") {
		reason = observatory.ReasonNoAnswer
	}
	if best.cause.reason == observatory.ReasonNoAnswer && best.cause.bare && len(m.missingDocuments()) > 0 || reason == observatory.ReasonNoAnswer && onlyPart.MatchString(m.text) {
		reason = observatory.ReasonIncomplete
	}
	if (reason == observatory.ReasonOtherGround || reason == observatory.ReasonWrongProcedure && best.score <= 3) && m.barred() {
		reason = observatory.ReasonInadmissible
	}
	if reason == observatory.ReasonWrongProcedure && m.onGround() {
		reason = observatory.ReasonOtherGround
		best = &ground{best.finding, unlisted, best.score}
		all = slices.Concat([]ground{*best}, by[reason])
	}
	if (reason == observatory.ReasonIncomplete || reason == observatory.ReasonNoAnswer && asIncomplete.MatchString(m.text)) && (m.disputed(rest) || reason == observatory.ReasonIncomplete && m.foundUnfit()) {
		reason = observatory.ReasonIncompleteDisputed
	}
	if reason == observatory.ReasonIncomplete && m.barred() && (len(m.missingDocuments()) == 0 || notEntitled.MatchString(m.text)) {
		reason = observatory.ReasonInadmissible
	}
	if reason == observatory.ReasonInadmissible && m.foundUnfit() {
		reason = observatory.ReasonIncompleteDisputed
	}
	if reason == observatory.ReasonNoAnswer && !m.nothingCame() && sentBut.MatchString(m.text) && m.foundUnfit() {
		reason = observatory.ReasonIncompleteDisputed
	}
	if reason == observatory.ReasonOtherGround && best.cause.bare && category.MatchString(m.line(best.line)) {
		return observatory.ReasonNoneGiven, nil, nil
	}
	return reason, best, all
}

// notEntitled: it is the person who may not apply.
var notEntitled = lazyregexp.New(`\bvous n'etes (?:donc |des lors )?pas recevable a\b`)

// sentBut: what was asked was sent, and is not as it should be.
var sentBut = lazyregexp.New(`\b(?:bien|deja) (?:envoye|transmis|fourni|joint|depose|repondu|televerse|charge)\w*[^\n]{0,60}\bmais\b`)

// outweighed reports whether a phrase that speaks for a reason stands alone,
// while the evidence for another is plain.
func outweighed(best *ground, total map[observatory.NoticeReason]int, weighty observatory.NoticeReason) bool {
	own, other := total[best.cause.reason], total[weighty]
	switch {
	case best.cause.rank == 0: // the service says what it draws from silence
		return false
	case best.cause.reason == observatory.ReasonPreviousTitle && weighty == observatory.ReasonIncomplete:
		return other >= 2*plainly && other > 2*own
	case weighty == best.cause.reason, best.cause.reason == observatory.ReasonNoAnswer && weighty == observatory.ReasonIncomplete:
		return false
	case best.cause.bare && best.cause.reason == observatory.ReasonOtherGround:
		return other > own
	case best.cause.bare:
		return other >= plainly && other >= own || other >= absentee && own == 0
	case best.cause.reason == observatory.ReasonOtherGround && weighty == observatory.ReasonWrongProcedure:
		return other >= plainly && other > own
	}
	return other >= plainly && (own == 0 || best.score < 3 && other >= 2*own) || other >= 2*plainly && other > 2*own
}

const (
	// plainly is what evidence weighs that overrules a phrase.
	plainly = 12

	// absentee is what it weighs that overrules a bare category for which no
	// evidence speaks.
	absentee = 9

	// fairly is what it weighs in an answer of the contact centre, which
	// speaks of other things too.
	fairly = 8
)

func heaviest(all []ground) *ground {
	best := &all[0]
	for i := range all {
		if all[i].score > best.score {
			best = &all[i]
		}
	}
	return best
}

// handedNot: a title that waits to be fetched follows a success; one that was
// not fetched hinders the next application.
var handedNot = lazyregexp.New(`\b(?:titres?|cartes?|recepisses?)\b[^\n]*\b(?:pas|jamais|tant que)\b|\b(?:pas|jamais|tant que)\b[^\n]*\b(?:titres?|cartes?|recepisses?)\b`)

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

// barred reports whether the message calls the application inadmissible.
func (m *message) barred() bool {
	for line := range m.sentences {
		if m.sentences[line].role&(boilerplate|conditional|remedyTalk) == 0 && m.says(line).mask.has(setOf(isBarred)) {
			return true
		}
	}
	return false
}

// onGround reports whether the message speaks of the ground on which the person
// should have applied, as a spouse and not as a visitor, and of no step of the
// procedure.
func (m *message) onGround() bool {
	statuses, grounds := 0, false
	for line := range m.sentences {
		if m.sentences[line].role&(boilerplate|remedyTalk) != 0 {
			continue
		}
		s := m.says(line)
		if s.mask.has(setOf(aWay)) && (m.sentences[line].role&advice == 0 || m.sentences[line].advice > m.sentences[line].start+20) {
			return false
		}
		grounds = grounds || s.mask.has(setOf(aGround))
		for _, h := range s.hits {
			if h.concept == aStatus {
				statuses++
			}
		}
	}
	return statuses > 1 || statuses == 1 && grounds
}
