package collectors

import (
	"bytes"
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
	for _, want := range []string{";renouvellement;", ";dépôt;2026-02;", ";contact CCC;2026-03-03;", "vulnerability=language", "\ufeffdossier;personne;"} {
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
