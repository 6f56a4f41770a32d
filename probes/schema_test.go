package probes

import (
	"bytes"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

const schemaFile = "schema/journey.schema.json"

// TestSchemaIsPublished holds the published schema against the decoding tables.
func TestSchemaIsPublished(t *testing.T) {
	got, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(schemaFile, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("the language has changed; run with -update once it is right (-published +got):\n%s", diff)
	}
}

func published(t *testing.T) *jsonschema.Schema {
	t.Helper()
	content, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(schemaFile, document); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

func validate(t *testing.T, s *jsonschema.Schema, data []byte) error {
	t.Helper()
	var value any
	if err := yaml.Load(data, &value); err != nil {
		t.Fatal(err)
	}
	return s.Validate(value)
}

func TestShippedJourneysFitTheSchema(t *testing.T) {
	s := published(t)
	names, err := fs.Glob(embedded, "journeys/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d shipped files, %v", len(names), err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(embedded, name)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(t, s, data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSchemaRefusesWhatTheReaderRefuses(t *testing.T) {
	s := published(t)
	tests := map[string]string{
		"unknown key":       strings.Replace(good, "duty: essai", "duty: essai\nplaned: true", 1),
		"unknown family":    strings.Replace(good, "family: E", "family: Z", 1),
		"no id":             strings.Replace(good, "id: essai.un\n", "", 1),
		"duration":          strings.Replace(good, "8s", "huit", 1),
		"two actions":       strings.Replace(good, "open: target", "open: target\n    capture: true", 1),
		"no action":         strings.Replace(good, "    open: target\n", "", 1),
		"step without name": strings.Replace(good, "name: ouvrir\n    ", "", 1),
		"deep in a branch":  good + "  - name: x\n    branch:\n      - when: {all: [{not: {texte: a}}]}\n",
		"group of no steps": "group: essai.vide\n",
		"status that ends":  good + "  - name: x\n    wait_for: {status: [404]}\n",
	}
	if err := validate(t, s, []byte(good)); err != nil {
		t.Errorf("the good journey: %v", err)
	}
	if err := validate(t, s, []byte("group: essai.un\nsteps:\n  - use: essai.deux\n")); err != nil {
		t.Errorf("a group: %v", err)
	}
	for name, text := range tests {
		if validate(t, s, []byte(text)) == nil {
			t.Errorf("%s: the schema accepts it", name)
		}
		problems, err := CheckFiles([]File{{"essai.yaml", []byte(text)}})
		if err != nil || len(problems) == 0 {
			t.Errorf("%s: the reader accepts it, %v", name, err)
		}
	}
}
