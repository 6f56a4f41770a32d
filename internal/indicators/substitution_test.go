package indicators

import (
	"testing"

	"vigie/internal/observatory"
)

// stepRow is a case with steps: kind, day, end of the appointment, answer.
func stepRow(person string, steps ...[4]int64) observatory.CountRow {
	row := observatory.CountRow{Keys: []string{"75", "asso", person, person, "document"}, Values: []int64{0}, Lists: make([][]int64, 4)}
	for _, s := range steps {
		for i := range s {
			row.Lists[i] = append(row.Lists[i], s[i])
		}
	}
	return row
}

func TestSubstitutionFunnel(t *testing.T) {
	d := func(n int) int64 { return int64(day(3, n)) }
	rows := []observatory.CountRow{
		// The whole way.
		stepRow("a", [4]int64{1, d(1), 0, 0}, [4]int64{2, d(3), 0, saidStatement}, [4]int64{4, d(10), d(20), saidAppointment}, [4]int64{5, d(20), 0, 0}),
		// A contact without an answer, and nothing further.
		stepRow("b", [4]int64{1, d(2), 0, 0}, [4]int64{2, d(4), 0, saidSilent}),
		// An appointment out of the blue: a partial way is shown, not dropped. The filing of before does not count.
		stepRow("c", [4]int64{5, d(1), 0, 0}, [4]int64{4, d(5), d(9), 0}),
	}
	got := map[string]observatory.Figure{}
	for _, f := range compute(t, "substitution.funnel", rows, Request{}) {
		got[f.Series] = f
	}
	for series, want := range map[string]int64{
		"block": 2, "ccc_contacted": 2, "ccc_answered": 1, "finding": 1, "invitation": 1, "appointment": 2, "filing": 1,
		"block/stopped": 0, "ccc_contacted/stopped": 1, "appointment/stopped": 1, "filing/stopped": 1, "appointment/skipped": 1, "ccc_contacted/skipped": 0,
	} {
		if f := got[series]; f.Numerator != want || f.Denominator != 3 {
			t.Errorf("%s: %d of %d, want %d of 3", series, f.Numerator, f.Denominator, want)
		}
	}
	if f := got["ccc_contacted/days"]; f.Value != 2 || f.Numerator != 2 || f.Sufficient {
		t.Errorf("days from block to contact: %+v", f)
	}
	delay := map[string]observatory.Figure{}
	for _, f := range compute(t, "substitution.delay", rows, Request{}) {
		delay[f.Series] = f
	}
	if f := delay["appointment/30"]; f.Numerator != 2 || f.Denominator != 3 {
		t.Errorf("appointments within 30 days: %d of %d, want 2 of 3", f.Numerator, f.Denominator)
	}
}
