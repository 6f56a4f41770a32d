package reports

import (
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // weeks and hours are those of Paris on any machine

	"vigie/internal/observatory"
	"vigie/internal/texts"
)

// paris is the time zone of the weeks and hours of a dossier. Its data is
// embedded, so that loading it cannot fail.
func paris() *time.Location {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(fmt.Sprintf("reports: no time zone data: %v", err))
	}
	return zone
}

// longDate writes a date as 1er novembre 2026, with plain blanks: the lines of
// attempts also stand in plain text files, where they are searched for.
func longDate(d observatory.Date) string {
	return strings.ReplaceAll(texts.In(texts.French).Date(d), texts.NoWrap, " ")
}

// hour writes an instant's hour in Paris as 9 h 05.
func hour(t time.Time) string {
	t = t.In(paris())
	return fmt.Sprintf("%d\u00a0h\u00a0%02d", t.Hour(), t.Minute())
}

// plural chooses a form and puts the number before it. French takes the
// singular for 0 and 1.
func plural(n int, one, many string) string {
	if n < 2 {
		return fmt.Sprintf("%d %s", n, one)
	}
	return fmt.Sprintf("%d %s", n, many)
}

// outcomeLabel names an outcome for a reader of the dossier.
func outcomeLabel(o observatory.Outcome) string { return texts.In(texts.French).Outcome(o) }

// causeLabel names a cause for a reader of the dossier; the code where it has
// no words.
func causeLabel(cause string) string { return texts.In(texts.French).Cause(cause) }

// modeLabel names a series for a reader of the dossier.
func modeLabel(m observatory.Mode) string {
	switch m {
	case observatory.Reported:
		return "Tentatives de la personne elle-même"
	case observatory.Assisted:
		return "Tentatives d’un bénévole"
	case observatory.Unattended:
		return "Relevés de l’automate de l’observatoire"
	}
	return string(m)
}

// guard makes a text safe as a cell of a spreadsheet: a cell that begins like a
// formula would be run by the program that opens it.
func guard(cell string) string {
	cell = oneLine(cell)
	if cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
