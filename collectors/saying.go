package collectors

import (
	"bytes"
	"slices"
	"strings"
)

// said gives the problem that says most of a cell that was refused: what a
// formula could not compute, and several dates, are told as such.
func said(code string, cell []byte) string {
	switch {
	case formulaError(cell):
		return ProblemFormula
	case ditto(cell):
		return ProblemDitto
	case code == ProblemDateUnreadable && holdsDates(cell):
		return ProblemDateSeveral
	}
	return code
}

// neverComputed stands for the value of a formula that no spreadsheet has computed:
// a program wrote the workbook.
const neverComputed = "#CALC!"

// formulaError reports whether a cell holds what a spreadsheet writes for a
// formula that it could not compute, in French or in English.
func formulaError(cell []byte) bool {
	if len(cell) < 4 || cell[0] != '#' {
		return false
	}
	switch strings.ToUpper(string(cell)) {
	case "#N/A", "#N/D", "#VALUE!", "#VALEUR!", "#REF!", "#NAME?", "#NOM?", "#DIV/0!", "#NUM!", "#NOMBRE!", "#NULL!", "#NUL!", "#SPILL!", "#PROPAGATION!", neverComputed:
		return true
	}
	return false
}

// longestDates bounds the cells in which several dates are looked for.
const longestDates = 200

// holdsDates reports whether a cell holds several dates, whatever stands
// between them.
func holdsDates(cell []byte) bool {
	return len(cell) <= longestDates && countDates(cell) > 1
}

// countDates counts the words of a text that are dates.
func countDates(cell []byte) (n int) {
	for _, word := range bytes.FieldsFunc(cell, func(r rune) bool { return r <= ' ' || strings.ContainsRune(";,|+&()\u00a0", r) }) {
		if d, _ := parseDay(word); d.known() {
			n++
		}
	}
	return n
}

// departmentProblem says of a department that is not known what it may be.
func departmentProblem(folded string) string {
	switch {
	case folded == "20" || folded == "corse":
		return ProblemCorsica
	case len(folded) == 5 && strings.Trim(folded, "0123456789") == "":
		return ProblemPostcode
	}
	return ProblemDepartment
}

// listedWords is how many words a message lists, at most.
const listedWords = 14

// suggestion says which words a column takes: all of them when they are few,
// else the one that the cell resembles. It tells nothing of the cell but a word
// of the published list.
func (w *worker) suggestion(id columnID, cell []byte) string {
	at := slices.IndexFunc(columns(), func(c column) bool { return c.id == id })
	words := columns()[at].words()
	if len(words) <= listedWords {
		return "choisissez parmi : " + strings.Join(words.published(), ", ")
	}
	if len(cell) <= longestDates {
		if code := nearWord(fold(string(cell)), words); code != "" {
			return "vouliez-vous dire « " + words.label(code) + " » ? Sinon, " + remedyText(remedyWord)
		}
	}
	return remedyText(remedyWord)
}

// nearWord gives the code of the word that a cell resembles, or else shares a
// word with; empty when none or several do.
func nearWord(folded string, words vocabulary) string {
	index := words.index()
	if code := resembling(folded, index); code != "" {
		return code
	}
	found, parts := "", strings.Fields(folded)
	for word, code := range index {
		shares := slices.ContainsFunc(strings.Fields(word), func(part string) bool { return len(part) > 2 && slices.Contains(parts, part) })
		if shares && found != "" && found != code {
			return ""
		}
		if shares {
			found = code
		}
	}
	return found
}

// plainNumber takes off a foreigner number what people and spreadsheets put
// around it: "N°", the apostrophe of a text, the decimals of a number that a
// tool took for a quantity.
func plainNumber(b []byte) []byte {
	if len(b) == 0 || b[0] >= '0' && b[0] <= '9' && bytes.IndexByte(b, '.') < 0 && bytes.IndexByte(b, ',') < 0 {
		return b
	}
	b = bytes.TrimPrefix(b, []byte("'"))
	for _, mark := range []string{"N°", "n°", "Nº", "nº"} {
		if rest, cut := bytes.CutPrefix(b, []byte(mark)); cut && len(rest) > 0 {
			b = clean(rest)
		}
	}
	at := bytes.IndexAny(b, ".,")
	if at < 1 || len(b)-at < 2 || len(b)-at > 3 || len(bytes.Trim(b[at+1:], "0")) > 0 || len(bytes.Trim(b[:at], "0123456789")) > 0 {
		return b
	}
	return b[:at]
}

// ditto reports whether a cell says that the one above holds for it too.
func ditto(cell []byte) bool {
	if len(cell) > len("même chose.") || len(cell) == 0 || cell[0] >= '0' && cell[0] <= '9' {
		return false
	}
	switch strings.ToLower(string(cell)) {
	case `"`, "''", "″", "”", "“", "〃", "idem", "id.", "id", "ditto", "même", "même chose":
		return true
	}
	return false
}
