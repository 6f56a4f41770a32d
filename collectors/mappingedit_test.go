package collectors

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

// oddTable is a table whose columns are told by people's own words.
const oddTable = "No;Où;Quoi;Le;Divers\n" +
	"D-1;93;renouv;01/02/2026;vu\n" +
	"D-2;75;machin;05/02/2026;\n"

// TestAssignFinishesAProposal takes columns for what a person chose, keeps what
// she left as it was, and reads the file by it.
func TestAssignFinishesAProposal(t *testing.T) {
	o := options(t, &memory{}, testKeys(t))
	p, err := Headers(context.Background(), text(oddTable), o)
	must(t, err)
	if p.Ready {
		t.Fatalf("nothing is missing: the test shows nothing: %+v", p.Columns)
	}
	choices := map[string]ColumnChoice{
		"A": {Column: "référence"}, "B": {Column: "département"}, "C": {Column: "procédure", Words: map[string]string{"machin": "duplicata"}},
		"D": {Column: "date de dépôt"},
	}
	must(t, p.Mapping.Assign(p.Columns, choices))
	written, err := p.Mapping.YAML()
	must(t, err)
	m, err := ParseMapping(written)
	must(t, err)
	o.Mapping = m
	rows, err := Preview(context.Background(), text(oddTable), o, 20)
	must(t, err)
	if len(rows) != 2 || len(rows[0].Problems)+len(rows[1].Problems) != 0 || strings.Join(inWords(rows[1]), ";") != "dépôt le 5 février 2026 (75)" {
		t.Errorf("understood: %+v", rows)
	}
	again, err := Headers(context.Background(), text(oddTable), o)
	must(t, err)
	var taken []string
	for _, c := range again.Columns {
		taken = append(taken, c.Place+" "+c.Column+" "+strings.Join(c.Unknown, ","))
	}
	if diff := cmp.Diff([]string{"A référence ", "B département ", "C procédure ", "D date de dépôt ", "E  "}, taken); diff != "" || !again.Ready {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Divers"}, m.Ignored); diff != "" {
		t.Errorf("ignored (-want +got):\n%s", diff)
	}
	choices["E"] = ColumnChoice{Column: "procédure"}
	if err := m.Assign(again.Columns, choices); err == nil || !strings.Contains(err.Error(), "C et E") {
		t.Errorf("two columns for one: %v", err)
	}
	choices["E"] = ColumnChoice{Column: "couleur"}
	if err := m.Assign(again.Columns, choices); err == nil || !strings.Contains(err.Error(), "couleur") {
		t.Errorf("a column that there is none of: %v", err)
	}
	choices["C"], choices["E"] = ColumnChoice{}, ColumnChoice{Column: "commentaire"}
	must(t, m.Assign(again.Columns, choices))
	if _, kept := m.Columns["procédure"]; kept || m.Columns["commentaire"].Column != "Divers" || !cmp.Equal(m.Ignored, []string{"Quoi"}) {
		t.Errorf("a column left out: %+v, ignored %v", m.Columns, m.Ignored)
	}
}

// TestColumnsOfOneNameGoByPosition tells two columns of one name apart.
func TestColumnsOfOneNameGoByPosition(t *testing.T) {
	m := Mapping{Version: mappingVersion, Name: "x", Shape: mappingCases}
	file := []ProposedColumn{{Place: "A", Name: "Date"}, {Place: "B", Name: "date"}, {Place: "C"}}
	must(t, m.Assign(file, map[string]ColumnChoice{"A": {Column: "date de dépôt"}, "B": {Column: "date de clôture"}, "C": {Column: "référence"}}))
	for name, place := range map[string]string{"date de dépôt": "A", "date de clôture": "B", "référence": "C"} {
		if m.Columns[name].Position != place {
			t.Errorf("%s: %+v", name, m.Columns[name])
		}
	}
	for i, want := range []string{"date de dépôt", "date de clôture", "référence"} {
		if got := m.Taken(file)[i].Column; got != want {
			t.Errorf("%s is taken for %q", file[i].Place, got)
		}
	}
}

// TestWordsTellsEveryField gives each field and detail of an event its French
// name, and the word of each of its codes.
func TestWordsTellsEveryField(t *testing.T) {
	for _, test := range []struct{ field, value, name, word string }{
		{"page", "login", "page de la tentative", "connexion"},
		{"documents", "domicile+photo", "pièces demandées", "domicile, photo"},
		{"ticket", "0b1f0e0e-0000-8000-8000-000000000001", "ticket CCC", "noté (pseudonyme)"},
		{"constrained", "yes", "empêché de se déplacer par une mesure de contrainte", "oui"},
		{"answered_on", "2026-01-02", "date de la réponse", "2026-01-02"},
		{"code", "ddd", "précision", "Défenseur des droits"},
		{"code", "r431_5_4", "précision", "délai de l'article R. 431-5, 4°, tenu"},
		{"reason_source", "declared", "source du motif", "déclarée par l'association"},
		{"month_only", "true", "date connue au mois seulement", "oui"},
		{"person", "0b1f0e0e-0000-8000-8000-000000000001", "personne", "un pseudonyme"},
		{"channel", "anef", "canal", "ANEF"},
		{"channel", "pigeon", "canal", "pigeon"},
	} {
		if name, word := Words(test.field, test.value); name != test.name || word != test.word {
			t.Errorf("%s %q: %q, %q", test.field, test.value, name, word)
		}
	}
}

// TestEveryChangeHasItsName: no field of a change is shown to a person in English.
func TestEveryChangeHasItsName(t *testing.T) {
	full := observatory.CaseEvent{
		Person: observatory.DeriveID([]byte("p")), Date: 1, MonthOnly: true, Start: 1, End: 1, Department: "93", Procedure: "first", Ground: "care",
		Channel: "anef", Rank: "first", RightsMention: observatory.Yes, Ending: "adverse", ReasonStated: observatory.No, ReasonSource: "declared",
		Organisation: "caf", Answer: "silent", Code: "first_contact", Level: observatory.LevelDocument,
	}
	for _, name := range observatory.DetailNames() {
		full.Details = full.Details.Set(name, "yes")
	}
	changes := observatory.Changes(&observatory.CaseEvent{}, &full)
	if len(changes) < 18+len(observatory.DetailNames())-1 {
		t.Fatalf("%d changes", len(changes))
	}
	for _, c := range changes {
		if name, _ := Words(c.Field, c.After); name == c.Field && name != "date" && name != "page" && name != "message" {
			t.Errorf("%s has no French name", c.Field)
		}
	}
}

// TestAssignKeepsThePrefecturesDepartment: a column that gives two of the format still
// gives both when a page says again what it showed.
func TestAssignKeepsThePrefecturesDepartment(t *testing.T) {
	p, err := Headers(context.Background(), text("Réf;Préfecture;Date de dépôt\nA;Bobigny;12/01/2026\nB;Nanterre;13/01/2026\n"), ruled(t, &memory{}))
	must(t, err)
	choices := map[string]ColumnChoice{}
	for _, c := range p.Columns {
		choices[c.Place] = ColumnChoice{Column: c.Column}
	}
	for range 2 {
		must(t, p.Mapping.Assign(p.Columns, choices))
		if p.Mapping.Columns["département"].Values["Bobigny"] != "93" || p.Mapping.Columns["préfecture"].Column != "Préfecture" {
			t.Fatalf("columns: %+v", p.Mapping.Columns)
		}
	}
	choices["B"] = ColumnChoice{Column: "département"}
	must(t, p.Mapping.Assign(p.Columns, choices))
	if p.Mapping.Columns["département"].Values["Bobigny"] != "93" {
		t.Errorf("the department is no longer told: %+v", p.Mapping.Columns)
	}
}
