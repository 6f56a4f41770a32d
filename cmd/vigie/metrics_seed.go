package main

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"vigie/internal/observatory"
)

// seedRows bounds how far back the metrics of one journey are read at the start.
const seedRows = 1000

// seedMetrics gives the metrics of the planned journeys what the store knows of
// the time before this process, so that a restart hides no failure.
func (a *app) seedMetrics(ctx context.Context) error {
	for _, journey := range slices.Sorted(maps.Keys(a.metrics.expected)) {
		if err := a.seedJourney(ctx, journey); err != nil {
			return fmt.Errorf("metrics of %s: %w", journey, err)
		}
	}
	return nil
}

func (a *app) seedJourney(ctx context.Context, journey string) error {
	confirmations := map[observatory.ID]*observatory.Attempt{}
	seen := map[string]bool{}
	since, counting := 0, true
	filter := observatory.AttemptFilter{
		Window:  observatory.Window{Horizon: a.recordedAt(), Simulation: a.cfg.Simulation},
		Journey: journey, Mode: observatory.Unattended, Newest: true, Limit: seedRows,
	}
	for attempt, err := range a.store.Attempts(ctx, filter) {
		if err != nil {
			return err
		}
		if attempt.Outcome.Success() {
			a.metrics.succeededAt(journey, attempt.At)
		}
		if !attempt.First() {
			confirmations[attempt.Confirms] = &attempt
			continue
		}
		last := &attempt
		if confirmation, found := confirmations[attempt.ID]; found {
			last = confirmation
		}
		if attempt.PlannedPerDay == 0 {
			continue
		}
		if !seen[attempt.Target] {
			seen[attempt.Target] = true
			a.metrics.place(last)
		}
		if counting = counting && !a.metrics.succeeded(last); counting {
			since++
		}
	}
	a.metrics.sinceSuccess.WithLabelValues(journey).Set(float64(since))
	return nil
}
