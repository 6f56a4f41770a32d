package collectors

import (
	"encoding/binary"
	"math/bits"
)

// memoSlots is how many words are remembered for a column: a power of two.
const memoSlots = 1024

// memo remembers what the cells of a column were found to mean: a file repeats
// few words, and often the word of the row before. A word takes the place of
// another whose sign is the same.
type memo struct {
	last  meaning
	slots []meaning
}

type meaning struct{ word, code string }

// find gives what a word means, if it is remembered. The word is not empty.
func (m *memo) find(b []byte) (string, bool) {
	if string(b) == m.last.word {
		return m.last.code, true
	}
	if m.slots == nil {
		return "", false
	}
	found := &m.slots[sign(b)]
	if found.word != string(b) {
		return "", false
	}
	m.last = *found
	return found.code, true
}

func (m *memo) keep(b []byte, code string) {
	if m.slots == nil {
		m.slots = make([]meaning, memoSlots)
	}
	m.last = meaning{string(b), code}
	m.slots[sign(b)] = m.last
}

// sign chooses the slot of a word by its length, its first eight bytes and its last.
func sign(b []byte) uint64 {
	var first, last uint64
	if n := len(b); n >= 8 {
		first, last = binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[n-8:])
	} else {
		for _, c := range b {
			first = first<<8 | uint64(c)
		}
	}
	return (first ^ bits.RotateLeft64(last, 29) ^ uint64(len(b))) * 0x9E3779B97F4A7C15 >> (64 - 10)
}
