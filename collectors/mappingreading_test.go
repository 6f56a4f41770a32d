package collectors

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// manyDates is a table of one row a case with several dates, month first, and a
// department within a longer text.
const manyDates = "No;Lieu;Déposé;API;Relances\n" +
	"D-1;Bobigny / 93;02/28/2026;03/15/2026;04/02/2026, 04/17/2026\n" +
	"D-2;Paris / 75;03/01/2026;;\n"

// TestAssignReadings finishes what only YAML could say: forms of dates, parts of
// cells, one row to many events. It is read back as it was said, and survives the
// YAML.
func TestAssignReadings(t *testing.T) {
	o := options(t, &memory{}, testKeys(t))
	p, err := Headers(context.Background(), text(manyDates), o)
	must(t, err)
	must(t, p.Mapping.Reshape(mappingEvents))
	monthFirst := []string{"mm/jj/aaaa"}
	choices := map[string]ColumnChoice{
		"A": {Column: "référence", Reading: &ColumnReading{}},
		"B": {Column: "département", Reading: &ColumnReading{Separator: " / ", Part: -1}},
		"C": {Event: "dépôt", Reading: &ColumnReading{Dates: monthFirst}},
		"D": {Event: "API", Reading: &ColumnReading{Dates: monthFirst}},
		"E": {Event: "contact CCC", Reading: &ColumnReading{Dates: monthFirst, Each: ","}},
	}
	for range 2 { // said again, it is the same
		must(t, p.Mapping.Assign(p.Columns, choices))
		written, err := p.Mapping.YAML()
		must(t, err)
		o.Mapping, err = ParseMapping(written)
		must(t, err)
		p, err = Headers(context.Background(), text(manyDates), o)
		must(t, err)
		if len(p.Mapping.Rows) != 3 || !p.Ready {
			t.Fatalf("%d rows, missing %v\n%s", len(p.Mapping.Rows), p.Missing, written)
		}
	}
	for _, c := range p.Columns {
		want := choices[c.Place]
		if diff := cmp.Diff(*want.Reading, p.Mapping.Reading(c)); diff != "" || c.Event != want.Event || c.Column != want.Column {
			t.Errorf("column %s is %s%s (-want +got):\n%s", c.Place, c.Column, c.Event, diff)
		}
	}
	rows, err := Preview(context.Background(), text(manyDates), o, 20)
	must(t, err)
	var facts []string
	for _, row := range rows {
		for _, p := range row.Problems {
			if p.Problem != WarningEndUnknown { // nobody told when the certificate ends
				t.Errorf("row %d: %+v", row.Row, p)
			}
		}
		facts = append(facts, inWords(row)...)
	}
	all := strings.Join(facts, ";")
	for _, want := range []string{"dépôt le 28 février 2026 (93)", "15 mars 2026", "2 avril 2026", "17 avril 2026", "dépôt le 1er mars 2026 (75)"} {
		if !strings.Contains(all, want) {
			t.Errorf("understood %q, want %q", all, want)
		}
	}
	if len(facts) != 5 {
		t.Errorf("%d facts: %q", len(facts), all)
	}
	choices["D"] = ColumnChoice{}
	must(t, p.Mapping.Assign(p.Columns, choices))
	if len(p.Mapping.Rows) != 2 {
		t.Errorf("a column left out still gives its event: %+v", p.Mapping.Rows)
	}
	must(t, p.Mapping.Reshape(mappingCases))
	if len(p.Mapping.Rows) != 0 {
		t.Errorf("cases, and rows of events: %+v", p.Mapping.Rows)
	}
}

func TestAssignRefusesReadings(t *testing.T) {
	file := []ProposedColumn{{Place: "A", Name: "No"}, {Place: "B", Name: "Le"}}
	tests := map[string]ColumnChoice{
		"forme des dates":           {Column: "date", Reading: &ColumnReading{Dates: []string{"xx/yy"}}},
		"pas une colonne de date":   {Column: "département", Reading: &ColumnReading{Dates: []string{"jj/mm/aaaa"}}},
		"numéro de la partie":       {Column: "département", Reading: &ColumnReading{Separator: "/"}},
		"pas un genre d'évènement":  {Event: "fête"},
		"n'est pas une colonne":     {Column: "couleur"},
		"forme des dates de « date": {Event: "dépôt", Reading: &ColumnReading{Dates: []string{"aaaa"}}},
	}
	for want, choice := range tests {
		m := Mapping{Version: mappingVersion, Name: "x", Shape: mappingEvents}
		err := m.Assign(file, map[string]ColumnChoice{"A": {Column: "référence"}, "B": choice})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", choice, err, want)
		}
	}
	m := Mapping{Version: mappingVersion, Name: "x", Shape: mappingCases}
	if err := m.Assign(file, map[string]ColumnChoice{"B": {Event: "dépôt"}}); err == nil || !strings.Contains(err.Error(), "plusieurs évènements") {
		t.Errorf("an event of a case: %v", err)
	}
	if err := m.Reshape("tas"); err == nil {
		t.Error("a shape that there is none of")
	}
}
