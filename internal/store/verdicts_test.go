package store

import (
	"testing"
	"time"

	"vigie/internal/observatory"
)

func verdictAt(name string, horizon time.Time) *observatory.DutyVerdict {
	v := &observatory.DutyVerdict{
		Envelope: env(name, horizon), Obligation: "r431-2.support", Rule: hash("a"), Department: "93", Period: "2026-10", Incomplete: true,
		Ruling: observatory.NoBreach, K: 0, N: 12, Low: 0, High: 264_648, HasInterval: true, Facts: 812,
		Figures: []observatory.DutyFigure{{
			Indicator: "pan.door", Series: "unattended", Accounting: observatory.Strict, Unit: "share", Value: 333_333, Low: 1, High: 2, HasInterval: true,
			Sufficient: true, Numerator: 1, Denominator: 3, N: 31, MinimumN: 5, Covered: 3, Planned: 4, Associations: 2, Persons: true,
		}},
	}
	v.At = horizon
	return v
}

// A verdict comes back as it was written, and the newest of each place and
// month alone where that is asked.
func TestVerdictsComeBack(t *testing.T) {
	s, ctx := testStore(t), t.Context()
	first, second := verdictAt("first", t0), verdictAt("second", t0.Add(time.Hour))
	second.Ruling, second.Figures = observatory.Breach, nil
	other := verdictAt("other", t0)
	other.Period = "2026-09"
	add(t, s, first, second, other)
	all, err := collect(s.Verdicts(ctx, observatory.VerdictFilter{}))
	check(t, "verdicts", all, err, *other, *first, *second)
	newest, err := collect(s.Verdicts(ctx, observatory.VerdictFilter{Newest: true}))
	check(t, "newest verdicts", newest, err, *other, *second)
	before, err := collect(s.Verdicts(ctx, observatory.VerdictFilter{Window: observatory.Window{Horizon: t0.Add(time.Minute)}, Newest: true}))
	check(t, "verdicts recorded by the horizon", before, err, *other, *first)
	none, err := collect(s.Verdicts(ctx, observatory.VerdictFilter{Window: observatory.Window{Simulation: true}}))
	check(t, "simulated verdicts", none, err)
	if _, err := collect(s.Verdicts(ctx, observatory.VerdictFilter{Obligation: "other"})); err != nil {
		t.Error(err)
	}
}
