package collectors

import (
	"bytes"
	"errors"
	"io"
	"strconv"

	"vigie/internal/observatory"
)

// headRows is how many rows of a sheet are looked at for its header.
const headRows = 25

// sheetHead is the beginning of a sheet: where its header is looked for.
type sheetHead struct {
	name string     // of the sheet, as the association calls it: shown to it alone
	rows [][]string // the first rows that hold anything
	at   []int      // their row numbers
}

// add keeps a row while the head is not full; blank rows are left out.
func (h *sheetHead) add(row int, cells [][]byte) {
	if len(h.rows) >= headRows || blank(cells) {
		return
	}
	texts := make([]string, len(cells))
	for i, cell := range cells {
		texts[i] = string(clean(cell))
	}
	h.rows, h.at = append(h.rows, texts), append(h.at, row)
}

// record is one row of a table that is no CSV. Its cells hold until the next.
type record struct {
	sheet int // from 0
	row   int // as a spreadsheet numbers it, from 1
	cells [][]byte
	fault string // a problem of the row, which then cannot be read: its cells are the column and what it holds
}

// recordReader gives the records of a table in their order; io.EOF ends.
type recordReader interface {
	next() (record, error)
	sheetNames() []string  // known once the first record was read
	looks() (looks, error) // known once the last record was read
	close() error
}

// canonicalSeparator keeps the cells of a canonical row apart: a sign that no
// text holds.
const canonicalSeparator = 0x1F

// canonical writes the records of a reader as rows that the CSV pipeline reads:
// UTF-8, LF, and before the cells of each row the place where it stands.
type canonical struct {
	records recordReader
	survey  *survey // its heads and looks are filled when it is not nil
	line    []byte
	at      int
	err     error
}

// Read never holds more than a row.
func (c *canonical) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		if c.at < len(c.line) {
			copied := copy(p[n:], c.line[c.at:])
			c.at += copied
			n += copied
			continue
		}
		if c.err == nil {
			c.err = c.more()
		}
		if c.err != nil {
			if n > 0 {
				return n, nil
			}
			return 0, c.err
		}
	}
	return n, nil
}

// Close closes the records.
func (c *canonical) Close() error { return c.records.close() }

func (c *canonical) more() error {
	r, err := c.records.next()
	if err != nil {
		if errors.Is(err, io.EOF) && c.survey != nil {
			return c.finish()
		}
		return err
	}
	if c.survey != nil && r.fault == "" {
		for len(c.survey.heads) <= r.sheet {
			c.survey.heads = append(c.survey.heads, sheetHead{})
		}
		c.survey.heads[r.sheet].add(r.row, r.cells)
	}
	c.at = 0
	c.line = strconv.AppendInt(c.line[:0], int64(observatory.RowOf(r.sheet, r.row)), 10)
	if r.fault != "" {
		c.line = append(append(c.line, ' '), r.fault...)
	}
	for _, cell := range r.cells {
		c.line = appendCell(append(c.line, canonicalSeparator), cell)
	}
	c.line = append(c.line, '\n')
	return nil
}

// finish gives the heads the names of their sheets, and the survey the looks.
func (c *canonical) finish() (err error) {
	for i, name := range c.records.sheetNames() {
		if i < len(c.survey.heads) {
			c.survey.heads[i].name = name
		}
	}
	if c.survey.looks, err = c.records.looks(); err != nil {
		return err
	}
	return io.EOF
}

func appendCell(line, cell []byte) []byte {
	cell = bytes.TrimRight(cell, "\x00")
	if bytes.IndexByte(cell, 0) >= 0 {
		cell = bytes.ReplaceAll(cell, []byte{0}, nil)
	}
	if !bytes.ContainsAny(cell, "\"\n\r\x1f") {
		return append(line, cell...)
	}
	line = append(line, '"')
	for _, b := range cell {
		if b == '"' {
			line = append(line, '"')
		}
		line = append(line, b)
	}
	return append(line, '"')
}

// locate takes the place of a canonical row off its cells.
func (w *worker) locate() {
	if !w.survey.placed {
		return
	}
	place, fault, _ := bytes.Cut(w.scan.cells[0], []byte{' '})
	w.row, _ = strconv.Atoi(string(place)) // our own writing
	w.fault, w.scan.cells = string(fault), w.scan.cells[1:]
	sheet, _ := observatory.SheetRow(w.row)
	if w.layout = nil; sheet < len(w.layouts) {
		w.layout = w.layouts[sheet]
	}
	if w.fault != "" {
		w.beyond()
	}
}

// beyond puts what could not be read behind the columns of the table: it is in none.
func (w *worker) beyond() {
	held := w.scan.cells
	w.where, w.scan.cells = string(held[0]), nil
	if w.layout != nil {
		w.scan.cells = append(make([][]byte, w.layout.width), held[1])
	}
}

// full reports whether the row is not blank.
func (w *worker) full() bool { return w.fault != "" || !blank(w.scan.cells) }
