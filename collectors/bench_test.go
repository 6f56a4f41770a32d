package collectors

import (
	"bytes"
	"context"
	"io"
	"testing"

	"vigie/internal/observatory"
)

// BenchmarkCheckEvents is parse, validation, pseudonyms and the search for
// duplicates, into nothing: the part of an import that is ours.
func BenchmarkCheckEvents(b *testing.B) {
	const rows = 200_000
	var file bytes.Buffer
	if err := GenerateEvents(&file, rows, 1); err != nil {
		b.Fatal(err)
	}
	source := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(file.Bytes())), nil }
	o := Options{Association: "asso-essai", Departments: testDepartments(), Keys: testKeys(b)}
	b.SetBytes(int64(file.Len()))
	before := processTime(b)
	for b.Loop() {
		summary, err := CheckSource(context.Background(), source, o)
		if err != nil {
			b.Fatal(err)
		}
		if summary.Events != rows {
			b.Fatalf("events: got %d, want %d; %+v", summary.Events, rows, summary.Refused[:min(3, len(summary.Refused))])
		}
	}
	b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64((processTime(b)-before).Nanoseconds())/float64(rows*b.N), "cpu-ns/row")
	b.ReportMetric(float64(file.Len())/rows, "B/row")
}

// BenchmarkImportEvents is a whole first import into a sink that drops all:
// the survey, the sealed file and its sync to disk come on top.
func BenchmarkImportEvents(b *testing.B) {
	const rows = 200_000
	var file bytes.Buffer
	if err := GenerateEvents(&file, rows, 1); err != nil {
		b.Fatal(err)
	}
	source := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(file.Bytes())), nil }
	o := options(b, &memory{}, testKeys(b))
	nowhere := memoryWriter(func(context.Context, []*observatory.CaseEvent) error { return nil })
	o.Sink.Events = func(int) EventWriter { return nowhere }
	o.Sink.Append = func(context.Context, []observatory.Observation) error { return nil }
	b.SetBytes(int64(file.Len()))
	before := processTime(b)
	for b.Loop() {
		summary, err := ImportSource(context.Background(), source, o)
		if err != nil {
			b.Fatal(err)
		}
		if summary.Events != rows {
			b.Fatalf("events: got %d, want %d", summary.Events, rows)
		}
	}
	b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64((processTime(b)-before).Nanoseconds())/float64(rows*b.N), "cpu-ns/row")
}
