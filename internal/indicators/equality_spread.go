package indicators

import (
	"context"
	"slices"

	"vigie/internal/observatory"
)

const equalitySpreadID = "equality.spread"

// leastDepartments is how many departments a spread is made of at least.
const leastDepartments = 5

// equalitySpread defines the spread between departments (design.md section 5):
// only of what probes and pages prove. Case figures of two departments are
// never set side by side.
func equalitySpread() Definition {
	d := Definition{
		ID:   equalitySpreadID,
		Name: Text{FR: "Écarts entre départements, hasard déduit", EN: "Spread between departments, chance taken off"},
		Meaning: Text{
			FR: "Écart type entre départements d’un indicateur prouvé par sonde ou par page, une fois retiré ce que le hasard explique seul ; jamais un classement.",
			EN: "Standard deviation between departments of an indicator proved by probes or pages, once what chance alone explains is taken off; never a ranking.",
		},
		Legal: []string{"principle.equality"}, Proof: ByPage, Unit: Share, Direction: LowerIsBetter,
		Numerator:   "départements hors des limites exactes à 95 % de la loi binomiale autour du taux commun ; la valeur est l’écart type au-delà du hasard (DerSimonian et Laird)",
		Denominator: "départements comparés", N: "départements comparés", Coverage: "départements comparés, sur ceux qui ont une mesure",
		Query: panAvailabilityID, MinimumN: leastDepartments, Interval: "aucun ; les limites du graphique en entonnoir sont exactes, et les comparaisons multiples sont dites (Benjamini-Hochberg)",
		Biases: []string{
			"L’effectif d’un département est son nombre de journées mesurées : les relevés d’un même jour ne comptent que pour un.",
			"Des départements dont les journées se ressemblent d’une semaine à l’autre sortent plus souvent des limites que le hasard seul ne le voudrait.",
			"Un département sans mesure n’est pas comparé ; son absence n’est pas une égalité.",
		},
		Splits: []Dimension{}, History: first("2026-11-26"),
	}
	d.compose = spreads
	return d
}

// compared are the indicators whose departments are compared.
func compared() []string { return []string{panAvailabilityID, panDoorID, infoCompletenessID} }

// EqualityFunnel is the comparison of departments in one series of an indicator.
type EqualityFunnel struct {
	Indicator  string
	Series     string
	Accounting observatory.Accounting
	Unit       Unit
	Known      int64 // departments with a figure, enough measured or not
	Funnel
}

// EqualityFunnels compares the departments of each indicator proved by probes
// or pages, in the series of unattended checks.
func EqualityFunnels(ctx context.Context, r Reader, q Request) ([]EqualityFunnel, error) {
	q.By, q.Department, q.Target = []Dimension{Department}, "", ""
	var list []EqualityFunnel
	for _, id := range compared() {
		table, err := Compute(ctx, r, id, q)
		if err != nil {
			return nil, err
		}
		d, _ := ByID(id)
		for _, f := range table.Figures {
			if f.Department == "" || f.Indicator != id || f.Series != "" && f.Series != string(observatory.Unattended) {
				continue
			}
			i := slices.IndexFunc(list, func(e EqualityFunnel) bool { return e.Indicator == id && e.Accounting == f.Accounting })
			if i < 0 {
				i = len(list)
				list = append(list, EqualityFunnel{Indicator: id, Series: f.Series, Accounting: f.Accounting, Unit: d.Unit})
			}
			list[i].Known++
			if !f.Sufficient {
				continue
			}
			p := FunnelPoint{Department: f.Department, Share: f.Value, N: f.N}
			if d.Unit == Count { // items given of those told
				p.Share, p.N = float64(f.Numerator)/float64(f.Denominator), f.Denominator
			}
			list[i].Points = append(list[i].Points, p)
		}
	}
	for i := range list {
		list[i].Funnel = newFunnel(list[i].Points)
	}
	return list, nil
}

func spreads(ctx context.Context, r Reader, requests []Request) ([]observatory.Table, error) {
	d := equalitySpread()
	tables := make([]observatory.Table, 0, len(requests))
	for _, q := range requests {
		funnels, err := EqualityFunnels(ctx, r, q)
		if err != nil {
			return nil, err
		}
		table := observatory.Table{Title: d.Name.FR}
		for i := range funnels {
			e := &funnels[i]
			f := q.figure(d, cell{series: e.Indicator})
			f.Department, f.Accounting, f.Method = "", e.Accounting, "limites binomiales exactes"
			f.N = int64(len(e.Points))
			f.Value, f.Numerator, f.Denominator = e.Spread, e.outside(), f.N
			f.Covered, f.Planned, f.Sufficient = f.N, e.Known, f.N >= f.MinimumN
			table.Figures = append(table.Figures, f)
			if f.Sufficient {
				table.Notes = append(table.Notes, e.Indicator+" "+string(e.Accounting)+" : "+e.Comparisons())
			}
		}
		if len(table.Figures) == 0 {
			f := q.figure(d, cell{series: panAvailabilityID})
			f.Department, f.Accounting, f.Method = "", observatory.Strict, methodAbsent
			table.Figures = append(table.Figures, f)
		}
		tables = append(tables, table)
	}
	return tables, nil
}
