package collectors

import (
	"context"
	"fmt"
	"time"

	"vigie/internal/observatory"
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
