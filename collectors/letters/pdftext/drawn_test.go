package pdftext

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"vigie/internal/testbed"
)

const drawnLine = "valable du 01/06/2025 au 31/08/2025"

// hexCodes are the two-byte codes of a text in the composite font of composite.
func hexCodes(text string) string {
	var out strings.Builder
	for _, r := range text {
		fmt.Fprintf(&out, "%04X", r)
	}
	return "<" + out.String() + ">"
}

// eachApart shows every glyph where it stands, as browsers do: each is half as
// wide as the font is high, a space a quarter.
func eachApart(text string, size int) string {
	var out strings.Builder
	before := 0
	for i, r := range text {
		if i > 0 {
			fmt.Fprintf(&out, "%d 0 Td ", before)
		}
		fmt.Fprintf(&out, "%s Tj\n", hexCodes(string(r)))
		if before = size / 2; r == ' ' {
			before = size / 4
		}
	}
	return out.String()
}

// composite is a page of this drawing, with a composite font F1 and a form X1 that
// holds a drawing of its own.
func composite(drawing, form string) []byte {
	stream := func(dictionary, content string) string {
		return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dictionary, len(content), content)
	}
	return testbed.PDF(
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> /XObject << /X1 8 0 R >> >> /Contents 4 0 R >>",
		stream("", drawing),
		"<< /Type /Font /Subtype /Type0 /BaseFont /Essai /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
		"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Essai /W [32 [250] 33 126 500] /DW 1000 >>",
		stream("", "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange "+
			"1 beginbfrange <0020> <007E> <0020> endbfrange endcmap end end"),
		stream("/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Matrix [1 0 0 1 0 0] /Resources << /Font << /F1 5 0 R >> >>", form),
	)
}

// TestCompositeFonts: the glyphs of the fonts that browsers and word processors
// write have widths, so that letters stand together and words apart.
func TestCompositeFonts(t *testing.T) {
	words := strings.Fields(drawnLine)
	var spaced strings.Builder // words kerned, and set apart without a space
	for i, word := range words {
		if i > 0 {
			spaced.WriteString(" -250 ")
		}
		spaced.WriteString(hexCodes(word[:1]) + " 20 " + hexCodes(word[1:]))
	}
	for name, file := range map[string][]byte{
		"one glyph at a time": composite(".24 0 0 -.24 0 792 cm q 3.125 0 0 3.125 100 100 cm BT /F1 32 Tf 1 0 0 -1 8 38 Tm\n"+eachApart(drawnLine, 32)+"ET Q", ""),
		"one text":            composite("BT /F1 12 Tf 60 700 Td "+hexCodes(drawnLine)+" Tj ET", ""),
		"kerned":              composite("BT /F1 12 Tf 60 700 Td ["+spaced.String()+"] TJ ET", ""),
		"text after text":     composite("BT /F1 12 Tf 60 700 Td "+hexCodes("vala")+" Tj "+hexCodes("ble du 01/06/2025 ")+" Tj "+hexCodes("au 31/08/2025")+" Tj ET", ""),
		"within a form":       composite("q 1 0 0 1 20 20 cm /X1 Do Q", "BT /F1 12 Tf 60 700 Td "+hexCodes(drawnLine)+" Tj ET /X1 Do"),
		"a form of its page":  composite("/X1 Do BT /F1 12 Tf 60 700 Td "+hexCodes(drawnLine)+" Tj ET", "/F1 60 Tf q q 5 0 0 5 9 9 cm"),
	} {
		pages, err := Pages(file)
		if err != nil || len(pages) != 1 || !slices.Equal(pages[0], []string{drawnLine}) {
			t.Errorf("%s: %q, %v", name, pages, err)
		}
	}
}
