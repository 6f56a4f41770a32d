package dashboard

import (
	"encoding/csv"
	"net/http"
	"slices"
	"strings"
	"testing"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

func TestThemesShowEveryIndicatorOfTheirFamilies(t *testing.T) {
	server, _ := start(t, world(), nil)
	for _, theme := range themes() {
		status, body, _ := get(t, server, theme.path)
		root := parse(t, body)
		if status != http.StatusOK {
			t.Fatalf("%s: status %d", theme.path, status)
		}
		for _, d := range theme.indicators() {
			switch {
			case byID(root, anchor(d.ID)) == nil:
				t.Errorf("%s lacks %s", theme.path, d.ID)
			case !strings.Contains(text(byID(root, anchor(d.ID))), "Source"):
				t.Errorf("%s: %s names no source", theme.path, d.ID)
			}
		}
	}
	_, body, _ := get(t, server, "/pan")
	shown := clean(text(parse(t, body)))
	for _, want := range []string{"niveau 5, aucune date", "à 30 jours au plus", "lieux que le catalogue dit compétents", "au plus, journées sans mesure comprises"} {
		if !strings.Contains(shown, want) {
			t.Errorf("/pan lacks %q", want)
		}
	}
}

// clean has plain spaces.
func clean(s string) string { return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(s) }

func TestThemeFilesTellOfCasesOnlyWhatIsPublished(t *testing.T) {
	server, _ := start(t, world(), nil)
	for _, theme := range themes() {
		status, body, header := get(t, server, theme.path+".csv")
		rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		if err != nil || status != http.StatusOK || !strings.HasPrefix(header.Get("Content-Type"), "text/csv") {
			t.Fatalf("%s.csv: status %d, %v", theme.path, status, err)
		}
		column := func(name string) int { return slices.Index(rows[0], name) }
		for _, row := range rows[1:] {
			d, _ := indicators.ByID(strings.TrimSuffix(row[0], indicators.MaintenanceSuffix))
			if d.Proof != indicators.ByCase {
				continue
			}
			told := []string{"whole"}
			if indicators.Rounded(d.ID) {
				told = []string{"rounded"}
				if n := row[column("n")]; n != "" && !strings.Contains(n, "-") {
					t.Errorf("%s.csv tells exact persons of a rounded figure: %v", theme.path, row)
				}
			}
			if !slices.Contains(told, row[column("shown")]) && row[column("value")] != "" || row[column("shown")] != "whole" && row[column("numerator")] != "" {
				t.Errorf("%s.csv tells a value that is not shown: %v", theme.path, row)
			}
		}
	}
	if _, body, _ := get(t, server, "/pan.csv"); strings.Count(body, "pan.level") < 100 {
		t.Error("/pan.csv has hardly any figure of pan.level")
	}
}

func TestChartsDrawMonthsOnly(t *testing.T) {
	s := siteOver(t, world())
	shot, err := s.figures.get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	d, _ := indicators.ByID("certificate.gap_days")
	monthly := shot.of(d.ID).monthly
	if !slices.ContainsFunc(monthly.Figures, func(f observatory.Figure) bool { return len(f.Period.Name) == len("2026") }) {
		t.Fatal("no year stands in for months: nothing is tested")
	}
	drawn, err := s.drawChart(shot, d, monthly, "")
	if err != nil {
		t.Fatal(err)
	}
	if body := string(drawn.plain); strings.Contains(body, "janvier"+"\u00a0"+"2025") || strings.Contains(body, "janvier 2025") {
		t.Error("a year is drawn as its first month, before the window")
	}
}

// TestNoTableSaysARowTwice: two accountings of one series are told apart.
func TestNoTableSaysARowTwice(t *testing.T) {
	server, _ := start(t, world(), nil)
	for _, f := range themes() {
		_, body, _ := get(t, server, f.path)
		for _, table := range all(parse(t, body), "table") {
			said := map[string]bool{}
			for _, row := range all(table, "tr") {
				if said[text(row)] {
					t.Errorf("%s, %q says twice %q", f.path, text(all(table, "caption")[0]), text(row))
				}
				said[text(row)] = true
			}
		}
	}
}

// TestOnePlaceIsNotSeveral: of a department with one place the sentence is not
// made for many.
func TestOnePlaceIsNotSeveral(t *testing.T) {
	s := siteOver(t, world())
	d, _ := indicators.ByID("pan.exists")
	for known, want := range map[int64]string{0: "Aucun point d’accueil numérique n’est connu pour le seul lieu", 1: "Un point d’accueil numérique est connu pour le seul lieu"} {
		f := observatory.Figure{Indicator: d.ID, Numerator: known, Denominator: 1, N: 1, Sufficient: true}
		if said := s.sentence(d, f, observatory.Figure{}); !strings.Contains(said, want) {
			t.Errorf("%d of 1: %s", known, said)
		}
	}
}
