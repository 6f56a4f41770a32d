package collectors

import (
	"strings"

	"vigie/internal/observatory"
)

// fieldColumns gives the published column of each field of an event, as
// observatory.Change names them. Details are those of their own columns.
func fieldColumns() map[string]string {
	return map[string]string{
		"date": "date", "start": "début", "end": "fin", "department": "département", "procedure": "procédure", "ground": "fondement",
		"channel": "canal", "rank": "rang", "rights_mention": "mention des droits", "ending": "issue", "reason_stated": "motif indiqué",
		"reason_source": "source du motif", "organisation": "organisme", "answer": "réponse", "code": "précision", "level": "niveau de preuve",
	}
}

// Words tells a field of an event as the published format does: the name of its
// column, and the word of its value. A field is that of an observatory.Change, or
// the name of a detail. A value that is a pseudonym is not shown; one that no
// list knows comes back as it is.
func Words(field, value string) (name, word string) {
	switch field {
	case "person":
		return "personne", shown(value, "un pseudonyme")
	case "month_only":
		return "date connue au mois seulement", map[string]string{"true": "oui", "false": "non"}[value]
	case string(observatory.DetailConstrained):
		return "empêché de se déplacer par une mesure de contrainte", label(yesNo, value)
	}
	column, ok := columnOfField(field)
	switch {
	case !ok:
		return field, value
	case column.kind == kindSecret:
		return column.name, shown(value, "noté (pseudonyme)")
	case field == "code":
		return column.name, label(func() vocabulary { return append(precisions(), purposes()...) }, value)
	case field == "reason_source" && value == reasonDeclared:
		return column.name, "déclarée par l'association"
	case column.kind == kindCodes:
		var words []string
		for _, code := range observatory.SplitCodes(value) {
			words = append(words, label(column.words, code))
		}
		return column.name, strings.Join(words, ", ")
	case column.words != nil:
		return column.name, label(column.words, value)
	}
	return column.name, value
}

func shown(value, instead string) string {
	if value == "" || value == observatory.NoID.String() {
		return ""
	}
	return instead
}

func label(words func() vocabulary, code string) string {
	for _, t := range words() {
		if t.code == code {
			return t.label
		}
	}
	return code
}

// columnOfField finds the column of a field, in the shape of events where both
// have one.
func columnOfField(field string) (column, bool) {
	name := fieldColumns()[field]
	var found column
	for _, c := range columns() {
		if name != "" && c.name == name && c.detail == "" || name == "" && string(c.detail) == field {
			if c.in(ShapeEvents) {
				return c, true
			}
			found = c
		}
	}
	return found, found.name != ""
}
