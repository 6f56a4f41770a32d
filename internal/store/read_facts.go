package store

import (
	"context"
	"iter"

	"vigie/internal/observatory"
)

// PageFacts streams the facts read on pages, withdrawn ones left out, by
// department, address, item, time and time of record; with Latest only the newest of each
// address and item: of two readings of one snapshot, that which was recorded last.
func (s *Store) PageFacts(ctx context.Context, f observatory.PageFactFilter) iter.Seq2[observatory.PageFact, error] {
	st := windowed("page_facts", f.Window)
	st.equal("department", f.Department)
	st.where = append(st.where, s.sql.pageFactVisible)
	st.order = "ORDER BY department, address, item, at, recorded_at, id"
	if f.Latest {
		st.order = "ORDER BY department, address, item, at DESC, recorded_at DESC, id DESC LIMIT 1 BY department, address, item"
	}
	return stream(ctx, s, s.pageFacts, st)
}

// CaseEvents streams the case events of committed imports that were not
// withdrawn, by association, case, date, kind and ordinal. An event lies in a
// window by its date or, without one, by its start or its end; without any it is
// read when the window has no first day. With a purpose only cases are read whose
// consent for it holds on the day f.On.
func (s *Store) CaseEvents(ctx context.Context, f observatory.EventFilter) iter.Seq2[observatory.CaseEvent, error] {
	st := windowed("case_events", f.Window)
	st.equal("department", f.Department)
	st.equal("association", f.Association)
	st.is("case_id", f.Case)
	asked := asked(f.Window)
	asked.lookup = true
	h, err := s.sql.heeding(asked)
	if err != nil {
		return func(yield func(observatory.CaseEvent, error) bool) { yield(observatory.CaseEvent{}, err) }
	}
	st.where = append(st.where, h.events)
	if f.Consent != "" {
		st.consented(s, f.Consent, f.On)
	}
	st.order = "ORDER BY association, case_id, date, event, ordinal, id"
	return s.withoutConstraint(ctx, f, stream(ctx, s, s.events, st))
}

// knownChunk is how many facts are looked up at once. Each lookup reads the
// facts of the whole association, so few large ones are best; the list takes 32
// bytes a fact in the text of the query, of which the engine takes 1 MiB.
const knownChunk = 30_000

// Known tells which facts of an association are already kept, and their newest
// row: rows of committed imports that were not withdrawn.
func (s *Store) Known(ctx context.Context, association string, facts []observatory.ID, simulation bool) (map[observatory.ID]observatory.KnownFact, error) {
	known := make(map[observatory.ID]observatory.KnownFact)
	for len(facts) > 0 {
		n := min(knownChunk, len(facts))
		st := windowed("case_events", observatory.Window{Simulation: simulation})
		st.where = append(st.where, "association = {association:String}", s.sql.eventVisible)
		st.params["association"] = escaper.Replace(association)
		st.amongMany("fact", facts[:n])
		st.order = "ORDER BY fact, revision DESC, recorded_at DESC, id LIMIT 1 BY fact"
		for row, err := range stream(ctx, s, s.known, st) {
			if err != nil {
				return nil, err
			}
			fact := observatory.KnownFact{Row: row.ID, Revision: row.Revision, Fingerprint: row.Fingerprint, Code: row.Code}
			if row.Stated() > 0 {
				fact.Person, fact.Instance, fact.Strength = row.Person, row.Instance, row.Strength
			}
			known[row.Fact] = fact
		}
		facts = facts[n:]
	}
	return known, nil
}

// KnownPrints streams what tells the kept facts of an association apart, in no
// order: rows of committed imports that were neither withdrawn nor corrected.
func (s *Store) KnownPrints(ctx context.Context, association string, simulation bool) iter.Seq2[observatory.KnownPrint, error] {
	st := windowed("case_events", observatory.Window{Simulation: simulation})
	st.where = append(st.where, "association = {association:String}", s.sql.eventVisible)
	st.params["association"] = escaper.Replace(association)
	return stream(ctx, s, s.prints, st)
}

// EventCount is how many rows of events of an association can be read: when none
// can, there is nothing to compare a new file with.
func (s *Store) EventCount(ctx context.Context, association string, simulation bool) (n int, err error) {
	st := windowed("case_events", observatory.Window{Simulation: simulation})
	st.where = append(st.where, "association = {association:String}", s.sql.eventVisible)
	st.params["association"] = escaper.Replace(association)
	var rows uint64
	err = s.scan(ctx, st.text([]string{"count()"}), st.params, []any{&rows}, func() (bool, error) {
		n = int(rows) //nolint:gosec // a count
		return true, nil
	})
	return n, err
}
