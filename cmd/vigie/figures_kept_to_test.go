package main

import (
	"context"
	"iter"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// unkept reads everything, whatever place or association is asked for.
type unkept struct{ indicators.Reader }

func (w unkept) Counts(ctx context.Context, query string, window observatory.Window) iter.Seq2[observatory.CountRow, error] {
	window.Place, window.By = "", ""
	return w.Reader.Counts(ctx, query, window)
}

// smallParts reads whole cases in parts of few.
type smallParts struct {
	remembering

	given *int
}

func (s smallParts) CountsInParts(ctx context.Context, query string, w observatory.Window, _ int64) iter.Seq[iter.Seq2[observatory.CountRow, error]] {
	return func(yield func(iter.Seq2[observatory.CountRow, error]) bool) {
		for part := range s.Store.CountsInParts(ctx, query, w, 100) {
			*s.given++
			if !yield(part) {
				return
			}
		}
	}
}

// TestKeptToAPlaceOrAnAssociation: the store reads less where figures are kept to
// a department or to an association, adds events up where it can, reads each query
// once for all indicators that stand on it, and many cases in parts; the figures are
// those of all rows, read for each and kept to it afterwards.
func TestKeptToAPlaceOrAnAssociation(t *testing.T) {
	unraced(t)
	t.Parallel()
	b := newWorkbench(t)
	facts := b.store(t)
	fill(t, facts, randomWorld(47, 5, 80).rows())
	s := remember(t, facts)
	var ids []string
	for _, d := range indicators.All() {
		if d.Proof == indicators.ByCase {
			ids = append(ids, d.ID)
		}
	}
	counted, parts := 0, 0
	for _, q := range []indicators.Request{
		{Department: "75", By: []indicators.Dimension{indicators.Month}},
		{Where: map[indicators.Dimension]string{indicators.Association: "alpha"}, By: []indicators.Dimension{indicators.Department}},
		{Where: map[indicators.Dimension]string{indicators.Association: "beta", indicators.Level: "told"}, Department: worldDepartments[1]},
		{By: []indicators.Dimension{indicators.Level, indicators.Source, indicators.Rank, indicators.Reason, indicators.Criterion}},
	} {
		q.Window = observatory.Window{From: civil(2026, 1, 1), To: civil(2026, 10, 31), Horizon: noon(civil(2026, 11, 2))}
		q.Rules, q.Zone = firstRules(), b.catalogue.Zone
		together := map[string]observatory.Table{}
		err := indicators.ComputeMany(t.Context(), smallParts{s, &parts}, ids, q, func(id string, table observatory.Table) { together[id] = table })
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			one, d := q, definition(t, id)
			one.By = slices.DeleteFunc(slices.Clone(q.By), func(by indicators.Dimension) bool { return !d.Allows(by) })
			alone, err := indicators.Compute(t.Context(), unkept{s}, id, one)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(alone, together[id]); diff != "" {
				t.Errorf("%s, department %q, where %v:\n%s", id, q.Department, q.Where, diff)
			}
			for _, f := range together[id].Figures {
				if f.N > 0 {
					counted++
				}
			}
		}
	}
	if counted < 300 {
		t.Errorf("only %d figures count somebody", counted)
	}
	if parts < 4 {
		t.Errorf("whole cases were read in %d parts", parts)
	}
}

func definition(t *testing.T, id string) indicators.Definition {
	t.Helper()
	d, known := indicators.ByID(id)
	if !known {
		t.Fatalf("no indicator %s", id)
	}
	return d
}
