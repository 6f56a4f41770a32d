package indicators

// certificateRightsMention defines certificates that state the rights they open (design.md section 5).
func certificateRightsMention() Definition {
	return caseShare(Definition{
		ID:   "certificate.rights_mention",
		Name: Text{FR: "Attestations qui disent les droits qu’elles ouvrent", EN: "Certificates that state the rights they open"},
		Meaning: Text{
			FR: "Part des attestations de prolongation (API) rapportées qui mentionnent les droits ouverts, dont le travail, parmi celles dont on sait ce qu’elles mentionnent.",
			EN: "Share of the reported certificates that state the rights they open, work among them, among those whose wording is known.",
		},
		Legal:       []string{"r431-15-2.work", "ce-2026.rights_mention"},
		Direction:   HigherIsBetter,
		Numerator:   "attestations qui mentionnent les droits",
		Denominator: "attestations dont on sait si elles mentionnent les droits",
		Coverage:    "attestations dont la mention est connue, sur toutes les attestations rapportées",
		Biases: []string{
			"À la première délivrance d’un titre, l’attestation n’ouvre le droit au travail que pour certains fondements (R. 431-15-2) : une attestation peut dire ses droits sans mentionner le travail.",
			"La ventilation par rang est celle de l’attestation (première, suivante), non celle du titre (première délivrance, renouvellement), dont le droit au travail dépend.",
		},
	}, false, Rank)
}
