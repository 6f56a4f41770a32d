package collectors

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files and the published schemas anew")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		writeFile(t, name, got)
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func writeFile(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func sample(t *testing.T, name string) Source {
	t.Helper()
	data, err := Samples.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
}

func TestSamplesSummary(t *testing.T) {
	for _, name := range []string{"exemple_cas", "exemple_evenements"} {
		t.Run(name, func(t *testing.T) {
			o := options(t, &memory{}, testKeys(t))
			summary, err := CheckSource(context.Background(), sample(t, name+".csv"), o)
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.MarshalIndent(summary, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			golden(t, filepath.Join("testdata", name+".golden.json"), append(got, '\n'))
		})
	}
}

func TestSchemas(t *testing.T) {
	for shape, name := range map[Shape]string{ShapeCases: "cas", ShapeEvents: "evenements"} {
		got, err := SchemaJSON(shape)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, filepath.Join("schema", name+".schema.json"), got)
	}
}
