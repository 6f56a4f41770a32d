package indicators

import (
	"fmt"
	"slices"

	"vigie/internal/observatory"
)

// A window that ends on an earlier day is answered by what could be told on that
// day. Mostly it is what is found today, cut off there. It is not where an event
// changes what is said of days before the one on which it happened: those days are
// turns, before which the rule is applied anew.

// turns lists the days from which on such an event of a case is known, in order.
func turns(facts CaseFacts, horizon observatory.Date, monthEnd bool) []observatory.Date {
	var days []observatory.Date
	filed := false
	for _, e := range settle(facts.Events, horizon, monthEnd) {
		filing := e.Kind == observatory.EventFiling || e.Kind == observatory.EventRefiling
		if e.turns(filing && filed) {
			days = append(days, e.happened())
		}
		filed = filed || filing && e.Date.Known()
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// turns reports whether the event changes what is said of days before it happened: it
// is a later filing, which may open a window at the closure before it; a document made
// available after its first day, or whose last day is unknown; or one that is dated by
// its beginning alone, which nothing but a document should be.
func (e CaseFact) turns(again bool) bool {
	switch {
	case !e.happened().Known():
		return false
	case e.Kind == observatory.EventTitleHeld:
		return !e.End.Known()
	case e.isDocument():
		return !e.End.Known() || e.Start.Known() && e.Date > e.Start
	}
	return again || !e.Date.Known()
}

// knownFrom is the last day of a window from which on all dates that the gap rule
// needs are known of a case whose findings are given: the first on which a filing,
// and a title where one must be held, are; GapEver where they never are.
func knownFrom(facts CaseFacts, gaps *CaseGaps, reference observatory.Date, rules RuleSet, monthEnd bool) observatory.Date {
	if !gaps.Computable {
		return observatory.GapEver
	}
	filed, held := observatory.GapEver, observatory.GapEver
	if slices.Contains(rules.WithoutTitle, facts.Procedure) {
		held = observatory.NoDate
	}
	for _, e := range settle(facts.Events, reference, monthEnd) {
		switch e.Kind {
		case observatory.EventFiling, observatory.EventRefiling:
			filed = min(filed, e.Date)
		case observatory.EventTitleHeld:
			held = min(held, e.happened())
		}
	}
	return max(filed, held)
}

// keptUnbegun tells what is kept of a case of which nothing has happened yet: what
// filters ask of it.
func keptUnbegun(facts CaseFacts, asked []string) (*keptCase, error) {
	if len(asked) != 3 {
		return nil, fmt.Errorf("a case that is kept has %d further keys, want 3", len(asked))
	}
	id, err := observatory.ParseID(facts.Case)
	never := [2]observatory.Date{observatory.GapEver, observatory.GapEver}
	return &keptCase{id: id, procedure: asked[0], ground: asked[1], review: asked[2], begun: observatory.GapEver, known: never}, err
}

// keptOf tells what is kept of a case beside what was found of it today.
func (r *caseRows) keptOf(facts CaseFacts, found *caseResult, asked []string) (*keptCase, error) {
	horizon, rules := r.request.horizonDayIn(facts.Department), r.request.Rules
	k, err := keptUnbegun(facts, asked)
	if err != nil {
		return nil, err
	}
	k.begun = facts.begins()
	for v, gaps := range found.gaps {
		monthEnd := v == 1
		if monthEnd && !found.monthOnly {
			break
		}
		k.known[v] = knownFrom(facts, gaps, horizon, rules, monthEnd)
		until := observatory.GapEver
		for _, turn := range slices.Backward(turns(facts, horizon, monthEnd)) {
			if until == observatory.GapEver {
				k.from[v] = turn
			} else {
				k.earlier[v] = append(k.earlier[v], earlier(facts, turn, until, rules, monthEnd))
			}
			until = turn - 1
		}
		if until != observatory.GapEver {
			k.earlier[v] = append(k.earlier[v], earlier(facts, observatory.NoDate, until, rules, monthEnd))
		}
	}
	return k, nil
}

// earlier is what could be told of a case on the days between two.
func earlier(facts CaseFacts, from, until observatory.Date, rules RuleSet, monthEnd bool) earlierCase {
	e := earlierCase{from: from, until: until, gaps: Gaps(facts, until, rules, monthEnd).kept(), delays: Delays(facts, until, monthEnd)}
	e.known = knownFrom(facts, &e.gaps, until, rules, monthEnd)
	return e
}
