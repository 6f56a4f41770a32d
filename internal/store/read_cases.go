package store

import (
	"context"
	"errors"
	"iter"
	"maps"
	"strings"
	"time"

	"vigie/internal/observatory"
)

// KnownCases tells what is already kept of cases of an association: rows of
// committed imports that were not withdrawn.
func (s *Store) KnownCases(ctx context.Context, association string, cases []observatory.ID, simulation bool) (map[observatory.ID]observatory.KnownCase, error) {
	known := make(map[observatory.ID]observatory.KnownCase)
	for len(cases) > 0 {
		n := min(knownChunk, len(cases))
		st := windowed("case_events", observatory.Window{Simulation: simulation})
		st.where = append(st.where, "association = {association:String}", s.sql.eventVisible)
		st.params["association"] = escaper.Replace(association)
		st.amongMany("case_id", cases[:n])
		st.order = "GROUP BY case_id"
		text := st.text([]string{
			"toString(case_id)", "toString(argMax(person_id, (stated, recorded_at, id)))",
			"argMaxIf(department, (recorded_at, id), department != '')",
			"toInt64(toUInt16(minIf(date, event = 'filing' AND toUInt16(date) != 0)))",
			"toInt64(max(" + s.sql.stated + " AS stated))", "toInt64(max((stated, person_id)).2 != min((-stated, person_id)).2)",
		})
		var bad error
		err := s.counts(ctx, text, st.params, func(row observatory.CountRow) bool {
			id, err := observatory.ParseID(row.Keys[0])
			person, err2 := observatory.ParseID(row.Keys[1])
			bad = errors.Join(err, err2)
			known[id] = observatory.KnownCase{
				Person: person, Stated: int(row.Values[1]), Disputed: row.Values[2] > 0,
				Department: row.Keys[2], Filing: observatory.Date(row.Values[0]),
			}
			return bad == nil
		})
		if err = errors.Join(err, bad); err != nil {
			return nil, err
		}
		cases = cases[n:]
	}
	return known, nil
}

// ConsentedCases lists the cases, of one association or of all (empty), whose
// consent for a purpose holds on a day.
func (s *Store) ConsentedCases(ctx context.Context, association string, purpose observatory.Purpose, on observatory.Date, w observatory.Window) (map[observatory.ID]bool, error) {
	st := windowed("case_events", observatory.Window{Horizon: w.Horizon, Simulation: w.Simulation})
	st.equal("association", association)
	st.consented(s, purpose, on)
	st.order = "GROUP BY case_id"
	cases := make(map[observatory.ID]bool)
	var bad error
	err := s.counts(ctx, st.text([]string{"toString(case_id)"}), st.params, func(row observatory.CountRow) bool {
		id, err := observatory.ParseID(row.Keys[0])
		bad = err
		cases[id] = true
		return err == nil
	})
	return cases, errors.Join(err, bad)
}

// consented keeps the cases whose consent for a purpose holds on a day.
func (st *statement) consented(s *Store, purpose observatory.Purpose, on observatory.Date) {
	st.where = append(st.where, s.sql.consented)
	st.params["purpose"] = escaper.Replace(string(purpose))
	st.params["on"] = on.String()
}

// withoutConstraint takes out of events that a person is kept from moving by a
// measure of constraint, where her consent to have it noted does not hold today.
func (s *Store) withoutConstraint(ctx context.Context, f observatory.EventFilter, events iter.Seq2[observatory.CaseEvent, error]) iter.Seq2[observatory.CaseEvent, error] {
	return func(yield func(observatory.CaseEvent, error) bool) {
		var agreed map[observatory.ID]bool
		for e, err := range events {
			if err == nil && e.Details.Get(observatory.DetailConstrained) != "" {
				if agreed == nil {
					on := f.On
					if !on.Known() {
						on = observatory.DateOf(time.Now(), s.zone(""))
					}
					agreed, err = s.ConsentedCases(ctx, "", observatory.PurposeConstraint, on, f.Window)
				}
				if !agreed[e.Case] {
					e.Details = e.Details.Without(observatory.DetailConstrained)
				}
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// CaseHistory streams every row of a case, corrected and withdrawn ones
// included, in the order in which they were taken in, and the newest state of
// the import of each: for its history and the differences between revisions. It
// is for the association's own people.
func (s *Store) CaseHistory(ctx context.Context, association string, dossier observatory.ID, simulation bool) ([]observatory.CaseEvent, map[observatory.ID]observatory.Import, error) {
	st := windowed("case_events", observatory.Window{Simulation: simulation})
	st.equal("association", association)
	st.is("case_id", dossier)
	st.order = "ORDER BY recorded_at, import_id, row_number, event, date, ordinal, revision, id"
	rows, err := collect(stream(ctx, s, s.events, st))
	if err != nil {
		return nil, nil, err
	}
	agreed, err := s.ConsentedCases(ctx, association, observatory.PurposeConstraint, observatory.DateOf(time.Now(), s.zone("")), observatory.Window{Simulation: simulation})
	if err != nil {
		return nil, nil, err
	}
	batches := map[observatory.ID]bool{}
	for i := range rows {
		batches[rows[i].Import] = true
		if !agreed[dossier] {
			rows[i].Details = rows[i].Details.Without(observatory.DetailConstrained)
		}
	}
	imports, err := s.importsOf(ctx, batches, simulation)
	return rows, imports, err
}

func (s *Store) importsOf(ctx context.Context, batches map[observatory.ID]bool, simulation bool) (map[observatory.ID]observatory.Import, error) {
	found := map[observatory.ID]observatory.Import{}
	if len(batches) == 0 {
		return found, nil
	}
	st := windowed(s.sql.newestImports, observatory.Window{Simulation: simulation})
	var ids []observatory.ID
	for id := range maps.Keys(batches) {
		ids = append(ids, id)
	}
	st.amongMany("batch", ids)
	for row, err := range stream(ctx, s, s.imports, st) {
		if err != nil {
			return nil, err
		}
		found[row.Batch] = row
	}
	return found, nil
}

// Reviews streams the reviews of a case, or of an association's cases (zero
// case), oldest first.
func (s *Store) Reviews(ctx context.Context, association string, dossier observatory.ID, w observatory.Window) iter.Seq2[observatory.Review, error] {
	st := windowed("reviews", observatory.Window{Horizon: w.Horizon, Simulation: w.Simulation})
	st.equal("association", association)
	st.is("case_id", dossier)
	st.order = "ORDER BY recorded_at, id"
	return stream(ctx, s, s.reviews, st)
}

// Concordances streams the newest concordance of each reported failed attempt
// of a case, or of all cases of an association (zero case).
func (s *Store) Concordances(ctx context.Context, association string, dossier observatory.ID, w observatory.Window) iter.Seq2[observatory.Concordance, error] {
	st := windowed("concordances", observatory.Window{Horizon: w.Horizon, Simulation: w.Simulation})
	st.equal("association", association)
	st.is("case_id", dossier)
	st.order = "ORDER BY case_id, event, recorded_at DESC, id DESC LIMIT 1 BY event"
	return stream(ctx, s, s.concords, st)
}

// FailedAttempts streams the failed attempts that the cases of an association,
// or of all, report.
func (s *Store) FailedAttempts(ctx context.Context, association string, simulation bool) iter.Seq2[observatory.CaseEvent, error] {
	st := windowed("case_events", observatory.Window{Simulation: simulation})
	st.equal("association", association)
	st.where = append(st.where, "event = 'failed_attempt'", s.sql.eventVisible)
	st.order = "ORDER BY at, id"
	return stream(ctx, s, s.events, st)
}

// AttemptsAround streams the probes' attempts of some journeys within an hour
// of an instant, in one department or at national targets, oldest first.
func (s *Store) AttemptsAround(ctx context.Context, journeys []string, department string, at time.Time, simulation bool) iter.Seq2[observatory.Attempt, error] {
	st := windowed("attempts", observatory.Window{Simulation: simulation})
	st.where = append(st.where, "journey IN {journeys:Array(String)}", "department IN ('', {department:String})", "mode IN ('unattended', 'assisted')",
		"at BETWEEN {since:DateTime64(3, 'UTC')} AND {until:DateTime64(3, 'UTC')}", s.sql.attemptVisible)
	var quoted []string
	for _, journey := range journeys {
		quoted = append(quoted, "'"+strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(journey)+"'")
	}
	st.params["journeys"] = escaper.Replace("[" + strings.Join(quoted, ",") + "]")
	st.params["department"] = escaper.Replace(department)
	st.params["since"] = at.Add(-time.Hour).UTC().Format(instantLayout)
	st.params["until"] = at.Add(time.Hour).UTC().Format(instantLayout)
	st.order = "ORDER BY at, id"
	return stream(ctx, s, s.attempts, st)
}
