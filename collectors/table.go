package collectors

import (
	"encoding/binary"
	"math/bits"

	"vigie/internal/observatory"
)

// idSet is a set of 64-bit keys with an optional 64-bit value each: open
// addressing, 8 or 16 bytes a slot, at most three slots in four taken. It is
// how a file of any size is checked against itself: ids are digests, so that
// their first 64 bits tell ten million of them apart (the chance of one
// confusion among them is under three in a million).
type idSet struct {
	slots  []uint64 // each a key, 0 when it is free, and behind it the value of a valued set
	used   int
	valued bool
}

// shortKey is the part of a digest that a set keeps: bytes 8 to 15, two of
// their 64 bits fixed.
func shortKey(id observatory.ID) uint64 { return binary.BigEndian.Uint64(id[8:]) }

// slotOf gives the slot at which the search for a key begins. The table's size is
// any number: the high half of a product spreads the keys over it.
func slotOf(key uint64, slots int) int {
	high, _ := bits.Mul64(key*0x9E3779B97F4A7C15, uint64(slots))
	return int(high)
}

// words is how many words a slot has, as a power of two.
func (s *idSet) words() int {
	if s.valued {
		return 1
	}
	return 0
}

// size is how many slots there are.
func (s *idSet) size() int { return len(s.slots) >> s.words() }

// slot finds where a key is or would be.
func (s *idSet) slot(key uint64) int {
	words := s.words()
	at := slotOf(key, len(s.slots)>>words) << words
	for s.slots[at] != 0 && s.slots[at] != key {
		if at += 1 << words; at == len(s.slots) {
			at = 0
		}
	}
	return at
}

// warm reads where the search for a key begins.
func (s *idSet) warm(key uint64) uint64 {
	if len(s.slots) == 0 {
		return 0
	}
	return s.slots[slotOf(key, s.size())<<s.words()]
}

// reserve makes room for n keys at once: growing later holds the old table and
// the new one.
func (s *idSet) reserve(n int) { s.resize(n/3*4 + 1024) }

// put adds a key that is not there yet and reports true, or reports false and
// gives the value kept.
func (s *idSet) put(key, value uint64) (kept uint64, added bool) {
	at, added := s.place(key)
	if added && s.valued {
		s.slots[at+1] = value
		return value, true
	}
	return s.value(at), added
}

// place gives the slot of a key, which it adds when it is not there yet.
func (s *idSet) place(key uint64) (at int, added bool) {
	key = max(key, 1)
	if size := s.size(); 4*(s.used+1) > 3*size {
		s.resize(max(1024, 2*size))
	}
	if at = s.slot(key); s.slots[at] == key {
		return at, false
	}
	s.slots[at] = key
	if s.valued {
		s.slots[at+1] = 0
	}
	s.used++
	return at, true
}

// value gives the value in a slot, 0 in a set that has none.
func (s *idSet) value(at int) uint64 {
	if s.valued {
		return s.slots[at+1]
	}
	return 0
}

// find gives the value of a key, false when it is not there.
func (s *idSet) find(key uint64) (value uint64, found bool) {
	key = max(key, 1)
	if s.used == 0 {
		return 0, false
	}
	at := s.slot(key)
	if s.slots[at] != key {
		return 0, false
	}
	return s.value(at), true
}

func (s *idSet) resize(size int) {
	old, words := *s, s.words()
	s.slots = make([]uint64, size<<words)
	for from := 0; from < len(old.slots); from += 1 << words {
		if key := old.slots[from]; key != 0 {
			at := s.slot(key)
			copy(s.slots[at:at+1<<words], old.slots[from:])
		}
	}
}

// ordinals tells, fact by fact in the order of a file, which values of one
// case, kind and date are distinct.
type ordinals struct{ seen bigSet }

// place gives the ordinal of a value among the distinct values of its fact, or
// reports that the file has told it already. key is the short key of the
// fact's id at ordinal 0; first is where the ordinals of such values begin.
func (o *ordinals) place(key, fingerprint uint64, first int) (ordinal int, repeated bool) {
	for ordinal = first; ; ordinal++ {
		kept, added := o.seen.put(key+uint64(ordinal)*0xD1B54A32D192ED03, fingerprint)
		if added {
			return ordinal, false
		}
		if kept == fingerprint {
			return ordinal, true
		}
	}
}
