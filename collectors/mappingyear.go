package collectors

import (
	"slices"
	"strings"

	"vigie/internal/observatory"
)

// tellYear says where the year of the dates of a cell comes from, as a person wrote it.
// What she left as it was stays, with all that a mapping may say of it.
func (e *MappingEach) tellYear(text string, of *ProposedColumn, file []ProposedColumn) error {
	text = strings.TrimSpace(text)
	if text == e.Year.text() {
		return nil
	}
	if text == "" {
		e.Year = nil
		return nil
	}
	if number, ok := small(text); ok && number >= century {
		e.Year = &MappingYear{Constant: text}
		return nil
	}
	at := slices.IndexFunc(file, func(c ProposedColumn) bool { return c.Name != "" && nameKey(c.Name) == nameKey(text) })
	if at < 0 {
		at = slices.IndexFunc(file, func(c ProposedColumn) bool { return strings.EqualFold(c.Place, text) })
	}
	if at < 0 {
		return observatory.InputErrorf("année de la %s : « %s » n'est ni une année de quatre chiffres (2026), ni le nom ou la lettre d'une colonne du tableau", of.named(), text)
	}
	e.Year = &MappingYear{MappingSource: sourceOf(file[at], file).MappingSource}
	return nil
}

// text is how a person writes it.
func (y *MappingYear) text() string {
	switch {
	case y == nil:
		return ""
	case y.Position != "":
		return columnName(y.place())
	}
	return y.Constant + y.Column
}

func (y *MappingYear) named() string {
	if y.Column == "" {
		return "la colonne " + y.Position
	}
	return "la colonne « " + y.Column + " »"
}

// TellsYear reports whether a column that is read for nothing else tells the year of
// the dates of another.
func (m *Mapping) TellsYear(file ProposedColumn) bool {
	return file.Column == "" && file.Event == "" && slices.ContainsFunc(m.Rows, func(row MappingRow) bool {
		return row.Each != nil && row.Each.Year != nil && row.Each.Year.from(&file)
	})
}
