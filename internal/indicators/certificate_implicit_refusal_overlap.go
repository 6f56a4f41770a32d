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
			FR: "Part des personnes dont le silence sur la demande est devenu un refus pendant l’examen et qui tenaient alors, ou ont reçu ensuite, une attestation valable.",
			EN: "Share of the persons whose application was refused by silence while it was examined and who then held, or later got, a valid certificate.",
		},
		Legal:       []string{"r432-1.silence", "r432-2.delays"},
		Direction:   LowerIsBetter,
		Numerator:   "personnes tenant une attestation valable le jour où naît le refus implicite, ou un jour suivant de l’examen",
		Denominator: "personnes dont le délai de R. 432-2 s’est écoulé pendant l’examen",
		N:           "personnes distinctes dont le délai s’est écoulé dans la période",
		Interval:    "95 %, Wilson sur les personnes distinctes ; Clopper-Pearson dans les dossiers",
		Biases: []string{
			"Le délai court d’un dossier complet ; il est compté du dépôt, et vaut ce que R. 432-2 donne de plus court au fondement : c’est une hypothèse, non un constat.",
			"Ni bonne ni mauvaise en soi, la situation trompe : la personne croit sa demande en cours alors que le délai de recours court.",
		},
		History: first("2026-11-26"),
	}, Share)
}

// overlapTable counts persons by the month in which the refusal is born.
func overlapTable(rows *caseRows, q Request) observatory.Table {
	cells, cases := map[cell]*[2]classCell{}, map[cell]*caseCount{}
	at := func(c cell) *[2]classCell {
		if cells[c] == nil {
			cells[c] = &[2]classCell{}
		}
		return cells[c]
	}
	for r := range rows.inOrder() {
		if !q.wantedCase(r) {
			continue
		}
		base := r.cell(q)
		countCase(cases, base, r.gaps[0].Computable)
		for variant := range r.gaps {
			for _, refusal := range r.gaps[variant].Refusals {
				for month := range q.months(observatory.Span{Start: refusal.On, End: refusal.On}) {
					c, overlap := base, int64(0)
					c.month = month
					if refusal.Overlap {
						overlap = 1
					}
					to := &at(c)[variant]
					to.add(r, overlap, 1)
					to.monthOnly = to.monthOnly || r.monthOnly
				}
			}
		}
	}
	if len(q.By) == 0 {
		at(cell{})
	}
	table := observatory.Table{Title: rows.definition.Name.FR}
	for _, c := range sortedCells(cells) {
		pair := cells[c]
		for variant := range pair {
			if variant == 0 || pair[0].monthOnly || pair[1].monthOnly {
				table.Figures = append(table.Figures, classFigure(rows.definition, q, c, pair[variant].totals(), variant, cases, classTotals.share))
			}
		}
	}
	return table
}
