package collectors

import (
	"context"
	"errors"
	"fmt"
	"time"

	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// Recover undoes the imports that were started and never committed: their rows
// are dropped, then a row says that they were abandoned. It can itself be
// interrupted and run again. It gives the number undone.
func Recover(ctx context.Context, unfinished []observatory.Import, sink Sink, now time.Time) (int, error) {
	for n, started := range unfinished {
		if err := sink.Drop(ctx, started.Batch); err != nil {
			return n, fmt.Errorf("drop import %s: %w", started.Batch, err)
		}
		row := started
		row.State = observatory.ImportAbandoned
		row.ID = observatory.DeriveID(started.Batch[:], []byte(observatory.ImportAbandoned))
		row.At, row.RecordedAt = now.UTC(), now.UTC()
		if err := sink.Append(ctx, []observatory.Observation{&row}); err != nil {
			return n, fmt.Errorf("note import %s as abandoned: %w", started.Batch, err)
		}
	}
	return len(unfinished), nil
}

// dropTimeout bounds the undoing of a failed import.
const dropTimeout = 30 * time.Second

// undo undoes an import that failed, also when it was cut off, and gives why it
// failed. The vault, if any, is the one that the import writes.
func undo(ctx context.Context, started *observatory.Import, sink Sink, vault *privacy.Vault, now time.Time, failed error) error {
	if sink.Drop == nil {
		return failed
	}
	if vault != nil {
		_ = vault.Settle() // a file that was not written need not be deleted
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), dropTimeout)
	defer cancel()
	if _, err := Recover(ctx, []observatory.Import{*started}, sink, now); err != nil {
		return errors.Join(failed, fmt.Errorf("annulation de l'import (elle sera reprise au prochain démarrage) : %w", err))
	}
	return failed
}
