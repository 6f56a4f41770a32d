package collectors

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
)

// Samples holds the two example files, testdata/exemple_cas.csv and
// testdata/exemple_evenements.csv. All persons in them are invented.
//
//go:embed testdata/exemple_cas.csv testdata/exemple_evenements.csv
var Samples embed.FS

// Schemas holds the published format, schema/cas.schema.json and
// schema/evenements.schema.json (Frictionless Table Schema).
//
//go:embed schema/*.schema.json
var Schemas embed.FS

// datePattern is what a date cell may hold, for the published schema.
const datePattern = `^(\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{1,2}(-\d{1,2})?|\d{1,2}[/.-]\d{4})$`

type tableSchema struct {
	Schema        string        `json:"$schema"`
	Name          string        `json:"name"`
	Title         string        `json:"title"`
	Description   string        `json:"description"`
	Version       string        `json:"version"`
	Fields        []schemaField `json:"fields"`
	MissingValues []string      `json:"missingValues"`
}

type schemaField struct {
	Name        string       `json:"name"`
	Title       string       `json:"title"`
	Type        string       `json:"type"`
	Format      string       `json:"format,omitempty"`
	Description string       `json:"description"`
	Example     string       `json:"example,omitempty"`
	Constraints *constraints `json:"constraints,omitempty"`
}

type constraints struct {
	Required bool     `json:"required,omitempty"`
	Pattern  string   `json:"pattern,omitempty"`
	Enum     []string `json:"enum,omitempty"`
}

// SchemaJSON writes the Frictionless Table Schema of a shape from the table of
// columns. All fields are of type string: a date may be written in several
// ways, and a cell of yes or no in words.
func SchemaJSON(shape Shape) ([]byte, error) {
	s := tableSchema{
		Schema: "https://specs.frictionlessdata.io/schemas/table-schema.json",
		Name:   "vigie-cas", Title: "Vigie : une ligne par dossier", Version: formatVersion,
		Description:   "Dossiers suivis par une association, une ligne par dossier. Seules les colonnes obligatoires doivent figurer ; les autres peuvent manquer.",
		MissingValues: []string{""},
	}
	if shape == ShapeEvents {
		s.Name, s.Title = "vigie-evenements", "Vigie : une ligne par évènement"
		s.Description = "Faits datés des dossiers suivis par une association, une ligne par évènement. Seules les colonnes obligatoires doivent figurer ; les autres peuvent manquer."
	}
	for _, c := range columns() {
		if c.in(shape) {
			s.Fields = append(s.Fields, c.field(shape))
		}
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(s); err != nil {
		return nil, fmt.Errorf("write schema %s: %w", shape, err)
	}
	return out.Bytes(), nil
}

// field is the published description of a column. Cells that must be filled in
// every row are the department, and the kind of an event.
func (c column) field(shape Shape) schemaField {
	f := schemaField{Name: c.name, Title: title(c.name), Type: "string", Description: c.description}
	rule := constraints{Required: c.requiredIn(shape) && c.kind != kindDate}
	switch c.kind {
	case kindDate:
		rule.Pattern, f.Example = datePattern, "31/01/2026"
	case kindNumber:
		rule.Pattern, f.Example = `^[0-9]{9,10}$`, "9900000001"
	case kindDepartment:
		f.Example = "93"
	case kindIdentity:
		if c.id == colMail {
			f.Format = "email"
		}
	case kindWord, kindYesNo:
		rule.Enum = c.words().published()
	case kindCodes:
		f.Example = strings.Join(c.words().published()[:2], " + ")
	case kindHour:
		rule.Pattern, f.Example = `^\d{1,2} ?[:hH] ?(\d{2})?(:\d{2})?$`, "14:30"
	case kindReference, kindAssociation, kindText, kindPrefecture, kindSecret, kindPicture:
	}
	if rule.Required || rule.Pattern != "" || rule.Enum != nil {
		f.Constraints = &rule
	}
	return f
}

// published lists the words of the schema: a word taken only to be told apart
// is not among them.
func (v vocabulary) published() []string {
	var labels []string
	for _, t := range v {
		if t.code != implicitRefusal {
			labels = append(labels, t.label)
		}
	}
	return labels
}

func title(name string) string {
	runes := []rune(name)
	runes[0] = unicode.ToUpper(runes[0])
	return string(runes)
}
