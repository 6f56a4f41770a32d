package collectors

import (
	"context"
	"slices"
	"strings"
	"testing"
)

// proposed gives what each column of a file is taken for, and the mapping.
func proposed(t *testing.T, o Options, file string) (map[string]ProposedColumn, Proposal) {
	t.Helper()
	p, err := ProposeMapping(context.Background(), text(file), o)
	must(t, err)
	got := map[string]ProposedColumn{}
	for _, c := range p.Columns {
		got[c.Name] = c
	}
	return got, p
}

// understood reads a file by the mapping that is proposed for it.
func understood(t *testing.T, o Options, p Proposal, file string) string {
	t.Helper()
	written, err := p.Mapping.YAML()
	must(t, err)
	must(t, validate(t, "schema/correspondance.schema.json", written))
	o.Mapping, err = ParseMapping(written)
	if err != nil || !p.Ready {
		t.Fatalf("ready %v, missing %q, %v\n%s", p.Ready, p.Missing, err, written)
	}
	rows, err := Preview(context.Background(), text(file), o, 20)
	must(t, err)
	var facts []string
	for _, row := range rows {
		facts = append(facts, inWords(row)...)
		for _, f := range row.Problems {
			facts = append(facts, "! "+f.Column+" "+f.Problem)
		}
	}
	return strings.Join(facts, "\n")
}

// proposes checks which columns a proposal takes a file's for, and what it reads by them.
func proposes(t *testing.T, file, columns, facts string) {
	t.Helper()
	o := options(t, &memory{}, testKeys(t))
	_, p := proposed(t, o, file)
	if got := taken(p); got != columns {
		t.Errorf("taken for %s, want %s", got, columns)
	}
	if got := understood(t, o, p, file); got != facts {
		t.Errorf("understood\n%s\nwant\n%s", got, facts)
	}
}

// TestProposeForAHandKeptSheet proposes for the headers that associations write;
// the department comes from the prefecture when no column says it.
func TestProposeForAHandKeptSheet(t *testing.T) {
	file := "N°;NOM Prénom;N° AGDREF;Préf.;Type de demande;Motif;Date dépôt dossier;Récépissé/API;API fin;clôturé le;motif clôture;CCC contacté le;observations\n" +
		"1;ESSAI Awa;9900001301;Bobigny;Rnvt;VPF;12/03/2026;15/06/2026;14/09/2026;;;05/10/2026;inquiète\n" +
		"2;TEST Ibrahim;9900001302;Bobigny;1ère demande;Salarié;02/02/2026;;;10/05/2026;incomplet;;\n" +
		"3;ESSAI Mei;;préfecture de Nanterre;Changement statut;Etudiant;10.01.2026;;;;;12/03/26;\n"
	o := ruled(t, &memory{})
	got, p := proposed(t, o, file)
	for name, want := range map[string]string{
		"N°": "référence", "N° AGDREF": "numéro étranger", "Type de demande": "procédure", "Motif": "fondement", "Date dépôt dossier": "date de dépôt",
		"Récépissé/API": "API début", "API fin": "API fin", "clôturé le": "date de clôture", "motif clôture": "motif de clôture", "CCC contacté le": "date de contact CCC", "observations": "commentaire", "Préf.": "préfecture",
	} {
		if got[name].Column != want {
			t.Errorf("%s: %q, want %q", name, got[name].Column, want)
		}
	}
	facts := understood(t, o, p, file)
	for _, want := range []string{"dépôt le 12 mars 2026 (93)", "dépôt le 10 janvier 2026 (92)", "contact CCC le 5 octobre 2026 (93)"} {
		if !strings.Contains(facts, want) {
			t.Errorf("no %q in\n%s", want, facts)
		}
	}
}

// TestProposeNothingForColumnsOfTools: what a survey tool adds by itself is no
// telephone, no confirmation and no name; dates are no prefecture.
func TestProposeNothingForColumnsOfTools(t *testing.T) {
	file := "Numéro de série;SID;Heure d'envoi;Date de complétion;Modifié le;Brouillon;Adresse IP;UID;Nom d'utilisateur;Date de soumission;AttachmentsPresent;Relances préfecture;Référence;Département;Date de dépôt;Tél.\n" +
		"1;12;01/11/2026 - 10:00;01/11/2026 - 10:05;01/11/2026 - 10:05;0;192.0.2.1;0;Anonyme;2026-11-01 10:00:00;0;01/04/2026, 02/05/2026 et 03/06/2026;F-1;93;12/03/2026;01 00 00 00 00\n"
	got, _ := proposed(t, options(t, &memory{}, testKeys(t)), file)
	for name, c := range got {
		wanted := slices.Contains([]string{"Référence", "Département", "Date de dépôt", "Tél."}, name)
		if wanted != (c.Column != "") {
			t.Errorf("%s: taken for %q", name, c.Column)
		}
	}
}

// TestProposeMixedSeparators proposes an event for each date however they stand
// apart, also when a column has several manners.
func TestProposeMixedSeparators(t *testing.T) {
	file := "Référence;Dpt;Date de dépôt;Contacts CCC\n" +
		"A;93;12/01/2026;01/04/2026, 02/05/2026 et 03/06/2026\nB;93;12/01/2026;01/04/2026 puis le 02/05/2026\nC;93;13/01/2026;04/05/2026\nD;93;14/01/2026;\n"
	o := options(t, &memory{}, testKeys(t))
	got, p := proposed(t, o, file)
	if c := got["Contacts CCC"]; c.Event != "contact CCC" || c.Each != everySign {
		t.Errorf("%+v", c)
	}
	if facts := understood(t, o, p, file); strings.Count(facts, "contact CCC") != 6 || strings.Contains(facts, "!") {
		t.Errorf("understood\n%s", facts)
	}
}

// TestProposeSpans reads a cell that holds the first and the last day.
func TestProposeSpans(t *testing.T) {
	o := options(t, &memory{}, testKeys(t))
	one := "Référence;Dpt;Date de dépôt;API\nA;93;12/01/2026;du 15/06/2026 au 14/09/2026\nB;93;12/01/2026;15/06/2026 - 14/09/2026\nC;93;12/01/2026;16/06/2026\n"
	_, p := proposed(t, o, one)
	facts := understood(t, o, p, one)
	for _, want := range []string{"API le 15 juin 2026, jusqu'au 14 septembre 2026", "API le 16 juin 2026"} {
		if !strings.Contains(facts, want) {
			t.Errorf("no %q in\n%s", want, facts)
		}
	}
	several := "Référence;Dpt;Date de dépôt;Clôturé le;Dates des API\nA;93;12/01/2026;02/10/2026;du 12/03/2026 au 11/06/2026 puis du 15/06/2026 au 14/09/2026\nB;93;12/01/2026;;15/06/2026 - 14/09/2026\n"
	got, p := proposed(t, o, several)
	if c := got["Dates des API"]; c.Event != "API" || c.Each != " puis " {
		t.Errorf("%+v", c)
	}
	facts = understood(t, o, p, several)
	if strings.Count(facts, "API") != 3 || !strings.Contains(facts, "API le 15 juin 2026, jusqu'au 14 septembre 2026") || !strings.Contains(facts, "clôture le 2 octobre 2026") {
		t.Errorf("understood\n%s", facts)
	}
}

// TestProposedDatesStayFrench: one cell that is no date made a column of French
// dates, none after the twelfth, one of American dates.
func TestProposedDatesStayFrench(t *testing.T) {
	t.Parallel()
	french := []string{"01/04/2026", "02/05/2026", "03/06/2026", "04/07/2026", "05/08/2026", "06/09/2026", "07/10/2026", "08/11/2026", "09/12/2026", "10/01/2026", "bientôt"}
	if got := oddDates(french); got != nil {
		t.Errorf("French dates: %q", got)
	}
	if got := oddDates([]string{"01/25/2026", "02/05/2026", "03/26/2026"}); len(got) != 1 || got[0] != "mm/jj/aaaa" {
		t.Errorf("American dates: %q", got)
	}
	f, err := compileDate("jj/mm/aaaa")
	must(t, err)
	if iso, ok := f.read("02/05/2026 et 03/06/2026"); ok {
		t.Errorf("one of two dates was read: %s", iso)
	}
	if iso, ok := f.read("02/05/2026 (vu)"); !ok || iso != "2026-05-02" {
		t.Errorf("a remark after a date: %q, %v", iso, ok)
	}
}
