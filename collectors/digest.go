package collectors

import (
	"hash/maphash"
	"io"
)

// sumReader sums the bytes of a source as they are read. The sum is quick,
// seeded for this process and told to nobody: it only shows whether two
// readings of one file gave the same bytes.
type sumReader struct {
	source io.Reader
	sum    maphash.Hash
}

func newSumReader(source io.Reader, seed maphash.Seed) *sumReader {
	s := &sumReader{source: source}
	s.sum.SetSeed(seed)
	return s
}

func (s *sumReader) Read(p []byte) (int, error) {
	n, err := s.source.Read(p)
	_, _ = s.sum.Write(p[:n]) // never fails
	return n, err
}

// asideSlots bounds what aside holds: a few of the reader's buffers.
const asideSlots = 4

// aside feeds sums in a goroutine of its own, so that slow ones do not hold up
// the reading. The writer calls wait once, at the end.
type aside struct {
	full, free chan []byte
	done       chan struct{}
}

func newAside(sums io.Writer) *aside {
	a := &aside{full: make(chan []byte, asideSlots), free: make(chan []byte, asideSlots), done: make(chan struct{})}
	for range asideSlots {
		a.free <- nil
	}
	go func() {
		defer close(a.done)
		for b := range a.full {
			_, _ = sums.Write(b) // a sum never fails
			a.free <- b
		}
	}()
	return a
}

// Write copies p and never fails.
func (a *aside) Write(p []byte) (int, error) {
	a.full <- append((<-a.free)[:0], p...)
	return len(p), nil
}

// wait ends the writing and returns once all of it is summed.
func (a *aside) wait() {
	close(a.full)
	<-a.done
}
