package dashboard

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"net/http"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// drawn answers with a page or file drawn from the newest figures, drawn once
// for each version of the data. Its addresses must be few and known.
func (s *site) drawn(w http.ResponseWriter, r *http.Request, address string, draw func(*snapshot) (asset, error)) error {
	shot, err := s.figures.get(r.Context())
	if err != nil {
		return err
	}
	answer, err := shot.once(address, func() (asset, error) { return draw(shot) })
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-cache")
	return send(w, r, answer)
}

// render writes a page of a template as an answer.
func (s *site) render(name string, data any) (asset, error) {
	body, err := s.views.render(name, data)
	if err != nil {
		return asset{}, err
	}
	return htmlAsset(body)
}

// table makes a CSV file (RFC 4180): a head, then rows. No spreadsheet takes a cell
// of it for a formula.
func table(head []string, rows [][]string) (asset, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	safe := [][]string{head}
	for _, row := range rows {
		safe = append(safe, observatory.SafeRow(row))
	}
	if err := w.WriteAll(safe); err != nil {
		return asset{}, fmt.Errorf("write a CSV file: %w", err)
	}
	return textAsset("text/csv; charset=utf-8", b.Bytes())
}

// file tells the browser to keep an answer under a name.
func file(w http.ResponseWriter, name string) {
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
}

// driftTasks are the tasks of the window of a snapshot.
func (s *site) driftTasks(ctx context.Context, shot *snapshot) ([]indicators.DriftTask, error) {
	return shot.tasks.get(func() ([]indicators.DriftTask, error) { return indicators.DriftTasks(ctx, s.Reader, shot.window) })
}

// refusals are the days on which hosts refused the probe.
func (s *site) refusals(ctx context.Context, shot *snapshot) ([]indicators.Refusals, error) {
	return shot.refused.get(func() ([]indicators.Refusals, error) { return indicators.RefusalsByHost(ctx, s.Reader, shot.window) })
}

// latest are the newest attempts of each journey on each target.
func (s *site) latest(ctx context.Context, shot *snapshot) ([]indicators.LatestAttempt, error) {
	return shot.latest.get(func() ([]indicators.LatestAttempt, error) {
		return indicators.LatestAttempts(ctx, s.Reader, shot.window)
	})
}

// incidents are those of every journey.
func (s *site) incidents(ctx context.Context, shot *snapshot) ([]indicators.Incident, error) {
	return shot.incidents.get(func() ([]indicators.Incident, error) { return indicators.Incidents(ctx, s.Reader, shot.window) })
}

// lastDays are the figures of journeys over the last days, today included.
func (s *site) lastDays(ctx context.Context, shot *snapshot, days int) (observatory.Table, error) {
	kept := &shot.week
	if days == monthDays {
		kept = &shot.month
	}
	return kept.get(func() (observatory.Table, error) {
		w := shot.window
		w.From = w.To - observatory.Date(days-1)
		return indicators.Compute(ctx, s.Reader, portalID, indicators.Request{Window: w, Rules: s.rules, Zone: s.Catalogue.Zone})
	})
}
