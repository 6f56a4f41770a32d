package collectors

import (
	"context"

	"vigie/internal/observatory"
)

// ordinalStep is how many ordinals of a fact are looked up at once.
const ordinalStep = 8

// contest is one case, kind and date for which a batch and what is known
// disagree at some ordinal.
type contest struct {
	base   int                           // where its ordinals begin; those below count from there
	events []int                         // indexes into the batch, in the order of the file
	known  map[int]observatory.KnownFact // by ordinal
	end    int                           // one more than the highest known ordinal
	open   bool                          // higher ordinals may be known
}

// realign settles the disagreements of a resent file. An ordinal is a place in
// a file, so that a row taken out moves those behind it up: told by ordinals
// alone, each would look like a correction of the one before. Values that are
// known at another ordinal are duplicates; the others correct what no row of
// the file told, in order; the rest are new. It adds to known what it looked up.
func (s *settler) realign(ctx context.Context, known map[observatory.ID]observatory.KnownFact) error {
	if err := s.recallApart(ctx, known); err != nil {
		return err
	}
	contests := s.contests(known)
	if len(contests) == 0 {
		return nil
	}
	for from := 0; ; from += ordinalStep {
		more, err := s.lookFurther(ctx, contests, from, known)
		if err != nil {
			return err
		}
		if !more {
			break
		}
	}
	for _, c := range contests {
		s.match(c)
	}
	return nil
}

// contests finds the groups of which an event differs from the known one of
// its ordinal.
func (s *settler) contests(known map[observatory.ID]observatory.KnownFact) map[observatory.ID]*contest {
	contests := map[observatory.ID]*contest{}
	for _, e := range s.batch.events {
		if firstOrdinal(e) > e.Ordinal { // recallApart has settled it
			continue
		}
		if before, ok := known[e.Fact]; ok && before.Fingerprint != e.Fingerprint {
			contests[first(e)] = &contest{base: baseOf(e), known: map[int]observatory.KnownFact{}, open: true}
		}
	}
	if len(contests) == 0 {
		return nil
	}
	for i, e := range s.batch.events {
		if c := contests[first(e)]; c != nil {
			c.events = append(c.events, i)
		}
	}
	return contests
}

// first is the id of the first fact of an event's group.
func first(e *observatory.CaseEvent) observatory.ID {
	if e.Ordinal == baseOf(e) {
		return e.Fact
	}
	return factOf(e, baseOf(e))
}

// baseOf is where the ordinals of an event's group begin.
func baseOf(e *observatory.CaseEvent) int {
	if e.Ordinal < apartOrdinals {
		return 0
	}
	return firstOrdinal(e)
}

// lookFurther looks up the next ordinals of the contests that are still open,
// in batches; it reports whether any stays open.
func (s *settler) lookFurther(ctx context.Context, contests map[observatory.ID]*contest, from int, known map[observatory.ID]observatory.KnownFact) (bool, error) {
	s.facts = s.facts[:0]
	for _, c := range contests {
		if c.open {
			for ordinal := from; ordinal < from+ordinalStep; ordinal++ {
				s.facts = append(s.facts, s.factAt(c, ordinal))
			}
		}
	}
	for start := 0; start < len(s.facts); start += s.opts.batchSize() {
		part := s.facts[start:min(start+s.opts.batchSize(), len(s.facts))]
		if err := s.ask(ctx, part, known); err != nil {
			return false, err
		}
	}
	more := false
	for _, c := range contests {
		if !c.open {
			continue
		}
		for ordinal := from; ordinal < from+ordinalStep; ordinal++ {
			if fact, ok := known[s.factAt(c, ordinal)]; ok {
				c.known[ordinal], c.end = fact, ordinal+1
			}
		}
		c.open = c.end > from
		more = more || c.open
	}
	return more, nil
}

func (s *settler) factAt(c *contest, ordinal int) observatory.ID {
	return factOf(s.batch.events[c.events[0]], c.base+ordinal)
}

// match gives the events of a contest their ordinals. Where earlier rows of the
// group stood in an earlier batch, it cannot be told what they matched: an
// unknown value is then a new fact, never a correction.
func (s *settler) match(c *contest) {
	partial := s.opts.Beside || s.batch.events[c.events[0]].Ordinal > c.base
	taken := map[int]bool{}
	var unmatched []int
	for _, at := range c.events {
		if ordinal, ok := c.find(s.batch.events[at].Fingerprint); ok {
			taken[ordinal] = true
			s.setOrdinal(at, c.base+ordinal)
			continue
		}
		unmatched = append(unmatched, at)
	}
	next := 0
	for _, at := range unmatched {
		if partial {
			s.setOrdinal(at, c.end+s.batch.events[at].Ordinal) // of which the base is a part
			continue
		}
		for next < c.end && (taken[next] || !c.has(next)) {
			next++
		}
		s.setOrdinal(at, c.base+next)
		next++
	}
}

func (c *contest) has(ordinal int) bool {
	_, ok := c.known[ordinal]
	return ok
}

func (c *contest) find(fingerprint uint64) (int, bool) {
	for ordinal := range c.end {
		if fact, ok := c.known[ordinal]; ok && fact.Fingerprint == fingerprint {
			return ordinal, true
		}
	}
	return 0, false
}

func (s *settler) setOrdinal(at, ordinal int) {
	e := s.batch.events[at]
	if e.Ordinal != ordinal {
		e.Ordinal = ordinal
		e.Fact = factOf(e, ordinal)
	}
}
