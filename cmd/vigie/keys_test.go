package main

import (
	"bytes"
	"context"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/collectors"
	"vigie/internal/access"
	"vigie/internal/evidence"
	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// The persons and cases of this file are invented. The third has no reference,
// the fourth no number, the fifth neither name nor number.
const rotateRows = eraseRows +
	";9900000003;Sans;Référence;69;renouvellement;15/03/2026;20/12/2025;appelle du 06 12 34 56 78\n" +
	"NOM-4;;Nommée;Céleste;75;renouvellement;31/03/2026;05/01/2026;\n" +
	"SEUL-5;;;;75;renouvellement;31/03/2026;06/01/2026;un mot\n"

// seenTraces is how many of the eight traces of a person show at least: where the
// engine's compression cuts a value in two, its bytes are not found.
const seenTraces = 3

// rotatable is a data folder with cases, and what must be the same after the
// rotation of its keys.
type rotatable struct {
	erasable
	file   string
	events int
}

func importForRotation(t *testing.T) rotatable {
	t.Helper()
	w := rotatable{erasable: erasable{config: prepare(t)}, file: write(t, "tournant.csv", eraseHeader+rotateRows)}
	keepEngine(t, w.config)
	cfg, err := loadConfig(w.config)
	if err != nil {
		t.Fatal(err)
	}
	w.folder = cfg.Data
	w.events = importedEvents(t, w.config, w.file, "asso")
	a := openedApp(t, w.config)
	defer a.close()
	addAccount(t, a, "gardienne", access.Administrator, "")
	w.traces = w.tracesOf(t, a.keys)
	w.everyKind(t)
	if done, err := a.keepGaps(t.Context()); err != nil || !done.Changed { // kept cases name persons too
		t.Fatalf("kept: %+v, %v", done, err)
	}
	return w
}

// tracesOf sets the case that is followed, and gives what keys make of it.
func (w *rotatable) tracesOf(t *testing.T, keys *privacy.Keys) map[string][]byte {
	t.Helper()
	names, err := keys.Pseudonyms(privacy.Domain("asso", true))
	if err != nil {
		t.Fatal(err)
	}
	if w.dossier, err = collectors.CaseOf(keys, "asso", true, "eff-1"); err != nil {
		t.Fatal(err)
	}
	filed, err := observatory.ParseDate("2025-12-20")
	if err != nil {
		t.Fatal(err)
	}
	person, instance := names.Person([]byte("9900000001"))
	traces := map[string][]byte{}
	for what, id := range map[string]observatory.ID{
		"case": w.dossier, "person": person, "instance": instance,
		"fact": collectors.FactID("asso", w.dossier, observatory.EventFiling, filed, 0),
	} {
		traces[what+" as the engine writes it"], traces[what+" in words"] = engineBytes(id), []byte(id.String())
	}
	return traces
}

func (w *rotatable) rotate(t *testing.T) (stdout, stderr string, code int) {
	t.Helper()
	return vigie(t, "keys", "rotate", "--account", "gardienne", "--reason", "periodic", "--config", w.config)
}

// TestKeysRotated rotates the keys of a folder with every kind of row, and looks
// for the old pseudonyms in every file.
func TestKeysRotated(t *testing.T) {
	t.Parallel() // it waits for the engine to let go of bytes
	w := importForRotation(t)
	if before := w.found(t); len(before) < seenTraces {
		t.Fatalf("before the rotation only %v is found: the test could not fail", before)
	}
	old, err := os.ReadFile(filepath.Join(w.folder, "keys", "instance.key"))
	if err != nil {
		t.Fatal(err)
	}
	if stdout, stderr, code := w.rotate(t); code != 0 || !strings.Contains(stdout, "génération 2") {
		t.Fatalf("code %d\n%s%s", code, stdout, stderr)
	}
	for what, where := range w.found(t) {
		t.Errorf("the old %s is left in %s", what, where)
	}
	w.secretGone(t, old)
	w.whole(t, 1)
	w.noted(t, 2)
}

// secretGone looks for the old secret of pseudonyms in every file.
func (w *rotatable) secretGone(t *testing.T, old []byte) {
	t.Helper()
	_, line, _ := bytes.Cut(old, []byte("VIGIE-VEIL-1:1:"))
	secret, _, found := bytes.Cut(line, []byte("\n"))
	if !found {
		t.Fatal("no secret of pseudonyms in the old key file: the test could not fail")
	}
	eachFile(t, w.folder, func(path string, content []byte) {
		if bytes.Contains(content, secret) || strings.HasSuffix(path, ".suivante") {
			t.Errorf("the old key, or a next one, is left in %s", path)
		}
	})
}

// whole checks that the folder knows every case under its present keys: the file
// is known, and so is every row of it in another file.
func (w *rotatable) whole(t *testing.T, round int) {
	t.Helper()
	a := openedApp(t, w.config)
	if err := a.ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.traces = w.tracesOf(t, a.keys)
	if found := w.found(t); len(found) < seenTraces {
		t.Errorf("of the new pseudonyms only %v is found", found)
	}
	pieces, err := a.vault.Pieces(w.dossier)
	if err != nil || !slices.ContainsFunc(pieces, func(p privacy.Piece) bool { return strings.Contains(string(p.Data), "rappelle") }) {
		t.Errorf("the vault of the case: %d pieces, %v", len(pieces), err)
	}
	w.others(t, a)
	a.close()

	if again := summaryOf(t, w.config, w.file); again.Events != 0 {
		t.Errorf("the same file gave %d events again", again.Events)
	}
	further := write(t, "suite.csv", eraseHeader+rotateRows+"SUITE-"+string(rune('A'+round))+";;;;75;;;05/02/2026;\n")
	grown := summaryOf(t, w.config, further)
	if grown.Corrections != 0 || grown.Duplicates != 5 || grown.Events != 1 {
		t.Errorf("a longer file: %d events, %d corrections, %d duplicates, want 1, 0 and 5", grown.Events, grown.Corrections, grown.Duplicates)
	}
	w.events += grown.Events
	if got := countEvents(t, w.config, "asso"); got != w.events {
		t.Errorf("%d events are read, want %d", got, w.events)
	}
}

// others checks the rows of the other kinds, and the drafts.
func (w *rotatable) others(t *testing.T, a *app) {
	t.Helper()
	left, err := a.store.AnyOfCases(t.Context(), []observatory.ID{w.dossier})
	if err != nil || len(left) != 1 {
		t.Errorf("the case in the store: %v, %v", left, err)
	}
	window := observatory.Window{Simulation: true}
	reviews := 0
	for _, err := range a.store.Reviews(t.Context(), "asso", w.dossier, window) {
		if err != nil {
			t.Fatal(err)
		}
		reviews++
	}
	drafts, err := a.draftsOf(t.Context(), []observatory.ID{w.dossier})
	if err != nil || len(drafts) != 1 || reviews != 1 {
		t.Errorf("%d reviews, %d drafts of the case, want 1 and 1: %v", reviews, len(drafts), err)
	}
}

// noted checks the leaf of the ledger and the row of the access.
func (w *rotatable) noted(t *testing.T, generation int) {
	t.Helper()
	a := openedApp(t, w.config)
	if a.keys.Generation() != generation {
		t.Errorf("generation %d, want %d", a.keys.Generation(), generation)
	}
	leaves := 0
	for index := range ledgerSize(t, a) {
		line, err := a.ledger.Leaf(index)
		if err != nil {
			t.Fatal(err)
		}
		leaf, err := evidence.ParseLeaf(line)
		if err != nil {
			t.Fatal(err)
		}
		if leaf.Kind == evidence.LeafRotation {
			leaves++
		}
	}
	rows := 0
	for row, err := range a.store.Accesses(t.Context(), observatory.Window{Simulation: true}, "", 100) {
		if err != nil {
			t.Fatal(err)
		}
		if row.Action == "rotate_keys" {
			rows++
		}
	}
	if leaves != generation-1 || rows != generation-1 {
		t.Errorf("%d leaves and %d rows of accesses tell the rotations, want %d", leaves, rows, generation-1)
	}
}

func summaryOf(t *testing.T, config, file string) collectors.Summary {
	t.Helper()
	stdout, stderr, code := vigie(t, "collect", "import", file, "--config", config, "--association", "asso", "--json")
	var got collectors.Summary
	if err := json.Unmarshal([]byte(stdout), &got); err != nil || code != 0 {
		t.Fatalf("code %d, %v\n%s%s", code, err, stdout, stderr)
	}
	return got
}

// TestRotationCutOff ends a rotation after each of its steps, before the step is
// noted; the next start does it again and finishes.
func TestRotationCutOff(t *testing.T) {
	unraced(t)
	t.Parallel()
	w := importForRotation(t)
	for round := range 3 {
		w.cutOff(t, round)
		w.whole(t, round)
	}
	w.noted(t, 4)
}

// cutOff runs some steps of a rotation, and one more of which no note is made.
func (w *rotatable) cutOff(t *testing.T, steps int) {
	t.Helper()
	a := openedApp(t, w.config)
	defer a.close()
	if err := a.ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	by, err := a.accountWith(t.Context(), "gardienne", access.Administer)
	if err != nil {
		t.Fatal(err)
	}
	note := a.newRotation(by, "periodic")
	if err := a.saveRotation(note); err != nil {
		t.Fatal(err)
	}
	before := *note
	for range steps + 1 {
		before = *note
		if err := a.rotationStep(t.Context(), note); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.saveRotation(&before); err != nil {
		t.Fatal(err)
	}
}

// TestRotationKilled kills rotations at random moments.
func TestRotationKilled(t *testing.T) {
	unraced(t)
	t.Parallel()
	w := importForRotation(t)
	draw := rand.New(rand.NewPCG(5, 6))
	cut := 0
	for round := range killRounds() {
		cmd := command(context.Background(), t, "keys", "rotate", "--account", "gardienne", "--reason", "leak", "--config", w.config)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		select {
		case <-time.After(time.Duration(draw.IntN(2500)) * time.Millisecond):
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			<-ended
			cut++
		case <-ended:
		}
		w.whole(t, round)
	}
	t.Logf("%d rounds, %d rotations were cut off", killRounds(), cut)
}

// TestRotationAlone refuses to exchange the keys under another command.
func TestRotationAlone(t *testing.T) {
	t.Parallel()
	w := importForRotation(t)
	held := openedApp(t, w.config)
	if _, stderr, code := w.rotate(t); code != exitInput || !strings.Contains(stderr, "vigie serve") {
		t.Errorf("beside another process: code %d, %s", code, stderr)
	}
	addAccount(t, held, "relecteur", access.Reviewer, "asso")
	held.close()
	if _, stderr, code := vigie(t, "keys", "rotate", "--account", "relecteur", "--reason", "leak", "--config", w.config); code != exitInput || !strings.Contains(stderr, "administration") {
		t.Errorf("a reviewer: code %d, %s", code, stderr)
	}
}
