package store

import (
	"context"
	"errors"
	"fmt"

	"vigie/internal/observatory"
)

const (
	// eventInsert is the most rows of an INSERT of events, lastInsert the least
	// that a last one is cut to.
	eventInsert, lastInsert = 200_000, 40_000
	// firstInsert is the most rows of the first INSERT of a run: the engine has
	// nothing to sort and to write before its end.
	firstInsert = 100_000
	// underWay is how many INSERTs there are at once: one that is sent, one that the
	// engine sorts and writes.
	underWay = 2
	// insertShare is the part of the rows still to come that goes into one INSERT,
	// in tenths: the engine takes the last one while nothing else is left to do, so
	// that it is better a small one; more than five parts are merged at once.
	insertShare = 7
	// eventBlock is the rows of a block: an INSERT is many of them, which the engine
	// puts together, so that a block is read again while the processor's cache
	// still holds it (measured: 8,000 rows a block cost the engine no more than
	// 200,000).
	eventBlock = 8192
	// eventBlocks is how many blocks a run owns.
	eventBlocks = 4
)

// EventWriter sends the case events of one import in INSERTs of many blocks, one
// block while the next is filled. It is not safe for concurrent use.
type EventWriter struct {
	store *Store
	owned int
	free  chan *block[observatory.CaseEvent] // sent, to be filled again
	block *block[observatory.CaseEvent]      // being filled, nil when there is none

	insert *eventInserting // being sent, nil when there is none
	rows   int             // of the INSERT so far
	size   int             // of the INSERT when it is full
	month  int
	left   int               // rows still to come, as far as is known
	large  bool              // there are rows for several INSERTs
	begun  bool              // an INSERT has been begun
	ended  []*eventInserting // sent and not yet answered, the oldest first
}

// eventInserting is an INSERT under way.
type eventInserting struct {
	blocks chan *block[observatory.CaseEvent] // closed at its end
	cancel context.CancelFunc
	done   chan struct{} // closed once it is answered
	err    error         // how it went; to be read after done
}

// NewEventWriter begins a run of about that many case events (0: unknown). It
// must be ended by Flush.
func (s *Store) NewEventWriter(expected int) *EventWriter {
	return &EventWriter{store: s, left: expected, large: expected > eventInsert, free: make(chan *block[observatory.CaseEvent], eventBlocks)}
}

// Write takes events as AppendEvents does and does not keep the slice. They are
// in the table after Flush. An error of an INSERT sent before comes here too.
func (w *EventWriter) Write(ctx context.Context, evs []*observatory.CaseEvent) error {
	for len(evs) > 0 {
		month := monthOf(evs[0].RecordedAt)
		if err := w.prepare(ctx, month); err != nil {
			return err
		}
		room, n := min(len(evs), w.size-w.rows, eventBlock-w.block.rows), 1
		for n < room && (evs[n].RecordedAt.Equal(evs[n-1].RecordedAt) || monthOf(evs[n].RecordedAt) == month) {
			n++
		}
		if err := w.block.fill(evs[:n]); err != nil {
			w.block = nil
			return fmt.Errorf("écriture d'évènements : %w", err)
		}
		w.rows, w.left = w.rows+n, w.left-n
		evs = evs[n:]
		if w.block.rows == eventBlock {
			if err := w.push(); err != nil {
				return err
			}
		}
	}
	return nil
}

// prepare sees to it that there are an INSERT and a block with room.
func (w *EventWriter) prepare(ctx context.Context, month int) error {
	if w.insert != nil && (w.rows == w.size || month != w.month) {
		if err := w.end(); err != nil {
			return err
		}
	}
	if w.insert == nil {
		if err := w.wait(underWay - 1); err != nil {
			return err
		}
		w.begin(ctx, month)
	}
	if w.block != nil {
		return nil
	}
	return w.take()
}

// begin begins an INSERT.
func (w *EventWriter) begin(ctx context.Context, month int) {
	w.rows, w.month, w.large = 0, month, w.large || w.begun
	w.size = min(eventInsert, max(lastInsert, w.left*insertShare/10))
	if !w.begun {
		w.size, w.begun = min(w.size, firstInsert), true
	}
	ctx, cancel := context.WithCancel(ctx)
	i := &eventInserting{blocks: make(chan *block[observatory.CaseEvent]), cancel: cancel, done: make(chan struct{})}
	body := &blockStream[observatory.CaseEvent]{ended: ctx.Done(), blocks: i.blocks, free: w.free}
	w.insert = i
	large := w.large
	go func() {
		defer close(i.done)
		defer cancel()
		i.err = w.store.insertNative(ctx, w.store.stream, insertion{table: w.store.events.name, names: w.store.events.columns(), body: body, bulk: large})
	}()
}

// take takes a block to be filled.
func (w *EventWriter) take() error {
	select {
	case w.block = <-w.free:
	default:
		if w.owned < eventBlocks {
			w.owned++
			w.block = w.store.events.pool.Get().(*block[observatory.CaseEvent])
			break
		}
		select {
		case w.block = <-w.free:
		case <-w.insert.done:
			return w.broken()
		}
	}
	w.block.reset()
	w.block.expect(eventBlock)
	return nil
}

// push hands the block to the INSERT.
func (w *EventWriter) push() error {
	select {
	case w.insert.blocks <- w.block:
		w.block = nil
		return nil
	case <-w.insert.done:
		return w.broken()
	}
}

// broken gives the error of an INSERT that was answered before its end, after all
// are answered.
func (w *EventWriter) broken() error {
	err := w.insert.err
	if err == nil {
		err = errors.New("réponse avant la fin de l'envoi")
	}
	w.insert = nil
	_ = w.wait(0) // it has failed already
	return fmt.Errorf("écriture dans %s : %w", w.store.events.name, err)
}

// end ends the INSERT that is sent.
func (w *EventWriter) end() error {
	if w.block != nil && w.block.rows > 0 {
		if err := w.push(); err != nil {
			return err
		}
	}
	close(w.insert.blocks)
	w.insert, w.ended = nil, append(w.ended, w.insert)
	return nil
}

// wait waits until at most so many INSERTs are under way. After an error it has
// waited for all.
func (w *EventWriter) wait(most int) error {
	var failed error
	for len(w.ended) > most || failed != nil && len(w.ended) > 0 {
		oldest := w.ended[0]
		w.ended = w.ended[1:]
		<-oldest.done
		if oldest.err != nil && failed == nil {
			failed = fmt.Errorf("écriture dans %s : %w", w.store.events.name, oldest.err)
		}
	}
	return failed
}

// Flush sends what is left and waits until all of it is in the table. When ctx
// has ended it breaks off the INSERT that is being sent, and only waits, so that
// nothing arrives after it.
func (w *EventWriter) Flush(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		if w.insert != nil {
			w.insert.cancel()
			<-w.insert.done
			w.insert = nil
		}
		_ = w.wait(0) // the run has failed already
		return fmt.Errorf("écriture d'évènements : %w", err)
	}
	if w.insert != nil {
		if err := w.end(); err != nil {
			return err
		}
	}
	if err := w.wait(0); err != nil {
		return err
	}
	for range len(w.free) {
		w.store.events.pool.Put(<-w.free)
	}
	return nil
}
