package dashboard

import (
	"time"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

// dutyRow makes the part of the page about one obligation.
func (s *site) dutyRow(shot *snapshot, data *matrixData, o *observatory.Obligation, last observatory.Month) dutyRow {
	row := dutyRow{
		ID: o.ID, Anchor: anchor(o.ID), Title: s.words.Typeset(o.Title), Text: s.words.Typeset(o.Text), Source: s.words.Typeset(o.Source),
		Status: s.words.Status(o.Status), Unverified: !o.Verified(), Scope: s.words.T("scope." + string(o.Scope)), Proof: s.words.T("proof." + o.Proof),
		Countdown: s.words.Countdown(o, shot.window.To), Justification: s.words.Typeset(o.Rule.Justification),
	}
	of := func(period string) (observatory.DutyVerdict, bool) {
		v, ok := data.verdicts[o.ID][period]
		return v, ok
	}
	for _, m := range data.months {
		row.Cells = append(row.Cells, s.dutyCell(o, observatory.PeriodOf(m, observatory.OneMonth), of))
	}
	for _, p := range data.longer() {
		row.Longer = append(row.Longer, s.dutyCell(o, p, of))
	}
	row.Wider = s.widerRulings(data, o, of)
	v, ok := of(last.String())
	row.Ruling = rulingView{Class: "ruling-none", Word: "aucun verdict rendu"}
	if ok {
		row.Ruling = s.rulingView(o, &v)
		row.Rule = string(v.Rule[:min(12, len(v.Rule))])
		row.Counted, row.Late = s.dutyCount(o, &v), v.Incomplete
		if v.Erased > 0 {
			row.Erased = "faits effacés depuis" + texts.NoWrap + ": " + s.bracket(o, v.Erased)
		}
	}
	for _, id := range o.Indicators {
		d, known := indicators.ByID(id)
		if !known {
			row.Pending = append(row.Pending, id)
			continue
		}
		for _, f := range s.dutyFigures(shot, d, v, last) {
			row.Figures = append(row.Figures, dutyFigureView{figureView: s.view(f), Anchor: anchor(id)})
		}
	}
	return row
}

// dutyCell is what one period says of an obligation.
func (s *site) dutyCell(o *observatory.Obligation, p observatory.Period, of func(period string) (observatory.DutyVerdict, bool)) rulingView {
	cell := rulingView{Class: "ruling-none", Word: "aucun verdict"}
	if v, ok := of(p.Name); ok {
		cell = s.rulingView(o, &v)
		cell.Late = v.Incomplete
	}
	cell.Month = s.period(p)
	return cell
}

// widerRulings are what the last whole quarter and year say, where they say
// anything.
func (s *site) widerRulings(data *matrixData, o *observatory.Obligation, of func(period string) (observatory.DutyVerdict, bool)) []widerView {
	var list []widerView
	for _, p := range data.wider() {
		if v, ok := of(p.Name); ok {
			list = append(list, widerView{s.dutyCell(o, p, of), s.dutyCount(o, &v)})
		}
	}
	return list
}

// dutyCount words k and n of a verdict that counted.
func (s *site) dutyCount(o *observatory.Obligation, v *observatory.DutyVerdict) string {
	if v.N == 0 {
		return ""
	}
	return "k" + texts.NoWrap + "= " + s.bracket(o, v.K) + ", n" + texts.NoWrap + "= " + s.words.Judged(o, v, s.bracket(o, v.N))
}

// dutyFigures are the figures that bear on an obligation: those of its verdict
// for probes and pages, the published cell of the month, or of the narrowest
// longer period that is shown, for cases.
func (s *site) dutyFigures(shot *snapshot, d indicators.Definition, v observatory.DutyVerdict, month observatory.Month) []observatory.Figure {
	var list []observatory.Figure
	if d.Proof == indicators.ByCase {
		if f, ok := narrowest(shot.published, d.ID, month); ok {
			list = append(list, f)
		}
		return list
	}
	for _, f := range v.Figures {
		if f.Indicator == d.ID {
			list = append(list, figureOf(f, month, v.At))
		}
	}
	return list
}

// narrowest is the country's cell of a month or, where that is withheld, of its
// quarter, else of its year.
func narrowest(edition observatory.Publication, id string, month observatory.Month) (observatory.Figure, bool) {
	var found observatory.Figure
	ok := false
	for _, at := range []struct {
		split observatory.Split
		name  string
	}{{observatory.SplitMonth, month.String()}, {observatory.SplitRegionQuarter, quarterName(month)}, {observatory.SplitRegionYear, month.String()[:4]}} {
		for _, f := range edition.Table(id, at.split).Cells {
			if f.Department != "" || f.Period.Name != at.name {
				continue
			}
			if !ok || found.Shown == observatory.ShownWithheld {
				found, ok = f, true
			}
		}
	}
	return found, ok
}

// figureOf gives the figure that a verdict holds.
func figureOf(f observatory.DutyFigure, month observatory.Month, horizon time.Time) observatory.Figure {
	decimal := func(millionths int64) float64 { return float64(millionths) / 1e6 }
	return observatory.Figure{
		Indicator: f.Indicator, Series: f.Series, Accounting: f.Accounting, Unit: f.Unit, Value: decimal(f.Value), Low: decimal(f.Low), High: decimal(f.High),
		HasInterval: f.HasInterval, Sufficient: f.Sufficient, Numerator: f.Numerator, Denominator: f.Denominator, N: f.N, MinimumN: f.MinimumN,
		Covered: f.Covered, Planned: f.Planned, Associations: f.Associations, Horizon: horizon,
		Period: observatory.Period{Name: month.String(), Span: observatory.Span{Start: month.First(), End: month.Last()}},
	}
}
