package collectors

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"
)

func TestJSONSchemas(t *testing.T) {
	for name, write := range map[string]func() ([]byte, error){"dossiers-json": JSONSchema, "correspondance": MappingSchema} {
		got, err := write()
		must(t, err)
		golden(t, filepath.Join("schema", name+".schema.json"), got)
	}
	for text, good := range map[string]bool{
		`[{"référence":"A","département":"93","date de dépôt":"2026-01-05","motif indiqué":true}]`:      true,
		`{"lignes":[{"référence":"A","département":"93","évènement":"dépôt","date":"2026-01-05"}]}`:     true,
		`{"référence":"A","département":"93","évènements":[{"évènement":"dépôt","date":"2026-01-05"}]}`: true,
		`[{"référence":"A"}]`: false,
		`[{"référence":"A","département":"93","couleur":"bleu"}]`:           false,
		`[{"référence":"A","département":"93","date de dépôt":"05/01/26"}]`: false,
	} {
		if err := validate(t, "schema/dossiers-json.schema.json", []byte(text)); (err == nil) != good {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestForms holds the published XLSForms, cell by cell, against the table of
// columns and the catalogue.
func TestForms(t *testing.T) {
	reference, err := catalogue.Load()
	must(t, err)
	for name, shape := range map[string]Shape{"dossiers": ShapeCases, "evenements": ShapeEvents} {
		var made bytes.Buffer
		must(t, WriteForm(&made, shape, reference.Departments()))
		if *update {
			writeFile(t, filepath.Join("forms", name+".xlsx"), made.Bytes())
		}
		published, err := Forms.ReadFile("forms/" + name + ".xlsx")
		must(t, err)
		if diff := cmp.Diff(formCells(t, published), formCells(t, made.Bytes())); diff != "" {
			t.Errorf("forms/%s.xlsx (-published +made):\n%s", name, diff)
		}
	}
}

func formCells(t *testing.T, data []byte) map[string][][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	must(t, err)
	defer f.Close()
	cells := map[string][][]string{}
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		must(t, err)
		cells[sheet] = rows
	}
	return cells
}

// TestFormYieldsTheSchema names the questions and choices of a form as an
// answer would, and reads each as the column and word that it is.
func TestFormYieldsTheSchema(t *testing.T) {
	for _, shape := range []Shape{ShapeCases, ShapeEvents} {
		index := headerIndex(shape)
		for _, c := range columns() {
			if !c.in(shape) {
				continue
			}
			if got := index[headerKey(formName(c.name))]; got.id != c.id {
				t.Errorf("%s: question %q is read as %q", shape, formName(c.name), got.name)
			}
			if c.words == nil {
				continue
			}
			words := c.words().index()
			for _, term := range c.words() {
				if got, ok := words[fold(choiceName(term))]; !ok || got != term.code || choiceName(term) == "" {
					t.Errorf("%s: choice %q of %q is read as %q", shape, choiceName(term), c.name, got)
				}
			}
		}
	}
}

// TestEventsWithinACase: each field that the schema has for an event is read where
// the events stand within their case, too.
func TestEventsWithinACase(t *testing.T) {
	const told = `"évènement":"API","date":"2026-03-05","fin":"2026-06-04","mention des droits":"oui","niveau de preuve":"document vu"`
	var fields strings.Builder
	for _, c := range columns() {
		if c.in(ShapeEvents) && !strings.Contains(told, `"`+c.name+`"`) && c.id != colReference && c.id != colDepartment {
			fmt.Fprintf(&fields, `,%q:""`, c.name)
		}
	}
	file := `[{"référence":"A","département":"93","évènements":[{` + told + fields.String() + `}]}]`
	must(t, validate(t, "schema/dossiers-json.schema.json", []byte(strings.ReplaceAll(file, `:""`, `:null`))))
	m := &memory{}
	s := take(t, options(t, m, testKeys(t)), file)
	if len(s.Warnings) > 0 || len(m.events) != 1 {
		t.Fatalf("%+v", s)
	}
	if e := m.events[0]; e.RightsMention != observatory.Yes || e.Level != observatory.LevelDocument {
		t.Errorf("rights %q, level %q", e.RightsMention, e.Level)
	}
}
