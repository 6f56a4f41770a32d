package collectors

import (
	"strconv"

	"vigie/internal/observatory"
)

// secondTable tells of a row that is the header of another table below the first,
// whose rows would be read by the columns of the first: a closure as a filing. It
// begins with the name of a column, holds nothing but words, most of them names of
// columns, and one at least where the header has another.
func (w *worker) secondTable() error {
	cells := w.scan.cells
	if !w.ofFile() || holdsNumbers(cells) {
		return nil
	}
	full, names, moved := 0, 0, false
	for at, cell := range cells {
		if cell = clean(cell); len(cell) == 0 {
			continue
		}
		full++
		switch own := w.layout.headed(at, cell); {
		case own || w.layout.namesColumn(string(cell)):
			names++
			moved = moved || !own
		case full == 1:
			return nil
		default:
			moved = true
		}
	}
	if names < 2 || 2*names <= full || !moved {
		return nil
	}
	sheet, row := observatory.SheetRow(w.row)
	where := "ligne " + strconv.Itoa(row)
	if sheet > 0 {
		where = "feuille " + strconv.Itoa(sheet+1) + ", " + where
	}
	return fileFault("%s : un second tableau commence, avec d'autres colonnes ; ses lignes seraient lues avec celles du premier. Mettez chaque tableau dans sa propre feuille, ou dans son propre fichier, puis vérifiez de nouveau", where)
}

// holdsNumbers reports whether a cell begins as a number or a date does, which no name of a
// column does but « 1ère API ».
func holdsNumbers(cells [][]byte) bool {
	for _, cell := range cells {
		if cell = clean(cell); len(cell) == 0 || cell[0] < '0' || cell[0] > '9' {
			continue
		}
		if len(cell) == 1 || cell[1] >= '-' && cell[1] <= '9' { // one of -./ or a digit
			return true
		}
	}
	return false
}

// namesColumn reports whether a text is a name of a column of the format, or of the file.
func (l *layout) namesColumn(text string) bool {
	if _, known := headerIndex(l.shape)[headerKey(text)]; known {
		return true
	}
	for at := range l.header {
		if l.headed(at, []byte(text)) {
			return true
		}
	}
	return false
}
