package collectors

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"vigie/internal/observatory"
)

// looks is what a workbook says by other means than the values of its cells:
// nothing of it is read as data, and the person who sends it is told.
type looks struct {
	hidden  []hiddenSheet // sheets that are not shown, and so not read
	remarks int           // pinned to cells
	sheets  []sheetLooks  // of the sheets that are read, in their order
}

type hiddenSheet struct{ place, rows int } // among all sheets, from 1

type sheetLooks struct {
	hidden  rowNotes // hidden by hand or by a filter: read as the others
	struck  rowNotes // its first cell is struck through
	merged  rowNotes // where a cell stands over those below
	columns []int    // hidden ones, from 0
	runs    []fillRun
	last    int // row read last
}

// rowNotes are rows of a sheet, in their order: the first thousands, and how many more.
type rowNotes struct {
	rows   []int
	beyond int
}

// fillRun begins where rows take another colour.
type fillRun struct {
	row  int
	fill string // empty: none
}

const maxNotes = 4096

func (n *rowNotes) add(row int) {
	if at := len(n.rows); at > 0 && n.rows[at-1] == row {
		return
	}
	if len(n.rows) >= maxNotes {
		n.beyond++
		return
	}
	n.rows = append(n.rows, row)
}

// below says which rows lie below the header, for a person; empty for none. It
// gives the first.
func (n *rowNotes) below(header int) (text string, first int) {
	rows := slices.DeleteFunc(slices.Clone(n.rows), func(row int) bool { return row <= header })
	slices.Sort(rows) // merged cells stand in any order
	rows = slices.Compact(rows)
	const named = 20
	switch all := len(rows) + n.beyond; {
	case len(rows) == 0:
		return "", 0
	case all == 1:
		return "1 ligne", rows[0]
	case all <= named:
		var list []string
		for _, row := range rows {
			list = append(list, strconv.Itoa(row))
		}
		return "lignes " + strings.Join(list, ", "), rows[0]
	default:
		return fmt.Sprintf("%d lignes", all), rows[0]
	}
}

// cellLook is how a cell is shown.
type cellLook struct {
	struck bool
	fill   string
}

// row notes how a row is shown, by its first cell that is not empty.
func (s *sheetLooks) row(row int, hidden bool, look cellLook) {
	s.last = row
	if hidden {
		s.hidden.add(row)
	}
	if look.struck {
		s.struck.add(row)
	}
	if n := len(s.runs); n < maxNotes && (n == 0 || s.runs[n-1].fill != look.fill) {
		s.runs = append(s.runs, fillRun{row, look.fill})
	}
}

// coloured is the first row below the header that has another colour than the
// first; 0 where none has, or where colours change too often to mean anything
// but stripes.
func (s *sheetLooks) coloured(header int) int {
	first, at, changes := "", 0, 0
	for i, run := range s.runs {
		switch {
		case i+1 < len(s.runs) && s.runs[i+1].row <= header+1:
			continue
		case run.row <= header+1:
			first = run.fill
		case run.fill != first || changes > 0:
			if changes++; at == 0 {
				at = run.row
			}
		}
	}
	if len(s.runs) >= maxNotes || 2*changes > s.last-header && changes > 2 {
		return 0
	}
	return at
}

// tell notes what the person is told of the looks of a workbook.
func (s *Summary) tell(r *rules) {
	note := func(kept int, column, code, value string) { s.note(finding(kept, column, code, value, true)) }
	var hidden []string
	for _, sheet := range r.survey.looks.hidden {
		hidden = append(hidden, fmt.Sprintf("feuille %d du classeur, %s", sheet.place, countOf(sheet.rows, "ligne")))
	}
	if len(hidden) > 0 {
		note(0, "", WarningHiddenSheet, strings.Join(hidden, " ; "))
	}
	if n := r.survey.looks.remarks; n > 0 {
		note(0, "", WarningRemarks, countOf(n, "commentaire"))
	}
	for i := range r.survey.looks.sheets {
		if i >= len(r.layouts) || r.layouts[i] == nil {
			continue
		}
		sheet, l := &r.survey.looks.sheets[i], r.layouts[i]
		_, header := observatory.SheetRow(l.headerRow)
		for _, found := range [...]struct {
			code string
			rows *rowNotes
		}{{WarningHiddenRows, &sheet.hidden}, {WarningStruck, &sheet.struck}, {WarningMerged, &sheet.merged}} {
			if text, first := found.rows.below(header); first > 0 {
				note(observatory.RowOf(i, first), "", found.code, text)
			}
		}
		for _, column := range sheet.columns {
			if column < len(l.header) && len(l.header[column]) > 0 {
				note(l.headerRow, "colonne "+columnName(column), WarningHiddenColumn, "")
			}
		}
		if at := sheet.coloured(header); at > 0 {
			note(observatory.RowOf(i, at), "", WarningColours, "")
		}
	}
}

func countOf(n int, of string) string {
	if n > 1 {
		of += "s"
	}
	return strconv.Itoa(n) + " " + of
}
