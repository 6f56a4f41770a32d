package collectors

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"vigie/internal/observatory"
)

// TestExport writes what a case tells, and nothing of a measure of constraint.
func TestExport(t *testing.T) {
	m := &memory{}
	s := take(t, ruled(t, m), "référence;département;procédure;date de dépôt;vulnérabilités;mesure de contrainte;consentement mesure de contrainte;date de contact CCC;ticket CCC;commentaire\n"+
		"A;93;renouvellement;02/2026;langue;oui;01/02/2026;03/03/2026;T-77;Secret\nB;75;;01/02/2026;;oui;01/02/2026;;;\n")
	if s.RefusedRows != 0 {
		t.Fatalf("refused: %+v", s.Refused)
	}
	var out bytes.Buffer
	events := func(yield func(observatory.CaseEvent, error) bool) {
		for _, e := range m.events {
			if !yield(e, nil) {
				return
			}
		}
	}
	cases, rows, err := Export(&out, events)
	if err != nil || cases != 2 || rows != 4 {
		t.Errorf("%d cases, %d rows, %v:\n%s", cases, rows, err, out.String())
	}
	for _, want := range []string{";renouvellement;", ";dépôt;2026-02;", ";contact CCC;2026-03-03;", "vulnérabilités : langue", "\ufeffdossier;personne;"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in:\n%s", want, out.String())
		}
	}
	for _, never := range []string{"constrain", "contrainte", "Secret", "T-77"} {
		if strings.Contains(out.String(), never) {
			t.Errorf("%q is in:\n%s", never, out.String())
		}
	}
}

// An event told by its case's reference alone is of the person of the case, where
// one is told.
func TestExportedPersons(t *testing.T) {
	m := &memory{}
	take(t, options(t, m, testKeys(t)), personsHeader+
		"A;;;;;93;clôture;2026-02-05\nA;;Essai;Un;3/5/1990;93;contact CCC;2026-03-05\nA;9900000001;;;;93;dépôt;2026-01-05\n"+
		"B;;;;;93;dépôt;2026-01-05\nC;9900000002;;;;93;dépôt;2026-01-05\nC;9900000003;;;;93;contact CCC;2026-01-06\nC;;;;;93;clôture;2026-02-05\n")
	var out strings.Builder
	cases, rows, err := Export(&out, func(yield func(observatory.CaseEvent, error) bool) {
		for _, e := range m.events {
			if !yield(e, nil) {
				return
			}
		}
	})
	if err != nil || cases != 3 || rows != 7 {
		t.Fatalf("%d cases, %d rows, %v:\n%s", cases, rows, err, out.String())
	}
	of := map[string]map[string]bool{} // persons by case
	for _, line := range strings.Split(strings.TrimSpace(out.String()), "\r\n")[1:] {
		cells := strings.Split(line, ";")
		if of[cells[0]] == nil {
			of[cells[0]] = map[string]bool{}
		}
		of[cells[0]][cells[1]] = true
	}
	var persons []int
	alone := 0
	for dossier, of := range of {
		persons = append(persons, len(of))
		if of[dossier] {
			alone++
		}
	}
	slices.Sort(persons)
	if !slices.Equal(persons, []int{1, 2, 3}) || alone != 2 {
		t.Errorf("persons of the cases: %v, %d cases stand for their own; want B alone, A's number and names, C's two numbers and the case", persons, alone)
	}
}
