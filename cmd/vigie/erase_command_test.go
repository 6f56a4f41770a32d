package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/internal/access"
)

// TestEraseIsForAnAccountThatMay: without an account, or with one that may not,
// nothing is erased or noted, and what to give is said.
func TestEraseIsForAnAccountThatMay(t *testing.T) {
	t.Parallel()
	w := importTwo(t)
	a := openedApp(t, w.config)
	addAccount(t, a, "claire", access.Contributor, "asso")
	addAccount(t, a, "ailleurs", access.Reviewer, "autre")
	addAccount(t, a, "analyse", access.Analyst, "")
	addAccount(t, a, "ada", access.Administrator, "")
	for _, c := range []struct {
		name, dossier string
		args          []string
		want          string
	}{
		{"no account", "EFF-1", nil, "dites qui efface : --account COMPTE"},
		{"any text", "EFF-1", []string{"--account", "Zéphyrine Effaçable"}, "aucun compte actif"},
		{"a contributor", "EFF-1", []string{"--account", "claire"}, "relecture de l'association du cas"},
		{"an analyst", "EFF-1", []string{"--account", "analyse"}, "relecture de l'association du cas"},
		{"another association by the case's id", w.dossier.String(), []string{"--account", "ailleurs"}, "relecture de l'association du cas"},
		{"another association by a reference", "EFF-1", []string{"--account", "ailleurs"}, "relecture de l'association du cas"},
		{"a case of nobody", "EFF-9", []string{"--account", "essai"}, "aucun évènement ni aucun texte"},
	} {
		stdout, stderr, code := vigie(t, append([]string{"erase", c.dossier, "--association", "asso", "--config", w.config}, c.args...)...)
		if plain := strings.ReplaceAll(stderr, "\u00a0", " "); code != exitInput || !strings.Contains(plain, c.want) {
			t.Errorf("%s: code %d, want %d with %q:\n%s%s", c.name, code, exitInput, c.want, stdout, stderr)
		}
	}
	if notes := named(t, filepath.Join(w.folder, "erasures", "*.json")); len(notes) > 0 {
		t.Errorf("noted: %q", notes)
	}
	for _, name := range []string{"ada", "essai"} {
		by, err := a.mayErase(t.Context(), name, w.dossier, "")
		if err != nil || by.Name != name {
			t.Errorf("%s may not erase the case: %+v, %v", name, by, err)
		}
	}
}

// notedAccount checks that an erasure names who did it by an account's id alone.
func (w erasable) notedAccount(t *testing.T, name string) {
	t.Helper()
	a := openedApp(t, w.config)
	by, err := a.activeAccount(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	notes := named(t, filepath.Join(w.folder, "erasures", "*.json"))
	if len(notes) != 1 {
		t.Fatalf("%d erasures noted, want 1", len(notes))
	}
	note, err := os.ReadFile(notes[0])
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(note), `"account": "`+by.ID.String()+`"`) || strings.Contains(string(note), name) {
		t.Errorf("the note does not name %s by its id alone:\n%s", by.ID, note)
	}
	a.close()
}
