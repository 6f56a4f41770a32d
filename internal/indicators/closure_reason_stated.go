package indicators

const reasonStatedID = "closure.reason_stated"

// reasonStated defines the share of adverse closures that state a reason
// (design.md section 5).
func reasonStated() Definition {
	return caseShare(Definition{
		ID: reasonStatedID,
		Name: Text{
			FR: "Clôtures défavorables qui énoncent un motif",
			EN: "Adverse closures that state a reason",
		},
		Meaning: Text{
			FR: "Part des clôtures défavorables de dossiers ANEF dont le message énonce un motif, parmi celles dont on sait ce que dit le message.",
			EN: "Share of adverse closures of ANEF files whose message states a reason, among those whose message is known.",
		},
		Legal:       []string{"crpa-l211-2.reasons", "r431-11.missing_documents", "letter.C.closure"},
		Direction:   HigherIsBetter,
		Numerator:   "clôtures défavorables dont le message énonce un motif",
		Denominator: "clôtures défavorables dont on sait si le message énonce un motif",
		Coverage:    "clôtures défavorables dont on sait si un motif est énoncé, sur toutes les clôtures défavorables rapportées",
		Biases: append(closureBiases(),
			declaredBias(),
			"Énoncer un motif ne veut pas dire que le motif est précis, exact ou suffisant.",
		),
		History: []Change{
			{Version: 1, Date: "2026-11-23", What: "première définition"},
			{Version: 2, Date: "2026-11-27", What: "les messages que Vigie a lus font une série à part, à côté de la valeur déclarée"},
		},
	}, true, Source)
}
