package collectors

import (
	"testing"
	"time"

	"vigie/internal/observatory"
)

func TestParseDay(t *testing.T) {
	exact := func(y, m, d int) day { return day{date: observatory.NewDate(y, time.Month(m), d)} }
	tests := map[string]struct {
		want    day
		problem string
	}{
		"15/03/2026":          {want: exact(2026, 3, 15)},
		"5/3/2026":            {want: exact(2026, 3, 5)},
		"05-03-2026":          {want: exact(2026, 3, 5)},
		"05.03.2026":          {want: exact(2026, 3, 5)},
		"2026-03-05":          {want: exact(2026, 3, 5)},
		"2026-3-5":            {want: exact(2026, 3, 5)},
		"2026-03-05 00:00:00": {want: exact(2026, 3, 5)},
		"2026-03-05T10:11:12": {want: exact(2026, 3, 5)},
		"29/02/2024":          {want: exact(2024, 2, 29)},

		// A moment in UTC: the day in Paris, across both changes of the hour.
		"2026-03-27T23:00:00.000Z":  {want: exact(2026, 3, 28)},
		"2026-03-29T22:00:00Z":      {want: exact(2026, 3, 30)},
		"2026-10-25T23:00:00.000Z":  {want: exact(2026, 10, 26)},
		"2026-03-28T23:00:00+00:00": {want: exact(2026, 3, 29)},
		"2026-03-28T23:00:00+01:00": {want: exact(2026, 3, 28)},
		"2025-12-31T23:00:00Z":      {want: exact(2026, 1, 1)},
		"2026-03-05T00:00:00Z":      {want: exact(2026, 3, 5)},
		"2026-01-05T22:59:59Z":      {want: exact(2026, 1, 5)},
		"2026-03-05T23:30:00+01:00": {want: exact(2026, 3, 5)},
		"2026-02-31T23:00:00Z":      {problem: ProblemDateImpossible},
		"12 mars 2026":              {want: exact(2026, 3, 12)},
		"1er août 2026":             {want: exact(2026, 8, 1)},
		"1 AOUT 2026":               {want: exact(2026, 8, 1)},
		"03/2026":                   {want: day{date: observatory.NewDate(2026, 3, 1), monthOnly: true}},
		"2026-03":                   {want: day{date: observatory.NewDate(2026, 3, 1), monthOnly: true}},
		"mars 2026":                 {want: day{date: observatory.NewDate(2026, 3, 1), monthOnly: true}},
		"05/03/2026 14:30":          {want: exact(2026, 3, 5)},
		"2026/03/05":                {want: exact(2026, 3, 5)},
		"20260305":                  {want: exact(2026, 3, 5)},
		"15 / 03 / 2026":            {want: exact(2026, 3, 15)},
		"12-mars-2026":              {want: exact(2026, 3, 12)},
		"jeu. 12 mars 2026":         {want: exact(2026, 3, 12)},
		"jeudi 12/03/2026":          {problem: ProblemDateUnreadable},
		"12/03/26":                  {want: exact(2026, 3, 12), problem: ProblemDateTwoDigits},
		"12.03.26":                  {want: exact(2026, 3, 12), problem: ProblemDateTwoDigits},
		"12 mars 26":                {want: exact(2026, 3, 12), problem: ProblemDateTwoDigits},
		"12-mars-26":                {want: exact(2026, 3, 12), problem: ProblemDateTwoDigits},
		"mars-26":                   {want: day{date: observatory.NewDate(2026, 3, 1), monthOnly: true}, problem: ProblemDateTwoDigits},
		"31/02/26":                  {problem: ProblemDateImpossible},
		"03/26":                     {problem: ProblemDateTwoDigits},
		"12345678":                  {problem: ProblemDateUnreadable},
		"31/02/2026":                {problem: ProblemDateImpossible},
		"29/02/2026":                {problem: ProblemDateImpossible},
		"03/25/2026":                {problem: ProblemDateImpossible},
		"00/00/0000":                {problem: ProblemDateImpossible},
		"13/2026":                   {problem: ProblemDateImpossible},
		"46023":                     {problem: ProblemDateSerial},
		"2026":                      {problem: ProblemDateUnreadable},
		"12/03/2026/4":              {problem: ProblemDateUnreadable},
		"12/03/2026 ?":              {problem: ProblemDateUnreadable},
		"vers mars":                 {problem: ProblemDateUnreadable},
		"/":                         {problem: ProblemDateUnreadable},
		"999999999999/1/2026":       {problem: ProblemDateUnreadable},
	}
	for in, test := range tests {
		t.Run(in, func(t *testing.T) {
			got, problem := parseDay([]byte(in))
			if got != test.want || problem != test.problem {
				t.Errorf("parseDay(%q) = %v %q, want %v %q", in, got, problem, test.want, test.problem)
			}
		})
	}
}

// TestCivil holds the count of days against the standard library's calendar.
func TestCivil(t *testing.T) {
	for d := observatory.NewDate(1899, 12, 25); d < observatory.NewDate(2101, 1, 10); d++ {
		at := d.Time()
		got, problem := civil(at.Year(), int(at.Month()), at.Day())
		if got.date != d || problem != "" {
			t.Fatalf("civil(%s) = %s %q", d, got.date, problem)
		}
	}
}

func TestThreeMonthsAfter(t *testing.T) {
	for in, want := range map[string]string{"2026-01-10": "2026-04-10", "2025-11-30": "2026-02-28", "2026-03-31": "2026-06-30"} {
		d, err := observatory.ParseDate(in)
		if err != nil {
			t.Fatal(err)
		}
		if got := threeMonthsAfter(d).String(); got != want {
			t.Errorf("threeMonthsAfter(%s) = %s, want %s", in, got, want)
		}
	}
}

func FuzzParseDay(f *testing.F) {
	for _, seed := range []string{"15/03/2026", "2026-03", "1er mars 2026", "12/03/26", "", "99999/99/9999", "é"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got, problem := parseDay(b)
		if problem != "" && problem != ProblemDateTwoDigits && got != (day{}) {
			t.Errorf("parseDay(%q) = %v with problem %q", b, got, problem)
		}
		if problem == "" && got.monthOnly && got.date.Time().Day() != 1 {
			t.Errorf("parseDay(%q): a month on day %d", b, got.date.Time().Day())
		}
	})
}
