package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/internal/observatory"
	"vigie/probes"
)

func TestPurgeOfCaptures(t *testing.T) {
	t.Parallel()
	config, target := prepareTarget(t)
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	if _, stderr, code := vigie(t, "evidence", "purge", "--config", config); code != 2 || !strings.Contains(stderr, "retention.captures") {
		t.Errorf("no rule: code %d\n%s", code, stderr)
	}
	if err := os.WriteFile(config, append(text, "\nretention:\n  captures: {met: 30}\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	serve(t, config)
	stdout, stderr, code := vigie(t, "probe", "run", "pan.door", "--target", target.ID, "--config", config, "--json")
	var attempt observatory.Attempt
	if err := json.Unmarshal([]byte(stdout), &attempt); err != nil || code != 0 || attempt.Outcome != observatory.Met {
		t.Fatalf("probe: code %d, %v\n%s%s", code, err, stdout, stderr)
	}
	if stdout, _, code := vigie(t, "evidence", "purge", "--dry-run", "--config", config); code != 0 || !strings.Contains(stdout, "partiraient : 0 fichiers") {
		t.Errorf("nothing is old yet: code %d\n%s", code, stdout)
	}
	purgeLater(t, config)
	out := filepath.Join(t.TempDir(), "archive")
	if _, stderr, code := vigie(t, "evidence", "capture", attempt.ID.String(), "--config", config, "--out", out); code != 2 || !strings.Contains(stderr, "captures supprimées le") {
		t.Errorf("capture: code %d\n%s", code, stderr)
	}
	day := observatory.DateOf(attempt.At, time.UTC)
	stdout, stderr, code = vigie(t, "evidence", "export", "--target", target.ID, "--from", (day - 1).String(), "--to", (day + 1).String(), "--out", out+".zip", "--config", config)
	if code != 0 {
		t.Fatalf("export: code %d\n%s%s", code, stdout, stderr)
	}
	if stdout, _, code := vigie(t, "evidence", "verify", out+".zip"); code != 0 || !strings.Contains(stdout, "1 tentative(s) sans captures") {
		t.Errorf("verify: code %d\n%s", code, stdout)
	}
	if err := os.WriteFile(config, append(text, "\nretention:\n  captures: {mett: 30, met: 0}\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, stderr, code := vigie(t, "evidence", "purge", "--config", config); code != 2 || !strings.Contains(stderr, "« mett »") || !strings.Contains(stderr, "captures.met") {
		t.Errorf("bad rules: code %d\n%s", code, stderr)
	}
}

func TestThePurgeKeepsWhatAnOpenTaskCompares(t *testing.T) {
	unraced(t)
	t.Parallel()
	config, target := prepareTarget(t)
	keepEngine(t, config)
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(config, append(text, "\nretention:\n  captures: {drift: 30, fault: 30}\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(target.Address, "/rdvpref/", "/_fault/layout/rdvpref/", 1)
	attempt := drifting(t, "--url", changed, "--system", target.System, "--prefecture", target.Prefecture, "--config", config)
	purgeLater(t, config)
	cfg, err := loadConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	kept := 0
	for _, piece := range attempt.Evidence {
		_, err := os.Stat(filepath.Join(cfg.path("evidence"), string(piece.Hash[:2]), string(piece.Hash[2:])))
		if err == nil && piece.Role != "screenshot" {
			t.Errorf("%s was kept", piece.Role)
		}
		if err == nil && piece.Role == "screenshot" {
			kept++
		}
	}
	if kept != 1 {
		t.Errorf("%d pictures of the open task are left, want 1", kept)
	}
}

// drifting probes a door whose page has changed. On a machine that other tests keep
// busy a probe says so, and not that the page has changed: it is asked again.
func drifting(t *testing.T, arguments ...string) (attempt observatory.Attempt) {
	t.Helper()
	for range 5 {
		stdout, stderr, code := vigie(t, append([]string{"probe", "run", "pan.door", "--json"}, arguments...)...)
		attempt = observatory.Attempt{}
		if err := json.Unmarshal([]byte(stdout), &attempt); err != nil || code != 0 {
			t.Fatalf("probe: code %d, %v\n%s", code, err, stderr)
		}
		if attempt.Cause != probes.CauseStarved {
			break
		}
	}
	if attempt.Outcome != observatory.Drift {
		t.Fatalf("probe: %s, %s: %s", attempt.Outcome, attempt.Cause, attempt.Detail)
	}
	return attempt
}

// purgeLater runs the daily job as if 60 days had gone by.
func purgeLater(t *testing.T, config string) {
	t.Helper()
	cfg, err := loadConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	a, err := openApp(&console{ctx: t.Context(), out: os.Stdout, err: os.Stderr, log: newLogger(os.Stderr, 4)}, cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer a.close()
	long := time.Now().Add(-48 * time.Hour)
	err = filepath.WalkDir(cfg.path("evidence"), func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		return os.Chtimes(name, long, long)
	})
	if err != nil {
		t.Fatal(err)
	}
	a.now = func() time.Time { return time.Now().Add(60 * 24 * time.Hour) }
	would, err := a.purgeCaptures(t.Context(), true)
	if err != nil || would.Files == 0 {
		t.Fatalf("dry run: %+v, %v", would, err)
	}
	if err := a.purgeAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if again, err := a.purgeCaptures(t.Context(), true); err != nil || again.Files != 0 {
		t.Errorf("after the purge: %+v, %v", again, err)
	}
}
