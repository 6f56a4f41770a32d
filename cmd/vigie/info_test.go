package main

import (
	"encoding/json"
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
