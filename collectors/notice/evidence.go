package notice

import (
	"slices"
	"strings"

	"vigie/internal/observatory"

	"vigie/internal/lazyregexp"
)

// evidence is a pair or a triple of concepts that speaks for a reason when a
// message says them together.
type evidence struct {
	reason observatory.NoticeReason
	weight int       // 1 hint, 2 likely, 3 enough by itself; below 0 it speaks against
	within int       // words between the concepts, in one sentence
	all    []concept // said together
	beside []concept // said together too, in this sentence or a neighbour
	not    []concept // and none of these in the sentence
	order  bool      // said in this order

	needs, bars concepts // all and not, as sets
}

// evidenceTable is what the weaker rules rest on. They decide where no phrase
// of the causes does.
var evidenceTable = prepared([]evidence{
	{reason: observatory.ReasonNotCompetent, weight: 3, within: 12, all: []concept{anOffice, hasPower, aPlace}},
	{reason: observatory.ReasonNotCompetent, weight: 3, within: 10, all: []concept{isElsewhere, hasPower}},
	{reason: observatory.ReasonNotCompetent, weight: 1, within: 8, all: []concept{anOffice, hasPower}},
	{reason: observatory.ReasonNotCompetent, weight: 3, within: 5, all: []concept{isNot, hasPower}, order: true},
	{reason: observatory.ReasonNotCompetent, weight: 2, within: 14, all: []concept{anOffice, aPlace, toDecide}},
	{reason: observatory.ReasonNotCompetent, weight: 3, within: 12, all: []concept{isElsewhere, anOffice}},
	{reason: observatory.ReasonNotCompetent, weight: 2, within: 10, all: []concept{livesThere, aPlace}, not: []concept{aPaper}},
	{reason: observatory.ReasonNotCompetent, weight: 2, within: 10, all: []concept{livesThere, aPlace}, beside: []concept{anOffice}},
	{reason: observatory.ReasonNotCompetent, weight: 3, within: 14, all: []concept{livesThere, isElsewhere}},
	{reason: observatory.ReasonNotCompetent, weight: 3, within: 10, all: []concept{livesThere, aPlace}, beside: []concept{isThere, aPlace}},
	{reason: observatory.ReasonNotCompetent, weight: 3, within: 0, all: []concept{aWrongOffice}},
	{reason: observatory.ReasonNotCompetent, weight: 3, within: 5, all: []concept{ourOffice, isNot, dealsWith}},
	{reason: observatory.ReasonNotCompetent, weight: 3, within: 8, all: []concept{hasMoved, aPlace}},
	{reason: observatory.ReasonNotCompetent, weight: 2, within: 0, all: []concept{hasMoved}},
	{reason: observatory.ReasonNotCompetent, weight: 2, within: 12, all: []concept{livesThere, anOffice}, not: []concept{aPaper}},

	{reason: observatory.ReasonWrongProcedure, weight: 3, within: 8, all: []concept{aProcedure, isWrong}, not: []concept{toCorrect}},
	{reason: observatory.ReasonWrongProcedure, weight: 2, within: 10, all: []concept{aProcedure, isMeant}},
	{reason: observatory.ReasonWrongProcedure, weight: 2, within: 10, all: []concept{aChannel, isMeant}, not: []concept{aPaper}},
	{reason: observatory.ReasonWrongProcedure, weight: 2, within: 8, all: []concept{aChannel, isNot, aFile}},
	{reason: observatory.ReasonWrongProcedure, weight: 3, within: 20, all: []concept{aChannel}, beside: []concept{aProcedure, isMeant}},
	{reason: observatory.ReasonWrongProcedure, weight: 2, within: 8, all: []concept{aProcedure, isRight}},
	{reason: observatory.ReasonWrongProcedure, weight: 3, within: 10, all: []concept{isRight, aProcedure, anApplication}},
	{reason: observatory.ReasonWrongProcedure, weight: 3, within: 12, all: []concept{anApplication, isMeant, aProcedure}},
	{reason: observatory.ReasonWrongProcedure, weight: 2, within: 14, all: []concept{anApplication, isChosen, inContrast}},
	{reason: observatory.ReasonWrongProcedure, weight: 2, within: 8, all: []concept{anApplication, isWrong}},
	{reason: observatory.ReasonWrongProcedure, weight: 2, within: 12, all: []concept{anApplication, isChosen}, beside: []concept{inContrast}},
	{reason: observatory.ReasonWrongProcedure, weight: 3, within: 4, all: []concept{isNot, isRight}},
	{reason: observatory.ReasonWrongProcedure, weight: 3, within: 8, all: []concept{anApplication, wasToBe, toApply}, not: []concept{aGround}},

	{reason: observatory.ReasonIdentityMismatch, weight: 3, within: 14, all: []concept{aDatum, isDifferent}},
	{reason: observatory.ReasonIdentityMismatch, weight: 3, within: 14, all: []concept{aDatum, paperSays}},
	{reason: observatory.ReasonIdentityMismatch, weight: 3, within: 8, all: []concept{aDatum, isMistaken}},
	{reason: observatory.ReasonIdentityMismatch, weight: 2, within: 12, all: []concept{aDatum, aPaper, aFile}},
	{reason: observatory.ReasonIdentityMismatch, weight: 3, within: 20, all: []concept{aDatum, anotherPerson}},
	{reason: observatory.ReasonIdentityMismatch, weight: 2, within: 8, all: []concept{aDatum}, beside: []concept{isDifferent}},
	{reason: observatory.ReasonIdentityMismatch, weight: 2, within: 8, all: []concept{aDatum, isTyped}, beside: []concept{aDatum, aPaper}},
	{reason: observatory.ReasonIdentityMismatch, weight: 2, within: 0, all: []concept{anotherPerson}, beside: []concept{aDatum}},

	{reason: observatory.ReasonDuplicate, weight: 3, within: 12, all: []concept{aFile, isAlready, isPending}},
	{reason: observatory.ReasonDuplicate, weight: 3, within: 10, all: []concept{isTwice, aFile}},
	{reason: observatory.ReasonDuplicate, weight: 2, within: 4, all: []concept{isAlready, isPending}},
	{reason: observatory.ReasonDuplicate, weight: 3, within: 8, all: []concept{isTwice, isSame}},
	{reason: observatory.ReasonDuplicate, weight: 3, within: 10, all: []concept{isTwice}, beside: []concept{aFile, isPending}},
	{reason: observatory.ReasonDuplicate, weight: 2, within: 10, all: []concept{isSame, aFile}},
	{reason: observatory.ReasonDuplicate, weight: 2, within: 8, all: []concept{isOther, aFile}, beside: []concept{isAlready}},
	{reason: observatory.ReasonDuplicate, weight: 3, within: 10, all: []concept{isOther, isAlready, isPending}},
	{reason: observatory.ReasonDuplicate, weight: 2, within: 8, all: []concept{isOther, aFile, isPending}},
	{reason: observatory.ReasonDuplicate, weight: 2, within: 14, all: []concept{aFile, isRunning}, beside: []concept{isOther}},

	{reason: observatory.ReasonPreviousTitle, weight: 3, within: 12, all: []concept{aTitle, isHandedOver, isNot}},
	{reason: observatory.ReasonPreviousTitle, weight: 5, within: 16, all: []concept{isAsked, anOldTitle, isHandedOver}}, // the title is asked, no document
	{reason: observatory.ReasonPreviousTitle, weight: 3, within: 16, all: []concept{aTitle, isKept}},
	{reason: observatory.ReasonPreviousTitle, weight: 2, within: 12, all: []concept{isKept}, beside: []concept{aTitle}},
	{reason: observatory.ReasonPreviousTitle, weight: 3, within: 12, all: []concept{anOldTitle, isHandedOver}},
	{reason: observatory.ReasonPreviousTitle, weight: 2, within: 8, all: []concept{anOldTitle}, beside: []concept{isHandedOver}},
	{reason: observatory.ReasonPreviousTitle, weight: 2, within: 12, all: []concept{aTitle, isHandedOver, isStill}},
	{reason: observatory.ReasonPreviousTitle, weight: 2, within: 8, all: []concept{isHandedOver, isNot}, beside: []concept{aTitle}, not: []concept{aPaper}},

	{reason: observatory.ReasonWithdrawn, weight: 3, within: 14, all: []concept{youSay, givesUp}, not: []concept{aPaper}, order: true},
	{reason: observatory.ReasonWithdrawn, weight: 3, within: 12, all: []concept{takesNote, givesUp}},
	{reason: observatory.ReasonWithdrawn, weight: 3, within: 12, all: []concept{yourWish}},
	{reason: observatory.ReasonWithdrawn, weight: 3, within: 0, all: []concept{noNeed}, not: []concept{isFrench}},
	{reason: observatory.ReasonWithdrawn, weight: -3, within: 0, all: []concept{isFrench}},
	{reason: observatory.ReasonWithdrawn, weight: 3, within: 8, all: []concept{isDone}, beside: []concept{givesUp}},

	{reason: observatory.ReasonNoAnswer, weight: 3, within: 16, all: []concept{isAsked, isSilence}},
	{reason: observatory.ReasonNoAnswer, weight: 3, within: 14, all: []concept{isAsked}, beside: []concept{isSilence}},
	{reason: observatory.ReasonNoAnswer, weight: 3, within: 30, all: []concept{isAsked, isNot, isGiven, aDelay}},
	{reason: observatory.ReasonNoAnswer, weight: 2, within: 10, all: []concept{isAsked, isNot, isGiven}},
	{reason: observatory.ReasonNoAnswer, weight: 3, within: 10, all: []concept{isAsked}, beside: []concept{isNot, isGiven}},
	{reason: observatory.ReasonNoAnswer, weight: 3, within: 16, all: []concept{isAsked, isLapsed}},
	{reason: observatory.ReasonNoAnswer, weight: 3, within: 14, all: []concept{isAsked}, beside: []concept{isLapsed}},
	{reason: observatory.ReasonNoAnswer, weight: 2, within: 12, all: []concept{isLapsed, aDelay}, beside: []concept{isNot, isGiven}},
	{reason: observatory.ReasonNoAnswer, weight: 3, within: 10, all: []concept{isNothing, isGiven}, beside: []concept{isAsked}},
	{reason: observatory.ReasonNoAnswer, weight: 3, within: 14, all: []concept{isNot, isGiven, aDelay}, beside: []concept{isAsked}},
	{reason: observatory.ReasonNoAnswer, weight: -3, within: 0, all: []concept{isPartial}},
	{reason: observatory.ReasonNoAnswer, weight: 3, within: 14, all: []concept{isAsked, anExpiry}},
	{reason: observatory.ReasonNoAnswer, weight: 2, within: 12, all: []concept{isSilence, aDelay}, not: []concept{isLate}},
	{reason: observatory.ReasonNoAnswer, weight: 2, within: 12, all: []concept{isAsked, aDelay}, beside: []concept{isNot, isGiven}},

	{reason: observatory.ReasonIncomplete, weight: 3, within: 10, all: []concept{aPaper, isLacking}},
	{reason: observatory.ReasonIncomplete, weight: 3, within: 8, all: []concept{aPaper, isNot, isGiven}, not: []concept{isOver}},
	{reason: observatory.ReasonIncomplete, weight: 3, within: 30, all: []concept{aPaper, isSent, isUnfit}},
	{reason: observatory.ReasonIncomplete, weight: 3, within: 20, all: []concept{aPaper, isSent}, beside: []concept{isUnfit}},
	{reason: observatory.ReasonIncomplete, weight: 2, within: 8, all: []concept{isWanting}, beside: []concept{aPaper}},
	{reason: observatory.ReasonIncomplete, weight: 2, within: 8, all: []concept{isNot, isGiven}, beside: []concept{aPaper}, not: []concept{isOver}},

	{reason: observatory.ReasonIncompleteDisputed, weight: 3, within: 0, all: []concept{isClaim}, beside: []concept{aPaper}},

	{reason: observatory.ReasonInadmissible, weight: 3, within: 0, all: []concept{isBarred}},
	// too early, too late: a ground like another unless the message calls the
	// application inadmissible
	{reason: observatory.ReasonOtherGround, weight: 3, within: 0, all: []concept{isLate}},
	{reason: observatory.ReasonOtherGround, weight: 3, within: 14, all: []concept{inTime, anExpiry}},
	{reason: observatory.ReasonOtherGround, weight: 2, within: 10, all: []concept{inTime, isNot, aFile}},

	{reason: observatory.ReasonOtherGround, weight: 3, within: 14, all: []concept{aGround, isMeant}, not: []concept{aProcedure}},
	{reason: observatory.ReasonOtherGround, weight: 2, within: 10, all: []concept{aGround, isNot}, not: []concept{aProcedure}},
	{reason: observatory.ReasonOtherGround, weight: 2, within: 10, all: []concept{aGround, anApplication}, beside: []concept{isMeant}, not: []concept{aProcedure}},
	{reason: observatory.ReasonOtherGround, weight: 3, within: 12, all: []concept{aMeeting, isAbsent}},
	{reason: observatory.ReasonOtherGround, weight: 3, within: 0, all: []concept{isAbsent}, beside: []concept{aMeeting}, not: []concept{aPaper, aDatum}},
	{reason: observatory.ReasonOtherGround, weight: 2, within: 0, all: []concept{hasLost}},
	{reason: observatory.ReasonOtherGround, weight: 2, within: 0, all: []concept{aRemoval}},
	{reason: observatory.ReasonOtherGround, weight: -2, within: 5, all: []concept{isNot, aRemoval}, order: true},
	{reason: observatory.ReasonOtherGround, weight: 2, within: 0, all: []concept{aCrime}},
	{reason: observatory.ReasonOtherGround, weight: 3, within: 10, all: []concept{aUnion, hasChanged}},
	{reason: observatory.ReasonOtherGround, weight: 3, within: 12, all: []concept{isMoney, hasChanged}},
	{reason: observatory.ReasonOtherGround, weight: 3, within: 30, all: []concept{isMoney, belowLevel}},
	{reason: observatory.ReasonOtherGround, weight: 3, within: 0, all: []concept{isFrench}},
	{reason: observatory.ReasonOtherGround, weight: 3, within: 8, all: []concept{yourSituation, hasChanged}},
	{reason: observatory.ReasonOtherGround, weight: 2, within: 10, all: []concept{aFault, aFile}},
	{reason: observatory.ReasonOtherGround, weight: 3, within: 0, all: []concept{isDecided}},
	{reason: observatory.ReasonOtherGround, weight: 2, within: 8, all: []concept{aCondition, aTitle}},
	{reason: observatory.ReasonOtherGround, weight: 3, within: 16, all: []concept{isEuropean, isNot, aTitle}},
	{reason: observatory.ReasonOtherGround, weight: 2, within: 8, all: []concept{aCondition, isNot}},
})

// hintTable holds what only hints at a reason: it decides where the sentence
// that ends the file, or one beside it, says nothing plainer.
var hintTable = prepared([]evidence{
	{reason: observatory.ReasonNoAnswer, weight: 1, within: 12, all: []concept{isAsked, isNot}},
	{reason: observatory.ReasonNoAnswer, weight: 1, within: 0, all: []concept{isSilence}},
	{reason: observatory.ReasonNoAnswer, weight: 1, within: 12, all: []concept{isLapsed, aPaper}},
	{reason: observatory.ReasonNoAnswer, weight: 1, within: 14, all: []concept{isAsked, aDelay}},
	{reason: observatory.ReasonDuplicate, weight: 1, within: 6, all: []concept{aFile, isAlready}},
	{reason: observatory.ReasonDuplicate, weight: 1, within: 0, all: []concept{isTwice}},
	{reason: observatory.ReasonDuplicate, weight: 1, within: 4, all: []concept{isOther, aFile}},
	{reason: observatory.ReasonIdentityMismatch, weight: 1, within: 8, all: []concept{aDatum, aPaper}},
	{reason: observatory.ReasonIdentityMismatch, weight: 1, within: 0, all: []concept{anotherPerson}},
	{reason: observatory.ReasonIdentityMismatch, weight: 1, within: 6, all: []concept{aDatum, isNot}},
	{reason: observatory.ReasonPreviousTitle, weight: 1, within: 8, all: []concept{aTitle, isHandedOver}},
	{reason: observatory.ReasonPreviousTitle, weight: 1, within: 0, all: []concept{anOldTitle}},
	{reason: observatory.ReasonWrongProcedure, weight: 1, within: 8, all: []concept{anApplication, isMeant}},
	{reason: observatory.ReasonWrongProcedure, weight: 1, within: 8, all: []concept{aProcedure, isElsewhere}},
	{reason: observatory.ReasonWrongProcedure, weight: 1, within: 6, all: []concept{anApplication, aProcedure}},
	{reason: observatory.ReasonNotCompetent, weight: 1, within: 10, all: []concept{hasPower, isElsewhere}},
	{reason: observatory.ReasonNotCompetent, weight: 1, within: 6, all: []concept{livesThere, isNot}},
	{reason: observatory.ReasonWithdrawn, weight: 1, within: 12, all: []concept{youSay, noNeed}},
	{reason: observatory.ReasonWithdrawn, weight: 1, within: 20, all: []concept{givesUp, isElsewhere}},
	{reason: observatory.ReasonInadmissible, weight: 1, within: 8, all: []concept{anExpiry, aTitle}},
	{reason: observatory.ReasonInadmissible, weight: 1, within: 20, all: []concept{inTime, anExpiry}},
	{reason: observatory.ReasonIncomplete, weight: 1, within: 8, all: []concept{aPaper, isNot}, not: []concept{isOver}},
	{reason: observatory.ReasonIncomplete, weight: 1, within: 0, all: []concept{isLacking}},
	{reason: observatory.ReasonOtherGround, weight: 1, within: 8, all: []concept{yourSituation, isNot}},
	{reason: observatory.ReasonOtherGround, weight: 1, within: 10, all: []concept{aMeeting, isNot}},
	{reason: observatory.ReasonOtherGround, weight: 1, within: 0, all: []concept{isMoney}},
	{reason: observatory.ReasonOtherGround, weight: 1, within: 0, all: []concept{aUnion}},
	{reason: observatory.ReasonOtherGround, weight: 1, within: 0, all: []concept{aFault}},
	{reason: observatory.ReasonOtherGround, weight: 1, within: 12, all: []concept{isDecided, isNot}},
})

func prepared(rules []evidence) []evidence {
	for i := range rules {
		rules[i].needs, rules[i].bars = setOf(rules[i].all...), setOf(rules[i].not...)
	}
	return rules
}

// enough is what the evidence of a reason must weigh together: one that is
// enough by itself, anywhere in the message, or a likely one beside the
// sentence that ends the file.
const enough = 6

// faint is what hints must weigh together: one in the sentence that ends the
// file, or two.
const faint = 4

// mainEvidence weighs the main table, once.
func (m *message) mainEvidence(e ends) (by map[observatory.NoticeReason][]ground, total map[observatory.NoticeReason]int) {
	if m.weights == nil {
		m.evidence, m.weights = m.weighEvidence(evidenceTable, e)
	}
	return m.evidence, m.weights
}

// weighEvidence finds, for every reason, the evidence that the message holds,
// and what it weighs together: of each sentence the weightiest.
func (m *message) weighEvidence(rules []evidence, e ends) (by map[observatory.NoticeReason][]ground, total map[observatory.NoticeReason]int) {
	closes := e.lines()
	m.setAside(e)
	by, total = map[observatory.NoticeReason][]ground{}, map[observatory.NoticeReason]int{}
	for line := range m.sentences {
		best, spoke := map[observatory.NoticeReason]int{}, map[observatory.NoticeReason]int{}
		for i := range rules {
			rule := &rules[i]
			p, ok := m.evident(rule, line, closes)
			if !ok {
				continue
			}
			switch score := rule.weight * m.standing(rule.reason, line, closes); {
			case score > 0:
				by[rule.reason] = append(by[rule.reason], ground{finding{p, line}, weak(rule), score})
				best[rule.reason] = max(best[rule.reason], score)
				spoke[rule.reason]++
			case score < 0:
				total[rule.reason] += score
			}
		}
		for reason, score := range best {
			total[reason] += score + 3*min(2, spoke[reason]-1)
		}
	}
	return by, total
}

// setAside drops, from what the sentences say, the words that end the file
// ("classée sans suite" speaks of no silence) and those that only name a
// document.
func (m *message) setAside(e ends) {
	if m.aside {
		return
	}
	m.aside = true
	ends := map[int][]finding{}
	for _, f := range slices.Concat(e.real, e.announced) {
		ends[f.line] = append(ends[f.line], f)
	}
	lines := e.lines()
	for line := range m.sentences {
		s, kept := m.says(line), said{}
		closes, asked := lines[line], s.mask.has(setOf(isAsked))
		notes, over := m.notes(line), united(ends[line])
		for _, h := range s.hits {
			if closes && !asked && h.concept == isSilence && denial.MatchString(m.text[h.start:h.end]) && strings.HasSuffix(m.text[h.start:h.end], "suite") {
				continue
			}
			if h.concept != isBarred && covers(over, h.place) || covers(notes, h.place) || h.concept == aRemoval && ofService.MatchString(m.before(h.start)) || ofPerson.has(setOf(h.concept)) && m.ofDocument(finding{h.place, line}) {
				continue
			}
			kept.hits = append(kept.hits, h)
			kept.mask.add(h.concept)
		}
		if len(kept.hits) < len(s.hits) {
			m.meanings[line] = &kept
		}
	}
}

// ofService: what follows is the name of a service, not what befell the person.
var ofService = lazyregexp.New(`\b(?:bureau|service|pole|direction|section|cellule|mission|unite|division)s? [^\n,;:]{0,60}$`)

// united joins parts that overlap, in order.
func united(parts []finding) []finding {
	slices.SortFunc(parts, func(a, b finding) int { return a.start - b.start })
	var all []finding
	for _, p := range parts {
		if last := len(all) - 1; last >= 0 && p.start <= all[last].end {
			all[last].end = max(all[last].end, p.end)
			continue
		}
		all = append(all, p)
	}
	return all
}

// covers reports whether one of some parts, in order and apart, meets a place.
func covers(parts []finding, p place) bool {
	i, _ := slices.BinarySearchFunc(parts, p.start+1, func(f finding, start int) int { return f.end - start })
	return i < len(parts) && parts[i].start < p.end
}

var noteInBrackets = lazyregexp.New(`\[[^\]\n]{4,}\]`)

// notes finds those of a sentence.
func (m *message) notes(line int) []finding {
	return brackets(m.line(line), m.sentences[line].start)
}

// brackets finds the notes in square brackets of a line.
func brackets(line string, start int) []finding {
	var all []finding
	for _, match := range noteInBrackets.FindAllStringIndex(line, -1) {
		all = append(all, finding{place: place{start + match[0], start + match[1]}})
	}
	return all
}

// ofPerson are the concepts that say nothing within the name of a document: an
// "acte de mariage" is no marriage.
var ofPerson = setOf(aDatum, aUnion, isMoney, yourSituation)

// weightiest gives the reason for which most evidence speaks, empty when none
// weighs enough.
func weightiest(total map[observatory.NoticeReason]int, enough int) observatory.NoticeReason {
	var reason observatory.NoticeReason
	for _, r := range observatory.NoticeReasons() {
		if total[r] >= enough && (total[r] > total[reason] || total[r] == total[reason] && reason == observatory.ReasonIncomplete) {
			reason = r
		}
	}
	return reason
}

// lines gives the sentences that end the file.
func (e *ends) lines() map[int]bool {
	all := map[int]bool{}
	for _, f := range slices.Concat(e.real, e.announced, e.weak) {
		all[f.line] = true
	}
	return all
}

// standing weighs the place of a sentence: that which ends the file, those
// beside it, the others; advice and rules for all count for less.
func (m *message) standing(reason observatory.NoticeReason, line int, closes map[int]bool) int {
	switch r := m.sentences[line].role; {
	case closes[line], r&causal != 0 && r&(boilerplate|remedyTalk) == 0 && labelOfReason.MatchString(m.line(line)):
		return 4
	case r&(boilerplate|remedyTalk) != 0:
		return 0
	case r&(conditional|generic) != 0 && !instead(reason):
		return 0
	case r&(conditional|generic) != 0:
		return 1
	case closes[line-1] || closes[line+1] || r&causal != 0:
		return 3
	}
	return 2
}

// evident reports whether a sentence holds a piece of evidence, and where.
func (m *message) evident(rule *evidence, line int, closes map[int]bool) (place, bool) {
	s := m.says(line)
	if !s.mask.has(rule.needs) || s.mask.meets(rule.bars) {
		return place{}, false
	}
	limit := len(m.text)
	if m.sentences[line].role&advice != 0 && !instead(rule.reason) && rule.all[0] != aGround {
		limit = m.sentences[line].advice
	}
	p, ok := s.together(rule.all, rule.within, limit, rule.order)
	if !ok || len(rule.beside) == 0 {
		return p, ok
	}
	for _, next := range []int{line + 1, line - 1, line, line + 2, line - 2} {
		if next < 0 || next >= len(m.sentences) || m.sentences[next].role&(boilerplate|remedyTalk|conditional|generic) != 0 && !closes[next] {
			continue
		}
		other := m.says(next)
		if _, ok := other.together(rule.beside, rule.within, len(m.text), rule.order); ok {
			return p, true
		}
	}
	return place{}, false
}

// instead: where to go instead is the reason itself.
func instead(reason observatory.NoticeReason) bool {
	return reason == observatory.ReasonNotCompetent || reason == observatory.ReasonWrongProcedure
}

// weak is the cause that stands for a piece of evidence. "Irrecevable" alone
// is a category.
func weak(rule *evidence) *cause {
	category := rule.reason == observatory.ReasonIncomplete || rule.all[0] == isBarred || rule.all[0] == aCondition
	return &cause{reason: rule.reason, rank: 10, bare: category}
}
