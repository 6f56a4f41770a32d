package collectors

import (
	"bytes"
	"errors"
	"io"
	"strconv"
)

// Limits of what an ODS file repeats: a file asks for a million empty rows at
// its end, and for a few equal full ones.
const (
	maxRepeatedCells = 1024
	maxRepeatedRows  = 65_536
	maxRow           = 1 << 24
)

const odsContent = "content.xml"

// odsReader gives the rows of all visible sheets of an OpenDocument
// spreadsheet (OASIS OpenDocument 1.3, part 3, chapter 9).
type odsReader struct {
	archive *archive
	part    io.ReadCloser
	scan    *xmlScanner
	styles  odsStyles
	names   []string
	inside  bool // a visible sheet
	row     int  // the last one read
	cells   cellBuffer
	repeat  int    // times that the row is still to be given
	columns []span // default styles of the sheet's columns
	cell    odsCell
	seen    looks
	look    cellLook // of the first full cell of the row
	tables  int      // sheets begun, hidden ones among them
	aside   bool     // a hidden sheet
	times   int      // rows of it that its row stands for, 0 when they are counted
}

// span is a run of columns of one default cell style.
type span struct {
	last  int // column after it
	style string
}

func openODS(a *archive) (*odsReader, error) {
	if a.has("META-INF/manifest.xml") {
		sealed, err := odsEncrypted(a)
		if err != nil {
			return nil, err
		}
		if sealed {
			return nil, fileFault("classeur protégé par un mot de passe : enregistrez-le sans mot de passe, ou en CSV")
		}
	}
	part, err := a.open(odsContent)
	if err != nil {
		return nil, err
	}
	return &odsReader{archive: a, part: part, scan: newXMLScanner(part, odsContent)}, nil
}

func odsEncrypted(a *archive) (bool, error) {
	part, err := a.open("META-INF/manifest.xml")
	if err != nil {
		return false, err
	}
	defer part.Close()
	manifest, err := io.ReadAll(io.LimitReader(part, 1<<20))
	return bytes.Contains(manifest, []byte("encryption-data")), err
}

func (r *odsReader) sheetNames() []string { return r.names }

func (r *odsReader) close() error { return errors.Join(r.part.Close(), r.archive.close()) }

func (r *odsReader) next() (record, error) {
	if r.repeat > 0 {
		r.repeat--
		r.row++
		return record{sheet: len(r.names) - 1, row: r.row, cells: r.cells.list()}, nil
	}
	for {
		t, err := r.scan.next()
		if err != nil {
			return record{}, err
		}
		if !r.inside {
			r.styles.take(&t)
		}
		if r.aside {
			r.hiddenRow(&t)
		}
		switch {
		case t.kind == xmlOpen && string(t.name) == "table":
			err = r.begin(&t)
		case t.kind == xmlClose && string(t.name) == "table":
			r.inside, r.aside = false, false
		case r.inside && t.kind == xmlOpen && string(t.name) == "table-column":
			r.column(&t)
		case r.inside && t.kind == xmlOpen && string(t.name) == "table-row":
			found, err := r.readRow(&t)
			if err != nil || found {
				return record{sheet: len(r.names) - 1, row: r.row, cells: r.cells.list()}, err
			}
		}
		if err != nil {
			return record{}, err
		}
	}
}

// begin begins a sheet, unless it is hidden.
func (r *odsReader) begin(t *xmlToken) error {
	if r.inside {
		return r.scan.fault("une feuille en contient une autre")
	}
	r.tables++
	if r.styles.hidden[string(t.attr("style-name"))] {
		r.aside = true
		r.seen.hidden = append(r.seen.hidden, hiddenSheet{place: r.tables})
		return nil
	}
	r.seen.sheets = append(r.seen.sheets, sheetLooks{})
	name, err := r.scan.attrText(t, "name")
	r.names, r.inside, r.row, r.columns = append(r.names, name), true, 0, r.columns[:0]
	return err
}

func (r *odsReader) column(t *xmlToken) {
	last := 0
	if n := len(r.columns); n > 0 {
		last = r.columns[n-1].last
	}
	if last >= maxColumns {
		return
	}
	end := last + t.number("number-columns-repeated", 1)
	r.columns = append(r.columns, span{end, string(t.attr("default-cell-style-name"))})
	if sheet := &r.seen.sheets[len(r.seen.sheets)-1]; isHidden(t) {
		for at := last; at < min(end, maxColumns) && len(sheet.columns) < maxNotes; at++ {
			sheet.columns = append(sheet.columns, at)
		}
	}
}

// readRow reads a row to its end; false when it holds nothing.
func (r *odsReader) readRow(t *xmlToken) (bool, error) {
	times, column, hidden := max(1, t.number("number-rows-repeated", 1)), 0, isHidden(t)
	r.cells.reset()
	r.look = cellLook{}
	for {
		t, err := r.token()
		if err != nil {
			return false, err
		}
		switch name := string(t.name); {
		case t.kind == xmlClose && name == "table-row":
			return r.endRow(times, hidden)
		case t.kind != xmlOpen || name != "table-cell" && name != "covered-table-cell":
			continue
		}
		repeated := max(1, t.number("number-columns-repeated", 1))
		style, over := r.styleOf(&t, column), t.number("number-rows-spanned", 1) > 1
		text, err := r.readCell(&t, column)
		if err != nil {
			return false, err
		}
		if len(text) > 0 {
			r.full(style, over)
			if repeated > maxRepeatedCells || column+repeated > maxColumns {
				return false, r.scan.fault("une cellule se répète trop souvent")
			}
			for i := range repeated {
				if err := r.cells.set(column+i, text); err != nil {
					return false, err
				}
			}
		}
		column = min(column+repeated, maxColumns)
	}
}

func (r *odsReader) endRow(times int, hidden bool) (bool, error) {
	if len(r.cells.spans) == 0 {
		if r.row += times; r.row > maxRow {
			return false, r.scan.fault("une feuille a trop de lignes")
		}
		return false, nil
	}
	if times > maxRepeatedRows || r.row+times > maxRow {
		return false, r.scan.fault("une ligne se répète trop souvent")
	}
	for at := range times {
		r.seen.sheets[len(r.seen.sheets)-1].row(r.row+1+at, hidden, r.look)
	}
	r.row++
	r.repeat = times - 1
	return true, nil
}

// token is the next token; the end of the file is too early here.
func (r *odsReader) token() (xmlToken, error) {
	t, err := r.scan.next()
	if errors.Is(err, io.EOF) {
		err = r.scan.fault("le fichier est tronqué")
	}
	return t, err
}

// odsCell is a cell being read.
type odsCell struct {
	kind, value []byte
	text        []byte
}

// readCell reads a cell to its end and gives its text: of a date and of a
// number the value, whatever is shown; of all else what is shown. Remarks
// pinned to the cell are left out.
func (r *odsReader) readCell(t *xmlToken, column int) ([]byte, error) {
	c := &r.cell
	name := append([]byte(nil), t.name...)
	c.kind, c.text = append(c.kind[:0], t.attr("value-type")...), c.text[:0]
	c.value = append(c.value[:0], t.attr("value")...)
	if date := t.attr("date-value"); date != nil {
		c.value = append(c.value[:0], date...)
	}
	if yes := t.attr("boolean-value"); yes != nil {
		c.value = append(c.value[:0], yes...)
	}
	monthOnly := r.styles.monthOnly(r.styleOf(t, column))
	aside, depth := 0, 0
	for {
		t, err := r.token()
		if err != nil {
			return nil, err
		}
		if t.kind == xmlClose && bytes.Equal(t.name, name) && depth == 0 {
			return c.final(monthOnly), nil
		}
		if t.kind == xmlText {
			if aside == 0 && depth > 0 {
				c.text = append(c.text, t.text...)
			}
			continue
		}
		step := 1
		if t.kind == xmlClose {
			step = -1
		}
		depth += step
		if string(t.name) == "annotation" {
			if t.kind == xmlOpen {
				r.seen.remarks++
			}
			aside += step
		}
		if t.kind == xmlOpen && aside == 0 {
			c.mark(&t)
		}
	}
}

// mark adds what a tag within a text stands for.
func (c *odsCell) mark(t *xmlToken) {
	switch string(t.name) {
	case "s":
		c.text = append(c.text, bytes.Repeat([]byte{' '}, min(t.number("c", 1), 1000))...)
	case "tab":
		c.text = append(c.text, '\t')
	case "line-break":
		c.text = append(c.text, '\n')
	case "p":
		if len(c.text) > 0 {
			c.text = append(c.text, '\n')
		}
	}
}

func (c *odsCell) final(monthOnly bool) []byte {
	switch string(c.kind) {
	case "date":
		if monthOnly && len(c.value) >= len("2026-01-31") {
			return c.value[:len("2026-01")]
		}
		return c.value
	case "boolean":
		return boolText(string(c.value) == "true")
	case "float", "currency", "percentage":
		// A number shown in digits alone may have leading zeros that count.
		if shown, err := strconv.ParseUint(string(c.text), 10, 63); err == nil {
			if value, err := strconv.ParseFloat(string(c.value), 64); err == nil && value == float64(shown) {
				return c.text
			}
		}
		return numberStyle{}.format(c.value, 1900)
	}
	return c.text
}

func (r *odsReader) styleOf(t *xmlToken, column int) string {
	if style := t.attr("style-name"); style != nil {
		return string(style)
	}
	for _, s := range r.columns {
		if column < s.last {
			return s.style
		}
	}
	return ""
}

// odsStyles is what the styles before the sheets tell.
type odsStyles struct {
	hidden map[string]bool     // styles of sheets that are not shown
	data   map[string]string   // data style of a cell style
	days   map[string]bool     // of a date style: it shows the day
	looks  map[string]cellLook // of a cell style
	style  string              // being read
	date   string
}

func (s *odsStyles) take(t *xmlToken) {
	if s.hidden == nil {
		s.hidden, s.data, s.days, s.looks = map[string]bool{}, map[string]string{}, map[string]bool{}, map[string]cellLook{}
	}
	switch name := string(t.name); {
	case t.kind != xmlOpen:
		if name == "date-style" {
			s.date = ""
		}
	case name == "style":
		s.style = string(t.attr("name"))
		if data := t.attr("data-style-name"); data != nil {
			s.data[s.style] = string(data)
		}
	case name == "table-properties":
		if string(t.attr("display")) == "false" {
			s.hidden[s.style] = true
		}
	case name == "text-properties" || name == "table-cell-properties":
		s.look(t)
	case name == "date-style":
		s.date = string(t.attr("name"))
		s.days[s.date] = false
	case name == "day" && s.date != "":
		s.days[s.date] = true
	}
}

func (s *odsStyles) monthOnly(style string) bool {
	day, known := s.days[s.data[style]]
	return known && !day
}
