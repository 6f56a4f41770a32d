package collectors

import "testing"

// TestProposeForSpansUnderOneName: what stands under « API 1 » and is called « du » and
// « au » is of that certificate, and of no other document.
func TestProposeForSpansUnderOneName(t *testing.T) {
	for _, test := range []struct{ name, file, columns, facts string }{
		{
			"merged cells above", "Permanence de Bobigny;;;;;;\n;;;API 1;;API 2;\nN° dossier;Département;Date de dépôt;du;au;du;au\nP1;93;03/02/2026;05/04/2026;04/07/2026;05/07/2026;04/10/2026\nP2;93;04/02/2026;05/04/2026;04/07/2026;;\n",
			"référence|département|date de dépôt|API début|API fin|API 2 début|API 2 fin",
			"dépôt le 3 février 2026 (93)\nAPI le 5 avril 2026, jusqu'au 4 juillet 2026 (93)\nAPI le 5 juillet 2026, jusqu'au 4 octobre 2026 (93)\ndépôt le 4 février 2026 (93)\nAPI le 5 avril 2026, jusqu'au 4 juillet 2026 (93)",
		},
		{
			"in the name of the first day", "N° dossier;Département;Date de dépôt;Attestation de prolongation n°1 - du;au;Récépissé du;jusqu'au\nP1;93;03/02/2026;05/04/2026;04/07/2026;;\nP2;93;04/02/2026;;;05/04/2026;04/07/2026\n",
			"référence|département|date de dépôt|API début|API fin|récépissé début|récépissé fin",
			"dépôt le 3 février 2026 (93)\nAPI le 5 avril 2026, jusqu'au 4 juillet 2026 (93)\ndépôt le 4 février 2026 (93)\nrécépissé le 5 avril 2026, jusqu'au 4 juillet 2026 (93)",
		},
		{
			"of nobody knows what", "N° dossier;Département;Date de dépôt;du;au\nP1;93;03/02/2026;05/04/2026;04/07/2026\nP2;93;04/02/2026;05/04/2026;04/07/2026\n",
			"référence|département|date de dépôt||",
			"dépôt le 3 février 2026 (93)\ndépôt le 4 février 2026 (93)",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := options(t, &memory{}, testKeys(t))
			_, p := proposed(t, o, test.file)
			if got := taken(p); got != test.columns {
				t.Errorf("taken for %s, want %s", got, test.columns)
			}
			if facts := understood(t, o, p, test.file); facts != test.facts {
				t.Errorf("understood\n%s\nwant\n%s", facts, test.facts)
			}
		})
	}
}
