package reports_test

import (
	"archive/zip"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
	"vigie/reports"
)

// purge deletes the captures of the attempts without a slot.
func (h *house) purge(t testing.TB) evidence.Purged {
	t.Helper()
	done, err := evidence.Purge{
		Files: h.dossier.Files, Ledger: h.dossier.Ledger, Retention: evidence.Retention{observatory.Unmet: 24 * time.Hour},
		Attempts: func() iter.Seq2[observatory.Attempt, error] {
			return h.rows.Attempts(t.Context(), observatory.AttemptFilter{Target: fixtureTarget, WithSteps: true})
		},
		Now: moment(22, 9, 0), Spared: time.Now().Add(time.Hour),
	}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// entryOf gives the text of one file of a dossier.
func entryOf(t testing.TB, path, name string) string {
	t.Helper()
	archive, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	for _, file := range archive.File {
		if !strings.HasSuffix(file.Name, name) {
			continue
		}
		r, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	t.Fatalf("no file %s", name)
	return ""
}

func TestDossierAfterAPurge(t *testing.T) {
	h := newHouse(t, false)
	h.furnish(t)
	old, before := h.write(t)
	done := h.purge(t)
	if done.Attempts[observatory.Unmet] != 5 || done.Files != 9 {
		t.Fatalf("purged %+v", done)
	}
	h.dossier.At = moment(23, 10, 0)
	path, after := h.write(t)
	for _, dossier := range []struct {
		path    string
		deleted int
	}{{old, 0}, {path, 5}} {
		report, err := reports.VerifyDossier(t.Context(), dossier.path, nil)
		if err != nil || report.Deleted != dossier.deleted || report.Attempts != before.Attempts {
			t.Errorf("verified: %v, %+v", err, report)
		}
	}
	if after.Captures >= before.Captures {
		t.Errorf("captures: %d before the purge, %d after", before.Captures, after.Captures)
	}
	page := entryOf(t, path, "chronologie.html")
	if n := strings.Count(page, "captures supprimées le 22 novembre 2026 (règle : captures « unmet » conservées 1 jour)"); n != 5 {
		t.Errorf("the page tells %d deletions", n)
	}
	without := filepath.Join(t.TempDir(), "sans.zip")
	rewrite(t, path, without, func(name string) bool { return !strings.HasSuffix(name, "-suppression.tlog-proof") })
	if _, err := reports.VerifyDossier(t.Context(), without, nil); !errors.Is(err, evidence.ErrAltered) {
		t.Errorf("captures gone without a proof: %v", err)
	}
}

// rewrite copies the files of a dossier that keep wants.
func rewrite(t testing.TB, from, to string, keep func(name string) bool) {
	t.Helper()
	archive, err := zip.OpenReader(from)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(out)
	for _, file := range archive.File {
		if keep(file.Name) {
			if err := w.Copy(file); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := errors.Join(w.Close(), out.Close()); err != nil {
		t.Fatal(err)
	}
}
