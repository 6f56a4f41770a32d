package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/collectors"
)

// TestProblemsOfAnImport asks for the sheet of problems of a committed import:
// it comes from the sealed file, the original being gone.
func TestProblemsOfAnImport(t *testing.T) {
	t.Parallel()
	config := prepare(t)
	keepEngine(t, config)
	sample, err := collectors.Samples.ReadFile("testdata/exemple_cas.csv")
	if err != nil {
		t.Fatal(err)
	}
	file := write(t, "dossiers.csv", string(sample))
	stdout, stderr, code := vigie(t, "collect", "import", file, "--config", config, "--association", "a1", "--json")
	var summary collectors.Summary
	if err := json.Unmarshal([]byte(stdout), &summary); err != nil || code != 0 || summary.RefusedRows == 0 {
		t.Fatalf("import: code %d, %v, %d refused\n%s", code, err, summary.RefusedRows, stderr)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "problemes.csv")
	if stdout, stderr, code := vigie(t, "collect", "problems", "--import", summary.Import, "--config", config, "--out", out); code != 0 {
		t.Fatalf("problems: code %d\n%s%s", code, stdout, stderr)
	}
	sheet, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(sheet)), "\r\n")
	if len(lines) != summary.Rows+1 || !strings.HasSuffix(lines[0], "problème") {
		t.Errorf("%d lines, header %q; want %d lines and a column « problème »", len(lines), lines[0], summary.Rows+1)
	}
	told := 0
	for _, line := range lines[1:] {
		if strings.Contains(line, "département") {
			told++
		}
	}
	if told < summary.RefusedRows {
		t.Errorf("%d rows tell of a department, want %d", told, summary.RefusedRows)
	}
	for _, bad := range [][]string{
		{"--import", "abc"},
		{"--import", "00000000-0000-0000-0000-000000000001"},
		{},
		{file, "--import", summary.Import},
	} {
		args := append([]string{"collect", "problems", "--config", config, "--out", filepath.Join(t.TempDir(), "x.csv")}, bad...)
		if _, stderr, code := vigie(t, args...); code != 2 {
			t.Errorf("%v: code %d, want 2\n%s", bad, code, stderr)
		}
	}
}
