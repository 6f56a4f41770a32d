package indicators

import (
	"vigie/internal/observatory"
)

const gapShareID = "certificate.gap_share"

// caseBiases are the known biases of both certificate indicators.
func caseBiases() []string {
	return []string{
		"Les personnes qui s’adressent à une association sont plus souvent celles qui ont une difficulté.",
		"« Sans document » ne veut pas dire que l’attestation était due : le partage entre dû, non dû et indéterminé n’est pas encore fait.",
		"Le titre expiré est tenu pour valable trois mois au titre de l’article L. 433-3 du CESEDA lorsque le titre dépasse un an ; cette règle est à vérifier et ne peut que réduire les durées.",
		"Un dossier cesse d’être observé au dernier jour où quelqu’un en a constaté l’état : ce qui suit n’est pas compté.",
		"Les mois récents sont incomplets : des faits arrivent avec retard.",
		"Les faits vus sur document et ceux que la personne a dits sont réunis ; la ventilation par niveau de preuve existe au calcul.",
		"Une personne est reconnue d’un dossier à l’autre par son numéro étranger, au sein d’une même association : " +
			"suivie par deux associations, ou sans numéro dans deux dossiers, elle compte deux fois.",
		"Les documents d’un autre dossier de la même personne ne sont pas rapprochés.",
	}
}

// gapShare defines the share of persons without a document in a month
// (design.md section 5).
func gapShare() Definition {
	return Definition{
		ID: gapShareID,
		Name: Text{
			FR: "Personnes passées par une période sans document",
			EN: "Persons who went through a period without a document",
		},
		Meaning: Text{
			FR: "Part des personnes suivies qui ont passé au moins un jour sans document valable pendant l’examen de leur demande.",
			EN: "Share of the persons followed who spent at least one day without a valid document while their application was examined.",
		},
		Legal:       []string{"r431-15-1.certificate", "ce-2026.certificate", "letter.5"},
		Proof:       ByCase,
		Unit:        Share,
		Direction:   LowerIsBetter,
		Numerator:   "personnes ayant au moins un jour sans document valable dans la période",
		Denominator: "personnes dont la demande est en cours d’examen, titre échu, au moins un jour de la période",
		N:           "personnes distinctes dont la demande est en cours d’examen, titre échu, dans la période",
		Coverage:    "dossiers dont les dates nécessaires sont connues, sur tous les dossiers rapportés",
		Query:       queryGaps,
		MinimumN:    11,
		Interval:    "95 %, Wilson sur les personnes distinctes ; Clopper-Pearson dans les dossiers",
		Biases:      caseBiases(),
		History:     []Change{{Version: 1, Date: "2026-11-23", What: "première définition"}},
	}
}

// gapPersons counts persons with a window day and persons with a gap day.
type gapPersons struct {
	definition Definition
	request    Request
	cells      map[cell]*[2]gapPersonCell // dates known to the month at its first, at its last day
	cases      map[cell]*caseCount
}

type gapPersonCell struct {
	window, gap  map[string]struct{}
	associations associations
	monthOnly    bool
}

// caseCount is the coverage of a cell, its month left aside: a case whose
// dates are unknown has no month.
type caseCount struct{ known, all int64 }

func gapShareTable(rows *caseRows, q Request) observatory.Table {
	t := gapPersons{definition: rows.definition, request: q, cells: map[cell]*[2]gapPersonCell{}, cases: map[cell]*caseCount{}}
	for i := range rows.cases {
		if q.wanted(rows.cases[i].department) {
			t.add(&rows.cases[i])
		}
	}
	return t.table()
}

func (t *gapPersons) add(r *caseResult) {
	base := r.cell(t.request)
	countCase(t.cases, base, r.gaps[0].Computable)
	for variant := range r.gaps {
		for _, w := range r.gaps[variant].Windows {
			for month := range t.request.months(w) {
				to := t.place(base, month, variant)
				to.window[r.person] = struct{}{}
				to.associations.note(r.association, r.person)
				to.monthOnly = to.monthOnly || r.monthOnly
			}
		}
		for _, g := range r.gaps[variant].Gaps {
			for month := range t.request.months(g.Span) {
				t.place(base, month, variant).gap[r.person] = struct{}{}
			}
		}
	}
}

func countCase(cases map[cell]*caseCount, base cell, known bool) {
	count := cases[base]
	if count == nil {
		count = &caseCount{}
		cases[base] = count
	}
	count.all++
	if known {
		count.known++
	}
}

func (t *gapPersons) place(base cell, month observatory.Month, variant int) *gapPersonCell {
	base.month = month
	pair := t.cells[base]
	if pair == nil {
		pair = &[2]gapPersonCell{}
		for i := range pair {
			pair[i].window = map[string]struct{}{}
			pair[i].gap = map[string]struct{}{}
			pair[i].associations = associations{}
		}
		t.cells[base] = pair
	}
	return &pair[variant]
}

func (t *gapPersons) table() observatory.Table {
	table := observatory.Table{Title: t.definition.Name.FR}
	if len(t.request.By) == 0 {
		t.place(cell{}, 0, 0) // a table of one cell says so when it is empty
	}
	if !t.request.by(Month) {
		for base := range t.cases {
			t.place(base, 0, 0)
		}
	}
	for _, c := range sortedCells(t.cells) {
		pair := t.cells[c]
		for variant := range pair {
			if variant == 1 && !pair[0].monthOnly && !pair[1].monthOnly {
				continue
			}
			table.Figures = append(table.Figures, t.one(c, pair[variant], variant))
		}
	}
	return table
}

func (t *gapPersons) one(c cell, from gapPersonCell, variant int) observatory.Figure {
	f := t.request.figure(t.definition, c)
	if variant == 1 {
		f.Series = joinSeries(c.series, SeriesMonthEnd)
	}
	f.Numerator, f.Denominator = int64(len(from.gap)), int64(len(from.window))
	f.N, f.Associations = f.Denominator, int64(len(from.associations))
	f.Largest = from.associations.largest(from.window)
	c.month = 0
	if count := t.cases[c]; count != nil {
		f.Covered, f.Planned = count.known, count.all
	}
	setPersonShare(&f, float64(f.N))
	return f
}
