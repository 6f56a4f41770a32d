package indicators

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

func readRow(department, person, part string, values ...int64) observatory.CountRow {
	return observatory.CountRow{Keys: []string{department, "2026-05", "asso", person, part, "document"}, Values: values}
}

// TestReadMessagesStandApart: what Vigie read is never added to what is
// declared, and a message without its case weighs on the coverage alone.
func TestReadMessagesStandApart(t *testing.T) {
	rows := []observatory.CountRow{readRow("93", "", "read", 1, 0, 0, 1)}
	for i := range 11 {
		rows = append(rows, closureRow(fmt.Sprintf("a%d", i), "document", 1, 1, 0, 0), readRow("93", fmt.Sprintf("a%d", i), "read", 1, 0, 1, 0))
	}
	figures := compute(t, reasonStatedID, rows, Request{})
	if len(figures) != 2 || figures[0].Series != "document" || figures[1].Series != "document/read" {
		t.Fatalf("%d figures: %+v", len(figures), figures)
	}
	for i, want := range [][]int64{{11, 11, 11, 11, 11, 11}, {0, 11, 11, 11, 12, 11}} {
		f := figures[i]
		if diff := cmp.Diff(want, []int64{f.Numerator, f.Denominator, f.N, f.Covered, f.Planned, f.Largest}); diff != "" {
			t.Errorf("%s: numerator, denominator, n, covered, planned, largest (-want +got):\n%s", f.Series, diff)
		}
	}
	f, ok := documented(figures, SeriesDocument)
	if !ok || f.Series != "document" {
		t.Errorf("with declared values the verdict reads %q", f.Series)
	}
	if f, _ := documented(compute(t, reasonStatedID, rows[:1], Request{}), SeriesDocument); f.Series != "document/read" {
		t.Errorf("without declared values the verdict reads %q", f.Series)
	}
}

// TestQualityIsKOfM: criteria that cannot be told are left out.
func TestQualityIsKOfM(t *testing.T) {
	rows := []observatory.CountRow{
		readRow("93", "a", "reason_stated", 1, 1, 0, 0), readRow("93", "a", "facts_named", 1, 0, 1, 0),
		readRow("93", "a", "sender_identified", 1, 0, 0, 1), readRow("75", "b", "reason_stated", 2, 1, 1, 0),
	}
	f := compute(t, "closure.quality", rows, Request{})[0]
	if f.Numerator != 2 || f.Denominator != 4 || f.Planned != 5 || f.N != 2 || f.Value != 0.5 || f.Sufficient {
		t.Errorf("%+v", f)
	}
	split := compute(t, "closure.quality", rows, Request{By: []Dimension{Criterion}})
	if len(split) != 3 || split[1].Series != "document/reason_stated" || split[1].Numerator != 2 || split[1].Denominator != 3 {
		t.Errorf("by criterion: %+v", split)
	}
}

// TestStereotypes: messages say the same across departments, days and clusters
// that were found to be one; one person twice is no stereotype.
func TestStereotypes(t *testing.T) {
	row := func(department, person, says, of string, n int64) observatory.CountRow {
		r := readRow(department, person, says, n)
		r.Keys[5] = of
		return r
	}
	rows := []observatory.CountRow{
		row("93", "a", "c1", "", 1), row("75", "b", "c3", "", 1), // c3 is part of c2, which is part of c1
		row("93", "c", "c4", "", 2),                              // the same person twice
		row("93", "d", "c5", "", 1), row("13", "e", "c5", "", 0), // e got it on another day
		row("93", "", "c1", "", 1), // nobody knows whose
		{Keys: []string{"", "", "", "", "c3", "c2"}, Values: []int64{0}},
		{Keys: []string{"", "", "", "", "c2", "c1"}, Values: []int64{0}},
		{Keys: []string{"", "", "", "", "c9", "c9"}, Values: []int64{0}}, // goes round
	}
	for _, c := range []struct {
		q    Request
		want []int64 // numerator, denominator, n, planned
	}{{Request{}, []int64{3, 5, 4, 6}}, {Request{Department: "75"}, []int64{1, 1, 1, 1}}, {Request{Department: "13"}, []int64{0, 0, 0, 0}}} {
		figures := compute(t, "closure.stereotyped", rows, c.q)
		f := figures[0]
		if diff := cmp.Diff(c.want, []int64{f.Numerator, f.Denominator, f.N, f.Planned}); diff != "" || len(figures) != 1 {
			t.Errorf("department %q, %d figures (-want +got):\n%s", c.q.Department, len(figures), diff)
		}
	}
}
