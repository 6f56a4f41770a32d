package collectors

import (
	"context"
	"encoding/binary"

	"vigie/internal/observatory"
)

// hintedNumbers is how many persons with a number an import writes hints of at
// most: they are told apart by their number, and their hints serve to find those
// who came without one. Persons without a number have theirs all.
const hintedNumbers = 20_000

// hintBatch is how many hints are written at once.
const hintBatch = 5_000

// noteHints writes the features of the row's person under keys, once a person
// and worker; they count when the row is taken.
func (w *worker) noteHints(s subject, number []byte) {
	if !w.hinting || s.person == w.lastHinted {
		return
	}
	w.lastHinted = s.person
	if _, done := w.hinted[s.person]; done {
		return
	}
	if len(number) > 0 && w.hintRoom.Add(-1) < 0 {
		return
	}
	birth, _ := w.readBirth()
	hints := w.names.Hints(number, w.identity(birth))
	if len(hints) == 0 {
		return
	}
	row := binary.BigEndian.AppendUint64(nil, uint64(w.row))
	w.hints = append(w.hints, observatory.PersonHints{
		Envelope: observatory.Envelope{
			ID: observatory.DeriveID([]byte("hints"), w.batch[:], s.person[:], row),
			At: w.now, RecordedAt: w.now, Source: w.source, SourceVersion: w.version, Simulation: w.simulation,
		},
		Import: w.batch, Association: w.association, Case: s.dossier, Person: s.person, Hints: hints,
	})
}

// giveHints hands on the hints of a row that was taken, and forgets those of one
// that was refused.
func (w *worker) giveHints() {
	if len(w.hints) == 0 {
		return
	}
	if w.bad {
		w.lastHinted = observatory.NoID
	} else {
		w.hinted[w.hints[0].Person] = struct{}{}
		w.out.hints = append(w.out.hints, w.hints...)
	}
	w.hints = w.hints[:0]
}

// awaitHints keeps the hints of a chunk until an event of their person is found
// to be new.
func (s *settler) awaitHints(hints []observatory.PersonHints) {
	if s.keepHints == nil {
		return
	}
	for _, hint := range hints {
		s.hints[hint.Person] = append(s.hints[hint.Person], &hint)
	}
}

// takeHints hands on the hints of a new event's person; those of a person of
// whom the file tells nothing new are there already.
func (s *settler) takeHints(e *observatory.CaseEvent, fresh bool) {
	if len(s.hints) == 0 {
		return
	}
	hints, ok := s.hints[e.Person]
	if !ok {
		return
	}
	delete(s.hints, e.Person)
	if fresh {
		s.hintRows = append(s.hintRows, hints...)
	}
}

// flushHints writes the hints that wait, when they are many or when it is the end.
func (s *settler) flushHints(ctx context.Context, end bool) error {
	if len(s.hintRows) == 0 || len(s.hintRows) < hintBatch && !end {
		return nil
	}
	err := s.keepHints(ctx, s.hintRows)
	s.hintRows = nil
	return err
}

// hintWriter writes hints while the rows behind them are read, one batch at a
// time. It is not safe for concurrent use.
type hintWriter struct {
	write    func([]*observatory.PersonHints) error
	underWay chan error // nil: none
}

// keep hands on a batch, once the one before is written. The context of the
// reading ends before the last batch is written, and does not count.
func (w *hintWriter) keep(_ context.Context, hints []*observatory.PersonHints) error {
	if err := w.wait(); err != nil {
		return err
	}
	done := make(chan error, 1)
	w.underWay = done
	go func() { done <- w.write(hints) }()
	return nil
}

// wait waits for the batch under way.
func (w *hintWriter) wait() error {
	if w.underWay == nil {
		return nil
	}
	err := <-w.underWay
	w.underWay = nil
	return err
}
