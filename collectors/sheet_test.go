package collectors

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

func TestProblemSheet(t *testing.T) {
	file := importHeader + importRows + "D-3;;=cmd|' /C calc'!A0;96;;;05/01/26;;;\"a;b\"\nD-4;;;75\n"
	var out bytes.Buffer
	if err := ProblemSheet(context.Background(), text(file), options(t, &memory{}, testKeys(t)), &out); err != nil {
		t.Fatal(err)
	}
	got, err := records(strings.NewReader(strings.TrimPrefix(out.String(), "\ufeff")), ';')
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 5 || got[0][10] != "problème" || got[1][10] != "" || got[2][10] != "" {
		t.Fatalf("sheet: %q", got)
	}
	if want := "'=cmd|' /C calc'!A0"; got[3][2] != want {
		t.Errorf("formula: got %q, want %q", got[3][2], want)
	}
	for row, wants := range map[int][]string{3: {"département : département inconnu", "date de dépôt : année à deux chiffres"}, 4: {"moins de cellules"}} {
		for _, want := range wants {
			if !strings.Contains(got[row][10], want) {
				t.Errorf("row %d: %q does not say %q", row, got[row][10], want)
			}
		}
	}
	if got[3][9] != "a;b" {
		t.Errorf("quoted cell: got %q", got[3][9])
	}
}

func TestSafeCell(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "a": "a", "=1+1": "'=1+1", "+33": "'+33", "-": "'-", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx", "1=1": "1=1",
	} {
		if got := SafeCell(in); got != want {
			t.Errorf("SafeCell(%q) = %q, want %q", in, got, want)
		}
	}
}
