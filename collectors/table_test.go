package collectors

import (
	"math/rand/v2"
	"testing"
)

// TestOrdinalsAgainstMap holds the table against a plain map, with few keys
// and values that repeat.
func TestOrdinalsAgainstMap(t *testing.T) {
	for _, reserved := range []int{0, 100, 100_000} {
		random := rand.New(rand.NewPCG(1, uint64(reserved)))
		o := ordinals{seen: idSet{valued: true}}
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
