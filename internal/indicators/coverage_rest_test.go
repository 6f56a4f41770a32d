package indicators

import (
	"slices"
	"testing"
	"time"

	"vigie/internal/observatory"
)

// resting is a row of four good checks, after which some days are of rest.
func resting(d observatory.Date, rest int64) observatory.CountRow {
	return observatory.CountRow{Keys: []string{"t1", "75", "unattended", d.String()}, Values: []int64{4, 4, 4, 4, 4, 4, 0, rest}}
}

// officeDays are the rows of some weeks from a Monday on, Monday to Friday.
func officeDays(monday observatory.Date, weeks int) []observatory.CountRow {
	var rows []observatory.CountRow
	for week := range weeks {
		for d := range 5 {
			rest := int64(0)
			if d == 4 {
				rest = 2
			}
			rows = append(rows, resting(monday+observatory.Date(7*week+d), rest))
		}
	}
	return rows
}

// without leaves out the rows of some days.
func without(rows []observatory.CountRow, days ...observatory.Date) []observatory.CountRow {
	return slices.DeleteFunc(rows, func(row observatory.CountRow) bool {
		return slices.ContainsFunc(days, func(d observatory.Date) bool { return d.String() == row.Keys[3] })
	})
}

// TestDaysOfRestMissNothing: a schedule that plans nothing on some days misses nothing
// on them, and what it does miss is missed.
func TestDaysOfRestMissNothing(t *testing.T) {
	monday := day(5, 25) // of five weeks, to Sunday 28 June
	everyOther := func() (rows []observatory.CountRow) {
		for d := day(5, 25); d <= day(6, 28); d += 2 {
			rows = append(rows, resting(d, 1))
		}
		return rows
	}
	byHand := func(d observatory.Date) observatory.CountRow {
		return check("t1", "unattended", d, 0, 1, 1, 1, 1, 1, 0)
	}
	lastPlan := func(d observatory.Date, rest int64) observatory.CountRow {
		return observatory.CountRow{Keys: []string{"t1", "75", "unattended", d.String()}, Values: []int64{4, 0, 0, 0, 0, 0, 0, rest}}
	}
	tests := map[string]struct {
		rows             []observatory.CountRow
		from, to         observatory.Date
		covered, planned int64
	}{
		"Monday to Friday":                 {officeDays(monday, 5), monday, day(6, 28), 100, 100},
		"two Tuesdays missed":              {without(officeDays(monday, 5), day(5, 26), day(6, 9)), monday, day(6, 28), 92, 100},
		"a Friday missed, and its weekend": {without(officeDays(monday, 5), day(6, 5)), monday, day(6, 28), 96, 108},
		"a Monday after a weekend missed":  {without(officeDays(monday, 5), day(6, 8)), monday, day(6, 28), 96, 100},
		"stopped after the third week":     {officeDays(monday, 3), monday, day(6, 28), 60, 60 + 14*4},
		"every other day":                  {everyOther(), monday, day(6, 28), 72, 72},
		"every other day, one missed":      {without(everyOther(), day(6, 2)), monday, day(6, 28), 68, 68 + 2*4},
		"a check by hand on a Saturday":    {append(officeDays(monday, 5), byHand(day(5, 30))), monday, day(6, 28), 100, 100},
		"by hand hides no missed day":      {append(without(officeDays(monday, 5), day(5, 26)), byHand(day(5, 30))), monday, day(6, 28), 96, 100},
		"by hand on a Monday that was not": {append(without(officeDays(monday, 5), day(6, 8)), byHand(day(6, 8))), monday, day(6, 28), 97, 100},
		"from a Sunday on, rest is left":   {append(officeDays(monday, 5), lastPlan(day(5, 23), 1)), day(5, 24), day(6, 28), 100, 100},
		"from a Sunday on, no rest is":     {append(officeDays(monday, 5), lastPlan(day(5, 23), 0)), day(5, 24), day(6, 28), 100, 104},
		"over before the rest is":          {officeDays(monday, 1), monday, day(5, 30), 20, 20},
	}
	for name, test := range tests {
		for _, id := range []string{panDoorID, panAvailabilityID} {
			w := observatory.Window{From: test.from, To: test.to, Horizon: time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)}
			for _, f := range compute(t, id, test.rows, Request{Window: w}) {
				if f.Covered != test.covered || f.Planned != test.planned {
					t.Errorf("%s, %s %s: coverage %d/%d, want %d/%d", name, f.Indicator, f.Accounting, f.Covered, f.Planned, test.covered, test.planned)
				}
			}
		}
	}
}

// TestDaysOfRestByClass: a row of classes has its rest after the rest of its values.
func TestDaysOfRestByClass(t *testing.T) {
	var rows []observatory.CountRow
	for _, row := range without(officeDays(day(5, 25), 5), day(5, 26)) {
		row.Values = []int64{4, 4, 4, 1, 4, 1, row.Values[7]}
		rows = append(rows, row)
	}
	w := observatory.Window{From: day(5, 25), To: day(6, 28), Horizon: time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)}
	figures := compute(t, panLevelID, rows, Request{Window: w})
	if len(figures) != 10 {
		t.Fatalf("%d figures, want five levels in two accountings", len(figures))
	}
	for _, f := range figures {
		if f.Covered != 96 || f.Planned != 100 {
			t.Errorf("%s %s: coverage %d/%d, want 96/100", f.Series, f.Accounting, f.Covered, f.Planned)
		}
	}
}
