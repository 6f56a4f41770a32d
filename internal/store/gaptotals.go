package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"vigie/internal/observatory"
)

// GapState gives at once what decides whether kept sums may be used: the newest
// step and those it follows as GapSteps does, without their numbers of rows and
// persons, and the fingerprints that GapFacts gives.
func (s *Store) GapState(ctx context.Context, w observatory.Window) ([]observatory.GapStep, observatory.GapFacts, error) {
	var all []observatory.GapStep
	var facts observatory.GapFacts
	var bad error
	err := s.counts(ctx, s.sql.gapState, windowParams(w), func(row observatory.CountRow) bool {
		var step observatory.GapStep
		var bad2 error
		step.ID, bad = observatory.ParseID(row.Keys[0])
		step.Follows, bad2 = observatory.ParseID(row.Keys[1])
		bad = errors.Join(bad, bad2)
		step.Rule, step.At, step.Simulation = observatory.Hash(row.Keys[2]), time.UnixMilli(row.Values[0]).UTC(), w.Simulation
		step.Facts = gapFactsOf(row.Values[1:])
		facts = gapFactsOf(row.Values[4:])
		all = append(all, step)
		return bad == nil
	})
	if err = errors.Join(err, bad); err != nil {
		return nil, facts, fmt.Errorf("état des sommes tenues des attestations : %w", err)
	}
	return chainOf(all), facts, nil
}

func gapFactsOf(n []int64) observatory.GapFacts {
	return observatory.GapFacts{Imports: uint64(n[0]), Decisions: uint64(n[1]), Reviews: uint64(n[2])} //nolint:gosec // as they were
}

// GapTotals gives the kept sums of the cells of a filter, those of coverage
// (GapCoverage) with them, by department, level, period and class; false where
// the steps were taken away meanwhile.
func (s *Store) GapTotals(ctx context.Context, f observatory.GapFilter) ([]observatory.GapTotals, bool, error) {
	if list, found := s.totals.of(f); found {
		return list, true, nil
	}
	list, err := s.gapTotals(ctx, f)
	if err != nil {
		return nil, false, fmt.Errorf("sommes tenues des attestations : %w", err)
	}
	steps, err := s.GapSteps(ctx, f.Simulation)
	if err != nil || len(steps) == 0 || steps[0].ID != f.Steps[0] {
		return nil, false, err
	}
	s.totals.keep(f, list)
	return list, true, nil
}

// gapTotals adds up the rows of steps.
func (s *Store) gapTotals(ctx context.Context, f observatory.GapFilter) ([]observatory.GapTotals, error) {
	st := newStatement("")
	st.among("steps", f.Steps)
	st.params["simulation"], st.params["country"] = strconv.FormatBool(f.Simulation), strconv.FormatBool(f.Country)
	st.params["levels"], st.params["level"] = strconv.FormatBool(f.Levels), escaper.Replace(f.Level)
	st.params["department"] = escaper.Replace(f.Department)
	st.params["months"], st.params["month"] = strconv.Itoa(int(f.Months)), strconv.Itoa(int(f.From))
	cells := map[observatory.GapCell]*gapAdding{}
	err := s.counts(ctx, s.sql.gapRows, st.params, func(row observatory.CountRow) bool {
		v := row.Values
		cell := observatory.GapCell{
			Country: v[0] != 0, Department: row.Keys[0], Level: row.Keys[1], Months: observatory.GapMonths(v[1]), Month: observatory.Month(v[2]), Class: int(v[3]), //nolint:gosec // months of dates
		}
		if cells[cell] == nil {
			cells[cell] = &gapAdding{GapTotals: observatory.GapTotals{GapCell: cell}}
		}
		cells[cell].add(v[4], gapSumsOf(v[5:]), row.Lists[0], row.Lists[1])
		return true
	})
	list := make([]observatory.GapTotals, 0, len(cells))
	for _, c := range cells {
		list = append(list, c.totals())
	}
	slices.SortFunc(list, func(a, b observatory.GapTotals) int {
		return cmp.Or(cmp.Compare(a.Department, b.Department), cmp.Compare(a.Level, b.Level), cmp.Compare(a.Months, b.Months), cmp.Compare(a.Month, b.Month), cmp.Compare(a.Class, b.Class))
	})
	return list, err
}

// gapAdding is a cell to which the rows of steps are added.
type gapAdding struct {
	observatory.GapTotals

	brought map[int64]*[2]int64 // persons by association
}

func (c *gapAdding) add(variant int64, sums observatory.GapSums, associations, persons []int64) {
	for v := int(variant); v < len(c.Sums); v++ {
		c.Sums[v].Add(sums, 1)
	}
	if c.brought == nil {
		c.brought = make(map[int64]*[2]int64, len(associations))
	}
	for i, association := range associations {
		n := c.brought[association]
		if n == nil {
			n = &[2]int64{}
			c.brought[association] = n
		}
		for v := int(variant); v < len(n); v++ {
			n[v] += persons[i]
		}
	}
}

func (c *gapAdding) totals() observatory.GapTotals {
	for n := range maps.Values(c.brought) {
		for v, persons := range n {
			if persons > 0 {
				c.Associations[v]++
			}
			c.Largest[v] = max(c.Largest[v], persons)
		}
	}
	return c.GapTotals
}

// gapSumsOf reads amounts in the order of the query gap_rows.
func gapSumsOf(n []int64) observatory.GapSums {
	return observatory.GapSums{
		DaySums: observatory.DaySums{
			Persons: n[0], WithGap: n[1], Gap: n[2], Window: n[3], GapSquares: n[4], Products: n[5], WindowSquares: n[6],
		},
		MonthOnly: n[7], Known: n[8], Cases: n[9],
	}
}

// gapCellsMost is how many cells of totals are held in memory: 250 bytes each.
const gapCellsMost = 20_000

// gapMemory holds the totals that were read last of one chain of steps. Rows of
// steps never change: a newer step begins it anew.
type gapMemory struct {
	mu     sync.Mutex
	newest map[bool]observatory.ID // by simulation
	held   map[gapKey][]observatory.GapTotals
	cells  int
}

// gapKey is a filter; its chain of steps is named by the newest one.
type gapKey struct {
	newest     observatory.ID
	simulation bool
	country    bool
	department string
	levels     bool
	level      string
	months     observatory.GapMonths
	from       observatory.Month
}

func keyOf(f observatory.GapFilter) gapKey {
	return gapKey{f.Steps[0], f.Simulation, f.Country, f.Department, f.Levels, f.Level, f.Months, f.From}
}

func (m *gapMemory) of(f observatory.GapFilter) ([]observatory.GapTotals, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	list, found := m.held[keyOf(f)]
	return list, found
}

func (m *gapMemory) keep(f observatory.GapFilter, list []observatory.GapTotals) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(list) > gapCellsMost {
		return
	}
	if m.newest == nil || m.newest[f.Simulation] != f.Steps[0] || m.cells+len(list) > gapCellsMost {
		m.newest, m.held, m.cells = map[bool]observatory.ID{f.Simulation: f.Steps[0]}, map[gapKey][]observatory.GapTotals{}, 0
	}
	m.held[keyOf(f)] = list
	m.cells += len(list)
}
