package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"vigie/internal/access"
	"vigie/internal/observatory"
)

// TestVaultShow: the vault opens for an account of the case's association, with
// a reason; each opening leaves a row, a refused one shows nothing. What an
// association gives is wrapped to its own key as well.
func TestVaultShow(t *testing.T) {
	unraced(t)
	t.Parallel()
	config := prepare(t)
	association, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(config, append(text, "\nassociations: {asso: {recipient: "+association.Recipient().String()+"}}\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	a := openedApp(t, config)
	addAccount(t, a, "relectrice", access.Reviewer, "asso")
	addAccount(t, a, "ailleurs", access.Reviewer, "autre")
	addAccount(t, a, "admin", access.Administrator, "")
	importedEvents(t, config, write(t, "deux.csv", eraseHeader+eraseRows), "asso")
	for _, c := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"its people", []string{"eff-1", "--account", "relectrice", "--reason", "follow_up"}, 0, "motif : suivi du dossier"},
		{"another association", []string{"EFF-1", "--account", "ailleurs", "--reason", "follow_up"}, exitInput, "n'a pas accès"},
		{"the administration reads no case", []string{"EFF-1", "--account", "admin", "--reason", "follow_up"}, exitInput, "n'a pas accès"},
		{"no reason", []string{"EFF-1", "--account", "relectrice"}, exitInput, "reason"},
		{"no such case", []string{"EFF-9", "--account", "relectrice", "--reason", "court"}, exitInput, "aucun dossier"},
	} {
		stdout, stderr, code := vigie(t, append([]string{"vault", "show", "--association", "asso", "--config", config}, c.args...)...)
		if code != c.code || !strings.Contains(stdout+stderr, c.want) {
			t.Errorf("%s: code %d, want %d with %q:\n%s%s", c.name, code, c.code, c.want, stdout, stderr)
		}
		if shown := strings.HasPrefix(stdout, "SIMULATION\n") && strings.Contains(stdout, "rappelle"); shown != (c.code == 0) {
			t.Errorf("%s: shown %v, code %d:\n%s", c.name, shown, c.code, stdout)
		}
	}
	rows := 0
	for row, err := range a.store.Accesses(t.Context(), observatory.Window{Simulation: true}, "", 10) {
		if err != nil {
			t.Fatal(err)
		}
		if rows++; row.Action != "vault" || row.Role != string(access.Reviewer) || !strings.HasSuffix(row.Object, " follow_up") {
			t.Errorf("row %+v", row)
		}
	}
	if rows != 1 {
		t.Errorf("%d rows of access, want 1", rows)
	}
	lots, err := filepath.Glob(a.cfg.path("vault", "lots", "*.age"))
	if err != nil || len(lots) == 0 {
		t.Fatalf("lots: %v, %v", lots, err)
	}
	for _, lot := range lots {
		file, err := os.Open(lot)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := age.Decrypt(file, association); err != nil {
			t.Errorf("the association cannot open what it gave: %v", err)
		}
		_ = file.Close()
	}
}

// TestRetention: a dry run says what would go and takes nothing; --apply erases
// the cases of which nothing came for the configured time, and they may come
// again.
func TestRetention(t *testing.T) {
	t.Parallel()
	config := prepare(t)
	a := openedApp(t, config)
	if sealed, err := a.sealBytes([]byte("brouillon")); err != nil {
		t.Fatal(err)
	} else if plain, err := a.unsealBytes(sealed); err != nil || string(plain) != "brouillon" {
		t.Errorf("a draft that was sealed opens as %q, %v", plain, err)
	}
	importedEvents(t, config, write(t, "deux.csv", eraseHeader+eraseRows), "asso")
	a.cfg.Retention.CasesDays = 730
	for _, step := range []struct {
		name   string
		after  time.Duration
		apply  bool
		cases  int
		events int
	}{
		{"too early", 729 * 24 * time.Hour, true, 0, 4},
		{"dry run", 731 * 24 * time.Hour, false, 2, 4},
		{"applied", 731 * 24 * time.Hour, true, 2, 0},
		{"again", 731 * 24 * time.Hour, true, 0, 0},
	} {
		a.now = func() time.Time { return time.Now().Add(step.after) }
		done, err := a.applyRetention(t.Context(), step.apply)
		if err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		events := 0
		for _, err := range a.store.CaseEvents(t.Context(), observatory.EventFilter{Association: "asso", Window: observatory.Window{Simulation: true}}) {
			if err != nil {
				t.Fatal(err)
			}
			events++
		}
		if done.Cases != step.cases || events != step.events {
			t.Errorf("%s: %+v, %d events; want %d cases, %d events", step.name, done, events, step.cases, step.events)
		}
	}
	if stdout, stderr, code := vigie(t, "retention", "--config", config); code != 0 || !strings.HasPrefix(stdout, "SIMULATION\n") || !strings.Contains(stdout, "--apply supprime") {
		t.Errorf("on a terminal: code %d\n%s%s", code, stdout, stderr)
	}
	a.now = time.Now
	if erased, err := a.erasedCases(); err != nil || len(erased) != 0 {
		t.Errorf("a case whose time was over may not come again: %v, %v", erased, err)
	}
}
