package indicators

// alternativesOffered defines other ways offered to persons who cannot come (design.md section 5).
func alternativesOffered() Definition {
	return caseShare(Definition{
		ID:   "alternatives.offered",
		Name: Text{FR: "Autres voies offertes aux personnes empêchées", EN: "Other ways offered to persons who cannot come"},
		Meaning: Text{
			FR: "Part des demandes d’une autre voie, faites par ou pour une personne qui ne peut se déplacer ou se connecter, auxquelles une autre voie a été offerte.",
			EN: "Share of the requests for another way, by or for a person who cannot come or connect, that were offered one.",
		},
		Legal:       []string{"letter.11", "ddd-2024.1"},
		Direction:   HigherIsBetter,
		Numerator:   "demandes suivies d’une offre",
		Denominator: "demandes dont on connaît la réponse, silence compris",
		Coverage:    "demandes dont la réponse est connue, sur toutes les demandes rapportées",
		Biases:      []string{"Les personnes détenues ou hospitalisées sous contrainte sont peu suivies par les associations qui rapportent : le nombre de demandes ne dit rien de leur nombre."},
	}, false, "")
}
