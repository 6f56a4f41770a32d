package texts

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"vigie/internal/observatory"
)

// Spaces that do not break, as French typography wants them.
const (
	Thin   = "\u202f" // between thousands, before ; ! ?
	NoWrap = "\u00a0" // before %, : and inside « »
)

// Count writes a whole number with its thousands parted: 1 234 567 (U+202F) or
// 1,234,567.
func (p Printer) Count(n int64) string {
	separator := Thin
	if p.language == English {
		separator = ","
	}
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if digits[0] == '-' {
		sign, digits = "−", digits[1:]
	}
	var b strings.Builder
	b.WriteString(sign)
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(separator)
		}
		b.WriteRune(d)
	}
	return b.String()
}

// Decimal writes a number with a fixed number of decimals.
func (p Printer) Decimal(v float64, decimals int) string {
	text := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	whole, fraction, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil { // beyond whole numbers, or not a number
		return text
	}
	out := p.Count(n)
	if fraction != "" {
		point := ","
		if p.language == English {
			point = "."
		}
		out += point + fraction
	}
	if v < 0 && strings.Trim(text, "0.") != "" {
		out = "−" + out
	}
	return out
}

// Percent writes a share of 0 to 1 with one decimal: 98,2 % (U+00A0) or 98.2%.
func (p Printer) Percent(share float64) string {
	if p.language == English {
		return p.Decimal(share*100, 1) + "%"
	}
	return p.Decimal(share*100, 1) + NoWrap + "%"
}

// Days writes a number of days, with a decimal only where it is needed.
func (p Printer) Days(days float64) string {
	decimals := 0
	if days != math.Trunc(days) {
		decimals = 1
	}
	unit := p.T("unit.day")
	if math.Abs(days) >= 2 || p.language == English && days != 1 {
		unit = p.T("unit.days")
	}
	return p.Decimal(days, decimals) + NoWrap + unit
}

// Month writes a month: novembre 2026.
func (p Printer) Month(m observatory.Month) string {
	return p.monthName(time.Month(int(m)%12+1)) + NoWrap + strconv.Itoa(int(m)/12)
}

// MonthHead writes a month over a narrow column, on two lines where one is too
// wide: nov. 2026.
func (p Printer) MonthHead(m observatory.Month) string {
	return p.T("month.short."+strconv.Itoa(int(m)%12+1)) + " " + strconv.Itoa(int(m)/12)
}

// Date writes a civil date: 23 novembre 2026, 1er mai 2026; nothing when it is
// unknown.
func (p Printer) Date(d observatory.Date) string {
	if !d.Known() {
		return ""
	}
	return p.dayOf(d.Time())
}

func (p Printer) dayOf(t time.Time) string {
	day := strconv.Itoa(t.Day())
	if t.Day() == 1 && p.language == French {
		day = "1er"
	}
	return day + NoWrap + p.monthName(t.Month()) + NoWrap + strconv.Itoa(t.Year())
}

func (p Printer) monthName(m time.Month) string { return p.T("month." + strconv.Itoa(int(m))) }

// Moment writes an instant in a time zone, to the minute: 23 novembre 2026 à
// 10 h 32; nothing for the zero time.
func (p Printer) Moment(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(zone)
	if p.language == English {
		return p.dayOf(t) + ", " + t.Format("15:04")
	}
	return p.dayOf(t) + " à " + strconv.Itoa(t.Hour()) + NoWrap + "h" + NoWrap + t.Format("04")
}

// Duration writes a duration: 850 ms, 2,3 s, 4 min 05 s.
func (p Printer) Duration(d time.Duration) string {
	switch {
	case d < time.Second:
		return p.Count(d.Milliseconds()) + NoWrap + "ms"
	case d < time.Minute:
		return p.Decimal(d.Seconds(), 1) + NoWrap + "s"
	}
	seconds := int64(d.Round(time.Second) / time.Second)
	return fmt.Sprintf("%s%smin%s%02d%ss", p.Count(seconds/60), NoWrap, NoWrap, seconds%60, NoWrap)
}

// Span writes a long time by its two largest units: 3 jours 4 h, 5 h 10 min,
// 40 min; less than a minute is said so.
func (p Printer) Span(d time.Duration) string {
	d = d.Round(time.Minute)
	days, hours, minutes := int64(d/(24*time.Hour)), int64(d/time.Hour)%24, int64(d/time.Minute)%60
	switch {
	case days > 0 && hours > 0:
		return p.Days(float64(days)) + " " + p.Count(hours) + NoWrap + "h"
	case days > 0:
		return p.Days(float64(days))
	case hours > 0 && minutes > 0:
		return fmt.Sprintf("%d%sh%s%02d%smin", hours, NoWrap, NoWrap, minutes, NoWrap)
	case hours > 0:
		return p.Count(hours) + NoWrap + "h"
	case minutes > 0:
		return p.Count(minutes) + NoWrap + "min"
	}
	return p.T("unit.moment")
}

// Size writes a number of bytes: 812 octets, 12,3 ko, 4,0 Mo.
func (p Printer) Size(bytes int64) string {
	switch {
	case bytes < 1000:
		return p.Count(bytes) + NoWrap + p.T("unit.bytes")
	case bytes < 1_000_000:
		return p.Decimal(float64(bytes)/1e3, 1) + NoWrap + p.T("unit.kilobytes")
	}
	return p.Decimal(float64(bytes)/1e6, 1) + NoWrap + p.T("unit.megabytes")
}

// Plural chooses between the one and the many form of a noun: in French 0 and
// 1 take the first.
func (p Printer) Plural(n int64, one, many string) string {
	if n == 1 || n == 0 && p.language == French {
		return one
	}
	return many
}
