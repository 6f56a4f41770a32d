package collectors

import (
	"strings"
	"testing"
	"unicode"
)

// TestCleanTakesSpacesOfEveryKind sets each sign of the first two planes' Latin part,
// and each space of Unicode, before and behind a word.
func TestCleanTakesSpacesOfEveryKind(t *testing.T) {
	for r := rune(1); r <= 0x2fff; r++ {
		sign := string(r)
		space := unicode.IsSpace(r) || r <= ' ' || r == '\u202f' || invisible(r)
		for _, word := range []string{"a", "é", "état constaté"} {
			want := sign + word + sign
			if space {
				want = word
			}
			if got := string(clean([]byte(sign + word + sign))); got != want {
				t.Fatalf("clean(%q) = %q, want %q", sign+word+sign, got, want)
			}
		}
		want := sign
		if space {
			want = ""
		}
		if got := string(clean([]byte(sign))); got != want {
			t.Fatalf("clean(%q) = %q, want %q", sign, got, want)
		}
	}
	if got := string(clean([]byte(strings.Repeat("\u00a0", 3) + "É" + "\u202f "))); got != "É" {
		t.Errorf("clean = %q", got)
	}
}
