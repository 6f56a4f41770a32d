package indicators

import (
	"strings"
	"testing"
	"time"

	"vigie/internal/observatory"
)

// Rows show no figure of a curve: they are made without drawing persons anew, so
// that one they showed would lack its interval.
func TestRowsShowNoCurve(t *testing.T) {
	t.Parallel()
	curves := 0
	for _, d := range All() {
		if d.compose != nil {
			continue
		}
		q := Request{Window: observatory.Window{Horizon: time.Date(2026, 7, 1, 9, 0, 0, 0, time.UTC)}}
		table, err := Compute(t.Context(), rowsReader{}, d.ID, q)
		if err != nil {
			t.Fatal(err)
		}
		hasCurve := false
		for _, f := range table.Figures {
			hasCurve = hasCurve || strings.Contains(f.Series, SeriesCurveMedian)
		}
		if !hasCurve {
			continue
		}
		curves++
		for _, f := range shown(d.ID, table.Figures) {
			if f.Series != "" && !speaking(f.Series) {
				t.Errorf("a row shows %s of %s", f.Series, d.ID)
			}
		}
	}
	if curves != 3 {
		t.Errorf("%d indicators have curves: is each one looked at?", curves)
	}
}

// A curve that is not drawn has the shares of one that is, and no interval of
// its median.
func TestUndrawnCurve(t *testing.T) {
	t.Parallel()
	var spells []Spell
	for i := range 40 {
		spells = append(spells, Spell{Length: 1 + i, End: i % 3})
	}
	c, days := newCurve(eachAlone(spells), 2), []int{10, 60}
	drawn, undrawn := c.read(1, days, true), c.read(1, days, false)
	for i := range days {
		if undrawn.running[i].value != drawn.running[i].value || undrawn.ends[1][i].value != drawn.ends[1][i].value {
			t.Errorf("%d days: %+v, drawn %+v", days[i], undrawn, drawn)
		}
	}
	if !drawn.bounded || undrawn.bounded || !undrawn.hasHalf || undrawn.half.value != drawn.half.value {
		t.Errorf("half: %+v, drawn %+v", undrawn.half, drawn.half)
	}
}
