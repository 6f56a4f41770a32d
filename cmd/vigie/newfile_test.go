package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNewFileIsWholeOrNot: a command that fails leaves no file in the way of the next,
// and says in French why it cannot write one.
func TestNewFileIsWholeOrNot(t *testing.T) {
	t.Parallel()
	config := prepare(t)
	keepEngine(t, config)
	out := filepath.Join(t.TempDir(), "problemes.csv")
	problems := func(file, to string) (stderr string, code int) {
		_, stderr, code = vigie(t, "collect", "problems", file, "--config", config, "--out", to)
		return stderr, code
	}
	if stderr, code := problems(write(t, "vide.csv", ""), out); code != 2 {
		t.Fatalf("an empty file: code %d\n%s", code, stderr)
	}
	if _, err := os.Stat(out); !os.IsNotExist(err) {
		t.Errorf("a file is left: %v", err)
	}
	file := write(t, "cas.csv", caseFile)
	if stderr, code := problems(file, out); code != 0 {
		t.Fatalf("code %d\n%s", code, stderr)
	}
	for to, want := range map[string]string{out: "il existe déjà", filepath.Join(out+".d", "x.csv"): "ce dossier n'existe pas"} {
		if stderr, code := problems(file, to); code != 2 || !strings.Contains(stderr, want) || strings.Contains(stderr, "open ") {
			t.Errorf("to %s: code %d, want %q\n%s", to, code, want, stderr)
		}
	}
	if sheet, err := os.ReadFile(out); err != nil || len(sheet) == 0 {
		t.Errorf("the first sheet is gone: %v", err)
	}
}
