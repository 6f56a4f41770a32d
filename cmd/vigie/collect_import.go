package main

import (
	"context"
	"errors"
	"fmt"

	"vigie/collectors"
	"vigie/internal/evidence"
	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// importFile imports a file and counts how it ended.
func (a *app) importFile(ctx context.Context, path string, options collectors.Options) (collectors.Summary, error) {
	return a.importSource(ctx, collectors.File(path), options)
}

func (a *app) importSource(ctx context.Context, source collectors.Source, options collectors.Options) (collectors.Summary, error) {
	lock, err := a.shareImportLock()
	if err != nil {
		return collectors.Summary{}, err
	}
	if options.Erased, err = a.erasedCases(); err != nil {
		return collectors.Summary{}, errors.Join(err, lock.release())
	}
	alone, err := a.associationLock(options.Association)
	if err != nil {
		return collectors.Summary{}, errors.Join(err, lock.release())
	}
	summary, err := collectors.ImportSource(ctx, source, options)
	err = errors.Join(err, alone.release(), lock.release())
	if err == nil && summary.FailedAttempts > 0 {
		a.concordAfter(ctx, options.Association)
	}
	state := "committed"
	switch {
	case observatory.IsInput(err):
		state = "refused"
	case err != nil:
		state = "failed"
	case summary.AlreadyImported:
		state = "known"
	}
	a.metrics.imports.WithLabelValues(state).Inc()
	return summary, err
}

// importOptions wires an import to the data folder.
func (a *app) importOptions(association string) collectors.Options {
	return collectors.Options{
		Association: association, Departments: a.catalogue.Departments(), Catalogue: a.catalogue, Keys: a.keys, Vault: a.vaultOf(association),
		Recipients: a.cfg.recipients(association), SealDir: a.cfg.path("sealed"), Simulation: a.cfg.Simulation, Now: a.now, Known: a.store, Sink: a.sink(),
	}
}

// mappedOptions are those of an import with a mapping, if one is named.
func (a *app) mappedOptions(ctx context.Context, association, mapping string) (collectors.Options, error) {
	options := a.importOptions(association)
	var err error
	options.Mapping, err = mappingOf(ctx, a.state, association, mapping)
	return options, err
}

func (a *app) sink() collectors.Sink {
	return collectors.Sink{
		Events: func(expected int) collectors.EventWriter { return a.store.NewEventWriter(expected) },
		Append: a.store.Append,
		Leaf: func(ctx context.Context, committed *observatory.Import) error {
			key, err := a.keys.LedgerKey(committed.Association)
			if err != nil {
				return err
			}
			leaf, err := evidence.ImportLeaf(key, committed)
			if err != nil {
				return err
			}
			_, err = a.ledger.Append(ctx, leaf)
			return err
		},
		Drop: func(ctx context.Context, batch observatory.ID) error {
			if err := a.store.DropImport(ctx, batch); err != nil {
				return err
			}
			return a.vault.With().Discard(batch)
		},
	}
}

// recoverImports undoes what interrupted imports left, unless an import is
// under way.
func (a *app) recoverImports(ctx context.Context) (err error) {
	lock, err := a.soleImportLock()
	if errors.Is(err, errImporting) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.release()) }()
	unfinished, err := a.store.UnfinishedImports(ctx)
	if err != nil {
		return err
	}
	undone, err := collectors.Recover(ctx, unfinished, a.sink(), a.now())
	if err != nil {
		return err
	}
	if undone > 0 {
		fmt.Fprintf(a.notices, "vigie : %d import(s) interrompu(s) annulé(s) ; relancez-les.\n", undone)
	}
	return nil
}

// purgeSealed deletes the sealed files whose time is over and notes it in the
// ledger.
func (a *app) purgeSealed(ctx context.Context) error {
	removed, err := privacy.PurgeSealed(a.cfg.path("sealed"), a.now(), a.sealedRetention())
	if err != nil {
		return err
	}
	key, err := a.keys.LedgerKey("")
	if err != nil {
		return err
	}
	for _, hash := range removed {
		leaf, err := evidence.DeletionLeaf(key, observatory.DeriveID([]byte("purge"), []byte(hash)), a.recordedAt(), string(hash))
		if err != nil {
			return err
		}
		if _, err := a.ledger.Append(ctx, leaf); err != nil {
			return err
		}
	}
	return nil
}
