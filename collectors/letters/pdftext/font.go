package pdftext

import "github.com/ledongthuc/pdf"

// font tells the text and the width of the codes of one font.
type font struct {
	of        pdf.Font
	encoding  pdf.TextEncoding
	codeBytes int
	known     map[string]glyph
}

// glyph is what one code shows.
type glyph struct {
	text  string
	width float64 // of a size of 1; 0 when it is not told
}

func newFont(of pdf.Font) *font {
	f := &font{of: of, encoding: of.Encoder(), codeBytes: 1, known: map[string]glyph{}}
	if of.V.Key("Subtype").Name() == "Type0" {
		f.codeBytes = 2
	}
	return f
}

func (f *font) glyph(code string) glyph {
	g, known := f.known[code]
	if !known {
		g = glyph{text: code, width: f.width(code) / 1000}
		if f.encoding != nil {
			g.text = f.encoding.Decode(code)
		}
		f.known[code] = g
	}
	return g
}

// width is the width of a code, in thousandths of the size.
func (f *font) width(code string) float64 {
	if f.codeBytes == 1 {
		return f.of.Width(int(code[0]))
	}
	if len(code) < f.codeBytes {
		return 0
	}
	descendant := f.of.V.Key("DescendantFonts").Index(0)
	if told, ok := widthIn(descendant.Key("W"), int64(code[0])<<8|int64(code[1])); ok {
		return told
	}
	if usual := descendant.Key("DW"); usual.Kind() != pdf.Null {
		return usual.Float64()
	}
	return 1000
}

// widthIn looks for a code in the widths of a composite font: "first [w w ...]" or
// "first last w", one after the other (ISO 32000-1, 9.7.4.3).
func widthIn(widths pdf.Value, code int64) (float64, bool) {
	for i := 0; i+1 < widths.Len(); {
		first, next := widths.Index(i).Int64(), widths.Index(i+1)
		if next.Kind() == pdf.Array {
			if at := code - first; at >= 0 && at < int64(next.Len()) {
				return next.Index(int(at)).Float64(), true
			}
			i += 2
			continue
		}
		if first <= code && code <= next.Int64() {
			return widths.Index(i + 2).Float64(), true
		}
		i += 3
	}
	return 0, false
}
