package indicators

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

// groundReader gives the rows of each ground, by department or by ground, and
// counts its readings.
type groundReader struct {
	rows     map[string]rowsReader
	readings map[string]int
}

func (r groundReader) Counts(ctx context.Context, query string, w observatory.Window) iter.Seq2[observatory.CountRow, error] {
	r.readings[query]++
	return func(yield func(observatory.CountRow, error) bool) {
		for _, ground := range slices.Sorted(maps.Keys(r.rows)) {
			for row, err := range r.rows[ground].Counts(ctx, query, w) {
				if w.ByGround {
					row.Keys = slices.Clone(row.Keys)
					row.Keys[0] = ground
				}
				if !yield(row, err) {
					return
				}
			}
		}
	}
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
	r := groundReader{map[string]rowsReader{
		"": {"ccc.answered": none}, "student": {"ccc.answered": student}, "talent": {"ccc.answered": talent},
	}, map[string]int{}}
	base := Request{Window: observatory.Window{Horizon: time.Date(2026, 2, 10, 9, 0, 0, 0, time.UTC)}}
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
	}
	for place, want := range map[string][3]int64{"": {62, 65, 65}, "student": {39, 40, 40}, "talent": {19, 20, 20}, GroundNotTold: {4, 5, 5}} {
		if got[place] != want {
			t.Errorf("%q: numerator, denominator, n %v, want %v", place, got[place], want)
		}
	}
	if r.readings["ccc.answered"] != 2 || r.readings[queryLag] != 1 {
		t.Errorf("readings %v: want two of the contacts, one of the delay", r.readings)
	}
}

// A region's persons are those of its departments: a rule of law that holds in one
// department alone holds there in the regions' table too.
func TestRegionsKeepTheRulesOfTheirDepartments(t *testing.T) {
	d := observatory.NewDate
	held := []CaseFact{
		{Kind: observatory.EventTitleHeld, Start: d(2024, 1, 1), End: d(2025, 2, 28)},
		{Kind: observatory.EventFiling, Date: d(2025, 1, 10), Channel: ChannelANEF},
		{Kind: observatory.EventStateAttested, Date: d(2025, 12, 31)},
	}
	rows := []observatory.CountRow{gapRow("75", "p", held...), gapRow("93", "q", held...)}
	base := Request{Window: observatory.Window{Horizon: time.Date(2026, 2, 10, 9, 0, 0, 0, time.UTC)}}
	base.Rules.Extensions = []Extension{{ID: "listed", Months: 12, Departments: []Listed{{Department: "93"}}}}
	tables, err := PublicTables(t.Context(), rowsReader{queryGaps: rows}, base, func(string) string { return "Île-de-France" })
	if err != nil {
		t.Fatal(err)
	}
	persons := map[string]int64{}
	for _, table := range tables {
		for _, f := range table.Cells {
			if table.Indicator == gapShareID && f.Period.Name == "2025" && table.Split != observatory.SplitGround {
				persons[f.Department] = f.Numerator
			}
		}
	}
	if diff := cmp.Diff(map[string]int64{"75": 1, "93": 0, "Île-de-France": 1, "": 1}, persons); diff != "" {
		t.Errorf("persons without a document in 2025 (-want +got):\n%s", diff)
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
