package collectors

import (
	"context"
	"fmt"
	"time"

	"vigie/internal/observatory"
)

// Withdraw withdraws a committed import whole: one more row says so, after its
// leaf in the ledger. Its events stay; nothing reads them any more, what they
// corrected is read again, and the same file may come again. author is the
// pseudonymous id of the account, empty for a command of the instance.
func Withdraw(ctx context.Context, committed observatory.Import, author string, sink Sink, now time.Time) (observatory.Import, error) {
	if committed.State != observatory.ImportCommitted {
		return observatory.Import{}, fmt.Errorf("withdraw import %s: its state is %s", committed.Batch, committed.State)
	}
	row := committed
	row.State, row.Author = observatory.ImportWithdrawn, author
	row.At, row.RecordedAt = now.UTC(), now.UTC()
	if !row.RecordedAt.After(committed.RecordedAt) { // a state counts by its time: it must be later
		row.RecordedAt = committed.RecordedAt.Add(time.Millisecond)
	}
	// Each try has a leaf of its own: that of one that was cut off before its row
	// stays in the ledger as interrupted, and must not stand in the way.
	row.ID = observatory.DeriveID(committed.Batch[:], []byte(observatory.ImportWithdrawn), []byte(row.RecordedAt.Format(time.RFC3339Nano)))
	if err := sink.Leaf(ctx, &row); err != nil {
		return observatory.Import{}, fmt.Errorf("write the ledger's leaf of the withdrawal: %w", err)
	}
	if err := sink.Append(ctx, []observatory.Observation{&row}); err != nil {
		return observatory.Import{}, fmt.Errorf("note the import as withdrawn: %w", err)
	}
	return row, nil
}
