package collectors

import (
	"context"
	"errors"
	"io"
	"strconv"
	"strings"

	"vigie/internal/observatory"
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
	p := PreviewRow{Row: where.Row, Sheet: where.Sheet, Problems: append([]Finding(nil), w.out.findings...)}
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
	out.WriteString(labels[string(e.Event)])
	switch {
	case e.Date.Known() && e.MonthOnly:
		out.WriteString(" en " + inMonth(e.Date.Month()))
	case e.Date.Known():
		out.WriteString(" le " + inWords(e.Date))
	}
	if e.Start.Known() && e.Start != e.Date {
		out.WriteString(", du " + inWords(e.Start))
	}
	switch {
	case e.End.Known() && (e.Event == observatory.EventPANContact || e.Event == observatory.EventSubstitution):
		out.WriteString(", rendez-vous le " + inWords(e.End))
	case e.End.Known():
		out.WriteString(", jusqu'au " + inWords(e.End))
	}
	return out.String() + " (" + e.Department + ")"
}

// inWords says a day as it is read aloud, so that nobody takes the day for the month.
func inWords(d observatory.Date) string {
	day := d.Time().Day()
	if day == 1 {
		return "1er " + inMonth(d.Month())
	}
	return strconv.Itoa(day) + " " + inMonth(d.Month())
}

// inMonth says a month.
func inMonth(m observatory.Month) string {
	names := []string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}
	first := m.First().Time()
	return names[first.Month()-1] + " " + strconv.Itoa(first.Year())
}
