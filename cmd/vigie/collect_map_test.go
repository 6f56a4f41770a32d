package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCollectMapSaysWhatItCouldNotTell reads what « collect map » prints of tables that
// it understands in part, or not at all.
func TestCollectMapSaysWhatItCouldNotTell(t *testing.T) {
	unraced(t)
	t.Parallel()
	for _, test := range []struct {
		name, file string
		want       []string
		incomplete bool
	}{
		{"a chronology", "Réf;Dpt;Suivi\nA;93;\"12/01/2026 dépôt, 03/02/2026 vue, inquiète\"\nB;75;\"14/01/2026 dépôt, 20/02/2026 clos\"\n", []string{
			"C   Suivi : une chronologie, un évènement par date ; séparateur « avant chaque date »", "ou à laisser (valeur vide) : « vue, inquiète »",
			"ligne 2 : aucun fait", "« évènement (colonne C) » : valeur inconnue", "ligne 3 : dépôt le 14 janvier 2026 (75) ; clôture le 20 février 2026 (75)",
		}, false},
		{"a chronology without years", "Réf;Dpt;Année;Suivi\nA;93;2025;\"20/11 dépôt, 03/12 dde pièces, 12/01 clos\"\nB;75;2025;03/12 dépôt - 12/01 clos\n", []string{
			"C   Année : l'année des dates d'une chronologie", "elle est prise de la colonne « Année »", "clôture le 12 janvier 2026 (93)", "ligne 3 : aucun fait\n    « date (colonne D) » : année absente",
		}, false},
		{"no header", "A-1;93;05/01/2026\nA-2;93;06/01/2026\nA-3;93;07/01/2026\n", []string{
			"A   (sans nom) : non comprise", "À savoir : la ligne 1 ressemble à des données", "est-ce la référence du dossier ?\n", "colonne C : des dates, mais rien ne dit desquelles (dépôt, clôture, naissance…).\n", "aucun: true",
		}, true},
		{"counts", "Préfecture;janv. 2026;févr. 2026\nBobigny;12;8\nNanterre;3;9\n", []string{
			"B   janv. 2026 : non comprise", "À savoir : colonnes B à C : des nombres par mois. C'est un tableau de comptes : il ne dit aucun dossier, seulement leur nombre", "demandez à qui l'a fait la liste des dossiers comptés",
		}, false},
		{"events of months", "Réf;Dpt;janv. 2026;févr. 2026\nA;93;depot;API\nB;75;depot;clos\n", []string{
			"C   janv. 2026 : l'évènement que dit chaque cellule, daté du mois 2026-01 (100 %)", "ligne 3 : dépôt en janvier 2026 (75) ; clôture en février 2026 (75)",
		}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			stdout, stderr, code := finish(t, command(t.Context(), t, "collect", "map", write(t, "tableau.csv", test.file)))
			got := strings.ReplaceAll(strings.ReplaceAll(stdout, "\u00a0", " "), "\u2060", "")
			if strings.Contains(got, "À compléter") != test.incomplete || strings.Contains(got, "correspondance: ") == (test.name == "counts") {
				t.Errorf("what is to be completed:\n%s", got)
			}
			if code != 0 {
				t.Fatalf("code %d\n%s%s", code, stdout, stderr)
			}
			for _, want := range test.want {
				if !strings.Contains(got, want) {
					t.Errorf("no %q in\n%s", want, got)
				}
			}
		})
	}
}

// TestCollectMapWritesNoMappingOfCounts: there is none, and nothing is left to be
// mistaken for one.
func TestCollectMapWritesNoMappingOfCounts(t *testing.T) {
	unraced(t)
	t.Parallel()
	table := write(t, "comptes.csv", "Préfecture;janv. 2026;févr. 2026\nBobigny;12;8\nNanterre;3;9\n")
	out := filepath.Join(t.TempDir(), "comptes.yaml")
	_, stderr, code := finish(t, command(t.Context(), t, "collect", "map", table, "--out", out))
	if _, err := os.Stat(out); code == 0 || !strings.Contains(stderr, "tableau de comptes") || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("code %d, file: %v\n%s", code, err, stderr)
	}
}
