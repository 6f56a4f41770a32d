package evidence

import (
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// Tree computes the RFC 6962 root over rows given one after the other, holding
// one hash per level only. Its zero value is the empty tree.
type Tree struct {
	size  int64
	peaks []tlog.Hash // roots of the complete subtrees, largest first
}

// Add puts one row at the end.
func (t *Tree) Add(row []byte) {
	hash := tlog.RecordHash(row)
	for range bits.TrailingZeros64(^uint64(t.size)) {
		last := len(t.peaks) - 1
		hash = tlog.NodeHash(t.peaks[last], hash)
		t.peaks = t.peaks[:last]
	}
	t.peaks = append(t.peaks, hash)
	t.size++
}

// Head gives the number of rows and the root over them.
func (t *Tree) Head() Head {
	head := Head{Size: t.size}
	if t.size == 0 {
		head.Root, _ = tlog.TreeHash(0, nil) // the constant of the empty tree: no reader, no error
		return head
	}
	head.Root = t.peaks[len(t.peaks)-1]
	for i := len(t.peaks) - 2; i >= 0; i-- {
		head.Root = tlog.NodeHash(t.peaks[i], head.Root)
	}
	return head
}
