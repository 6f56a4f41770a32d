package collectors

import (
	"context"
	"maps"
	"slices"

	"vigie/internal/observatory"
)

// ColumnChoice is what a person says of one column of a file: which published
// column it is, and what words of it that no list knows mean.
type ColumnChoice struct {
	Column  string            // published name; empty: not read
	Words   map[string]string // word of the file to published word
	Event   string            // instead of a column: each date of it is such an event
	Reading *ColumnReading    // nil: as before
}

// Choices are the columns of the format that a column of the file may be taken
// for, in the order of the schema.
func (m *Mapping) Choices() []string {
	var names []string
	for _, c := range columns() {
		if c.in(m.shape()) {
			names = append(names, c.name)
		}
	}
	return names
}

// WordsOf lists the published words of a column, none for a column without a list.
func WordsOf(column string) []string {
	for _, c := range columns() {
		if c.name == column && c.words != nil {
			return c.words().published()
		}
	}
	return nil
}

// Taken tells what each column of a file is taken for: file gives its columns by
// place and name, as a proposal does. What the mapping makes of several columns,
// of a constant or of the rows of « lignes » is no column of the file.
func (m *Mapping) Taken(file []ProposedColumn) []ProposedColumn {
	taken := slices.Clone(file)
	for i := range taken {
		taken[i].Column, taken[i].Certainty = "", 0
		for _, name := range slices.Sorted(maps.Keys(m.Columns)) {
			if cell := m.Columns[name]; cell.from(&taken[i]) {
				taken[i].Column = name
				break
			}
		}
		taken[i].Event = ""
		if at, _ := m.eventOf(&file[i]); at >= 0 {
			taken[i].Event = m.Rows[at].Columns[columnEvent].Constant
		} else if m.chronicleRow(&file[i]) >= 0 {
			taken[i].Event = Chronicle
		} else if m.monthRow(&file[i]) >= 0 {
			taken[i].Event = MonthOf
		}
	}
	return taken
}

// ReadInRows reports whether a row of « lignes » reads a column of the file in a way
// that is no choice of a column: two cells joined, for one.
func (m *Mapping) ReadInRows(file ProposedColumn) bool {
	return file.Column == "" && file.Event == "" && slices.ContainsFunc(m.Rows, func(row MappingRow) bool {
		for _, cell := range row.Columns {
			if cell.from(&file) {
				return true
			}
		}
		return false
	})
}

// from reports whether that column of a file is the source.
func (s *MappingSource) from(file *ProposedColumn) bool {
	switch {
	case s.Position != "":
		return s.place() == (&MappingSource{Position: file.Place}).place()
	case s.Column == "":
		return false
	}
	key := headerKey(file.Name)
	return headerKey(s.Column) == key || slices.ContainsFunc(s.Or, func(other string) bool { return headerKey(other) == key })
}

// Assign takes each column of a file for what a person chose, by its place. A
// column that is taken for the same as before is read as before, with the words
// that she added; two columns of a file cannot be taken for one of the format.
// Of a choice that is wrong nothing changes.
func (m *Mapping) Assign(file []ProposedColumn, choices map[string]ColumnChoice) error {
	edited := m.clone()
	if err := edited.assign(file, choices); err != nil {
		return err
	}
	*m = edited
	return nil
}

// clone copies what assign changes.
func (m *Mapping) clone() Mapping {
	c := *m
	c.Columns, c.Ignored, c.Rows = maps.Clone(m.Columns), slices.Clone(m.Ignored), slices.Clone(m.Rows)
	for i := range c.Rows {
		row := &c.Rows[i]
		row.If, row.Columns = slices.Clone(row.If), maps.Clone(row.Columns)
		if row.Each != nil {
			each := *row.Each
			row.Each = &each
		}
	}
	return c
}

func (m *Mapping) assign(file []ProposedColumn, choices map[string]ColumnChoice) error {
	before := m.Taken(file)
	chosen := map[string]string{} // place by published name
	for _, f := range file {
		choice := choices[f.Place]
		if other, twice := chosen[choice.Column]; twice && choice.Column != "" {
			return observatory.InputErrorf("les colonnes %s et %s du tableau sont toutes deux prises pour « %s » : gardez-en une", other, f.Place, choice.Column)
		}
		if choice.Column != "" && !slices.Contains(m.Choices(), choice.Column) {
			return observatory.InputErrorf("« %s » n'est pas une colonne du format publié", choice.Column)
		}
		chosen[choice.Column] = f.Place
	}
	for _, f := range before {
		for at, _ := m.eventOf(&f); at >= 0; at, _ = m.eventOf(&f) {
			m.Rows = slices.Delete(m.Rows, at, at+1)
		}
		if at := m.chronicleRow(&f); at >= 0 && choices[f.Place].Event != Chronicle {
			m.Rows = slices.Delete(m.Rows, at, at+1)
		}
		for at := m.monthRow(&f); at >= 0 && choices[f.Place].Event != MonthOf; at = m.monthRow(&f) {
			m.Rows = slices.Delete(m.Rows, at, at+1)
		}
	}
	kept := map[string]MappingCell{}
	for i, f := range before {
		chosen := choices[f.Place].Column
		if cell, same := m.Columns[chosen]; same && cell.from(&f) { // one of the columns that it gives: the others stay
			kept[f.Place] = cell
			delete(m.Columns, chosen)
			continue
		}
		if f.Column != "" {
			delete(m.Columns, f.Column)
			continue
		}
		m.Ignored = slices.DeleteFunc(m.Ignored, func(name string) bool { return name == file[i].Name })
	}
	if m.Columns == nil {
		m.Columns = map[string]MappingCell{}
	}
	return m.place(file, choices, kept)
}

// place writes what was chosen of each column; kept are the cells that were of the
// same column before.
func (m *Mapping) place(file []ProposedColumn, choices map[string]ColumnChoice, kept map[string]MappingCell) error {
	for _, f := range file {
		choice := choices[f.Place]
		if err := choice.check(&f); err != nil {
			return err
		}
		if choice.Event != "" {
			give := m.giveEvent
			switch choice.Event {
			case Chronicle:
				give = m.giveChronicle
			case MonthOf:
				give = m.giveMonth
			}
			if err := give(&f, file, choice); err != nil {
				return err
			}
			m.Ignored = slices.DeleteFunc(m.Ignored, func(name string) bool { return name == f.Name })
			continue
		}
		if choice.Column == "" {
			if f.Name != "" && !slices.Contains(m.Ignored, f.Name) {
				m.Ignored = append(m.Ignored, f.Name)
			}
			continue
		}
		cell, same := kept[f.Place]
		if !same {
			cell = sourceOf(f, file)
		}
		cell.translate(choice.Words)
		if err := cell.read(choice.Column, choice.Reading); err != nil {
			return err
		}
		m.Columns[choice.Column] = cell
	}
	return nil
}

// sourceOf reads a column by its name, or by its place where it has none or
// shares it.
func sourceOf(f ProposedColumn, file []ProposedColumn) MappingCell {
	same := 0
	for _, other := range file {
		if headerKey(other.Name) == headerKey(f.Name) {
			same++
		}
	}
	if f.Name == "" || same > 1 {
		return MappingCell{MappingSource: MappingSource{Position: f.Place}}
	}
	return MappingCell{MappingSource: MappingSource{Column: f.Name}}
}

func (c *MappingCell) translate(words map[string]string) {
	values := maps.Clone(c.Values)
	for from, to := range words {
		if values == nil {
			values = map[string]string{}
		}
		values[from] = to
	}
	c.Values = values
}

// Headers gives the columns of a file with what the mapping of the options takes
// each for, and the words of each that its list does not know; without a mapping,
// what ProposeMapping proposes.
func Headers(ctx context.Context, source Source, o Options) (Proposal, error) {
	p, err := ProposeMapping(ctx, source, o)
	if err != nil || o.Mapping == nil && len(p.Mapping.Rows) == 0 {
		return p, err
	}
	switch {
	case o.Mapping == nil: // what rows of events make of several columns is no column of the file
		o.Mapping = &p.Mapping
	case !p.Counted || len(o.Mapping.Columns)+len(o.Mapping.Rows) > 0:
		p.Notes, p.Counted = nil, false // of a proposal that a person has gone beyond
	}
	proposed := p.Columns
	p.Mapping, p.Columns = *o.Mapping, o.Mapping.Taken(p.Columns)
	for i := range p.Columns {
		c := &p.Columns[i]
		if at := o.Mapping.monthRow(c); at >= 0 && c.Event == MonthOf {
			c.Unknown, c.Certainty = o.Mapping.Rows[at].untold(c), eventsTold(c.cells)
			continue
		}
		if c.Column != proposed[i].Column || (c.Event == Chronicle) != (proposed[i].Event == Chronicle) {
			c.Unknown = nil // those of another list
			continue
		}
		cell := o.Mapping.Columns[c.Column]
		if at := o.Mapping.chronicleRow(c); at >= 0 {
			cell = o.Mapping.Rows[at].Columns[columnEvent]
		}
		c.Unknown = slices.DeleteFunc(slices.Clone(c.Unknown), func(word string) bool { _, told := cell.Values[word]; return told })
		c.Certainty = proposed[i].Certainty
	}
	p.settle()
	return p, nil
}
