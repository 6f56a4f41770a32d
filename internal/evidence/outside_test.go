package evidence

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"vigie/internal/observatory"
)

// outside gives the folder of the validators, which `make setup` installs for
// the tests (VIGIE_TOOLS=1).
func outside(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", "..", ".ci", "tools", "validators"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules", "warcio")); err != nil {
		if os.Getenv("VIGIE_TOOLS") == "1" {
			t.Fatalf("validators are not installed: %v", err)
		}
		t.Skip("validators are not installed: VIGIE_TOOLS=1 .ci/setup.sh")
	}
	return dir
}

// archives writes the three forms of the sample and gives their paths.
func archives(t *testing.T, change func(*observatory.Journal)) (warc, wacz, har string) {
	t.Helper()
	c, dir := open(t, change), t.TempDir()
	warc, wacz, har = filepath.Join(dir, "a.warc.gz"), filepath.Join(dir, "a.wacz"), filepath.Join(dir, "a.har")
	for path, content := range map[string][]byte{warc: written(t, c.WriteWARC), wacz: written(t, c.WriteWACZ), har: written(t, c.WriteHAR)} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return warc, wacz, har
}

// run gives what a command says, and whether it accepts.
func run(t *testing.T, dir, name string, args ...string) (string, bool) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	return string(out), err == nil
}

// Readers that we did not write accept the archives: warcio.js with every
// payload digest computed again, and har-validator. They refuse altered ones.
func TestArchivesBeforeOutsideReaders(t *testing.T) {
	tools := outside(t)
	warc, _, har := archives(t, nil)
	if out, ok := run(t, tools, "node", "check.mjs", har, warc); !ok || !strings.Contains(out, "payload digests hold") || !strings.Contains(out, "accepts it") {
		t.Errorf("refused: %s", out)
	}
	content, err := os.ReadFile(har)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(har, bytes.Replace(content, []byte(`"cache":{},`), nil, 1), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, ok := run(t, tools, "node", "check.mjs", har); ok {
		t.Errorf("a HAR without cache is accepted: %s", out)
	}
	if out, ok := run(t, tools, "node", "check.mjs", alteredWARC(t)); ok || !strings.Contains(out, "header says") {
		t.Errorf("an altered payload is accepted: %s", out)
	}
}

// alteredWARC writes an archive whose payloads are not what its headers say.
func alteredWARC(t *testing.T) string {
	t.Helper()
	c := open(t, nil)
	var out bytes.Buffer
	w := &warcWriter{capture: c, out: &out}
	if err := w.info(); err != nil {
		t.Fatal(err)
	}
	_, _, err := w.write(record{
		kind: "resource", target: "urn:essai", at: c.Journal.EndedAt, media: "text/plain", block: []byte("altered"), payload: []byte("as it was"),
	})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "altered.warc.gz")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// unzip finds the WACZ whole, and each resource has the hash that
// datapackage.json gives.
func TestWACZBeforeUnzip(t *testing.T) {
	if _, err := exec.LookPath("unzip"); err != nil {
		if os.Getenv("VIGIE_TOOLS") == "1" {
			t.Fatal(err)
		}
		t.Skip("unzip is not installed: VIGIE_TOOLS=1 .ci/setup.sh")
	}
	_, wacz, _ := archives(t, nil)
	if out, ok := run(t, "", "unzip", "-tq", wacz); !ok || !strings.Contains(out, "No errors detected") {
		t.Errorf("unzip: %s", out)
	}
	manifest, ok := run(t, "", "unzip", "-p", wacz, "datapackage.json")
	var pack struct {
		Resources []resource `json:"resources"`
	}
	if err := json.Unmarshal([]byte(manifest), &pack); err != nil || !ok || len(pack.Resources) < 5 {
		t.Fatalf("datapackage %v: %s", err, manifest)
	}
	listed := map[string]bool{"datapackage.json": true, "datapackage-digest.json": true}
	for _, r := range pack.Resources {
		listed[r.Path] = true
		sum, ok := run(t, "", "sh", "-c", `unzip -p "$1" "$2" | sha256sum`, "sh", wacz, r.Path)
		if got := "sha256:" + strings.Fields(sum + " -")[0]; !ok || got != r.Hash {
			t.Errorf("%s: unzip gives %s, datapackage.json says %s", r.Path, got, r.Hash)
		}
	}
	archive, err := zip.OpenReader(wacz)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	for _, file := range archive.File {
		if !listed[file.Name] {
			t.Errorf("%s is not a resource of datapackage.json", file.Name)
		}
	}
}
