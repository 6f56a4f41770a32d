package store

import (
	"encoding/binary"
	"math"

	"github.com/ClickHouse/ch-go/proto"
)

// codes is a column of LowCardinality(String): each word once, and for each row
// which. Codes come from short vocabularies, so that a row costs a look into a
// small cache; the engine, sent words, would have to look up each again.
type codes struct {
	words proto.ColStr
	known map[string]uint32
	cache [64]cachedCode
	rows  []byte   // as long as a byte tells the words apart
	wide  []uint32 // the rows, from the first that it does not
}

// cachedCode is a word seen before; at is its place in the dictionary plus one.
type cachedCode struct {
	word string
	at   uint32
}

func newCodes() column[string] { return &codes{known: map[string]uint32{}} }

// Append adds a row.
func (c *codes) Append(word string) { c.repeat(word, 1) }

// repeat adds rows of one word.
func (c *codes) repeat(word string, rows int) {
	slot := &c.cache[codeSlot(word)]
	if slot.at == 0 || slot.word != word {
		at, ok := c.known[word]
		if !ok {
			at = uint32(c.words.Rows()) + 1
			c.words.Append(word)
			c.known[word] = at
		}
		slot.word, slot.at = word, at
	}
	at := slot.at - 1
	if c.wide == nil && at <= math.MaxUint8 {
		for range rows {
			c.rows = append(c.rows, byte(at))
		}
		return
	}
	c.widen()
	for range rows {
		c.wide = append(c.wide, at)
	}
}

// widen gives the rows four bytes each.
func (c *codes) widen() {
	if c.wide != nil {
		return
	}
	c.wide = make([]uint32, len(c.rows), max(2*len(c.rows), cap(c.rows)))
	for i, at := range c.rows {
		c.wide[i] = uint32(at)
	}
}

func codeSlot(word string) int {
	n := len(word)
	if n == 0 {
		return 0
	}
	return (n*7 + int(word[0])*3 + int(word[n/2])*5 + int(word[n-1])) & 63
}

// Reset empties the column and keeps its memory.
func (c *codes) Reset() {
	c.words.Reset()
	clear(c.known)
	c.cache = [64]cachedCode{}
	c.rows, c.wide = c.rows[:0], nil
}

// Type is that of the column in the table.
func (c *codes) Type() proto.ColumnType { return "LowCardinality(String)" }

// Rows is how many values the column holds.
func (c *codes) Rows() int { return max(len(c.rows), len(c.wide)) }

// The Native form of a dictionary of words (SerializationLowCardinality of
// ClickHouse): a version before the column; then which width the row numbers
// have and that the words follow; the words; the rows.
const (
	sharedDictionaries = 1
	wordsFollow        = 1<<9 | 1<<10
)

// EncodeState writes the version.
func (c *codes) EncodeState(b *proto.Buffer) { b.PutInt64(sharedDictionaries) }

// EncodeColumn writes words and rows.
func (c *codes) EncodeColumn(b *proto.Buffer) {
	codesCut{c, 0, c.Rows()}.EncodeColumn(b)
}

// width says how many bytes a row takes: 0, 1, 2 for one, two, four.
func (c *codes) width() int {
	switch n := c.words.Rows(); {
	case n > math.MaxUint16+1:
		return 2
	case n > math.MaxUint8+1:
		return 1
	}
	return 0
}

// codesCut is some rows of a column; the words go before the first.
type codesCut struct {
	*codes
	from, to int
}

// EncodeColumn writes the rows, and the words before the first of the column.
func (c codesCut) EncodeColumn(b *proto.Buffer) {
	width := c.width()
	if c.from == 0 {
		b.PutInt64(int64(wordsFollow | width))
		b.PutInt64(int64(c.words.Rows()))
		c.words.EncodeColumn(b)
		b.PutInt64(int64(c.Rows()))
	}
	if width == 0 {
		b.Buf = append(b.Buf, c.rows[c.from:c.to]...)
		return
	}
	for _, at := range c.wide[c.from:c.to] {
		if width == 1 {
			b.Buf = binary.LittleEndian.AppendUint16(b.Buf, uint16(at))
		} else {
			b.Buf = binary.LittleEndian.AppendUint32(b.Buf, at)
		}
	}
}

// WriteColumn is EncodeColumn for a chained writer.
func (c *codes) WriteColumn(w *proto.Writer) { w.ChainBuffer(c.EncodeColumn) }

// code is a column of words of a short vocabulary.
func code[T any, S ~string](name string, at func(*T) *S) field[T] {
	encode := func(row *T) (string, error) { return string(*at(row)), nil }
	f := single(name, name, newCodes, encode, func(row *T, value string) error { *at(row) = S(value); return nil })
	f.writer = func() writer[T] {
		col := &codes{known: map[string]uint32{}}
		return inRuns(singleWriter(column[string](col), encode), col, at)
	}
	return f
}

// inRuns makes a writer add at once what follows itself, as most words of an import
// do.
func inRuns[T any, S ~string](w writer[T], col *codes, at func(*T) *S) writer[T] {
	each := w.fill
	w.fill = func(rows []*T) error {
		for len(rows) > 0 {
			word, n := *at(rows[0]), 1
			for n < len(rows) && *at(rows[n]) == word {
				n++
			}
			switch {
			case !w.blank():
				col.repeat(string(word), n)
			case word == "":
				w.skip(n)
			default:
				if err := each(rows[:n]); err != nil {
					return err
				}
			}
			rows = rows[n:]
		}
		return nil
	}
	return w
}
