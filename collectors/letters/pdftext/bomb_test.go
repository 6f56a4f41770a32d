package pdftext

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"fmt"
	"io"
	"strings"
	"testing"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

// packed gives a source, packed so many times.
func packed(t *testing.T, source io.Reader, layers int) []byte {
	t.Helper()
	for range layers {
		var out bytes.Buffer
		w, err := zlib.NewWriterLevel(&out, zlib.BestSpeed)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(w, source); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		source = &out
	}
	all, err := io.ReadAll(source)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func zeros(n int64) io.Reader { return io.LimitReader(zeroReader{}, n) }

type zeroReader struct{}

func (zeroReader) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// bombOf is a PDF of one page whose content is a packed stream.
func bombOf(filter string, content []byte) []byte {
	return testbed.PDF(
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R >>",
		fmt.Sprintf("<< /Length %d /Filter %s >>\nstream\n%s\nendstream", len(content), filter, content))
}

// TestPDFBombs: what unpacks beyond the bound is refused with the reason,
// whatever it is wrapped in; what does not is read.
func TestPDFBombs(t *testing.T) {
	if testing.Short() { // under the race detector: one goroutine unpacks, ten times slower
		t.Skip("run by make test; the process that reads is raced by TestHostileFiles")
	}
	beyond := packed(t, zeros(maxInflated+1), 1)
	text := func(raw []byte) []byte {
		out := make([]byte, ascii85.MaxEncodedLen(len(raw)))
		return append(out[:ascii85.Encode(out, raw)], "~>"...)
	}
	tests := []struct {
		name string
		file []byte
		bomb bool
	}{
		{"one layer", bombOf("/FlateDecode", beyond), true},
		{"two layers", bombOf("[/FlateDecode /FlateDecode]", packed(t, bytes.NewReader(beyond), 1)), true},
		{"as text", bombOf("[/ASCII85Decode /FlateDecode]", text(beyond)), true},
		{"too many layers", bombOf("/FlateDecode", packed(t, zeros(10), maxLayers+1)), true},
		{"a page of a megabyte", bombOf("/FlateDecode", packed(t, zeros(1<<20), 1)), false},
		{"a cut stream", bombOf("/FlateDecode", packed(t, zeros(1<<20), 1)[:20]), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Pages(tt.file)
			refused := err != nil && strings.Contains(err.Error(), "bombe de décompression")
			if refused != tt.bomb {
				t.Errorf("%d bytes: got %v, want a refusal as a bomb: %v", len(tt.file), err, tt.bomb)
			}
			if err != nil && !observatory.IsInput(err) {
				t.Errorf("%v is no input error", err)
			}
		})
	}
}
