package dashboard

import (
	"context"
	"html/template"

	"vigie/internal/charts"
	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

const spreadID = "equality.spread"

// funnelView is the funnel plot of one indicator, with its table.
type funnelView struct {
	Name, Sentence string
	Drawing        template.HTML
	Rows           []funnelRow
}

type funnelRow struct{ Department, Share, N, Near, Far, Apart string }

// funnelSteps is at how many n limits are drawn.
const funnelSteps = 60

// funnels are the comparisons of departments, each of enough of them, made once
// for a version of the data.
func (s *site) funnels(ctx context.Context, shot *snapshot) ([]funnelView, error) {
	return shot.funnels.get(func() ([]funnelView, error) {
		all, err := indicators.EqualityFunnels(ctx, s.Reader, indicators.Request{Window: shot.window, Rules: s.rules, Zone: s.Catalogue.Zone})
		if err != nil {
			return nil, err
		}
		d, _ := indicators.ByID(spreadID)
		var views []funnelView
		for i := range all {
			if e := &all[i]; int64(len(e.Points)) >= d.MinimumN && e.Accounting != observatory.Confirmed {
				views = append(views, s.funnelView(e))
			}
		}
		return views, nil
	})
}

func (s *site) funnelView(e *indicators.EqualityFunnel) funnelView {
	of, _ := indicators.ByID(e.Indicator)
	unit := "journées mesurées"
	if of.Proof == indicators.ByPage {
		unit = "informations cherchées"
	}
	drawing := charts.Funnel{Rate: e.Rate, Percent: s.whole, Count: s.words.Count}
	view := funnelView{Name: s.words.Typeset(of.Name.FR)}
	apart := int64(0)
	for _, p := range e.Points {
		row := funnelRow{
			Department: s.departmentName(p.Department), Share: s.words.Percent(p.Share), N: s.words.Count(p.N) + " " + unit, Apart: "non",
			Near: s.words.Percent(p.Near[0]) + " à " + s.words.Percent(p.Near[1]), Far: s.words.Percent(p.Far[0]) + " à " + s.words.Percent(p.Far[1]),
		}
		if p.Apart {
			apart++
			row.Apart = "oui"
		}
		view.Rows = append(view.Rows, row)
		drawing.Most = max(drawing.Most, p.N)
		drawing.Points = append(drawing.Points, charts.FunnelMark{
			Text: row.Department + texts.NoWrap + ": " + row.Share + ", " + row.N, N: p.N, Share: p.Share, Apart: p.Apart,
		})
	}
	drawing.Near, drawing.Far = limits(e.Rate, drawing.Most, indicators.FunnelNear), limits(e.Rate, drawing.Most, indicators.FunnelFar)
	view.Drawing = drawing.Draw()
	view.Sentence = s.words.Typeset("Taux commun : " + s.words.Percent(e.Rate) + ". " + s.words.Count(apart) + " " +
		s.words.Plural(apart, "département s’en écarte", "départements s’en écartent") +
		" plus que le hasard, une fois comptées toutes les comparaisons (" + s.words.Count(int64(len(e.Points))) +
		" départements ; Benjamini et Hochberg, 5 %) : " + s.words.Plural(apart, "un carré", "des carrés") + " sur le graphique. Les lignes sont les limites exactes de la loi binomiale à 95 % et à 99,8 %. Ce n’est pas un classement.")
	if apart == 0 {
		view.Sentence = s.words.Typeset("Taux commun : " + s.words.Percent(e.Rate) + ". Aucun des " + s.words.Count(int64(len(e.Points))) +
			" départements ne s’en écarte plus que le hasard, une fois comptées toutes les comparaisons (Benjamini et Hochberg, 5 %). Les lignes sont les limites exactes de la loi binomiale à 95 % et à 99,8 %.")
	}
	return view
}

// limits are exact limits at whole numbers from one to the most.
func limits(rate float64, most int64, alpha float64) []charts.FunnelLimit {
	var list []charts.FunnelLimit
	for i := range int64(funnelSteps) {
		n := max(1, most*(i+1)/funnelSteps)
		if len(list) > 0 && list[len(list)-1].N == n {
			continue
		}
		low, high := indicators.FunnelLimits(rate, n, alpha)
		list = append(list, charts.FunnelLimit{N: n, Low: low, High: high})
	}
	return list
}
