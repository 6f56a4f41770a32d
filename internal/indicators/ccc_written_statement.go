package indicators

// cccWrittenStatement defines written statement of impossibility by the CCC (design.md section 5).
func cccWrittenStatement() Definition {
	return caseShare(Definition{
		ID:   "ccc.written_statement",
		Name: Text{FR: "Constat écrit d’impossibilité par le CCC", EN: "Written statement of impossibility by the CCC"},
		Meaning: Text{
			FR: "Part des contacts du CCC qui n’ont pas résolu la difficulté et où le CCC a constaté par écrit qu’il ne pouvait pas la résoudre.",
			EN: "Share of the contacts of the contact centre that solved nothing and in which it stated in writing that it cannot solve the difficulty.",
		},
		Legal:       []string{"order-2023-08-01.ccc", "order-2023-08-01.substitution"},
		Direction:   HigherIsBetter,
		Numerator:   "contacts suivis d’un constat écrit d’impossibilité",
		Denominator: "contacts du CCC dont on connaît la suite et qui n’ont pas résolu la difficulté",
		Coverage:    "contacts du CCC dont la suite est connue, sur tous les contacts rapportés",
		Biases:      []string{"L’accès à la substitution suppose ce constat selon la lettre du 17 décembre 2024 ; aucun délai n’est fixé par un texte lu."},
	}, false, "")
}
