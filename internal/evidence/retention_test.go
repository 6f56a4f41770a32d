package evidence

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"vigie/internal/observatory"
)

const day = 24 * time.Hour

// stock is a folder of captures: attempt n shares a body with all, a picture
// with the attempts of its outcome, and has a body of its own.
type stock struct {
	purge    Purge
	attempts []observatory.Attempt
}

func stockNow() time.Time { return time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC) }

// newStock gives n attempts, one a day before now, a third of them unmet.
func newStock(t testing.TB, dir string, n int) *stock {
	t.Helper()
	s := openStock(t, dir)
	var leaves []Leaf
	s.attempts = stockAttempts(t, n, func(content string) observatory.Hash {
		hash, err := s.purge.Files.PutBytes(t.Context(), []byte(content))
		if err != nil {
			t.Fatal(err)
		}
		return hash
	})
	for i := range s.attempts {
		leaf, err := AttemptLeaf(&s.attempts[i])
		if err != nil {
			t.Fatal(err)
		}
		leaves = append(leaves, leaf)
	}
	if _, err := s.purge.Ledger.AppendAll(t.Context(), leaves); err != nil {
		t.Fatal(err)
	}
	return s
}

// openStock opens the folder of a stock, without its attempts.
func openStock(t testing.TB, dir string) *stock {
	t.Helper()
	files, err := OpenFiles(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	ledger, err := OpenLedger(filepath.Join(dir, "ledger"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ledger.Close() })
	s := &stock{}
	s.purge = Purge{
		Files: files, Ledger: ledger, Retention: Retention{observatory.Met: 30 * day},
		Attempts: s.all, Now: stockNow(), Spared: time.Now().Add(day),
	}
	return s
}

func stockAttempts(t testing.TB, n int, put func(content string) observatory.Hash) (attempts []observatory.Attempt) {
	t.Helper()
	for i := range n {
		outcome := observatory.Met
		if i%3 == 2 {
			outcome = observatory.Unmet
		}
		a := observatory.Attempt{Envelope: observatory.Envelope{ID: observatory.ID{1, byte(i >> 8), byte(i)}, At: stockNow().Add(-time.Duration(i) * day)}, Outcome: outcome}
		picture := observatory.Piece{Role: "screenshot", Hash: put("picture " + string(outcome)), Media: "image/png"}
		sealed, err := SealJournal(&observatory.Journal{Version: observatory.JournalVersion, Attempt: a.ID, Pieces: []observatory.Piece{picture}, Exchanges: []observatory.Exchange{
			{Body: &observatory.Body{State: observatory.Obtained, Hash: put("body of all")}},
			{Body: &observatory.Body{State: observatory.Obtained, Hash: put(fmt.Sprint("body of ", i))}},
		}})
		if err != nil {
			t.Fatal(err)
		}
		a.Evidence = []observatory.Piece{picture, {Role: observatory.RoleJournal, Hash: put(string(sealed)), Media: JournalMedia}}
		attempts = append(attempts, a)
	}
	return attempts
}

func (s *stock) all() iter.Seq2[observatory.Attempt, error] {
	return func(yield func(observatory.Attempt, error) bool) {
		for _, a := range s.attempts {
			if !yield(a, nil) {
				return
			}
		}
	}
}

// missing counts the files of captures that are not there, and fails for one
// that no deletion explains.
func (s *stock) missing(t *testing.T, captures map[observatory.ID][]observatory.Hash) (missing int) {
	t.Helper()
	for id, files := range captures {
		leaf, _, deleted, err := s.purge.Ledger.CaptureDeletion(id)
		if err != nil {
			t.Fatal(err)
		}
		for _, hash := range files {
			if s.purge.Files.Has(hash) {
				continue
			}
			missing++
			if !deleted || !slices.Contains(leaf.Evidence, hash) || leaf.Reason == "" {
				t.Errorf("attempt %s: file %s is gone, unexplained (%+v)", id, hash, leaf)
			}
		}
	}
	return missing
}

// captures lists the files of every attempt.
func (s *stock) captures(t *testing.T) map[observatory.ID][]observatory.Hash {
	t.Helper()
	all := map[observatory.ID][]observatory.Hash{}
	for _, a := range s.attempts {
		e, err := s.purge.capture(a)
		if err != nil || len(e.files) != 4 {
			t.Fatalf("capture %v: %v", e.files, err)
		}
		all[a.ID] = e.files
	}
	return all
}

func (s *stock) run(t *testing.T) Purged {
	t.Helper()
	done, err := s.purge.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func TestPurgeByOutcome(t *testing.T) {
	s := newStock(t, t.TempDir(), 90)
	captures := s.captures(t)
	head := func() int64 {
		head, err := s.purge.Ledger.Head()
		if err != nil {
			t.Fatal(err)
		}
		return head.Size
	}
	s.purge.DryRun = true
	would := s.run(t)
	if s.missing(t, captures) != 0 || head() != 90 {
		t.Error("a dry run has deleted or noted something")
	}
	s.purge.DryRun = false
	// Of days 31 to 89, 39 are met: a journal and a body of its own each; the
	// picture and the body of all are of kept attempts too.
	did := s.run(t)
	if did.Attempts[observatory.Met] != 39 || len(did.Attempts) != 1 || did.Files != 78 || did.Shared != 2 || did.Bytes == 0 {
		t.Errorf("purged %+v", did)
	}
	if fmt.Sprint(would) != fmt.Sprint(did) {
		t.Errorf("the dry run told %+v, the run did %+v", would, did)
	}
	if gone := s.missing(t, captures); gone != 78 || head() != 90+39 {
		t.Errorf("%d files gone, %d leaves", gone, head())
	}
	if again := s.run(t); again.Files != 0 || len(again.Attempts) != 0 || head() != 90+39 {
		t.Errorf("a second purge did %+v", again)
	}
	// The last attempts that share them take the shared files along.
	s.purge.Retention[observatory.Unmet], s.purge.Now = day, s.purge.Now.Add(365*day)
	s.run(t)
	if gone := s.missing(t, captures); gone != 4*90 {
		t.Errorf("%d files gone of %d", gone, 4*90)
	}
}

func TestPurgeSpares(t *testing.T) {
	s := newStock(t, t.TempDir(), 40)
	own := s.captures(t)[s.attempts[39].ID]
	s.attempts = s.attempts[:39] // withdrawn: its row is no longer given
	s.purge.Now = s.purge.Now.Add(365 * day)
	s.purge.Retention[observatory.Unmet] = day
	s.purge.Held = map[observatory.Hash]bool{own[0]: true}
	s.run(t)
	for _, hash := range own {
		if !s.purge.Files.Has(hash) {
			t.Errorf("file %s of an attempt without a row is gone", hash)
		}
	}
	late := newStock(t, t.TempDir(), 40)
	late.purge.Spared = time.Now().Add(-day)
	if done := late.run(t); done.Files != 0 || done.Spared == 0 || late.missing(t, late.captures(t)) != 0 {
		t.Errorf("files put lately: %+v", done)
	}
	late.purge.Spared = time.Now().Add(day)
	if done := late.run(t); done.Files == 0 {
		t.Errorf("the next purge did not finish: %+v", done)
	}
	failing := errors.New("lecture")
	late.purge.Attempts = func() iter.Seq2[observatory.Attempt, error] {
		return func(yield func(observatory.Attempt, error) bool) { yield(observatory.Attempt{}, failing) }
	}
	if _, err := late.purge.Run(t.Context()); !errors.Is(err, failing) {
		t.Errorf("got %v", err)
	}
}

// TestPurgeKilled has another process purge and kills it in the middle: no file
// is missing that the ledger does not explain, and the next purge finishes.
func TestPurgeKilled(t *testing.T) {
	const marker, attempts = "VIGIE_TEST_PURGE", 150
	if dir := os.Getenv(marker); dir != "" {
		s := openStock(t, dir)
		s.attempts = stockAttempts(t, attempts, func(content string) observatory.Hash { return contentHash([]byte(content)) })
		s.run(t)
		return
	}
	rounds := []int{1, 60}
	if os.Getenv("VIGIE_FULL") == "1" {
		for gone := range 75 {
			rounds = append(rounds, 2*gone+1)
		}
	}
	const expired = 2 * 79 // a body and a journal of each met attempt of days 31 to 149
	for _, gone := range rounds {
		dir := t.TempDir()
		s := newStock(t, dir, attempts)
		captures := s.captures(t)
		whole := countFiles(t, dir)
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestPurgeKilled$")
		child.Env = append(os.Environ(), marker+"="+dir)
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		for countFiles(t, dir) > whole-gone {
			if t.Context().Err() != nil {
				t.Fatal("the child deletes nothing")
			}
		}
		_ = child.Process.Kill() // it may have ended: the counts below hold then too
		_ = child.Wait()
		cut := s.missing(t, captures)
		done := s.run(t)
		if total := s.missing(t, captures); cut < gone || total != expired || done.Files != total-cut {
			t.Errorf("killed after %d files with %d gone, finished at %d, %+v", gone, cut, total, done)
		}
		t.Logf("killed with %d files gone of %d", cut, expired)
	}
}

func countFiles(t *testing.T, dir string) int {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "files", "??", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return len(found)
}
