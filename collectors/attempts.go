package collectors

import (
	"context"

	"vigie/internal/observatory"
)

// The ordinals of failed attempts whose hour is told begin at timedOrdinals, with
// room for minuteOrdinals values a minute; the others count from 0 as facts of
// every kind do.
const (
	timedOrdinals  = 1024
	minuteOrdinals = 16
)

// firstOrdinal is where the ordinals of an event's fact begin. Two failed
// attempts of a case on one day are two facts when their hours differ, from
// whichever files they come.
func firstOrdinal(e *observatory.CaseEvent) int {
	if e.Event != observatory.EventFailedAttempt {
		return 0
	}
	hour, minute, told := parseHour(e.Details.Get(observatory.DetailHour))
	if !told {
		return 0
	}
	return timedOrdinals + minuteOrdinals*(60*hour+minute)
}

// recallAttempts gives failed attempts that were kept before hours counted the
// ordinals that they have: they are duplicates, as they were. It adds to known
// what it looked up.
func (s *settler) recallAttempts(ctx context.Context, known map[observatory.ID]observatory.KnownFact) error {
	if s.known == nil {
		return nil
	}
	var timed []int
	s.facts = s.facts[:0]
	for i, e := range s.batch.events {
		if before, told := known[e.Fact]; e.Ordinal < timedOrdinals || told && before.Fingerprint == e.Fingerprint {
			continue
		}
		timed = append(timed, i)
		for ordinal := range ordinalStep {
			fact := factOf(e, ordinal)
			if s.prints == nil || s.prints.holds(fact) {
				s.facts = append(s.facts, fact)
			}
		}
	}
	if err := s.ask(ctx, s.facts, known); err != nil {
		return err
	}
	for _, at := range timed {
		e := s.batch.events[at]
		for ordinal := range ordinalStep {
			if before, told := known[factOf(e, ordinal)]; told && before.Fingerprint == e.Fingerprint {
				s.setOrdinal(at, ordinal)
				break
			}
		}
	}
	return nil
}
