package observatory

import (
	"regexp"
	"strings"
)

// negative is a number that a spreadsheet may read as one.
var negative = regexp.MustCompile(`^-[0-9]+([.,][0-9]+)?([eE][-+]?[0-9]+)?$`)

// SafeRow gives a row of an exported table, each cell as SafeCell gives it.
func SafeRow(row []string) []string {
	safe := make([]string, len(row))
	for i, cell := range row {
		safe[i] = SafeCell(cell)
	}
	return safe
}

// SafeCell gives the text of a cell of an exported table so that no spreadsheet
// takes it for a formula: an apostrophe goes before = + - @, tabulation, carriage
// return and line feed. A negative number stays one.
func SafeCell(text string) string {
	if text != "" && strings.IndexByte("=+-@\t\r\n", text[0]) >= 0 && !negative.MatchString(text) {
		return "'" + text
	}
	return text
}
