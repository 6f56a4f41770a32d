package collectors

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// ProblemSheet writes the same spreadsheet with one more column, "problème",
// that says what is wrong with each row and what to do. It holds the cells of
// the association's own file and is for that association alone. It is written
// in UTF-8 with a byte order mark, as spreadsheets expect; a cell that a
// spreadsheet would take for a formula gets an apostrophe before it.
func ProblemSheet(ctx context.Context, source Source, o Options, to io.Writer) error {
	if err := o.check(); err != nil {
		return err
	}
	v, err := surveyFile(ctx, source, nil)
	if err != nil {
		return err
	}
	r, err := newRules(&v, &o)
	if err != nil {
		return err
	}
	names, err := o.Keys.Pseudonyms(r.domain())
	if err != nil {
		return err
	}
	file, err := source()
	if err != nil {
		return fmt.Errorf("open the file: %w", err)
	}
	defer file.Close()
	sheet := &sheetWriter{worker: newWorker(r, names), out: bufio.NewWriterSize(to, headSize)}
	if err := sheet.write(ctx, v.rows(file)); err != nil {
		return fmt.Errorf("write the sheet of problems: %w", err)
	}
	return nil
}

type sheetWriter struct {
	worker *worker
	out    *bufio.Writer
	line   []byte
}

func (s *sheetWriter) write(ctx context.Context, rows *chunker) error {
	if _, err := s.out.WriteString("\ufeff"); err != nil {
		return err
	}
	var buffer []byte
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		c, err := rows.next(buffer)
		if errors.Is(err, io.EOF) {
			return s.out.Flush()
		}
		if err != nil {
			return err
		}
		if err := s.chunk(c); err != nil {
			return err
		}
		buffer = c.data
	}
}

func (s *sheetWriter) chunk(c chunk) error {
	w := s.worker
	data, err := w.survey.decode(c.data)
	if err != nil {
		return err
	}
	w.out, w.row = &parsed{}, c.firstRow
	w.scan.reset(data)
	for w.scan.next() {
		w.out.findings, w.out.events = w.out.findings[:0], w.out.events[:0]
		added := "problème"
		if w.row > 1 {
			added = ""
			if !blank(w.scan.cells) {
				w.record()
				added = describeFindings(w.out.findings)
			}
		}
		if err := s.record(w.scan.cells, added); err != nil {
			return err
		}
		w.row++
	}
	return nil
}

// record writes a row; the added cell stands under its header whatever the
// number of cells of the row.
func (s *sheetWriter) record(cells [][]byte, added string) error {
	s.line = s.line[:0]
	width := s.worker.layout.width
	for at := range width {
		text := ""
		if at < len(cells) {
			text = string(cells[at])
		}
		s.cell(text)
	}
	s.cell(added)
	for _, extra := range cells[min(len(cells), width):] {
		s.cell(string(extra))
	}
	s.line = append(s.line[:len(s.line)-1], "\r\n"...)
	_, err := s.out.Write(s.line)
	return err
}

// cell adds a cell and its separator to the line.
func (s *sheetWriter) cell(text string) {
	separator := s.worker.survey.separator
	text = SafeCell(text)
	if strings.ContainsAny(text, "\"\r\n") || strings.IndexByte(text, separator) >= 0 {
		text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
	}
	s.line = append(append(s.line, text...), separator)
}

// SafeCell gives the text of a cell so that no spreadsheet takes it for a
// formula: an apostrophe goes before = + - @, tabulation and carriage return.
func SafeCell(text string) string {
	if text != "" && strings.IndexByte("=+-@\t\r", text[0]) >= 0 {
		return "'" + text
	}
	return text
}

func describeFindings(findings []Finding) string {
	var parts []string
	for _, f := range findings {
		where := f.Message
		if f.Column != "" {
			where = f.Column + " : " + f.Message
		}
		parts = append(parts, where+" ("+f.Remedy+")")
	}
	return strings.Join(slices.Compact(parts), " ; ")
}
