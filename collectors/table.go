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
	keys   []uint64 // 0 = free
	values []uint64 // nil in a plain set
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

// slot finds where a key is or would be.
func (s *idSet) slot(key uint64) int {
	at := slotOf(key, len(s.keys))
	for s.keys[at] != 0 && s.keys[at] != key {
		if at++; at == len(s.keys) {
			at = 0
		}
	}
	return at
}

// reserve makes room for n keys at once: growing later holds the old table and
// the new one.
func (s *idSet) reserve(n int) { s.resize(n/3*4 + 1024) }

// put adds a key that is not there yet and reports true, or reports false and
// gives the value kept.
func (s *idSet) put(key, value uint64) (kept uint64, added bool) {
	if key == 0 {
		key = 1
	}
	if 4*(s.used+1) > 3*len(s.keys) {
		s.resize(max(1024, 2*len(s.keys)))
	}
	at := s.slot(key)
	if s.keys[at] == key {
		if s.valued {
			return s.values[at], false
		}
		return 0, false
	}
	s.keys[at] = key
	if s.valued {
		s.values[at] = value
	}
	s.used++
	return value, true
}

// find gives the value of a key, false when it is not there.
func (s *idSet) find(key uint64) (value uint64, found bool) {
	if key == 0 {
		key = 1
	}
	if s.used == 0 {
		return 0, false
	}
	at := s.slot(key)
	if s.keys[at] != key {
		return 0, false
	}
	if s.valued {
		value = s.values[at]
	}
	return value, true
}

// at gives the value of a key, added with the value 0 when it is not there. It
// holds until the next key is added. The set must be valued.
func (s *idSet) at(key uint64) *uint64 {
	s.put(key, 0)
	if key == 0 {
		key = 1
	}
	return &s.values[s.slot(key)]
}

func (s *idSet) resize(size int) {
	old := *s
	s.keys = make([]uint64, size)
	if s.valued {
		s.values = make([]uint64, size)
	}
	for i, key := range old.keys {
		if key == 0 {
			continue
		}
		at := s.slot(key)
		s.keys[at] = key
		if s.valued {
			s.values[at] = old.values[i]
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
