package collectors

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// records reads a text through the chunker and the scanner.
func records(source io.Reader, separator byte) ([][]string, error) {
	rows := &chunker{source: source, separator: separator, row: 1}
	scan := scanner{separator: separator}
	var all [][]string
	for {
		c, err := rows.next(nil)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		scan.reset(c.data)
		for scan.next() {
			record := make([]string, len(scan.cells))
			for i, cell := range scan.cells {
				record[i] = string(cell)
			}
			all = append(all, record)
		}
	}
}

func TestScanner(t *testing.T) {
	tests := []struct {
		name, in string
		want     [][]string
	}{
		{"plain", "a;b\nc;d\n", [][]string{{"a", "b"}, {"c", "d"}}},
		{"no last line end", "a;b\nc;d", [][]string{{"a", "b"}, {"c", "d"}}},
		{"carriage returns", "a;b\r\nc;d\r\n", [][]string{{"a", "b"}, {"c", "d"}}},
		{"quoted", `"a;1";"b ""c"""` + "\n", [][]string{{"a;1", `b "c"`}}},
		{"line end within quotes", "\"a\nb\";c\n", [][]string{{"a\nb", "c"}}},
		{"quotes then carriage return", "a;\"b\"\r\n", [][]string{{"a", "b"}}},
		{"empty cells", ";;\n", [][]string{{"", "", ""}}},
		{"blank line", "a\n\nb\n", [][]string{{"a"}, {""}, {"b"}}},
		{"quote in the middle", "5\" de haut;b\nc;d\n", [][]string{{`5" de haut`, "b"}, {"c", "d"}}},
		{"text after a closing quote", "\"a\"b;c\n", [][]string{{"ab", "c"}}},
		{"empty quoted", "\"\";\"\"\n", [][]string{{"", ""}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, source := range []io.Reader{strings.NewReader(test.in), iotest.OneByteReader(strings.NewReader(test.in))} {
				got, err := records(source, ';')
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Errorf("records (-want +got):\n%s", diff)
				}
			}
		})
	}
}

// TestChunksCutAtRecords reads a file of several chunks, with line ends and
// separators within quotes, and gets what encoding/csv gets.
func TestChunksCutAtRecords(t *testing.T) {
	var file bytes.Buffer
	for i := range 40_000 {
		file.WriteString("référence;\"un texte; sur\ndeux \"\"lignes\"\"\";")
		file.WriteString(strings.Repeat("x", i%97))
		file.WriteString("\n")
	}
	reader := csv.NewReader(bytes.NewReader(file.Bytes()))
	reader.Comma = ';'
	want, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	got, err := records(bytes.NewReader(file.Bytes()), ';')
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("records (-want +got):\n%.2000s", diff)
	}
}

func TestUnclosedQuote(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"at the end", "a;b\nc;\"d\ne;f\n", "ligne 2"},
		{"over a megabyte", "a;b\nc;d\n\"" + strings.Repeat("x\n", 1<<20), "ligne 3"},
		{"no line end at all", "a;b\n" + strings.Repeat("x", 3<<20), "ligne 2"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := records(strings.NewReader(test.in), ';')
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error: got %v, want one with %q", err, test.want)
			}
		})
	}
}

// FuzzScanner holds the reader against encoding/csv wherever that one accepts
// the text, and checks that the way a stream is cut changes nothing.
func FuzzScanner(f *testing.F) {
	for _, seed := range []string{"a;b\nc;d\n", "\"a;1\";\"b\"\"c\"\n", "\"a\nb\";c", ";\n;", "\"", "a\"b;\"c\"d\n", "\r\n;\r\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		if strings.Contains(in, "\r") {
			return // encoding/csv rewrites line ends within quotes
		}
		whole, err := records(strings.NewReader(in), ';')
		pieces, errPieces := records(iotest.OneByteReader(strings.NewReader(in)), ';')
		if (err == nil) != (errPieces == nil) {
			t.Fatalf("errors differ: %v and %v", err, errPieces)
		}
		if err != nil {
			return
		}
		if diff := cmp.Diff(whole, pieces); diff != "" {
			t.Fatalf("pieces differ:\n%s", diff)
		}
		reader := csv.NewReader(strings.NewReader(in))
		reader.Comma, reader.FieldsPerRecord = ';', -1
		want, err := reader.ReadAll()
		if err != nil {
			return
		}
		var got [][]string
		for _, record := range whole {
			if len(record) > 1 || record[0] != "" {
				got = append(got, record)
			}
		}
		want = dropBlank(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-encoding/csv +got):\n%s", in, diff)
		}
	})
}

func dropBlank(records [][]string) [][]string {
	var kept [][]string
	for _, record := range records {
		if len(record) > 1 || record[0] != "" {
			kept = append(kept, record)
		}
	}
	return kept
}
