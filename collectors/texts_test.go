package collectors

import (
	"testing"

	"golang.org/x/text/unicode/norm"
)

// TestComposed: what is passed over without norm is what norm has nothing to do with.
func TestComposed(t *testing.T) {
	for r := rune(1); r < 0x3000; r++ {
		for _, text := range []string{string(r), "e" + string(r), string(r) + "a", "fin" + string(r)} {
			if got, want := composed([]byte(text)), norm.NFC.IsNormalString(text); got != want {
				t.Errorf("%+q: %v, norm says %v", text, got, want)
			}
		}
	}
	for text, want := range map[string]bool{"": true, "déposé à Évry – l’œuvre": true, "de\u0301pose\u0301": false} {
		if got := composed([]byte(text)); got != want {
			t.Errorf("%+q: %v", text, got)
		}
	}
}
