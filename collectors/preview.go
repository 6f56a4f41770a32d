package collectors

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"vigie/internal/observatory"
	"vigie/internal/texts"
)

// PreviewRow is what one row was understood to say. It names nobody.
type PreviewRow struct {
	Row      int       `json:"row"`
	Sheet    int       `json:"sheet,omitempty"`
	Facts    []string  `json:"facts"` // in French: « dépôt le 5 janvier 2026 »
	Problems []Finding `json:"problems,omitempty"`
}

// Preview reads the first rows of a file, with the mapping of the options if
// there is one, and tells what was understood. It writes nothing.
func Preview(ctx context.Context, source Source, o Options, rows int) ([]PreviewRow, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	in, err := recognise(source)
	if err != nil {
		return nil, err
	}
	v, err := in.survey(ctx, nil)
	if err != nil {
		return nil, err
	}
	r, err := newRules(in, &v, &o)
	if err != nil {
		return nil, err
	}
	r.hasVault = true // a preview misses no vault
	names, err := o.Keys.Pseudonyms(r.domain())
	if err != nil {
		return nil, err
	}
	file, err := in.source()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	w, list, chunks, cases := newWorker(r, names), []PreviewRow(nil), v.chunks(file), newCaseBook(r)
	w.cases = &cases
	enough := errors.New("enough rows")
	for {
		c, err := chunks.next(nil)
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		err = w.each(c, func([][]byte, string) error {
			if w.layout == nil || w.row <= w.layout.headerRow || len(w.out.events)+len(w.out.findings) == 0 {
				return nil
			}
			list = append(list, w.previewRow())
			if len(list) == rows {
				return enough
			}
			return nil
		})
		if errors.Is(err, enough) {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

func (w *worker) previewRow() PreviewRow {
	where := finding(w.row, "", "", "", false)
	p := PreviewRow{Row: where.Row, Sheet: where.Sheet}
	for _, f := range w.out.findings { // once, however many parts of a cell have it
		if !slices.ContainsFunc(p.Problems, func(other Finding) bool { return other.Column == f.Column && other.Problem == f.Problem }) {
			p.Problems = append(p.Problems, f)
		}
	}
	labels := map[string]string{}
	for _, t := range kinds() {
		labels[t.code] = t.label
	}
	for i := range w.out.events {
		p.Facts = append(p.Facts, describeEvent(&w.out.events[i], labels))
	}
	return p
}

// describeEvent says an event in a few French words.
func describeEvent(e *observatory.CaseEvent, labels map[string]string) string {
	var out strings.Builder
	words := texts.In(texts.French) // days in words: nobody takes the day for the month
	out.WriteString(labels[string(e.Event)])
	switch {
	case e.Date.Known() && e.MonthOnly:
		out.WriteString(" en " + words.Month(e.Date.Month()))
	case e.Date.Known():
		out.WriteString(" le " + words.Date(e.Date))
	}
	if e.Start.Known() && e.Start != e.Date {
		out.WriteString(", du " + words.Date(e.Start))
	}
	switch {
	case e.End.Known() && (e.Event == observatory.EventPANContact || e.Event == observatory.EventSubstitution):
		out.WriteString(", rendez-vous le " + words.Date(e.End))
	case e.End.Known():
		out.WriteString(", jusqu'au " + words.Date(e.End))
	}
	return out.String() + " (" + e.Department + ")"
}
