package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestInfoAuditOfSavedPages(t *testing.T) {
	t.Parallel()
	folder := filepath.Join("..", "..", "probes", "testdata", "info", "html")
	stdout, stderr, code := vigie(t, "info", "audit", folder, "--json")
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	if code != 0 || len(lines) != 14 {
		t.Fatalf("exit %d, %d lines, want 14: %s", code, len(lines), stderr)
	}
	for _, text := range lines {
		var line struct {
			File, Department, Address string
			Items                     map[string]struct{ State string }
		}
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatal(err)
		}
		if len(line.Items) != 15 || line.Department == "" || !strings.HasPrefix(line.Address, "https://") {
			t.Errorf("%s: %d items, department %q, address %q", line.File, len(line.Items), line.Department, line.Address)
		}
	}
	stdout, stderr, code = vigie(t, "info", "audit", folder)
	for _, want := range []string{
		"périmé", "faux", "Contradictions entre les sites de deux départements",
		"0809540000 : département 27, https:", "référence : 0806001620",
	} {
		if code != 0 || !strings.Contains(stdout, want) {
			t.Errorf("exit %d, %q is missing: %s", code, want, stderr)
		}
	}
	stdout, _, _ = vigie(t, "info", "audit", filepath.Join(folder, "03-wrong.html"))
	if strings.Contains(stdout, "ontradiction") {
		t.Errorf("one page was compared with others: %s", stdout)
	}
}

// TestInfoAuditOfAMixedFolder holds that a file that cannot be read hides no other,
// that folders below are read, and what a browser saved beside a page is not.
func TestInfoAuditOfAMixedFolder(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	page := "https://www.yonne.gouv.fr/x\nL’ANEF."
	for name, content := range map[string]string{
		"a.txt": page, "89/b.TXT": page, "c.txt": "", "d.txt": "sans adresse", "notes.md": page, "e_files/f.html": "<p>", ".git/g.txt": page,
	} {
		file := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	stdout, stderr, code := vigie(t, "info", "audit", folder, "--json")
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	if code != 2 || len(lines) != 2 || !strings.Contains(lines[0], `"file":"b.TXT"`) || !strings.Contains(lines[1], `"file":"a.txt"`) {
		t.Errorf("exit %d, want 2 and the two pages: %s", code, stdout)
	}
	for _, told := range []string{"c.txt : fichier vide", "d.txt, ligne 1 : l’adresse de la page est attendue"} {
		if !strings.Contains(stderr, told) {
			t.Errorf("%q is not told: %s", told, stderr)
		}
	}
}
