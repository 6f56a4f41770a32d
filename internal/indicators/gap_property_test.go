package indicators

import (
	"math/rand/v2"
	"testing"

	"vigie/internal/observatory"
)

// randomCase makes a case of events on days of 2026, in any order.
func randomCase(random *rand.Rand) CaseFacts {
	kinds := []observatory.EventKind{
		filing, refiling, closure, decision, observatory.EventWithdrawal, attested, deposit,
		title, api, observatory.EventReceipt, observatory.EventFavourableCert, observatory.EventProvisionalPermit,
	}
	facts := CaseFacts{Procedure: "first", Events: []CaseFact{on(filing, day(1, 1+random.IntN(60)))}}
	for range random.IntN(9) {
		start := day(1, 1+random.IntN(300))
		e := CaseFact{Kind: kinds[random.IntN(len(kinds))], Date: start, MonthOnly: random.IntN(8) == 0}
		if e.isDocument() {
			e.Start, e.End = start, start+observatory.Date(random.IntN(120))
		}
		if e.MonthOnly {
			e.Date = e.Date.Month().First()
			if e.isDocument() {
				e.Start = e.Date
			}
		}
		facts.Events = append(facts.Events, e)
	}
	return facts
}

// covered reports, by looking at each document alone, whether a day is covered.
func covered(events []CaseFact, d observatory.Date) bool {
	for _, e := range events {
		if e.isDocument() && e.Start <= d && d <= e.End {
			return true
		}
	}
	return false
}

// TestGapsAgreeWithEachDayAlone compares the spans of the rule with a day by
// day look at random cases: a window day is a gap day if and only if no
// document covers it.
func TestGapsAgreeWithEachDayAlone(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 13))
	reference := day(9, 30)
	withWindow, withGap := 0, 0
	for range 5000 {
		facts := randomCase(random)
		monthEnd := random.IntN(2) == 0
		got := Gaps(facts, reference, RuleSet{WithoutTitle: []string{"first"}}, monthEnd)
		events := settle(facts.Events, reference, monthEnd)
		gapDays := map[observatory.Date]bool{}
		for i, g := range got.Gaps {
			if i > 0 && g.Start <= got.Gaps[i-1].Span.End+1 {
				t.Fatalf("gaps touch each other: %+v of %+v", got.Gaps, facts)
			}
			for d := g.Start; d <= g.Span.End; d++ {
				gapDays[d] = true
			}
			withGap++
		}
		for i, w := range got.Windows {
			withWindow++
			if i > 0 && w.Start <= got.Windows[i-1].End+1 || w.End > reference {
				t.Fatalf("windows touch each other or pass the reference date: %+v of %+v", got.Windows, facts)
			}
			for d := w.Start; d <= w.End; d++ {
				if gapDays[d] == covered(events, d) {
					t.Fatalf("%s: gap %t, covered %t in %+v", d, gapDays[d], covered(events, d), facts)
				}
				delete(gapDays, d)
			}
		}
		if len(gapDays) > 0 {
			t.Fatalf("gap days outside all windows: %v of %+v", gapDays, facts)
		}
		random.Shuffle(len(facts.Events), func(i, j int) { facts.Events[i], facts.Events[j] = facts.Events[j], facts.Events[i] })
		if again := Gaps(facts, reference, RuleSet{WithoutTitle: []string{"first"}}, monthEnd); len(again.Gaps) != len(got.Gaps) || len(again.Windows) != len(got.Windows) {
			t.Fatalf("the order of events changes the result: %+v, %+v", got, again)
		}
	}
	if withWindow < 1000 || withGap < 500 {
		t.Errorf("the cases are too poor: %d windows, %d gaps", withWindow, withGap)
	}
}
