package reports_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
	"vigie/reports"
)

func TestDossierRoundTrip(t *testing.T) {
	h := newHouse(t, false)
	h.furnish(t)
	path, summary := h.write(t)
	key := h.dossier.Key.Public()
	report, err := reports.VerifyDossier(t.Context(), path, &key)
	if err != nil {
		t.Fatal(err)
	}
	wantLines := []string{
		"Tentatives de la personne elle-même : 1 tentative sur 1 semaine distincte, du 2 novembre 2026 au 2 novembre 2026. Attention : toutes ces tentatives tombent dans une seule semaine. Le juge demande plusieurs tentatives qui n’ont pas été effectuées la même semaine.",
		"Tentatives d’un bénévole : 1 tentative sur 1 semaine distincte, du 11 novembre 2026 au 11 novembre 2026. Attention : toutes ces tentatives tombent dans une seule semaine. Le juge demande plusieurs tentatives qui n’ont pas été effectuées la même semaine.",
		"Relevés de l’automate de l’observatoire : 4 tentatives sur 3 semaines distinctes, du 3 novembre 2026 au 20 novembre 2026, relevées par un automate qui s'identifie, sans compte ; ceci n'est pas un constat de commissaire de justice.",
	}
	if diff := cmp.Diff(wantLines, report.Lines); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(summary.Lines, report.Lines); diff != "" {
		t.Errorf("lines of export and verification (-export +verify):\n%s", diff)
	}
	got := []int{report.Attempts, report.Proofs, report.Declared, int(report.Head), summary.Attempts, summary.Proofs, summary.Captures}
	if diff := cmp.Diff([]int{9, 8, 1, 8, 9, 8, 17}, got); diff != "" {
		t.Errorf("attempts, proofs, declared, head, and the export's (-want +got):\n%s", diff)
	}
	if !report.KeyTrusted || report.Key != summary.Key || report.Target != fixtureTarget || report.Simulation {
		t.Errorf("report = %+v", report)
	}
	if _, found, err := h.dossier.Ledger.LeafIndex(summary.ID); !found || err != nil {
		t.Errorf("the dossier is not in the ledger (%v)", err)
	}
	alone, err := reports.VerifyDossier(t.Context(), path, nil)
	if err != nil || alone.KeyTrusted {
		t.Errorf("without a key: trusted %t, %v; want false, nil", alone.KeyTrusted, err)
	}
}

func TestDossierIsDeterministic(t *testing.T) {
	h := newHouse(t, false)
	h.furnish(t)
	ledger, err := os.ReadFile(filepath.Join(h.dir, "ledger", "ledger.txt"))
	if err != nil {
		t.Fatal(err)
	}
	first, _ := h.write(t)
	other := t.TempDir() // the ledger as it was before the first export entered it
	if err := os.WriteFile(filepath.Join(other, "ledger.txt"), ledger, 0o600); err != nil {
		t.Fatal(err)
	}
	if h.dossier.Ledger, err = evidence.OpenLedger(other); err != nil {
		t.Fatal(err)
	}
	defer h.dossier.Ledger.Close()
	second, _ := h.write(t)
	one, err := os.ReadFile(first)
	if err != nil {
		t.Fatal(err)
	}
	if two, err := os.ReadFile(second); err != nil || !bytes.Equal(one, two) {
		t.Errorf("two exports of the same inputs differ (%d and %d bytes, %v)", len(one), len(two), err)
	}
}

// TestDossierByStockTools checks a dossier with the commands that LISEZMOI.txt
// gives, run by tools that are not ours.
func TestDossierByStockTools(t *testing.T) {
	for _, tool := range []string{"bash", "unzip", "sha256sum", "ssh-keygen", "base64", "diff"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not here", tool)
		}
	}
	h := newHouse(t, false)
	h.furnish(t)
	path, _ := h.write(t)
	check := func(script string) error {
		run := exec.CommandContext(t.Context(), "bash", "-euo", "pipefail", "-c", script, "check", path)
		run.Dir = t.TempDir()
		out, err := run.CombinedOutput()
		if err != nil {
			t.Logf("%s", out)
		}
		return err
	}
	const open = `unzip -q "$1"; cd dossier-vigie
`
	const verify = `
sha256sum -c --strict --quiet tagmanifest-sha256.txt
sha256sum -c --strict --quiet manifest-sha256.txt
find data -type f | LC_ALL=C sort | diff - <(cut -c67- manifest-sha256.txt | LC_ALL=C sort)
ssh-keygen -Y verify -f signature/allowed_signers -I vigie.example.org/registre -n dossier@vigie -s signature/tagmanifest-sha256.txt.sig < tagmanifest-sha256.txt
row=$(sed -n 2p data/attempts.jsonl | tr -d '\n' | sha256sum | cut -c1-64)
sed -n 's/^extra //p' preuve/0002.tlog-proof | base64 -d | grep -q "\"content_hash\":\"$row\""
test "$(tail -n 1 signature/cle-publique.txt | ssh-keygen -l -f - | cut -d' ' -f2)" = "` + "$(grep -o 'SHA256:[^ ]*' LISEZMOI.txt)" + `"
`
	if err := check(open + verify); err != nil {
		t.Errorf("a good dossier: %v", err)
	}
	for _, tc := range []struct{ name, change string }{
		{"payload", "echo x >> data/chronologie.csv"},
		{"tag file", "echo x >> LISEZMOI.txt"},
		{"signed list", "echo >> tagmanifest-sha256.txt"},
		{"added file", "echo x > data/more.txt"},
	} {
		if err := check(open + tc.change + verify); err == nil {
			t.Errorf("%s changed: the stock tools find nothing", tc.name)
		}
	}
}

func TestDossierSimulationIsMarkedEverywhere(t *testing.T) {
	h := newHouse(t, true)
	h.furnish(t)
	path, _ := h.write(t)
	marked := 0
	for name, data := range unzipped(t, path) {
		inside := strings.TrimPrefix(name, "dossier-vigie-SIMULATION/")
		if inside == name {
			t.Errorf("%s is outside the folder that says SIMULATION", name)
		}
		switch {
		case strings.HasPrefix(inside, "data/captures/"):
			if !strings.HasPrefix(inside, "data/captures/SIMULATION-") {
				t.Errorf("%s: no mark in the name of a capture", inside)
			}
		case inside == "data/attempts.jsonl", inside == "data/environnement.json":
			if !bytes.Contains(data, []byte(`"simulation"`)) || bytes.Contains(data, []byte(`"simulation":false`)) {
				t.Errorf("%s: not marked", inside)
			}
		case slices.Contains([]string{"LISEZMOI.txt", "bag-info.txt", "data/chronologie.html", "data/chronologie.csv"}, inside):
			if !bytes.Contains(data, []byte("SIMULATION")) {
				t.Errorf("%s: not marked", inside)
			}
			marked++
		}
	}
	if marked != 4 {
		t.Errorf("%d files looked at; want 4", marked)
	}
	if report, err := reports.VerifyDossier(t.Context(), path, nil); err != nil || !report.Simulation {
		t.Errorf("report: simulation %t, %v", report.Simulation, err)
	}
}

func TestDossierRefusals(t *testing.T) {
	broken := errors.New("broken")
	for _, tc := range []struct {
		name   string
		change func(t *testing.T, h *house, path *string)
		want   func(error) bool
		text   string
	}{
		{"nothing to export", func(_ *testing.T, h *house, _ *string) { h.dossier.Reader = rows(nil) }, observatory.IsInput, "rien à exporter"},
		{"file exists", func(t *testing.T, _ *house, path *string) {
			if err := os.WriteFile(*path, []byte("kept"), 0o600); err != nil {
				t.Fatal(err)
			}
		}, observatory.IsInput, "existe déjà"},
		{"no folder", func(_ *testing.T, _ *house, path *string) { *path = filepath.Join(*path, "deeper", "x.zip") }, observatory.IsInput, "impossible d’écrire"},
		{"reader fails", func(_ *testing.T, h *house, _ *string) { h.dossier.Reader = failingReader{broken} }, func(err error) bool { return errors.Is(err, broken) }, "lire les tentatives"},
		{"row changed", func(_ *testing.T, h *house, _ *string) { h.rows[1].Message = "Rendez-vous disponibles" }, isAltered, "n’est plus celle"},
		{"row without leaf", func(t *testing.T, h *house, _ *string) {
			h.rows = append(h.rows, h.attempt(t, 40, moment(21, 9, 0), observatory.Unattended, observatory.Unmet))
			h.dossier.Reader = h.rows
		}, isAltered, "n’est pas au registre"},
		{"capture changed", func(t *testing.T, h *house, _ *string) { h.spoil(t, []byte("other")) }, isAltered, "a changé"},
		{"capture missing", func(t *testing.T, h *house, _ *string) { h.spoil(t, nil) }, func(err error) bool { return errors.Is(err, observatory.ErrNotFound) }, "introuvable"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h := newHouse(t, false)
			h.furnish(t)
			path := filepath.Join(t.TempDir(), "out.zip")
			tc.change(t, h, &path)
			before := exists(path)
			_, err := h.dossier.Write(t.Context(), path)
			if err == nil || !tc.want(err) || !strings.Contains(err.Error(), tc.text) {
				t.Errorf("Write = %v; want %q", err, tc.text)
			}
			if exists(path) != before {
				t.Error("a refused export left a file")
			}
			if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".dossier-*")); len(left) != 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func isAltered(err error) bool { return errors.Is(err, evidence.ErrAltered) }

// spoil replaces the first capture of the second attempt, or removes it.
func (h *house) spoil(t *testing.T, data []byte) {
	t.Helper()
	hash := string(h.rows[1].Evidence[0].Hash)
	path := filepath.Join(h.dir, "files", hash[:2], hash[2:])
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if data == nil {
		return
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestDossierReplace(t *testing.T) {
	h := newHouse(t, false)
	h.furnish(t)
	path, _ := h.write(t)
	h.dossier.Replace = true
	if _, err := h.dossier.Write(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	if report, err := reports.VerifyDossier(t.Context(), path, nil); err != nil || report.Head != 9 {
		t.Errorf("the second dossier: head %d, %v; want 9, with the first dossier's leaf", report.Head, err)
	}
}

// TestDossierSheetIsSafe checks that text shown by a portal cannot become a
// formula or a tag.
func TestDossierSheetIsSafe(t *testing.T) {
	h := newHouse(t, false)
	hostile := h.attempt(t, 1, moment(3, 9, 0), observatory.Unattended, observatory.Unmet)
	hostile.Message = "=HYPERLINK(\"http://x\")\n<script>alert(1)</script>"
	hostile.Address = "javascript:alert(1)"
	h.keep(t, hostile)
	path, _ := h.write(t)
	files := unzipped(t, path)
	if sheet := string(files["dossier-vigie/data/chronologie.csv"]); !strings.Contains(sheet, `"'=HYPERLINK`) {
		t.Errorf("sheet: %s", sheet)
	}
	page := string(files["dossier-vigie/data/chronologie.html"])
	if strings.Contains(page, "<script>") || strings.Contains(page, `href="javascript`) {
		t.Error("the page carries what the portal wrote as code")
	}
	for name := range files {
		if strings.HasSuffix(name, ".html") && strings.Contains(name, "captures") {
			t.Errorf("%s would run when opened", name)
		}
	}
}
