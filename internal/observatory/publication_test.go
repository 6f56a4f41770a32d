package observatory

import "testing"

func TestBracket(t *testing.T) {
	for n, want := range map[int64][2]int64{0: {0, 0}, 1: {1, 10}, 10: {1, 10}, 11: {11, 19}, 20: {20, 49}, 999: {500, 999}, 5000: {1000, 0}} {
		if low, high := Bracket(n); low != want[0] || high != want[1] {
			t.Errorf("%d: %d to %d, want %v", n, low, high, want)
		}
	}
}
