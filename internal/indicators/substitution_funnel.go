package indicators

import (
	"slices"

	"vigie/internal/observatory"
)

// Series of a step of the funnel, after the step's own.
const (
	SeriesStopped = "stopped" // took this step and none further
	SeriesSkipped = "skipped" // took this step without the one before
	SeriesDays    = "days"    // median days since the last step before it
)

// substitutionFunnel defines how far persons come on the way to the substitution
// (design.md section 5).
func substitutionFunnel() Definition {
	d := countedEvents(Definition{
		ID:   "substitution.funnel",
		Name: Text{FR: "Chemin vers la substitution", EN: "The way to the substitution"},
		Meaning: Text{
			FR: "Nombre de personnes qui atteignent chaque étape : blocage, CCC saisi, CCC qui répond, constat écrit (CCC ou PAN), invitation, rendez-vous, dépôt enregistré ; celles qui s’y arrêtent, et les jours entre deux étapes.",
			EN: "Number of persons who reach each step: block, contact centre asked, answer, written finding, invitation, appointment, filing recorded; those who stop there, and the days between steps.",
		},
		Legal:     []string{"r431-2.substitution", "order-2023-08-01.substitution", "ce-2026.continuity", "letter.9"},
		Direction: HigherIsBetter,
		Numerator: "personnes ayant atteint l’étape ; « arrêtées là » : celles qui n’en ont atteint aucune plus loin ; « sans l’étape d’avant » : chemins incomplets, montrés et non retirés",
		Biases: []string{
			"Une étape non notée n’est pas une étape non faite : les chemins incomplets le montrent.",
			"Aucun texte lu ne fixe de délai entre ces étapes.",
			"« Dépôt enregistré » : un dépôt noté après le début du chemin, par quelque voie que ce soit.",
		},
		History: append(first("2026-11-26"), Change{2, "2026-11-27", "un constat écrit du CCC ou du PAN compte aussi quand la réponse n’est pas notée"},
			Change{3, "2026-11-27", "« invitée » est une invitation"}),
	}, false, "")
	d.Denominator, d.Coverage = "personnes ayant atteint au moins une étape", "sans objet : les étapes non rapportées ne sont pas connues"
	d.Interval = "médianes de jours : statistiques d’ordre, 95 % ; aucun sur les dénombrements"
	d.read = func(d Definition, q Request) reading { return &funnelRows{pathRows{definition: d, request: q}} }
	return d
}

type funnelRows struct{ pathRows }

// funnelCell gathers the paths of a cell.
type funnelCell struct {
	everyone                  map[string]struct{}
	associations              associations
	reached, stopped, skipped [pathSteps]map[string]struct{}
	days                      [pathSteps][]int64
}

func newFunnelCell() *funnelCell {
	c := &funnelCell{everyone: map[string]struct{}{}, associations: associations{}}
	for _, sets := range []*[pathSteps]map[string]struct{}{&c.reached, &c.stopped, &c.skipped} {
		for i := range sets {
			sets[i] = map[string]struct{}{}
		}
	}
	return c
}

func (c *funnelCell) add(p *path) {
	c.everyone[p.person] = struct{}{}
	c.associations.note(p.association, p.person)
	previous := -1
	for step, day := range p.steps {
		if !day.Known() {
			continue
		}
		c.reached[step][p.person] = struct{}{}
		if step > 0 && previous != step-1 {
			c.skipped[step][p.person] = struct{}{}
		}
		if previous >= 0 && day >= p.steps[previous] {
			c.days[step] = append(c.days[step], int64(day-p.steps[previous]))
		}
		previous = step
	}
	if previous >= 0 {
		c.stopped[previous][p.person] = struct{}{}
	}
}

func (r *funnelRows) table(q Request) observatory.Table {
	cells := map[cell]*funnelCell{}
	if len(q.By) == 0 {
		cells[cell{}] = newFunnelCell()
	}
	for i := range r.paths {
		p := &r.paths[i]
		if !q.wantedPath(p) {
			continue
		}
		c := q.pathCell(p)
		if cells[c] == nil {
			cells[c] = newFunnelCell()
		}
		cells[c].add(p)
	}
	table := observatory.Table{Title: r.definition.Name.FR}
	for _, c := range sortedCells(cells) {
		for step := range pathSteps {
			table.Figures = append(table.Figures, r.step(q, c, cells[c], step)...)
		}
	}
	return table
}

// step makes the figures of one step.
func (r *funnelRows) step(q Request, c cell, from *funnelCell, step int) []observatory.Figure {
	blank := func(series string, unit Unit, persons map[string]struct{}) observatory.Figure {
		f := q.figure(r.definition, c)
		f.Series, f.Unit, f.N = joinSeries(c.series, joinSeries(stepNames()[step], series)), string(unit), int64(len(persons))
		f.Value, f.Numerator, f.Denominator = float64(f.N), f.N, int64(len(from.everyone))
		f.Covered, f.Planned, f.Associations = f.N, f.N, int64(len(from.associations))
		f.Largest = largest(from.associations, persons)
		f.Method, f.Sufficient = methodCount, f.N >= f.MinimumN
		return f
	}
	figures := []observatory.Figure{
		blank("", Count, from.reached[step]), blank(SeriesStopped, Count, from.stopped[step]), blank(SeriesSkipped, Count, from.skipped[step]),
	}
	days := from.days[step]
	if step == stepBlock || len(days) == 0 {
		return figures
	}
	slices.Sort(days)
	f := blank(SeriesDays, Days, from.reached[step])
	f.MinimumN, f.Numerator, f.Denominator = 11, int64(len(days)), int64(len(from.reached[step]))
	f.Value, f.Sufficient, f.Method = Median(days), int64(len(days)) >= 11, methodAbsent
	if low, high, ok := MedianInterval(days, float64(len(days))); ok && f.Sufficient {
		f.Low, f.High, f.HasInterval, f.Method = float64(low), float64(high), true, "statistiques d’ordre"
	}
	return append(figures, f)
}
