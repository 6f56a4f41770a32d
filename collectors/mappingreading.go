package collectors

import (
	"slices"
	"strings"

	"vigie/internal/observatory"
)

// Names of two columns of the format that rows of events give.
const (
	columnEvent = "évènement"
	columnDate  = "date"
)

// ColumnReading is how a person says that the cells of a column are read.
type ColumnReading struct {
	Dates     []string // forms, tried in turn: jj/mm/aaaa
	Separator string   // of the parts of a cell; empty: the cell is taken whole
	Part      int      // from 1, or -1 for the last
	Each      string   // separator of several dates, each an event; empty: one
	Year      string   // of dates without one: 2026, or the column that tells it, by name or place
	Month     string   // of events of a month: 2026-01
}

// Reading tells how a column of a file, that Taken told what it is taken for, is
// read.
func (m *Mapping) Reading(file ProposedColumn) ColumnReading {
	if at := m.chronicleRow(&file); at >= 0 && file.Event == Chronicle {
		return ColumnReading{Each: m.Rows[at].Each.Separator, Year: m.Rows[at].Each.Year.text()}
	}
	if at := m.monthRow(&file); at >= 0 && file.Event == MonthOf {
		return ColumnReading{Month: m.Rows[at].month()}
	}
	if file.Event != "" {
		_, reading := m.eventOf(&file)
		return reading
	}
	cell := m.Columns[file.Column]
	reading := ColumnReading{Dates: cell.Dates}
	if cell.Split != nil {
		reading.Separator, reading.Part = cell.Split.Separator, cell.Split.Part
	}
	return reading
}

// Reshape makes the mapping one of another shape: what that has no column for is
// no longer read.
func (m *Mapping) Reshape(shape string) error {
	if shape != mappingCases && shape != mappingEvents {
		return observatory.InputErrorf("forme : « %s » ou « %s »", mappingCases, mappingEvents)
	}
	m.Shape = shape
	for name := range m.Columns {
		if !slices.Contains(m.Choices(), name) {
			delete(m.Columns, name)
		}
	}
	if shape == mappingCases {
		m.Rows = nil
	}
	return nil
}

// Choosable leaves out of choices what the format has no column for.
func (m *Mapping) Choosable(choices map[string]ColumnChoice) {
	for place, choice := range choices {
		if choice.Column != "" && !slices.Contains(m.Choices(), choice.Column) || choice.Event != "" && m.shape() != ShapeEvents {
			choice.Column, choice.Event = "", ""
			choices[place] = choice
		}
	}
}

// check refuses what is said of how a column is read that it cannot be read by.
func (c *ColumnChoice) check(column *ProposedColumn) error {
	switch r := c.Reading; {
	case r == nil || c.Column+c.Event == "": // not read
	case r.Year != "" && (c.Event == "" || c.Event == MonthOf):
		return observatory.InputErrorf("année de la %s : seules les dates d'un évènement ou d'une chronologie en prennent une ; laissez-la vide", column.named())
	case r.Month != "" && c.Event != MonthOf:
		return observatory.InputErrorf("mois de la %s : seule une colonne dont les cellules disent l'évènement d'un mois en prend un ; laissez-le vide", column.named())
	}
	return nil
}

// read says how a cell is read.
func (c *MappingCell) read(name string, r *ColumnReading) error {
	if r == nil {
		return nil
	}
	if err := r.check(name); err != nil {
		return err
	}
	c.Dates, c.Split = r.Dates, nil
	if r.Separator != "" {
		c.Split = &MappingSplit{Separator: r.Separator, Part: r.Part}
	}
	return nil
}

func (r *ColumnReading) check(name string) error {
	for _, form := range r.Dates {
		if _, err := compileDate(form); err != nil {
			return observatory.InputErrorf("forme des dates de « %s » : %w", name, err)
		}
	}
	isDate := slices.ContainsFunc(columns(), func(c column) bool { return c.name == name && c.kind == kindDate })
	switch {
	case len(r.Dates) > 0 && !isDate:
		return observatory.InputErrorf("« %s » n'est pas une colonne de date : laissez vide la forme des dates", name)
	case (r.Separator == "") != (r.Part == 0):
		return observatory.InputErrorf("découpe de « %s » : donnez le signe qui sépare et le numéro de la partie, ou aucun des deux", name)
	}
	return nil
}

// giveEvent makes an event of each date of a column: the row of the file then
// gives as many events as it has such dates.
func (m *Mapping) giveEvent(at *ProposedColumn, file []ProposedColumn, choice ColumnChoice) error {
	if !slices.Contains(WordsOf(columnEvent), choice.Event) {
		return observatory.InputErrorf("« %s » n'est pas un genre d'évènement", choice.Event)
	}
	if m.shape() != ShapeEvents {
		return observatory.InputErrorf("« %s » à sa date : choisissez d'abord une ligne pour plusieurs évènements", choice.Event)
	}
	source := sourceOf(*at, file).MappingSource
	row := MappingRow{Columns: map[string]MappingCell{columnEvent: {Constant: choice.Event}}}
	date := MappingCell{MappingSource: source}
	if r := choice.Reading; r != nil && r.Each != "" {
		row.Each, date = &MappingEach{MappingSource: source, Separator: r.Each}, MappingCell{Element: true}
		if err := row.Each.tellYear(r.Year, at, file); err != nil {
			return err
		}
	} else {
		if r != nil && r.Year != "" {
			return observatory.InputErrorf("année de la %s : elle sert à plusieurs dates d'une cellule ; donnez aussi le signe entre ces dates, ou laissez-la vide", at.named())
		}
		row.If = []MappingTest{{MappingSource: source, Filled: true}}
	}
	if err := date.read(columnDate, choice.Reading); err != nil {
		return err
	}
	row.Columns[columnDate] = date
	m.Rows = append(m.Rows, row)
	return nil
}

// eventOf gives the place among the rows of the one that makes an event of each
// date of a column, as giveEvent writes it, and how it is read; -1 for none.
func (m *Mapping) eventOf(file *ProposedColumn) (int, ColumnReading) {
	for i, row := range m.Rows {
		date, dated := row.Columns[columnDate]
		kind := row.Columns[columnEvent]
		if len(row.Columns) != 2 || !dated || kind.Constant == "" || slices.ContainsFunc(row.If, func(test MappingTest) bool {
			return !test.Filled || len(test.Is)+len(test.IsNot) > 0 || !test.from(file)
		}) {
			continue
		}
		reading := ColumnReading{Dates: date.Dates}
		if row.Each != nil {
			date.MappingSource, reading.Each, date.Element = row.Each.MappingSource, row.Each.Separator, false
			reading.Year = row.Each.Year.text()
		}
		if date.Split != nil {
			reading.Separator, reading.Part = date.Split.Separator, date.Split.Part
		}
		if date.from(file) && !date.Element {
			return i, reading
		}
	}
	return -1, ColumnReading{}
}

// ReadDateForms reads the forms of dates that a person wrote, kept apart by commas.
func ReadDateForms(text string) []string {
	var forms []string
	for form := range strings.SplitSeq(text, ",") {
		if form = strings.TrimSpace(form); form != "" {
			forms = append(forms, form)
		}
	}
	return forms
}
