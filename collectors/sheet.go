package collectors

import (
	"bufio"
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"vigie/internal/observatory"
)

// ProblemSheet writes the same spreadsheet with one more column, "problème",
// that says what is wrong with each row and what to do: a workbook as the same
// workbook, with its sheets, formats and formulas; JSON as CSV. It holds the
// cells of the association's own file and is for that association alone. CSV is
// written in UTF-8 with a byte order mark, as spreadsheets expect; a cell that
// a spreadsheet would take for a formula gets an apostrophe before it.
func ProblemSheet(ctx context.Context, source Source, o Options, to io.Writer) error {
	if err := o.check(); err != nil {
		return err
	}
	in, err := recognise(source)
	if err != nil {
		return err
	}
	v, err := in.survey(ctx, nil)
	if err != nil {
		return err
	}
	r, err := newRules(in, &v, &o)
	if err != nil {
		return err
	}
	names, err := o.Keys.Pseudonyms(r.domain())
	if err != nil {
		return err
	}
	cases := newCaseBook(r)
	sheet := &sheetWriter{worker: newWorker(r, names), separator: v.separator, out: bufio.NewWriterSize(to, headSize)}
	sheet.worker.cases = &cases
	switch in.format {
	case formatXLSX, formatODS:
		err = sheet.book(ctx, in, to)
	case formatJSON, formatNDJSON:
		sheet.separator = ';'
		fallthrough
	default:
		err = sheet.rows(ctx, in)
	}
	if err != nil {
		return readError("and write the sheet of problems", err)
	}
	return nil
}

// ProblemExtension gives the ending of the name of the sheet of problems of a
// file, such as ".xlsx".
func ProblemExtension(source Source) (string, error) {
	in, err := recognise(source)
	if err != nil {
		return "", err
	}
	switch in.format {
	case formatXLSX, formatODS:
		return "." + in.format, nil
	}
	return ".csv", nil
}

// problemColumn is the name of the column that a sheet of problems adds.
const problemColumn = "problème"

// problemAt gives where a sheet that was already one has that column, its last; -1 for
// none.
func (l *layout) problemAt() int {
	if last := len(l.header) - 1; last >= 0 && len(l.header[last]) > 0 && l.header[last][0] == problemColumn {
		return last
	}
	return -1
}

type sheetWriter struct {
	worker    *worker
	separator byte
	out       *bufio.Writer
	line      []byte
}

// rows writes the rows of a file as CSV.
func (s *sheetWriter) rows(ctx context.Context, in *intake) error {
	file, err := in.source()
	if err != nil {
		return err
	}
	defer file.Close()
	return s.write(ctx, s.worker.survey.chunks(file))
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
	return s.worker.each(c, func(cells [][]byte, added string) error { return s.record(cells, added) })
}

// each gives the rows of a chunk with what is to stand in the added column.
func (w *worker) each(c chunk, take func(cells [][]byte, added string) error) error {
	data, err := w.survey.decode(c.data)
	if err != nil {
		return err
	}
	w.out, w.row = &parsed{}, c.firstRow
	w.scan.reset(data)
	for w.scan.next() {
		w.locate()
		w.measure(w.row == c.firstRow)
		w.out.findings, w.out.events, w.out.texts = w.out.findings[:0], w.out.events[:0], w.out.texts[:0]
		added := ""
		switch {
		case w.layout == nil:
		case w.row == w.layout.headerRow:
			added = problemColumn
		case w.row > w.layout.headerRow && w.full():
			if w.wanted(); w.second != nil {
				return w.second
			}
			w.checkCase()
			added = describeFindings(w.out.findings)
		}
		if err := take(w.scan.cells, added); err != nil {
			return err
		}
		w.row++
	}
	return nil
}

// checkCase holds the row just read against the rows of its case before it.
func (w *worker) checkCase() {
	for i := range w.out.events {
		if problem := w.cases.check(&w.out.events[i]); problem != "" {
			w.refuse(colDate, problem)
			return
		}
		if w.cases.answersEarly(&w.out.events[i]) {
			w.warn(colDate, WarningAnswerOrder)
		}
	}
	for i := range w.out.events {
		if w.cases.elsewhere(&w.out.events[i]) {
			w.warn(colDepartment, WarningKnownDepartment)
		}
	}
}

// record writes a row; the added cell stands under its header whatever the
// number of cells of the row.
func (s *sheetWriter) record(cells [][]byte, added string) error {
	s.line = s.line[:0]
	width := s.worker.layout.width
	beyond := width
	if earlier := s.worker.layout.problemAt(); earlier >= 0 { // what it says is of the sheet before
		width, beyond = earlier, earlier+1
	}
	for at := range width {
		text := ""
		if at < len(cells) {
			text = string(cells[at])
		}
		s.cell(text)
	}
	s.cell(added)
	for _, extra := range cells[min(len(cells), beyond):] {
		s.cell(string(extra))
	}
	s.line = append(s.line[:len(s.line)-1], "\r\n"...)
	_, err := s.out.Write(s.line)
	return err
}

// cell adds a cell and its separator to the line.
func (s *sheetWriter) cell(text string) {
	text = observatory.SafeCell(text)
	if strings.ContainsAny(text, "\"\r\n") || strings.IndexByte(text, s.separator) >= 0 {
		text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
	}
	s.line = append(append(s.line, text...), s.separator)
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
