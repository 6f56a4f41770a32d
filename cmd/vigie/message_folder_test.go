package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/collectors"
	"vigie/internal/observatory"
)

// TestMessageFolder: serve's own job takes a message once its file has stayed as
// it is, puts it aside, and attaches nothing twice.
func TestMessageFolder(t *testing.T) {
	t.Parallel()
	folder, tables := t.TempDir(), t.TempDir()
	config := prepare(t, "intakes: [{folder: "+folder+", association: asso, messages: true, department: \"93\"}, {folder: "+tables+", association: asso}]\n")
	a := openedApp(t, config)
	const text = "From: ne-pas-repondre@exemple.invalid\r\nSubject: Votre demande\r\nDate: Mon, 02 Mar 2026 10:00:00 +0100\r\n\r\n" +
		"Bonjour, votre demande est clôturée car votre dossier est incomplet.\r\n"
	reads := 0
	read := a.messages.read
	a.messages.read = func(ctx context.Context) (*collectors.Taken, error) {
		reads++
		return read(ctx)
	}
	jobs := a.intakeJobs()
	if len(jobs) != 2 {
		t.Fatalf("%d jobs, want 2", len(jobs))
	}
	testTableFolder(t, a, tables, jobs[1].Run)
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
	if reads != 1 {
		t.Errorf("the messages taken before were read %d times, want once", reads)
	}
	// What another process takes or withdraws is seen.
	other := write(t, "autre.eml", strings.Replace(text, "incomplet", "incomplet, sans autre précision", 1))
	stdout, stderr, code := vigie(t, "collect", "mail", other, "--association", "asso", "--department", "93", "--config", config)
	_, rest, _ := strings.Cut(stdout, "(import ")
	batch, _, found := strings.Cut(rest, ")")
	if code != 0 || !found {
		t.Fatalf("code %d\n%s%s", code, stdout, stderr)
	}
	for round, want := range []int{2, 2} {
		if round == 1 {
			if _, stderr, code := vigie(t, "collect", "withdraw", batch, "--config", config); code != 0 {
				t.Fatalf("withdraw: code %d, %s", code, stderr)
			}
		}
		if err := os.Rename(other, filepath.Join(folder, "autre.eml")); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := jobs[0].Run(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if notices := len((&killWorld{app: a}).read(t, "notices", "asso")); notices != want || reads != 2+round {
			t.Errorf("look after another process: %d notices and %d reads, want %d and %d", notices, reads, want, 2+round)
		}
		moved, err := filepath.Glob(filepath.Join(folder, "importes", "*-autre.eml"))
		if err != nil || len(moved) == 0 {
			t.Fatalf("not put aside: %v", err)
		}
		if err := os.Rename(moved[0], other); err != nil {
			t.Fatal(err)
		}
	}
	aside, err := filepath.Glob(filepath.Join(folder, "importes", "*.eml"))
	if err != nil || len(aside) == 0 {
		t.Errorf("put aside: %v, %v", aside, err)
	}
}

// testTableFolder: a table that is being written is not taken before it is whole.
func testTableFolder(t *testing.T, a *app, folder string, look func(context.Context) error) {
	t.Helper()
	file := filepath.Join(folder, "suivi.csv")
	var table strings.Builder
	table.WriteString("référence;département;évènement;date\n")
	for round, want := range []int{0, 0, 0, 3} {
		if round < 3 {
			fmt.Fprintf(&table, "T-%d;93;dépôt;02/03/2026\n", round)
			if err := os.WriteFile(file, []byte(table.String()), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := look(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := len((&killWorld{app: a}).read(t, "case_events", "asso")); got != want {
			t.Errorf("look %d: %d events, want %d", round, got, want)
		}
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
	takenAlone(t, a)
}

// stopper ends a context at the first word that is written to it.
type stopper struct{ stop context.CancelFunc }

func (s stopper) Write(p []byte) (int, error) {
	s.stop()
	return len(p), nil
}

// TestWatchStoppedWithinALook: asked to end while it takes messages, the watch
// ends as if nothing were wrong; the lot under way is not taken and stays where it
// was.
func TestWatchStoppedWithinALook(t *testing.T) {
	t.Parallel()
	a := openedApp(t, prepare(t))
	folder := t.TempDir()
	const left = 3
	for n := range inboxLot + left {
		lines(t, filepath.Join(folder, fmt.Sprintf("%d.eml", n)), killedMail(n), 0, nil)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	cmd := collectMailCmd{Path: folder, Watch: true, Every: time.Millisecond, Association: "asso", Department: "93"}
	con := &console{ctx: ctx, out: stopper{stop}, err: io.Discard, log: slog.New(slog.DiscardHandler)}
	if err := cmd.watch(ctx, con, a); err != nil {
		t.Errorf("a watch that is asked to end fails: %v", err)
	}
	notices := 0
	for _, err := range a.store.NoticePrints(t.Context(), true) {
		if err != nil {
			t.Fatal(err)
		}
		notices++
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.eml"))
	if err != nil {
		t.Fatal(err)
	}
	if notices != inboxLot || len(files) != left {
		t.Errorf("%d messages were taken and %d files stay, want %d and %d", notices, len(files), inboxLot, left)
	}
}

// TestFolderTellsWhatIsNoMessage: a photo among messages is not passed over in
// silence, and the messages are taken.
func TestFolderTellsWhatIsNoMessage(t *testing.T) {
	t.Parallel()
	config := prepare(t)
	keepEngine(t, config)
	folder := t.TempDir()
	for name, text := range map[string]string{"1.txt": "Votre dossier a été clôturé : il manque l’acte de naissance.", "photo.JPG": "x", ".cache": "x", "Thumbs.db": "x"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	stdout, _, code := vigie(t, "collect", "mail", folder, "--association", "asso", "--department", "93", "--config", config)
	if code != 2 || !strings.Contains(stdout, "1 pris") || strings.Count(stdout, "1 illisible") != 1 || !strings.Contains(stdout, "faites reconnaître son texte") {
		t.Errorf("code %d\n%s", code, stdout)
	}
}
