package collectors

import (
	"bytes"
	"errors"
	"io"
	"path"
	"strconv"
)

// xlsxReader gives the rows of all visible sheets.
type xlsxReader struct {
	book  *xlsxBook
	sheet int
	part  io.ReadCloser
	scan  *xmlScanner
	row   int
	cells cellBuffer
	text  []byte
	bare  []int // columns of the row with a formula that has no value
	seen  looks
	look  cellLook // of the first full cell of the row
}

func (r *xlsxReader) sheetNames() []string {
	names := make([]string, len(r.book.sheets))
	for i, s := range r.book.sheets {
		names[i] = s.name
	}
	return names
}

func (r *xlsxReader) close() error {
	if r.part != nil {
		return errors.Join(r.part.Close(), r.book.close())
	}
	return r.book.close()
}

func (r *xlsxReader) next() (record, error) {
	for r.sheet < len(r.book.sheets) {
		if r.scan == nil {
			sheet := r.book.sheets[r.sheet]
			part, err := r.book.open(sheet.part)
			if err != nil {
				return record{}, err
			}
			r.seen.sheets = append(r.seen.sheets, sheetLooks{})
			r.part, r.row, r.scan = part, 0, newXMLScanner(part, path.Base(sheet.part))
		}
		found, err := r.nextRow()
		if err != nil {
			return record{}, err
		}
		if found {
			return record{sheet: r.sheet, row: r.row, cells: r.cells.list()}, nil
		}
		if err := r.part.Close(); err != nil {
			return record{}, err
		}
		r.part, r.scan = nil, nil
		r.sheet++
	}
	return record{}, io.EOF
}

// nextRow reads the next row of the sheet; false at its end.
func (r *xlsxReader) nextRow() (bool, error) {
	for {
		t, err := r.scan.next()
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		if t.kind != xmlOpen || string(t.name) != "row" {
			r.around(&t)
			continue
		}
		row, hidden := t.number("r", r.row+1), isTrue(t.attr("hidden"))
		if row <= r.row {
			return false, r.scan.fault("ses lignes ne se suivent pas")
		}
		r.row, r.look = row, cellLook{}
		r.cells.reset()
		if err := r.readRow(); err != nil {
			return false, err
		}
		if len(r.cells.spans) > 0 {
			r.seen.sheets[r.sheet].row(r.row, hidden, r.look)
		}
		return true, nil
	}
}

// readRow reads the cells of a row, to its end.
func (r *xlsxReader) readRow() error {
	column := 0
	r.bare = r.bare[:0]
	for {
		t, err := r.scan.next()
		if errors.Is(err, io.EOF) {
			return r.scan.fault("le fichier est tronqué")
		}
		if err != nil {
			return err
		}
		switch {
		case t.kind == xmlClose && string(t.name) == "row":
			return r.tellBare()
		case t.kind != xmlOpen || string(t.name) != "c":
			continue
		}
		c := readCell(&t)
		if c.column >= 0 {
			column = c.column
		}
		if column >= maxColumns {
			return r.scan.fault("une ligne a trop de colonnes")
		}
		if err := r.value(c, column); err != nil {
			return err
		}
		column++
	}
}

// xlsxCell is the opening tag of a cell.
type xlsxCell struct {
	column int // from 0; -1 when it is not told
	style  int
	kind   xlsxKind
}

type xlsxKind byte

const (
	xlsxNumber xlsxKind = iota
	xlsxShared
	xlsxInline
	xlsxString // the cached value of a formula, an error, or an ISO date
	xlsxBool
)

func readCell(t *xmlToken) xlsxCell {
	c := xlsxCell{column: -1, style: t.number("s", 0)}
	if reference := t.attr("r"); reference != nil {
		c.column = columnOf(reference)
	}
	switch string(t.attr("t")) {
	case "s":
		c.kind = xlsxShared
	case "inlineStr":
		c.kind = xlsxInline
	case "str", "e", "d":
		c.kind = xlsxString
	case "b":
		c.kind = xlsxBool
	}
	return c
}

// columnOf gives the column of a reference such as AB12, from 0; -1 if it is none.
func columnOf(reference []byte) int {
	n := 0
	for i, b := range reference {
		switch {
		case b >= 'A' && b <= 'Z' && i < 4:
			n = n*26 + int(b-'A') + 1
		case i > 0 && b >= '0' && b <= '9':
			return n - 1
		default:
			return -1
		}
	}
	return -1
}

// columnName gives the letters of a column, from 0.
func columnName(column int) string {
	var letters []byte
	for column >= 0 {
		letters = append([]byte{byte('A' + column%26)}, letters...)
		column = column/26 - 1
	}
	return string(letters)
}

// tellBare writes in the cells of formulas without a value that there is none, lest
// they be read as empty; a row of such alone is a form nobody filled.
func (r *xlsxReader) tellBare() error {
	if len(r.cells.spans) == 0 {
		return nil
	}
	for _, column := range r.bare {
		if err := r.cells.set(column, []byte(neverComputed)); err != nil {
			return err
		}
	}
	return nil
}

// value reads a cell to its end: the cached value of a formula, never the
// formula; of a rich text its runs, never the reading aid above them.
func (r *xlsxReader) value(c xlsxCell, column int) error {
	r.text = r.text[:0]
	inside, formula, valued, aside := false, false, false, 0
	for {
		t, err := r.scan.next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return r.scan.fault("le fichier est tronqué")
			}
			return err
		}
		switch {
		case t.kind == xmlText:
			if inside && aside == 0 {
				r.text = append(r.text, t.text...)
			}
			continue
		case string(t.name) == "c" && t.kind == xmlClose:
			if formula && len(r.text) == 0 && (c.kind == xlsxNumber || !valued) { // an empty text is a value, and has the kind of one
				r.bare = append(r.bare, column)
			}
			return r.put(c, column)
		case string(t.name) == "v" || string(t.name) == "t":
			inside, valued = t.kind == xmlOpen, true
		case string(t.name) == "f":
			formula = true
		case string(t.name) == "rPh" && t.kind == xmlOpen:
			aside++
		case string(t.name) == "rPh":
			aside--
		}
	}
}

func (r *xlsxReader) put(c xlsxCell, column int) error {
	if len(r.text) == 0 {
		return nil
	}
	text := r.text
	switch c.kind {
	case xlsxShared:
		n, err := strconv.Atoi(string(bytes.TrimSpace(text)))
		if err != nil || n < 0 || n >= r.book.strings.len() {
			return r.scan.fault("une cellule renvoie à un texte qui manque")
		}
		text = r.book.strings.get(n)
	case xlsxNumber:
		var style numberStyle
		if c.style < len(r.book.styles) {
			style = r.book.styles[c.style]
		}
		text = style.format(text, r.book.from)
	case xlsxBool:
		text = boolText(string(bytes.TrimSpace(text)) == "1")
	case xlsxInline, xlsxString:
		text = unescapeExcel(text)
	}
	if len(r.cells.spans) == 0 && c.style < len(r.book.shown) {
		r.look = r.book.shown[c.style]
	}
	return r.cells.set(column, text)
}

func boolText(yes bool) []byte {
	if yes {
		return []byte("vrai")
	}
	return []byte("faux")
}
