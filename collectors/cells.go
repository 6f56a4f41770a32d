package collectors

import "bytes"

// Limits of a row: Excel has 16,384 columns.
const (
	maxColumns  = 16_384
	maxRowBytes = 1 << 20
)

// cellBuffer collects the cells of one row in one piece of memory.
type cellBuffer struct {
	data  []byte
	spans [][2]int
	cells [][]byte
}

func (b *cellBuffer) reset() { b.data, b.spans = b.data[:0], b.spans[:0] }

// set gives a cell its text, copied.
func (b *cellBuffer) set(column int, text []byte) error {
	if len(b.data)+len(text) > maxRowBytes {
		return fileFault("une ligne dépasse un mégaoctet : ce n'est pas un tableau de dossiers")
	}
	for len(b.spans) <= column {
		b.spans = append(b.spans, [2]int{})
	}
	start := len(b.data)
	b.data = append(b.data, text...)
	b.spans[column] = [2]int{start, len(b.data)}
	return nil
}

// text gives what a cell of the row was set to, empty when it was not.
func (b *cellBuffer) text(column int) []byte {
	if column >= len(b.spans) {
		return nil
	}
	return b.data[b.spans[column][0]:b.spans[column][1]]
}

// written bounds the bytes of the row as canonical writes it.
func (b *cellBuffer) written() int {
	const place = 32
	return place + len(b.data) + bytes.Count(b.data, []byte{'"'}) + 3*len(b.spans)
}

// list gives the cells, until the next reset.
func (b *cellBuffer) list() [][]byte {
	b.cells = b.cells[:0]
	for _, s := range b.spans {
		b.cells = append(b.cells, b.data[s[0]:s[1]])
	}
	return b.cells
}
