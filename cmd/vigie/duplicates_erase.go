package main

import (
	"context"
	"slices"

	"vigie/internal/observatory"
	"vigie/internal/store"
)

// keepDecisions writes again, without the persons who are about to be erased,
// the decisions on others that mention them: an erasure deletes every decision
// that does. Persons who were one through an erased one stay one. It can be done
// again.
func (a *app) keepDecisions(ctx context.Context, plan store.ErasurePlan, persons []observatory.ID) error {
	if len(persons) == 0 {
		return nil
	}
	type domain struct {
		association string
		simulation  bool
	}
	seen := map[domain]bool{}
	for _, group := range plan.Erasures {
		d := domain{group.Association, group.Simulation}
		if seen[d] {
			continue
		}
		seen[d] = true
		var rows []observatory.PersonDecision
		for row, err := range a.store.PersonDecisions(ctx, d.association, d.simulation) {
			if err != nil {
				return err
			}
			rows = append(rows, row)
		}
		told, err := a.toldPersons(ctx, d.association, d.simulation, persons)
		if err != nil {
			return err
		}
		kept := withoutPersons(rows, persons, told)
		if len(kept) == 0 {
			continue
		}
		aliases, err := a.store.PersonAliases(ctx, d.association, everyone(slices.Concat(rows, kept)), d.simulation)
		if err != nil {
			return err
		}
		if err := a.store.Append(ctx, relinked(rows, kept, persons, aliases)); err != nil {
			return err
		}
	}
	return nil
}

// withoutPersons gives the decisions that will be there after an erasure, in
// order: those that do not mention its persons, those that mention them only
// among others who are one with their pair, and one more for each two who are
// one only through an erased person. What was decided of an erased case holds for
// the person told of it, where that one stays. It gives none when no decision
// mentions them.
func withoutPersons(rows []observatory.PersonDecision, persons []observatory.ID, told map[observatory.ID]observatory.ID) []observatory.PersonDecision {
	before, after := newDecisionBook(), newDecisionBook()
	var kept []observatory.PersonDecision
	touched, written := false, map[observatory.ID]bool{}
	for _, row := range rows {
		before.add(row)
		touched = touched || mentions(row, persons)
		if slices.Contains(persons, row.First) || slices.Contains(persons, row.Second) || written[row.ID] {
			continue
		}
		written[row.ID] = true // a row that an interrupted erasure wrote again is there twice
		kept = append(kept, row)
		after.add(row)
	}
	if !touched {
		return nil
	}
	decided := before.inForce()
	for _, id := range persons {
		if person, known := told[id]; known {
			before.add(observatory.PersonDecision{First: id, Second: person, Verdict: observatory.VerdictSame})
		}
	}
	for _, row := range decided {
		if row.Verdict != observatory.VerdictSame || !slices.Contains(persons, row.First) && !slices.Contains(persons, row.Second) {
			continue
		}
		left := slices.DeleteFunc(before.together(row.First), func(id observatory.ID) bool { return slices.Contains(persons, id) })
		for _, other := range left[min(1, len(left)):] {
			if slices.Contains(after.together(left[0]), other) {
				continue
			}
			bridge := row // as of the decision that made them one, by whom took it
			bridge.First, bridge.Second = left[0], other
			if other.String() < left[0].String() {
				bridge.First, bridge.Second = other, left[0]
			}
			bridge.ID = observatory.DeriveID([]byte("decision"), row.ID[:], bridge.First[:], bridge.Second[:])
			bridge.Score = 0
			kept = append(kept, bridge)
			after.add(bridge)
		}
	}
	slices.SortStableFunc(kept, func(a, b observatory.PersonDecision) int { return a.RecordedAt.Compare(b.RecordedAt) })
	return kept
}

// relinked gives, of the decisions that stay, those that are not there without
// the erased persons yet, with where each pseudonym counts from then on.
func relinked(rows, kept []observatory.PersonDecision, persons []observatory.ID, aliases map[observatory.ID]observatory.ID) []observatory.Observation {
	clean := map[observatory.ID]bool{}
	for _, row := range rows {
		clean[row.ID] = clean[row.ID] || !mentions(row, persons)
	}
	book := newDecisionBook()
	var fresh []observatory.Observation
	for _, row := range kept {
		touched := book.together(row.First, row.Second)
		book.add(row)
		if !clean[row.ID] {
			row.Links = book.links(touched, aliases)
			fresh = append(fresh, &row)
		}
	}
	return fresh
}

// mentions reports whether a decision names one of the persons anywhere.
func mentions(d observatory.PersonDecision, persons []observatory.ID) bool {
	return slices.Contains(persons, d.First) || slices.Contains(persons, d.Second) ||
		slices.ContainsFunc(d.Links, func(l observatory.PersonLink) bool {
			return slices.Contains(persons, l.Alias) || slices.Contains(persons, l.Counts)
		})
}

// everyone lists the persons of decisions, each once.
func everyone(rows []observatory.PersonDecision) []observatory.ID {
	var all []observatory.ID
	for _, row := range rows {
		for _, id := range []observatory.ID{row.First, row.Second} {
			if !slices.Contains(all, id) {
				all = append(all, id)
			}
		}
	}
	return all
}
