package schedule

import (
	"testing"
	"time"
)

func TestDaysOfRest(t *testing.T) {
	paris := zone(t)
	office := []Opening{{weekdays(), 9 * 60, 17 * 60}}
	weekend := []Opening{{[]time.Weekday{time.Friday}, 22 * 60, 24 * 60}, {[]time.Weekday{time.Saturday}, 0, 4 * 60}}
	sunday := []Opening{{[]time.Weekday{time.Sunday}, 2 * 60, 3 * 60}}
	tests := map[string]struct {
		every time.Duration
		open  []Opening
		zone  *time.Location
		at    string
		want  int
	}{
		"Monday to Friday, a Thursday":          {time.Hour, office, paris, "2026-11-26 10:00", 0},
		"Monday to Friday, a Friday":            {time.Hour, office, paris, "2026-11-27 10:00", 2},
		"Monday to Friday, a Saturday":          {time.Hour, office, paris, "2026-11-28 10:00", 1},
		"Monday to Friday, a Sunday":            {time.Hour, office, paris, "2026-11-29 23:59", 0},
		"over midnight, before it":              {time.Hour, weekend, paris, "2026-11-27 23:00", 0},
		"over midnight, after it":               {time.Hour, weekend, paris, "2026-11-28 01:00", 5},
		"over the short day of March":           {time.Hour, office, paris, "2026-03-27 16:00", 2},
		"over the long day of October":          {time.Hour, office, paris, "2026-10-23 16:00", 2},
		"Sundays, before one without that hour": {time.Hour, sunday, paris, "2026-03-22 02:30", 13},
		"Sundays, before one with that hour":    {time.Hour, sunday, paris, "2026-03-15 02:30", 6},
		"every 24 h":                            {24 * time.Hour, nil, paris, "2026-11-27 10:00", 0},
		"every hour":                            {time.Hour, nil, paris, "2026-11-27 10:00", 0},
		"without a zone":                        {time.Hour, office, nil, "2026-11-27 10:00", 0},
		"never open":                            {time.Hour, []Opening{{nil, 0, 60}}, paris, "2026-11-27 10:00", 31},
	}
	for name, test := range tests {
		at, err := time.ParseInLocation("2006-01-02 15:04", test.at, paris)
		if err != nil {
			t.Fatal(err)
		}
		job := Job{Name: "a", Every: test.every, Zone: test.zone, Open: test.open}
		if got := job.RestAfter(at.UTC(), 1); got != test.want {
			t.Errorf("%s: %d days of rest, want %d", name, got, test.want)
		}
	}
}

// After a day on which something is planned come as many days of rest as there are
// until the next such day, whatever the period and the hours.
func TestDaysOfRestLeadToTheNextPlannedDay(t *testing.T) {
	paris := zone(t)
	for _, c := range []struct {
		every time.Duration
		open  []Opening
		want  int // the longest rest
	}{
		{48 * time.Hour, nil, 1},
		{7 * 24 * time.Hour, nil, 6},
		{60 * 24 * time.Hour, nil, longestRest},
		{48 * time.Hour, []Opening{{weekdays(), 9 * 60, 17 * 60}}, 3}, // a day of its own that is a Saturday has none
	} {
		job, longest := Job{Name: "a", Every: c.every, Zone: paris, Open: c.open}, 0
		for day := range 120 { // from before the short day of March
			at := time.Date(2026, 3, 1+day, 12, 0, 0, 0, paris)
			if job.PlannedOn(at, 1) == 0 {
				continue
			}
			rest := job.RestAfter(at, 1)
			longest = max(longest, rest)
			for later := 1; later <= rest; later++ {
				if job.PlannedOn(at.AddDate(0, 0, later), 1) != 0 {
					t.Errorf("every %s: something is planned %d days after %s, which has a rest of %d", c.every, later, at, rest)
				}
			}
			if rest < longestRest && job.PlannedOn(at.AddDate(0, 0, rest+1), 1) == 0 {
				t.Errorf("every %s: nothing is planned %d days after %s", c.every, rest+1, at)
			}
		}
		if longest != c.want {
			t.Errorf("every %s: the longest rest is %d days, want %d", c.every, longest, c.want)
		}
	}
}
