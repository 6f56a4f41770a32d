package collectors

import (
	"cmp"
	"maps"
	"slices"

	"vigie/internal/observatory"
)

// MonthOf is what the event of a column is called whose cells tell the event, and which
// stands for a month.
const MonthOf = "mois"

// monthRow gives the place among the rows of the one that reads a column of a file as
// the events of a month; -1 for none.
func (m *Mapping) monthRow(file *ProposedColumn) int {
	return slices.IndexFunc(m.Rows, func(row MappingRow) bool {
		event := row.Columns[columnEvent]
		month, _ := monthOf(row.Columns[columnDate].Constant)
		return row.Each == nil && len(row.Columns) == 2 && month != "" && event.from(file)
	})
}

// month gives the month of such a row: 2026-01.
func (r *MappingRow) month() string {
	month, _ := monthOf(r.Columns[columnDate].Constant)
	return month
}

// giveMonth reads a column as the events of a month, which a person wrote or its name
// tells, with the words that she translated: Nothing for those that tell no event.
func (m *Mapping) giveMonth(column *ProposedColumn, file []ProposedColumn, choice ColumnChoice) error {
	if m.shape() != ShapeEvents {
		return observatory.InputErrorf("une colonne d'un mois donne des évènements : choisissez d'abord une ligne pour plusieurs évènements")
	}
	at, told := m.monthRow(column), column.Name
	if choice.Reading != nil {
		told = cmp.Or(choice.Reading.Month, told)
	}
	month, _ := monthOf(told)
	if month == "" {
		return observatory.InputErrorf("mois de la %s : donnez-le avec son année (janvier 2026, ou 01/2026)", column.named())
	}
	if at < 0 {
		words, _ := wordsOfMonth(column.cells)
		at, m.Rows = len(m.Rows), append(m.Rows, monthRow(sourceOf(*column, file).MappingSource, month, words))
	}
	row, words := &m.Rows[at], maps.Clone(choice.Words)
	maps.DeleteFunc(words, func(word, to string) bool {
		if to == Nothing {
			row.leaveOut(column, word)
		}
		return to == Nothing
	})
	event := row.Columns[columnEvent]
	event.translate(words)
	row.Columns[columnEvent], row.Columns[columnDate] = event, MappingCell{Constant: month}
	return nil
}

// leaveOut leaves cells of a column out that hold a word.
func (r *MappingRow) leaveOut(column *ProposedColumn, word string) {
	at := slices.IndexFunc(r.If, func(test MappingTest) bool { return test.from(column) })
	if at < 0 {
		at, r.If = len(r.If), append(r.If, MappingTest{MappingSource: r.Columns[columnEvent].MappingSource})
	}
	r.If[at].IsNot = append(slices.Clone(r.If[at].IsNot), word)
}

// untold gives the words of a column of a month that tell no event and that nobody has
// told about.
func (r *MappingRow) untold(column *ProposedColumn) []string {
	_, unknown := wordsOfMonth(column.cells)
	return slices.DeleteFunc(unknown, func(word string) bool {
		_, told := r.Columns[columnEvent].Values[word]
		return told || slices.ContainsFunc(r.If, func(test MappingTest) bool { return test.from(column) && slices.Contains(test.IsNot, word) })
	})
}
