package indicators

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

func portalRow(target, mode, journey, system string, d observatory.Date, values ...int64) observatory.CountRow {
	return observatory.CountRow{Keys: []string{target, "75", mode, d.String(), journey, system}, Values: append(values, 0)}
}

func TestJourneysAndModesAreNeverPooled(t *testing.T) {
	var rows []observatory.CountRow
	for i := range 6 {
		d := day(3, 1+i)
		rows = append(rows,
			portalRow("t1", "unattended", "anef.home", "anef", d, 4, 4, 4, 4, 4, 4, 0),
			portalRow("t1", "unattended", "anef.shell", "anef", d, 4, 4, 4, 1, 3, 1, 1),
			portalRow("t1", "assisted", "anef.home", "anef", d, 0, 1, 1, 0, 1, 0, 0))
	}
	type number struct {
		indicator, series string
		accounting        observatory.Accounting
		value             float64
		n                 int64
	}
	var got []number
	for _, f := range compute(t, portalAvailabilityID, rows, Request{}) {
		got = append(got, number{f.Indicator, f.Series, f.Accounting, f.Value, f.N})
	}
	maintenance := portalAvailabilityID + MaintenanceSuffix
	want := []number{
		{portalAvailabilityID, "anef.home/anef", observatory.Strict, 1, 6},
		{portalAvailabilityID, "anef.home/anef", observatory.Confirmed, 1, 6},
		{maintenance, "anef.home/anef", "", 0, 6},
		{portalAvailabilityID, "anef.home/anef/assisted", observatory.Strict, 0, 6},
		{portalAvailabilityID, "anef.home/anef/assisted", observatory.Confirmed, 0, 6},
		{maintenance, "anef.home/anef/assisted", "", 0, 6},
		{portalAvailabilityID, "anef.shell/anef", observatory.Strict, 0.25, 6},
		{portalAvailabilityID, "anef.shell/anef", observatory.Confirmed, 1.0 / 3, 6},
		{maintenance, "anef.shell/anef", "", 6, 6},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(number{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// at is an hour of 31 March 2026, by the clock of Paris.
func at(hours float64) time.Time {
	return time.Date(2026, 3, 31, 0, 0, 0, 0, time.FixedZone("Paris", 2*3600)).Add(time.Duration(hours * float64(time.Hour)))
}

func incident(accounting observatory.Accounting, target string, before, start, end, after float64) Incident {
	i := Incident{Target: target, Accounting: accounting, Start: at(start), End: at(end)}
	if before >= 0 {
		i.Before = at(before)
	}
	if after >= 0 {
		i.After = at(after)
	}
	return i
}

func TestHoursOfIncidentByMonth(t *testing.T) {
	paris := func(string) *time.Location { return at(0).Location() }
	const strict, confirmed = observatory.Strict, observatory.Confirmed
	april, march := day(4, 1).Month(), day(3, 1).Month()
	tests := []struct {
		name string
		list []Incident
		want []IncidentMonth
	}{
		{"none", nil, []IncidentMonth{}},
		{"one check", []Incident{incident(strict, "a", 1, 2, 2, 3)}, []IncidentMonth{{march, strict, 1, 0, 2 * time.Hour}}},
		{"over the turn of a month", []Incident{incident(strict, "a", 22, 23, 26, 27)}, []IncidentMonth{
			{april, strict, 1, 2 * time.Hour, 3 * time.Hour}, {march, strict, 1, time.Hour, 2 * time.Hour},
		}},
		{"still open at the horizon, and nothing before", []Incident{incident(strict, "a", -1, 2, 3, -1)}, []IncidentMonth{{march, strict, 1, time.Hour, 8 * time.Hour}}},
		{"two that share what is not known", []Incident{incident(strict, "a", 1, 2, 2, 6), incident(strict, "a", 2, 6, 7, 8)}, []IncidentMonth{{march, strict, 2, time.Hour, 7 * time.Hour}}},
		{"two targets at once", []Incident{incident(strict, "a", 1, 2, 3, 4), incident(strict, "b", 1, 2, 3, 4)}, []IncidentMonth{{march, strict, 2, 2 * time.Hour, 6 * time.Hour}}},
		{"both accountings", []Incident{incident(confirmed, "a", 1, 3, 3, 4), incident(strict, "a", 1, 2, 3, 4)}, []IncidentMonth{
			{march, strict, 1, time.Hour, 3 * time.Hour}, {march, confirmed, 1, 0, 3 * time.Hour},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, IncidentMonths(tt.list, at(10), paris)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestIncidentsRefuseWhatIsNotOne(t *testing.T) {
	zero := observatory.ID{}.String()
	for name, row := range map[string]observatory.CountRow{
		"no values": {Keys: []string{"j", "s", "t", "75", "unattended", "strict", zero, zero}},
		"no id":     {Keys: []string{"j", "s", "t", "75", "unattended", "strict", "x", zero}, Values: make([]int64, 5)},
		"half":      {Keys: []string{"j", "s", "t", "75", "unattended", "strict", zero, "x"}, Values: make([]int64, 5)},
	} {
		if list, err := Incidents(t.Context(), rowsReader{incidentsQuery: {row}}, window()); err == nil {
			t.Errorf("%s: read as %v", name, list)
		}
	}
}

func TestTheOrderOfRowsOfJourneysDoesNotMatter(t *testing.T) {
	var rows []observatory.CountRow
	for i := range 60 {
		share := int64(i % 11)
		rows = append(rows, portalRow(string(rune('a'+i%7)), "unattended", []string{"anef.home", "anef.shell"}[i%2], "anef", day(3, 1+i), 10, 10, 10, min(share, 10), 9, min(share, 9), 1))
	}
	q := Request{By: []Dimension{Department, Month}}
	want := compute(t, portalAvailabilityID, rows, q)
	for i := range rows {
		j := (i * 37) % len(rows)
		rows[i], rows[j] = rows[j], rows[i]
	}
	if diff := cmp.Diff(want, compute(t, portalAvailabilityID, rows, q)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
