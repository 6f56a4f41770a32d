package indicators

const gapRatioID = "certificate.gap_ratio"

// gapRatio defines the share of window days without a document (design.md
// section 5).
func gapRatio() Definition {
	return gapDefinition(Definition{
		ID:   gapRatioID,
		Name: Text{FR: "Part des jours d’attente passés sans document", EN: "Share of the days of waiting spent without a document"},
		Meaning: Text{
			FR: "Sur tous les jours d’examen après la fin du titre (ou depuis le dépôt, sans titre antérieur), part de ceux où la personne n’avait aucun document valable.",
			EN: "Of all days of examination after the end of the title (or from the filing, where none was held), share of those on which the person had no valid document.",
		},
		Legal:       []string{"r431-15-1.certificate"},
		Direction:   LowerIsBetter,
		Numerator:   "jours sans document valable",
		Denominator: "jours d’examen, titre échu ou sans titre antérieur",
		N:           "personnes distinctes dont la demande est en cours d’examen, titre échu ou sans titre antérieur, dans la période",
		Interval:    "95 %, Clopper-Pearson sur l’effectif équivalent : le nombre de personnes indépendantes qui donnerait la même variance, jamais plus qu’il n’y en a",
		Biases:      append(gapBiases(), "Une personne qui attend longtemps pèse plus qu’une autre : la part parle de jours, non de personnes."),
		History:     append(first("2026-11-26"), sameDayChange(2)),
	}, Share)
}
