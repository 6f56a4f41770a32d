package collectors

import (
	"context"
	"fmt"
	"maps"

	"vigie/internal/observatory"
)

// knownPrints is what an association has, read once for a file of more than one
// batch: each question for single facts makes the engine read all of them. A
// fact takes some 21 bytes.
type knownPrints struct {
	facts   idSet // their fingerprints
	several idSet // facts that have more than one row: to be asked for
	cases   idSet
}

// readPrints reads the prints of about so many events.
func readPrints(ctx context.Context, known Known, events int, association string, simulation bool) (*knownPrints, error) {
	p := &knownPrints{facts: idSet{valued: true}}
	p.facts.reserve(events)
	for one, err := range known.KnownPrints(ctx, association, simulation) {
		if err != nil {
			return nil, fmt.Errorf("read what is known: %w", err)
		}
		if _, first := p.facts.put(shortKey(one.Fact), one.Fingerprint); !first {
			p.several.put(shortKey(one.Fact), 0)
		}
		p.cases.put(shortKey(one.Case), 0)
	}
	return p, nil
}

// tell says of an event whether it must be asked for, and otherwise whether its
// fact is known with its value. Short keys that meet by chance are asked for.
func (p *knownPrints) tell(e *observatory.CaseEvent) (same, ask bool) {
	key := shortKey(e.Fact)
	kept, found := p.facts.find(key)
	if !found {
		return false, false
	}
	_, several := p.several.find(key)
	same = kept == e.Fingerprint && !several
	return same, !same
}

func (p *knownPrints) holds(fact observatory.ID) bool {
	_, found := p.facts.find(shortKey(fact))
	return found
}

// lookUp tells what is known of the facts of the batch; nil when nothing can be.
// A fact that is known with the value of its event has no row here.
func (s *settler) lookUp(ctx context.Context) (map[observatory.ID]observatory.KnownFact, error) {
	if s.known == nil {
		return nil, nil
	}
	if s.flushed && s.prints == nil {
		prints, err := readPrints(ctx, s.known, s.knownEvents, s.opts.Association, s.opts.Simulation)
		if err != nil {
			return nil, err
		}
		s.prints = prints
	}
	s.flushed, s.facts = true, s.facts[:0]
	told := map[observatory.ID]observatory.KnownFact{}
	for _, e := range s.batch.events {
		same, ask := false, true
		if s.prints != nil {
			same, ask = s.prints.tell(e)
		}
		if same {
			told[e.Fact] = observatory.KnownFact{Fingerprint: e.Fingerprint}
		}
		if ask {
			s.facts = append(s.facts, e.Fact)
		}
	}
	return told, s.ask(ctx, s.facts, told)
}

// ask adds what the store tells of some facts to what is known.
func (s *settler) ask(ctx context.Context, facts []observatory.ID, known map[observatory.ID]observatory.KnownFact) error {
	if len(facts) == 0 {
		return nil
	}
	found, err := s.known.Known(ctx, s.opts.Association, facts, s.opts.Simulation)
	if err != nil {
		return fmt.Errorf("look up known facts: %w", err)
	}
	maps.Copy(known, found)
	return nil
}

// lookUpCases reads what is known of the cases of which the batch brings
// something new; nil when nothing can be.
func (s *settler) lookUpCases(ctx context.Context, known map[observatory.ID]observatory.KnownFact) (map[observatory.ID]observatory.KnownCase, error) {
	if s.known == nil {
		return nil, nil
	}
	var ids []observatory.ID
	for _, e := range s.batch.events {
		if before, ok := known[e.Fact]; ok && before.Fingerprint == e.Fingerprint || len(ids) > 0 && ids[len(ids)-1] == e.Case {
			continue
		}
		if s.prints != nil {
			if _, some := s.prints.cases.find(shortKey(e.Case)); !some {
				continue
			}
		}
		ids = append(ids, e.Case)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	cases, err := s.known.KnownCases(ctx, s.opts.Association, ids, s.opts.Simulation)
	if err != nil {
		return nil, fmt.Errorf("look up known cases: %w", err)
	}
	return cases, nil
}
