package indicators

import (
	"testing"

	"vigie/internal/observatory"
)

// stepRow is a case with steps: kind, day, end of the appointment, answer, day of
// the answer, outcome, known to the month.
func stepRow(person string, steps ...[7]int64) observatory.CountRow {
	row := observatory.CountRow{Keys: []string{"75", "asso", person, person, "document"}, Values: []int64{0}, Lists: make([][]int64, 7)}
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
		stepRow("a", [7]int64{1, d(1), 0, 0}, [7]int64{2, d(3), 0, saidStatement}, [7]int64{4, d(10), d(20), saidAppointment}, [7]int64{5, d(20), 0, 0}),
		// A contact without an answer, and nothing further.
		stepRow("b", [7]int64{1, d(2), 0, 0}, [7]int64{2, d(4), 0, saidSilent}),
		// An appointment out of the blue: a partial way is shown, not dropped. The filing of before does not count.
		stepRow("c", [7]int64{5, d(1), 0, 0}, [7]int64{4, d(5), d(9), 0}),
	}
	got := bySeries(compute(t, "substitution.funnel", rows, Request{}))
	testCounts(t, got, 3, map[string]int64{
		"block": 2, "ccc_contacted": 2, "ccc_answered": 1, "finding": 1, "invitation": 1, "appointment": 2, "filing": 1,
		"block/stopped": 0, "ccc_contacted/stopped": 1, "appointment/stopped": 1, "filing/stopped": 1, "appointment/skipped": 1, "ccc_contacted/skipped": 0,
	})
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

// TestSubstitutionBorders is worked out by hand, up to 31 March.
//
//	p  two cases. First: block 1, CCC 2, answered on the 6th, no more (until the 6th).
//	   Second: block 3, substitution asked for on the 4th, invited on the 9th, appointment on the 20th, filing recorded there.
//	q  CCC on the 5th, which states in writing, the day is not told; substitution asked for on the 10th, invited, the
//	   day is not told; appointment on the 15th.
//	r  substitution asked for on the 10th, an appointment given on the 12th: for 10 April.
//	s  substitution asked for on the 11th, an appointment on the 15th, cancelled.
//	u  substitution asked for on the 1st, no answer, seen on the 31st: no step, but waiting.
//
// Lengths from the beginning, one day more than the difference: 6 running, 18 appointment (p), 11 appointment (q),
// 3 running (r), 5 running (s), 31 running (u). On day 11 three are left: 1/3; on day 18 two: 1/3 + 2/3·1/2 = 2/3.
func TestSubstitutionBorders(t *testing.T) {
	d := func(n int) int64 { return int64(day(3, n)) }
	second := stepRow("p", [7]int64{pathFailed, d(3)}, [7]int64{pathSubstitution, d(4), d(20), saidOffered, d(9), cameFiled})
	second.Keys[3] = "second"
	rows := []observatory.CountRow{
		stepRow("p", [7]int64{pathFailed, d(1)}, [7]int64{pathCCC, d(2), 0, 5, d(6)}), second,
		stepRow("q", [7]int64{pathCCC, d(5), 0, saidStatement}, [7]int64{pathSubstitution, d(10), d(15), saidOffered}),
		stepRow("r", [7]int64{pathSubstitution, d(10), int64(day(4, 10)), saidAppointment, d(12)}),
		stepRow("s", [7]int64{pathSubstitution, d(11), d(15), saidAppointment, 0, cameCancelled}),
		stepRow("u", [7]int64{pathSubstitution, d(1), 0, saidSilent}, [7]int64{9, d(31)}),
	}
	march := Request{Window: window()}
	march.Window.To = day(3, 31)
	got := bySeries(compute(t, "substitution.funnel", rows, march))
	testCounts(t, got, 4, map[string]int64{
		"block": 1, "ccc_contacted": 2, "ccc_answered": 2, "finding": 1, "invitation": 4, "appointment": 2, "filing": 1,
		"block/stopped": 0, "ccc_contacted/stopped": 0, "ccc_answered/stopped": 0, "invitation/stopped": 2, "appointment/stopped": 1, "filing/stopped": 1,
	})
	for series, want := range map[string]float64{"ccc_contacted": 1, "ccc_answered": 4, "invitation": 6, "appointment": 11, "filing": 0} {
		if f, ok := got[series+"/days"]; !ok || f.Value != want || f.Numerator != 1 || f.N != 1 {
			t.Errorf("days before %s: %v of %d, n %d; want %v of one", series, f.Value, f.Numerator, f.N, want)
		}
	}
	if f, ok := got["finding/days"]; ok {
		t.Errorf("the day of the finding is not told, yet its days are %v", f.Value)
	}
	for _, f := range compute(t, "substitution.delay", rows, march) {
		if f.Series == "appointment/30" {
			near(t, f.Series, f.Value, 2./3, 1e-12)
			if f.Numerator != 2 || f.Denominator != 6 || f.N != 5 {
				t.Errorf("%s: %d of %d, n %d; want 2 of 6, n 5", f.Series, f.Numerator, f.Denominator, f.N)
			}
		}
	}
}

func bySeries(figures []observatory.Figure) map[string]observatory.Figure {
	found := map[string]observatory.Figure{}
	for _, f := range figures {
		found[f.Series] = f
	}
	return found
}

// testCounts holds the numerators of series to those wanted, each of so many.
func testCounts(t *testing.T, got map[string]observatory.Figure, of int64, want map[string]int64) {
	t.Helper()
	for series, n := range want {
		if f := got[series]; f.Numerator != n || f.Denominator != of {
			t.Errorf("%s: %d of %d, want %d of %d", series, f.Numerator, f.Denominator, n, of)
		}
	}
}
