package collectors

import (
	"context"
	"strings"
	"testing"
)

// TestSecondTableBelow: a second table below the first is never read by the first
// one's header, which would make filings of its closures; nothing of the file is taken.
func TestSecondTableBelow(t *testing.T) {
	t.Parallel()
	table := "Réf;N° étranger;Dépt;Date de dépôt\nT1;9912000051;93;05/01/2026\n"
	first := table + ";;;\nAutre suivi;;;\n"
	for name, file := range map[string]string{
		"the same names but one": first + "Réf;N° étranger;Dépt;Date de clôture\nT1;9912000051;93;05/03/2026\n",
		"other names":            first + "Dossier;AGDREF;Département;Date de décision\nT1;9912000051;93;05/03/2026\n",
		"in another order":       first + "Dépt;N° étranger;Réf;Date de dépôt\n93;9912000051;T1;05/03/2026\n",
	} {
		_, err := check(t, file)
		if err == nil || !strings.Contains(err.Error(), "ligne 5") || !strings.Contains(err.Error(), "un second tableau") {
			t.Errorf("%s: %v", name, err)
		}
	}
	// a header that stands again, and rows of words, are none
	for name, file := range map[string]string{
		"the header again":       table + "Réf;N° étranger;Dépt;Date de dépôt\nT2;9912000052;93;05/03/2026\n",
		"a row of words":         first + "Dupont;dépôt;clôture;décision\nT2;9912000052;93;05/03/2026\n",
		"a remark":               first + "Réf;à vérifier;;\nT2;9912000052;93;05/03/2026\n",
		"the header and a cell*": table + "Réf;N° étranger;Dépt;\nT2;9912000052;93;05/03/2026\n",
	} {
		if s, err := check(t, file); err != nil || s.Events != 2 {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
}

// TestSecondTableUnderAMapping: the same when a mapping says how the first is read.
func TestSecondTableUnderAMapping(t *testing.T) {
	t.Parallel()
	o := ruled(t, &memory{})
	m := Mapping{Version: "1", Name: "essai", Shape: mappingCases, Columns: map[string]MappingCell{
		"référence": {MappingSource: MappingSource{Column: "Notre n°"}}, "département": {MappingSource: MappingSource{Column: "Où"}},
		"date de dépôt": {MappingSource: MappingSource{Column: "Envoyé"}},
	}}
	o.Mapping = &m
	_, err := CheckSource(context.Background(), text("Notre n°;Où;Envoyé\nA;93;05/01/2026\nNotre n°;Où;Fermé\nA;93;05/03/2026\n"), o)
	if err == nil || !strings.Contains(err.Error(), "ligne 3") {
		t.Errorf("got %v", err)
	}
}

// TestMeansAreNoCases: below a table stand also its means and counts.
func TestMeansAreNoCases(t *testing.T) {
	t.Parallel()
	for _, row := range []string{"Moyenne (jours);;12,5", "Nombre;;3", "Nb de dossiers;;3", "Médiane;;4", "Sous-total 2026;;3", "Ensemble;;3", "Effectif;;3"} {
		s, err := check(t, "référence;département;date de dépôt\nA;93;05/01/2026\n"+row+"\n")
		if err != nil || s.RefusedRows != 0 || s.Events != 1 {
			t.Errorf("%s: %+v, %v", row, s, err)
		}
	}
}

// TestLookupsThatFailed: « #N/A » is what a lookup gives that found nothing: nobody wrote
// that nothing is known, and what it hides may be a closure.
func TestLookupsThatFailed(t *testing.T) {
	t.Parallel()
	for column, cell := range map[string]string{"date de clôture": "#N/A", "procédure": "#N/A", "API fin": "#N/D", "vulnérabilités": "#N/A"} {
		s, err := check(t, "référence;département;date de dépôt;"+column+"\nA;93;05/01/2026;"+cell+"\n")
		if err != nil || len(s.Refused) != 1 || s.Refused[0].Problem != ProblemFormula || s.Refused[0].Column != column {
			t.Errorf("%s: %+v, %v", column, s.Refused, err)
		}
	}
	if s, err := check(t, "référence;département;date de dépôt;date de clôture\nA;93;05/01/2026;N/A\n"); err != nil || s.RefusedRows != 0 {
		t.Errorf("written by hand: %+v, %v", s.Refused, err)
	}
}

// TestMeansUnderAMapping: the same with decimals, when a mapping says how rows are read.
func TestMeansUnderAMapping(t *testing.T) {
	t.Parallel()
	o := ruled(t, &memory{})
	o.Mapping = &Mapping{Version: "1", Name: "essai", Shape: mappingCases, Columns: map[string]MappingCell{
		"référence": {MappingSource: MappingSource{Column: "Notre n°"}}, "département": {MappingSource: MappingSource{Column: "Où"}},
		"date de dépôt": {MappingSource: MappingSource{Column: "Envoyé"}},
	}}
	s, err := CheckSource(context.Background(), text("Notre n°;Où;Envoyé;Jours\nA;93;05/01/2026;12\nMoyenne;;;12,5\nTotal;;;1.2\n"), o)
	if err != nil || s.RefusedRows != 0 || s.Events != 1 {
		t.Errorf("%+v, %v", s, err)
	}
	if s, err = CheckSource(context.Background(), text("Notre n°;Où;Envoyé;Jours\nTotal X;93;1.2.26;12\n"), o); err != nil || s.Rows != 1 {
		t.Errorf("a case called so: %+v, %v", s, err)
	}
}
