package dashboard

import (
	"strings"
	"testing"
	"time"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

func TestSeriesAreWorded(t *testing.T) {
	s := &site{words: texts.In(texts.French)}
	for series, want := range map[string]string{
		"person_days/due_floor":            "jours sans document, tous dossiers réunis, document dû, compté au plus bas",
		"document/30":                      "terminées par un document en 30 jours au plus",
		"running/90":                       "encore en cours après 90 jours",
		"withdrawal/7/month_end":           "terminées par un désistement en 7 jours au plus, dates connues au mois près, prises au dernier jour",
		"block/stopped":                    "blocage technique, arrêtées là",
		"document/missing_documents_named": "pièces manquantes nommées",
	} {
		if got := strings.ReplaceAll(s.series(series), texts.NoWrap, " "); got != want {
			t.Errorf("%s: %q, want %q", series, got, want)
		}
	}
}

// A month without a verdict is told in words, not in zeros.
func TestJudgedLines(t *testing.T) {
	s := &site{words: texts.In(texts.French)}
	for _, c := range []struct {
		judged, breaches int64
		want             string
	}{
		{0, 0, "aucune ne porte de verdict"},
		{1, 0, "1 porte un verdict (dont 0 manquement constaté)"},
		{3, 2, "3 portent un verdict (dont 2 manquements constatés)"},
	} {
		if got := plain(s.judgedLines(c.judged, c.breaches)); got != c.want {
			t.Errorf("%d, %d: %q, want %q", c.judged, c.breaches, got, c.want)
		}
	}
}

// A table of which nothing is published is folded, and says so.
func TestTableWithoutAFigureIsFolded(t *testing.T) {
	d, _ := indicators.ByID("ccc.answered")
	whole := observatory.Figure{Shown: observatory.ShownWhole}
	withheld := observatory.Figure{Shown: observatory.ShownWithheld}
	for _, c := range []struct {
		department string
		figures    []observatory.Figure
		want       string
	}{
		{"", []observatory.Figure{withheld, withheld}, "Période par période : aucun chiffre n’est publié"},
		{"", []observatory.Figure{withheld, whole}, ""},
		{"", nil, ""},
		{"93", []observatory.Figure{whole}, "Période par période"},
	} {
		if got := plain(foldOf(d, observatory.Table{Figures: c.figures}, c.department)); got != c.want {
			t.Errorf("%d figures, department %q: %q, want %q", len(c.figures), c.department, got, c.want)
		}
	}
}

// The figure of a year may be withheld for the sake of one of its months: the
// newest month that is published is told then.
func TestTheLastPublishedMonthIsTold(t *testing.T) {
	s := &site{words: texts.In(texts.French), zone: time.UTC}
	month := func(month time.Month, shown observatory.Shown, value float64) observatory.Figure {
		first := observatory.NewDate(2026, month, 1)
		return observatory.Figure{
			Indicator: "closure.reason_stated", Series: "document", Unit: "share", N: 33, Value: value, Sufficient: shown == observatory.ShownWhole, Shown: shown,
			Period: observatory.Period{Name: first.Month().String(), Span: observatory.Span{Start: first, End: first + 27}},
		}
	}
	table := observatory.Table{Figures: []observatory.Figure{
		month(time.September, observatory.ShownWhole, .25), month(time.October, observatory.ShownWhole, .576), month(time.November, observatory.ShownWithheld, 0),
	}}
	if got := plain(s.lastPublished(table, "document")); !strings.Contains(got, "57,6 %") || !strings.Contains(got, "octobre 2026") || !strings.Contains(got, "33 personnes") {
		t.Errorf("%q", got)
	}
	if got := s.lastPublished(table, "told"); got != "" {
		t.Errorf("another series: %q", got)
	}
}

// TestCoverageWords: the coverage of a figure of cases names what it counts, is never
// said to be more than it is, and says of nothing that it is little.
func TestCoverageWords(t *testing.T) {
	s := &site{words: texts.In(texts.French)}
	for _, tt := range []struct {
		id               string
		covered, planned int64
		want             string
	}{
		{"certificate.gap_days", 7, 7, "100 % des dossiers"},
		{"certificate.gap_days", 0, 7, "moins de 1 % des dossiers"},
		{"certificate.gap_days", 29, 100, "au moins 29 % des dossiers"},
		{"certificate.gap_days", 1999, 2000, "au moins 99 % des dossiers"},
		{"certificate.gap_days", 0, 0, "sans objet"},
		{"certificate.rights_mention", 3, 3, "100 % des attestations"},
		{"certificate.rights_mention", 1, 2, "au moins 50 % des attestations"},
		{"certificate.recognition", 1, 4, "au moins 25 % des présentations"},
		{"closure.reason_stated", 1, 1, "100 % des clôtures"},
		{"closure.quality", 1, 3, "au moins 33 % des critères"},
		{"ccc.solved", 1, 3, "au moins 33 % des contacts"},
		{"ccc.stereotyped", 2, 5, "au moins 40 % des contacts"},
		{"pan.blocking_solved", 2, 5, "au moins 40 % des contacts"},
		{"alternatives.offered", 2, 3, "au moins 66 % des demandes"},
	} {
		d, found := indicators.ByID(tt.id)
		if !found {
			t.Fatalf("no indicator %s", tt.id)
		}
		got := s.coverage(d, observatory.Figure{Covered: tt.covered, Planned: tt.planned})
		if got = strings.ReplaceAll(got, texts.NoWrap, " "); got != tt.want {
			t.Errorf("%s, %d of %d: %q, want %q", tt.id, tt.covered, tt.planned, got, tt.want)
		}
	}
	d, _ := indicators.ByID("certificate.gap_days")
	published := observatory.Figure{Covered: 0, Planned: 10, Shown: observatory.ShownRounded} // of 0 to 9.9 %
	if got := strings.ReplaceAll(s.coverage(d, published), texts.NoWrap, " "); got != "moins de 10 % des dossiers" {
		t.Errorf("published: %q", got)
	}
}
