package collectors

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"math/bits"
	"os"
	"slices"
)

const (
	// setRoom is how many keys a bigSet holds in memory: some six megabytes.
	setRoom = 1 << 18
	// pairSize is the bytes of a key and its value in a file.
	pairSize = 16
	// pagePairs is how many pairs are read from a file at once.
	pagePairs = 32
	// allBits and tableBits are the bits a key takes in the filter of all frozen
	// keys and in that of its table, filterBits how many of them tell of it.
	allBits, tableBits, filterBits = 12, 8, 6
)

// bigSet is an idSet of any number of keys in bounded memory: a full table is
// frozen into a file that nobody else can open and that goes with the process.
// Of a frozen key it holds twenty bits: twelve tell nearly every new key from all
// that are frozen, eight in which table a known one lies. Newer tables go before
// older.
type bigSet struct {
	valued bool
	dir    string // of the file, that of temporary files when empty
	room   int    // keys held in memory, setRoom when 0
	used   int    // distinct keys

	recent  idSet
	filters []keyFilter // of all frozen keys
	frozen  []frozenTable
	file    *os.File
	page    []byte
	warmed  uint64 // what warm read, so that it is read
	err     error  // the first of writing or reading the file: answers after it mean nothing
}

// frozenTable is a table that lies in the file.
type frozenTable struct {
	first, slots int // pairs of the file
	keys         keyFilter
}

// reserve makes room for n keys at once.
func (s *bigSet) reserve(n int) {
	s.recent.valued = s.valued
	s.recent.reserve(min(n, s.limit()))
	if n > s.limit() {
		s.filters = append(s.filters, newKeyFilter(n, allBits))
	}
}

func (s *bigSet) limit() int {
	if s.room > 0 {
		return s.room
	}
	return setRoom
}

// put adds a key that is not there yet and reports true, or reports false and
// gives the value kept.
func (s *bigSet) put(key, value uint64) (kept uint64, added bool) {
	at, added := s.place(key)
	if added && s.valued {
		s.recent.slots[at+1] = value
	}
	return s.recent.value(at), added
}

// at gives the value of a key, added with the value 0 when it is not there. It
// holds until the next key is added. The set must be valued.
func (s *bigSet) at(key uint64) *uint64 {
	at, _ := s.place(key)
	return &s.recent.slots[at+1]
}

// place gives the slot of a key among the recent ones, where it puts it if need be,
// with its value when it was frozen; added when it is not there yet at all.
func (s *bigSet) place(key uint64) (at int, added bool) {
	s.makeRoom()
	if at, added = s.recent.place(key); !added {
		return at, false
	}
	if before, found := s.thaw(key); found {
		if s.valued {
			s.recent.slots[at+1] = before
		}
		return at, false
	}
	s.used++
	return at, true
}

// warm reads what place will look at of a key. Keys are spread over more memory than
// the processor keeps at hand: what is asked for one key after the other, each answer
// awaited, takes as many waits; asked for together, they are one.
func (s *bigSet) warm(key uint64) {
	s.warmed ^= s.recent.warm(key)
	for i := range s.filters {
		line, _ := s.filters[i].place(key)
		s.warmed ^= line[0]
	}
}

// find gives the value of a key, false when it is not there.
func (s *bigSet) find(key uint64) (value uint64, found bool) {
	if value, found = s.recent.find(key); found {
		return value, true
	}
	return s.thaw(key)
}

// makeRoom freezes a full table.
func (s *bigSet) makeRoom() {
	s.recent.valued = s.valued
	if s.recent.used < s.limit() || s.err != nil {
		return
	}
	if err := s.freeze(); err != nil {
		s.err = fmt.Errorf("mettre de côté ce qui est déjà lu : %w", err)
	}
}

// freeze writes the table to the file as it lies in memory and empties it.
func (s *bigSet) freeze() error {
	if err := s.open(); err != nil {
		return err
	}
	if n := len(s.filters); n == 0 || s.filters[n-1].room < s.recent.used {
		s.filters = append(s.filters, newKeyFilter(s.limit()<<n, allBits))
	}
	all, table := &s.filters[len(s.filters)-1], frozenTable{slots: s.recent.size(), keys: newKeyFilter(s.recent.used, tableBits)}
	if n := len(s.frozen); n > 0 {
		table.first = s.frozen[n-1].first + s.frozen[n-1].slots
	}
	out := bufio.NewWriterSize(s.file, 1<<18)
	var pair [pairSize]byte
	for at := 0; at < len(s.recent.slots); at += 1 << s.recent.words() {
		key := s.recent.slots[at]
		binary.LittleEndian.PutUint64(pair[:], key)
		binary.LittleEndian.PutUint64(pair[8:], s.recent.value(at))
		if key != 0 {
			all.add(key)
			table.keys.add(key)
		}
		if _, err := out.Write(pair[:]); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	s.frozen = append(s.frozen, table)
	clear(s.recent.slots)
	s.recent.used = 0
	return nil
}

// open makes the file and takes its name away.
func (s *bigSet) open() error {
	if s.file != nil {
		return nil
	}
	file, err := os.CreateTemp(s.dir, "vigie-import-*")
	if err != nil {
		return err
	}
	s.file = file
	return os.Remove(file.Name())
}

// close gives the file back.
func (s *bigSet) close() {
	if s.file != nil {
		_ = s.file.Close() // it has no name any more: nothing of it is kept
	}
}

// thaw looks a key up in the frozen tables.
func (s *bigSet) thaw(key uint64) (value uint64, found bool) {
	key = max(key, 1)
	if len(s.frozen) == 0 || !slices.ContainsFunc(s.filters, func(f keyFilter) bool { return f.mayHold(key) }) {
		return 0, false
	}
	for _, table := range slices.Backward(s.frozen) {
		if !table.keys.mayHold(key) {
			continue
		}
		value, found, err := s.read(table, key)
		if err != nil && s.err == nil {
			s.err = fmt.Errorf("relire ce qui est déjà lu : %w", err)
		}
		if found || err != nil {
			return value, found
		}
	}
	return 0, false
}

// read looks a key up in a frozen table.
func (s *bigSet) read(table frozenTable, key uint64) (value uint64, found bool, err error) {
	if s.page == nil {
		s.page = make([]byte, pagePairs*pairSize)
	}
	for at := slotOf(key, table.slots); ; {
		pairs := s.page[:pairSize*min(pagePairs, table.slots-at)]
		if _, err := s.file.ReadAt(pairs, int64(table.first+at)*pairSize); err != nil {
			return 0, false, err
		}
		for ; len(pairs) > 0; pairs, at = pairs[pairSize:], at+1 {
			switch binary.LittleEndian.Uint64(pairs) {
			case 0:
				return 0, false, nil
			case key:
				return binary.LittleEndian.Uint64(pairs[8:]), true, nil
			}
		}
		if at == table.slots {
			at = 0
		}
	}
}

// keyFilter is a Bloom filter of digests, all bits of a key within one line of the
// processor's cache (Putze, Sanders and Singler, « Cache-, Hash- and
// Space-Efficient Bloom Filters », 2007). Of the keys that it does not hold, few
// seem to be there: some 0.6 % at twelve bits a key, 3 % at eight.
type keyFilter struct {
	room  int // keys it still has room for
	lines [][8]uint64
}

func newKeyFilter(keys, bitsOfKey int) keyFilter {
	return keyFilter{room: keys, lines: make([][8]uint64, keys*bitsOfKey/512+1)}
}

// place gives the line of a key and a number of which nine bits at a time choose
// one of its bits. Lines go in the order of slotOf, so that a table which is frozen
// fills them one after the other.
func (f *keyFilter) place(key uint64) (line *[8]uint64, choice uint64) {
	high, low := bits.Mul64(key*0x9E3779B97F4A7C15, uint64(len(f.lines)))
	return &f.lines[high], low*0xC2B2AE3D27D4EB4F ^ key
}

func (f *keyFilter) add(key uint64) {
	f.room--
	line, choice := f.place(key)
	for range filterBits {
		line[choice>>6&7] |= 1 << (choice & 63)
		choice >>= 9
	}
}

func (f *keyFilter) mayHold(key uint64) bool {
	line, choice := f.place(key)
	for range filterBits {
		if line[choice>>6&7]&(1<<(choice&63)) == 0 {
			return false
		}
		choice >>= 9
	}
	return true
}
