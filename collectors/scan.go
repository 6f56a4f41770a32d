package collectors

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// scanner cuts whole records of a CSV text into cells (RFC 4180, any one-byte
// separator). A quote opens a cell only as its first byte, and is doubled
// within; elsewhere it is an ordinary sign. Cells are views of the data, or of
// a scratch buffer, valid until reset.
type scanner struct {
	data      []byte
	at        int
	separator byte
	cells     [][]byte
	scratch   []byte
	misplaced bool // the record has text after a closing quote
}

func (s *scanner) reset(data []byte) { s.data, s.at, s.scratch = data, 0, s.scratch[:0] }

// next reads one record into cells; false at the end of the data.
func (s *scanner) next() bool {
	if s.at >= len(s.data) {
		return false
	}
	s.cells, s.misplaced = s.cells[:0], false
	data, separator, at := s.data, s.separator, s.at
	for {
		if at < len(data) && data[at] == '"' {
			at = s.quoted(at + 1)
		} else {
			start := at
			if at < len(data) && data[at] != separator {
				at = cellEnd(data, at, separator)
			}
			s.cells = append(s.cells, data[start:at])
		}
		if at >= len(data) || data[at] == '\n' {
			break
		}
		at++ // the separator
	}
	s.at = at + 1
	last := len(s.cells) - 1
	s.cells[last] = bytes.TrimSuffix(s.cells[last], []byte{'\r'})
	return true
}

const (
	eachByte = 0x0101010101010101
	highBits = eachByte << 7
	newLines = eachByte * '\n'
)

// cellEnd gives where a separator or the end of the line stands from at on, the
// length of the data when there is none. It looks at eight bytes at once: a byte
// that is zero, once the sign looked for is taken off, borrows into its high bit,
// and the lowest such bit is exact (Warren, « Hacker's Delight », 6-1).
func cellEnd(data []byte, at int, separator byte) int {
	for ; at+8 <= len(data); at += 8 {
		word := binary.LittleEndian.Uint64(data[at:])
		cell, line := word^eachByte*uint64(separator), word^newLines
		if found := ((cell-eachByte)&^cell | (line-eachByte)&^line) & highBits; found != 0 {
			return at + bits.TrailingZeros64(found)/8
		}
	}
	for at < len(data) && data[at] != separator && data[at] != '\n' {
		at++
	}
	return at
}

// quoted reads a cell whose opening quote stands before at, and gives where
// its separator, its line end or the end of the data is.
func (s *scanner) quoted(at int) int {
	start, from := at, len(s.scratch)
	doubled := false
	for {
		quote := bytes.IndexByte(s.data[at:], '"')
		if quote < 0 { // unclosed: the survey refuses such files before
			at = len(s.data)
			s.cells = append(s.cells, s.data[start:])
			return at
		}
		at += quote
		if at+1 < len(s.data) && s.data[at+1] == '"' {
			s.scratch = append(s.scratch, s.data[start:at+1]...)
			at += 2
			start, doubled = at, true
			continue
		}
		break
	}
	cell := s.data[start:at]
	at++
	rest := at
	for at < len(s.data) && s.data[at] != s.separator && s.data[at] != '\n' {
		at++
	}
	after := bytes.TrimSuffix(s.data[rest:at], []byte{'\r'})
	if doubled || len(after) > 0 {
		s.misplaced = s.misplaced || len(after) > 0
		s.scratch = append(append(s.scratch, cell...), after...)
		cell = s.scratch[from:len(s.scratch):len(s.scratch)]
	}
	s.cells = append(s.cells, cell)
	return at
}

// cut tells where records end.
type cut struct {
	end     int  // after the last whole record
	records int  // whole records
	quoted  bool // what follows end is within quotes
}

// cutRecords finds the whole records at the start of buf, which begins at the
// start of a record. It follows the same rule of quotes as scanner.
func cutRecords(buf []byte, separator byte, atEnd bool) cut {
	var c cut
	at := 0
	for {
		quote := bytes.IndexByte(buf[at:], '"')
		plain := buf[at:]
		if quote >= 0 {
			plain = buf[at : at+quote]
		}
		if line := bytes.LastIndexByte(plain, '\n'); line >= 0 {
			c.records += bytes.Count(plain, newline())
			c.end = at + line + 1
		}
		if quote < 0 {
			break
		}
		at += quote
		if at > 0 && buf[at-1] != separator && buf[at-1] != '\n' {
			at++
			continue
		}
		closing := closingQuote(buf, at+1, atEnd)
		if closing < 0 {
			c.quoted = true
			return c
		}
		at = closing + 1
	}
	if atEnd && c.end < len(buf) {
		c.end, c.records = len(buf), c.records+1
	}
	return c
}

// closingQuote gives where the quote that closes a cell stands, -1 when it is
// not in buf, or may turn out to be a doubled one.
func closingQuote(buf []byte, at int, atEnd bool) int {
	for {
		quote := bytes.IndexByte(buf[at:], '"')
		if quote < 0 {
			return -1
		}
		at += quote
		switch {
		case at+1 == len(buf) && !atEnd:
			return -1
		case at+1 == len(buf) || buf[at+1] != '"':
			return at
		}
		at += 2
	}
}

func newline() []byte { return []byte{'\n'} }
