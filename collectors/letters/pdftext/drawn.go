package pdftext

import (
	"math"

	"github.com/ledongthuc/pdf"
)

// maxForms bounds drawings within drawings: a form may name itself.
const maxForms = 8

// state is what the operators of a drawing leave behind (ISO 32000-1, 8.4 and 9.3).
type state struct {
	font                *font
	size, rise, leading float64
	letter, word, scale float64 // added after each glyph, after each space, and what stretches both
	placed, text, line  matrix  // of the page, of the next glyph, of the beginning of its line
}

// drawing goes through the operators of a page and notes the glyphs that they
// show. The library's own way (pdf.Page.Content) takes the glyphs of composite
// fonts to have no width, and these are what browsers and word processors write:
// every letter would stand apart, or the words of a line in each other.
type drawing struct {
	state

	kept      []state
	resources pdf.Value
	fonts     map[string]*font // of these resources
	forms     int              // how deep in them
	glyphs    []pdf.Text
}

// drawn gives the glyphs of a page in the order in which they are drawn.
func drawn(page pdf.Page) []pdf.Text {
	contents := page.V.Key("Contents")
	if contents.Kind() == pdf.Null {
		return nil
	}
	d := &drawing{state: state{scale: 1, placed: identity}, resources: page.Resources(), fonts: map[string]*font{}}
	d.interpret(contents)
	return d.glyphs
}

func (d *drawing) interpret(contents pdf.Value) {
	pdf.Interpret(contents, func(stack *pdf.Stack, operator string) {
		operands := make([]pdf.Value, stack.Len())
		for i := len(operands) - 1; i >= 0; i-- {
			operands[i] = stack.Pop()
		}
		if n := operandsOf(operator); n <= len(operands) {
			d.operate(operator, operands[len(operands)-n:])
		}
	})
}

// operandsOf is how many operands an operator that moves or shows text takes.
func operandsOf(operator string) int {
	switch operator {
	case "cm", "Tm":
		return 6
	case `"`:
		return 3
	case "Td", "TD", "Tf":
		return 2
	case "Tc", "Tw", "Tz", "TL", "Ts", "Tj", "'", "TJ", "Do":
		return 1
	}
	return 0
}

func (d *drawing) operate(operator string, operands []pdf.Value) {
	switch operator {
	case "q":
		d.kept = append(d.kept, d.state)
	case "Q":
		if n := len(d.kept); n > 0 {
			d.state, d.kept = d.kept[n-1], d.kept[:n-1]
		}
	case "cm":
		d.placed = matrixOf(operands).times(d.placed)
	case "Do":
		d.form(operands[0].Name())
	case "BT":
		d.text, d.line = identity, identity
	case "Tm":
		d.line = matrixOf(operands)
		d.text = d.line
	case "Td":
		d.move(operands[0].Float64(), operands[1].Float64())
	case "TD":
		d.leading = -operands[1].Float64()
		d.move(operands[0].Float64(), operands[1].Float64())
	case "T*":
		d.move(0, -d.leading)
	case "Tj":
		d.show(operands[0].RawString())
	case "TJ":
		d.showApart(operands[0])
	case "'":
		d.move(0, -d.leading)
		d.show(operands[0].RawString())
	case `"`:
		d.word, d.letter = operands[0].Float64(), operands[1].Float64()
		d.move(0, -d.leading)
		d.show(operands[2].RawString())
	default:
		d.set(operator, operands)
	}
}

// set keeps what the next glyphs are shown with.
func (d *drawing) set(operator string, operands []pdf.Value) {
	switch operator {
	case "Tf":
		d.font, d.size = d.fontOf(operands[0].Name()), operands[1].Float64()
	case "Tc":
		d.letter = operands[0].Float64()
	case "Tw":
		d.word = operands[0].Float64()
	case "Tz":
		d.scale = operands[0].Float64() / 100
	case "TL":
		d.leading = operands[0].Float64()
	case "Ts":
		d.rise = operands[0].Float64()
	}
}

// move begins a line, at a place that is told from the beginning of the last one.
func (d *drawing) move(x, y float64) {
	d.line = matrix{1, 0, 0, 1, x, y}.times(d.line)
	d.text = d.line
}

// form draws what a page, or another form, uses as a whole.
func (d *drawing) form(name string) {
	form := d.resources.Key("XObject").Key(name)
	if form.Kind() != pdf.Stream || form.Key("Subtype").Name() != "Form" || d.forms == maxForms {
		return
	}
	outer := *d
	d.forms, d.kept = d.forms+1, nil
	if at := form.Key("Matrix"); at.Len() == len(identity) {
		operands := make([]pdf.Value, at.Len())
		for i := range operands {
			operands[i] = at.Index(i)
		}
		d.placed = matrixOf(operands).times(d.placed)
	}
	if own := form.Key("Resources"); own.Kind() == pdf.Dict {
		d.resources, d.fonts = own, map[string]*font{}
	}
	d.interpret(form)
	outer.glyphs = d.glyphs
	*d = outer
}

func (d *drawing) fontOf(name string) *font {
	f, known := d.fonts[name]
	if !known {
		f = newFont(pdf.Font{V: d.resources.Key("Font").Key(name)})
		d.fonts[name] = f
	}
	return f
}

// showApart shows texts with what moves the next one to the left, in thousandths
// of the size.
func (d *drawing) showApart(texts pdf.Value) {
	for i := range texts.Len() {
		if one := texts.Index(i); one.Kind() == pdf.String {
			d.show(one.RawString())
		} else {
			d.advance(-one.Float64() / 1000 * d.size)
		}
	}
}

func (d *drawing) advance(x float64) {
	d.text = matrix{1, 0, 0, 1, x * d.scale, 0}.times(d.text)
}

func (d *drawing) show(text string) {
	if d.font == nil {
		return
	}
	for len(text) > 0 {
		code := text[:min(d.font.codeBytes, len(text))]
		text = text[len(code):]
		g := d.font.glyph(code)
		at := matrix{d.size * d.scale, 0, 0, d.size, 0, d.rise}.times(d.text).times(d.placed)
		d.glyphs = append(d.glyphs, pdf.Text{
			FontSize: math.Hypot(at[0], at[1]), X: at[4], Y: at[5], W: g.width * at[0], S: g.text,
		})
		x := g.width*d.size + d.letter
		if code == " " {
			x += d.word
		}
		d.advance(x)
	}
}

// matrix is the two columns of a matrix of ISO 32000-1, 8.3.3, row by row.
type matrix [6]float64

var identity = matrix{1, 0, 0, 1, 0, 0}

func matrixOf(operands []pdf.Value) (m matrix) {
	for i := range m {
		m[i] = operands[i].Float64()
	}
	return m
}

func (m matrix) times(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}
