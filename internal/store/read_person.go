package store

import (
	"context"
	"fmt"
	"iter"

	"vigie/internal/observatory"
)

// PersonHints streams the hints of an association's persons from committed
// imports, those of one person one after the other.
func (s *Store) PersonHints(ctx context.Context, association string, simulation bool) iter.Seq2[observatory.PersonHints, error] {
	st := windowed("person_hints", observatory.Window{Simulation: simulation})
	st.where = append(st.where, "association = {association:String}", s.sql.committed)
	st.params["association"] = escaper.Replace(association)
	st.order = "ORDER BY person_id, recorded_at, id"
	return stream(ctx, s, s.hints, st)
}

// PersonDecisions streams what was decided of an association's probable
// duplicates, in order, undone decisions and undoings included.
func (s *Store) PersonDecisions(ctx context.Context, association string, simulation bool) iter.Seq2[observatory.PersonDecision, error] {
	st := windowed("person_decisions", observatory.Window{Simulation: simulation})
	st.where = append(st.where, "association = {association:String}")
	st.params["association"] = escaper.Replace(association)
	st.order = "ORDER BY recorded_at, id"
	return stream(ctx, s, s.decisions, st)
}

// PersonAliases gives, for persons of an association, their pseudonyms within
// the instance; none for a person of whom only the case is known.
func (s *Store) PersonAliases(ctx context.Context, association string, persons []observatory.ID, simulation bool) (map[observatory.ID]observatory.ID, error) {
	st := windowed("case_events", observatory.Window{Simulation: simulation})
	st.where = append(st.where, "association = {association:String}", s.sql.eventVisible)
	st.params["association"] = escaper.Replace(association)
	st.amongMany("person_id", persons)
	st.order = "GROUP BY person_id"
	var one, other string
	aliases := map[observatory.ID]observatory.ID{}
	err := s.scan(ctx, st.text([]string{"toString(person_id)", "toString(max(instance_person))"}), st.params, []any{&one, &other}, func() (bool, error) {
		person, err := observatory.ParseID(one)
		if err != nil {
			return false, err
		}
		aliases[person], err = observatory.ParseID(other)
		return true, err
	})
	if err != nil {
		return nil, fmt.Errorf("pseudonymes de personnes : %w", err)
	}
	return aliases, nil
}
