package main

import (
	"context"
	"fmt"
)

// mergeParts merges the parts of a table into one, as the engine does by and by
// when nothing else is to be done, and says what that takes: an import puts it off,
// and the peer's merging is put off as well.
func (b *bench) mergeParts(ctx context.Context, side int, table string) error {
	if err := b.query(ctx, "SYSTEM START MERGES "+table, nil); err != nil { // before the engine does
		return err
	}
	took, err := b.measure(func() error { return b.query(ctx, "OPTIMIZE TABLE "+table+" FINAL", nil) })
	b.merged[side] = append(b.merged[side], took)
	return err
}

// peerTable is the table of the peer in a round.
func peerTable(round int) string { return fmt.Sprintf("bench_peer_%d", round) }
