package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"vigie/internal/store"
)

// keepDays counts the months of attempts that are over, once for all that reads
// them. Its horizon lies before the slots that are not public yet: public pages may
// use it too.
func (a *app) keepDays(ctx context.Context) (store.DaysKept, error) {
	return a.store.KeepDays(ctx, a.cfg.Simulation, a.recordedAt().Add(-a.cfg.Public.SlotDelay-time.Hour))
}

// keepDaysAgain is the job that keeps them.
func (a *app) keepDaysAgain(ctx context.Context) error {
	done, err := a.keepDays(ctx)
	if errors.Is(err, store.ErrAttemptsMoved) {
		a.log.Info("days of attempts not kept: attempts came in meanwhile")
		return nil
	}
	if err == nil && done.Changed {
		a.log.Info("days of attempts kept", slog.Int("counted", done.Months), slog.Int("all", done.All))
	}
	return err
}
