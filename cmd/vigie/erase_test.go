package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/collectors"
	"vigie/internal/access"
	"vigie/internal/evidence"
	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// The persons and cases of these files are invented.
const (
	eraseHeader = "référence;n° étranger;nom;prénom;département;procédure;date de fin du titre;date de dépôt;commentaire\n"
	eraseRows   = "EFF-1;9900000001;Effaçable;Zéphyrine;93;renouvellement;15/03/2026;20/12/2025;Madame Effaçable rappelle\n" +
		"GARDE-2;9900000002;Gardé;Ulysse;75;renouvellement;31/03/2026;05/01/2026;à suivre\n"
)

// erasable is a data folder with an import of two cases, and the case to erase.
type erasable struct {
	config, folder string
	dossier        observatory.ID
	traces         map[string][]byte // what must not be left
}

func importTwo(t *testing.T) erasable {
	t.Helper()
	w := erasable{config: prepare(t)}
	cfg, err := loadConfig(w.config)
	if err != nil {
		t.Fatal(err)
	}
	w.folder = cfg.Data
	importedEvents(t, w.config, write(t, "deux.csv", eraseHeader+eraseRows), "asso")
	if stdout, stderr, code := vigie(t, "account", "add", "essai", "--role", "reviewer", "--association", "asso", "--config", w.config); code != 0 {
		t.Fatalf("account: code %d\n%s%s", code, stdout, stderr)
	}
	keys, err := privacy.LoadKeys(cfg.path("keys", "instance.key"))
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
	fact := collectors.FactID("asso", w.dossier, observatory.EventFiling, filed, 0)
	w.traces = map[string][]byte{
		"the case as the engine writes it": engineBytes(w.dossier), "the case in words": []byte(w.dossier.String()),
		"the fact as the engine writes it": engineBytes(fact), "the fact in words": []byte(fact.String()),
	}
	return w
}

// engineBytes is a UUID as ClickHouse keeps it: two halves, each the last byte first.
func engineBytes(id observatory.ID) []byte {
	out := make([]byte, 16)
	for i := range 8 {
		out[i], out[8+i] = id[7-i], id[15-i]
	}
	return out
}

// found looks for the traces in every file, and every file's name, of a folder.
func (w erasable) found(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	eachFile(t, w.folder, func(path string, content []byte) {
		for what, trace := range w.traces {
			if bytes.Contains(content, trace) || strings.Contains(path, string(trace)) {
				found[what] = path
			}
		}
	})
	return found
}

func (w erasable) erase(t *testing.T) {
	t.Helper()
	if stdout, stderr, code := vigie(t, "erase", "EFF-1", "--association", "asso", "--account", "essai", "--config", w.config); code != 0 || !strings.Contains(stdout, "tous les fichiers de son association") {
		t.Fatalf("erase: code %d\n%s%s", code, stdout, stderr)
	}
}

// nothingLeft checks that nothing of the case is on the disk, and the other
// case is.
func (w erasable) nothingLeft(t *testing.T) {
	t.Helper()
	for what, where := range w.found(t) {
		t.Errorf("%s is left in %s", what, where)
	}
	if got := countEvents(t, w.config, "asso"); got != 2 {
		t.Errorf("%d events are read, want the 2 of the other case", got)
	}
}

// TestErase erases a case from the real engine and looks for its bytes in every
// file of the data folder.
func TestErase(t *testing.T) {
	unraced(t)
	t.Parallel() // it waits for the engine to let go of bytes
	w := importTwo(t)
	w.traces["the draft"] = w.everyKind(t)[40:] // past what every sealed text begins with
	if before := w.found(t); len(before) < 3 {
		t.Fatalf("before the erasure only %v is found: the test could not fail", before)
	}
	backup := filepath.Join(t.TempDir(), "sauvegarde")
	if err := os.CopyFS(backup, os.DirFS(w.folder)); err != nil {
		t.Fatal(err)
	}
	w.erase(t)
	w.nothingLeft(t)
	w.noneOfAnyKind(t)
	w.checkCertificate(t)
	w.notedAccount(t, "essai")

	stdout, _, code := vigie(t, "collect", "import", write(t, "encore.csv", eraseHeader+eraseRows+"GARDE-3;;;;75;;;05/02/2026;\n"), "--config", w.config, "--association", "asso", "--json")
	var again collectors.Summary
	if err := json.Unmarshal([]byte(stdout), &again); err != nil || code != 0 {
		t.Fatalf("code %d, %v: %s", code, err, stdout)
	}
	if again.RefusedRows != 1 || len(again.Refused) != 1 || again.Refused[0].Problem != collectors.ProblemErased {
		t.Errorf("an erased case came back: %+v", again)
	}
	message := write(t, "m.txt", "Bonjour, votre demande est clôturée car votre dossier est incomplet.")
	if _, stderr, code := vigie(t, "collect", "mail", message, "--association", "asso", "--case", "eff-1", "--config", w.config); code != 2 || !strings.Contains(stderr, "effacé") {
		t.Errorf("a message of an erased case: code %d, %s", code, stderr)
	}

	for _, part := range []string{"engine", "vault", "sealed", "state.db"} { // keys, ledger and the list of erasures are kept apart
		restore(t, filepath.Join(backup, part), filepath.Join(w.folder, part))
	}
	if len(w.found(t)) < 2 {
		t.Fatal("the restored backup does not hold the case: the test could not fail")
	}
	if _, stderr, code := vigie(t, "collect", "check", write(t, "autre.csv", eraseHeader+"X;;;;75;;;05/02/2026;\n"), "--config", w.config, "--association", "asso"); code != 0 || !strings.Contains(stderr, "restauration") {
		t.Errorf("start on the restored backup: code %d, %s", code, stderr)
	}
	w.nothingLeft(t)
	w.noneOfAnyKind(t)
}

// restore puts back a folder or a file of a backup.
func restore(t *testing.T, from, to string) {
	t.Helper()
	info, err := os.Stat(from)
	if err != nil {
		t.Fatal(err)
	}
	if !info.IsDir() {
		data, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		for _, journal := range []string{"-wal", "-shm"} {
			_ = os.Remove(to + journal)
		}
		if err := os.WriteFile(to, data, info.Mode()); err != nil {
			t.Fatal(err)
		}
		return
	}
	if err := os.RemoveAll(to); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

// everyKind adds to the case a row of each further kind that names cases, and a
// draft about it, and gives the draft's content.
func (w erasable) everyKind(t *testing.T) []byte {
	t.Helper()
	a := openedApp(t, w.config)
	defer a.close()
	now := a.recordedAt()
	env := func(name string) observatory.Envelope {
		return observatory.Envelope{ID: observatory.DeriveID([]byte(name)), At: now, RecordedAt: now, Source: "essai", Simulation: true}
	}
	person := observatory.DeriveID([]byte("personne"))
	rows := []observatory.Observation{
		&observatory.Review{Envelope: env("r"), Association: "asso", Case: w.dossier, State: observatory.ReviewVerified, Author: "x"},
		&observatory.Concordance{Envelope: env("c"), Event: observatory.DeriveID([]byte("e")), Association: "asso", Case: w.dossier},
		&observatory.Notice{Envelope: env("n"), Association: "asso", Case: w.dossier, Text: observatory.DeriveID([]byte("t"))},
		&observatory.PersonHints{Envelope: env("h"), Import: observatory.DeriveID([]byte("i")), Association: "asso", Case: w.dossier, Person: person, Hints: []observatory.Hint{{Kind: observatory.HintNames, Value: person}}},
	}
	if err := a.store.Append(t.Context(), rows); err != nil {
		t.Fatal(err)
	}
	addAccount(t, a, "brouillonne", access.Contributor, "asso")
	all, err := a.state.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var content []byte
	for _, reference := range []string{"EFF-1", "GARDE-2"} {
		sealed, err := a.sealBytes([]byte(`{"shape":"events","values":{"référence":"` + reference + `"}}`))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.state.SaveDraft(t.Context(), all[0], access.Draft{Kind: "events", Content: sealed}, time.Now()); err != nil {
			t.Fatal(err)
		}
		if content == nil {
			content = sealed
		}
	}
	return content
}

// noneOfAnyKind looks for the case in every table that has a column for it, and
// counts the drafts: the other case's is left.
func (w erasable) noneOfAnyKind(t *testing.T) {
	t.Helper()
	a := openedApp(t, w.config)
	defer a.close()
	if left, err := a.store.AnyOfCases(t.Context(), []observatory.ID{w.dossier}); err != nil || len(left) != 0 {
		t.Errorf("rows of the case are left: %v, %v", left, err)
	}
	drafts := 0
	if err := a.state.EachDraft(t.Context(), func(string, []byte) error { drafts++; return nil }); err != nil || drafts != 1 {
		t.Errorf("%d drafts are left, want the other case's; %v", drafts, err)
	}
}

// checkCertificate recomputes the ledger's leaf from what the certificate says.
func (w erasable) checkCertificate(t *testing.T) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(w.folder, "erasures", "certificats", "*.txt"))
	if err != nil || len(paths) != 1 {
		t.Fatalf("certificates: %v, %v", paths, err)
	}
	text, err := os.ReadFile(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	key, err := hex.DecodeString(strings.TrimPrefix(lines[len(lines)-2], "clé : "))
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(lines[len(lines)-1]))
	want := hex.EncodeToString(mac.Sum(nil))
	ledger, err := evidence.OpenLedger(filepath.Join(w.folder, "ledger"))
	if err != nil {
		t.Fatal(err)
	}
	defer ledger.Close()
	head, err := ledger.Head()
	if err != nil || head.Size != 2 {
		t.Fatalf("ledger: %d leaves, %v; want the import's and the erasure's", head.Size, err)
	}
	line, err := ledger.Leaf(1)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := evidence.ParseLeaf(line)
	if err != nil || leaf.Kind != evidence.LeafDeletion || string(leaf.ContentHash) != want {
		t.Errorf("leaf %+v, %v; want the HMAC %s", leaf, err, want)
	}
	list, err := filepath.Glob(filepath.Join(w.folder, "erasures", "*.json"))
	if err != nil || len(list) != 1 {
		t.Fatalf("list: %v, %v", list, err)
	}
	if note, err := os.ReadFile(list[0]); err != nil || strings.Contains(string(note), "leaf_key") {
		t.Errorf("the instance kept the certificate's key: %v", err)
	}
}

// TestEraseKilled kills the program as soon as the list of erasures is in each
// state, and after a while within the longest; the next start finishes. Rounds
// beyond these (VIGIE_KILL_ROUNDS) kill it at any moment of the longest.
func TestEraseKilled(t *testing.T) {
	t.Parallel()
	type moment struct {
		name  string
		state privacy.ErasureState
		after time.Duration
	}
	tests := []moment{
		{"asked", privacy.ErasureAsked, 0},
		{"planned", privacy.ErasurePlanned, 0},
		{"while rows go", privacy.ErasurePlanned, 150 * time.Millisecond},
		{"while parts go", privacy.ErasurePlanned, 900 * time.Millisecond},
		{"certified", privacy.ErasureCertified, 0},
	}
	for range killRounds() - len(tests) {
		after := rand.N(1200 * time.Millisecond)
		tests = append(tests, moment{"planned and " + after.String(), privacy.ErasurePlanned, after})
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel() // each waits forty seconds for the engine to let go of bytes
			w := importTwo(t)
			w.killed(t, tt.state, tt.after)
			if _, stderr, code := vigie(t, "collect", "check", write(t, "autre.csv", eraseHeader+"X;;;;75;;;05/02/2026;\n"), "--config", w.config, "--association", "asso"); code != 0 {
				t.Errorf("next start: code %d, %s", code, stderr)
			}
			w.nothingLeft(t)
			w.checkCertificate(t)
			t.Log("killed; the next start finished, nothing is left, the certificate holds")
		})
	}
}

// killed begins an erasure and kills it a while after it reached a state.
func (w erasable) killed(t *testing.T, state privacy.ErasureState, after time.Duration) {
	t.Helper()
	cmd := command(context.Background(), t, "erase", "EFF-1", "--association", "asso", "--account", "essai", "--config", w.config)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	ticker := time.NewTicker(500 * time.Microsecond)
	defer ticker.Stop()
	for {
		select {
		case <-ended:
			t.Log("the erasure ended before it was killed")
			return
		case <-ticker.C:
		}
		notes, _ := filepath.Glob(filepath.Join(w.folder, "erasures", "*.json"))
		if len(notes) == 0 {
			continue
		}
		if note, err := os.ReadFile(notes[0]); err != nil || !strings.Contains(string(note), `"state": "`+string(state)+`"`) {
			continue
		}
		select {
		case <-ended:
		case <-time.After(after):
		}
		_ = cmd.Process.Kill()
		<-ended
		return
	}
}
