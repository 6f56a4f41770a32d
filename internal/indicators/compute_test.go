package indicators

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"
)

// rowsReader gives the rows of each query as they are.
type rowsReader map[string][]observatory.CountRow

func (r rowsReader) Counts(_ context.Context, query string, _ observatory.Window) iter.Seq2[observatory.CountRow, error] {
	return func(yield func(observatory.CountRow, error) bool) {
		for _, row := range r[query] {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// window ends at the first instant of 1 July 2026, so that all days are over.
func window() observatory.Window {
	return observatory.Window{From: day(1, 1), To: day(6, 30), Horizon: time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)}
}

// check is a row of a probe query, in department 75; no day of rest follows it.
func check(target, series string, d observatory.Date, values ...int64) observatory.CountRow {
	return observatory.CountRow{Keys: []string{target, "75", series, d.String()}, Values: append(values, 0)}
}

func compute(t *testing.T, id string, rows []observatory.CountRow, q Request) []observatory.Figure {
	t.Helper()
	if q.Window.Horizon.IsZero() {
		q.Window = window()
	}
	definition, _ := ByID(id)
	table, err := Compute(t.Context(), rowsReader{definition.Query: rows}, id, q)
	if err != nil {
		t.Fatal(err)
	}
	return table.Figures
}

func TestReasonStated(t *testing.T) {
	var rows []observatory.CountRow
	for i := range 12 {
		stated := int64(i % 3 / 2) // four of twelve
		rows = append(rows, closureRow(fmt.Sprintf("a%d", i), "document", 1, stated, 1-stated, 0))
	}
	rows = append(rows,
		closureRow("a0", "document", 2, 1, 1, 0), // the same person again
		closureRow("b1", "document", 1, 0, 0, 1), // unknown
		closureRow("b2", "told", 1, 1, 0, 0))
	figures := compute(t, reasonStatedID, rows, Request{})
	if len(figures) != 2 {
		t.Fatalf("%d figures, want document and told", len(figures))
	}
	document, told := figures[0], figures[1]
	got := []int64{document.Numerator, document.Denominator, document.N, document.Covered, document.Planned, document.Associations}
	if diff := cmp.Diff([]int64{5, 14, 12, 14, 15, 2}, got); diff != "" {
		t.Errorf("document (-want +got):\n%s", diff)
	}
	low, high := wilson(5.0/14, 14.*14/(11+3*3)) // one of the twelve has three closures: Kish
	if document.Low != low || document.High != high || !document.Sufficient {
		t.Errorf("interval %f-%f, want %f-%f on 12 persons, one with three closures", document.Low, document.High, low, high)
	}
	if told.Sufficient || told.HasInterval || told.N != 1 {
		t.Errorf("told by one person: %+v", told)
	}
	split := compute(t, reasonStatedID, rows, Request{By: []Dimension{Source}})
	if split[0].Series != "document/declared" {
		t.Errorf("series by source %q", split[0].Series)
	}
}

// gapRow is a case row made of facts.
func gapRow(department, person string, events ...CaseFact) observatory.CountRow {
	row := observatory.CountRow{Keys: []string{department, "asso", person, "case-" + person, "renewal", "", "document"}, Lists: make([][]int64, lists)}
	for _, e := range events {
		kind := 0
		for i, k := range observatory.EventKinds() {
			if k == e.Kind {
				kind = i + 1
			}
		}
		only := int64(0)
		if e.MonthOnly {
			only = 1
		}
		for i, v := range []int64{int64(kind), int64(e.Date), int64(e.Start), int64(e.End), only, int64(e.Code), int64(e.Channel)} {
			row.Lists[i] = append(row.Lists[i], v)
		}
	}
	return row
}

// gapWorld: twelve persons whose title ends on 31 March. Person i has a
// certificate from 1+i April on (so a gap of i days), attested on 31 May; person
// 11 has none at all. Two more cases lack a date.
func gapWorld() []observatory.CountRow {
	start := observatory.NewDate(2025, 4, 1)
	var rows []observatory.CountRow
	for i := range 12 {
		events := []CaseFact{valid(title, start, day(3, 31)), on(filing, day(1, 15)), on(attested, day(5, 31))}
		if i < 11 {
			events = append(events, valid(api, day(4, 1+i), day(7, 1)))
		}
		rows = append(rows, gapRow("93", fmt.Sprintf("p%02d", i), events...))
	}
	return append(rows, gapRow("93", "q1", on(filing, day(1, 15))), gapRow("93", "q2", on(attested, day(2, 1))))
}

func TestGapShare(t *testing.T) {
	// April: 12 persons with a window day, 11 with a gap day (person 0 has none). May: 1 of 12.
	figures := compute(t, gapShareID, gapWorld(), Request{By: []Dimension{Month}})
	figures = slices.DeleteFunc(figures, func(f observatory.Figure) bool { return f.Series != "" })
	if len(figures) != 2 {
		t.Fatalf("%d figures, want April and May: %+v", len(figures), figures)
	}
	for i, want := range []int64{11, 1} {
		f := figures[i]
		got := []int64{f.Numerator, f.Denominator, f.N, f.Covered, f.Planned}
		if diff := cmp.Diff([]int64{want, 12, 12, 12, 14}, got); diff != "" || !f.Sufficient {
			t.Errorf("%s (-want +got):\n%s", f.Period.Name, diff)
		}
	}
}

func TestGapDays(t *testing.T) {
	// Ended gaps: 1 to 10 days (median 5.5); one gap of 61 days still open; 55 + 61 person-days.
	figures := compute(t, gapDaysID, gapWorld(), Request{})
	want := map[string]float64{
		SeriesMedianEnded: 5.5, SeriesMedianLeast: 6, SeriesEnded: 10, SeriesOpen: 1, SeriesPersonDays: 116,
	}
	got := map[string]float64{}
	for _, f := range figures {
		if _, asked := want[f.Series]; asked {
			got[f.Series] = f.Value
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("values (-want +got):\n%s", diff)
	}
	if f := figures[0]; f.Sufficient || f.HasInterval || f.N != 10 {
		t.Errorf("ended gaps of ten persons are below the minimum of 11: %+v", f)
	}
	if f := figures[1]; !f.Sufficient || f.Low != 2 || f.High != 10 || f.N != 11 {
		t.Errorf("all gaps of eleven persons: %+v", f)
	}
}

func TestGapMonthOnlyGivesBothResults(t *testing.T) {
	rows := append(gapWorld(), gapRow("93", "m",
		valid(title, observatory.NewDate(2025, 4, 1), day(3, 31)), on(filing, day(1, 15)),
		CaseFact{Kind: closure, Date: day(5, 1), MonthOnly: true}))
	days := map[string]float64{}
	for _, f := range compute(t, gapDaysID, rows, Request{}) {
		days[f.Series] = f.Value
	}
	// The closed case is without a document from 1 April to 30 April, or to 30 May.
	if days[SeriesPersonDays] != 116+30 || days[SeriesPersonDays+"/"+SeriesMonthEnd] != 116+60 {
		t.Errorf("person-days %v", days)
	}
}

func TestShuffledRowsGiveTheSameFigures(t *testing.T) {
	worlds := map[string][]observatory.CountRow{gapDaysID: gapWorld(), gapShareID: gapWorld()}
	for i := range 60 {
		target, share := fmt.Sprintf("t%d", i%7), int64(i%11)
		worlds[panAvailabilityID] = append(worlds[panAvailabilityID], check(target, "unattended", day(3, 1+i), 10, 10, 10, min(share, 10), 9, min(share, 9), 1))
		worlds[reasonStatedID] = append(worlds[reasonStatedID], closureRow(fmt.Sprintf("p%d", i%40), "document", 1, int64(i%2), 1-int64(i%2), 0))
	}
	worlds[panDoorID] = worlds[panAvailabilityID]
	random := rand.New(rand.NewPCG(1, 2))
	for id, rows := range worlds {
		q := Request{By: []Dimension{Department, Month}}
		want := compute(t, id, rows, q)
		for range 5 {
			random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
			if diff := cmp.Diff(want, compute(t, id, rows, q)); diff != "" {
				t.Errorf("%s changes with the order of rows (-want +got):\n%s", id, diff)
			}
		}
	}
}

func TestNoRowsIsInsufficient(t *testing.T) {
	for _, d := range All() {
		figures := compute(t, d.ID, nil, Request{})
		if len(figures) == 0 {
			t.Errorf("%s: no figure at all, so a page would be silent", d.ID)
		}
		for _, f := range figures {
			if f.Sufficient || f.HasInterval || f.N != 0 || f.Value != 0 {
				t.Errorf("%s: %+v", d.ID, f)
			}
		}
	}
}

func TestBadRequestsAndRows(t *testing.T) {
	ctx := t.Context()
	if _, err := Compute(ctx, rowsReader{}, "nothing", Request{}); !observatory.IsInput(err) {
		t.Errorf("unknown indicator: %v", err)
	}
	if _, err := Compute(ctx, rowsReader{}, gapDaysID, Request{By: []Dimension{Target}}); !observatory.IsInput(err) {
		t.Errorf("split that does not exist: %v", err)
	}
	for _, d := range All() {
		rows := rowsReader{d.Query: {{Keys: []string{"x"}}}}
		if _, err := Compute(ctx, rows, d.ID, Request{}); err == nil || !strings.Contains(err.Error(), d.ID) {
			t.Errorf("%s: a row of the wrong shape gave %v", d.ID, err)
		}
	}
	broken := errors.New("broken")
	if _, err := Compute(ctx, failing{broken}, panDoorID, Request{}); !errors.Is(err, broken) {
		t.Errorf("a failing reader gave %v", err)
	}
}

type failing struct{ err error }

func (f failing) Counts(context.Context, string, observatory.Window) iter.Seq2[observatory.CountRow, error] {
	return func(yield func(observatory.CountRow, error) bool) { yield(observatory.CountRow{}, f.err) }
}

func TestLegalBasesAndRulesAreInTheCatalogue(t *testing.T) {
	known, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range All() {
		for _, id := range d.Legal {
			found := slices.ContainsFunc(known.Obligations(), func(o observatory.Obligation) bool {
				return o.ID == id
			})
			if !found {
				t.Errorf("%s: the catalogue has no obligation %s", d.ID, id)
			}
		}
	}
	rules := RulesOf(known)
	if len(rules.Extensions) != 2 || rules.Extensions[0].Months != 3 || rules.Extensions[1].Months != 3 || rules.Extensions[1].Departments == nil {
		t.Fatalf("extensions of expired titles: %+v", rules.Extensions)
	}
	if len(rules.Unverified()) != 2 {
		t.Error("L. 433-3 was read in a secondary source only: both its paragraphs must be told as unverified")
	}
}

func TestDefinitionsAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, d := range All() {
		if seen[d.ID] {
			t.Errorf("%s is defined twice", d.ID)
		}
		seen[d.ID] = true
		for name, text := range map[string]string{
			"French name": d.Name.FR, "English name": d.Name.EN, "French meaning": d.Meaning.FR, "English meaning": d.Meaning.EN,
			"numerator": d.Numerator, "denominator": d.Denominator, "n": d.N, "coverage": d.Coverage, "query": d.Query, "interval": d.Interval,
		} {
			if text == "" {
				t.Errorf("%s has no %s", d.ID, name)
			}
		}
		least := int64(1)
		switch {
		case d.Proof == ByCase && d.Unit == Share:
			least = 11
		case d.Proof == ByProbe && d.Unit == Share:
			least = 5
		}
		if d.MinimumN < least || len(d.Legal) == 0 || len(d.Biases) == 0 || len(d.History) == 0 {
			t.Errorf("%s is not whole: %+v", d.ID, d)
		}
	}
}
