package store

import (
	"context"
	"fmt"
	"iter"
	"strconv"

	"vigie/internal/observatory"
)

// pageSteps is how many attempts are read before their steps are.
const pageSteps = 1000

// Attempts streams the attempts of a filter, withdrawn ones left out, in the
// order of time. Their steps are read only WithSteps. Days are civil dates in
// the time zone of the attempt's department.
func (s *Store) Attempts(ctx context.Context, f observatory.AttemptFilter) iter.Seq2[observatory.Attempt, error] {
	if !f.WithSteps {
		return stream(ctx, s, s.attempts, s.attemptStatement(f))
	}
	return func(yield func(observatory.Attempt, error) bool) { s.attemptsWithSteps(ctx, f, yield) }
}

func (s *Store) attemptStatement(f observatory.AttemptFilter) *statement {
	st := windowed("attempts", f.Window)
	st.equal("journey", f.Journey)
	st.equal("target", f.Target)
	st.equal("department", f.Department)
	st.equal("outcome", string(f.Outcome))
	st.equal("mode", string(f.Mode))
	st.where = append(st.where, s.sql.attemptVisible)
	if !f.SlotsBy.IsZero() {
		st.where = append(st.where, s.sql.slotsBy)
	}
	st.order = "ORDER BY at, id"
	if f.Newest {
		st.order = "ORDER BY at DESC, id DESC"
	}
	if f.Limit > 0 {
		st.order += " LIMIT " + strconv.Itoa(f.Limit)
	}
	return st
}

// attemptsWithSteps reads page by page, so that no two reads are open at once.
func (s *Store) attemptsWithSteps(ctx context.Context, f observatory.AttemptFilter, yield func(observatory.Attempt, error) bool) {
	left := f.Limit
	var last *observatory.Attempt
	for {
		f.Limit = pageSteps
		if left > 0 {
			f.Limit = min(left, pageSteps)
		}
		st := s.attemptStatement(f)
		if last != nil {
			st.after(last, f.Newest)
		}
		page, err := collect(stream(ctx, s, s.attempts, st))
		if err == nil {
			err = s.addSteps(ctx, page)
		}
		if err != nil {
			yield(observatory.Attempt{}, err)
			return
		}
		for _, a := range page {
			if !yield(a, nil) {
				return
			}
		}
		left -= len(page)
		if len(page) < f.Limit || left == 0 {
			return
		}
		last = &page[len(page)-1]
	}
}

// after keeps the rows that come after one in the order of time.
func (st *statement) after(last *observatory.Attempt, newest bool) {
	sign := ">"
	if newest {
		sign = "<"
	}
	st.where = append(st.where, "(at, id) "+sign+" ({last_at:DateTime64(3, 'UTC')}, {last_id:UUID})")
	st.params["last_at"] = last.At.UTC().Format(instantLayout)
	st.params["last_id"] = last.ID.String()
}

// Attempt gives one attempt with its steps, withdrawn or not, or
// observatory.ErrNotFound.
func (s *Store) Attempt(ctx context.Context, id observatory.ID) (observatory.Attempt, error) {
	if id.IsZero() {
		return observatory.Attempt{}, fmt.Errorf("tentative : %w", observatory.ErrNotFound)
	}
	st := newStatement("attempts")
	st.is("id", id)
	st.order = "ORDER BY recorded_at, at LIMIT 1"
	a, err := one(ctx, s, s.attempts, st)
	if err != nil {
		return observatory.Attempt{}, fmt.Errorf("tentative %s : %w", id, err)
	}
	page := []observatory.Attempt{a}
	if err := s.addSteps(ctx, page); err != nil {
		return observatory.Attempt{}, err
	}
	return page[0], nil
}

// addSteps puts the steps into attempts that are next to each other in time.
func (s *Store) addSteps(ctx context.Context, attempts []observatory.Attempt) error {
	if len(attempts) == 0 {
		return nil
	}
	var (
		ids   = make([]observatory.ID, len(attempts))
		index = make(map[observatory.ID]int, len(attempts))
		days  observatory.Span
	)
	for i, a := range attempts {
		ids[i], index[a.ID] = a.ID, i
		day := observatory.DateOf(a.At, s.zone(a.Department))
		if i == 0 {
			days = observatory.Span{Start: day, End: day}
		}
		days = observatory.Span{Start: min(days.Start, day), End: max(days.End, day)}
	}
	st := newStatement("steps")
	// A day more at both ends: the time zone of a department may have been
	// corrected since the row was written.
	st.where = append(st.where, "day BETWEEN {from:Date} AND {to:Date}")
	st.params["from"], st.params["to"] = (days.Start - 1).String(), (days.End + 1).String()
	st.among("attempt", ids)
	st.order = "ORDER BY attempt, step"
	for row, err := range stream(ctx, s, s.steps, st) {
		if err != nil {
			return err
		}
		a := &attempts[index[row.attempt]]
		row.step.Vitals = ofVitals(row.vitals)
		a.Steps = append(a.Steps, row.step)
	}
	return nil
}

// collect reads a sequence to its end.
func collect[T any](rows iter.Seq2[T, error]) ([]T, error) {
	var all []T
	for row, err := range rows {
		if err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, nil
}
