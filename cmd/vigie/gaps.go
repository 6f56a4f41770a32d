package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/store"
)

type indicatorKeepCmd struct {
	configured

	JSON bool `help:"Résultat en JSON."`
}

// gapsKept is what a run did to the kept sums of certificate gaps.
type gapsKept struct {
	Horizon    time.Time `json:"horizon"`
	Changed    bool      `json:"changed"` // false: they were those of the facts already
	Anew       bool      `json:"anew"`    // made from all facts
	Persons    int64     `json:"persons"` // looked at
	Rows       int64     `json:"rows"`    // written
	Simulation bool      `json:"simulation"`

	Days store.DaysKept `json:"days"` // of attempts
}

// Run brings the kept sums up to now.
func (cmd indicatorKeepCmd) Run(con *console) error {
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		done, err := a.keepGaps(ctx)
		if err == nil {
			done.Days, err = a.keepDays(ctx)
		}
		if err != nil {
			return err
		}
		done.Days.Horizon = done.Days.Horizon.In(done.Horizon.Location())
		if cmd.JSON {
			return writeJSON(con, done)
		}
		if done.Simulation {
			fmt.Fprintln(con.out, "SIMULATION")
		}
		fmt.Fprintf(con.out, "Journées des tentatives : %d mois comptés, %d mois tenus (horizon %s).\n", done.Days.Months, done.Days.All, done.Days.Horizon.Format(time.RFC3339))
		if !done.Changed {
			_, err = fmt.Fprintln(con.out, "Les sommes tenues sont déjà celles des faits.")
			return err
		}
		how := "Sommes mises à jour"
		if done.Anew {
			how = "Sommes refaites à partir de tous les faits"
		}
		_, err = fmt.Fprintf(con.out, "%s : %d personnes examinées, %d lignes écrites (horizon %s).\n", how, done.Persons, done.Rows, done.Horizon.Format(time.RFC3339))
		return err
	})
}

// keepGaps brings the kept sums of certificate gaps up to now, while nothing is
// erased.
func (a *app) keepGaps(ctx context.Context) (done gapsKept, err error) {
	lock, err := a.shareImportLock()
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, lock.release()) }()
	var id observatory.ID
	_, _ = rand.Read(id[:]) // never fails
	keeper := indicators.GapKeeper{Store: a.store, Rules: indicators.RulesOf(a.catalogue), Zone: a.catalogue.Zone}
	w := a.verdictWindow(a.recordedAt())
	step, err := keeper.Keep(ctx, w, id)
	done = gapsKept{Horizon: w.Horizon, Simulation: w.Simulation}
	if err == nil && step != nil {
		done.Changed, done.Anew, done.Persons, done.Rows = true, step.Follows.IsZero(), step.Persons, step.Rows
	}
	return done, err
}

// keepGapsAgain is the job that keeps the sums of gaps those of the facts, after
// each import and each day.
func (a *app) keepGapsAgain(ctx context.Context) error {
	done, err := a.keepGaps(ctx)
	if errors.Is(err, indicators.ErrFactsMoved) {
		a.log.Info("sums of gaps not kept: facts came in meanwhile")
		return nil
	}
	if err == nil && done.Changed {
		a.log.Info("sums of gaps kept", slog.Bool("anew", done.Anew), slog.Int64("persons", done.Persons), slog.Int64("rows", done.Rows))
	}
	return err
}
