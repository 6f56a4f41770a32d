package main

import (
	"context"
	"iter"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/store"
)

// askingKept counts the readings that ask what is kept of a case for its procedure
// or ground.
type askingKept struct {
	*store.Store

	asked *int
}

func (s askingKept) note(w observatory.Window) {
	if w.Kept != "" {
		*s.asked++
	}
}

func (s askingKept) Counts(ctx context.Context, query string, w observatory.Window) iter.Seq2[observatory.CountRow, error] {
	s.note(w)
	return s.Store.Counts(ctx, query, w)
}

func (s askingKept) Sums(ctx context.Context, query string, w observatory.Window, cut observatory.Cut) iter.Seq2[observatory.EventSums, error] {
	s.note(w)
	return s.Store.Sums(ctx, query, w, cut)
}

// Figures of the cases of a procedure or of a ground are the same whether that is
// asked of all events or of what is kept of each case: after rows came in, were
// corrected or taken back, of all indicators of cases.
func TestAskedOfKeptCases(t *testing.T) {
	unraced(t)
	t.Parallel()
	b := newWorkbench(t)
	s, made := b.store(t), randomWorld(51, 1, 60)
	random := rand.New(rand.NewPCG(51, 3))
	reviews := made.asked(random) // adds events too
	rows := append(made.rows(), reviews...)
	asked, told, before := 0, 0, time.Time{}
	windows := []observatory.Window{
		{Procedure: "renewal"}, {Ground: worldGrounds[0], Review: observatory.ReviewReceived}, {Procedure: "first", Ground: worldGrounds[1]},
	}
	perDay, enough := 1, 1 // of the windows, a day; thirds of what they are to show
	if os.Getenv("VIGIE_FULL") != "" {
		perDay, enough = 3, 3
	}
	for n, day := range []int{60, 63, 240} {
		horizon := noon(worldStart + observatory.Date(day))
		fill(t, s, slices.DeleteFunc(slices.Clone(rows), func(o observatory.Observation) bool {
			at := o.Env().RecordedAt
			return !at.After(before) || at.After(horizon)
		}))
		b.keep(t, s, horizon)
		for i := range perDay {
			told += b.compareAsked(t, askingKept{s, &asked}, windows[(n+i)%len(windows)], horizon)
		}
		before = horizon
	}
	if asked < enough*17 || told < enough*100 {
		t.Errorf("%d readings asked what is kept, persons in %d figures", asked, told)
	}
}

// compareAsked compares figures of procedures and grounds, and says how many of them
// count somebody.
func (b *workbench) compareAsked(t *testing.T, s askingKept, w observatory.Window, horizon time.Time) (told int) {
	t.Helper()
	facts := factsAlone{remember(t, s.Store)}
	w.Horizon, w.From, w.To = horizon, civil(2026, 1, 1), observatory.DateOf(horizon, time.UTC)
	for _, d := range indicators.All() {
		if d.Proof != indicators.ByCase {
			continue
		}
		q := indicators.Request{Window: w, Rules: indicators.RulesOf(b.catalogue), Zone: b.catalogue.Zone}
		if d.Allows(indicators.Month) {
			q.By = []indicators.Dimension{indicators.Month}
		}
		want, err := indicators.Compute(t.Context(), facts, d.ID, q)
		if err != nil {
			t.Fatal(err)
		}
		got, err := indicators.Compute(t.Context(), s, d.ID, q)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s of %+v (-events +kept):\n%s", d.ID, w, diff)
		}
		told += len(slices.DeleteFunc(got.Figures, func(f observatory.Figure) bool { return f.N == 0 }))
	}
	return told
}
