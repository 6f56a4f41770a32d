package collectors

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/internal/observatory"
)

// TestProposeChronicles reads notes of several dated events in one cell, as people
// write them: what is not told by known words alone is refused, with its row.
func TestProposeChronicles(t *testing.T) {
	for _, test := range []struct{ name, file, column, separator, want string }{
		{
			"semicolons", "Réf;Dpt;Suivi\n" +
				"A-12;93;\"12/01/2026 dépôt ANEF ; 03/02/2026 demande de pièces ; 15/03/2026 clôturé\"\n" +
				"A-13;75;\"14/01/2026 DEPOT ANEF;20/02/2026 relance CCC\"\nA-14;93;02/02/2026 déposé\nA-15;92;05/02/2026 dépôt impossible\n",
			"Suivi", ";",
			"dépôt le 12 janvier 2026 (93)\ndemande de pièces le 3 février 2026 (93)\nclôture le 15 mars 2026 (93)\n" +
				"dépôt le 14 janvier 2026 (75)\ncontact CCC le 20 février 2026 (75)\ndépôt le 2 février 2026 (93)\n! évènement (colonne C) word_unknown",
		},
		{
			"all signs, before each date", "N° dossier;DPT;Hist.\n" +
				"M1;Paris;\"12/01/2026 depot, avec Mme Y - 03/02/2026 dde de pieces\"\n" +
				"M2;Paris;\"14 janvier 2026 dépôt, 20 févr. 2026 : pièces envoyées, 02/04/2026 CLOTURE\"\n" +
				"M4;93;le 15/01/2026 : dépôt / le 03/03/2026 : relance CCC / le 04/05/2026 clos\n",
			"Hist.", beforeDates,
			"! évènement (colonne C) word_unknown\ndépôt le 14 janvier 2026 (75)\nréponse à une demande de pièces le 20 février 2026 (75)\nclôture le 2 avril 2026 (75)\n" +
				"dépôt le 15 janvier 2026 (93)\ncontact CCC le 3 mars 2026 (93)\nclôture le 4 mai 2026 (93)",
		},
		{
			"the date last, a line each", "ref;dep;Clôturé le;CHRONOLOGIE\n" +
				"K-1;69;;\"DEPOT ANEF LE 12/01/2026\nPJ DEMANDEES LE 03/02/2026\"\nK-2;69;15/04/2026;\"depot le 13/01/2026\npj envoyees le 20/02/2026\"\nK-3;01;;\n",
			"CHRONOLOGIE", lineBreak,
			"dépôt le 12 janvier 2026 (69)\ndemande de pièces le 3 février 2026 (69)\nclôture le 15 avril 2026 (69)\ndépôt le 13 janvier 2026 (69)\n" +
				"réponse à une demande de pièces le 20 février 2026 (69)\n! " + " no_event",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := options(t, &memory{}, testKeys(t))
			got, p := proposed(t, o, test.file)
			if c := got[test.column]; c.Event != Chronicle || c.Each != test.separator {
				t.Errorf("%s: %+v", test.column, c)
			}
			if facts := understood(t, o, p, test.file); facts != test.want {
				t.Errorf("understood\n%s\nwant\n%s", facts, test.want)
			}
		})
	}
}

// TestNoChronicle: remarks with a date, and dates alone, are no chronologies.
func TestNoChronicle(t *testing.T) {
	for _, values := range [][]string{
		{"12/01/2026 vue, inquiète ; 15/02/2026 rappelée", "13/01/2026 mail à son avocat"},
		{"12/01/2026 ; 15/02/2026", "13/01/2026"},
		{"12/01/2026 dépôt", "14/01/2026 clôturé"},
		{"dépôt ; clôture"},
		nil,
	} {
		if c, is := chronicleOf(0, values); is {
			t.Errorf("%q: %+v", values, c)
		}
	}
}

// TestDatesInTexts finds dates, and none in what only holds signs and digits.
func TestDatesInTexts(t *testing.T) {
	for text, want := range map[string]string{
		"12/1 : dépôt": "12/1", "le 1er février 2026 dépôt": "1er février 2026", "DEPOT 12.01.26": "12.01.26", "2026-01-12": "2026-01-12", "01/2026 dépôt": "01/2026", "août 2026": "août 2026",
		"3 déc. dépôt": "3 déc", "12/01/2026 et 03/02": "12/01/2026|03/02", "tel 06.12.26.00.00": "", "12/01/202": "", "2026/01/12": "", "L. 423-23": "", "93": "", "10h-12h": "",
	} {
		var found []string
		for _, p := range datesIn(text) {
			found = append(found, text[p.from:p.to])
		}
		if got := strings.Join(found, "|"); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestToldEvents: an event is told when all the words are accounted for.
func TestToldEvents(t *testing.T) {
	for words, want := range map[string]string{
		"DEPOT ANEF": "filing", "dossier déposé": "filing", "clôturé par la préf": "closure", "dde de pces": "document_request", "API reçue": "certificate",
		"dépôt impossible": "", "pas de dépôt": "", "clôture contestée": "", "titre reçu": "", "API demandée": "", "ANEF": "", "": "",
	} {
		if got := toldEvent(words); got != want {
			t.Errorf("%q: %q, want %q", words, got, want)
		}
	}
}

// TestYearsOfChronicles dates what has no year, or refuses it: a wrong year would be
// worse than none.
func TestYearsOfChronicles(t *testing.T) {
	today := observatory.NewDate(2026, time.November, 29)
	for _, test := range []struct{ source, cell, want string }{
		{"2025", "12/01 dépôt, 03/02 pièces", "2025-01-12 2025-02-03"},
		{"2025", "20/11 dépôt, 03/12 pièces, 12/01 clôture", "2025-11-20 2025-12-03 2026-01-12"},
		{"03/12/2025", "03/12 dépôt, 12/01 pièces", "2025-12-03 2026-01-12"}, // nothing is before the day of filing
		{"2025", "03/12 dépôt, 12/01 pièces", "2025-12-03 12/01"},            // the newest may stand first
		{"2025", "15/03 clôture, 12/01 dépôt", "2025-03-15 12/01"},
		{"2025", "12/01 dépôt, 20/08 clôture", "2025-01-12 20/08"}, // or 20 August before
		{"12/01/2026", "12/01 dépôt, 20/08/2026 clôture, 02/09 redépôt", "2026-01-12 20/08/2026 2026-09-02"},
		{"05/12/2024", "12/01 clôture", "12/01"}, // 2025 or 2026
		{"05/12/2025", "12/01 clôture", "2026-01-12"},
		{"05/12/2025", "30/11 blocage", "30/11"}, // before it, or to come
		{"2026", "20/12 dépôt", "20/12"},
		{"", "12/01 dépôt", "12/01"},
		{"bientôt", "12/01 dépôt", "12/01"},
		{"", "12 janv. 2026 dépôt, 3 févr pièces", "12 janv. 2026 2026-02-03"},
		{"", "03/12/2025 dépôt, 12/01 pièces", "03/12/2025 12/01"},
		{"2025", "31/04 dépôt", "31/04"},
		{"2025", "29/02 dépôt", "29/02"},
	} {
		var parts [][]byte
		for _, part := range cutBeforeDates(test.cell) {
			parts = append(parts, []byte(part))
		}
		plan := yearPlan{at: 0}
		plan.complete(parts, [][]byte{[]byte(test.source)}, today)
		var got []string
		for _, part := range parts {
			got = append(got, keptOf(string(part), keepDate))
		}
		if told := strings.Join(got, " "); told != test.want {
			t.Errorf("%q of %q: %q, want %q", test.cell, test.source, told, test.want)
		}
	}
}

// TestProposeYearsOfChronicles takes the year from the day on which the chronologies
// begin, or from a column of years, and says so; from nothing else.
func TestProposeYearsOfChronicles(t *testing.T) {
	for _, test := range []struct{ name, file, source, want, note string }{
		{
			"the day of filing", "Réf;Dpt;Déposé le;Suivi\n" +
				"B1;93;03/12/25;\"03/12 dépôt, 12/01 DDE DE PIECES, 20/01 pièces envoyées\"\nB2;93;12/01/2026;\"12/01 dépôt ; 03/02 dde pièces\"\nB4;75;20/02/2026;\"20/02 dépôt, 15/01 relance CCC\"\n",
			"Déposé le", "dépôt le 3 décembre 2025 (93)\ndépôt le 3 décembre 2025 (93)\ndemande de pièces le 12 janvier 2026 (93)\nréponse à une demande de pièces le 20 janvier 2026 (93)\n" +
				"! date (colonne C) year_completed\ndépôt le 12 janvier 2026 (93)\ndépôt le 12 janvier 2026 (93)\ndemande de pièces le 3 février 2026 (93)\n! date (colonne D) date_two_digit_year",
			"prise de la colonne « Déposé le »",
		},
		{
			"a column of years", "Dossier;Dép.;Année;Chrono\n" +
				"1;13;2025;20/11 depot - 03/12 dde pieces - 12/01 cloture\n2;13;2025;3 déc. dépôt - 12 janv. récépissé\n3;13;2025;12/01 DEPOT - 15/03 clos\n",
			"Année", "dépôt le 20 novembre 2025 (13)\ndemande de pièces le 3 décembre 2025 (13)\nclôture le 12 janvier 2026 (13)\n! date (colonne D) date_two_digit_year\n" +
				"dépôt le 12 janvier 2025 (13)\nclôture le 15 mars 2025 (13)",
			"prise de la colonne « Année »",
		},
		{
			"nothing", "ref;dept;notes\nX1;44;\"12/01 dépôt, 03/02 demande de pièces\"\nX2;44;\"15/01/2026 DEPOT, 20/02/2026 CLOTURE\"\n",
			"", "! date (colonne C) date_two_digit_year\ndépôt le 15 janvier 2026 (44)\nclôture le 20 février 2026 (44)",
			"donnez « année »",
		},
		{
			"another day than that of filing", "ref;dept;Déposé le;notes\nX1;44;05/12/2025;\"12/01 demande de pièces, 03/02 pièces envoyées\"\n",
			"", "! date (colonne D) date_two_digit_year", "donnez « année »",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := options(t, &memory{}, testKeys(t))
			_, p := proposed(t, o, test.file)
			year := ""
			for _, row := range p.Mapping.Rows {
				if row.Each != nil && row.Each.Year != nil {
					year = row.Each.Year.Column
				}
			}
			if year != test.source || len(p.Notes) != 1 || !strings.Contains(p.Notes[0], test.note) {
				t.Errorf("year of %q, notes %q", year, p.Notes)
			}
			if facts := understood(t, o, p, test.file); facts != test.want {
				t.Errorf("understood\n%s\nwant\n%s", facts, test.want)
			}
		})
	}
}

// TestFinishChronicle: a person translates words of a chronology, or says that they
// tell nothing; said again, it is the same.
func TestFinishChronicle(t *testing.T) {
	const file = "Réf;Dpt;Suivi\nA;93;\"12/01/2026 dépôt ; 03/02/2026 vue en perm\"\nB;93;\"14/01/2026 dépôt ; 02/03/2026 sorti de la pile\"\n"
	o := options(t, &memory{}, testKeys(t))
	p, err := Headers(context.Background(), text(file), o)
	must(t, err)
	at := slices.IndexFunc(p.Columns, func(c ProposedColumn) bool { return c.Name == "Suivi" })
	if c := p.Columns[at]; c.Event != Chronicle || !slices.Equal(c.Unknown, []string{"vue en perm", "sorti de la pile"}) {
		t.Fatalf("%+v", c)
	}
	for _, words := range []map[string]string{{"vue en perm": Nothing, "sorti de la pile": "clôture"}, nil} {
		choices := map[string]ColumnChoice{}
		for _, c := range p.Columns {
			reading := p.Mapping.Reading(c)
			choices[c.Place] = ColumnChoice{Column: c.Column, Event: c.Event, Reading: &reading}
			if c.Event == Chronicle {
				choices[c.Place] = ColumnChoice{Event: Chronicle, Words: words, Reading: &reading}
			}
		}
		must(t, p.Mapping.Assign(p.Columns, choices))
		written, err := p.Mapping.YAML()
		must(t, err)
		o.Mapping, err = ParseMapping(written)
		must(t, err)
		p, err = Headers(context.Background(), text(file), o)
		must(t, err)
		if len(p.Columns[at].Unknown) != 0 || len(p.Mapping.Rows) != 1 {
			t.Errorf("unknown %q, rows %+v", p.Columns[at].Unknown, p.Mapping.Rows)
		}
	}
	want := "dépôt le 12 janvier 2026 (93)\ndépôt le 14 janvier 2026 (93)\nclôture le 2 mars 2026 (93)"
	if facts := understood(t, o, p, file); facts != want {
		t.Errorf("understood\n%s\nwant\n%s", facts, want)
	}
	must(t, p.Mapping.Assign(p.Columns, map[string]ColumnChoice{"A": {Column: "référence"}, "B": {Column: "département"}}))
	if len(p.Mapping.Rows) != 0 {
		t.Errorf("a chronology that is no longer read: %+v", p.Mapping.Rows)
	}
}
