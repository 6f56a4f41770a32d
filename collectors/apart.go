package collectors

import (
	"context"
	"slices"

	"vigie/internal/observatory"
)

// Facts of one case, kind and day that something in the row tells apart, from
// whichever files they come: their ordinals begin at apartOrdinals, with room for
// apartRoom values of each; those of all others count from 0.
const (
	apartOrdinals = 1024
	apartRoom     = 16
)

// firstOrdinal is where the ordinals of an event's fact begin. Two failed
// attempts of a day are two facts when their hours differ, and so are consents, or
// their withdrawals, for two purposes: one must not take the place of the other.
func firstOrdinal(e *observatory.CaseEvent) int {
	switch e.Event {
	case observatory.EventFailedAttempt:
		if hour, minute, told := parseHour(e.Details.Get(observatory.DetailHour)); told {
			return apartOrdinals + apartRoom*(60*hour+minute)
		}
	case observatory.EventConsent, observatory.EventConsentWithdrawn:
		if at := slices.Index(purposesApart(), observatory.Purpose(e.Code)); at >= 0 {
			return apartOrdinals + apartRoom*at
		}
	}
	return 0
}

// purposesApart are the purposes of consents in the order of their ordinals, which
// are kept: a new one goes to the end. The empty one is all of them.
func purposesApart() []observatory.Purpose {
	return []observatory.Purpose{
		"", observatory.PurposeStatistics, observatory.PurposeDDD, observatory.PurposeCourt,
		observatory.PurposeLinking, observatory.PurposeConstraint,
	}
}

// recallApart gives facts that were kept before their hour or purpose counted the
// ordinals that they have: with the same values they are duplicates, as they were,
// and of what is left a consent for the same purpose is corrected. It adds to known
// what it looked up.
func (s *settler) recallApart(ctx context.Context, known map[observatory.ID]observatory.KnownFact) error {
	if s.known == nil {
		return nil
	}
	type place struct{ event, ordinal int }
	var places []place // of s.facts
	s.facts = s.facts[:0]
	for i, e := range s.batch.events {
		if before, told := known[e.Fact]; e.Ordinal < apartOrdinals || told && before.Fingerprint == e.Fingerprint {
			continue
		}
		for ordinal := range ordinalStep {
			fact := factOf(e, ordinal)
			if s.prints == nil || s.prints.holds(fact) {
				s.facts, places = append(s.facts, fact), append(places, place{i, ordinal})
			}
		}
	}
	if err := s.ask(ctx, s.facts, known); err != nil {
		return err
	}
	taken, settled := map[observatory.ID]bool{}, map[int]bool{}
	for _, same := range []func(*observatory.CaseEvent, observatory.KnownFact) bool{sameValues, samePurpose} {
		for i, p := range places {
			e, fact := s.batch.events[p.event], s.facts[i]
			if before, told := known[fact]; told && !taken[fact] && !settled[p.event] && same(e, before) {
				taken[fact], settled[p.event] = true, true
				s.setOrdinal(p.event, p.ordinal)
			}
		}
	}
	return nil
}

func sameValues(e *observatory.CaseEvent, before observatory.KnownFact) bool {
	return before.Fingerprint == e.Fingerprint
}

func samePurpose(e *observatory.CaseEvent, before observatory.KnownFact) bool {
	return e.Event != observatory.EventFailedAttempt && before.Code == e.Code
}
