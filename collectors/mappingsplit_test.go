package collectors

import (
	"context"
	"slices"
	"strings"
	"testing"
)

// severalPerCell is a table of cases whose certificates and contacts are written
// several to a cell, in three manners.
const severalPerCell = "N° interne;Dpt;Déposé le;Clôturé le;Contacts CCC;Réponse CCC;Nouveau dépôt;Fin du titre\n" +
	"S-1;93;05/01/2026;02/03/2026;\"12/01/2026 ; 15/03/2026\";résolu;\"03/03/2026\n04/04/2026\";31/12/2025\n" +
	"S-2;75;06/01/2026;;13/01/2026;;;30/11/2025\n" +
	"S-3;75;07/01/2026;;\"14/01/2026;16/01/2026;20/01/2026\";;05/05/2026;\n"

// TestProposeSplits proposes an event for each date of a cell, and the rows that
// are then shown hold them all.
func TestProposeSplits(t *testing.T) {
	o := options(t, &memory{}, testKeys(t))
	p, err := ProposeMapping(context.Background(), text(severalPerCell), o)
	must(t, err)
	got := map[string]ProposedColumn{}
	for _, c := range p.Columns {
		got[c.Name] = c
	}
	for name, want := range map[string]ProposedColumn{
		"Contacts CCC":  {Event: "contact CCC", Each: ";"},
		"Nouveau dépôt": {Event: "nouveau dépôt", Each: lineBreak},
		"Clôturé le":    {Event: "clôture"},
		"Déposé le":     {Event: "dépôt"},
		"Fin du titre":  {Event: "titre détenu", Column: "fin"},
		"Réponse CCC":   {}, // of which date nobody can tell
	} {
		if c := got[name]; c.Event != want.Event || c.Each != want.Each || name != "Réponse CCC" && c.Column != want.Column {
			t.Errorf("%s: %+v, want %+v", name, c, want)
		}
	}
	written, err := p.Mapping.YAML()
	must(t, err)
	must(t, validate(t, "schema/correspondance.schema.json", written))
	o.Mapping, err = ParseMapping(written)
	if err != nil || !p.Ready {
		t.Fatalf("ready %v, %v\n%s", p.Ready, err, written)
	}
	rows, err := Preview(context.Background(), text(severalPerCell), o, 20)
	must(t, err)
	var facts []string
	for _, row := range rows {
		facts = append(facts, inWords(row)...)
	}
	all := strings.Join(facts, ";")
	for _, want := range []string{
		"dépôt le 5 janvier 2026 (93)", "clôture le 2 mars 2026", "contact CCC le 12 janvier 2026", "contact CCC le 15 mars 2026", "nouveau dépôt le 3 mars 2026", "nouveau dépôt le 4 avril 2026",
		"contact CCC le 13 janvier 2026", "contact CCC le 20 janvier 2026", "30 novembre 2025",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("understood %q, want %q\n%s", all, want, written)
		}
	}
	s, err := CheckSource(context.Background(), text(severalPerCell), o)
	must(t, err)
	if s.Rows != 3 || s.RefusedRows != 0 || s.Cases != 3 || s.Events != 15 {
		t.Errorf("%+v\n%s", s, written)
	}
}

// TestProposedSplitIsRead: a page shows the proposal as a person would have said
// it, and saying it again changes nothing.
func TestProposedSplitIsRead(t *testing.T) {
	o := options(t, &memory{}, testKeys(t))
	p, err := Headers(context.Background(), text(severalPerCell), o)
	must(t, err)
	at := slices.IndexFunc(p.Columns, func(c ProposedColumn) bool { return c.Name == "Contacts CCC" })
	if c := p.Columns[at]; c.Event != "contact CCC" || p.Mapping.Reading(c).Each != ";" || c.Certainty < 50 {
		t.Errorf("%+v, %+v", c, p.Mapping.Reading(c))
	}
	choices := map[string]ColumnChoice{}
	for _, c := range p.Columns {
		reading := p.Mapping.Reading(c)
		choices[c.Place] = ColumnChoice{Column: c.Column, Event: c.Event, Reading: &reading}
	}
	rows := len(p.Mapping.Rows)
	must(t, p.Mapping.Assign(p.Columns, choices))
	written, err := p.Mapping.YAML()
	must(t, err)
	_, err = ParseMapping(written)
	must(t, err)
	if len(p.Mapping.Rows) != rows {
		t.Errorf("%d rows, were %d", len(p.Mapping.Rows), rows)
	}
}

// TestSeveralDates tells several dates from what only looks like them.
func TestSeveralDates(t *testing.T) {
	for _, test := range []struct {
		cells []string
		want  string
	}{
		{[]string{"12/01/2026 ; 15/03/2026", "16/01/2026"}, ";"},
		{[]string{"12/01/2026\n15/03/2026"}, lineBreak},
		{[]string{"12/01/2026 et 15/03/2026"}, " et "},
		{[]string{"12/01/26, 15/03/26"}, ","},
		{[]string{"2026-01-12 - 2026-03-15"}, " - "},
		{[]string{"12/01/2026", "15/03/2026"}, ""},
		{[]string{"12 - 01 - 2026"}, ""},
		{[]string{"12 janvier 2026"}, ""},
		{[]string{"93, 75", "12, 13"}, ""},
		{[]string{"relance 1, relance 2"}, ""},
		{nil, ""},
	} {
		if got := severalDates(test.cells); got != test.want {
			t.Errorf("%q: %q, want %q", test.cells, got, test.want)
		}
	}
}
