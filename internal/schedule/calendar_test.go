package schedule

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func zone(t *testing.T) *time.Location {
	t.Helper()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return paris
}

func weekdays() []time.Weekday {
	return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
}

func all(t *testing.T, j Job, day string, seed uint64) []time.Time {
	t.Helper()
	at, err := time.ParseInLocation(time.DateOnly, day, j.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return j.starts(at, seed)
}

func TestDaysOfTheCalendar(t *testing.T) {
	paris := zone(t)
	office := []Opening{{weekdays(), 9 * 60, 12 * 60}, {weekdays(), 14 * 60, 17 * 60}}
	night := []Opening{{[]time.Weekday{time.Sunday}, 60, 4 * 60}}
	tests := map[string]struct {
		every time.Duration
		open  []Opening
		day   string
		want  int
	}{
		"hourly":                         {time.Hour, nil, "2026-11-26", 24},
		"hourly, short day of March":     {time.Hour, nil, "2026-03-29", 23},
		"hourly, long day of October":    {time.Hour, nil, "2026-10-25", 25},
		"every seven hours":              {7 * time.Hour, nil, "2026-11-26", 3},
		"office hours":                   {time.Hour, office, "2026-11-26", 6},
		"office hours, Saturday":         {time.Hour, office, "2026-11-28", 0},
		"longer than the open time":      {8 * time.Hour, office, "2026-11-26", 1},
		"1 to 4 at night":                {30 * time.Minute, night, "2026-11-22", 6},
		"1 to 4, the hour that is not":   {30 * time.Minute, night, "2026-03-29", 4},
		"1 to 4, the hour that is twice": {30 * time.Minute, night, "2026-10-25", 8},
		"overlapping openings count once": {
			time.Hour,
			[]Opening{{weekdays(), 9 * 60, 12 * 60}, {weekdays(), 11 * 60, 13 * 60}},
			"2026-11-26", 4,
		},
		"to midnight": {time.Hour, []Opening{{weekdays(), 22 * 60, 24 * 60}}, "2026-11-26", 2},
	}
	for name, test := range tests {
		for _, poisson := range []bool{false, true} {
			job := Job{Name: name, Every: test.every, Zone: paris, Open: test.open, Poisson: poisson}
			starts := all(t, job, test.day, 7)
			if len(starts) != test.want {
				t.Errorf("%s, Poisson %v: %d starts, want %d", name, poisson, len(starts), test.want)
			}
			for i, start := range starts {
				if !job.open(start) || start.In(paris).Format(time.DateOnly) != test.day || (i > 0 && start.Before(starts[i-1])) {
					t.Errorf("%s, Poisson %v: start %s is not open, not of the day or not in order", name, poisson, start.In(paris))
				}
			}
		}
	}
}

func TestEvenStartsLieAtEqualDistances(t *testing.T) {
	starts := all(t, Job{Name: "a", Every: time.Hour, Zone: zone(t)}, "2026-11-26", 1)
	for i := 1; i < len(starts); i++ {
		if d := starts[i].Sub(starts[i-1]); (d - time.Hour).Abs() > time.Microsecond {
			t.Errorf("distance %s", d)
		}
	}
}

func TestPoissonStartsAreSeeded(t *testing.T) {
	job := Job{Name: "a", Every: time.Hour, Zone: zone(t), Poisson: true}
	one, again, other := all(t, job, "2026-11-26", 1), all(t, job, "2026-11-26", 1), all(t, job, "2026-11-26", 2)
	if diff := cmp.Diff(one, again); diff != "" {
		t.Errorf("the same seed gives other starts (-first +second):\n%s", diff)
	}
	if cmp.Equal(one, other) || cmp.Equal(one, all(t, job, "2026-11-27", 1)) {
		t.Error("another seed or another day gives the same starts")
	}
	// By chance the distances differ: as an exponential law has them, their
	// spread is near their mean.
	var sum, squares float64
	n := 0
	for day := range 60 {
		starts := job.starts(job.dayOf(one[0], day), 1)
		for i := 1; i < len(starts); i++ {
			d := starts[i].Sub(starts[i-1]).Hours()
			sum, squares, n = sum+d, squares+d*d, n+1
		}
	}
	mean := sum / float64(n)
	if variance := squares/float64(n) - mean*mean; mean < 0.8 || mean > 1.1 || variance < 0.6 || variance > 1.4 {
		t.Errorf("mean %.2f h, variance %.2f h²", mean, variance)
	}
}

func TestNextSkipsClosedDaysAndEveryOtherDay(t *testing.T) {
	paris := zone(t)
	job := Job{Name: "a", Every: time.Hour, Zone: paris, Open: []Opening{{weekdays(), 9 * 60, 10 * 60}}}
	friday := time.Date(2026, 11, 27, 10, 0, 0, 0, paris)
	next, found := job.Next(friday, 1)
	if !found || next.In(paris).Format("2006-01-02 15") != "2026-11-30 09" {
		t.Errorf("after Friday: %s, %v", next, found)
	}
	if _, found := (Job{Name: "a", Every: time.Hour, Zone: paris, Open: []Opening{{nil, 0, 60}}}).Next(friday, 1); found {
		t.Error("a job that is never open has a start")
	}
	twoDays := Job{Name: "a", Every: 48 * time.Hour, Zone: paris}
	first, _ := twoDays.Next(friday, 1)
	second, _ := twoDays.Next(first.Add(time.Nanosecond), 1)
	if d := second.Sub(first); d != 48*time.Hour {
		t.Errorf("two days apart: %s", d)
	}
	if n := job.passed(friday, friday.AddDate(0, 0, 7), 1); n != 5 {
		t.Errorf("%d starts passed in a week, want 5", n)
	}
}

// What was planned within a span is what the calendar says, nights and days that are
// not open included.
func TestPlannedWithin(t *testing.T) {
	paris := zone(t)
	office := []Opening{{weekdays(), 8*60 + 30, 18 * 60}}
	at := func(text string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04", text, paris)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	tests := map[string]struct {
		job      Job
		from, to time.Time
		want     int
	}{
		"a day":                   {Job{Name: "a", Every: time.Hour, Zone: paris}, at("2026-11-26 00:00"), at("2026-11-27 00:00"), 24},
		"the long day":            {Job{Name: "a", Every: time.Hour, Zone: paris}, at("2026-10-25 00:00"), at("2026-10-26 00:00"), 25},
		"an open day":             {Job{Name: "a", Every: time.Hour, Zone: paris, Open: office}, at("2026-11-26 07:00"), at("2026-11-27 07:00"), 9},
		"a night":                 {Job{Name: "a", Every: time.Hour, Zone: paris, Open: office}, at("2026-11-26 18:00"), at("2026-11-27 08:30"), 0},
		"a weekend":               {Job{Name: "a", Every: time.Hour, Zone: paris, Open: office}, at("2026-11-28 00:00"), at("2026-11-30 00:00"), 0},
		"every other day, a week": {Job{Name: "a", Every: 48 * time.Hour, Zone: paris}, at("2026-11-02 00:00"), at("2026-11-16 00:00"), 7},
		"by chance":               {Job{Name: "a", Every: time.Hour, Zone: paris, Open: office, Poisson: true}, at("2026-11-26 00:00"), at("2026-11-27 00:00"), 9},
		"without a calendar":      {Job{Name: "a", Every: 3 * time.Second}, at("2026-11-26 00:00"), at("2026-11-27 00:00"), 28800},
	}
	for name, test := range tests {
		if got := test.job.PlannedWithin(test.from, test.to, 7); got != test.want {
			t.Errorf("%s: %d, want %d", name, got, test.want)
		}
	}
}
