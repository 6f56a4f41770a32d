package indicators

// cccStereotyped defines stereotyped answers of the CCC (design.md section 5).
func cccStereotyped() Definition {
	return caseShare(Definition{
		ID:   "ccc.stereotyped",
		Name: Text{FR: "Réponses stéréotypées du CCC", EN: "Stereotyped answers of the CCC"},
		Meaning: Text{
			FR: "Part des réponses du CCC que l’association a notées comme stéréotypées.",
			EN: "Share of the answers of the contact centre that the association noted as stereotyped.",
		},
		Legal:       []string{"order-2023-08-01.ccc"},
		Direction:   LowerIsBetter,
		Numerator:   "réponses du CCC notées « stéréotypée »",
		Denominator: "réponses du CCC, les contacts sans réponse n’en étant pas",
		Coverage:    "contacts du CCC qui ont eu une réponse, sur tous les contacts rapportés",
		Biases:      []string{"« Stéréotypée » est le jugement de l’association ; les textes ne sont pas encore rapprochés entre eux pour les réponses du CCC."},
	}, false, "")
}
