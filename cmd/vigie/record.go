package main

import (
	"context"
	"fmt"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
)

// record keeps the attempts of one check: the evidence files are there already, then the leaf of
// the ledger, then the row. A leaf without a row is an interruption.
func (a *app) record(ctx context.Context, attempts []*observatory.Attempt) error {
	if len(attempts) == 0 {
		return nil
	}
	leaves := make([]evidence.Leaf, 0, len(attempts))
	rows := make([]observatory.Observation, 0, len(attempts))
	for _, attempt := range attempts {
		attempt.RecordedAt = a.recordedAt()
		leaf, err := evidence.AttemptLeaf(attempt)
		if err != nil {
			return fmt.Errorf("leaf of attempt %s: %w", attempt.ID, err)
		}
		leaves = append(leaves, leaf)
		rows = append(rows, attempt)
	}
	if _, err := a.ledger.AppendAll(ctx, leaves); err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	facts, err := a.axeFacts(attempts)
	if err != nil {
		return err
	}
	if err := a.store.Append(ctx, append(rows, facts...)); err != nil {
		return err
	}
	a.probed.note(attempts)
	a.metrics.count(attempts)
	return nil
}
