package collectors

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"

	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// Fate is what became of one fact of a row.
type Fate int

// The fates of a fact.
const (
	FateNew Fate = iota
	FateDuplicate
	FateCorrected
)

// Listener hears what becomes of each row, in the order of the file.
type Listener struct {
	// Fact is called for each fact of a good row.
	Fact func(row int, dossier, fact observatory.ID, fate Fate)
	// Finding is called for each problem, which refuses its row, and each warning.
	Finding func(f Finding, refuses bool)
}

func (l *Listener) fact(e *observatory.CaseEvent, fate Fate) {
	if l != nil {
		l.Fact(e.Row, e.Case, e.Fact, fate)
	}
}

func (l *Listener) findings(list []Finding) {
	if l != nil {
		for _, f := range list {
			l.Finding(f, !f.warning)
		}
	}
}

// Reports gives single reports, each a map of published column names to cells,
// as a source that is read, checked and taken in as a file is. Report n is row
// n+2, below the header; every required column is in the header, so that a
// report that lacks one is refused alone.
func Reports(shape Shape, reports []map[string]string) (Source, error) {
	var names []string
	for _, c := range columns() {
		if !c.in(shape) {
			continue
		}
		used := slices.ContainsFunc(reports, func(r map[string]string) bool { return r[c.name] != "" })
		if used || c.requiredIn(shape) || c.id == colReference || c.id == colNumber {
			names = append(names, c.name)
		}
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.Comma = ';'
	cells := make([]string, len(names))
	rows := append([]map[string]string{nil}, reports...)
	for i, report := range rows {
		copy(cells, names)
		for j, name := range names {
			if i > 0 {
				cells[j] = report[name]
			}
		}
		if err := w.Write(cells); err != nil {
			return nil, fmt.Errorf("write report %d: %w", i, err)
		}
	}
	w.Flush()
	data := out.Bytes()
	return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }, w.Error()
}

// CaseID gives the pseudonym of a case from its reference in the association, as
// imports do.
func CaseID(keys *privacy.Keys, association string, simulation bool, reference string) (observatory.ID, error) {
	names, err := keys.Pseudonyms(privacy.Domain(association, simulation))
	if err != nil {
		return observatory.NoID, err
	}
	return names.Case(normalReference(bytes.TrimSpace([]byte(reference)))), nil
}

// Labels gives the published word of each code that a column may hold; empty
// for a column without a list of words.
func Labels(column string) map[string]string {
	labels := map[string]string{}
	for _, c := range columns() {
		if c.name != column || c.words == nil {
			continue
		}
		for _, t := range c.words() {
			labels[t.code] = t.label
		}
	}
	return labels
}
