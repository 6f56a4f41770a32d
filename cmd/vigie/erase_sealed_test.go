package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/internal/access"
	"vigie/internal/observatory"
	"vigie/internal/store"
)

// TestEraseReachesEveryFile: the person's name also stands in files of which the
// case has no event: one that told nothing new, one whose row was refused, and the
// copy of what was sent from the page. Those of another association stay.
func TestEraseReachesEveryFile(t *testing.T) {
	unraced(t)
	t.Parallel() // it waits for the engine to let go of bytes
	w := importTwo(t)
	importedEvents(t, w.config, write(t, "ailleurs.csv", eraseHeader+eraseRows), "ailleurs")
	others := w.sealed(t)
	importedEvents(t, w.config, write(t, "encore.csv", eraseHeader+"AUTRE-3;;;;75;;;05/02/2026;\n"+eraseRows), "asso")
	importedEvents(t, w.config, write(t, "refus.csv", eraseHeader+"AUTRE-4;;;;75;;;05/02/2026;\nEFF-1;9900000001;Effaçable;Zéphyrine;93;;;31/02/2026;\n"), "asso")
	a := openedApp(t, w.config)
	addAccount(t, a, "envoyeuse", access.Contributor, "asso")
	all, err := a.state.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := a.keys.SealFile(a.cfg.path("sealed"), strings.NewReader(eraseHeader+eraseRows))
	if err == nil {
		_, err = a.state.AddUpload(t.Context(), all[0], sealed, 1, a.now())
	}
	if err != nil {
		t.Fatal(err)
	}
	dossier, err := a.caseID("EFF-1", "asso")
	if err != nil {
		t.Fatal(err)
	}
	for reason, want := range map[string]int{reasonRequest: 4, reasonConsent: 4, reasonRetention: 0} {
		beside, err := a.filesBeside(t.Context(), reason, []observatory.ID{dossier}, store.ErasurePlan{})
		if err != nil || len(beside) != want {
			t.Errorf("%s: %d files, want %d: %v", reason, len(beside), want, err)
		}
	}
	a.close()
	if before := w.sealed(t); len(others) != 2 || len(before) != 5 {
		t.Fatalf("%d files are sealed, %d before them; want 5 and 2", len(before), len(others))
	}
	w.erase(t)
	left := w.sealed(t)
	if len(left) != 1 {
		t.Errorf("%d sealed files are left, want the other association's: %v", len(left), left)
	}
	certificates, err := filepath.Glob(filepath.Join(w.folder, "erasures", "certificats", "*.txt"))
	if err != nil || len(certificates) != 1 {
		t.Fatalf("certificates: %v, %v", certificates, err)
	}
	text, err := os.ReadFile(certificates[0])
	if err != nil || !strings.Contains(string(text), "gardés scellés (3)") {
		t.Errorf("the certificate does not tell of the three other files: %v\n%s", err, text)
	}
}

// sealed lists the sealed files of the data folder.
func (w erasable) sealed(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(w.folder, "sealed", "*.age"))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}
