package indicators

import (
	"testing"
	"time"

	"vigie/internal/observatory"
)

func civil(year int, month time.Month, d int) observatory.Date {
	return observatory.NewDate(year, month, d)
}

// spouse is a renewal by a spouse of a French person, whose silence is a refusal
// after four months; the title of which is known by its days.
func spouse(from, to, filed, seen observatory.Date) CaseFacts {
	return CaseFacts{Procedure: "renewal", Ground: "spouse_of_french", Events: []CaseFact{valid(title, from, to), on(filing, filed), on(attested, seen)}}
}

// R. 431-5: from the 120th to the 60th day before the title ends, both included.
// Before 31 March the 60th day is 30 January, in a leap year 31 January; the
// 120th is 1 December, in a leap year 2 December.
func TestFilingWindowBorders(t *testing.T) {
	for _, c := range []struct {
		filed observatory.Date
		want  Duty
	}{
		{civil(2025, 11, 30), NotDue},
		{civil(2025, 12, 1), Due},
		{civil(2026, 1, 30), Due},
		{civil(2026, 1, 31), NotDue},
		{civil(2023, 12, 1), NotDue},
		{civil(2023, 12, 2), Due},
		{civil(2024, 1, 31), Due},
		{civil(2024, 2, 1), NotDue},
	} {
		ends := civil(c.filed.Time().AddDate(0, 6, 0).Year(), 3, 31)
		facts := spouse(ends-364, ends, c.filed, ends+5)
		got := Gaps(facts, ends+60, studentRules(t), false).Ceiling
		if len(got) != 1 || got[0].Duty != c.want || got[0].Days() != 5 {
			t.Errorf("filed on %s, title to %s: %+v, want five days %d", c.filed, ends, got, c.want)
		}
	}
}

// Four months from 31 October end on 28 February: that day is the first on which
// silence is a refusal.
func TestSilenceEndsWithTheMonth(t *testing.T) {
	facts := spouse(civil(2025, 2, 1), civil(2026, 1, 31), civil(2025, 10, 31), civil(2026, 3, 10))
	got := Gaps(facts, civil(2026, 6, 30), studentRules(t), false)
	want := []Piece{
		{Span: observatory.Span{Start: civil(2026, 2, 1), End: civil(2026, 2, 27)}, Duty: Due, Gap: true},
		{Span: observatory.Span{Start: civil(2026, 2, 28), End: civil(2026, 3, 10)}, Duty: NotDue, Gap: true},
	}
	if len(got.Floor) != 2 || got.Floor[0] != want[0] || got.Floor[1] != want[1] {
		t.Errorf("got %+v, want %+v", got.Floor, want)
	}
	if len(got.Refusals) != 1 || got.Refusals[0].On != civil(2026, 2, 28) {
		t.Errorf("refusals %+v, want one on 28 February", got.Refusals)
	}
}

// L. 433-3: three months from 30 November end with February. A year to the day,
// 366 days in a leap year, is not more than a year.
func TestExpiredTitleBorders(t *testing.T) {
	for _, c := range []struct {
		name     string
		from, to observatory.Date
		gap      observatory.Date // its first day
	}{
		{"to 28 February", civil(2020, 12, 1), civil(2025, 11, 30), civil(2026, 3, 1)},
		{"to 29 February", civil(2018, 12, 1), civil(2023, 11, 30), civil(2024, 3, 1)},
		{"a year with a leap day", civil(2023, 3, 1), civil(2024, 2, 29), civil(2024, 3, 1)},
		{"a day more than a year", civil(2023, 3, 1), civil(2024, 3, 1), civil(2024, 6, 2)},
	} {
		facts := spouse(c.from, c.to, c.to-90, c.to+200)
		got := Gaps(facts, c.to+300, studentRules(t), false)
		want := observatory.Span{Start: c.gap, End: c.to + 200}
		if len(got.Gaps) != 1 || got.Gaps[0].Span != want {
			t.Errorf("%s: %+v, want %+v", c.name, got.Gaps, want)
		}
		if len(got.Ceiling) == 0 || got.Ceiling[0].Start != c.to+1 || !got.Ceiling[0].Gap {
			t.Errorf("%s: the ceiling counts no expired title: %+v", c.name, got.Ceiling)
		}
	}
}
