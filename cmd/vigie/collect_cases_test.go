package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/collectors"
	"vigie/internal/observatory"
)

const caseFile = "référence;département;date de dépôt;date de clôture;date de tentative échouée;heure;page;consentement DDD;date de retrait du consentement\n" +
	"C-1;93;01/02/2026;;03/03/2026;14:05;connexion;01/02/2026;\n" +
	"C-2;75;01/02/2026;;;;;01/02/2026;05/02/2026\n" +
	"C-3;96;01/02/2026;;;;;;\n" +
	"C-4;75;01/02/2026;31/01/2026;;;;;\n"

// TestCheckPrintsItsReport holds the JSON of a check to the published keys.
func TestCheckPrintsItsReport(t *testing.T) {
	stdout, _, code := vigie(t, "collect", "check", write(t, "cas.csv", caseFile), "--json")
	var report map[string]json.RawMessage
	if err := json.Unmarshal([]byte(stdout), &report); err != nil || code != 2 {
		t.Fatalf("code %d, %v: %s", code, err, stdout)
	}
	if diff := cmp.Diff([]string{"cases", "duplicates", "events", "persons", "refused", "rows", "warnings"}, slices.Sorted(maps.Keys(report))); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	var refused []map[string]any
	if err := json.Unmarshal(report["refused"], &refused); err != nil {
		t.Fatal(err)
	}
	if len(refused) != 2 || refused[0]["row"] != 4.0 || refused[0]["column"] != "département" || refused[1]["row"] != 5.0 || refused[1]["column"] != "date de clôture" {
		t.Errorf("refused: %v", refused)
	}
	for _, problem := range refused {
		if diff := cmp.Diff([]string{"column", "problem", "remedy", "row"}, slices.Sorted(maps.Keys(problem))); diff != "" {
			t.Errorf("keys of a problem (-want +got):\n%s", diff)
		}
	}
	if !strings.Contains(refused[1]["problem"].(string), "99/99/9999") || strings.Contains(stdout, "31/01/2026") {
		t.Errorf("what was found is masked: %v", refused[1])
	}
	stdout, _, code = vigie(t, "collect", "check", write(t, "vide.csv", ""), "--json")
	if code != 2 || !strings.Contains(stdout, "fichier vide") {
		t.Errorf("a file that cannot be read: code %d, %s", code, stdout)
	}
}

// TestOneFaultOfManyRowsIsOneLine: thirty rows that are refused for the same
// reason are told once, with their places.
func TestOneFaultOfManyRowsIsOneLine(t *testing.T) {
	t.Parallel()
	var file strings.Builder
	file.WriteString("référence;département;date de dépôt\n")
	for i := range 30 {
		fmt.Fprintf(&file, "L-%d;93;%d floréal\n", i, i+1)
	}
	file.WriteString("L-30;93;12/03/2026\nL-31;93;1 floréal\nL-32;99;12/03/2026\n")
	stdout, _, _ := vigie(t, "collect", "check", write(t, "cas.csv", file.String()))
	for _, want := range []string{
		"Refusé, lignes 2 à 31 et 33 (31), colonne « date de dépôt » : date illisible (trouvé, par exemple : 9… (9 caractères)). Écrivez",
		"Refusé, ligne 34, colonne « département » : département inconnu (trouvé : 9… (2 caractères)). Écrivez",
	} {
		if !strings.Contains(stdout, want) {
			t.Errorf("no %q in\n%s", want, stdout)
		}
	}
	if n := strings.Count(stdout, "Refusé"); n != 2 {
		t.Errorf("%d lines of refusals, want 2\n%s", n, stdout)
	}
}

// TestCasesFromImportToWithdrawal takes a file in, reviews a case, reads its
// history, exports by consent, withdraws the import and takes the file in again.
func TestCasesFromImportToWithdrawal(t *testing.T) {
	t.Parallel()
	config := prepare(t)
	keepEngine(t, config)
	good := strings.Join(strings.SplitAfter(caseFile, "\n")[:3], "")
	file := write(t, "cas.csv", good)
	run := func(args ...string) string {
		t.Helper()
		stdout, stderr, code := vigie(t, append(args, "--config", config)...)
		if code != 0 {
			t.Fatalf("%v: code %d: %s", args, code, stderr)
		}
		return stdout
	}
	var summary collectors.Summary
	if err := json.Unmarshal([]byte(run("collect", "import", file, "--association", "a1", "--json")), &summary); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "ddd.csv")
	if got := run("collect", "export", "--for", "ddd", "--out", out); !strings.Contains(got, "de 1 dossier dont le consentement (Défenseur des droits)") {
		t.Errorf("export: %s", got)
	}
	exported, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(exported), "\r\n")
	dossier, _, _ := strings.Cut(lines[1], ";")
	if strings.Contains(string(exported), ";75;") || !strings.Contains(string(exported), ";93;") {
		t.Errorf("a withdrawn consent does not reach the export:\n%s", exported)
	}
	run("account", "add", "lou@asso.example", "--role", "reviewer", "--association", "a1")
	run("account", "add", "max", "--role", "contributor", "--association", "a1")
	for _, author := range []string{"compte-1", "max"} {
		if _, stderr, code := vigie(t, "collect", "review", dossier, "--state", "refused", "--association", "a1", "--author", author, "--config", config); code != 2 || !strings.Contains(stderr, author) {
			t.Errorf("a review by %s: code %d, %s", author, code, stderr)
		}
	}
	run("collect", "review", "C-1", "--state", "verified", "--association", "a1", "--author", "lou@asso.example", "--comment", "Pièces vues.")
	if got := run("collect", "concord"); !strings.Contains(got, "non mesuré") {
		t.Errorf("concord: %s", got)
	}
	if sealed := run("collect", "case", dossier, "--association", "a1"); strings.Contains(sealed, "Pièces vues") || !strings.Contains(sealed, "commentaire scellé") {
		t.Errorf("nobody's account opens the vault:\n%s", sealed)
	}
	if raw := run("collect", "case", dossier, "--association", "a1", "--json"); strings.Contains(raw, "Pièces vues") || strings.Contains(raw, "lou@") {
		t.Errorf("what is stored names an account, or the vault was opened:\n%s", raw)
	}
	history := run("collect", "case", "C-1", "--association", "a1", "--account", "lou@asso.example")
	for _, want := range []string{"vérifié", "tentative échouée", "non mesuré", "par lou@asso.example : Pièces vues."} {
		if !strings.Contains(history, want) {
			t.Errorf("%q is not in the history:\n%s", want, history)
		}
	}
	if _, stderr, code := vigie(t, "collect", "case", "C-99", "--association", "a1", "--config", config); code != 2 || !strings.Contains(stderr, "aucun dossier") {
		t.Errorf("a case of nobody: code %d, %s", code, stderr)
	}
	checkReadings(t, openedApp(t, config), dossier)
	run("collect", "withdraw", summary.Import)
	if _, stderr, code := vigie(t, "collect", "withdraw", summary.Import, "--config", config); code != 2 || !strings.Contains(stderr, "déjà été retiré") {
		t.Errorf("withdrawn twice: code %d, %s", code, stderr)
	}
	if got := run("collect", "export", "--for", "ddd", "--out", filepath.Join(t.TempDir(), "apres.csv")); !strings.Contains(got, "de 0 dossier dont") {
		t.Errorf("export after the withdrawal: %s", got)
	}
	var again collectors.Summary
	if err := json.Unmarshal([]byte(run("collect", "import", file, "--association", "a1", "--json")), &again); err != nil {
		t.Fatal(err)
	}
	if again.AlreadyImported || again.Events != summary.Events {
		t.Errorf("the same file again: %+v", again)
	}
}

// checkReadings wants every reading of a case from the command line in the log.
func checkReadings(t *testing.T, a *app, dossier string) {
	t.Helper()
	read := map[string]int{}
	for reading, err := range a.store.Accesses(t.Context(), observatory.Window{Horizon: a.recordedAt(), Simulation: true}, "", 100) {
		if err != nil {
			t.Fatal(err)
		}
		if reading.Action == "review_case" {
			read[reading.Role]++
		}
		if reading.Action == "review_case" && reading.Object != dossier {
			t.Errorf("a reading of what is not there: %+v", reading)
		}
		if strings.Contains(reading.Account, "lou@") {
			t.Errorf("the log names an account: %+v", reading)
		}
	}
	if diff := cmp.Diff(map[string]int{"administrator": 2, "reviewer": 1}, read); diff != "" {
		t.Errorf("readings by role (-want +got):\n%s", diff)
	}
}

// What is said of several parts of one cell is said of one row.
func TestRowsOfAFindingAreCountedOnce(t *testing.T) {
	finding := func(row int) collectors.Finding {
		return collectors.Finding{Row: row, Column: "suivi", Message: "date illisible"}
	}
	for want, findings := range map[string][]collectors.Finding{
		", ligne 2":              {finding(2), finding(2), finding(2)},
		", lignes 2 et 5 (2)":    {finding(2), finding(2), finding(5)},
		", lignes 2, 4 et 9 (3)": {finding(2), finding(4), finding(4), finding(9)},
	} {
		if list := alike(findings); len(list) != 1 || list[0].place() != want {
			t.Errorf("%+v, want one at %q", list, want)
		}
	}
}

func TestSentenceEndsOnce(t *testing.T) {
	for text, want := range map[string]string{"": "", "écrivez": "Écrivez.", "écrivez.": "Écrivez.", "vouliez-vous dire « API » ?": "Vouliez-vous dire « API » ?"} {
		if got := sentence(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// TestLinesSinceTheReview: a case that was verified and then corrected says that
// nobody looked at what came since, until somebody does.
func TestLinesSinceTheReview(t *testing.T) {
	t.Parallel()
	config := prepare(t)
	keepEngine(t, config)
	run := func(args ...string) string {
		t.Helper()
		stdout, stderr, code := vigie(t, append(args, "--association", "a1", "--config", config)...)
		if code != 0 {
			t.Fatalf("%v: code %d: %s", args, code, stderr)
		}
		return stdout
	}
	const header = "référence;département;date de dépôt;date de clôture;motif de clôture\n"
	run("account", "add", "lou", "--role", "reviewer")
	run("collect", "import", write(t, "un.csv", header+"C-1;93;05/01/2026;05/03/2026;doublon\n"))
	verify := func() { run("collect", "review", "C-1", "--state", "verified", "--author", "lou") }
	verify()
	if got := run("collect", "case", "C-1"); !strings.Contains(got, ": vérifié.\n") {
		t.Errorf("just verified:\n%s", got)
	}
	run("collect", "import", write(t, "deux.csv", header+"C-1;93;05/01/2026;05/03/2026;incomplet\n"))
	if got := run("collect", "case", "C-1"); !strings.Contains(got, ": vérifié ; depuis cette relecture, 1 ligne est venue") {
		t.Errorf("corrected since:\n%s", got)
	}
	verify()
	if got := run("collect", "case", "C-1"); !strings.Contains(got, ": vérifié.\n") {
		t.Errorf("verified again:\n%s", got)
	}
}
