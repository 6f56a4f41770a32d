package main

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"vigie/collectors"
	"vigie/internal/observatory"
)

// TestMessageFolder: serve's own job takes a message once its file has stayed as
// it is, puts it aside, and attaches nothing twice.
func TestMessageFolder(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	config := prepare(t, "intakes: [{folder: "+folder+", association: asso, messages: true, department: \"93\"}]\n")
	a := openedApp(t, config)
	const text = "From: ne-pas-repondre@exemple.invalid\r\nSubject: Votre demande\r\nDate: Mon, 02 Mar 2026 10:00:00 +0100\r\n\r\n" +
		"Bonjour, votre demande est clôturée car votre dossier est incomplet.\r\n"
	jobs := a.intakeJobs()
	if len(jobs) != 1 {
		t.Fatalf("%d jobs, want 1", len(jobs))
	}
	for round, want := range []int{0, 1, 1, 1} { // the second file tells the same
		if round == 0 || round == 2 {
			if err := os.WriteFile(filepath.Join(folder, "message.eml"), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := jobs[0].Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		notices := 0
		for n, err := range a.store.NoticePrints(t.Context(), true) {
			if err != nil || n.Department != "93" {
				t.Fatalf("a notice of « %s »: %v", n.Department, err)
			}
			notices++
		}
		if notices != want {
			t.Errorf("look %d: %d notices, want %d", round, notices, want)
		}
	}
	aside, err := filepath.Glob(filepath.Join(folder, "importes", "*.eml"))
	if err != nil || len(aside) == 0 {
		t.Errorf("put aside: %v, %v", aside, err)
	}
}

// TestMailOfACase: a message that is said to be of a case is of the case that
// imports know by that reference.
func TestMailOfACase(t *testing.T) {
	t.Parallel()
	config := prepare(t)
	a := openedApp(t, config)
	importedEvents(t, config, write(t, "deux.csv", eraseHeader+eraseRows), "asso")
	message := write(t, "m.txt", "Bonjour, votre demande est clôturée car votre dossier est incomplet.")
	if _, stderr, code := vigie(t, "collect", "mail", message, "--association", "asso", "--case", " eff-1", "--config", config); code != 0 {
		t.Fatalf("code %d, %s", code, stderr)
	}
	dossier, err := collectors.CaseOf(a.keys, "asso", true, "EFF-1")
	if err != nil {
		t.Fatal(err)
	}
	pieces, err := a.vault.Pieces(dossier)
	if err != nil {
		t.Fatal(err)
	}
	for _, piece := range pieces {
		if string(piece.Data) == "Bonjour, votre demande est clôturée car votre dossier est incomplet." {
			return
		}
	}
	t.Errorf("the vault of the case holds %d pieces, not the message", len(pieces))
}

// TestConcordProbed: what the probes saw is set beside reported attempts of its
// hour, and only of its hour, without being asked.
func TestConcordProbed(t *testing.T) {
	t.Parallel()
	config := prepare(t)
	a := openedApp(t, config)
	const header = "référence;département;évènement;date;heure;page\n"
	importedEvents(t, config, write(t, "essais.csv", header+
		"E-1;93;tentative échouée;02/03/2026;10:15;accueil\n"+
		"E-2;93;tentative échouée;02/03/2026;18:00;accueil\n"), "asso")
	verdicts := func() map[observatory.Seen]int {
		counts := map[observatory.Seen]int{}
		newest := map[observatory.ID]observatory.Seen{}
		for c, err := range a.store.Concordances(t.Context(), "asso", observatory.NoID, observatory.Window{Simulation: true}) {
			if err != nil {
				t.Fatal(err)
			}
			newest[c.Event] = c.Verdict
		}
		for _, verdict := range newest {
			counts[verdict]++
		}
		return counts
	}
	if got := verdicts(); got[observatory.SeenNothing] != 2 {
		t.Fatalf("after the import: %v, want two not measured", got)
	}
	at := time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC) // 10:30 in Paris
	attempt := &observatory.Attempt{
		Envelope: observatory.Envelope{ID: observatory.ID{9}, At: at, RecordedAt: at, Source: "probe", Simulation: true},
		Journey:  "anef.home", Target: "anef", Mode: observatory.Unattended, Outcome: observatory.Down,
	}
	if err := a.record(t.Context(), []*observatory.Attempt{attempt}); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second has nothing to do
		if err := a.concordProbed(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := verdicts(); got[observatory.SeenFailing] != 1 || got[observatory.SeenNothing] != 1 {
		t.Errorf("after the probe: %v, want one concordant and one not measured", got)
	}
}

// TestMailSharesTheImportLock: while messages are taken, nothing undoes imports or
// erases cases.
func TestMailSharesTheImportLock(t *testing.T) {
	t.Parallel()
	a := openedApp(t, prepare(t))
	err := a.withInbox(t.Context(), collectMailCmd{Association: "asso"}, a.sink(), func(*collectors.Inbox) error {
		if _, err := a.soleImportLock(); !errors.Is(err, errImporting) {
			t.Errorf("the import lock can be had alone: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	alone, err := a.soleImportLock()
	if err != nil {
		t.Fatalf("after the intake: %v", err)
	}
	if err := alone.release(); err != nil {
		t.Fatal(err)
	}
}
