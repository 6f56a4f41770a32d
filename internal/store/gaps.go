package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/internal/observatory"
)

// Kept sums of certificate gaps: rows of a step, then the row of the step, by
// which they count.

// AppendGapRows writes rows of a step of the kept sums. They count once the step
// is there.
func (s *Store) AppendGapRows(ctx context.Context, rows []*observatory.GapRow) error {
	return appendRows(ctx, s, s.gapSums, rows, func(r *observatory.GapRow) time.Time { return r.RecordedAt })
}

// AppendGapCases writes kept cases of a step. They count once the step is there.
func (s *Store) AppendGapCases(ctx context.Context, cases []*observatory.GapCase) error {
	return appendRows(ctx, s, s.gapCases, cases, func(r *observatory.GapCase) time.Time { return r.RecordedAt })
}

// AppendGapStep writes a step whose rows are all there.
func (s *Store) AppendGapStep(ctx context.Context, step *observatory.GapStep) error {
	return appendKind(ctx, s, s.gapSteps, []*observatory.GapStep{step}, (*observatory.GapStep).Env)
}

// GapSteps gives the newest step of the kept sums and those it follows, back to
// the one that was made anew; none when there is no such chain.
func (s *Store) GapSteps(ctx context.Context, simulation bool) ([]observatory.GapStep, error) {
	st := windowed(s.gapSteps.name, observatory.Window{Simulation: simulation})
	st.order = "ORDER BY at DESC, recorded_at DESC, id"
	all, err := collect(stream(ctx, s, s.gapSteps, st))
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return chainOf(all), nil
}

// chainOf is the newest of all steps and those it follows; nothing where one of
// them is not there.
func chainOf(all []observatory.GapStep) []observatory.GapStep {
	if len(all) == 0 {
		return nil
	}
	byID := map[observatory.ID]observatory.GapStep{}
	for _, step := range all {
		byID[step.ID] = step
	}
	chain := []observatory.GapStep{all[0]}
	for next := all[0].Follows; !next.IsZero(); {
		step, found := byID[next]
		if !found || len(chain) > len(all) {
			return nil
		}
		chain, next = append(chain, step), step.Follows
	}
	return chain
}

// GapFacts gives fingerprints of what decides, at the window's horizon, which
// facts can be read and whom they count for.
func (s *Store) GapFacts(ctx context.Context, w observatory.Window) (observatory.GapFacts, error) {
	var facts observatory.GapFacts
	err := s.scan(ctx, s.sql.gapFacts, windowParams(w), []any{&facts.Imports, &facts.Decisions, &facts.Reviews}, func() (bool, error) { return true, nil })
	if err != nil {
		return facts, fmt.Errorf("état des faits des attestations : %w", err)
	}
	return facts, nil
}

// GapQuery is a fingerprint of the query by which cases are read, to be kept.
func (s *Store) GapQuery() observatory.Hash {
	h, _ := s.sql.heeding(needs{linking: true, known: true, lookup: true}) // its parts were filled when the store was opened
	sum := sha256.Sum256([]byte(h.named["certificate.gap_cases"]))
	return observatory.Hash(hex.EncodeToString(sum[:]))
}

// TouchedPersons gives the persons, as they count at the window's horizon, of the
// cases whose gaps may have changed between two instants: more than most of them
// are not looked for, and then one more than most is given.
func (s *Store) TouchedPersons(ctx context.Context, w observatory.Window, since, until time.Time, most int) ([]observatory.ID, error) {
	params := windowParams(w)
	h, err := s.heeded(ctx, needs{}, params)
	if err != nil {
		return nil, fmt.Errorf("personnes touchées : %w", err)
	}
	params["since"], params["until"] = since.UTC().Format(instantLayout), until.UTC().Format(instantLayout)
	params["passed"] = (observatory.DateOf(since, time.UTC) - 2).String() // over everywhere, from Wallis to Polynesia
	params["most"] = strconv.Itoa(most + 1)
	var all []observatory.ID
	var bad error
	err = s.counts(ctx, h.touched, params, func(row observatory.CountRow) bool {
		id, err := observatory.ParseID(row.Keys[0])
		all, bad = append(all, id), err
		return err == nil
	})
	if err = errors.Join(err, bad); err != nil {
		return nil, fmt.Errorf("personnes touchées : %w", err)
	}
	return all, nil
}

// gapPersonsMost is how many ids the text of one query holds.
const gapPersonsMost = 20_000

// GapRows streams the rows of certificate.gap_cases whose cases count for some
// persons, without their other rows.
func (s *Store) GapRows(ctx context.Context, w observatory.Window, persons []observatory.ID) iter.Seq2[observatory.CountRow, error] {
	return func(yield func(observatory.CountRow, error) bool) {
		n, params := asked(w), windowParams(w)
		n.persons = true
		h, err := s.heeded(ctx, n, params)
		for part := range slices.Chunk(persons, gapPersonsMost) {
			if err != nil {
				break
			}
			wanted := map[string]bool{}
			for _, id := range part {
				wanted[id.String()] = true
			}
			text, stopped := strings.ReplaceAll(h.named["certificate.gap_cases"], "@persons", idRows(part)), false
			err = s.counts(ctx, text, params, func(row observatory.CountRow) bool {
				if !wanted[row.Keys[2]] { // a case that once counted for one of them
					return true
				}
				stopped = !yield(row, nil)
				return !stopped
			})
			if stopped {
				return
			}
		}
		if err != nil {
			yield(observatory.CountRow{}, fmt.Errorf("requête « certificate.gap_cases » de %d personnes : %w", len(persons), err))
		}
	}
}
