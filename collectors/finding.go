package collectors

import (
	"fmt"
	"unicode/utf8"

	"vigie/internal/observatory"
)

// Finding is one problem or warning of one row, fit to be shown: the value is
// masked and never tells what the cell holds.
type Finding struct {
	Row     int    `json:"row"`             // as a spreadsheet numbers it
	Sheet   int    `json:"sheet,omitempty"` // from 1; 0 in a file of one sheet
	Column  string `json:"column"`          // published name; empty for the whole row
	Problem string `json:"problem"`
	Message string `json:"message"` // the problem in French
	Value   string `json:"value"`   // masked: first sign and length
	Remedy  string `json:"remedy"`  // what to do, in French

	kept    int // the row's number over all sheets (observatory.RowOf)
	warning bool
}

// Explain words the codes of a reject: what is wrong, and what to do.
func Explain(problem, remedy string) (message, todo string) {
	return explain(problem).message, remedyText(remedy)
}

func finding(kept int, column, code, value string, warning bool) Finding {
	e := explain(code)
	sheet, row := observatory.SheetRow(kept)
	if sheet > 0 {
		sheet++
	}
	return Finding{
		kept: kept, Row: row, Sheet: sheet, Column: column, Problem: code, Message: e.message,
		Value: value, Remedy: remedyText(e.remedy), warning: warning,
	}
}

// mask tells of a value its first sign and its length only; of a date also its
// form. Digits read 9.
func mask(value []byte) string {
	if len(value) == 0 {
		return ""
	}
	if form, ok := dateForm(value); ok {
		return form
	}
	first, _ := utf8.DecodeRune(value)
	if first >= '0' && first <= '9' {
		first = '9'
	}
	n := utf8.RuneCount(value)
	if n == 1 {
		return fmt.Sprintf("%c (1 caractère)", first)
	}
	return fmt.Sprintf("%c… (%d caractères)", first, n)
}

// dateForm gives the form of what looks like a date (99/99/99): digits in
// groups of at most four with / - or . between.
func dateForm(value []byte) (string, bool) {
	if len(value) > 10 {
		return "", false
	}
	form := make([]byte, len(value))
	run, separators := 0, 0
	for i, c := range value {
		switch {
		case c >= '0' && c <= '9':
			form[i] = '9'
			run++
		case c == '/' || c == '-' || c == '.':
			form[i] = c
			run = 0
			separators++
		default:
			return "", false
		}
		if run > 4 {
			return "", false
		}
	}
	return string(form), separators > 0 && separators <= 2
}

// fileFault is an input error about a whole file.
func fileFault(format string, args ...any) error {
	return observatory.InputErrorf(format, args...)
}
