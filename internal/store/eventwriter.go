package store

import (
	"context"
	"fmt"

	"vigie/internal/observatory"
)

// EventWriter gathers the case events of one import into full blocks, and sends
// one while the next is filled. It is not safe for concurrent use.
type EventWriter struct {
	store   *Store
	block   *block[observatory.CaseEvent] // being filled, nil when empty
	rows    int
	month   int
	sending chan error // of the block under way, nil when none is
}

// NewEventWriter begins a run of case events. It must be ended by Flush.
func (s *Store) NewEventWriter() *EventWriter { return &EventWriter{store: s} }

// Write takes events as AppendEvents does and does not keep the slice. They are
// in the table after Flush. An error of a block sent before comes here too.
func (w *EventWriter) Write(ctx context.Context, evs []observatory.CaseEvent) error {
	refs := make([]*observatory.CaseEvent, 0, tile)
	for len(evs) > 0 {
		month := monthOf(evs[0].RecordedAt)
		if w.block != nil && (w.rows == blockRows || month != w.month) {
			if err := w.send(ctx); err != nil {
				return err
			}
		}
		if w.block == nil {
			w.block, w.rows, w.month = w.store.events.pool.Get().(*block[observatory.CaseEvent]), 0, month
			w.block.reset()
		}
		refs = refs[:0]
		for len(evs) > 0 && len(refs) < tile && w.rows+len(refs) < blockRows && monthOf(evs[0].RecordedAt) == month {
			refs = append(refs, &evs[0])
			evs = evs[1:]
		}
		if err := w.block.fill(refs); err != nil {
			w.block = nil
			return fmt.Errorf("écriture d'évènements : %w", err)
		}
		w.rows += len(refs)
	}
	return nil
}

// send waits for the block under way and sends the one at hand.
func (w *EventWriter) send(ctx context.Context) error {
	if err := w.wait(); err != nil {
		return err
	}
	full, rows, done := w.block, w.rows, make(chan error, 1)
	w.block, w.sending = nil, done
	go func() {
		err := w.store.post(ctx, w.store.events.name, full.input(), rows)
		if err == nil {
			w.store.events.pool.Put(full) // else dropped: the HTTP client may go on reading it
		} else {
			err = fmt.Errorf("écriture de %d lignes dans %s : %w", rows, w.store.events.name, err)
		}
		done <- err
	}()
	return nil
}

func (w *EventWriter) wait() error {
	if w.sending == nil {
		return nil
	}
	err := <-w.sending
	w.sending = nil
	return err
}

// Flush sends what is left and waits until all of it is in the table. When ctx
// has ended it sends nothing more, and only waits for the block under way, so
// that nothing arrives after it.
func (w *EventWriter) Flush(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		w.block = nil
		_ = w.wait() // the run has failed already
		return fmt.Errorf("écriture d'évènements : %w", err)
	}
	if w.block != nil {
		if err := w.send(ctx); err != nil {
			return err
		}
	}
	return w.wait()
}
