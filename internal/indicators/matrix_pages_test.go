package indicators

import (
	"context"
	"testing"
	"time"

	"vigie/internal/observatory"
)

// TestRulingsOfPages judges each month by what pages said at its end: kept when
// every place has a known help point and every site was read within the month.
func TestRulingsOfPages(t *testing.T) {
	fact := func(department, month, state string) observatory.CountRow {
		at := time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)
		return observatory.CountRow{Keys: []string{department, "https://" + department + ".invalid/", "pan_address", state, "1 rue inventée", month}, Values: []int64{at.UnixMilli()}}
	}
	rows := rowsReader{queryPages: {
		fact("75", "2026-02", "absent"), fact("75", "2026-03", "present"), fact("75", "2026-05", "present"), fact("75", "2026-06", "absent"),
		fact("93", "2026-04", "present"), fact("93", "2026-05", "present"), fact("93", "2026-06", "present"),
	}}
	o := duty(string(ByProbe), observatory.DutyRule{Test: observatory.AtLeast, Indicator: panExistsID, Threshold: 100, Shortfall: observatory.Insufficient},
		func(o *observatory.Obligation) { o.Indicators = []string{panExistsID} })
	judge := Judge{
		Obligations: []observatory.Obligation{o},
		Rules:       RuleSet{Places: []CompetentPlace{{Department: "75", Seat: true}, {Department: "93", Seat: true}, {Department: "93", PAN: true}}},
		Facts:       func(context.Context, observatory.Window) (map[string]int64, error) { return nil, nil },
	}
	given, err := judge.Verdicts(t.Context(), rows, observatory.Window{Horizon: time.Date(2026, 7, 10, 9, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		department, month string
		want              observatory.Ruling
		missing, places   int64
	}{
		{"75", "2026-02", observatory.Insufficient, 1, 1}, // none is known: that does not prove that there is none
		{"75", "2026-03", observatory.Respected, 0, 1},
		{"75", "2026-04", observatory.Insufficient, 0, 1}, // known still, but not read in the month
		{"", "2026-04", observatory.Insufficient, 0, 3},
		{"", "2026-05", observatory.Respected, 0, 3},
		{"93", "2026-06", observatory.Respected, 0, 2},
		{"", "2026-06", observatory.Insufficient, 1, 3},
		{"", "2026-07", observatory.Insufficient, 1, 3},   // not over
		{"75", "2026-T1", observatory.Insufficient, 0, 1}, // not read in January
		{"93", "2026-T2", observatory.Respected, 0, 2},
		{"", "2026-T2", observatory.Insufficient, 1, 3},
		{"93", "2026", observatory.Insufficient, 0, 2}, // not over, nor read in each month
	} {
		row := verdictOf(t, given, c.department, c.month)
		if row.Ruling != c.want || row.K != c.missing || row.N != c.places {
			t.Errorf("%q %s: %s, %d of %d missing; want %s, %d of %d", c.department, c.month, row.Ruling, row.K, row.N, c.want, c.missing, c.places)
		}
	}
	for _, row := range given {
		if row.Department == "93" && row.Period < "2026-04" && len(row.Period) == len("2026-04") {
			t.Errorf("93 has a row of %s, before its site was ever read", row.Period)
		}
	}
}
