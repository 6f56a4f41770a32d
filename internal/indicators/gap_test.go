package indicators

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

// day is a day of 2026: month, day.
func day(month time.Month, d int) observatory.Date { return observatory.NewDate(2026, month, d) }

func on(kind observatory.EventKind, date observatory.Date) CaseFact {
	return CaseFact{Kind: kind, Date: date}
}

func valid(kind observatory.EventKind, start, end observatory.Date) CaseFact {
	return CaseFact{Kind: kind, Date: start, Start: start, End: end}
}

const (
	title    = observatory.EventTitleHeld
	filing   = observatory.EventFiling
	refiling = observatory.EventRefiling
	deposit  = observatory.EventDepositConfirmation
	api      = observatory.EventCertificate
	closure  = observatory.EventClosure
	decision = observatory.EventDecision
	attested = observatory.EventStateAttested
)

// TestGaps can be checked with a pencil and a calendar. All dates are of 2026,
// the reference date is 30 June, no rule extends a title unless said.
func TestGaps(t *testing.T) {
	year := observatory.NewDate(2025, time.April, 1)
	span := func(m1 time.Month, d1 int, m2 time.Month, d2 int) observatory.Span {
		return observatory.Span{Start: day(m1, d1), End: day(m2, d2)}
	}
	extension := RuleSet{Extensions: []Extension{{ID: "expired_title_long", Months: 3, LongerDay: longTitle}}}
	for _, c := range []struct {
		name   string
		events []CaseFact
		rules  RuleSet
		end    bool // month-only dates at the last day
		want   CaseGaps
	}{
		{
			name: "title, then nothing until the certificate",
			events: []CaseFact{
				valid(title, year, day(3, 31)), on(filing, day(1, 15)), on(deposit, day(1, 15)),
				valid(api, day(4, 21), day(7, 20)), on(attested, day(6, 10)),
			},
			// 1 to 20 April: the deposit confirmation covers nothing.
			want: CaseGaps{
				Computable: true, Windows: []observatory.Span{span(4, 1, 6, 10)},
				Gaps: []Gap{{span(4, 1, 4, 20), EndDocument}},
			},
		},
		{
			// The first filing was not reported: the closure of the same day came before the refiling.
			name: "refiled on the day of the closure, the only filing told",
			events: []CaseFact{
				valid(title, year, day(3, 31)), on(closure, day(5, 10)), on(refiling, day(5, 10)), on(attested, day(6, 10)),
			},
			want: CaseGaps{
				Computable: true, Windows: []observatory.Span{span(5, 10, 6, 10)},
				Gaps: []Gap{{span(5, 10, 6, 10), EndOpen}},
			},
		},
		{
			// The day of a decision is no window day: filed and refused on one day.
			name: "filed and decided on one day",
			events: []CaseFact{
				valid(title, year, day(3, 31)), on(filing, day(5, 10)), on(decision, day(5, 10)), on(attested, day(6, 10)),
			},
			want: CaseGaps{Computable: true},
		},
		{
			name: "both ends of a document count",
			events: []CaseFact{
				valid(title, year, day(3, 31)), on(filing, day(1, 15)),
				valid(api, day(4, 1), day(4, 30)), valid(api, day(5, 1), day(5, 31)), on(attested, day(5, 31)),
			},
			want: CaseGaps{Computable: true, Windows: []observatory.Span{span(4, 1, 5, 31)}},
		},
		{
			name: "two certificates with a hole, then a decision",
			events: []CaseFact{
				valid(title, year, day(3, 31)), on(filing, day(1, 15)),
				valid(api, day(4, 1), day(4, 30)), valid(api, day(5, 11), day(5, 20)), on(decision, day(6, 1)),
			},
			want: CaseGaps{
				Computable: true, Windows: []observatory.Span{span(4, 1, 5, 31)},
				Gaps: []Gap{{span(5, 1, 5, 10), EndDocument}, {span(5, 21, 5, 31), EndDecision}},
			},
		},
		{
			name:   "filed after the title ended: the window opens on the filing",
			events: []CaseFact{valid(title, year, day(3, 31)), on(filing, day(5, 1)), on(attested, day(5, 10))},
			want: CaseGaps{
				Computable: true, Windows: []observatory.Span{span(5, 1, 5, 10)},
				Gaps: []Gap{{span(5, 1, 5, 10), EndOpen}},
			},
		},
		{
			name:   "censored at the reference date when attested later",
			events: []CaseFact{valid(title, year, day(6, 20)), on(filing, day(3, 1)), on(attested, day(6, 30)), on(attested, day(8, 1))},
			want: CaseGaps{
				Computable: true, Windows: []observatory.Span{span(6, 21, 6, 30)},
				Gaps: []Gap{{span(6, 21, 6, 30), EndOpen}},
			},
		},
		{
			name:   "attested only after the reference date: the state up to it is known",
			events: []CaseFact{valid(title, year, day(6, 20)), on(filing, day(3, 1)), on(attested, day(8, 1))},
			want: CaseGaps{
				Computable: true, Windows: []observatory.Span{span(6, 21, 6, 30)},
				Gaps: []Gap{{span(6, 21, 6, 30), EndOpen}},
			},
		},
		{
			name: "decided after the reference date: open until it",
			events: []CaseFact{
				valid(title, year, day(6, 20)), on(filing, day(3, 1)), on(decision, day(7, 10)), valid(api, day(7, 1), day(7, 30)),
			},
			want: CaseGaps{
				Computable: true, Windows: []observatory.Span{span(6, 21, 6, 30)},
				Gaps: []Gap{{span(6, 21, 6, 30), EndOpen}},
			},
		},
		{
			name: "a first filing follows no closure, even one of an earlier day",
			events: []CaseFact{
				valid(title, year, day(3, 31)), on(closure, day(5, 1)), on(filing, day(5, 10)), on(attested, day(5, 20)),
			},
			want: CaseGaps{
				Computable: true, Windows: []observatory.Span{span(5, 10, 5, 20)},
				Gaps: []Gap{{span(5, 10, 5, 20), EndOpen}},
			},
		},
		{
			name: "closed and filed again: one run, from the day of the closure on",
			events: []CaseFact{
				valid(title, year, day(3, 31)), on(filing, day(1, 15)), on(closure, day(4, 11)),
				on(refiling, day(4, 20)), valid(api, day(5, 1), day(7, 30)), on(attested, day(5, 5)),
			},
			want: CaseGaps{
				Computable: true, Windows: []observatory.Span{span(4, 1, 5, 5)},
				Gaps: []Gap{{span(4, 1, 4, 30), EndDocument}},
			},
		},
		{
			name: "closed before the title ended, filed again: still from the day after the title",
			events: []CaseFact{
				valid(title, year, day(3, 31)), on(filing, day(1, 15)), on(closure, day(2, 1)),
				on(refiling, day(2, 5)), on(attested, day(4, 3)),
			},
			want: CaseGaps{
				Computable: true, Windows: []observatory.Span{span(4, 1, 4, 3)},
				Gaps: []Gap{{span(4, 1, 4, 3), EndOpen}},
			},
		},
		{
			name: "filed again while open changes nothing",
			events: []CaseFact{
				valid(title, year, day(3, 31)), on(filing, day(1, 15)), on(refiling, day(4, 10)), on(closure, day(4, 21)),
			},
			want: CaseGaps{
				Computable: true, Windows: []observatory.Span{span(4, 1, 4, 20)},
				Gaps: []Gap{{span(4, 1, 4, 20), EndClosure}},
			},
		},
		{
			name:   "decided before the title ended: no window",
			events: []CaseFact{valid(title, year, day(3, 31)), on(filing, day(1, 15)), on(decision, day(3, 1))},
			want:   CaseGaps{Computable: true},
		},
		{
			name:   "end of the held title unknown",
			events: []CaseFact{on(filing, day(1, 15)), on(attested, day(5, 1))},
			want:   CaseGaps{},
		},
		{
			name: "beginning of a certificate unknown: neither a gap nor covered",
			events: []CaseFact{
				valid(title, year, day(3, 31)), on(filing, day(1, 15)), {Kind: api, End: day(6, 20)}, on(attested, day(6, 10)),
			},
		},
		{
			name: "beginning of a certificate told later: the same certificate",
			events: []CaseFact{
				valid(title, year, day(3, 31)), on(filing, day(1, 15)),
				{Kind: api, End: day(7, 20)},
				valid(api, day(4, 21), day(7, 20)), on(attested, day(6, 10)),
			},
			want: CaseGaps{
				Computable: true, Windows: []observatory.Span{span(4, 1, 6, 10)},
				Gaps: []Gap{{span(4, 1, 4, 20), EndDocument}},
			},
		},
		{
			name:   "end of a certificate unknown",
			events: []CaseFact{valid(title, year, day(3, 31)), on(filing, day(1, 15)), on(api, day(4, 2)), on(attested, day(5, 1))},
			want:   CaseGaps{},
		},
		{
			name:   "first application: no title is needed",
			events: []CaseFact{on(filing, day(5, 1)), valid(api, day(5, 4), day(8, 3)), on(attested, day(6, 1))},
			rules:  RuleSet{WithoutTitle: []string{"any"}},
			want: CaseGaps{
				Computable: true, Windows: []observatory.Span{span(5, 1, 6, 1)},
				Gaps: []Gap{{span(5, 1, 5, 3), EndDocument}},
			},
		},
		{
			name:   "L. 433-3 extends a long title for three months",
			events: []CaseFact{valid(title, observatory.NewDate(2022, 3, 1), day(2, 28)), on(filing, day(1, 2)), on(attested, day(6, 3))},
			rules:  extension,
			want: CaseGaps{ // covered to 28 May
				Computable: true, Windows: []observatory.Span{span(3, 1, 6, 3)},
				Gaps: []Gap{{span(5, 29, 6, 3), EndOpen}},
			},
		},
		{
			name:   "L. 433-3 does not extend a title of one year",
			events: []CaseFact{valid(title, observatory.NewDate(2025, 3, 1), day(2, 28)), on(filing, day(1, 2)), on(attested, day(3, 3))},
			rules:  extension,
			want: CaseGaps{
				Computable: true, Windows: []observatory.Span{span(3, 1, 3, 3)},
				Gaps: []Gap{{span(3, 1, 3, 3), EndOpen}},
			},
		},
		{
			name: "month-only closure, at the first day of the month",
			events: []CaseFact{
				valid(title, year, day(3, 31)), on(filing, day(1, 15)), {Kind: closure, Date: day(5, 1), MonthOnly: true},
			},
			want: CaseGaps{
				Computable: true, Windows: []observatory.Span{span(4, 1, 4, 30)},
				Gaps: []Gap{{span(4, 1, 4, 30), EndClosure}},
			},
		},
		{
			name: "a closure of the month of its filing is not before the filing",
			events: []CaseFact{
				valid(title, year, day(3, 31)), on(filing, day(5, 10)), {Kind: closure, Date: day(5, 1), MonthOnly: true}, on(attested, day(6, 20)),
			},
			want: CaseGaps{Computable: true},
		},
		{
			name: "the same, at the last day of the month",
			events: []CaseFact{
				valid(title, year, day(3, 31)), on(filing, day(5, 10)), {Kind: closure, Date: day(5, 1), MonthOnly: true}, on(attested, day(6, 20)),
			},
			end: true,
			want: CaseGaps{
				Computable: true, Windows: []observatory.Span{span(5, 10, 5, 30)},
				Gaps: []Gap{{span(5, 10, 5, 30), EndClosure}},
			},
		},
		{
			name: "a refiling of the month of the closure follows it",
			events: []CaseFact{
				valid(title, year, day(3, 31)), on(filing, day(1, 15)), on(closure, day(5, 11)),
				{Kind: refiling, Date: day(5, 1), MonthOnly: true},
				on(attested, day(5, 20)),
			},
			want: CaseGaps{
				Computable: true, Windows: []observatory.Span{span(4, 1, 5, 20)},
				Gaps: []Gap{{span(4, 1, 5, 20), EndOpen}},
			},
		},
		{
			name: "month-only closure, at the last day of the month",
			events: []CaseFact{
				valid(title, year, day(3, 31)), on(filing, day(1, 15)), {Kind: closure, Date: day(5, 1), MonthOnly: true},
			},
			end: true,
			want: CaseGaps{
				Computable: true, Windows: []observatory.Span{span(4, 1, 5, 30)},
				Gaps: []Gap{{span(4, 1, 5, 30), EndClosure}},
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			facts := CaseFacts{Procedure: "any", Events: c.events}
			got := Gaps(facts, day(6, 30), c.rules, c.end)
			got.Floor, got.Ceiling = nil, nil // duty_test.go
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("gaps (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAddMonths(t *testing.T) {
	for _, c := range []struct{ from, want observatory.Date }{
		{day(3, 31), day(6, 30)},
		{observatory.NewDate(2025, 11, 30), day(2, 28)},
		{observatory.NewDate(2025, 12, 31), day(3, 31)},
		{day(1, 15), day(4, 15)},
	} {
		if got := c.from.AddMonths(3); got != c.want {
			t.Errorf("three months after %s: %s, want %s", c.from, got, c.want)
		}
	}
}
