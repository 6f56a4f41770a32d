package collectors

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"testing"
)

// TestOrdinalsAgainstMap holds the table against a plain map, with few keys
// and values that repeat.
func TestOrdinalsAgainstMap(t *testing.T) {
	for _, reserved := range []int{0, 100, 100_000} {
		random := rand.New(rand.NewPCG(1, uint64(reserved)))
		o := ordinals{seen: bigSet{valued: true}}
		o.seen.reserve(reserved)
		want := map[uint64][]uint64{}
		for range 200_000 {
			key, value := random.Uint64N(30_000), random.Uint64N(5)
			ordinal, repeated := o.place(key*0x2545F4914F6CDD1D+1, value, 0)
			at := -1
			for i, v := range want[key] {
				if v == value {
					at = i
				}
			}
			if repeated != (at >= 0) {
				t.Fatalf("key %d, value %d: repeated is %v", key, value, repeated)
			}
			if at < 0 {
				at = len(want[key])
				want[key] = append(want[key], value)
			}
			if ordinal != at {
				t.Fatalf("key %d, value %d: ordinal %d, want %d", key, value, ordinal, at)
			}
		}
	}
}

// TestBigSetAgainstMap holds a set whose table is frozen again and again against a
// plain map: what it tells of new keys and known ones, its values, its count.
func TestBigSetAgainstMap(t *testing.T) {
	for _, reserved := range []int{0, 5_000, 200_000} {
		random := rand.New(rand.NewPCG(2, uint64(reserved)))
		s := bigSet{valued: true, room: 1000, dir: t.TempDir()}
		defer s.close()
		if reserved > 0 {
			s.reserve(reserved)
		}
		want := map[uint64]uint64{}
		for n := range 30_000 {
			key, value := random.Uint64N(10_000)*0x2545F4914F6CDD1D, random.Uint64() // 0 is one of the keys
			before, known := want[key]
			if n%3 == 0 {
				at := s.at(key)
				if *at != before {
					t.Fatalf("at of key %x = %d; want %d", key, *at, before)
				}
				*at, want[key] = value, value
			} else {
				kept, added := s.put(key, value)
				if added == known || known && kept != before {
					t.Fatalf("put of key %x = %d, %v; want %d, %v", key, kept, added, before, !known)
				}
				if !known {
					want[key] = value
				}
			}
			if s.used != len(want) {
				t.Fatalf("%d keys; want %d", s.used, len(want))
			}
		}
		if s.err != nil || len(s.frozen) < 10 {
			t.Fatalf("%d frozen tables, %v", len(s.frozen), s.err)
		}
		for key := uint64(2); key < 50_000; key++ { // 1 stands for 0 too
			before, known := want[key]
			if value, found := s.find(key); found != known || value != before {
				t.Fatalf("find of key %x = %d, %v; want %d, %v", key, value, found, before, known)
			}
		}
	}
}

// A folder that takes no file is told, and nothing is answered as if it had.
func TestBigSetWithoutFolder(t *testing.T) {
	s := bigSet{room: 10, dir: filepath.Join(t.TempDir(), "missing")}
	for key := range uint64(12) {
		s.put(key, 0)
	}
	if !errors.Is(s.err, fs.ErrNotExist) {
		t.Fatalf("err = %v", s.err)
	}
}

// TestKeyFilter: it holds what was put in, and few of other keys.
func TestKeyFilter(t *testing.T) {
	const n = 100_000
	for bitsOfKey, most := range map[int]int{allBits: n / 100, tableBits: n / 20} {
		random := rand.New(rand.NewPCG(3, 0))
		f := newKeyFilter(n, bitsOfKey)
		for range n {
			key := random.Uint64()
			f.add(key)
			if !f.mayHold(key) {
				t.Fatalf("key %x is not there", key)
			}
		}
		wrong := 0
		for range n {
			if f.mayHold(random.Uint64()) {
				wrong++
			}
		}
		if wrong > most {
			t.Errorf("%d of %d other keys seem to be there, at %d bits; want at most %d", wrong, n, bitsOfKey, most)
		}
		t.Logf("%d bits: %d of %d other keys seem to be there", bitsOfKey, wrong, n)
	}
}
