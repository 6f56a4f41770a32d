package collectors

import (
	"context"
	"fmt"

	"vigie/internal/observatory"
)

// personBook counts the persons of a file. A row with its case's reference alone
// counts for the person of the case, told before it, after it or in another file.
type personBook struct {
	persons    bigSet
	cases      bigSet // valued: the person that was told of a case
	bare       bigSet // cases with a row that tells none
	bareCases  []observatory.ID
	lastPerson observatory.ID
	lastCase   observatory.ID
}

// toldPerson is what was told of the person of a case: the strongest pseudonym,
// all but its last four bits, what it was made from, and whether another of that
// strength was told.
type toldPerson uint64

const disputed toldPerson = 1

func toldOf(person observatory.ID, stated int) toldPerson {
	return toldPerson(shortKey(person)&^0xF) | toldPerson(stated)<<1
}

func (p toldPerson) stated() int { return int(p >> 1 & 7) }

// with adds another telling.
func (p toldPerson) with(other toldPerson) toldPerson {
	switch {
	case other.stated() != p.stated():
		if other.stated() > p.stated() {
			return other
		}
		return p
	case other>>4 != p>>4:
		return p | disputed
	}
	return p | other&disputed
}

// count takes an event in; it tells when the case had another number before.
func (b *personBook) count(e *observatory.CaseEvent) (differs bool) {
	if e.Person == b.lastPerson && e.Case == b.lastCase {
		return false
	}
	b.lastPerson, b.lastCase = e.Person, e.Case
	if e.Stated() == 0 {
		if _, first := b.bare.put(shortKey(e.Case), 0); first {
			b.bareCases = append(b.bareCases, e.Case)
		}
		return false
	}
	b.persons.put(shortKey(e.Person), 0)
	told := toldOf(e.Person, e.Stated())
	b.cases.valued = true
	at := b.cases.at(shortKey(e.Case))
	before := toldPerson(*at)
	after := before.with(told)
	*at = uint64(after)
	return told.stated() == stateNumber && after&disputed > before&disputed
}

// stateNumber is the CaseEvent.Stated of a number.
const stateNumber = 4

// countPersons counts the persons of the file, once it is read, by what it and
// what is known tell of their cases.
func (s *settler) countPersons(ctx context.Context) (int, error) {
	known, err := s.lookUpBare(ctx)
	if err != nil {
		return 0, err
	}
	b, alone := &s.persons, 0
	for _, dossier := range b.bareCases {
		kept, _ := b.cases.find(shortKey(dossier))
		told := toldPerson(kept)
		k := known[dossier]
		if k.Stated > 0 {
			before := toldOf(k.Person, k.Stated)
			if k.Disputed {
				before |= disputed
			}
			told = told.with(before)
		}
		switch {
		case told == 0 || told&disputed != 0:
			alone++
		case told>>4 == toldOf(k.Person, 0)>>4:
			b.persons.put(shortKey(k.Person), 0)
		}
	}
	return b.persons.used + alone, nil
}

// lookUpBare reads what is known of the cases of which some row tells no person.
func (s *settler) lookUpBare(ctx context.Context) (map[observatory.ID]observatory.KnownCase, error) {
	if s.known == nil {
		return nil, nil
	}
	var ids []observatory.ID
	for _, dossier := range s.persons.bareCases {
		if s.prints != nil {
			if _, some := s.prints.cases.find(shortKey(dossier)); !some {
				continue
			}
		}
		ids = append(ids, dossier)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	known, err := s.known.KnownCases(ctx, s.opts.Association, ids, s.opts.Simulation)
	if err != nil {
		return nil, fmt.Errorf("look up the persons of known cases: %w", err)
	}
	return known, nil
}

// adopt gives events that tell no person the one that the known row of their fact
// has: a number that is left out takes back none.
func (s *settler) adopt(known map[observatory.ID]observatory.KnownFact) {
	for _, e := range s.batch.events {
		if before := known[e.Fact]; e.Stated() == 0 && !before.Person.IsZero() {
			e.Person, e.Instance, e.Strength = before.Person, before.Instance, before.Strength
			e.Fingerprint = Fingerprint(e)
		}
	}
}
