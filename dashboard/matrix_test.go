package dashboard

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"vigie/internal/catalogue"
	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// judged gives the memory the verdicts of its own rows, as the public sees
// them: those of cases for the country alone.
func (m *memory) judged(tb testing.TB) *memory {
	tb.Helper()
	known, err := catalogue.Load()
	if err != nil {
		tb.Fatal(err)
	}
	judge := indicators.Judge{
		Obligations: known.Obligations(), Rules: indicators.RulesOf(known), Zone: known.Zone,
		Facts: func(context.Context, observatory.Window) (map[string]int64, error) { return map[string]int64{}, nil },
	}
	m.verdicts, err = judge.Verdicts(tb.Context(), &memory{rows: m.rows}, observatory.Window{Horizon: now()})
	if err != nil {
		tb.Fatal(err)
	}
	for i := range m.verdicts {
		v := &m.verdicts[i]
		if v.Obligation == "r431-15-1.certificate" && v.Department == "" {
			v.Ruling, v.K, v.N, v.Erased = observatory.Breach, 1, 20, 1 // as brackets
		}
	}
	return m
}

func TestMatrixPage(t *testing.T) {
	server, _ := start(t, world().judged(t), nil)
	status, body, _ := get(t, server, "/matrice")
	if status != 200 {
		t.Fatal(status, body)
	}
	root := parse(t, body)
	shown := text(root)
	for _, want := range []string{
		"5 novembre 2026", "passée depuis 18 jours", "5 mai 2027", "échéance à vérifier", "texte non disponible", "manquement constaté",
		"1 porte un verdict (dont 1 manquement constaté), 43 montrent un chiffre sans verdict, 8 n’ont pas de texte disponible.", // and none is unseen
		"k = de 1 à 10, n = de 20 à 49", "faits effacés depuis : de 1 à 10", "sans seuil dans le texte", "Point de départ des délais",
	} {
		if !strings.Contains(strings.ReplaceAll(strings.ReplaceAll(shown, "\u00a0", " "), "\u202f", " "), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	known, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range known.Obligations() {
		duty := byID(root, anchor(o.ID))
		if duty == nil {
			t.Errorf("%s is not on the page", o.ID)
			continue
		}
		if said := text(duty); !strings.Contains(said, "Source") || strings.Contains(said, "ruling.") {
			t.Errorf("%s: %s", o.ID, said)
		}
		if !o.Verified() && strings.Contains(text(duty), "respectée") {
			t.Errorf("%s is unverified and has a verdict", o.ID)
		}
	}
}

func TestMatrixFiles(t *testing.T) {
	server, _ := start(t, world().judged(t), nil)
	_, body, header := get(t, server, "/matrice.csv")
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || len(rows) < 100 || !strings.Contains(header.Get("Content-Disposition"), "vigie-matrice.csv") {
		t.Errorf("CSV: %d rows, %v", len(rows), err)
	}
	_, body, _ = get(t, server, "/api/matrice")
	var matrix struct{ Rows []publicRow }
	if err := json.Unmarshal([]byte(body), &matrix); err != nil || len(matrix.Rows) != len(rows)-1 {
		t.Errorf("JSON: %d rows, CSV %d: %v", len(matrix.Rows), len(rows)-1, err)
	}
	if status, body, _ := get(t, server, "/matrice/graphique"); status != 200 || strings.Count(body, `"value"`) < 40 {
		t.Errorf("chart: status %d, %s", status, body)
	}
}

// The published tables are what the pages and files of cases show.
func TestPublicationFiles(t *testing.T) {
	m := world()
	server, _ := start(t, m, nil)
	_, body, _ := get(t, server, "/publication.csv")
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || len(rows) < 50 {
		t.Fatalf("CSV: %d rows, %v", len(rows), err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	shown := map[string]int{}
	for _, row := range rows[1:] {
		word := row[column["shown"]]
		shown[word]++
		if word == "withheld" && row[column["value"]]+row[column["n_persons"]]+row[column["associations"]] != "" {
			t.Errorf("a withheld cell tells: %v", row)
		}
		if exact := !strings.Contains(row[column["n_persons"]], "-"); word == "rounded" && exact || word == "whole" && !exact {
			t.Errorf("%s in another way than its persons: %v", word, row)
		}
		if word == "bounded" && row[column["value"]] != "" {
			t.Errorf("a bounded cell tells its value: %v", row)
		}
	}
	if shown["whole"] == 0 || shown["withheld"] == 0 || shown["rounded"] == 0 {
		t.Errorf("cells: %v", shown)
	}
	_, body, _ = get(t, server, "/api/publication")
	var edition observatory.Publication
	if err := json.Unmarshal([]byte(body), &edition); err != nil || edition.Edition != "2026-11" {
		t.Errorf("JSON: %v, edition %q", err, edition.Edition)
	}
}
