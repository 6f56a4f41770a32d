package indicators

import (
	"fmt"
	"testing"

	"vigie/internal/observatory"
)

// TestReportedContactsAreTwoShares: displayed and obtained are apart whatever is
// asked, and nothing of them is added.
func TestReportedContactsAreTwoShares(t *testing.T) {
	var rows []observatory.CountRow
	for i := range 12 {
		person := fmt.Sprintf("p%02d", i)
		within := []int64{1, int64(i % 2), 1 - int64(i%2)}
		if i == 11 {
			within = []int64{1, 0, 0} // shown, but nobody knows for when
		}
		rows = append(rows,
			observatory.CountRow{Keys: []string{"93", "2026-05", "asso", person, SeriesWithin30, "told"}, Values: within},
			observatory.CountRow{Keys: []string{"93", "2026-05", "asso", person, SeriesShown, "told"}, Values: []int64{1, 1, 0}})
	}
	figures := compute(t, panReportedID, rows, Request{})
	if len(figures) != 2 || figures[0].Series != SeriesShown || figures[1].Series != SeriesWithin30 {
		t.Fatalf("%+v", figures)
	}
	shown, within := figures[0], figures[1]
	if shown.Numerator != 12 || shown.Denominator != 12 || shown.N != 12 || !shown.HasInterval || shown.Accounting != "" {
		t.Errorf("shown: %+v", shown)
	}
	if within.Numerator != 5 || within.Denominator != 11 || within.N != 11 || within.Covered != 11 || within.Planned != 12 || !within.Sufficient {
		t.Errorf("within 30 days: %+v", within)
	}
	if none := compute(t, panReportedID, nil, Request{}); len(none) != 1 || none[0].Series != SeriesWithin30 || none[0].Sufficient {
		t.Errorf("without any contact: %+v", none)
	}
}
