package collectors

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"vigie/internal/observatory"
)

// headless tells whether what was taken for a header is a row of data, or stands below
// some: the table has no header then, and none of its rows may be lost as one.
func (h *sheetHead) headless(row, depth int) bool {
	if readHeader(headerOf(h.rows[row:row+depth]), 0).known > 1 {
		return false
	}
	width := filled(h.rows[row+depth-1])
	for _, above := range h.rows[:row] {
		if n := filled(above); (n > 1 && n >= width || n > 3 && 2*n > width) && holdsData(above) && !namesMonths(above) {
			return true
		}
	}
	return h.likeBelow(row+depth-1) > 1
}

// likeBelow counts the cells of a row that come again below them, or have the form of
// most cells below them (« A-12 » above « A-13 »): names of columns do neither.
func (h *sheetHead) likeBelow(row int) int {
	votes := 0
	for i, cell := range h.rows[row] {
		if cell == "" {
			continue
		}
		form, again, alike, cells := formOf(cell), false, 0, 0
		for _, below := range h.rows[row+1:] {
			if i >= len(below) || below[i] == "" || slices.Equal(below, h.rows[row]) { // a header printed again
				continue
			}
			cells++
			again = again || fold(below[i]) == fold(cell) && fold(cell) != ""
			if formOf(below[i]) == form {
				alike++
			}
		}
		if again || strings.Contains(form, "9") && cells > 1 && 10*alike >= 6*cells {
			votes++
		}
	}
	return votes
}

// formOf gives the form of a code: its runs of letters and of digits, and its signs.
func formOf(text string) string {
	var form []rune
	for _, r := range text {
		switch {
		case unicode.IsLetter(r):
			r = 'a'
		case unicode.IsDigit(r):
			r = '9'
		}
		if len(form) == 0 || form[len(form)-1] != r {
			form = append(form, r)
		}
	}
	return string(form)
}

func filled(cells []string) int {
	n := 0
	for _, cell := range cells {
		if cell != "" {
			n++
		}
	}
	return n
}

// headerPlace is where the header of a table stands.
type headerPlace struct {
	sheet, row, depth int  // rows by their place in the head
	none              bool // the table has none
}

// headerFor finds the header of a file: where a person's mapping has it, or the
// likeliest.
func headerFor(heads []sheetHead, m *Mapping) (h headerPlace, found bool) {
	if m != nil && (m.Header.None || m.Header.Row > 0) {
		h = headerPlace{none: m.Header.None, depth: max(1, m.Header.Rows)}
		for h.sheet = range heads {
			head := &heads[h.sheet]
			h.row = slices.Index(head.at, m.Header.Row) - h.depth + 1
			if (len(m.Sheets) == 0 || m.wants(head.name, h.sheet)) && len(head.rows) > 0 && (h.none || h.row >= 0) {
				return h, true
			}
		}
	}
	h = headerPlace{}
	h.sheet, h.row, h.depth = likelyHeader(heads)
	if h.none = h.row < 0; h.none {
		h.sheet = headlessSheet(heads)
	} else if m == nil {
		h.none = heads[h.sheet].headless(h.row, h.depth)
	}
	return h, h.sheet >= 0
}

// names gives the ways in which the columns are named, and the last row of the header.
func (h *headerPlace) names(head *sheetHead) (ways [][]string, last int) {
	if h.none {
		return head.unnamedWays(), observatory.RowOf(h.sheet, 0)
	}
	end := h.row + h.depth
	return headerNames(headerOf(head.rows[h.row:end])), observatory.RowOf(h.sheet, head.at[end-1])
}

// headlessSheet finds the first sheet that holds a row of data: -1 for none.
func headlessSheet(heads []sheetHead) int {
	return slices.IndexFunc(heads, func(h sheetHead) bool {
		return slices.ContainsFunc(h.rows, func(row []string) bool { return filled(row) > 1 && holdsData(row) })
	})
}

// unnamedWays are the names that the columns of a sheet without a header have: none.
func (h *sheetHead) unnamedWays() [][]string {
	width := 0
	for _, row := range h.rows {
		width = max(width, len(row))
	}
	return make([][]string, width)
}

// byValues is how surely the values alone tell a column, in a table without a header.
func (p *proposer) byValues(f *fileColumn, c column) int {
	switch c.id {
	case colProcedure, colGround, colEvent:
		if fit := p.fits(f.values, c); fit >= 80 {
			return fit * 3 / 5
		}
	case colPrefecture:
		codes := slices.Compact(slices.Sorted(maps.Values(p.departments)))
		if p.reference != nil && share(f.values, func(v string) bool { return !strings.ContainsAny(v, "0123456789") && p.placeOf(codes, v) != "" }) >= 80 {
			return 60
		}
	}
	return 0
}

// notesByPlace says what the values of a table without a header could not tell.
func (p *proposer) notesByPlace(proposal *Proposal, firstRow int) {
	proposal.note("la ligne %d ressemble à des données, et aucune autre à un en-tête : toutes les lignes sont lues, et les colonnes vont par leur place (A, B, C) ; si le tableau a un en-tête, dites sa ligne (« en-tête »)", firstRow)
	var days []*ProposedColumn
	for i := range proposal.Columns {
		c, f := &proposal.Columns[i], &p.file[i]
		switch {
		case c.Column != "" || c.Event != "" || len(f.values) == 0:
		case f.days() >= 50:
			days = append(days, c)
		case allDifferent(f.values) && share(f.values, func(v string) bool { return strings.ContainsAny(v, "0123456789") }) == 100:
			proposal.note("%s : des valeurs toutes différentes ; est-ce la référence du dossier ?", c.named())
		}
	}
	if _, told := proposal.Mapping.Columns[columnEvent]; told && len(days) == 1 {
		c := days[0]
		c.Column, c.Certainty = columnDate, 50
		proposal.Mapping.Columns[columnDate] = MappingCell{MappingSource: MappingSource{Position: c.Place}}
		proposal.note("%s : seules dates du tableau, prises pour celles des évènements ; vérifiez-le", c.named())
		return
	}
	for _, c := range days {
		proposal.note("%s : des dates, mais rien ne dit desquelles (dépôt, clôture, naissance…)", c.named())
	}
}

func allDifferent(values []string) bool {
	return len(values) > 1 && len(slices.Compact(slices.Sorted(slices.Values(values)))) == len(values)
}
