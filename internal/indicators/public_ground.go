package indicators

import (
	"context"
	"maps"
	"slices"

	"vigie/internal/observatory"
)

// GroundNotTold is the place, in the published table of legal grounds, of cases
// of which none is told: without it the country less all grounds would tell of
// them.
const GroundNotTold = "not_told"

// grounds adds the cells of legal grounds by year, after those of the country.
func (p *publisher) grounds(ctx context.Context, made map[observatory.Split][]observatory.Figure, first, ended observatory.Month) error {
	country := map[string]observatory.Figure{}
	for _, f := range made[observatory.SplitRegionYear] {
		if f.Department == "" {
			country[f.Period.Name] = f
			made[observatory.SplitGround] = append(made[observatory.SplitGround], f)
		}
	}
	if p.definition.Query == queryGaps {
		return p.groundsOfCases(ctx, made, country)
	}
	w := p.base.Window
	w.From, w.To = (first - first%observatory.Year).First(), ended.Last()
	told := map[string]observatory.Figure{} // all grounds of a year together
	for _, ground := range slices.Sorted(maps.Keys(p.base.Rules.Duty.Grounds)) {
		w.Ground = ground
		years, err := p.compute(ctx, w, nil, Month)
		if err != nil {
			return err
		}
		for _, f := range years {
			year, ok := country[f.Period.Name]
			if !ok {
				continue
			}
			sum := told[f.Period.Name]
			sum.N, sum.Numerator, sum.Denominator = sum.N+f.N, sum.Numerator+f.Numerator, sum.Denominator+f.Denominator
			told[f.Period.Name] = sum
			f.Department, f.Period = ground, year.Period
			made[observatory.SplitGround] = append(made[observatory.SplitGround], f)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(country)) {
		made[observatory.SplitGround] = append(made[observatory.SplitGround], notTold(country[name], told[name]))
	}
	return nil
}

// notTold is the cell of events whose case has no ground that is known: what all
// grounds leave of the country. It is never shown, for persons do not add up; it
// is there so that disclosure control knows of it.
func notTold(country, told observatory.Figure) observatory.Figure {
	f := country
	f.Department, f.Sufficient, f.HasInterval, f.Value, f.Low, f.High = GroundNotTold, false, false, 0, 0, 0
	f.Numerator = max(0, country.Numerator-told.Numerator)
	f.Denominator = max(f.Numerator, country.Denominator-told.Denominator)
	f.N = max(0, country.N-told.N)
	if f.Denominator > 0 {
		f.N = max(1, f.N)
	}
	return f
}

// groundsOfCases takes the ground of whole cases from their rows.
func (p *publisher) groundsOfCases(ctx context.Context, made map[observatory.Split][]observatory.Figure, country map[string]observatory.Figure) error {
	const groundKey = 5 // of certificate.gap_days
	byGround := func(row observatory.CountRow) (string, bool) {
		if ground := row.Keys[groundKey]; ground != "" {
			return ground, true
		}
		return GroundNotTold, true
	}
	for _, name := range slices.Sorted(maps.Keys(country)) {
		w := p.base.Window
		w.From, w.To = country[name].Period.Start, country[name].Period.End
		cells, err := p.compute(ctx, w, byGround, Department)
		if err != nil {
			return err
		}
		for _, f := range cells {
			f.Period = country[name].Period
			made[observatory.SplitGround] = append(made[observatory.SplitGround], f)
		}
	}
	return nil
}
