package notice

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"vigie/internal/observatory"

	"vigie/internal/lazyregexp"
)

// What a span shows, beside a criterion.
const (
	WhatKind   = "kind"
	WhatReason = "reason"
)

// Span is a part of the text, to the letter, and what it shows: WhatKind,
// WhatReason or a criterion. Start and End are byte offsets in the text read.
type Span struct {
	What  string
	Start int
	End   int
	Text  string
}

// Reading is what the rules find in a message. It holds parts of the text:
// what is stored of it keeps the offsets alone.
type Reading struct {
	Kind     observatory.NoticeKind
	Reason   observatory.NoticeReason
	Means    observatory.FoundBy
	Criteria map[observatory.Criterion]observatory.Tri
	Spans    []Span
}

// Read reads a text: a message, or one that forwards or answers it.
func Read(text string) Reading {
	parts, others := original(text)
	m := readable(text, parts...)
	rest := make([]*message, 0, len(others))
	for _, p := range others {
		rest = append(rest, readable(text, p))
	}
	r := Reading{Reason: observatory.ReasonNoneGiven}
	e := m.endings()
	var shown []finding
	r.Kind, shown = m.kind(&e)
	if r.Kind == observatory.NoticeOther && len(shown) == 0 && len(others) > 0 { // who wrote what was not told rightly
		m, rest = readable(text, place{0, len(text)}), nil
		e = m.endings()
		r.Kind, shown = m.kind(&e)
	}
	ruled := r.Kind
	r.Kind, shown = m.kindByWords(ruled, shown, &e)
	r.Means.Kind = means(r.Kind != ruled, len(shown) > 0)
	m.spans(&r, WhatKind, shown)
	var best *ground
	var grounds []ground
	switch {
	case r.Kind == observatory.NoticeFavourableEnd:
		r.Reason, r.Means.Reason = observatory.ReasonFavourable, r.Means.Kind // the kind says it
		m.spans(&r, WhatReason, shown)
	case r.Kind == observatory.NoticeClosure, r.Kind == observatory.NoticeCCCAnswer && len(e.real) > 0:
		r.Reason, best, grounds = m.why(e, rest, r.Kind == observatory.NoticeCCCAnswer)
		stated := r.Reason
		if r.Kind == observatory.NoticeClosure {
			r.Reason, best, grounds = m.reasonByWords(r.Reason, best, grounds)
		}
		r.Means.Reason = means(r.Reason != stated, best != nil)
		if best != nil {
			m.spans(&r, WhatReason, []finding{best.finding})
		}
	}
	m.enclosed = m.inAttachment(slices.Concat(shown, e.real))
	m.judge(&r, best, grounds, shown)
	return r
}

// means tells what decided: the weights where they changed what the rules said, the
// rules where these found something, or neither.
func means(changed, found bool) observatory.NoticeMeans {
	switch {
	case changed:
		return observatory.MeansWeights
	case found:
		return observatory.MeansRule
	}
	return observatory.MeansDefault
}

// judge answers every criterion.
func (m *message) judge(r *Reading, best *ground, grounds []ground, shown []finding) {
	missing := m.missingFor(r)
	facts := m.facts(best, grounds, missing)
	if r.Kind == observatory.NoticeFavourableEnd {
		facts = m.factsOfSuccess(shown)
	}
	earlier := holds(m.earlierRequest(r.Kind))
	if r.Reason == observatory.ReasonNoAnswer && earlier.is == observatory.No && best != nil { // what was not answered was asked
		earlier = met(best.finding)
	}
	answers := map[observatory.Criterion]answer{
		observatory.CriterionReasonStated:     m.reasonStated(r, best, missing, facts, shown),
		observatory.CriterionFactsNamed:       holds(facts),
		observatory.CriterionMissingDocuments: holds(missing),
		observatory.CriterionEarlierRequest:   earlier,
		observatory.CriterionLegalBasis:       holds(m.legalBasis()),
		observatory.CriterionRemedy:           m.remedy(),
		observatory.CriterionSender:           m.sender(),
	}
	m.doubt(r, answers)
	r.Criteria = make(map[observatory.Criterion]observatory.Tri, len(answers))
	for _, c := range observatory.Criteria() {
		r.Criteria[c] = answers[c].is
		if answers[c].is != observatory.No {
			m.spans(r, string(c), answers[c].shown)
		}
	}
}

// missingFor gives the missing documents where they are the matter.
func (m *message) missingFor(r *Reading) []finding {
	switch {
	case r.Kind == observatory.NoticeDocumentRequest, r.Kind == observatory.NoticeCCCAnswer && r.Reason == observatory.ReasonNoneGiven,
		r.Reason == observatory.ReasonIncomplete, r.Reason == observatory.ReasonIncompleteDisputed, r.Reason == observatory.ReasonNoAnswer:
		return m.missingDocuments()
	}
	return nil
}

// reasonStated: a reason about this file. "Dossier incomplet" alone is a
// category.
func (m *message) reasonStated(r *Reading, best *ground, missing, facts, shown []finding) answer {
	switch {
	case r.Kind == observatory.NoticeFavourableEnd:
		return met(shown...)
	case best == nil:
		return answer{is: observatory.No}
	case !best.cause.bare, r.Reason == observatory.ReasonNoAnswer:
		return met(best.finding)
	case r.Reason == observatory.ReasonInadmissible && m.explains(best.line):
		return met(best.finding)
	case r.Reason == observatory.ReasonInadmissible:
		return holds(facts)
	case len(missing) > 0:
		return met(append([]finding{best.finding}, missing...)...)
	}
	return answer{is: observatory.No}
}

// explains reports whether a sentence that calls the application inadmissible says
// why, or draws the conclusion of the one before.
func (m *message) explains(line int) bool {
	return because.MatchString(m.line(line)) || line > 0 && m.concluded(line) && m.tells(line-1)
}

var because = compile(`\b(?:irreceva\w+|recevable)\b(?: ?[:=-] ?| ?,? ?(?:car|parce qu[e']|puisqu[e']|en effet|des lors qu[e']|en ce qu[e']|au motif qu[e']) ?)(?:[^\n ]+ ){4}|\b(?:faute d(?:e |')|en l'absence d|des lors qu|puisqu|parce qu|etant donne)[^\n]{20,160}\b(?:irreceva\w+|recevable)\b|\b{FILE} [^\n]{0,40}\b(?:presentee?|deposee?|formee?|introduite?) (?:par|sans|avant|apres|depuis|plus d|moins d|hors) [^\n]{5,100}\b(?:irreceva\w+|recevable)\b`)

// doubt turns "no" into "cannot tell" where the text was cut, or says that the
// reason, the decision or the remedies stand in another document.
func (m *message) doubt(r *Reading, answers map[observatory.Criterion]answer) {
	unsure := func(shown []finding, of ...observatory.Criterion) {
		for _, c := range of {
			if answers[c].is == observatory.No {
				answers[c] = answer{observatory.Unknown, shown}
			}
		}
	}
	cut := m.search(m.words.cut, 0)
	if len(cut) > 0 || brokenOff.MatchString(m.text) || strings.Count(m.text, string(unknownRune)) > len(m.text)/12 || strings.TrimSpace(m.text) == "" {
		unsure(cut, observatory.Criteria()...)
	}
	if listed := m.search(listElsewhere, boilerplate|remedyTalk); r.Kind == observatory.NoticeDocumentRequest && len(listed) > 0 && answers[observatory.CriterionMissingDocuments].is == observatory.No {
		unsure(listed, observatory.Criteria()...)
	}
	if r.Kind != observatory.NoticeClosure {
		return
	}
	elsewhere := slices.DeleteFunc(slices.Concat(m.search(m.words.elsewhereReason, boilerplate|remedyTalk), m.search(enclosedReason, boilerplate)), func(f finding) bool {
		return strings.HasPrefix(m.text[f.start:f.end], "motif que") || askThem.MatchString(m.line(f.line)) || m.enclosed && !m.inAttachment([]finding{f})
	})
	if len(elsewhere) > 0 {
		unsure(elsewhere, observatory.CriterionReasonStated, observatory.CriterionFactsNamed, observatory.CriterionMissingDocuments, observatory.CriterionLegalBasis)
		if slices.ContainsFunc(elsewhere, func(f finding) bool {
			return joined.MatchString(m.line(f.line)) && !motiveOf.MatchString(m.line(f.line))
		}) {
			unsure(elsewhere, observatory.Criteria()...)
		}
	}
}

// inAttachment reports whether one of the findings stands in the text of an
// attachment: where what ends the file does, the letter that the mail announces
// was read.
func (m *message) inAttachment(findings []finding) bool {
	mark := strings.Index(m.source, "\n"+AttachmentMark)
	return mark >= 0 && slices.ContainsFunc(findings, func(f finding) bool { return m.span(f.start, f.end).start > mark })
}

// enclosedReason: what is enclosed tells the reasons, beside the remedies or not.
var enclosedReason = compileAll(`\b(?:ci-joint\w*|en piece jointe|en pj|en annexe|sous ce pli)\b[^\n]{0,60}\b(?:decision|lettre|courrier|notification|arrete)\b[^\n]{0,60}\b(?:motifs?|raisons?|motivation)\b`)

// askThem: who wants to know is sent to someone, to no document.
var askThem = lazyregexp.New(`\b(?:connaitre|savoir)\b[^\n]{0,60}\b(?:motifs?|raisons?)\b[^\n]{0,60}\b(?:adress|contact|rapproch|appel|telephon|ecri|interrog)\w*`)

// listElsewhere: what is asked stands in another place than the message.
var listElsewhere = compileAll(`\b(?:detail|liste|nature|precisions?)\b[^\n]{0,60}\b(?:figure|figurent|se trouve|est (?:disponible|consultable|indiquee?|precisee?)|sont (?:disponibles|consultables|indiquees?))\b[^\n]{0,60}\b(?:dans|sur) (?:votre|l')`)

// brokenOff: the text ends with dots.
var brokenOff = lazyregexp.New(`[a-z ,']\.\.\.\n?$`)

var joined = compile(`\b(?:decision|lettre|courrier|notification|arrete)\b[^\n]{0,130}\b(?:joint|piece|annex|pj|pli\b|espace personnel)|\b(?:joint|piece jointe|pj)\b[^\n]{0,60}\b(?:decision|lettre|courrier|notification|arrete)`)

// motiveOf: the reasons stand elsewhere, not the decision.
var motiveOf = lazyregexp.New(`\b(?:motifs?|raisons?|details?) (?:exacts? )?(?:de|du) (?:cette |la |ce )`)

// spans adds what shows something, each place once, in order.
func (m *message) spans(r *Reading, what string, shown []finding) {
	var places []place
	for _, f := range shown {
		p := f.place
		if f.line != sourcePlace {
			p = m.span(f.start, f.end)
		}
		if p.end > p.start && !slices.Contains(places, p) {
			places = append(places, p)
		}
	}
	slices.SortFunc(places, func(a, b place) int { return a.start - b.start })
	for _, p := range places {
		r.Spans = append(r.Spans, Span{What: what, Start: p.start, End: p.end, Text: m.source[p.start:p.end]})
	}
}

// MarshalJSON writes kind, reason, by what means they were found, criteria (true,
// false or "cannot_tell"), spans and the version of the rules.
func (r Reading) MarshalJSON() ([]byte, error) {
	criteria := make(map[observatory.Criterion]any, len(r.Criteria))
	for c, is := range r.Criteria {
		switch is {
		case observatory.Yes:
			criteria[c] = true
		case observatory.No:
			criteria[c] = false
		default:
			criteria[c] = "cannot_tell"
		}
	}
	type span struct {
		Criterion string `json:"criterion,omitempty"`
		What      string `json:"what,omitempty"`
		Start     int    `json:"start"`
		End       int    `json:"end"`
		Text      string `json:"text"`
	}
	spans := make([]span, 0, len(r.Spans))
	for _, s := range r.Spans {
		out := span{Criterion: s.What, Start: s.Start, End: s.End, Text: s.Text}
		if s.What == WhatKind || s.What == WhatReason {
			out.Criterion, out.What = "", s.What
		}
		spans = append(spans, out)
	}
	raw, err := json.Marshal(struct {
		Kind     observatory.NoticeKind        `json:"kind"`
		Reason   observatory.NoticeReason      `json:"reason"`
		Means    observatory.FoundBy           `json:"means"`
		Criteria map[observatory.Criterion]any `json:"criteria"`
		Spans    []span                        `json:"spans"`
		Rules    string                        `json:"rules"`
	}{r.Kind, r.Reason, r.Means, criteria, spans, Version})
	if err != nil {
		return nil, fmt.Errorf("notice reading: %w", err)
	}
	return raw, nil
}

// Fold reduces a text as the rules see it: lower case, no accents, one space
// between words, a line a sentence.
func Fold(text string) string { return strings.TrimSuffix(fold(text, place{0, len(text)}).text, "\n") }
