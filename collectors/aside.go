package collectors

import (
	"bytes"
	"slices"
	"strings"
)

// aside tells of a row that is no case why it is left out: the header that
// stands again on each printed page, a total below the rows. It is empty for all
// others.
func (w *worker) aside() string {
	cells := w.scan.cells
	at := slices.IndexFunc(cells, func(cell []byte) bool { return len(clean(cell)) > 0 })
	first := clean(cells[at])
	switch {
	case w.layout.headed(at, first) && w.layout.again(cells):
		return WarningHeaderAgain
	case totals(first):
		w.cells = cells
		if w.layout.views == nil && w.placeless() || w.layout.views != nil && sums(cells[at+1:]) { // it would be refused anyway
			return WarningTotal
		}
	case w.layout.views == nil && w.row == w.layout.headerRow+1 && w.ofFile() && guides(cells):
		w.cells = cells
		if d := w.cell(colDepartment); len(d) == 0 || w.departments[fold(string(d))] == "" { // it would be refused anyway
			return WarningGuide
		}
	}
	return ""
}

// ofFile reports whether the rows are those of a table that somebody keeps, and
// not single reports.
func (w *worker) ofFile() bool {
	return slices.Contains([]string{formatCSV, formatXLSX, formatODS}, w.source)
}

// guides reports whether a row tells what to write below: it holds neither a
// number nor a date, and a cell shows a form, or all stand in brackets.
func guides(cells [][]byte) bool {
	full, brackets, shown := 0, 0, false
	texts := make([]string, len(cells))
	for i, cell := range cells {
		if texts[i] = strings.ToLower(string(clean(cell))); texts[i] == "" {
			continue
		}
		if full++; texts[i][0] == '(' {
			brackets++
		}
		for _, mark := range [...]string{"jj/mm", "aaaa", "obligatoire", "facultati", "exemple", "format"} {
			shown = shown || strings.Contains(texts[i], mark)
		}
	}
	return full > 1 && (shown || brackets == full) && !holdsData(texts)
}

// placeless reports whether a row has no department, or no date at all.
func (w *worker) placeless() bool {
	return len(w.cell(colDepartment)) == 0 || !slices.ContainsFunc(w.cells, func(cell []byte) bool {
		d, _ := parseDay(clean(cell))
		return d.known()
	})
}

// sums reports whether cells hold words and small numbers alone, which no mapping
// reads as a date or as the number of a person.
func sums(cells [][]byte) bool {
	return !slices.ContainsFunc(cells, func(cell []byte) bool {
		cell = clean(cell)
		if at := bytes.IndexAny(cell, ",."); at >= 0 && len(cell)-at <= 3 && onlyDigits(cell[at+1:]) { // a mean
			cell = cell[:at]
		}
		return hasDigit(cell) && (len(cell) > 4 || !onlyDigits(cell))
	})
}

// headed reports whether a cell holds the name of its column.
func (l *layout) headed(at int, cell []byte) bool {
	return at < len(l.header) && slices.Contains(l.header[at], string(cell))
}

// again reports whether a row holds nothing but names of columns, several.
func (l *layout) again(cells [][]byte) bool {
	names := 0
	for at, cell := range cells {
		if cell = clean(cell); len(cell) == 0 {
			continue
		}
		if !l.headed(at, cell) {
			return false
		}
		names++
	}
	return names > 1
}

// totals reports whether a cell begins as the line of a total, a mean or a count does.
func totals(cell []byte) bool {
	switch cell[0] | 0x20 { // in lower case
	case 't', 's', 'n', 'm', 'e':
	default:
		return false
	}
	for _, word := range [...]string{"total", "totaux", "sous-total", "sous total", "sous-totaux", "sous totaux", "nombre", "nb", "moyenne", "médiane", "mediane", "ensemble", "effectif"} {
		if len(cell) >= len(word) && bytes.EqualFold(cell[:len(word)], []byte(word)) && !letterAt(cell, len(word)) {
			return true
		}
	}
	return false
}

// letterAt reports whether a letter follows that makes the word another one, but for a
// plural.
func letterAt(cell []byte, at int) bool {
	return at < len(cell) && cell[at] >= 'a' && cell[at] <= 'z' && cell[at] != 's'
}

// excelBlock is how many rows Excel writes of a CSV file at once. It leaves out
// of a block the last columns that are empty in all of it, but for the first.
// Source: Microsoft, knowledge base 77295.
const excelBlock = 16

// measure finds, at the first row of a block, whether Excel cut all of it short.
func (w *worker) measure(opening bool) {
	if w.survey.placed || w.layout == nil || !opening && (w.row-1)%excelBlock != 0 {
		return
	}
	w.short = 0
	n := len(w.scan.cells)
	if n >= w.layout.width || w.row <= excelBlock || 2*n-1 == w.layout.width { // the last: rows cut in two
		return
	}
	ahead := scanner{data: w.scan.data, at: w.scan.at, separator: w.scan.separator}
	for row := w.row + 1; (row-1)%excelBlock != 0 && ahead.next(); row++ {
		if len(ahead.cells) != n {
			return
		}
	}
	w.short = n
}

// dateOrder counts the dates of a column that can be read in one order only.
type dateOrder struct{ dayFirst, monthFirst int }

// tell notes in which order a date is written, if it can only be one.
func (o *dateOrder) tell(b []byte, problem string) {
	if len(b) < 6 || b[0] < '0' || b[0] > '9' {
		return
	}
	var numbers [2]int
	at := 0
	for i := range numbers {
		start := at
		for at < len(b) && b[at] >= '0' && b[at] <= '9' {
			numbers[i] = 10*numbers[i] + int(b[at]-'0')
			at++
		}
		if at == start || at-start > 2 || at == len(b) || b[at] != '/' && b[at] != '-' && b[at] != '.' {
			return
		}
		at++
	}
	first, second := numbers[0], numbers[1]
	switch {
	case first > 12 && first <= 31 && second <= 12:
		o.dayFirst++
	case problem == ProblemDateImpossible && first >= 1 && first <= 12 && second > 12 && second <= 31:
		o.monthFirst++
	}
}

// doubtful warns of columns whose dates seem to begin with the month: some can
// be nothing else, and none begins with a day. It cannot be told which of the
// others were read wrongly.
func (s *settler) doubtful() {
	at := slices.IndexFunc(s.rules.layouts, func(l *layout) bool { return l != nil })
	if at < 0 {
		return
	}
	l := s.rules.layouts[at]
	for id, order := range s.orders {
		if order.monthFirst > 1 && order.dayFirst == 0 {
			f := finding(l.headerRow, l.names[id], WarningMonthFirst, "", true)
			s.summary.note(f)
			s.opts.Listener.findings([]Finding{f})
		}
	}
}
