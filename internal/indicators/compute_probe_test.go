package indicators

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"vigie/internal/observatory"
)

func TestAvailabilityAveragesDays(t *testing.T) {
	// Daily shares 1/4, 2/4, 3/4, 4/4, 0/2: mean 0.5; the pooled share would be 10/18.
	rows := []observatory.CountRow{
		check("t1", "unattended", day(6, 26), 4, 4, 4, 1, 4, 1, 3),
		check("t1", "unattended", day(6, 27), 4, 4, 4, 2, 4, 2, 3),
		check("t1", "unattended", day(6, 28), 4, 4, 4, 3, 4, 3, 3),
		check("t1", "unattended", day(6, 29), 4, 4, 4, 4, 4, 4, 3),
		check("t1", "unattended", day(6, 30), 4, 2, 2, 0, 1, 0, -1),
		check("t1", "assisted", day(6, 30), 0, 1, 1, 1, 1, 1, 3),
	}
	figures := compute(t, panAvailabilityID, rows, Request{})
	if len(figures) != 4 {
		t.Fatalf("%d figures, want assisted and unattended in two accountings", len(figures))
	}
	assisted, strict := figures[0], figures[2]
	if assisted.Series != "assisted" || assisted.Sufficient || assisted.HasInterval || assisted.N != 1 {
		t.Errorf("assisted series of one day: %+v", assisted)
	}
	near(t, "value", strict.Value, 0.5, 1e-12)
	// Deviation of the shares √0.15625, t(0.975; 4) = 2.776445: half 0.490811.
	near(t, "low", strict.Low, 0.5-0.490811, 1e-5)
	near(t, "high", strict.High, 0.5+0.490811, 1e-5)
	got := []int64{strict.Numerator, strict.Denominator, strict.N, strict.Covered, strict.Planned}
	if diff := cmp.Diff([]int64{10, 18, 5, 18, 20}, got); diff != "" {
		t.Errorf("whole numbers (-want +got):\n%s", diff)
	}
	if strict.Method != methodDays || !strict.Sufficient {
		t.Errorf("method %q, sufficient %t", strict.Method, strict.Sufficient)
	}
}

func TestAvailabilityExactWhenAllDaysAreAlike(t *testing.T) {
	for _, c := range []struct {
		name      string
		good      int64
		low, high float64
		method    string
		interval  bool
	}{
		{"never", 0, 0, 0.5218, methodExact, true},
		{"always", 2, 0.4782, 1, methodExact, true},
		{"half each day", 1, 0, 0, methodNone, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var rows []observatory.CountRow
			for d := 26; d <= 30; d++ {
				rows = append(rows, check("t1", "unattended", day(6, d), 2, 2, 2, c.good, 2, c.good, 0))
			}
			f := compute(t, panAvailabilityID, rows, Request{})[0]
			near(t, "low", f.Low, c.low, 5e-5)
			near(t, "high", f.High, c.high, 5e-5)
			if f.Method != c.method || f.HasInterval != c.interval {
				t.Errorf("method %q, interval %t", f.Method, f.HasInterval)
			}
		})
	}
}

func TestAvailabilityUsesWeeksFromEight(t *testing.T) {
	for weeks, want := range map[int]string{7: methodDays, 8: methodWeeks} {
		var rows []observatory.CountRow
		for i := range weeks * 7 { // Monday 5 January on
			rows = append(rows, check("t1", "unattended", day(1, 5+i), 4, 4, 4, int64(i%5), 4, int64(i%5), 0))
		}
		if f := compute(t, panAvailabilityID, rows, Request{})[0]; f.Method != want {
			t.Errorf("%d weeks: method %q, want %q", weeks, f.Method, want)
		}
	}
}

func TestCoverageCountsDaysWithoutAnyAttempt(t *testing.T) {
	rows := []observatory.CountRow{
		check("t1", "unattended", day(5, 30), 4, 4, 4, 4, 4, 4, 0),
		check("t1", "unattended", day(6, 2), 6, 9, 9, 9, 9, 9, 0), // three runs too many hide nothing
	}
	month := compute(t, panDoorID, rows, Request{By: []Dimension{Month}})
	// May: 30 and 31 planned 4 each. June: 1st at 4, then 29 days at 6.
	for _, f := range month {
		want := []int64{4, 8}
		if f.Period.Name == "2026-06" {
			want = []int64{6, 4 + 29*6}
		}
		if diff := cmp.Diff(want, []int64{f.Covered, f.Planned}); diff != "" {
			t.Errorf("%s %s: coverage (-want +got):\n%s", f.Indicator, f.Period.Name, diff)
		}
	}
	if len(month) != 6 {
		t.Errorf("%d figures, want strict, confirmed and maintenance of two months", len(month))
	}
}

func TestCoverageOfTheDayInProgress(t *testing.T) {
	rows := []observatory.CountRow{
		check("t1", "unattended", day(6, 29), 24, 24, 24, 24, 24, 24, 0),
		check("t1", "unattended", day(6, 30), 24, 10, 10, 10, 10, 10, 0),
	}
	w := window()
	w.Horizon = time.Date(2026, 6, 30, 10, 0, 0, 0, time.UTC)
	f := compute(t, panDoorID, rows, Request{Window: w})[0]
	if f.Covered != 34 || f.Planned != 34 {
		t.Errorf("coverage %d/%d, want 34/34: a day that is not over is not missing", f.Covered, f.Planned)
	}
}

func TestDepartmentGivesEachTargetTheSameWeight(t *testing.T) {
	var rows []observatory.CountRow
	for d := 26; d <= 30; d++ {
		rows = append(rows,
			check("t1", "unattended", day(6, d), 24, 24, 24, 24, 24, 24, 0),
			check("t2", "unattended", day(6, d), 1, 1, 1, 0, 1, 0, 0))
	}
	f := compute(t, panDoorID, rows, Request{By: []Dimension{Department}})[0]
	near(t, "value", f.Value, 0.5, 1e-12)
	if f.Department != "75" || f.N != 5 {
		t.Errorf("department %q, n %d", f.Department, f.N)
	}
	if got := compute(t, panDoorID, rows, Request{Target: "t2"})[0]; got.Value != 0 || got.Denominator != 5 {
		t.Errorf("target t2 alone: %+v", got)
	}
}

func closureRow(person, level string, values ...int64) observatory.CountRow {
	return observatory.CountRow{Keys: []string{"93", "2026-05", "asso-" + person[:1], person, "declared", level}, Values: values}
}
