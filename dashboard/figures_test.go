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
