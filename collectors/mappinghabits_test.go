package collectors

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

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
		t.Run(test.name, func(t *testing.T) { proposes(t, test.file, test.columns, test.facts) })
	}
}

// TestProposeForALog: a row for each thing done, in people's own words, is no case a
// row; a table that tells the last step of each case is.
func TestProposeForALog(t *testing.T) {
	file := "Dossier n°;Nom de l'usager;Dpt;Type d'action;Date;Détail\n12;A B;93;Dépôt du dossier;12/01/2026;\n12;A B;93;Appel CCC;14/02/2026;pas de réponse\n12;A B;93;API reçue;01/03/2026;\n" +
		"12;A B;93;Dossier clos;01/06/2026;sans motif\n12;A B;93;relance mail;05/06/2026;\n13;C D;92;Dépot;12/01/2026;\n13;C D;92;demande de complément;22/02/2026;\n"
	o := options(t, &memory{}, testKeys(t))
	got, p := proposed(t, o, file)
	if columns := taken(p); columns != "référence|nom|département|évènement|date|" {
		t.Errorf("taken for %s", columns)
	}
	if unknown := got["Type d'action"].Unknown; len(unknown) != 1 || unknown[0] != "relance mail" {
		t.Errorf("words to be told: %q", unknown)
	}
	want := "dépôt le 12 janvier 2026 (93)\ncontact CCC le 14 février 2026 (93)\nAPI le 1er mars 2026 (93)\n! fin document_end_unknown\nclôture le 1er juin 2026 (93)\n! évènement (colonne D) word_unknown\n" +
		"dépôt le 12 janvier 2026 (92)\ndemande de pièces le 22 février 2026 (92)"
	if facts := understood(t, o, p, file); facts != want {
		t.Errorf("understood\n%s\nwant\n%s", facts, want)
	}
	_, p = proposed(t, o, "Dossier n°;Dpt;Déposé le;Dernière action\n12;93;12/01/2026;Appel CCC\n13;93;13/01/2026;Dossier clos\n14;93;14/01/2026;API reçue\n")
	if p.Mapping.Shape != mappingCases {
		t.Errorf("the last step of each case is read as %s", p.Mapping.Shape)
	}
}

// TestProposeNoOtherNumber: a column of numbers, or of a request, is not taken for the
// nearest one that has a word in common with it.
func TestProposeNoOtherNumber(t *testing.T) {
	file := "N° DOSSIER;DEPT DOMICILE;DATE DEPOT ANEF;N° ANEF;DATE DEMANDE COMPLEMENT;DATE REPONSE;DATE DEMANDE API;NB RELANCES\n" +
		"12;93;15/01/2026;9300000000000000051;20/01/2026;25/01/2026;20/02/2026;3\n13;93;16/02/2026;9300000000000000052;;;;0\n"
	o := options(t, &memory{}, testKeys(t))
	_, p := proposed(t, o, file)
	if columns := taken(p); columns != "référence|département|date de dépôt||date de demande de pièces|date de réponse aux pièces|date de demande d'API|" {
		t.Errorf("taken for %s", columns)
	}
	_, p = proposed(t, o, "N° DOSSIER;DEPT;DATE DEPOT ANEF;DATE REPONSE\n12;93;15/01/2026;20/01/2026\n13;93;16/02/2026;21/02/2026\n")
	if columns := taken(p); columns != "référence|département|date de dépôt|" {
		t.Errorf("an answer to nobody knows what is taken: %s", columns)
	}
}

// TestProposeDetailsToTheirEvent: where a row gives many events, the reason of a closure
// is told of the closure alone; beside several dates, of none.
func TestProposeDetailsToTheirEvent(t *testing.T) {
	file := "N°;Dpt;Déposé le;Clos le;Motif de clôture;Ticket CCC;CCC contacté le\n1;93;15/01/2026;01/06/2026;incomplet;T-12;02/02/2026 et 12/03/2026\n2;93;16/01/2026;02/06/2026;doublon;;02/02/2026\n"
	m := &memory{}
	o := options(t, m, testKeys(t))
	_, p := proposed(t, o, file)
	written, err := p.Mapping.YAML()
	must(t, err)
	o.Mapping, err = ParseMapping(written)
	must(t, err)
	take(t, o, file)
	got := map[string]string{}
	for _, e := range m.events {
		got[string(e.Event)] += describe(e) + "|"
	}
	want := map[string]string{
		"filing":      "filing 2026-01-15 told|filing 2026-01-16 told|",
		"closure":     "closure 2026-06-01 adverse told reason=incomplete|closure 2026-06-02 adverse told reason=duplicate|",
		"ccc_contact": "ccc_contact 2026-02-02 told|ccc_contact 2026-03-12 told|ccc_contact 2026-02-02 told|",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if i := slices.IndexFunc(p.Columns, func(c ProposedColumn) bool { return c.Name == "Ticket CCC" }); p.Columns[i].Column != "" || !slices.Contains(p.Mapping.Ignored, "Ticket CCC") {
		t.Errorf("a ticket of two contacts: %+v, left out %q", p.Columns[i], p.Mapping.Ignored)
	}
}

// TestMappedEventWithoutItsDate: what a row tells of an event whose date it does not
// hold is not left out in silence; an event of which it tells nothing is.
func TestMappedEventWithoutItsDate(t *testing.T) {
	file := "N°;Dpt;Déposé le;CCC contacté le;Décision;Date décision;Motif de clôture;Clos le\n" +
		"1;93;15/01/2026;02/02/2026 et 12/03/2026;favorable;;;\n2;93;16/01/2026;02/02/2026;;;incomplet;\n3;93;17/01/2026;;défavorable;01/03/2026;incomplet;01/02/2026\n4;93;18/01/2026;;;en attente;;non\n"
	o := options(t, &memory{}, testKeys(t))
	_, p := proposed(t, o, file)
	o.Mapping = &p.Mapping
	s, err := CheckSource(context.Background(), text(file), o)
	must(t, err)
	var got []string
	for _, f := range s.Warnings {
		got = append(got, fmt.Sprint(f.Row, " ", f.Column, " ", f.Problem))
	}
	if diff := cmp.Diff([]string{"2 date (colonne F) " + WarningDateless, "3 date (colonne H) " + WarningDateless}, got); diff != "" || s.RefusedRows != 0 || s.Events != 9 {
		t.Errorf("%+v; warnings (-want +got):\n%s", s, diff)
	}
}

// TestProposePairs: each column of what happened goes with the column of its day; one
// that has no day is told.
func TestProposePairs(t *testing.T) {
	for _, head := range []string{"Evenement 1;Date 1;Evenement 2;Date 2;Evenement 3;Date 3", "Evenement;Date;Evenement;Date;Evenement;Date"} {
		file := "Ref;Dep;" + head + "\nX1;93;Dépôt;12/01/2026;API;01/03/2026;Clôture;01/06/2026\nX2;93;Dépôt;13/01/2026;dossier clos;02/06/2026;Appel CCC;\nX3;93;Dépôt;14/01/2026;;;;\n"
		o := options(t, &memory{}, testKeys(t))
		_, p := proposed(t, o, file)
		if columns := taken(p); columns != "référence|département|évènement|date|évènement|date|évènement|date" {
			t.Errorf("%s: taken for %s", head, columns)
		}
		want := "dépôt le 12 janvier 2026 (93)\nAPI le 1er mars 2026 (93)\nclôture le 1er juin 2026 (93)\n! fin document_end_unknown\n" +
			"dépôt le 13 janvier 2026 (93)\nclôture le 2 juin 2026 (93)\n! date (colonne H) group_without_date\ndépôt le 14 janvier 2026 (93)"
		if facts := understood(t, o, p, file); facts != want {
			t.Errorf("%s: understood\n%s\nwant\n%s", head, facts, want)
		}
		if len(p.Mapping.Ignored) != 0 {
			t.Errorf("%s: left out %q", head, p.Mapping.Ignored)
		}
	}
}
