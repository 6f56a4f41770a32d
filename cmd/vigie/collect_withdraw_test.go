package main

import (
	"strings"
	"testing"
)

// TestWithdrawnFactsComeBack: what two files told goes with the import of the first;
// the second, sent again, brings it back, and nothing twice.
func TestWithdrawnFactsComeBack(t *testing.T) {
	t.Parallel()
	config := prepare(t)
	const header = "référence;département;date de dépôt;date de clôture\n"
	first := write(t, "premier.csv", header+"W-1;93;01/02/2026;\nW-2;93;02/02/2026;\n")
	second := write(t, "second.csv", header+"W-1;93;01/02/2026;01/06/2026\nW-2;93;02/02/2026;\n")
	stdout, _, _ := vigie(t, "collect", "import", first, "--association", "asso", "--config", config)
	_, id, _ := strings.Cut(stdout, "Import ")
	id, _, _ = strings.Cut(id, " ")
	if got := importedEvents(t, config, second, "asso"); got != 1 {
		t.Fatalf("the second file brings %d events, want its closure", got)
	}
	if stdout, stderr, code := vigie(t, "collect", "withdraw", id, "--config", config); code != 0 || !strings.Contains(stdout, "importez-les de nouveau, du plus ancien au plus récent") {
		t.Fatalf("withdraw: code %d\n%s%s", code, stdout, stderr)
	}
	if got := countEvents(t, config, "asso"); got != 1 {
		t.Fatalf("%d events are read after the withdrawal, want the closure", got)
	}
	for range 2 {
		importedEvents(t, config, second, "asso")
		if got := countEvents(t, config, "asso"); got != 3 {
			t.Errorf("%d events are read after the second file came again, want 3", got)
		}
	}
}

// TestAnotherMappingIsTold: a file that is imported already is not read by another
// mapping, and what to do is said.
func TestAnotherMappingIsTold(t *testing.T) {
	t.Parallel()
	config := prepare(t)
	file := write(t, "suivi.csv", "Dossier;Le;Dépt\nM-1;02/03/2026;93\n")
	mapping := func(more string) string {
		return write(t, "m.yaml", "correspondance: '1'\nnom: suivi\nforme: dossiers\ncolonnes:\n  référence: {colonne: Dossier}\n  département: {colonne: Dépt}\n  date de dépôt: {colonne: Le}\n"+more)
	}
	arguments := []string{"collect", "import", file, "--association", "asso", "--config", config, "--mapping"}
	if stdout, stderr, code := vigie(t, append(arguments, mapping(""))...); code != 0 || strings.Contains(stdout, "withdraw") {
		t.Fatalf("import: code %d\n%s%s", code, stdout, stderr)
	}
	if stdout, stderr, code := vigie(t, append(arguments, mapping("  date de clôture: {colonne: Le}\n"))...); code != 0 || !strings.Contains(stdout, "vigie collect withdraw") {
		t.Errorf("code %d, it is not said what to do:\n%s%s", code, stdout, stderr)
	}
}
