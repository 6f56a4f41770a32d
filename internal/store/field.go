package store

import (
	"fmt"
	"sync"

	"github.com/ClickHouse/ch-go/proto"
)

// field ties a part of a row of type T to its columns in a table. One
// definition serves both ways, so that what is written is what is read.
type field[T any] struct {
	names  []string         // columns, in the order of the writer's data
	exprs  []string         // expressions to select, in the order of the reader's dest
	writer func() writer[T] // makes an empty writer
	reader func() reader[T] // makes a reader; nil when the column is not read back
}

// writer collects the columns of one block.
type writer[T any] struct {
	data   []proto.ColInput
	fill   func(rows []*T) error // adds the rows' values to data
	blank  func() bool           // every value so far is the column's default; data may then lack them
	skip   func(rows int)        // adds rows of the default while blank; nil when the writer has none
	dense  func()                // puts values into data that blank left out
	expect func(rows int)        // says how many rows are to come, so that memory is taken once
	reset  func()                // forgets the values, keeps the memory
}

// reader takes one row of a result: dest is scanned into, then set copies it.
type reader[T any] struct {
	dest []any
	set  func(row *T) error
}

// table is one table and the fields of its rows.
type table[T any] struct {
	name   string
	fields []field[T]
	pool   sync.Pool // of *block[T]: memory of columns is reused
}

func newTable[T any](name string, fields ...[]field[T]) *table[T] {
	t := &table[T]{name: name}
	for _, group := range fields {
		t.fields = append(t.fields, group...)
	}
	t.pool.New = func() any {
		b := &block[T]{}
		for _, f := range t.fields {
			b.names = append(b.names, f.names)
			b.writers = append(b.writers, f.writer())
		}
		return b
	}
	return t
}

// columns lists the columns of the fields.
func (t *table[T]) columns() []string {
	var all []string
	for _, f := range t.fields {
		all = append(all, f.names...)
	}
	return all
}

// exprs lists what a query must select for the readers of the table.
func (t *table[T]) exprs() []string {
	var all []string
	for _, f := range t.fields {
		if f.reader != nil {
			all = append(all, f.exprs...)
		}
	}
	return all
}

func (t *table[T]) readers() (readers []reader[T], dest []any) {
	for _, f := range t.fields {
		if f.reader != nil {
			r := f.reader()
			readers = append(readers, r)
			dest = append(dest, r.dest...)
		}
	}
	return readers, dest
}

// block is the columns of up to blockRows rows.
type block[T any] struct {
	names   [][]string
	writers []writer[T]
	rows    int
}

// tile is how many rows are taken through all columns before the next ones:
// few enough for the processor's cache.
const tile = 256

// fill adds rows to the block, column by column within a tile.
func (b *block[T]) fill(rows []*T) error {
	b.rows += len(rows)
	for len(rows) > 0 {
		n := min(tile, len(rows))
		for i, w := range b.writers {
			if err := w.fill(rows[:n]); err != nil {
				return fmt.Errorf("colonne %s : %w", b.names[i][0], err)
			}
		}
		rows = rows[n:]
	}
	return nil
}

// input lists the columns that hold anything; the others get the table's
// default, which is the same value and costs neither side anything.
func (b *block[T]) input() proto.Input {
	var input proto.Input
	for i, w := range b.writers {
		if w.blank() {
			continue
		}
		for j, data := range w.data {
			input = append(input, proto.InputColumn{Name: b.names[i][j], Data: data})
		}
	}
	return input
}

// expect makes room for rows, in the columns that come to hold anything.
func (b *block[T]) expect(rows int) {
	for _, w := range b.writers {
		w.expect(rows)
	}
}

func (b *block[T]) reset() {
	b.rows = 0
	for _, w := range b.writers {
		w.reset()
	}
}
