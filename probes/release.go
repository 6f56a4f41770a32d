package probes

import (
	"strconv"
	"strings"
	"time"

	_ "time/tzdata" // Paris time is needed on any machine

	"vigie/internal/observatory"

	"vigie/internal/lazyregexp"
)

// Release is what RDV-Prefecture says of the last time that it put
// appointments on line: when, and for which week.
type Release struct {
	At   time.Time        // UTC
	Week observatory.Date // first day of the week, as printed
}

var (
	releaseLine = lazyregexp.New(`(?i)dernière mise en ligne de rendez-vous ?: ?le (\d{1,2})/(\d{1,2})/(\d{4}) à (\d{1,2}) ?[:h] ?(\d{2})` +
		`(?: pour des créneaux de la semaine du (\d{1,2})/(\d{1,2})/(\d{4}))?`)
	spaces = lazyregexp.New(`[\s\x{a0}\x{202f}]+`)
)

// ParseRelease finds the line « Dernière mise en ligne de rendez-vous : le
// 04/05/2026 à 11:58 pour des créneaux de la semaine du 18/05/2026 » in a text.
// The system is national: its hours are those of Paris. A line with a date that
// does not exist is not found. The week may be missing.
func ParseRelease(text string) (Release, bool) {
	m := releaseLine.FindStringSubmatch(squeeze(text))
	if m == nil {
		return Release{}, false
	}
	day, found := civilDate(m[1], m[2], m[3])
	hour, minute := atoi(m[4]), atoi(m[5])
	if !found || hour > 23 || minute > 59 {
		return Release{}, false
	}
	y, mo, d := day.Time().Date()
	release := Release{At: time.Date(y, mo, d, hour, minute, 0, 0, paris()).UTC()}
	if m[6] != "" {
		if release.Week, found = civilDate(m[6], m[7], m[8]); !found {
			return Release{}, false
		}
	}
	return release, true
}

// squeeze turns every run of spaces, non-breaking ones included, into one space.
func squeeze(text string) string {
	return strings.TrimSpace(spaces.ReplaceAllString(text, " "))
}

func paris() *time.Location {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		return time.UTC // impossible: the time zones are built in
	}
	return zone
}

// atoi reads digits that a regular expression has matched.
func atoi(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return -1
	}
	return n
}

// civilDate gives the date of a day, month and year in digits, if it exists.
func civilDate(day, month, year string) (observatory.Date, bool) {
	return existing(atoi(year), time.Month(atoi(month)), atoi(day))
}

func existing(year int, month time.Month, day int) (observatory.Date, bool) {
	if month < 1 || month > 12 || day < 1 || year < 1900 || year > 2999 {
		return observatory.NoDate, false
	}
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if t.Month() != month || t.Day() != day {
		return observatory.NoDate, false
	}
	date := observatory.NewDate(year, month, day)
	return date, date.Known()
}
