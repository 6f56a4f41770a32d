package pdftext

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

const (
	catalog = "<< /Type /Catalog /Pages 2 0 R >>"
	endless = "de calcul" // what is said of a file that is read for ever
	onePage = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
)

// sizedByItself is a file whose objects lie in a stream whose length lies in
// that stream.
func sizedByItself() string {
	var out strings.Builder
	out.WriteString("%PDF-1.5\n")
	packed := out.Len()
	out.WriteString("1 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Length 2 0 R >>\nstream\n2 0 9\nendstream\nendobj\n")
	table := out.Len()
	rows := []byte{0, 0, 0, 1, byte(packed), 0, 2, 1, 0}
	fmt.Fprintf(&out, "3 0 obj\n<< /Type /XRef /Size 3 /W [1 1 1] /Root 2 0 R /Length %d >>\nstream\n%s\nendstream\nendobj\n", len(rows), rows)
	fmt.Fprintf(&out, "startxref\n%d\n%%%%EOF\n", table)
	return out.String()
}

// tableAt is a file of one page whose table of objects says so.
func tableAt(says string) string {
	file := string(testbed.PDF(catalog, onePage, "<< /Type /Page /Parent 2 0 R >>"))
	before, after, _ := strings.Cut(file, "xref\n0 4\n")
	return before + "xref\n" + says + "\n" + after
}

// TestHostileFiles: a file that walks its reader in a circle, fills its stack or
// its memory is refused with the reason, and the process that asked goes on.
func TestHostileFiles(t *testing.T) {
	charmap := "1 begincodespacerange <00> <ff> endcodespacerange 9999999999 beginbfrange <00> <ff> <00> endbfrange"
	circle := string(testbed.PDF(catalog, onePage, "<< /Type /Page /Parent 2 0 R >>"))
	at := strings.Index(circle, "xref\n0 4")
	tests := []struct {
		name, file, says string
	}{
		{"pages within themselves", string(testbed.PDF(catalog, "<< /Type /Pages /Kids [2 0 R] /Count 1 >>")), endless},
		{"a page above itself", string(testbed.PDF(catalog, onePage, "<< /Type /Page /Parent 3 0 R /Contents 4 0 R >>",
			"<< /Length 40 >>\nstream\nBT /F1 11 Tf 60 780 Td (Bonjour) Tj ET\nendstream")), endless},
		{"a table before itself", strings.Replace(circle, "<< /Size 4", fmt.Sprintf("<< /Prev %d /Size 4", at), 1), endless},
		{"a stream as long as what is in it", sizedByItself(), "endommagé"},
		{"a table of a thousand billion objects", tableAt("999999999999 1\n"), "endommagé"},
		{"a font of ten billion signs", string(testbed.PDF(catalog, onePage,
			"<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>",
			"<< /Length 40 >>\nstream\nBT /F1 11 Tf 60 780 Td (Bonjour) Tj ET\nendstream",
			"<< /Type /Font /Subtype /Type1 /ToUnicode 6 0 R >>",
			fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(charmap), charmap))), "mémoire"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			held := limits{memory: 64 << 20, processor: 3 * time.Second}
			if tt.says == endless {
				held.processor = time.Second // it takes all that it is given
			}
			_, err := held.pages([]byte(tt.file))
			if !observatory.IsInput(err) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v, want an input error that says %q", err, tt.says)
			}
		})
	}
}

// TestNotRun: what stops a reader from outside is no fault of the file.
func TestNotRun(t *testing.T) {
	if err := usual.fault(-1); observatory.IsInput(err) {
		t.Errorf("a reader that was killed says %v of the file", err)
	}
}

func FuzzPDF(f *testing.F) {
	f.Add(testbed.PDF(catalog, onePage, "<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>",
		"<< /Length 40 >>\nstream\nBT /F1 11 Tf 60 780 Td (Bonjour) Tj ET\nendstream",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"))
	held := limits{memory: 512 << 20, processor: time.Second}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if _, err := held.pages(raw); err != nil && !observatory.IsInput(err) {
			t.Fatal(err)
		}
	})
}
