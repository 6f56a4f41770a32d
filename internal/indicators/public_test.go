package indicators

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"vigie/internal/observatory"
)

// groundReader gives other rows for the cases of a ground.
type groundReader map[string]rowsReader

func (r groundReader) Counts(ctx context.Context, query string, w observatory.Window) iter.Seq2[observatory.CountRow, error] {
	return r[w.Ground].Counts(ctx, query, w)
}

// answers are contacts with the contact centre in months of 2025, each of a
// person of its own, all answered but the first.
func answers(name string, n int) []observatory.CountRow {
	var rows []observatory.CountRow
	for i := range n {
		yes, no := int64(1), int64(0)
		if i == 0 {
			yes, no = 0, 1
		}
		rows = append(rows, observatory.CountRow{
			Keys:   []string{"75", fmt.Sprintf("2025-%02d", 1+i%12), "a", fmt.Sprintf("%s-%d", name, i), "", "document"},
			Values: []int64{1, yes, no},
		})
	}
	return rows
}

// Every family has its table of grounds; what no ground is told of is a cell
// too, which the country less all grounds would tell otherwise.
func TestGroundsOfEventsArePublished(t *testing.T) {
	student, talent, none := answers("s", 40), answers("t", 20), answers("n", 5)
	r := groundReader{
		"":        {"ccc.answered": slices.Concat(student, talent, none)},
		"student": {"ccc.answered": student}, "talent": {"ccc.answered": talent},
	}
	base := Request{Window: observatory.Window{Horizon: time.Date(2026, 2, 10, 9, 0, 0, 0, time.UTC)}}
	base.Rules.Duty.Grounds = map[string]GroundRule{"student": {}, "talent": {}, "employee": {}}
	tables, err := PublicTables(t.Context(), r, base, func(string) string { return "Île-de-France" })
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(tables, func(t observatory.PublicTable) bool {
		return t.Indicator == "ccc.answered" && t.Split == observatory.SplitGround
	})
	if i < 0 {
		t.Fatalf("no table of grounds among %d", len(tables))
	}
	got := map[string][3]int64{}
	for _, f := range tables[i].Cells {
		if f.Period.Name != "2025" || f.Period.End != observatory.NewDate(2025, 12, 31) {
			t.Errorf("%s: period %+v", f.Department, f.Period)
		}
		got[f.Department] = [3]int64{f.Numerator, f.Denominator, f.N}
		if f.Department == GroundNotTold && f.Sufficient {
			t.Error("what no ground is told of would be shown")
		}
	}
	for place, want := range map[string][3]int64{"": {62, 65, 65}, "student": {39, 40, 40}, "talent": {19, 20, 20}, GroundNotTold: {4, 5, 5}} {
		if got[place] != want {
			t.Errorf("%q: numerator, denominator, n %v, want %v", place, got[place], want)
		}
	}
}

// All tables of an indicator publish one series, also where a quarter has
// figures of another alone.
func TestOneSeriesIsPublished(t *testing.T) {
	row := func(month, source string) observatory.CountRow {
		return observatory.CountRow{Keys: []string{"75", month, "a", "p" + month, source, "document"}, Values: []int64{1, 1, 0, 0}}
	}
	r := rowsReader{reasonStatedID: {row("2025-02", "declared"), row("2025-08", SeriesRead)}}
	base := Request{Window: observatory.Window{Horizon: time.Date(2026, 2, 10, 9, 0, 0, 0, time.UTC)}}
	tables, err := PublicTables(t.Context(), r, base, func(string) string { return "Île-de-France" })
	if err != nil || len(tables) == 0 {
		t.Fatalf("%d tables, %v", len(tables), err)
	}
	for _, table := range tables {
		for _, f := range table.Cells {
			if f.Series != SeriesDocument {
				t.Errorf("%s %s %s: series %q", table.Split, f.Department, f.Period.Name, f.Series)
			}
		}
	}
}
