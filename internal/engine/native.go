package engine

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// customSerializationRevision is ClickHouse's protocol revision from which
// each column of a Native block carries a flag byte after its type.
const customSerializationRevision = 54454

var errCutBlock = errors.New("native block cut short")

// nativeWriter passes libchdb's Native blocks on at the client's protocol
// revision. libchdb writes revision 0; a later revision differs only by the
// block's preamble and by one flag byte a column, so the columns are walked to
// find where they end and their bytes are passed on as they are.
type nativeWriter struct {
	out      io.Writer
	revision int
	types    map[string]*nativeType
}

func newNativeWriter(out io.Writer, revision int) *nativeWriter {
	return &nativeWriter{out: out, revision: revision, types: map[string]*nativeType{}}
}

// Write takes whole blocks of revision 0.
func (w *nativeWriter) Write(chunk []byte) (int, error) {
	walk := &nativeWalk{rest: chunk}
	for len(walk.rest) > 0 {
		if err := w.block(walk); err != nil {
			return 0, fmt.Errorf("re-encode native block: %w", err)
		}
	}
	return len(chunk), nil
}

func (w *nativeWriter) block(walk *nativeWalk) error {
	if w.revision > 0 {
		// Fields 1 (is_overflows = 0) and 2 (bucket_num = -1), then the end.
		if _, err := w.out.Write([]byte{1, 0, 2, 0xff, 0xff, 0xff, 0xff, 0}); err != nil {
			return err
		}
	}
	start := walk.rest
	columns, rows := walk.uvarint(), walk.uvarint()
	if err := w.pass(start, walk); err != nil {
		return err
	}
	for range columns {
		if err := w.column(walk, rows); err != nil {
			return err
		}
	}
	return nil
}

func (w *nativeWriter) column(walk *nativeWalk, rows uint64) error {
	start := walk.rest
	walk.text()
	name := walk.text()
	if err := w.pass(start, walk); err != nil {
		return err
	}
	if w.revision >= customSerializationRevision {
		if _, err := w.out.Write([]byte{0}); err != nil {
			return err
		}
	}
	if rows == 0 {
		return nil
	}
	t, ok := w.types[string(name)]
	if !ok {
		var err error
		if t, err = parseNativeType(string(name)); err != nil {
			return err
		}
		w.types[string(name)] = t
	}
	start = walk.rest
	walk.prefix(t)
	walk.data(t, rows)
	return w.pass(start, walk)
}

// pass writes the bytes between start and where the walk stands.
func (w *nativeWriter) pass(start []byte, walk *nativeWalk) error {
	if walk.err != nil {
		return walk.err
	}
	_, err := w.out.Write(start[:len(start)-len(walk.rest)])
	return err
}

// nativeWalk steps over the parts of a Native block. The first fault stays in
// err and empties the rest, so that loops end.
type nativeWalk struct {
	rest []byte
	err  error
}

func (n *nativeWalk) fail(err error) {
	if n.err == nil {
		n.err = err
	}
	n.rest = nil
}

func (n *nativeWalk) skip(count, width uint64) {
	if width != 0 && count > uint64(len(n.rest))/width {
		n.fail(errCutBlock)
		return
	}
	n.rest = n.rest[count*width:]
}

func (n *nativeWalk) uvarint() uint64 {
	v, size := binary.Uvarint(n.rest)
	if size <= 0 {
		n.fail(errCutBlock)
		return 0
	}
	n.rest = n.rest[size:]
	return v
}

func (n *nativeWalk) uint64() uint64 {
	if len(n.rest) < 8 {
		n.fail(errCutBlock)
		return 0
	}
	v := binary.LittleEndian.Uint64(n.rest)
	n.rest = n.rest[8:]
	return v
}

func (n *nativeWalk) text() []byte {
	size := n.uvarint()
	text := n.rest
	n.skip(size, 1)
	if n.err != nil {
		return nil
	}
	return text[:size]
}

// prefix steps over what a column writes once, ahead of all data: the key
// version of every LowCardinality in it.
func (n *nativeWalk) prefix(t *nativeType) {
	if t.kind == kindLowCardinality {
		n.skip(1, 8)
		return
	}
	for _, e := range t.elems {
		n.prefix(e)
	}
}

func (n *nativeWalk) data(t *nativeType, rows uint64) {
	if n.err != nil {
		return
	}
	switch t.kind {
	case kindFixed:
		n.skip(rows, t.width)
	case kindString:
		for i := uint64(0); i < rows && n.err == nil; i++ {
			n.skip(n.uvarint(), 1)
		}
	case kindNullable:
		n.skip(rows, 1)
		n.data(t.elems[0], rows)
	case kindArray:
		if rows == 0 {
			return
		}
		n.skip(rows-1, 8)
		n.data(t.elems[0], n.uint64())
	case kindTuple:
		for _, e := range t.elems {
			n.data(e, rows)
		}
	case kindLowCardinality:
		if rows > 0 {
			n.lowCardinality(t)
		}
	}
}

// lowCardinality steps over a dictionary and its indexes: flags (low byte:
// width of the indexes, bit 8: a dictionary shared between blocks, which
// Native does not use), keys, indexes.
func (n *nativeWalk) lowCardinality(t *nativeType) {
	flags := n.uint64()
	if flags&(1<<8) != 0 || flags&0xff > 3 {
		n.fail(fmt.Errorf("dictionary flags %#x not carried", flags))
		return
	}
	keys := t.elems[0]
	if keys.kind == kindNullable {
		keys = keys.elems[0]
	}
	n.data(keys, n.uint64())
	n.skip(n.uint64(), 1<<(flags&0xff))
}
