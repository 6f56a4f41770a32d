package store

import (
	"context"
	"fmt"

	"vigie/internal/observatory"
)

const (
	// eventBlock is the most rows of a block of events, lastBlock the least that
	// a last one is cut to.
	eventBlock, lastBlock = 200_000, 40_000
	// firstBlock is the most rows of the first block of a run: the engine waits
	// for it with nothing to do.
	firstBlock = 100_000
	// underWay is how many blocks the engine takes at once: it sorts and writes
	// each in one thread.
	underWay = 2
	// blockShare is the part of the rows still to come that goes into one block,
	// in tenths: the engine takes the last block while nothing else is left to do,
	// so that it is better a small one; more than five parts are merged at once.
	blockShare = 7
)

// EventWriter gathers the case events of one import into full blocks, and sends
// them while the next is filled: it owns one more than are under way. It is not
// safe for concurrent use.
type EventWriter struct {
	store   *Store
	block   *block[observatory.CaseEvent]   // being filled, nil when empty
	spare   []*block[observatory.CaseEvent] // sent and whole
	rows    int                             // of the block
	size    int                             // of the block when it is full
	left    int                             // rows still to come, as far as is known
	month   int
	begun   bool       // a block has been begun
	sending []*sending // the blocks under way, the oldest first
}

// sending is a block on its way; done gives how it went.
type sending struct {
	block *block[observatory.CaseEvent]
	done  chan error
}

// NewEventWriter begins a run of about that many case events (0: unknown). It
// must be ended by Flush.
func (s *Store) NewEventWriter(expected int) *EventWriter {
	return &EventWriter{store: s, left: expected}
}

// Write takes events as AppendEvents does and does not keep the slice. They are
// in the table after Flush. An error of a block sent before comes here too.
func (w *EventWriter) Write(ctx context.Context, evs []*observatory.CaseEvent) error {
	for len(evs) > 0 {
		month := monthOf(evs[0].RecordedAt)
		if w.block != nil && (w.rows == w.size || month != w.month) {
			if err := w.send(ctx); err != nil {
				return err
			}
		}
		if w.block == nil {
			w.begin(month)
		}
		n := 1
		for n < len(evs) && w.rows+n < w.size && (evs[n].RecordedAt.Equal(evs[n-1].RecordedAt) || monthOf(evs[n].RecordedAt) == month) {
			n++
		}
		if err := w.block.fill(evs[:n]); err != nil {
			w.block = nil
			return fmt.Errorf("écriture d'évènements : %w", err)
		}
		w.rows, w.left = w.rows+n, w.left-n
		evs = evs[n:]
	}
	return nil
}

// begin takes an empty block.
func (w *EventWriter) begin(month int) {
	w.rows, w.month = 0, month
	if last := len(w.spare) - 1; last >= 0 {
		w.block, w.spare = w.spare[last], w.spare[:last]
	} else {
		w.block = w.store.events.pool.Get().(*block[observatory.CaseEvent])
	}
	w.size = min(eventBlock, max(lastBlock, w.left*blockShare/10))
	if !w.begun {
		w.size, w.begun = min(w.size, firstBlock), true
	}
	w.block.reset()
	w.block.expect(min(w.size, max(w.left, 0)))
}

// send sends the block at hand, once fewer than may be are under way.
func (w *EventWriter) send(ctx context.Context) error {
	if err := w.wait(underWay - 1); err != nil {
		return err
	}
	full, rows, done := w.block, w.rows, make(chan error, 1)
	w.block, w.sending = nil, append(w.sending, &sending{full, done})
	go func() {
		err := w.store.post(ctx, w.store.events.name, full.input(), rows)
		if err != nil {
			err = fmt.Errorf("écriture de %d lignes dans %s : %w", rows, w.store.events.name, err)
		}
		done <- err
	}()
	return nil
}

// wait waits until at most so many blocks are under way. After an error it has
// waited for all.
func (w *EventWriter) wait(most int) error {
	var failed error
	for len(w.sending) > most || failed != nil && len(w.sending) > 0 {
		oldest := w.sending[0]
		w.sending = w.sending[1:]
		if err := <-oldest.done; err == nil {
			w.spare = append(w.spare, oldest.block) // else dropped: the HTTP client may go on reading it
		} else if failed == nil {
			failed = err
		}
	}
	return failed
}

// Flush sends what is left and waits until all of it is in the table. When ctx
// has ended it sends nothing more, and only waits for the blocks under way, so
// that nothing arrives after it.
func (w *EventWriter) Flush(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		w.block = nil
		_ = w.wait(0) // the run has failed already
		return fmt.Errorf("écriture d'évènements : %w", err)
	}
	if w.block != nil {
		if err := w.send(ctx); err != nil {
			return err
		}
	}
	if err := w.wait(0); err != nil {
		return err
	}
	for _, b := range w.spare {
		w.store.events.pool.Put(b)
	}
	w.spare = nil
	return nil
}
