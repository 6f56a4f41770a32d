package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/internal/observatory"
)

// GapSpans gives the kept spans of a filter, those of a person after each other, in
// one memory that is used again; false where the steps were taken away meanwhile:
// what was given is then not all.
func (s *Store) GapSpans(ctx context.Context, f observatory.GapSpanFilter, give func(*observatory.GapSpan)) (bool, error) {
	err := s.gapSpansOf(ctx, f, give)
	if err != nil {
		return false, fmt.Errorf("durées tenues des attestations : %w", err)
	}
	steps, err := s.GapSteps(ctx, f.Simulation)
	there := slices.ContainsFunc(steps, func(step observatory.GapStep) bool { return step.ID == f.Steps[0] })
	return there, err
}

func (s *Store) gapSpansOf(ctx context.Context, f observatory.GapSpanFilter, give func(*observatory.GapSpan)) error {
	if len(f.Steps) >= spanSteps {
		return fmt.Errorf("%d étapes, %d au plus", len(f.Steps), spanSteps-1)
	}
	st := newStatement("")
	st.among("steps", f.Steps)
	st.params["simulation"], st.params["from"] = strconv.FormatBool(f.Simulation), cmp.Or(f.From.String(), "1970-01-01")
	st.params["department"], st.params["level"] = escaper.Replace(f.Department), escaper.Replace(f.Level)
	kinds := make([]string, len(f.Kinds))
	for i, kind := range f.Kinds {
		kinds[i] = strconv.Itoa(int(kind))
	}
	st.params["kinds"] = "[" + strings.Join(kinds, ",") + "]"
	oldest := int64(len(f.Steps)) // counted from 1: what was made anew
	seen := map[string]int64{}    // by a later one
	if oldest > 1 {
		err := s.counts(ctx, s.sql.gapSeen, st.params, func(row observatory.CountRow) bool {
			seen[row.Keys[0]] = row.Values[0]
			return true
		})
		if err != nil {
			return err
		}
	}
	span, person, newest, bad := observatory.GapSpan{}, "", int64(0), error(nil)
	err := s.counts(ctx, s.sql.gapSpans, st.params, func(row observatory.CountRow) bool {
		if row.Keys[0] != person {
			person, newest = row.Keys[0], oldest
			if step, later := seen[person]; later {
				newest = step
			}
			span.Person, bad = observatory.ParseID(person)
		}
		if fillSpan(&span, row) == newest && bad == nil {
			give(&span)
		}
		return bad == nil
	})
	return errors.Join(err, bad)
}

// spanSteps is more than the steps of a chain can be: the place of one is a digit of
// a row of gap_spans.
const spanSteps = 64

// fillSpan reads what the query gap_spans gives beside the person, and gives the
// place of the step.
func fillSpan(span *observatory.GapSpan, row observatory.CountRow) (step int64) {
	span.Department, span.Level, span.Association = row.Keys[1], row.Keys[2], int(row.Values[0])
	what, days := digits(row.Values[1]), digits(row.Values[2])
	span.Kind, span.Class = observatory.GapSpanKind(what.next(8)), int(what.next(64))
	span.Floor, span.Ceiling = int(what.next(64)), int(what.next(64))
	span.Variant, span.MonthOnly = int(what.next(2)), what.next(2) == 1
	step = what.next(spanSteps)
	span.Entry = int(what)
	span.Start, span.Last = observatory.Date(days.next(1<<16)), observatory.Date(days.next(1<<16)) //nolint:gosec // days of dates
	span.Length = int(days)
	return step
}

// digits are numbers, each below the size that its place has.
type digits int64

func (d *digits) next(size digits) int64 {
	first := *d % size
	*d /= size
	return int64(first)
}

// PruneGaps deletes what was written of the kept sums before an instant and is
// not of the steps that are named: what is no longer followed, or was never
// finished.
func (s *Store) PruneGaps(ctx context.Context, simulation bool, keep []observatory.ID, before time.Time) error {
	// The nobody among them tells an erasure that the note of this mutation names no one.
	kept := quotedIDs(append([]observatory.ID{observatory.NoID}, keep...))
	for _, part := range []struct{ table, column string }{{s.gapSteps.name, "id"}, {s.gapSums.name, "step"}, {s.gapSpans.name, "step"}} {
		query := fmt.Sprintf("ALTER TABLE %s%s DELETE WHERE simulation = %t AND recorded_at < toDateTime64('%s', 3, 'UTC') AND %s NOT IN (%s)",
			part.table, s.ddl().OnCluster(), simulation, before.UTC().Format(instantLayout), part.column, kept)
		if err := s.conn.Exec(ctx, query); err != nil {
			return fmt.Errorf("sommes tenues des attestations, étapes passées : %w", withoutQuery(err))
		}
	}
	return nil
}

// DropGaps deletes the rows of a step that was not made whole: they name persons,
// and count for nothing.
func (s *Store) DropGaps(ctx context.Context, step observatory.ID) error {
	for _, table := range []string{s.gapSums.name, s.gapSpans.name} {
		query := "ALTER TABLE " + table + s.ddl().OnCluster() + " DELETE WHERE step IN (" + quotedIDs([]observatory.ID{observatory.NoID, step}) + ")"
		if err := s.conn.Exec(ctx, query); err != nil {
			return fmt.Errorf("sommes tenues des attestations, étape inachevée : %w", withoutQuery(err))
		}
	}
	return nil
}

// forgetGaps takes the kept sums out of use, before facts are changed other than
// by adding to them: the steps first, so that no sums without their rows count.
func (s *Store) forgetGaps(ctx context.Context) error {
	for _, table := range []string{s.gapSteps.name, s.gapSums.name, s.gapSpans.name} {
		if err := s.conn.Exec(ctx, "TRUNCATE TABLE "+table+s.ddl().OnCluster()); err != nil {
			return fmt.Errorf("sommes tenues des attestations : %w", err)
		}
	}
	return nil
}
