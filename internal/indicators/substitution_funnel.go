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
			"« Dépôt enregistré » : un dépôt noté après le début du chemin, par quelque voie que ce soit, ou un rendez-vous dont c’est la suite notée.",
			pathDaysBias(), pathAheadBias(),
		},
		History: append(first("2026-11-26"), Change{2, "2026-11-27", "un constat écrit du CCC ou du PAN compte aussi quand la réponse n’est pas notée"},
			Change{3, "2026-11-27", "« invitée » est une invitation"}, pathChange(4),
			Change{5, "2026-11-28", "« arrêtées là » regarde tous les dossiers de la personne : qui va plus loin dans un autre n’y est plus ; n des jours : personnes qui ont une durée"}),
	}, false, "")
	d.Denominator, d.Coverage = "personnes ayant atteint au moins une étape", "sans objet : les étapes non rapportées ne sont pas connues"
	d.Interval = "médianes de jours : statistiques d’ordre, 95 % ; aucun sur les dénombrements"
	d.read = func(d Definition, q Request) reading { return &funnelRows{pathRows{definition: d, request: q}} }
	return d
}

type funnelRows struct{ pathRows }

// funnelCell gathers the paths of a cell.
type funnelCell struct {
	everyone         map[string]struct{}
	associations     associations
	reached, skipped [pathSteps]map[string]struct{}
	furthest         map[string]int // step of each person, of all her cases
	days             [pathSteps]stepDays
}

// stepDays are the days since the step before, where both days are told.
type stepDays struct {
	lengths []int64
	persons map[string]int64 // lengths of each
}

func newFunnelCell() *funnelCell {
	c := &funnelCell{everyone: map[string]struct{}{}, associations: associations{}, furthest: map[string]int{}}
	for _, sets := range []*[pathSteps]map[string]struct{}{&c.reached, &c.skipped} {
		for i := range sets {
			sets[i] = map[string]struct{}{}
		}
	}
	for i := range c.days {
		c.days[i].persons = map[string]int64{}
	}
	return c
}

func (c *funnelCell) add(p *path) {
	if !slices.ContainsFunc(p.steps[:], observatory.Date.Known) {
		return // asked for the substitution, and got no answer
	}
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
		if previous >= 0 && p.told[step] && p.told[previous] && day >= p.steps[previous] {
			c.days[step].lengths = append(c.days[step].lengths, int64(day-p.steps[previous]))
			c.days[step].persons[p.person]++
		}
		previous = step
	}
	c.furthest[p.person] = max(c.furthest[p.person], previous)
}

// stopped are the persons who took this step, and none further in any case of theirs.
func (c *funnelCell) stopped(step int) map[string]struct{} {
	persons := map[string]struct{}{}
	for person, furthest := range c.furthest {
		if furthest == step {
			persons[person] = struct{}{}
		}
	}
	return persons
}

// effective is Kish's number of the persons behind the lengths (see kishOf).
func (d *stepDays) effective() float64 {
	var sum, squares int64
	for _, n := range d.persons {
		sum += n
		squares += n * n
	}
	return kishOf(sum, squares)
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
	blank := func(series string, persons map[string]struct{}) observatory.Figure {
		f := q.figure(r.definition, c)
		f.Series, f.Unit, f.N = joinSeries(c.series, joinSeries(stepNames()[step], series)), string(Count), int64(len(persons))
		f.Value, f.Numerator, f.Denominator = float64(f.N), f.N, int64(len(from.everyone))
		f.Covered, f.Planned, f.Associations = f.N, f.N, int64(len(from.associations))
		f.Largest = largest(from.associations, persons)
		f.Method, f.Sufficient = methodCount, f.N >= f.MinimumN
		return f
	}
	figures := []observatory.Figure{
		blank("", from.reached[step]), blank(SeriesStopped, from.stopped(step)), blank(SeriesSkipped, from.skipped[step]),
	}
	days := &from.days[step]
	if step == stepBlock || len(days.lengths) == 0 {
		return figures
	}
	slices.Sort(days.lengths)
	f := blank(SeriesDays, nil)
	f.Largest = min(largest(from.associations, days.persons), int64(len(days.persons)))
	f.Unit, f.N, f.MinimumN = string(Days), int64(len(days.persons)), 11
	f.Numerator, f.Denominator, f.Covered, f.Planned = int64(len(days.lengths)), int64(len(days.lengths)), f.N, f.N
	f.Value, f.Sufficient, f.Method = Median(days.lengths), f.N >= f.MinimumN, methodAbsent
	if low, high, ok := MedianInterval(days.lengths, days.effective()); ok && f.Sufficient {
		f.Low, f.High, f.HasInterval, f.Method = float64(low), float64(high), true, "statistiques d’ordre"
	}
	return append(figures, f)
}
