package collectors

import (
	"context"
	"fmt"

	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

const (
	idleBatch = 4096 // events of a batch that goes nowhere
	rowEvents = 32   // more than one row can hold
)

// settler takes what the workers parsed, in the order of the file, tells
// duplicates and corrections, and hands on full batches. It belongs to one
// goroutine.
type settler struct {
	opts    *Options
	rules   *rules
	summary *Summary
	known   Known // nil when nothing can be known yet
	// emit takes a full batch and gives an empty one; nil in a check.
	emit   func(context.Context, []observatory.CaseEvent) ([]observatory.CaseEvent, error)
	reject func(context.Context, []Finding) error // nil in a check
	vault  *privacy.Vault                         // nil in a check, or without a vault
	root   *Root

	ordinals       ordinals
	cases, persons idSet
	lastCase       observatory.ID
	batch          []observatory.CaseEvent
	texts          []pendingText // indexes into batch
	facts          []observatory.ID
}

func newSettler(o *Options, r *rules, s *Summary) *settler {
	settler := &settler{opts: o, rules: r, summary: s, ordinals: ordinals{seen: idSet{valued: true}}, root: NewRoot()}
	settler.ordinals.seen.reserve(r.survey.records)
	return settler
}

// take settles the events of one chunk.
func (s *settler) take(ctx context.Context, p *parsed) error {
	s.summary.Rows += p.rows
	s.summary.RefusedRows += p.refused
	for _, f := range p.findings {
		s.summary.note(f)
	}
	if s.reject != nil {
		if err := s.reject(ctx, p.findings); err != nil {
			return err
		}
	}
	text := 0
	for i := 0; i < len(p.events); {
		row, fresh := p.events[i].Row, len(s.batch)
		for ; i < len(p.events) && p.events[i].Row == row; i++ {
			kept := s.place(&p.events[i])
			for ; text < len(p.texts) && p.texts[text].event <= i; text++ {
				if kept {
					s.texts = append(s.texts, pendingText{event: len(s.batch) - 1, text: p.texts[text].text})
				}
			}
		}
		if len(s.batch) == fresh {
			s.summary.Duplicates++
		}
		if len(s.batch) >= s.full() {
			if err := s.flush(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// full is how many events make a batch: few when nobody takes them.
func (s *settler) full() int {
	if s.emit == nil && s.known == nil {
		return min(s.opts.batchSize(), idleBatch)
	}
	return s.opts.batchSize()
}

// place counts an event and, unless the file told it already, puts it in the
// batch with its ordinal.
func (s *settler) place(e *observatory.CaseEvent) bool {
	if e.Case != s.lastCase {
		s.lastCase = e.Case
		s.cases.put(shortKey(e.Case), 0)
	}
	s.persons.put(shortKey(e.Person), 0)
	ordinal, repeated := s.ordinals.place(shortKey(e.Fact), e.Fingerprint)
	if repeated {
		s.summary.DuplicateEvents++
		return false
	}
	if cap(s.batch) == 0 {
		s.batch = make([]observatory.CaseEvent, 0, s.full()+rowEvents)
	}
	s.batch = append(s.batch, *e)
	if ordinal > 0 {
		last := &s.batch[len(s.batch)-1]
		last.Ordinal = ordinal
		last.Fact = FactID(last.Association, last.Case, last.Event, last.Date, ordinal)
	}
	return true
}

// flush holds the batch against what is known and hands on what is new.
func (s *settler) flush(ctx context.Context) error {
	if len(s.batch) == 0 {
		return nil
	}
	known, err := s.lookUp(ctx)
	if err != nil {
		return err
	}
	if err := s.realign(ctx, known); err != nil {
		return err
	}
	kept, text := 0, 0
	for i := 0; i < len(s.batch); {
		row, before := s.batch[i].Row, kept
		for ; i < len(s.batch) && s.batch[i].Row == row; i++ {
			e := &s.batch[i]
			fresh := s.revise(e, known)
			for ; text < len(s.texts) && s.texts[text].event <= i; text++ {
				if err := s.seal(e, s.texts[text].text, fresh); err != nil {
					return err
				}
			}
			if fresh {
				if s.emit != nil {
					s.root.Add(e)
				}
				if kept != i {
					s.batch[kept] = *e
				}
				kept++
			}
		}
		if kept == before {
			s.summary.Duplicates++
		}
	}
	s.summary.Events += kept
	full := s.batch[:kept]
	s.texts = s.texts[:0]
	if s.emit == nil {
		s.batch = s.batch[:0]
		return nil
	}
	s.batch, err = s.emit(ctx, full)
	return err
}

func (s *settler) lookUp(ctx context.Context) (map[observatory.ID]observatory.KnownFact, error) {
	if s.known == nil {
		return nil, nil
	}
	s.facts = s.facts[:0]
	for i := range s.batch {
		s.facts = append(s.facts, s.batch[i].Fact)
	}
	known, err := s.known.Known(ctx, s.opts.Association, s.facts, s.opts.Simulation)
	if err != nil {
		return nil, fmt.Errorf("look up known facts: %w", err)
	}
	return known, nil
}

// revise gives an event its row id; false when the fact is known as it is.
func (s *settler) revise(e *observatory.CaseEvent, known map[observatory.ID]observatory.KnownFact) bool {
	before, ok := known[e.Fact]
	switch {
	case !ok:
		e.ID = e.Fact
		return true
	case before.Fingerprint == e.Fingerprint:
		s.summary.DuplicateEvents++
		return false
	}
	e.Revision, e.Withdraws = before.Revision+1, before.Row
	e.ID = RowID(e.Fact, e.Revision)
	s.summary.Corrections++
	return true
}

// seal puts the redacted text of an event that is new into the vault.
func (s *settler) seal(e *observatory.CaseEvent, text string, fresh bool) error {
	if !fresh || s.vault == nil {
		return nil
	}
	hash, err := s.vault.SealText(e.Case, []byte(text))
	if err != nil {
		return fmt.Errorf("seal the comment of row %d: %w", e.Row, err)
	}
	e.Evidence = []observatory.Piece{{Role: "text", Hash: hash, Media: "text/plain; charset=utf-8"}}
	return nil
}

// finish hands on the last batch and closes the counts.
func (s *settler) finish(ctx context.Context) error {
	if err := s.flush(ctx); err != nil {
		return err
	}
	s.summary.Cases, s.summary.Persons = s.cases.used, s.persons.used
	return nil
}
