package dashboard

import (
	"encoding/csv"
	"strings"
	"testing"
)

// TestTablesRunNothing: every table that the pages give as a file is written by
// table; what a target, a page or a probe says is never a formula there, and a
// negative number is one.
func TestTablesRunNothing(t *testing.T) {
	hostile := []string{"=HYPERLINK(\"http://x.invalid\")", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1"}
	made, err := table([]string{"a", "b", "c", "d", "e", "f", "g"}, [][]string{append(hostile, "-0.25")})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(made.plain))).ReadAll()
	if err != nil || len(rows) != 2 {
		t.Fatalf("%q: %v", rows, err)
	}
	for i, cell := range rows[1][:len(rows[1])-1] {
		if !strings.HasPrefix(cell, "'") {
			t.Errorf("cell %d is %q: a spreadsheet would run it", i, cell)
		}
	}
	if got := rows[1][6]; got != "-0.25" {
		t.Errorf("a negative number is %q", got)
	}
}
