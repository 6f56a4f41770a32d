package observatory

import (
	"fmt"
	"strings"
	"time"
)

// Date is a civil date: whole days since 1 January 1970. Zero means "unknown"
// (no date of a case lies on that day).
type Date int32

// NoDate is the unknown date.
const NoDate Date = 0

const secondsPerDay = 24 * 60 * 60

// DateOf gives the civil date of an instant in a place's own time zone.
func DateOf(t time.Time, zone *time.Location) Date {
	y, m, d := t.In(zone).Date()
	return NewDate(y, m, d)
}

// NewDate gives the civil date of a year, month and day. Values out of range
// are normalised as by time.Date.
func NewDate(year int, month time.Month, day int) Date {
	return Date(floorDiv(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix(), secondsPerDay))
}

// ParseDate reads an ISO 8601 date (2026-11-23).
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return NoDate, InputErrorf("date illisible « %s » : attendu AAAA-MM-JJ", s)
	}
	return NewDate(t.Year(), t.Month(), t.Day()), nil
}

// Known reports whether the date is known.
func (d Date) Known() bool { return d != NoDate }

// Time gives midnight UTC of the date.
func (d Date) Time() time.Time { return time.Unix(int64(d)*secondsPerDay, 0).UTC() }

// String writes the ISO 8601 date, empty when unknown.
func (d Date) String() string {
	if !d.Known() {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// MarshalText writes the ISO 8601 date, empty when unknown.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads an ISO 8601 date or an empty text.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = NoDate
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// Month gives the month the date lies in.
func (d Date) Month() Month {
	day := int(d) + marchFirst
	era := floorDiv(int64(day), daysOf400)
	day -= int(era) * daysOf400
	year := (day - day/(daysOf4-1) + day/daysOf100 - day/(daysOf400-1)) / 365
	day -= 365*year + year/4 - year/100
	return Month((int(era)*400+year)*12 + (5*day+2)/153 + int(time.March) - 1)
}

// Of the Gregorian calendar, whose years of this reckoning begin on 1 March: so
// does the leap day come last, and months go by fives of 153 days. A rebuild of
// verdicts turns dates into months and back a hundred million times, which took
// a third of its time by package time.
const (
	marchFirst = 719_468 // days from 1 March of the year 0 to 1 January 1970
	daysOf4    = 4*365 + 1
	daysOf100  = 25*daysOf4 - 1
	daysOf400  = 4*daysOf100 + 1
)

// ISOWeek gives the ISO 8601 week of the date, written 2026-W48.
func (d Date) ISOWeek() string {
	year, week := d.Time().ISOWeek()
	return fmt.Sprintf("%d-W%02d", year, week)
}

// Week numbers the weeks from Monday to Sunday: two dates lie in one ISO 8601
// week when they have the same number.
func (d Date) Week() int { return int(floorDiv(int64(d)+3, 7)) } // 1 January 1970 was a Thursday

// AddMonths gives the same day some months later, or the last day of that
// month when it is shorter.
func (d Date) AddMonths(months int) Date {
	month := d.Month() + Month(months)
	day := d.Time().Day()
	return min(month.First()+Date(day-1), month.Last())
}

// Month is a civil month: year*12 + month - 1.
type Month int32

// First gives the first day of the month.
func (m Month) First() Date {
	fromMarch := int64(m) - int64(time.March) + 1
	year := floorDiv(fromMarch, 12)
	month := fromMarch - 12*year
	return Date(365*year + floorDiv(year, 4) - floorDiv(year, 100) + floorDiv(year, 400) + (153*month+2)/5 - marchFirst)
}

// Last gives the last day of the month.
func (m Month) Last() Date { return (m + 1).First() - 1 }

// String writes the month as 2026-11.
func (m Month) String() string { return fmt.Sprintf("%04d-%02d", int(m)/12, int(m)%12+1) }

// ParseMonth reads a month written 2026-11.
func ParseMonth(s string) (Month, error) {
	t, err := time.Parse("2006-01", s)
	if err != nil {
		return 0, InputErrorf("mois illisible « %s » : attendu AAAA-MM", s)
	}
	return Month(t.Year()*12 + int(t.Month()) - 1), nil
}

// Span is a run of days, both ends included.
type Span struct {
	Start Date `json:"start"`
	End   Date `json:"end"`
}

// Days is the number of days of the span, zero when it is empty.
func (s Span) Days() int { return max(0, int(s.End-s.Start)+1) }

// Clip gives the part of the span that lies within other; it may be empty.
func (s Span) Clip(other Span) Span {
	return Span{Start: max(s.Start, other.Start), End: min(s.End, other.End)}
}

// Period is a span with the name under which figures of it are shown, such as
// 2026-11.
type Period struct {
	Name string `json:"name"`
	Span
}

// Lengths of the periods that have a name of their own, in months.
const (
	OneMonth = 1
	Quarter  = 3
	Year     = 12
)

// PeriodOf gives the month, quarter or year that a month lies in, named 2026-11,
// 2026-T4 or 2026.
func PeriodOf(m Month, months int) Period {
	first := m - m%Month(months)
	p := Period{Name: first.String(), Span: Span{Start: first.First(), End: (first + Month(months) - 1).Last()}}
	switch months {
	case Quarter:
		p.Name = fmt.Sprintf("%04d-T%d", int(m)/12, int(m)%12/3+1)
	case Year:
		p.Name = fmt.Sprintf("%04d", int(m)/12)
	}
	return p
}

// ParsePeriod reads the name of a month, a quarter or a year, as PeriodOf writes
// it.
func ParsePeriod(name string) (Period, error) {
	if month, err := ParseMonth(name); err == nil {
		return PeriodOf(month, OneMonth), nil
	}
	year, quarter, _ := strings.Cut(name, "-T")
	january, err := ParseMonth(year + "-01")
	if err == nil && year == name {
		return PeriodOf(january, Year), nil
	}
	if err == nil && len(quarter) == 1 && quarter >= "1" && quarter <= "4" {
		return PeriodOf(january+3*Month(quarter[0]-'1'), Quarter), nil
	}
	return Period{}, InputErrorf("période illisible « %s » : attendu un mois (2026-11), un trimestre (2026-T4) ou une année (2026)", name)
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && a < 0 {
		q--
	}
	return q
}
