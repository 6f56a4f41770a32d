package dashboard

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/internal/charts"
	"vigie/internal/observatory"
)

// matrixChart serves the number of rows by what they say, month by month.
func (s *site) matrixChart(w http.ResponseWriter, r *http.Request) error {
	return s.drawn(w, r, "/matrice/graphique", func(shot *snapshot) (asset, error) {
		data, err := s.duties(r.Context(), shot)
		if err != nil {
			return asset{}, err
		}
		groups := []struct {
			name    string
			rulings []observatory.Ruling
		}{
			{"manquement constaté", []observatory.Ruling{observatory.Breach}},
			{"respectée, ou aucun manquement constaté", []observatory.Ruling{observatory.Respected, observatory.NoBreach}},
			{"chiffre sans verdict", []observatory.Ruling{observatory.WithoutLimit, observatory.ToVerify, observatory.Pending}},
			{"insuffisant ou non mesuré", []observatory.Ruling{observatory.Insufficient, observatory.NotMeasured}},
		}
		var t observatory.Table
		for _, g := range groups {
			for _, m := range data.months {
				n := int64(0)
				for _, o := range data.obligations {
					if v, ok := data.verdicts[o.ID][m.String()]; ok && slices.Contains(g.rulings, v.Ruling) {
						n++
					}
				}
				t.Figures = append(t.Figures, observatory.Figure{
					Series: g.name, Value: float64(n), Sufficient: true,
					Period: observatory.Period{Name: m.String(), Span: observatory.Span{Start: m.First(), End: m.Last()}},
				})
			}
		}
		body, err := charts.Lines(t, charts.Labels{
			Description: "Nombre de lignes de la matrice, mois par mois, selon ce qu’elles disent.", Month: s.words.Month,
			First: data.months[0], Last: data.months[len(data.months)-1],
			Series: func(f observatory.Figure) string { return f.Series }, Scale: func(observatory.Figure) float64 { return 1 },
		})
		if err != nil {
			return asset{}, err
		}
		return textAsset("application/json; charset=utf-8", body)
	})
}

// matrixTable serves the rows of the matrix as CSV.
func (s *site) matrixTable(w http.ResponseWriter, r *http.Request) error {
	file(w, "vigie-matrice.csv")
	return s.drawn(w, r, "/matrice.csv", func(shot *snapshot) (asset, error) {
		data, err := s.duties(r.Context(), shot)
		if err != nil {
			return asset{}, err
		}
		var rows [][]string
		for _, row := range s.publicRows(data) {
			rows = append(rows, []string{
				row.Obligation, row.Kind, row.Title, row.Period, strconv.FormatBool(row.Incomplete), string(row.Ruling), row.Words, row.K, row.N, row.Deadline,
				strconv.FormatBool(row.DeadlineVerified), row.Source, string(row.Status), string(row.Rule), row.Horizon.UTC().Format(time.RFC3339),
				strconv.FormatBool(shot.window.Simulation),
			})
		}
		return table([]string{
			"obligation", "kind", "title", "period", "incomplete", "ruling", "words", "k", "n", "deadline", "verified", "source", "status", "rule_sha256", "horizon_utc", "simulation",
		}, rows)
	})
}

// publicRow is a row of the matrix as files give it. K and N are brackets where
// cases are behind them.
type publicRow struct {
	Obligation       string                   `json:"obligation"`
	Kind             string                   `json:"kind"`
	Title            string                   `json:"title"`
	Period           string                   `json:"period"`     // 2026-11, 2026-T4 or 2026
	Incomplete       bool                     `json:"incomplete"` // facts of the period were still coming in
	Ruling           observatory.Ruling       `json:"ruling"`
	Words            string                   `json:"words"`
	K                string                   `json:"k"`
	N                string                   `json:"n"`
	Deadline         string                   `json:"deadline,omitempty"`
	DeadlineVerified bool                     `json:"verified"`
	Source           string                   `json:"source"`
	Status           observatory.Status       `json:"status"`
	Justification    string                   `json:"justification"`
	Rule             observatory.Hash         `json:"rule_sha256"`
	Horizon          time.Time                `json:"horizon"`
	Figures          []observatory.DutyFigure `json:"figures"` // of probes and pages; those of cases are in the publication
}

func (s *site) publicRows(data *matrixData) []publicRow {
	var rows []publicRow
	for i := range data.obligations {
		o := &data.obligations[i]
		for _, period := range slices.Sorted(maps.Keys(data.verdicts[o.ID])) {
			v := data.verdicts[o.ID][period]
			rows = append(rows, publicRow{
				Obligation: o.ID, Kind: string(o.Kind), Title: o.Title, Period: period, Incomplete: v.Incomplete, Ruling: v.Ruling,
				Words: strings.Join(strings.Fields(s.words.Ruling(o, &v, s.bracket(o, v.N))), " "), K: s.bracket(o, v.K), N: s.bracket(o, v.N),
				Deadline: o.Deadline.String(), DeadlineVerified: o.Verified(), Source: o.Source, Status: o.Status, Justification: o.Rule.Justification,
				Rule: v.Rule, Horizon: v.At.UTC(), Figures: v.Figures,
			})
		}
	}
	return rows
}

// matrixJSON serves the rows of the matrix as JSON.
func (s *site) matrixJSON(w http.ResponseWriter, r *http.Request) error {
	return s.drawn(w, r, "/api/matrice", func(shot *snapshot) (asset, error) {
		data, err := s.duties(r.Context(), shot)
		if err != nil {
			return asset{}, err
		}
		return jsonAsset(map[string]any{
			"simulation": shot.window.Simulation, "horizon": data.horizon.UTC(), "starts": s.Catalogue.Starts(), "rows": s.publicRows(data),
		})
	})
}

// publicationJSON serves the published case tables as JSON.
func (s *site) publicationJSON(w http.ResponseWriter, r *http.Request) error {
	return s.drawn(w, r, "/api/publication", func(shot *snapshot) (asset, error) { return jsonAsset(shot.published) })
}

func jsonAsset(value any) (asset, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(value); err != nil {
		return asset{}, fmt.Errorf("write JSON: %w", err)
	}
	return textAsset("application/json; charset=utf-8", b.Bytes())
}
