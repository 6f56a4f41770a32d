package store

import (
	"encoding/hex"
	"fmt"
	"strconv"

	"github.com/ClickHouse/ch-go/proto"

	"vigie/internal/observatory"
)

// digests is a column of FixedString(32) that takes 64 hexadecimal digits.
type digests struct{ *proto.ColFixedStr }

func (c digests) Append(value [digestSize]byte) { c.ColFixedStr.Append(value[:]) }

const digestSize = 32

func newDigests() column[[digestSize]byte] {
	return digests{&proto.ColFixedStr{Size: digestSize}}
}

func encodeHash(h observatory.Hash) (sum [digestSize]byte, err error) {
	if h == "" {
		return sum, nil
	}
	if len(h) != 2*digestSize {
		return sum, fmt.Errorf("empreinte de %d caractères : attendu %d chiffres hexadécimaux", len(h), 2*digestSize)
	}
	if _, err := hex.Decode(sum[:], []byte(h)); err != nil {
		return sum, fmt.Errorf("empreinte illisible : %w", err)
	}
	return sum, nil
}

func decodeHash(raw string) (observatory.Hash, error) {
	if len(raw) != digestSize {
		return "", fmt.Errorf("empreinte de %d octets : attendu %d", len(raw), digestSize)
	}
	if [digestSize]byte([]byte(raw)) == [digestSize]byte{} {
		return "", nil
	}
	return observatory.Hash(hex.EncodeToString([]byte(raw))), nil
}

// digest is a column of SHA-256 hashes; 32 zero bytes mean none.
func digest[T any](name string, at func(*T) *observatory.Hash) field[T] {
	return single(name, name, newDigests,
		func(row *T) ([digestSize]byte, error) { return encodeHash(*at(row)) },
		func(row *T, value string) error {
			h, err := decodeHash(value)
			*at(row) = h
			return err
		})
}

// part is one column of a list within a row.
type part[E any] struct {
	field[E]
	expr  string                 // selects the column as Array(String)
	parse func(*E, string) error // puts one string of it back
}

func textPart[E any, S ~string](column string, at func(*E) *S) part[E] {
	return part[E]{
		field: text(column, at), expr: column,
		parse: func(e *E, s string) error { *at(e) = S(s); return nil },
	}
}

func codePart[E any, S ~string](column string, at func(*E) *S) part[E] {
	return part[E]{
		field: code(column, at), expr: column,
		parse: func(e *E, s string) error { *at(e) = S(s); return nil },
	}
}

func hashPart[E any](column string, at func(*E) *observatory.Hash) part[E] {
	return part[E]{
		field: digest(column, at), expr: column,
		parse: func(e *E, s string) (err error) { *at(e), err = decodeHash(s); return err },
	}
}

func wholePart[E any](column string, at func(*E) *int) part[E] {
	return part[E]{
		field: whole(column, at), expr: "arrayMap(x -> toString(x), " + column + ")",
		parse: func(e *E, s string) (err error) { *at(e), err = strconv.Atoi(s); return err },
	}
}

func identPart[E any](column string, at func(*E) *observatory.ID) part[E] {
	return part[E]{
		field: ident(column, at), expr: "arrayMap(x -> toString(x), " + column + ")",
		parse: func(e *E, s string) (err error) { *at(e), err = observatory.ParseID(s); return err },
	}
}

// arrayColumn is an Array of any column.
type arrayColumn struct {
	offsets proto.ColUInt64
	data    proto.ColInput
}

func (c *arrayColumn) Type() proto.ColumnType { return proto.ColumnTypeArray.Sub(c.data.Type()) }
func (c *arrayColumn) Rows() int              { return c.offsets.Rows() }

// EncodeState writes what stands before the offsets of a list of words.
func (c *arrayColumn) EncodeState(b *proto.Buffer) {
	if state, ok := c.data.(proto.StateEncoder); ok {
		state.EncodeState(b)
	}
}

func (c *arrayColumn) EncodeColumn(b *proto.Buffer) {
	c.offsets.EncodeColumn(b)
	c.data.EncodeColumn(b)
}

func (c *arrayColumn) WriteColumn(w *proto.Writer) {
	c.offsets.WriteColumn(w)
	c.data.WriteColumn(w)
}

// nested is a list within a row: one Array column for each part, all equally
// long.
func nested[T, E any](at func(*T) *[]E, parts ...part[E]) field[T] {
	var f field[T]
	for _, p := range parts {
		f.names = append(f.names, p.names[0])
		f.exprs = append(f.exprs, p.expr)
	}
	f.writer = func() writer[T] { return nestedWriter(at, parts) }
	f.reader = func() reader[T] { return nestedReader(at, parts) }
	return f
}

func nestedWriter[T, E any](at func(*T) *[]E, parts []part[E]) writer[T] {
	var (
		w     writer[T]
		inner = make([]writer[E], len(parts))
		outer = make([]*arrayColumn, len(parts))
		total uint64
		empty int // rows before the first that holds anything
		refs  []*E
	)
	for i, p := range parts {
		inner[i] = p.writer()
		outer[i] = &arrayColumn{data: inner[i].data[0]}
		w.data = append(w.data, outer[i])
	}
	w.blank = func() bool { return total == 0 }
	w.dense = func() {} // offsets are always there
	w.expect = func(int) {}
	w.reset = func() {
		total, empty = 0, 0
		for i := range parts {
			inner[i].reset()
			outer[i].offsets = outer[i].offsets[:0]
		}
	}
	w.fill = func(rows []*T) error {
		refs = refs[:0]
		for _, row := range rows {
			list := *at(row)
			if total == 0 && len(list) == 0 {
				empty++
				continue
			}
			for _, column := range outer {
				for range empty {
					column.offsets.Append(0)
				}
				column.offsets.Append(total + uint64(len(list)))
			}
			empty = 0
			for i := range list {
				refs = append(refs, &list[i])
			}
			total += uint64(len(list))
		}
		for i := range inner {
			if err := inner[i].fill(refs); err != nil {
				return err
			}
			inner[i].dense() // an Array column is sent whole
		}
		clear(refs)
		return nil
	}
	return w
}

func nestedReader[T, E any](at func(*T) *[]E, parts []part[E]) reader[T] {
	lists := make([][]string, len(parts))
	var r reader[T]
	for i := range lists {
		r.dest = append(r.dest, &lists[i])
	}
	r.set = func(row *T) error {
		*at(row) = nil
		if len(lists[0]) == 0 {
			return nil
		}
		items := make([]E, len(lists[0]))
		for i, p := range parts {
			if len(lists[i]) != len(items) {
				return fmt.Errorf("listes de longueurs différentes : %d et %d", len(lists[i]), len(items))
			}
			for j, s := range lists[i] {
				if err := p.parse(&items[j], s); err != nil {
					return err
				}
			}
		}
		*at(row) = items
		return nil
	}
	return r
}
