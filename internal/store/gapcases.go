package store

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/internal/observatory"
)

// GapCases gives the kept cases of a filter, in any order, some at a time; each in
// one memory that is used again, but for its days. It is false where the steps were
// taken away meanwhile: what was given is then not all.
func (s *Store) GapCases(ctx context.Context, f observatory.GapCaseFilter, give func(some iter.Seq[*observatory.KeptCase])) (bool, error) {
	err := readBlocks(s.askAhead(ctx, s.sql.gapCases[f.Days], gapCaseParams(f)), (*countColumns).keptCases, func(some iter.Seq[*observatory.KeptCase]) bool {
		give(some)
		return true
	})
	if err != nil {
		return false, fmt.Errorf("dossiers tenus des attestations : %w", err)
	}
	steps, err := s.GapSteps(ctx, f.Simulation)
	there := slices.ContainsFunc(steps, func(step observatory.GapStep) bool { return step.ID == f.Steps[0] })
	return there, err
}

// keptCases are those of a block of gap_cases.
func (c *countColumns) keptCases(rows int) iter.Seq[*observatory.KeptCase] {
	return func(yield func(*observatory.KeptCase) bool) {
		var kept observatory.KeptCase
		for i := range rows {
			kept.Department, kept.Level = c.keys[0][i], c.keys[1][i]
			kept.Person, kept.Association = c.values[0][i], c.values[1][i]
			small := c.values[2][i]
			kept.MonthOnly, kept.Variant, kept.Contact = small%2 == 1, int(small/2%2), observatory.Date(small/4) //nolint:gosec // a day
			kept.Days = listOf(c.lists[0], i)
			if !yield(&kept) {
				return
			}
		}
	}
}

// GapCaseCounts gives how many kept cases of a filter there are by department and
// level, wherever their days lie.
func (s *Store) GapCaseCounts(ctx context.Context, f observatory.GapCaseFilter) ([]observatory.GapCaseCount, error) {
	var list []observatory.GapCaseCount
	err := s.counts(ctx, s.sql.gapCaseCounts, gapCaseParams(f), func(row observatory.CountRow) bool {
		list = append(list, observatory.GapCaseCount{Department: row.Keys[0], Level: row.Keys[1], Known: row.Values[0], Cases: row.Values[1]})
		return true
	})
	if err != nil {
		return nil, fmt.Errorf("dossiers tenus des attestations : %w", err)
	}
	return list, nil
}

func gapCaseParams(f observatory.GapCaseFilter) clickhouse.Parameters {
	st := newStatement("")
	st.among("steps", f.Steps)
	to := observatory.GapEver - 1 // before what never comes
	if f.To.Known() {
		to = min(to, f.To)
	}
	st.params["simulation"], st.params["from"], st.params["to"] = strconv.FormatBool(f.Simulation), cmp.Or(f.From.String(), "1970-01-01"), to.String()
	for name, value := range map[string]string{
		"department": f.Department, "level": f.Level, "procedure": f.Procedure, "ground": f.Ground, "review": string(f.Review), "association": f.Association,
	} {
		st.params[name] = escaper.Replace(value)
	}
	return st.params
}

// PruneGaps deletes what was written of kept sums and cases before an instant and is
// not of the steps that are named: what is no longer followed, or was never
// finished.
func (s *Store) PruneGaps(ctx context.Context, simulation bool, keep []observatory.ID, before time.Time) error {
	// The nobody among them tells an erasure that the note of this mutation names no one.
	kept := quotedIDs(append([]observatory.ID{observatory.NoID}, keep...))
	for _, part := range []struct{ table, column string }{{s.gapSteps.name, "id"}, {s.gapSums.name, "step"}, {s.gapCases.name, "step"}} {
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
	for _, table := range []string{s.gapSums.name, s.gapCases.name} {
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
	for _, table := range []string{s.gapSteps.name, s.gapSums.name, s.gapCases.name} {
		if err := s.conn.Exec(ctx, "TRUNCATE TABLE "+table+s.ddl().OnCluster()); err != nil {
			return fmt.Errorf("sommes tenues des attestations : %w", err)
		}
	}
	return nil
}
