package collectors

import (
	"archive/zip"
	"bufio"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"vigie/internal/observatory"
)

// book writes a workbook again, its parts as they are but for one more cell in
// the rows that have a problem. Nothing else of it changes.
func (s *sheetWriter) book(ctx context.Context, in *intake, to io.Writer) error {
	added, err := s.added(ctx, in)
	if err != nil {
		return err
	}
	a, err := openArchive(in.raw)
	if err != nil {
		return err
	}
	defer a.file.Close()
	sheets, err := sheetParts(a, in.format)
	if err != nil {
		return err
	}
	z := zip.NewWriter(to)
	for _, f := range a.list {
		sheet, patched := sheets[f.Name]
		if !patched {
			if _, err := f.OpenRaw(); err != nil { // nothing reads this part but the copy
				return fileFault("une partie du classeur, qui ne sert pas à l'import, est endommagée : ouvrez-le dans un tableur, enregistrez-le de nouveau, puis redemandez la feuille des problèmes")
			}
			if err := z.Copy(f); err != nil {
				return fmt.Errorf("copy %s: %w", f.Name, err)
			}
			continue
		}
		if err := added.patch(ctx, a, z, f, sheet); err != nil {
			return err
		}
	}
	return z.Close()
}

// sheetParts gives the first sheet that each part holds.
func sheetParts(a *archive, format string) (map[string]int, error) {
	if format == formatODS {
		return map[string]int{odsContent: 0}, nil
	}
	book, err := openXLSX(a)
	if err != nil {
		return nil, err
	}
	sheets := map[string]int{}
	for i, s := range book.sheets {
		sheets[s.part] = i
	}
	return sheets, nil
}

// addedCells is what the rows of a workbook get, and where.
type addedCells struct {
	format string
	texts  map[int]string // by row, as kept
	column map[int]int    // of each sheet: the first that no row uses
	again  map[int]bool   // sheets whose last column is that of an earlier sheet of problems
}

// added reads the rows and keeps what is to be added. Texts repeat: each is
// held once.
func (s *sheetWriter) added(ctx context.Context, in *intake) (*addedCells, error) {
	added := &addedCells{format: in.format, texts: map[int]string{}, column: map[int]int{}, again: map[int]bool{}}
	same := map[string]string{}
	file, err := in.source()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	rows := s.worker.survey.chunks(file)
	var buffer []byte
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		c, err := rows.next(buffer)
		if errors.Is(err, io.EOF) {
			added.over(s.worker.layouts)
			return added, nil
		}
		if err != nil {
			return nil, err
		}
		err = s.worker.each(c, func(cells [][]byte, text string) error {
			sheet, _ := observatory.SheetRow(s.worker.row)
			added.column[sheet] = max(added.column[sheet], len(cells))
			if text != "" {
				if _, known := same[text]; !known {
					same[text] = text
				}
				added.texts[s.worker.row] = same[text]
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		buffer = c.data
	}
}

// over puts the texts over those of an earlier sheet of problems. In a workbook of
// OpenDocument the earlier ones stay beside.
func (p *addedCells) over(layouts []*layout) {
	for sheet, l := range layouts {
		if l != nil && p.format == formatXLSX && l.problemAt() >= 0 && p.column[sheet] == l.problemAt()+1 {
			p.again[sheet] = true
			p.column[sheet] = l.problemAt()
		}
	}
}

// patch writes one part with its cells added.
func (p *addedCells) patch(ctx context.Context, a *archive, z *zip.Writer, f *zip.File, sheet int) error {
	part, err := a.open(f.Name)
	if err != nil {
		return err
	}
	defer part.Close()
	w, err := z.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: f.Modified})
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, headSize)
	scan := newXMLScanner(&watched{ctx: ctx.Err, source: part}, f.Name)
	if p.format == formatODS {
		err = (&odsPatch{addedCells: p, scan: scan, out: out, sheet: -1}).run()
	} else {
		err = (&xlsxPatch{addedCells: p, scan: scan, out: out, sheet: sheet}).run()
	}
	return errors.Join(err, out.Flush())
}

// escaped gives a text as XML writes it; a formula it cannot become.
func escaped(text string) string {
	var out strings.Builder
	_ = xml.EscapeText(&out, []byte(observatory.SafeCell(text))) // a Builder does not fail
	return out.String()
}

// prefixOf gives the namespace prefix of a tag with its colon, or nothing.
func prefixOf(raw []byte) string {
	name := strings.TrimLeft(string(raw[:min(len(raw), 64)]), "</")
	if end := strings.IndexAny(name, " \t\r\n/>"); end >= 0 {
		name = name[:end]
	}
	if prefix, _, found := strings.Cut(name, ":"); found {
		return prefix + ":"
	}
	return ""
}

type xlsxPatch struct {
	*addedCells
	scan  *xmlScanner
	out   *bufio.Writer
	sheet int
	row   int

	skipping bool // within a cell that is left out
}

func (p *xlsxPatch) run() error {
	prolog := true
	for {
		t, err := p.scan.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if prolog { // the scanner leaves it out
			_, _ = p.out.WriteString(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`)
			prolog = false
		}
		switch {
		case string(t.name) == "row":
			err = p.takeRow(&t)
		case p.earlier(&t):
		default:
			_, err = p.out.Write(t.raw)
		}
		if err != nil {
			return err
		}
	}
}

// earlier reports whether a token is of a cell of an earlier sheet of problems, which is
// left out.
func (p *xlsxPatch) earlier(t *xmlToken) bool {
	if !p.again[p.sheet] {
		return false
	}
	if string(t.name) == "c" && t.kind == xmlOpen {
		p.skipping = columnOf(t.attr("r")) == p.column[p.sheet]
	}
	skipped := p.skipping
	if string(t.name) == "c" && t.kind == xmlClose {
		p.skipping = false
	}
	return skipped
}

func (p *xlsxPatch) takeRow(t *xmlToken) error {
	if t.kind == xmlOpen {
		p.row = t.number("r", p.row+1)
		_, err := p.out.Write(t.raw)
		return err
	}
	text, prefix := p.texts[observatory.RowOf(p.sheet, p.row)], prefixOf(t.raw)
	if text != "" {
		reference := columnName(p.column[p.sheet]) + strconv.Itoa(p.row)
		fmt.Fprintf(p.out, `<%[1]sc r="%[2]s" t="inlineStr"><%[1]sis><%[1]st xml:space="preserve">%[3]s</%[1]st></%[1]sis></%[1]sc>`, prefix, reference, escaped(text))
	}
	_, err := p.out.Write(t.raw)
	return err
}

// odsPatch adds cells to the rows of an OpenDocument spreadsheet.
type odsPatch struct {
	*addedCells
	scan   *xmlScanner
	out    *bufio.Writer
	styles odsStyles
	sheet  int
	inside bool
	row    int
}

func (p *odsPatch) run() error {
	_, _ = p.out.WriteString(`<?xml version="1.0" encoding="UTF-8"?>`)
	for {
		t, err := p.scan.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if !p.inside {
			p.styles.take(&t)
		}
		switch name := string(t.name); {
		case name == "table" && t.kind == xmlOpen && !p.styles.hidden[string(t.attr("style-name"))]:
			p.sheet, p.row, p.inside = p.sheet+1, 0, true
		case name == "table" && t.kind == xmlClose:
			p.inside = false
		case name == "table-row" && t.kind == xmlOpen && p.inside:
			if err := p.takeRow(&t); err != nil {
				return err
			}
			continue
		}
		if _, err := p.out.Write(t.raw); err != nil {
			return err
		}
	}
}

// odsRow is a row held whole: up to its last cell that is not empty, and all.
type odsRow struct {
	open     string
	raw      []byte
	kept     int // bytes up to the end of the last full cell
	columns  int // of those bytes
	repeated int
}

func (p *odsPatch) takeRow(t *xmlToken) error {
	row, err := p.readRow(t)
	if err != nil {
		return err
	}
	first := observatory.RowOf(p.sheet, p.row+1)
	p.row += row.repeated
	some := false
	for i := range min(row.repeated, maxRepeatedRows) {
		some = some || p.texts[first+i] != ""
	}
	if !some {
		_, err := fmt.Fprintf(p.out, "%s%s", row.open, row.raw)
		return err
	}
	open := row.open
	if at := strings.Index(open, "number-rows-repeated"); at >= 0 {
		start := strings.LastIndexAny(open[:at], " \t\r\n")
		rest := open[at+len("number-rows-repeated"):]
		quote := strings.IndexAny(rest, `"'`)
		open = open[:start] + rest[quote+2+strings.IndexByte(rest[quote+1:], rest[quote]):]
	}
	prefix := prefixOf([]byte(open))
	for i := range row.repeated {
		p.rowWith(open, prefix, row, p.texts[first+i])
	}
	return nil
}

// rowWith writes a row with a text in the added column.
func (p *odsPatch) rowWith(open, prefix string, row *odsRow, text string) {
	_, _ = p.out.WriteString(open) // the writer keeps its first error for Flush
	_, _ = p.out.Write(row.raw[:row.kept])
	if gap := p.column[p.sheet] - row.columns; gap > 0 {
		fmt.Fprintf(p.out, `<%[1]stable-cell %[1]snumber-columns-repeated="%[2]d"/>`, prefix, gap)
	}
	fmt.Fprintf(p.out, `<%[1]stable-cell office:value-type="string"><text:p>%[2]s</text:p></%[1]stable-cell></%[1]stable-row>`, prefix, escaped(text))
}

func (p *odsPatch) readRow(t *xmlToken) (*odsRow, error) {
	row := &odsRow{open: string(t.raw), repeated: max(1, t.number("number-rows-repeated", 1))}
	if t.empty {
		row.open = strings.TrimSuffix(row.open, "/>") + ">"
		row.raw = []byte("</" + prefixOf(t.raw) + "table-row>")
	}
	depth, column, full, width := 0, 0, false, 1
	for {
		t, err := p.scan.next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = p.scan.fault("le fichier est tronqué")
			}
			return nil, err
		}
		row.raw = append(row.raw, t.raw...)
		if len(row.raw) > 4*maxRowBytes {
			return nil, p.scan.fault("une ligne dépasse un mégaoctet")
		}
		switch {
		case t.kind == xmlOpen && depth == 0:
			width, full = max(1, t.number("number-columns-repeated", 1)), !t.empty
			depth++
		case t.kind == xmlOpen:
			depth++
		case t.kind == xmlClose && depth == 0:
			return row, nil
		case t.kind == xmlClose:
			if depth--; depth == 0 {
				if column += width; full {
					row.kept, row.columns = len(row.raw), column
				}
			}
		}
	}
}
