package dashboard

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// form is the published schema of a shape, as the pages and the API read it.
type form struct{ Fields []field }

// field is one published column.
type field struct {
	Name        string `json:"name"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Example     string `json:"example"`
	Constraints struct {
		Required bool     `json:"required"`
		Pattern  string   `json:"pattern"`
		Enum     []string `json:"enum"`
	} `json:"constraints"`
}

// readForm reads a Frictionless Table Schema.
func readForm(schema []byte) (form, error) {
	var f form
	if err := json.Unmarshal(schema, &f); err != nil {
		return f, fmt.Errorf("read the schema: %w", err)
	}
	if len(f.Fields) == 0 {
		return f, fmt.Errorf("read the schema: it has no field")
	}
	return f, nil
}

func (f form) has(name string) bool {
	_, ok := f.field(name)
	return ok
}

func (f form) field(name string) (field, bool) {
	i := slices.IndexFunc(f.Fields, func(x field) bool { return x.Name == name })
	if i < 0 {
		return field{}, false
	}
	return f.Fields[i], true
}

// isDate reports whether a field takes a date.
func (x field) isDate() bool { return strings.Contains(x.Constraints.Pattern, `\d{4}`) }

// isText reports whether a field takes a text of several lines.
func (x field) isText() bool { return strings.HasPrefix(x.Description, "Texte") }
