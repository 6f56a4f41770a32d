package charts

import (
	"strings"
	"testing"
	"time"
)

func TestBarsLieWithinTheWhole(t *testing.T) {
	const second = time.Second
	for _, c := range []struct {
		name                 string
		begin, length, whole time.Duration
		want                 string
	}{
		{"all of it", 0, 4 * second, 4 * second, `x="0" width="200"`},
		{"the second half", 2 * second, 2 * second, 4 * second, `x="100" width="100"`},
		{"hardly anything is still seen", second, time.Millisecond, 4 * second, `x="50" width="2"`},
		{"at the very end", 4 * second, 0, 4 * second, `x="198" width="2"`},
		{"longer than the whole", second, 9 * second, 4 * second, `x="0" width="200"`},
	} {
		if got := string(Bar(c.begin, c.length, c.whole)); !strings.Contains(got, c.want) {
			t.Errorf("%s: %s", c.name, got)
		}
	}
	for _, nothing := range [][3]time.Duration{{0, 0, 0}, {-1, 1, 2}, {0, -1, 2}} {
		if got := Bar(nothing[0], nothing[1], nothing[2]); got != "" {
			t.Errorf("%v: %s", nothing, got)
		}
	}
}
