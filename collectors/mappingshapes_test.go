package collectors

import (
	"cmp"
	"slices"
	"strings"
	"testing"
)

// taken says what the columns of a proposal were taken for, in their order.
func taken(p Proposal) string {
	var list []string
	for _, c := range p.Columns {
		what := c.Column
		if c.Event != "" {
			what = c.Event
		}
		list = append(list, what)
	}
	return strings.Join(list, "|")
}

// TestProposeQuestions reads questions of surveys by their significant words; a
// question about something else is not taken, however near.
func TestProposeQuestions(t *testing.T) {
	for _, test := range []struct{ name, file, columns, facts string }{
		{
			"answers with yes and no", "Horodateur;Numéro de votre dossier (association);Dans quel département habitez-vous ?;Quelle démarche faites-vous ?;Quand avez-vous déposé votre demande ?;" +
				"Avez-vous reçu une attestation de prolongation ? Si oui, à quelle date ?;Votre dossier a-t-il été clôturé ? Si oui, quand ?\n" +
				"01/11/2026 10:00:01;Q1;93;Renouvellement;12/03/2026;oui, le 15/06/2026;non\n01/11/2026 10:10:01;Q2;75;1ère demande;02/02/2026;Non;Oui 10/05/2026\n01/11/2026 10:20:01;Q3;75;renouv;05/02/2026;;pas encore\n",
			"|référence|département|procédure|date de dépôt|API début|date de clôture",
			"dépôt le 12 mars 2026 (93)\nAPI le 15 juin 2026 (93)\n! API fin document_end_unknown\ndépôt le 2 février 2026 (75)\nclôture le 10 mai 2026 (75)\ndépôt le 5 février 2026 (75)",
		},
		{
			"upper case, no accents", "REF INTERNE ?;VOTRE NUMERO ETRANGER (AGDREF) ?;DEPARTEMENT DE RESIDENCE ?;QUAND A T ON DEMANDE DES PIECES ?;quand avez vous envoye les pieces;Quand avez-vous contacté le CCC ?;Quelle est la date de fin de votre titre de séjour ?;Date de dépôt ?\n" +
				"R-1;9900000001;13;03/02/2026;20/02/2026;01/03/2026;31/12/2025;12/01/2026\nR-2;9900000002;13;04/02/2026;;;30/11/2025;13/01/2026\n",
			"référence|numéro étranger|département|date de demande de pièces|date de réponse aux pièces|date de contact CCC|date de fin du titre|date de dépôt",
			"titre détenu, jusqu'au 31 décembre 2025 (13)\ndépôt le 12 janvier 2026 (13)\ndemande de pièces le 3 février 2026 (13)\nréponse à une demande de pièces le 20 février 2026 (13)\ncontact CCC le 1er mars 2026 (13)\n" +
				"titre détenu, jusqu'au 30 novembre 2025 (13)\ndépôt le 13 janvier 2026 (13)\ndemande de pièces le 4 février 2026 (13)",
		},
		{
			"questions about something else", "N° dossier;Dans quel dpt vivez-vous ?;Quand avez-vous déposé plainte ?;Quand votre demande a-t-elle été refusée ?;Avez-vous reçu un récépissé ? Jusqu'à quelle date ?;A quelle date votre dossier a été déposé sur l'ANEF ?;Avez-vous déposé en ligne ?\n" +
				"R-1;13;03/02/2026;20/02/2026;01/03/2026;31/12/2025;oui\nR-2;13;04/02/2026;;;30/11/2025;non\n",
			"référence|département|||récépissé fin|date de dépôt|",
			"dépôt le 31 décembre 2025 (13)\nrécépissé, jusqu'au 1er mars 2026 (13)\n! récépissé début start_unknown\ndépôt le 30 novembre 2025 (13)",
		},
	} {
		t.Run(test.name, func(t *testing.T) { proposes(t, test.file, test.columns, test.facts) })
	}
}

// TestAsked: what a question asks for is all of its significant words.
func TestAsked(t *testing.T) {
	for question, want := range map[string]string{
		"Quand votre récépissé expire-t-il ?": "récépissé fin", "Quand avez-vous eu rendez-vous au PAN ?": "date de rendez-vous PAN", "quand avez vous demande une API": "date de demande d'API",
		"Quelle est la date de décision du tribunal ?": "", "Quand avez-vous reçu votre titre ?": "", "Avez-vous demandé un renouvellement de titre ? Quand ?": "", "Quand êtes-vous arrivé en France ?": "", "De quand date l'attestation ?": "",
	} {
		ways, got := asked(question), ""
		for _, c := range columns() {
			if c.kind == kindDate && got == "" && askedFor(ways, c) > 0 {
				got = c.name
			}
		}
		if ways == nil || got != want {
			t.Errorf("%s: %q of %q, want %q", question, got, ways, want)
		}
	}
	for _, name := range []string{"API ?", "Récépissé", "Clôture ?", "Dossier", ""} {
		if ways := asked(name); ways != nil {
			t.Errorf("%q is read as a question: %q", name, ways)
		}
	}
}

// TestProposeWithoutHeader: the first row of data is never lost as a header, what the
// values alone do not tell is said, and a person finishes it.
func TestProposeWithoutHeader(t *testing.T) {
	for _, test := range []struct {
		name, file, columns, missing, note string
		finish                             map[string]string
		facts                              string
	}{
		{
			"cases", "A-12;93;RNV;05/01/2026;9900000001;12/03/2026\nA-13;75;1ère demande;06/01/2026;9900000002;\nA-14;93;renouvellement;07/01/2026;9900000003;\nA-15;75;RNV;08/01/2026;;15/03/2026\n",
			"|département|procédure||numéro étranger|", "date de dépôt", "colonne D : des dates, mais rien ne dit desquelles",
			map[string]string{"A": "référence", "D": "date de dépôt", "F": "date de clôture"},
			"dépôt le 5 janvier 2026 (93)\nclôture le 12 mars 2026 (93)\ndépôt le 6 janvier 2026 (75)\ndépôt le 7 janvier 2026 (93)\ndépôt le 8 janvier 2026 (75)\nclôture le 15 mars 2026 (75)",
		},
		{
			"a first row without a number", "M-1;BOBIGNY;renouv;;vue\nM-2;Bobigny;RNVT;12/03/2026;\nM-3;Nanterre;Renouvellement;13/03/2026;\nM-4;bobigny;1ère demande;15/03/2026;suivi\n",
			"|préfecture|procédure||", "date de dépôt|référence (ou numéro étranger)", "colonne A : des valeurs toutes différentes ; est-ce la référence du dossier ?",
			map[string]string{"A": "référence", "D": "date de dépôt"},
			"situation (93)\ndépôt le 12 mars 2026 (93)\nsituation (93)\ndépôt le 13 mars 2026 (92)\nsituation (92)\ndépôt le 15 mars 2026 (93)\nsituation (93)",
		},
		{
			"events", "D1;93;DEPOT;12/01/2026\nD1;93;CLOTURE;15/03/2026\nD2;75;depot;13/01/2026\nD3;75;API;20/02/2026\n",
			"|département|évènement|date", "référence (ou numéro étranger)", "colonne D : seules dates du tableau",
			map[string]string{"A": "référence"},
			"dépôt le 12 janvier 2026 (93)\nclôture le 15 mars 2026 (93)\ndépôt le 13 janvier 2026 (75)\nAPI le 20 février 2026 (75)\n! fin document_end_unknown",
		},
		{
			"a chronology beside a date", "A1;93;05/01/2026;\"12/01/2026 dépôt\n03/02/2026 pj demandées\"\nA2;93;06/01/2026;12/01/2026 depot\n",
			"|département||chronologie", "référence (ou numéro étranger)", "colonne C : des dates, mais rien ne dit desquelles",
			map[string]string{"A": "référence"},
			"dépôt le 12 janvier 2026 (93)\ndemande de pièces le 3 février 2026 (93)\ndépôt le 12 janvier 2026 (93)",
		},
		{
			"a row of words among those with dates", "A-1;93;05/01/2026\nA-2;93;06/01/2026\nA-B;93;à voir lundi\nA-4;93;07/01/2026\n",
			"|département|", "date de dépôt|référence (ou numéro étranger)", "la ligne 1 ressemble à des données",
			map[string]string{"A": "référence", "C": "date de dépôt"},
			"dépôt le 5 janvier 2026 (93)\ndépôt le 6 janvier 2026 (93)\n! date de dépôt (colonne C) date_unreadable\ndépôt le 7 janvier 2026 (93)",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := ruled(t, &memory{})
			_, p := proposed(t, o, test.file)
			if got := taken(p); got != test.columns || !p.Mapping.Header.None || strings.Join(p.Missing, "|") != test.missing {
				t.Errorf("taken for %s, missing %q, header %+v", got, p.Missing, p.Mapping.Header)
			}
			if !slices.ContainsFunc(p.Notes, func(note string) bool { return strings.Contains(note, test.note) }) {
				t.Errorf("notes: %q", p.Notes)
			}
			choices := map[string]ColumnChoice{}
			for _, c := range p.Columns {
				choices[c.Place] = ColumnChoice{Column: cmp.Or(test.finish[c.Place], c.Column), Event: c.Event}
			}
			must(t, p.Mapping.Assign(p.Columns, choices))
			p.Ready = true
			if facts := understood(t, o, p, test.file); facts != test.facts {
				t.Errorf("understood\n%s\nwant\n%s", facts, test.facts)
			}
		})
	}
}

// TestHeadersStay: what stands above a header, or looks a little like data, makes no
// table one without a header.
func TestHeadersStay(t *testing.T) {
	for _, file := range []string{
		"Permanence du;12/03/2026\nPersonne;Lieu;Statut\nX;Bobigny;clos\nY;Nanterre;clos\n",
		"Permanence;mise à jour le;12/03/2026;;;\nRéférence;Dpt;Démarche;Déposé le;API;Suivi par\nA-1;93;RNV;05/01/2026;;x\nA-2;75;RNV;06/01/2026;;y\n",
		"Lieu;API 1;API 2;Statut\nBobigny;12/03/2026;15/06/2026;clos\nNanterre;12/04/2026;15/07/2026;clos\nLieu;API 1;API 2;Statut\nBobigny;12/05/2026;;clos\n",
		"No;Où;Quoi;ANEF\nD-1;93;renouv;ANEF\nD-2;75;machin;papier\n",
	} {
		o := options(t, &memory{}, testKeys(t))
		_, p := proposed(t, o, file)
		if p.Mapping.Header.None || p.Columns[0].Name == "" {
			t.Errorf("%q is read without a header: %+v", file, p.Columns)
		}
	}
	_, err := ProposeMapping(t.Context(), text("Réf;Dpt;Statut\n"), options(t, &memory{}, testKeys(t)))
	if err == nil || !strings.Contains(err.Error(), "aucun en-tête") {
		t.Errorf("a header alone: %v", err)
	}
}

// TestHeaderOfAMapping: where a person says the header is, or that there is none, the
// page shows the columns so.
func TestHeaderOfAMapping(t *testing.T) {
	const file = "1 dossier;12/03/2026\nA-1;13/03/2026\nA-2;14/03/2026\n"
	for header, want := range map[string]string{"{aucun: true}": "", "{ligne: 1}": "1 dossier", "{ligne: 2}": "A-1"} {
		o := options(t, &memory{}, testKeys(t))
		m, err := LooseMapping([]byte("correspondance: \"1\"\nnom: x\nforme: dossiers\nen-tête: " + header + "\ncolonnes: {référence: {position: A}}\n"))
		must(t, err)
		o.Mapping = m
		p, err := Headers(t.Context(), text(file), o)
		must(t, err)
		if p.Columns[0].Name != want || p.Columns[0].Column != "référence" || len(p.Notes) != 0 {
			t.Errorf("%s: %+v, notes %q", header, p.Columns[0], p.Notes)
		}
	}
}

// TestProposeMonths: a table of counts tells of no case, marks tell no event, and
// events told in words are dated to the month.
func TestProposeMonths(t *testing.T) {
	for _, test := range []struct{ name, file, columns, note, facts string }{
		{"counts", "Préfecture;janv. 2026;févr. 2026;mars 2026\nBobigny;12;8;15\nNanterre;3;;7\nCréteil;-;4;2\n", "|||", "un tableau de comptes : il ne dit aucun dossier", ""},
		{"counts by department, months without a year", "dpt;janvier;FEVRIER;mars;TOTAL\n93;93;75;93;261\n75;75;93;75;243\n", "||||", "un tableau de comptes", ""},
		{"marks", "N° dossier;Dép;janv-26;févr-26;mars-26\n1;13;x;x;\n2;13;;x;x\n3;13;1;;\n", "référence|département|||", "ne dit pas quel évènement", ""},
		{"events without a year", "ref;dept;janvier;fevrier;mars\n1;13;depot;;clos\n2;13;;depot;\n", "référence|département|||", "sans année", ""},
		{
			"events", "Réf;Dpt;Janvier 2026;FEVRIER 2026;mars 2026\nA1;93;dépôt;dde de pièces;clôturé\nA2;75;;DEPOT ANEF;-\nA3;75;dépôt;relance CCC;vu\n",
			"référence|département|évènement|évènement|évènement", "connu au mois seulement",
			"dépôt en janvier 2026 (93)\ndemande de pièces en février 2026 (93)\nclôture en mars 2026 (93)\ndépôt en février 2026 (75)\n! évènement (colonne E) word_unknown",
		},
		{
			"events beside a date, under a title", "Suivi du 1er trimestre\n\nREF;DPT;Titre expire le;01/2026;02/2026\nB-1;13;31/12/2025;déposé;\nB-2;69;30/11/2025;depot ANEF;récép. reçu\n",
			"référence|département|fin|évènement|évènement", "connu au mois seulement",
			"titre détenu, jusqu'au 31 décembre 2025 (13)\ndépôt en janvier 2026 (13)\ntitre détenu, jusqu'au 30 novembre 2025 (69)\ndépôt en janvier 2026 (69)\nrécépissé en février 2026 (69)\n! fin document_end_unknown",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := options(t, &memory{}, testKeys(t))
			_, p := proposed(t, o, test.file)
			for i := range p.Columns {
				if c := &p.Columns[i]; c.Month != "" || c.Column != "" {
					c.Event = "" // the column alone
				}
			}
			if got := taken(p); got != test.columns || p.Ready != (test.facts != "") {
				t.Errorf("taken for %s, ready %v, missing %q", got, p.Ready, p.Missing)
			}
			if len(p.Notes) != 1 || !strings.Contains(p.Notes[0], test.note) {
				t.Errorf("notes: %q", p.Notes)
			}
			if test.facts == "" {
				return
			}
			if facts := understood(t, o, p, test.file); facts != test.facts {
				t.Errorf("understood\n%s\nwant\n%s", facts, test.facts)
			}
		})
	}
}
