package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"maps"
	"slices"
	"time"

	"vigie/internal/access"
	"vigie/internal/evidence"
	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// sparedFor is how long a file that was just put is left alone: an attempt
// under way may be about to name it.
const sparedFor = 24 * time.Hour

type evidencePurgeCmd struct {
	configured

	DryRun bool `help:"Dit ce qui partirait, sans rien supprimer."`
	JSON   bool `help:"Résultat en JSON."`
}

// Run deletes the captures whose time is over, or says which it would.
func (cmd evidencePurgeCmd) Run(con *console) error {
	cfg, err := loadConfig(cmd.Config)
	if err != nil {
		return err
	}
	if len(cfg.Retention.Captures) == 0 {
		return observatory.InputErrorf("aucune durée de conservation des captures n'est configurée (retention.captures) : tout reste")
	}
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		done, err := a.purgeCaptures(ctx, cmd.DryRun)
		if err != nil {
			return err
		}
		if cmd.JSON {
			return writeJSON(con, done)
		}
		verb := "Supprimé"
		if cmd.DryRun {
			verb = "Rien n'est supprimé (essai) ; partiraient"
		}
		fmt.Fprintf(con.out, "%s : %d fichiers, %d octets.\n", verb, done.Files, done.Bytes)
		for _, outcome := range slices.Sorted(maps.Keys(done.Attempts)) {
			fmt.Fprintf(con.out, "  %-12s %d tentatives de plus de %d jours\n", outcome, done.Attempts[outcome], a.cfg.Retention.Captures[outcome])
		}
		fmt.Fprintf(con.out, "Restent : %d fichiers que d'autres tentatives citent, %d écrits depuis moins d'un jour (prochaine fois).\n", done.Shared, done.Spared)
		return nil
	})
}

// validate gives every problem of the durations.
func (r retentionConfig) validate(add func(string, ...any)) {
	if r.SealedDays < 1 {
		add("retention.sealed_days : au moins 1")
	}
	if r.CasesDays < 0 {
		add("retention.cases_days : zéro (les cas restent) ou plus")
	}
	if r.AccessDays != 0 && (r.AccessDays < 180 || r.AccessDays > 3*366) {
		add("retention.accesses_days : zéro (le journal des accès reste), ou de 180 jours à trois ans")
	}
	if r.UploadDays < 0 {
		add("retention.uploads_days : zéro (les rapports des fichiers envoyés restent) ou plus")
	}
	if most := int(access.DraftsKept / (24 * time.Hour)); r.DraftDays < 1 || r.DraftDays > most {
		add("retention.drafts_days : de 1 à %d", most)
	}
	for _, outcome := range slices.Sorted(maps.Keys(r.Captures)) {
		if !outcome.Valid() {
			add("retention.captures : issue inconnue « %s » ; les issues sont met, degraded, unmet, down, maintenance, blocked, drift et fault", outcome)
		}
		if r.Captures[outcome] < 1 {
			add("retention.captures.%s : au moins 1 jour ; sans cette ligne, les captures restent", outcome)
		}
	}
}

// purgeAll is the daily job: everything whose configured time is over, and the
// files sent that nobody imported.
func (a *app) purgeAll(ctx context.Context) error {
	done, err := a.applyRetention(ctx, true)
	a.log.Info("retention applied", slog.Int("sealed", done.Sealed), slog.Int("capture_files", done.Files), slog.Int("cases", done.Cases),
		slog.Int64("accesses", done.Accesses), slog.Int("uploads", done.Uploads), slog.Int("drafts", done.Drafts))
	return errors.Join(err, a.purgeSent(ctx))
}

// purgeCaptures deletes what retention.captures says.
func (a *app) purgeCaptures(ctx context.Context, dryRun bool) (evidence.Purged, error) {
	retention := evidence.Retention{}
	for outcome, days := range a.cfg.Retention.Captures {
		retention[outcome] = time.Duration(days) * 24 * time.Hour
	}
	if len(retention) == 0 {
		return evidence.Purged{}, nil
	}
	held, err := a.heldFiles(ctx)
	if err != nil {
		return evidence.Purged{}, err
	}
	return evidence.Purge{
		Files: a.files, Ledger: a.ledger, Retention: retention, Held: held, DryRun: dryRun,
		Attempts: func() iter.Seq2[observatory.Attempt, error] { return a.everyAttempt(ctx) },
		Now:      a.recordedAt(), Spared: time.Now().Add(-sparedFor),
	}.Run(ctx)
}

// everyAttempt gives real attempts, then simulated ones, with their steps.
func (a *app) everyAttempt(ctx context.Context) iter.Seq2[observatory.Attempt, error] {
	return func(yield func(observatory.Attempt, error) bool) {
		for _, simulation := range []bool{false, true} {
			filter := observatory.AttemptFilter{Window: observatory.Window{Simulation: simulation}, WithSteps: true}
			for attempt, err := range a.store.Attempts(ctx, filter) {
				if !yield(attempt, err) {
					return
				}
			}
		}
	}
}

// heldFiles are evidence files that facts read on pages and the rules of
// verdicts name, and the pictures that an open task compares: no purge of
// captures takes them.
func (a *app) heldFiles(ctx context.Context) (map[observatory.Hash]bool, error) {
	held := map[observatory.Hash]bool{}
	for _, simulation := range []bool{false, true} {
		for fact, err := range a.store.PageFacts(ctx, observatory.PageFactFilter{Window: observatory.Window{Simulation: simulation}}) {
			if err != nil {
				return nil, fmt.Errorf("purge des captures : %w", err)
			}
			held[fact.PageHash] = true
			for _, piece := range fact.Evidence {
				held[piece.Hash] = true
			}
		}
		if err := a.holdTasks(ctx, simulation, held); err != nil {
			return nil, fmt.Errorf("purge des captures : %w", err)
		}
		verdicts := observatory.VerdictFilter{Window: observatory.Window{Simulation: simulation}, Newest: true}
		for verdict, err := range a.store.Verdicts(ctx, verdicts) {
			if err != nil {
				return nil, fmt.Errorf("purge des captures : %w", err)
			}
			held[verdict.Rule] = true
		}
	}
	return held, nil
}

// holdTasks holds the pictures of the last good and the first bad attempt of each
// task that is open: a person has still to compare them.
func (a *app) holdTasks(ctx context.Context, simulation bool, held map[observatory.Hash]bool) error {
	tasks, err := indicators.DriftTasks(ctx, a.store, observatory.Window{Horizon: a.recordedAt(), Simulation: simulation})
	if err != nil {
		return err
	}
	for _, task := range openTasks(tasks) {
		for _, id := range []observatory.ID{task.Good, task.Opened} {
			if id.IsZero() {
				continue
			}
			attempt, err := a.store.Attempt(ctx, id)
			if err != nil {
				return err
			}
			if picture, found := attempt.PieceByRole("screenshot"); found {
				held[picture.Hash] = true
			}
			for _, step := range attempt.Steps {
				if step.Screenshot != "" {
					held[step.Screenshot] = true
				}
			}
		}
	}
	return nil
}

// captureDeleted tells the deletion of an attempt's captures.
func (a *app) captureDeleted(id observatory.ID) (at time.Time, rule string, err error) {
	leaf, _, _, err := a.ledger.CaptureDeletion(id)
	return leaf.At, leaf.Reason, err
}
