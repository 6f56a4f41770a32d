package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"testing"
	"time"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// What disclosure control takes to be counted within something is so in the
// figures of a world, cell by cell; every indicator of cases has published tables.
func TestWithinsHold(t *testing.T) {
	unraced(t)
	t.Parallel()
	b := newWorkbench(t)
	s := b.store(t)
	fill(t, s, randomWorld(5, 1, 300).rows())
	base := indicators.Request{
		Window: observatory.Window{Horizon: time.Date(2026, 12, 1, 9, 0, 0, 0, b.catalogue.Zone(""))},
		Rules:  indicators.RulesOf(b.catalogue), Zone: b.catalogue.Zone,
	}
	region := func(department string) string {
		d, _ := b.catalogue.Department(department)
		return d.Region
	}
	exact, err := indicators.PublicTables(t.Context(), s, base, region)
	if err != nil {
		t.Fatal(err)
	}
	cells := map[string]observatory.Figure{}
	key := func(id string, t observatory.PublicTable, f observatory.Figure) string {
		return fmt.Sprint(id, t.Split, f.Department, f.Period.Name)
	}
	tables := map[string]bool{}
	for _, table := range exact {
		tables[table.Indicator] = true
		for _, f := range table.Cells {
			cells[key(table.Indicator, table, f)] = f
		}
	}
	for _, d := range indicators.All() {
		if d.Proof == indicators.ByCase && !tables[d.ID] && d.ID != "closure.stereotyped" { // of messages, which this world has none of
			t.Errorf("%s has no table", d.ID)
		}
	}
	quantity := func(f observatory.Figure, q observatory.Quantity) int64 {
		return []int64{f.N, f.Numerator, f.Denominator - f.Numerator}[q]
	}
	for _, w := range indicators.Withins() {
		compared := 0
		for _, table := range exact {
			if table.Indicator != w.Indicator {
				continue
			}
			for _, f := range table.Cells {
				outer, ok := cells[key(w.Of, table, f)]
				if !ok {
					t.Errorf("%s has no cell %s %s %s of %s", w.Of, table.Split, f.Department, f.Period.Name, w.Indicator)
					continue
				}
				compared++
				in, out := quantity(f, w.Quantity), quantity(outer, w.OfWhat)
				if in > out || w.Same && in != out {
					t.Errorf("%s %s %s: %d of %s are not within the %d of %s", table.Split, f.Department, f.Period.Name, in, w.Indicator, out, w.Of)
				}
			}
		}
		if compared == 0 && tables[w.Indicator] && tables[w.Of] {
			t.Errorf("%s within %s: no cell to compare", w.Indicator, w.Of)
		}
	}
	shown := map[observatory.Shown]int{}
	for _, table := range privacy.Protect(exact, privacy.CaseTables{}, indicators.Withins(), region).Shown {
		for _, f := range table.Cells {
			shown[f.Shown]++
		}
	}
	if shown[observatory.ShownWhole] == 0 || shown[observatory.ShownRounded] == 0 || shown[observatory.ShownWithheld] == 0 {
		t.Errorf("cells by how they are shown: %v", shown)
	}
}

// The exact numbers behind an edition are for us alone, and those of another try
// at the same edition are not taken for them.
func TestExactNumbersStayBehind(t *testing.T) {
	t.Parallel()
	e := &editions{folder: t.TempDir()}
	horizon := time.Date(2026, 11, 2, 3, 0, 0, 0, time.UTC)
	edition := observatory.Publication{Edition: "2026-11", Horizon: horizon}
	behind := []observatory.PublicTable{{Indicator: "ccc.solved", Rounded: true, Cells: []observatory.Figure{{N: 23, Numerator: 12, Denominator: 23}}}}
	if err := e.write(edition, behind); err != nil {
		t.Fatal(err)
	}
	newest, err := e.newest()
	if err != nil || newest.Edition != "2026-11" {
		t.Fatalf("newest edition %q, %v", newest.Edition, err)
	}
	got, err := e.behind(newest)
	if err != nil || len(got) != 1 || got[0].Cells[0].N != 23 {
		t.Errorf("behind it: %+v, %v", got, err)
	}
	if info, err := os.Stat(e.exactFile("2026-11")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("file of exact numbers: %v, %v", info, err)
	}
	newest.Horizon = horizon.Add(time.Hour)
	if got, err := e.behind(newest); err != nil || got != nil {
		t.Errorf("behind another try: %+v, %v", got, err)
	}
	later := edition
	later.Horizon = horizon.Add(time.Hour)
	if err := e.write(later, nil); err != nil {
		t.Error(err)
	}
	if again, _ := e.newest(); !again.Horizon.Equal(horizon) {
		t.Error("an edition was changed")
	}
	next := observatory.Publication{Edition: "2026-12", Horizon: horizon.AddDate(0, 1, 0)}
	if err := e.write(next, behind); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(e.exactFile("2026-11")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("exact numbers of the edition before: %v", err)
	}
	if got, err := e.behind(next); err != nil || len(got) != 1 {
		t.Errorf("behind the next edition: %+v, %v", got, err)
	}
}
