package collectors

import (
	"bytes"
	"context"
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

// TestTheSheetOfProblemsIsTheSameFile: what keeps a spreadsheet from taking a cell for
// a formula is no part of its value when the sheet comes back.
func TestTheSheetOfProblemsIsTheSameFile(t *testing.T) {
	m := &memory{}
	o := options(t, m, testKeys(t))
	const file = "référence;département;date de dépôt;téléphone;commentaire\n" +
		"=A-1;93;01/02/2026;+33 6 00 00 00 01;- appelée le 12\n@A;93;02/02/2026;;=suite\n-B;93;03/02/2026;;d'accord\n"
	take(t, o, file)
	var sheet bytes.Buffer
	must(t, ProblemSheet(context.Background(), text(file), o, &sheet))
	if !strings.Contains(sheet.String(), "'=A-1;") {
		t.Fatalf("nothing is kept from being a formula: the test could not fail\n%s", &sheet)
	}
	if s := take(t, o, sheet.String()); s.Duplicates != 3 || s.Events != 0 || s.Corrections != 0 {
		t.Errorf("%+v", s)
	}
}
