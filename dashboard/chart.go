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
	if d.PerJourney {
		return s.journeyChart(w, r, d)
	}
	return s.drawn(w, r, "/graphique/"+d.ID+"?"+department, func(shot *snapshot) (asset, error) {
		if _, ok := shot.tables[d.ID]; !ok {
			if err := s.fillThemes(r.Context(), shot); err != nil {
				return asset{}, err
			}
		}
		monthly := shot.of(d.ID).monthly
		if department != "" {
			monthly = of(shot.of(d.ID).departmentMonths, department)
		}
		return s.drawChart(shot, d, monthly, s.section(shot, d, department).Sentence)
	})
}

// journeyChart serves the chart of one journey.
func (s *site) journeyChart(w http.ResponseWriter, r *http.Request, d indicators.Definition) error {
	j, ok := s.journeyOf(r.URL.Query().Get("parcours"), r.URL.Query().Get("systeme"))
	if !ok {
		return notFound("Parcours inconnu", "Aucun parcours ne porte ce nom pour ce système.")
	}
	return s.drawn(w, r, "/graphique"+journeyHref(j.ID, j.System), func(shot *snapshot) (asset, error) {
		monthly := ofSeries(shot.of(d.ID).monthly, indicators.JourneySeries(j.ID, j.System, j.Mode))
		return s.drawChart(shot, d, monthly, s.sentence(d, s.ofJourney(shot, shot.of(d.ID).national, j, observatory.Strict), observatory.Figure{}))
	})
}

// drawChart makes the option of the chart of monthly figures.
func (s *site) drawChart(shot *snapshot, d indicators.Definition, monthly observatory.Table, sentence string) (asset, error) {
	labels := s.chartLabels(shot, d)
	labels.Description = sentence + " Le tableau sous le graphique donne les mêmes chiffres."
	kept := labels.Keep
	labels.Keep = func(f observatory.Figure) bool { // a quarter or a year that stands in for months is no month
		_, err := observatory.ParseMonth(f.Period.Name)
		return err == nil && kept(f)
	}
	late := map[observatory.Month]bool{}
	for _, f := range monthly.Figures {
		if f.Incomplete {
			late[f.Period.Start.Month()] = true
		}
	}
	if len(late) > 0 {
		labels.Month = func(m observatory.Month) string {
			if late[m] {
				return s.words.Month(m) + " (incomplet)"
			}
			return s.words.Month(m)
		}
		labels.Description += " Les mois marqués « incomplet » grandiront encore" + texts.NoWrap + ": des faits sont rapportés avec retard."
	}
	body, err := charts.Lines(monthly, labels)
	if err != nil {
		return asset{}, err
	}
	return textAsset("application/json; charset=utf-8", body)
}

// chartLabels says which figures of an indicator are drawn, and their words.
func (s *site) chartLabels(shot *snapshot, d indicators.Definition) charts.Labels {
	series, accounting := leadSeries(d), observatory.Strict
	if d.Proof != indicators.ByProbe {
		accounting = ""
	}
	labels := charts.Labels{
		Unit: texts.NoWrap + "%", Percent: true,
		First: shot.window.From.Month(), Last: shot.window.To.Month(),
		Band:  "intervalle à 95" + texts.NoWrap + "%",
		Month: s.words.Month,
		Scale: func(observatory.Figure) float64 { return 100 },
		Series: func(f observatory.Figure) string {
			if d.PerJourney {
				return s.words.Accounting(f.Accounting)
			}
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
		Banded: func(f observatory.Figure) bool {
			return (f.Series == series || d.PerJourney) && f.Accounting == accounting
		},
	}
	if classed(d.ID) {
		labels.Keep = func(f observatory.Figure) bool {
			return f.Accounting == observatory.Strict && strings.HasPrefix(f.Series, string(observatory.Unattended)+"/")
		}
		labels.Series = func(f observatory.Figure) string {
			return s.words.Series(strings.TrimPrefix(f.Series, string(observatory.Unattended)+"/"))
		}
	}
	if d.Unit == indicators.Days {
		labels.Unit, labels.Percent = texts.NoWrap+"jours", false
		labels.Scale = func(observatory.Figure) float64 { return 1 }
		if d.Proof == indicators.ByCase {
			labels.Keep = func(f observatory.Figure) bool { return f.Series == indicators.SeriesMedianEnded }
		}
	}
	return labels
}
