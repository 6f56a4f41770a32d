package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// retentionBatch is how many cases one erasure names.
const retentionBatch = 200

type retentionCmd struct {
	configured

	Apply bool `help:"Supprime ; sans cette option, dit seulement ce qui partirait."`
	JSON  bool `help:"Résultat en JSON."`
}

// overdue is what the configured periods take away.
type overdue struct {
	Simulation bool                        `json:"simulation"`
	Applied    bool                        `json:"applied"`
	Sealed     int                         `json:"sealed"`            // imported files
	Withdrawn  int                         `json:"withdrawn_imports"` // whose texts are in the vault
	Files      int                         `json:"capture_files"`
	Bytes      int64                       `json:"capture_bytes"`
	Outcome    map[observatory.Outcome]int `json:"attempts,omitempty"`
	Accesses   int64                       `json:"accesses"` // rows of the log
	Uploads    int                         `json:"uploads"`  // reports of files sent
	Drafts     int                         `json:"drafts"`
	Cases      int                         `json:"cases"`
	Papers     []string                    `json:"certificates,omitempty"`
}

// Run applies the configured periods, or says what they would take away.
func (cmd retentionCmd) Run(con *console) error {
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		done, err := a.applyRetention(ctx, cmd.Apply)
		if err != nil {
			return err
		}
		if cmd.JSON {
			return writeJSON(con, done)
		}
		a.printRetention(con, done)
		return nil
	})
}

func (a *app) applyRetention(ctx context.Context, apply bool) (overdue, error) {
	done := overdue{Simulation: a.cfg.Simulation, Applied: apply}
	due, err := privacy.DueSealed(a.cfg.path("sealed"), a.now(), a.sealedRetention())
	if err != nil {
		return done, err
	}
	done.Sealed = len(due)
	if apply {
		if err := a.purgeSealed(ctx); err != nil {
			return done, err
		}
	}
	if err := a.retainWithdrawn(ctx, &done); err != nil {
		return done, err
	}
	captures, err := a.purgeCaptures(ctx, !apply)
	if err != nil {
		return done, err
	}
	done.Files, done.Bytes, done.Outcome = captures.Files, captures.Bytes, captures.Attempts
	if err := a.retainTraces(ctx, &done); err != nil {
		return done, err
	}
	return done, a.retainCases(ctx, &done)
}

// retainWithdrawn deletes what imports put into the vault that were withdrawn for
// longer than a sealed file is kept, or counts them: their rows stay, and nothing
// reads them. The ledger gets a leaf.
func (a *app) retainWithdrawn(ctx context.Context, done *overdue) error {
	limit := a.recordedAt().Add(-a.sealedRetention())
	var due []observatory.ID
	for i, err := range a.store.Imports(ctx, observatory.Window{Simulation: a.cfg.Simulation}) {
		if err != nil {
			return err
		}
		if i.State == observatory.ImportWithdrawn && i.RecordedAt.Before(limit) && a.vault.Holds(i.Batch) {
			due = append(due, i.Batch)
		}
	}
	done.Withdrawn = len(due)
	if !done.Applied {
		return nil
	}
	if err := a.vault.With().Discard(due...); err != nil {
		return err
	}
	return a.noteDeletion(ctx, "withdrawn", int64(len(due)))
}

// retainTraces deletes old rows of the log of accesses, reports of files sent
// and drafts, or counts them. Each deletion leaves a leaf in the ledger.
func (a *app) retainTraces(ctx context.Context, done *overdue) (err error) {
	before := func(days int) time.Time {
		if days == 0 {
			return time.Time{}
		}
		return a.recordedAt().Add(-time.Duration(days) * 24 * time.Hour)
	}
	state, rows := a.state.Overdue, a.store.OldAccesses
	if done.Applied {
		state, rows = a.state.Purge, a.store.PurgeAccesses
	}
	due, err := state(ctx, before(a.cfg.Retention.DraftDays), before(a.cfg.Retention.UploadDays))
	if err != nil {
		return err
	}
	done.Drafts, done.Uploads = due.Drafts, due.Uploads
	if limit := before(a.cfg.Retention.AccessDays); !limit.IsZero() {
		if done.Accesses, err = rows(ctx, limit); err != nil {
			return err
		}
	}
	if !done.Applied {
		return nil
	}
	for what, n := range map[string]int64{"accesses": done.Accesses, "uploads": int64(done.Uploads), "drafts": int64(done.Drafts)} {
		if err := a.noteDeletion(ctx, what, n); err != nil {
			return err
		}
	}
	return nil
}

// noteDeletion leaves a leaf in the ledger for what a period took away.
func (a *app) noteDeletion(ctx context.Context, what string, n int64) error {
	if n == 0 {
		return nil
	}
	key, err := a.keys.LedgerKey("")
	if err != nil {
		return err
	}
	now := a.recordedAt()
	subject := fmt.Sprintf("%s %d", what, n)
	leaf, err := evidence.DeletionLeaf(key, observatory.DeriveID([]byte("retention"), []byte(what), []byte(now.Format(time.RFC3339Nano))), now, subject)
	if err != nil {
		return err
	}
	_, err = a.ledger.Append(ctx, leaf)
	return err
}

// retainCases erases the cases of which nothing has come for longer than
// configured, or counts them.
func (a *app) retainCases(ctx context.Context, done *overdue) error {
	if a.cfg.Retention.CasesDays == 0 {
		return nil
	}
	quiet, err := a.store.QuietCases(ctx, a.recordedAt().Add(-time.Duration(a.cfg.Retention.CasesDays)*24*time.Hour), a.cfg.Simulation)
	if err != nil {
		return err
	}
	done.Cases = len(quiet)
	for part := range slices.Chunk(quiet, retentionBatch) {
		if !done.Applied {
			break
		}
		path, err := a.eraseCases(ctx, reasonRetention, "retention", part)
		if err != nil {
			return err
		}
		done.Papers = append(done.Papers, path)
	}
	return nil
}

func days(n int) string { return plural(n, "jour", "jours") }

func (a *app) sealedRetention() time.Duration {
	return time.Duration(a.cfg.Retention.SealedDays) * 24 * time.Hour
}

func (a *app) printRetention(con *console, done overdue) {
	a.tellSimulation(con)
	said := "Rien n'est supprimé (essai ; --apply supprime). Partiraient :"
	if done.Applied {
		said = "Supprimé :"
	}
	fmt.Fprintf(con.out, "%s\n  fichiers importés, scellés depuis plus de %s : %d\n", said, days(a.cfg.Retention.SealedDays), done.Sealed)
	fmt.Fprintf(con.out, "  textes et pièces d'imports retirés depuis plus de %s : %s\n", days(a.cfg.Retention.SealedDays), plural(done.Withdrawn, "import", "imports"))
	fmt.Fprintf(con.out, "  captures des sondes : %d fichiers, %d octets\n", done.Files, done.Bytes)
	for _, outcome := range slices.Sorted(maps.Keys(done.Outcome)) {
		fmt.Fprintf(con.out, "    %-12s %s de plus de %s\n", outcome, plural(done.Outcome[outcome], "tentative", "tentatives"), days(a.cfg.Retention.Captures[outcome]))
	}
	fmt.Fprintf(con.out, "  journal des accès : %s ; rapports de fichiers envoyés : %d ; brouillons : %d\n", plural(done.Accesses, "ligne", "lignes"), done.Uploads, done.Drafts)
	if a.cfg.Retention.CasesDays == 0 {
		fmt.Fprintln(con.out, "  cas : aucune durée n'est configurée (retention.cases_days) ; tous restent")
		return
	}
	fmt.Fprintf(con.out, "  cas dont rien n'est venu depuis plus de %s : %d\n", days(a.cfg.Retention.CasesDays), done.Cases)
	for _, path := range done.Papers {
		fmt.Fprintf(con.out, "    certificat : %s\n", path)
	}
}
