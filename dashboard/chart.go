package dashboard

import (
	"net/http"
	"strings"

	"vigie/internal/charts"
	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

// chart serves the option of an indicator's monthly chart, for the script of
// the page.
func (s *site) chart(w http.ResponseWriter, r *http.Request) error {
	d, ok := indicators.ByID(r.PathValue("id"))
	if !ok {
		return notFound("Graphique introuvable", "Aucun indicateur ne porte ce nom.")
	}
	department := r.URL.Query().Get("departement")
	if _, ok := s.Catalogue.Department(department); department != "" && !ok {
		return notFound("Département inconnu", "Aucun département ne porte ce code.")
	}
	shot, err := s.figures.get(r.Context())
	if err != nil {
		return err
	}
	answer, err := shot.once("/graphique/"+d.ID+"?"+department, func() (asset, error) { return s.drawChart(shot, d, department) })
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-cache")
	return send(w, r, answer)
}

func (s *site) drawChart(shot *snapshot, d indicators.Definition, department string) (asset, error) {
	monthly := shot.tables[d.ID].monthly
	if department != "" {
		monthly = of(shot.tables[d.ID].departmentMonths, department)
	}
	series, accounting := mainSeries(d.ID)
	labels := charts.Labels{
		Description: s.section(shot, d, department).Sentence + " Le tableau sous le graphique donne les mêmes chiffres.",
		Unit:        texts.NoWrap + "%", Percent: true,
		First: shot.window.From.Month(), Last: shot.window.To.Month(),
		Band:  "intervalle à 95" + texts.NoWrap + "%",
		Month: s.words.Month,
		Scale: func(observatory.Figure) float64 { return 100 },
		Series: func(f observatory.Figure) string {
			name := s.series(f.Series)
			if f.Accounting != "" {
				name += ", " + s.words.Accounting(f.Accounting)
			}
			if name == "" {
				name = "part des personnes"
			}
			return name
		},
		Keep: func(f observatory.Figure) bool {
			return !strings.HasSuffix(f.Indicator, indicators.MaintenanceSuffix) && !strings.HasSuffix(f.Series, indicators.SeriesMonthEnd)
		},
		Banded: func(f observatory.Figure) bool { return f.Series == series && f.Accounting == accounting },
	}
	if d.Unit == indicators.Days {
		labels.Unit, labels.Percent = texts.NoWrap+"jours", false
		labels.Scale = func(observatory.Figure) float64 { return 1 }
		labels.Keep = func(f observatory.Figure) bool { return f.Series == indicators.SeriesMedianEnded }
	}
	body, err := charts.Lines(monthly, labels)
	if err != nil {
		return asset{}, err
	}
	return textAsset("application/json; charset=utf-8", body)
}
