package collectors

import (
	"context"
	"fmt"

	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// groupRoom is how many events of one case a batch takes beyond its size, at
// least.
const groupRoom = 64

// idleBatch is the number of events of a batch that is held against nothing.
const idleBatch = 4096

// warmEvents is for how many events what will be looked up is read beforehand.
const warmEvents = 256

// settler takes what the workers parsed, in the order of the file, tells
// duplicates and corrections, and hands on full batches. It belongs to one
// goroutine.
type settler struct {
	opts    *Options
	rules   *rules
	summary *Summary
	known   Known // nil when nothing can be known yet
	// knownEvents is about how many rows of events the association has.
	knownEvents int
	// emit takes a full batch and gives an empty one; nil in a check.
	emit      func(context.Context, batch) (batch, error)
	reject    func(context.Context, []Finding) error // nil in a check
	vault     *privacy.Vault                         // nil in a check, or without a vault
	sealed    bool                                   // a text went into the vault
	firstText func()                                 // called before the first does
	root      *Root

	orders    [columnCount]dateOrder
	ordinals  ordinals
	book      caseBook
	persons   personBook
	batch     batch
	moved     []int                                                   // events of another department than their case had before: indexes into the batch
	texts     []pendingText                                           // indexes into the batch
	fresh     []sealing                                               // those of them whose event is new
	keepHints func(context.Context, []*observatory.PersonHints) error // nil in a check
	hints     map[observatory.ID][]*observatory.PersonHints           // of persons of whom nothing new was found yet
	hintRows  []*observatory.PersonHints
	facts     []observatory.ID
	flushed   bool         // a batch was held against what is known
	prints    *knownPrints // nil until then
}

func newSettler(o *Options, r *rules, s *Summary) *settler {
	settler := &settler{opts: o, rules: r, summary: s, book: newCaseBook(r), ordinals: ordinals{seen: bigSet{valued: true}}, root: NewRoot(), hints: map[observatory.ID][]*observatory.PersonHints{}}
	for _, set := range settler.sets() {
		set.dir, set.room = o.SealDir, o.setRoom
	}
	settler.ordinals.seen.reserve(r.survey.records)
	return settler
}

// sets are those that grow with the file.
func (s *settler) sets() []*bigSet {
	return []*bigSet{&s.ordinals.seen, &s.book.cases, &s.book.pieces, &s.persons.persons, &s.persons.cases, &s.persons.bare}
}

// spilled gives the first error of a set that could not be put aside.
func (s *settler) spilled() error {
	for _, set := range s.sets() {
		if set.err != nil {
			return set.err
		}
	}
	return nil
}

// close gives back what was put aside.
func (s *settler) close() {
	for _, set := range s.sets() {
		set.close()
	}
}

// take settles the events of one chunk.
func (s *settler) take(ctx context.Context, j *job) error {
	p := j.out
	s.summary.Rows += p.rows
	s.summary.RefusedRows += p.refused
	s.summary.LeftOut += p.leftOut
	for id := range p.orders {
		s.orders[id].dayFirst += p.orders[id].dayFirst
		s.orders[id].monthFirst += p.orders[id].monthFirst
	}
	for _, f := range p.findings {
		s.summary.note(f)
	}
	s.opts.Listener.findings(p.findings)
	if s.reject != nil {
		if err := s.reject(ctx, p.findings); err != nil {
			return err
		}
	}
	s.awaitHints(p.hints)
	text, warmed := 0, 0
	for i := 0; i < len(p.events); {
		if i >= warmed {
			warmed = min(i+warmEvents, len(p.events))
			s.warm(p.events[i:warmed])
		}
		if len(s.batch.events) >= s.full() && s.mayCut(&p.events[i]) {
			if err := s.flush(ctx); err != nil {
				return err
			}
		}
		row, fresh := p.events[i].Row, len(s.batch.events)
		if s.book.ordered {
			if next, err := s.contradicts(ctx, p, i); err != nil {
				return err
			} else if next > i {
				i = next
				for ; text < len(p.texts) && p.texts[text].event < i; text++ {
				}
				continue
			}
		}
		for ; i < len(p.events) && p.events[i].Row == row; i++ {
			kept := s.place(&p.events[i])
			for ; text < len(p.texts) && p.texts[text].event <= i; text++ {
				if kept {
					s.texts = append(s.texts, p.texts[text].in(len(s.batch.events)-1))
				}
			}
		}
		if len(s.batch.events) == fresh {
			s.summary.Duplicates++
			continue
		}
		s.hold(j)
	}
	if len(s.batch.held) >= s.mayHold() {
		return s.flush(ctx)
	}
	return nil
}

// warm reads what will be looked up of events.
func (s *settler) warm(events []observatory.CaseEvent) {
	var dossier observatory.ID
	for i := range events {
		e := &events[i]
		s.ordinals.seen.warm(shortKey(e.Fact))
		if e.Case == dossier {
			continue
		}
		dossier = e.Case
		s.book.cases.warm(shortKey(e.Case))
		s.persons.cases.warm(shortKey(e.Case))
		s.persons.persons.warm(shortKey(e.Person))
	}
}

// hold keeps a chunk from being used again while the batch refers to it.
func (s *settler) hold(j *job) {
	if n := len(s.batch.held); n == 0 || s.batch.held[n-1] != j {
		j.hold()
		s.batch.held = append(s.batch.held, j)
	}
}

// mayHold is how many chunks a batch may refer to.
func (s *settler) mayHold() int {
	if s.known == nil {
		return idleHeld
	}
	return maxHeld
}

// full is how many events make a batch: few when nothing is to be looked up.
func (s *settler) full() int {
	if s.known == nil {
		return min(s.opts.batchSize(), idleBatch)
	}
	return s.opts.batchSize()
}

// contradicts refuses the row that begins at an event when it goes against the
// rows of its case before it: it then gives where the next row begins.
func (s *settler) contradicts(ctx context.Context, p *parsed, from int) (next int, err error) {
	problem, row := "", p.events[from].Row
	for next = from; next < len(p.events) && p.events[next].Row == row; next++ {
		if problem == "" {
			problem = s.book.check(&p.events[next])
		}
		if problem == "" && s.book.answersEarly(&p.events[next]) {
			s.warn(row, colDate, WarningAnswerOrder)
		}
	}
	if problem == "" {
		return from, nil
	}
	f := finding(row, publishedName(colDate), problem, "", false)
	s.summary.RefusedRows++
	s.summary.note(f)
	s.opts.Listener.findings([]Finding{f})
	if s.reject != nil {
		return next, s.reject(ctx, []Finding{f})
	}
	return next, nil
}

// mayCut reports whether a full batch may end before an event: what is known is
// told by batches, so that the events of one case stay together, within reason.
func (s *settler) mayCut(next *observatory.CaseEvent) bool {
	n := len(s.batch.events)
	return s.known == nil || n >= 2*s.full()+groupRoom || s.batch.events[n-1].Case != next.Case
}

// place counts an event and, unless the file told it already, puts it in the
// batch with its ordinal.
func (s *settler) place(e *observatory.CaseEvent) bool {
	moved := s.book.elsewhere(e)
	if s.persons.count(e) {
		s.warn(e.Row, colNumber, WarningKnownPerson)
	}
	ordinal, repeated := s.ordinals.place(shortKey(e.Fact), e.Fingerprint, firstOrdinal(e))
	if repeated {
		s.summary.DuplicateEvents++
		s.opts.Listener.fact(e, FateDuplicate)
		return false
	}
	if ordinal > 0 {
		e.Ordinal = ordinal
		e.Fact = factOf(e, ordinal)
	}
	if moved {
		s.moved = append(s.moved, len(s.batch.events))
	}
	s.batch.events = append(s.batch.events, e)
	return true
}

// flush holds the batch against what is known and hands on what is new.
func (s *settler) flush(ctx context.Context) error {
	if err := s.spilled(); err != nil || len(s.batch.events) == 0 {
		return err
	}
	known, err := s.lookUp(ctx)
	if err != nil {
		return err
	}
	s.adopt(known)
	if err := s.realign(ctx, known); err != nil {
		return err
	}
	cases, err := s.lookUpCases(ctx, known)
	if err != nil {
		return err
	}
	kept, text, events := 0, 0, s.batch.events
	for i := 0; i < len(events); {
		row, before := events[i].Row, kept
		for ; i < len(events) && events[i].Row == row; i++ {
			e := events[i]
			fresh := s.revise(e, known)
			s.takeHints(e, fresh)
			for ; text < len(s.texts) && s.texts[text].event <= i; text++ {
				if fresh && s.vault != nil {
					s.fresh = append(s.fresh, sealing{e, &s.texts[text]})
				}
			}
			if fresh {
				s.crossCheck(e, cases, s.hasMoved(i))
				if e.Event == observatory.EventFailedAttempt {
					s.summary.FailedAttempts++
				}
				events[kept] = e
				kept++
			}
		}
		if kept == before {
			s.summary.Duplicates++
		}
	}
	s.summary.Events += kept
	if err := s.flushHints(ctx, false); err != nil {
		return err
	}
	err = s.seal()
	s.texts, s.fresh, s.moved = s.texts[:0], s.fresh[:0], s.moved[:0]
	if err != nil {
		return err
	}
	if s.emit == nil {
		s.batch.release()
		return nil
	}
	for _, e := range events[:kept] {
		s.root.Add(e)
	}
	clear(events[kept:])
	s.batch.events = events[:kept]
	s.batch, err = s.emit(ctx, s.batch)
	return err
}

// revise gives an event its row id; false when the fact is known as it is.
func (s *settler) revise(e *observatory.CaseEvent, known map[observatory.ID]observatory.KnownFact) bool {
	before, ok := known[e.Fact]
	switch {
	case !ok:
		e.ID = e.Fact
		s.opts.Listener.fact(e, FateNew)
		return true
	case before.Fingerprint == e.Fingerprint:
		s.summary.DuplicateEvents++
		s.opts.Listener.fact(e, FateDuplicate)
		return false
	}
	e.Revision, e.Withdraws = before.Revision+1, before.Row
	e.ID = RowID(e.Fact, e.Revision)
	s.summary.Corrections++
	s.opts.Listener.fact(e, FateCorrected)
	return true
}

// sealing is a piece of an event that is new.
type sealing struct {
	event *observatory.CaseEvent
	text  *pendingText
}

// seal puts the pieces of the batch's new events into the vault, those of one
// case that stand together in one file.
func (s *settler) seal() error {
	for from := 0; from < len(s.fresh); {
		dossier, to := s.fresh[from].event.Case, from
		var pieces [][]byte
		for ; to < len(s.fresh) && s.fresh[to].event.Case == dossier; to++ {
			pieces = append(pieces, []byte(s.fresh[to].text.text))
		}
		if !s.sealed {
			s.firstText()
		}
		hashes, err := s.vault.Seal(dossier, pieces...)
		if err != nil {
			return fmt.Errorf("seal the texts of row %d: %w", s.fresh[from].event.Row, err)
		}
		for i, one := range s.fresh[from:to] {
			one.event.Evidence = append(one.event.Evidence, observatory.Piece{Role: one.text.role, Hash: hashes[i], Media: one.text.media})
		}
		s.sealed, from = true, to
	}
	return nil
}

// finish hands on the last batch and closes the counts.
func (s *settler) finish(ctx context.Context) error {
	if err := s.flush(ctx); err != nil {
		return err
	}
	if err := s.flushHints(ctx, true); err != nil {
		return err
	}
	s.doubtful()
	persons, err := s.countPersons(ctx)
	if err == nil {
		err = s.spilled()
	}
	if err != nil {
		return err
	}
	s.summary.Cases, s.summary.Persons = s.book.cases.used, persons
	s.summary.sort()
	return nil
}
