package main

import (
	"context"
	"errors"
	"fmt"

	"vigie/collectors"
	"vigie/internal/observatory"
)

type collectWithdrawCmd struct {
	configured

	Import string `arg:"" help:"Identifiant de l'import à retirer."`
	JSON   bool   `help:"Import retiré, en JSON."`
}

// Run withdraws an import whole: its rows stay and are read no more.
func (cmd collectWithdrawCmd) Run(con *console) error {
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		withdrawn, err := a.withdrawImport(ctx, cmd.Import, "")
		if err != nil {
			return err
		}
		if cmd.JSON {
			return writeJSON(con, withdrawn)
		}
		rows := plural(withdrawn.Events, "évènement", "évènements")
		if withdrawn.Shape == observatory.ShapeNotices {
			rows = plural(withdrawn.Rows-withdrawn.Duplicates, "message", "messages")
		}
		fmt.Fprintf(con.out, "Import %s retiré : ce qu'il a apporté (%s) reste, marqué retiré, et n'est plus lu. Le même fichier peut être importé de nouveau.\n",
			withdrawn.Batch, rows)
		if withdrawn.Shape != observatory.ShapeNotices {
			fmt.Fprintln(con.out, "Si d'autres fichiers disaient les mêmes faits, importez-les de nouveau, du plus ancien au plus récent : ce qui manque est repris, rien n'est doublé, et le dernier fichier l'emporte.")
		}
		return nil
	})
}

// withdrawImport withdraws a committed import while no other of its association
// is under way. author is the pseudonymous id of the account, if any.
func (a *app) withdrawImport(ctx context.Context, id, author string) (withdrawn observatory.Import, err error) {
	found, err := a.committedImport(ctx, id)
	if err != nil {
		return observatory.Import{}, err
	}
	lock, err := a.shareImportLock()
	if err != nil {
		return observatory.Import{}, err
	}
	defer func() { err = errors.Join(err, lock.release()) }()
	alone, err := a.associationLock(lockOf(found))
	if err != nil {
		return observatory.Import{}, err
	}
	defer func() { err = errors.Join(err, alone.release()) }()
	if found, err = a.committedImport(ctx, id); err != nil { // it may have been withdrawn meanwhile
		return observatory.Import{}, err
	}
	if withdrawn, err = collectors.Withdraw(ctx, found, author, a.sink(), a.recordedAt()); err != nil {
		return withdrawn, err
	}
	return withdrawn, a.state.WithdrawUploads(ctx, found.Batch)
}

// lockOf is the name of the lock that imports of a kind take: the clusters of
// messages are those of all associations.
func lockOf(found observatory.Import) string {
	if found.Shape == observatory.ShapeNotices {
		return observatory.ShapeNotices
	}
	return found.Association
}

// committedImport finds a committed import by the id that its import printed.
func (a *app) committedImport(ctx context.Context, id string) (observatory.Import, error) {
	batch, err := observatory.ParseID(id)
	if err != nil {
		return observatory.Import{}, observatory.InputErrorf("identifiant d'import « %s » illisible : recopiez celui que l'import a affiché", id)
	}
	found, err := a.store.CommittedImport(ctx, batch, a.cfg.Simulation)
	if errors.Is(err, observatory.ErrNotFound) {
		return observatory.Import{}, observatory.InputErrorf("aucun import validé ne porte l'identifiant %s : il a peut-être déjà été retiré", id)
	}
	return found, err
}
