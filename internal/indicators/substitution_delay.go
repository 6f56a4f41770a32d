package indicators

import (
	"vigie/internal/observatory"
)

// substitutionDelay defines how long a block lasts until a substitution
// appointment (design.md section 5).
func substitutionDelay() Definition {
	d := countedEvents(Definition{
		ID:   "substitution.delay",
		Name: Text{FR: "Délai entre le blocage et le rendez-vous de substitution", EN: "Delay between the block and the substitution appointment"},
		Meaning: Text{
			FR: "Part des personnes bloquées qui obtiennent un rendez-vous de substitution en 30, 90 et 180 jours, et délai médian ; un dépôt par une autre voie, une clôture ou une décision sont d’autres fins.",
			EN: "Share of the persons blocked who get a substitution appointment within 30, 90 and 180 days, and the median delay; a filing by another way, a closure or a decision are other ends.",
		},
		Legal:     []string{"r431-2.substitution", "order-2023-08-01.substitution", "ce-2026.continuity", "letter.9"},
		Direction: LowerIsBetter,
		Numerator: "personnes ayant un rendez-vous de substitution dans ce délai (courbe d’Aalen-Johansen)",
		Biases: []string{
			"Le délai court du premier fait rapporté parmi un blocage, un contact avec le CCC, un constat écrit d’un PAN et une demande de substitution ; un fait connu au mois près compte au premier du mois.",
			pathAheadBias(),
			"Aucun texte lu ne fixe de délai : le chiffre est montré sans seuil.",
		},
		History: append(first("2026-11-26"), Change{2, "2026-11-27", "un constat écrit du CCC ou du PAN compte aussi quand la réponse n’est pas notée"},
			Change{3, "2026-11-27", "« invitée » est une invitation"}, Change{4, "2026-11-27", curveMedianChange}, pathChange(5),
			Change{6, "2026-11-28", "une demande de substitution restée sans réponse, seul fait noté, entre dans le délai"}, drawChange(7), manyDrawnChange(8)),
	}, false, "")
	d.Unit, d.Query, d.MinimumN = Days, querySteps, 11
	d.Denominator, d.Coverage = "personnes bloquées, suivies jusqu’au dernier jour connu de leur dossier", "sans objet"
	d.Interval = curveInterval()
	d.read = func(d Definition, q Request) reading { return &delayRows{pathRows{definition: d, request: q}} }
	return d
}

type delayRows struct{ pathRows }

// pathDelays gathers the delays of a cell.
type pathDelays struct {
	spells       map[string][]Spell // by person
	associations associations
}

// alike counts persons by their spells.
func (d *pathDelays) alike() []alike {
	var counts spellCounts
	for _, spells := range d.spells {
		counts.count(spells)
	}
	return counts.list()
}

// pathEnds are the kinds of end of the way, numbered from 1.
func pathEnds() []string { return []string{"appointment", "filing", "closed"} }

// spell is the time from the block to what ended it, one day more than the
// difference: an appointment on the same day is a delay of none.
func (p *path) spell() Spell {
	begun := p.begun()
	s := Spell{Length: int(p.last-begun) + 1}
	for i, day := range []observatory.Date{p.steps[stepAppointment], p.steps[stepFiled], p.closed} {
		if day.Known() && day >= begun && (s.End == 0 || int(day-begun)+1 < s.Length) {
			s.Length, s.End = int(day-begun)+1, i+1
		}
	}
	return s
}

func (r *delayRows) table(q Request) observatory.Table {
	cells := map[cell]*pathDelays{}
	at := func(c cell) *pathDelays {
		if cells[c] == nil {
			cells[c] = &pathDelays{map[string][]Spell{}, associations{}}
		}
		return cells[c]
	}
	if len(q.By) == 0 {
		at(cell{})
	}
	for i := range r.paths {
		p := &r.paths[i]
		if q.wantedPath(p) {
			to := at(q.pathCell(p))
			to.spells[p.person] = append(to.spells[p.person], p.spell())
			to.associations.note(p.association, p.person)
		}
	}
	table := observatory.Table{Title: r.definition.Name.FR}
	for _, c := range sortedCells(cells) {
		from := cells[c]
		blank := func(series string, unit Unit, persons int64) observatory.Figure {
			f := q.figure(r.definition, c)
			f.Series, f.Unit, f.N, f.Associations = joinSeries(c.series, series), string(unit), persons, int64(len(from.associations))
			f.Largest = largest(from.associations, from.spells)
			f.Sufficient = f.N >= f.MinimumN
			return f
		}
		table.Figures = append(table.Figures, curveFigures(q, blank, from.alike(), pathEnds(), []int{30, 90, 180}, 1)...)
	}
	return table
}
