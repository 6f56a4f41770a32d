package store

import (
	"errors"
	"io"
)

// blockStream gives the Native form of blocks as they come, until blocks is
// closed: then the INSERT is whole. Broken off before, it ends with an error, and
// the engine keeps nothing of it.
type blockStream[T any] struct {
	ended  <-chan struct{} // it is broken off
	blocks <-chan *block[T]
	free   chan<- *block[T] // takes those that were read; never full
	block  *block[T]
	reader blockReader
}

var errBrokenOff = errors.New("envoi interrompu")

// Read gives the next bytes.
func (s *blockStream[T]) Read(p []byte) (int, error) {
	for {
		if s.block != nil {
			if n, err := s.reader.Read(p); !errors.Is(err, io.EOF) {
				return n, err
			}
			s.free <- s.block
			s.block = nil
		}
		select {
		case <-s.ended:
			return 0, errBrokenOff
		case next, more := <-s.blocks:
			if !more {
				return 0, io.EOF
			}
			s.block, s.reader = next, blockReader{input: next.input(), rows: next.rows, buf: s.reader.buf}
		}
	}
}

// Close ends the reading.
func (s *blockStream[T]) Close() error { return nil }
