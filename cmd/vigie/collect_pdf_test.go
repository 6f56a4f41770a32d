package main

import (
	"strings"
	"testing"
)

// TestPDFIsToldInFrench: days and answers are words, and what is no PDF is told.
func TestPDFIsToldInFrench(t *testing.T) {
	t.Parallel()
	const kind = "ATTESTATION DE PROLONGATION D'INSTRUCTION "
	for text, wants := range map[string][]string{
		kind + "valable du 10/05/2026 au 09/08/2026. Elle autorise son titulaire à travailler.": {", 1 page\n", "début : 10 mai 2026 (", "autorise à travailler : oui ("},
		kind + "(premiere demande). Elle n'autorise pas son titulaire à travailler.":            {"autorise à travailler : non (", "renouvellement : première demande ("},
		kind + "pour le renouvellement de votre titre":                                          {"première demande ou renouvellement : renouvellement ("},
	} {
		stdout, stderr, code := vigie(t, "collect", "pdf", write(t, "api.pdf", onePagePDF(text)))
		stdout = strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(stdout)
		for _, want := range wants {
			if !strings.Contains(stdout, want) {
				t.Errorf("code %d, no %q in:\n%s%s", code, want, stdout, stderr)
			}
		}
	}
	if _, stderr, code := vigie(t, "collect", "pdf", write(t, "cas.csv", caseFile)); code != 2 || !strings.Contains(stderr, "n'est pas un PDF") {
		t.Errorf("a table: code %d, %s", code, stderr)
	}
}
