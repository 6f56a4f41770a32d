package indicators

import "vigie/internal/observatory"

const overlapID = "certificate.implicit_refusal_overlap"

// implicitRefusalOverlap defines how often a certificate runs while silence has
// become a refusal (design.md section 5; CE, avis, 6 mai 2025, n° 499904).
func implicitRefusalOverlap() Definition {
	return gapDefinition(Definition{
		ID:   overlapID,
		Name: Text{FR: "Attestation valable après un refus implicite", EN: "Certificate valid after an implicit refusal"},
		Meaning: Text{
			FR: "Part des personnes dont le silence sur la demande est devenu un refus pendant l’examen, titre échu ou sans titre antérieur, et qui tenaient alors, ou ont reçu ensuite, une attestation valable.",
			EN: "Share of the persons whose application was refused by silence while it was examined, after the end of any title held, and who then held, or later got, a valid certificate.",
		},
		Legal:       []string{"r432-1.silence", "r432-2.delays"},
		Direction:   LowerIsBetter,
		Numerator:   "personnes tenant une attestation valable le jour où naît le refus implicite, ou un jour suivant de l’examen",
		Denominator: "personnes dont le délai de R. 432-2 s’est écoulé pendant l’examen, titre échu ou sans titre antérieur",
		N:           "personnes distinctes dont le délai s’est écoulé dans la période",
		Interval:    "95 %, Wilson sur les personnes distinctes ; Clopper-Pearson dans les dossiers",
		Biases: append(refusalBiases(),
			"Un refus né alors que le titre courait encore n’est pas compté, même si une attestation a été délivrée ensuite.",
			"Le délai court d’un dossier complet ; il est compté du dépôt, et vaut ce que R. 432-2 donne de plus court au fondement : c’est une hypothèse, non un constat.",
			"Ni bonne ni mauvaise en soi, la situation trompe : la personne croit sa demande en cours alors que le délai de recours court.",
		),
		History: append(first("2026-11-26"), sameDayChange(2)),
	}, Share)
}

// refusalGrid holds the persons of the refusals of one place and level by month
// and variant.
type refusalGrid = monthGrid[[2]classCell]

// addRefusal counts a refusal in the month in which it is born.
func addRefusal(refusals *refusalGrid, q Request, r *caseResult, refusal Refusal, variant int) {
	for month := range q.monthsOf(refusal.On) {
		overlap := int64(0)
		if refusal.Overlap.Known() {
			overlap = 1
		}
		to := &refusals.at(month)[variant]
		to.add(r, overlap, 1)
		to.monthOnly = to.monthOnly || r.monthOnly
	}
}

// overlapTable counts persons by the month in which the refusal is born.
func overlapTable(rows *caseRows, q Request) observatory.Table {
	from := rows.gatheredFor(q)
	cells := map[cell]*[2]classCell{}
	if len(q.By) == 0 {
		cells[cell{}] = &[2]classCell{}
	}
	for base, grids := range from.places {
		for _, base.month = range grids.refusals.known() {
			cells[base] = grids.refusals.found(base.month)
		}
	}
	table := observatory.Table{Title: rows.definition.Name.FR}
	for _, c := range sortedCells(cells) {
		pair := cells[c]
		for variant := range pair {
			if variant == 0 || !q.oneEnd && (pair[0].monthOnly || pair[1].monthOnly) {
				table.Figures = append(table.Figures, classFigure(rows.definition, q, c, pair[variant].totals(), variant, from.cases, classTotals.share))
			}
		}
	}
	return table
}
