package observatory

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"
)

func TestOutcomeCounts(t *testing.T) {
	tests := []struct {
		outcome                        Outcome
		measured, success, confirmable bool
	}{
		{Met, true, true, false},
		{Degraded, true, true, true},
		{Unmet, true, false, false},
		{Down, true, false, true},
		{Maintenance, true, false, false},
		{Blocked, false, false, false},
		{Drift, false, false, false},
		{Fault, false, false, false},
	}
	if len(tests) != len(Outcomes()) {
		t.Fatalf("the table has %d outcomes, the domain %d", len(tests), len(Outcomes()))
	}
	for _, test := range tests {
		o := test.outcome
		if !o.Valid() || o.Measured() != test.measured || o.Success() != test.success || o.Confirmable() != test.confirmable {
			t.Errorf("%s: valid %v measured %v success %v confirmable %v", o, o.Valid(), o.Measured(), o.Success(), o.Confirmable())
		}
	}
	if Outcome("up").Valid() || Outcome("").Measured() {
		t.Error("an outcome outside the eight must be neither valid nor measured")
	}
}

func TestDateIsTheCivilDateOfThePlace(t *testing.T) {
	instant := time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC)
	for zone, want := range map[string]string{
		"Europe/Paris": "2026-11-23", "America/Cayenne": "2026-11-22", "Indian/Mayotte": "2026-11-23", "America/Miquelon": "2026-11-22",
	} {
		location, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := DateOf(instant, location).String(); got != want {
			t.Errorf("%s: got %s, want %s", zone, got, want)
		}
	}
}

func TestDateRoundTripAndMonths(t *testing.T) {
	for _, text := range []string{"2024-02-29", "2000-01-01", "2026-12-31", "1969-12-31"} {
		date, err := ParseDate(text)
		if err != nil || date.String() != text {
			t.Errorf("%s: got %s, %v", text, date, err)
		}
	}
	date, _ := ParseDate("2024-02-29")
	if m := date.Month(); m.String() != "2024-02" || m.First().String() != "2024-02-01" || m.Last() != date {
		t.Errorf("month %s, first %s, last %s", m, m.First(), m.Last())
	}
	december, err := ParseMonth("2025-12")
	if err != nil || december.Last().String() != "2025-12-31" || (december+1).String() != "2026-01" {
		t.Errorf("december: %s %s, %v", december.Last(), december+1, err)
	}
	if _, err := ParseDate("31/12/2026"); !IsInput(err) {
		t.Errorf("a French date is no ISO date: %v", err)
	}
	if NoDate.Known() || NoDate.String() != "" {
		t.Error("the zero date is unknown")
	}
}

func TestISOWeekCrossesTheYear(t *testing.T) {
	for text, want := range map[string]string{"2027-01-01": "2026-W53", "2024-12-30": "2025-W01", "2026-11-23": "2026-W48"} {
		date, err := ParseDate(text)
		if err != nil || date.ISOWeek() != want {
			t.Errorf("%s: got %s, %v, want %s", text, date.ISOWeek(), err, want)
		}
	}
}

func TestSpanDays(t *testing.T) {
	span := Span{Start: 100, End: 109}
	if span.Days() != 10 || span.Clip(Span{Start: 105, End: 200}).Days() != 5 || span.Clip(Span{Start: 110, End: 120}).Days() != 0 {
		t.Errorf("both ends count: %d", span.Days())
	}
}

func TestDeriveIDSeparatesParts(t *testing.T) {
	ab := DeriveID([]byte("a"), []byte("b"))
	if ab == DeriveID([]byte("ab")) || ab == DeriveID([]byte("ab"), nil) || ab != DeriveID([]byte("a"), []byte("b")) {
		t.Error("the parts must be told apart and give the same ID each time")
	}
	parsed, err := ParseID(ab.String())
	if err != nil || parsed != ab || ab.String()[14] != '8' {
		t.Errorf("round trip of %s: %v", ab, err)
	}
	for _, bad := range []string{"", "x", "00000000-0000-0000-0000-00000000000g"} {
		if _, err := ParseID(bad); !IsInput(err) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestAttemptJSONKeepsIDsAndDates(t *testing.T) {
	in := Attempt{Envelope: Envelope{ID: DeriveID([]byte("x"))}, FirstDate: 20000, Outcome: Met}
	data, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	var out Attempt
	if err := json.Unmarshal(data, &out); err != nil || out.ID != in.ID || out.FirstDate != in.FirstDate || !out.SecondDate.Time().Equal(NoDate.Time()) {
		t.Errorf("%s: %+v, %v", data, out, err)
	}
}

func TestIsInput(t *testing.T) {
	wrapped := fmt.Errorf("import: %w", InputErrorf("ligne 3 : %w", ErrNotFound))
	if !IsInput(wrapped) || !errors.Is(wrapped, ErrNotFound) || IsInput(errors.New("autre")) {
		t.Errorf("%v", wrapped)
	}
}

func FuzzParseID(f *testing.F) {
	f.Add("018f9c2e-7b3a-7c11-8f10-0123456789ab")
	f.Fuzz(func(t *testing.T, s string) {
		id, err := ParseID(s)
		if err != nil {
			return
		}
		again, err := ParseID(id.String())
		if err != nil || again != id {
			t.Errorf("%q: %s, %v", s, id, err)
		}
	})
}

func TestPeriodsAreReadAsTheyAreNamed(t *testing.T) {
	for _, test := range []struct {
		month       string
		months      int
		name        string
		first, last Date
	}{
		{"2026-11", OneMonth, "2026-11", NewDate(2026, 11, 1), NewDate(2026, 11, 30)},
		{"2026-11", Quarter, "2026-T4", NewDate(2026, 10, 1), NewDate(2026, 12, 31)},
		{"2026-01", Quarter, "2026-T1", NewDate(2026, 1, 1), NewDate(2026, 3, 31)},
		{"2024-02", Year, "2024", NewDate(2024, 1, 1), NewDate(2024, 12, 31)},
	} {
		month, err := ParseMonth(test.month)
		if err != nil {
			t.Fatal(err)
		}
		want := Period{test.name, Span{test.first, test.last}}
		if got := PeriodOf(month, test.months); got != want {
			t.Errorf("%d months of %s: %+v, want %+v", test.months, test.month, got, want)
		}
		if got, err := ParsePeriod(test.name); got != want || err != nil {
			t.Errorf("%s read back: %+v, %v", test.name, got, err)
		}
	}
	for _, name := range []string{"", "2026-T5", "2026-T", "26", "2026-13", "2026-T44", "-T1", "2026-11-03"} {
		if got, err := ParsePeriod(name); err == nil || !IsInput(err) {
			t.Errorf("%q was read as %+v, %v", name, got, err)
		}
	}
}
