package indicators

// confidentialityIncidents defines the count of disclosures (design.md section
// 5): only what is reported is known, so that there is no share.
func confidentialityIncidents() Definition {
	return countedEvents(Definition{
		ID:   "confidentiality.incidents",
		Name: Text{FR: "Divulgations de données personnelles", EN: "Disclosures of personal data"},
		Meaning: Text{
			FR: "Nombre de divulgations de données personnelles rapportées dans des échanges avec l’administration, le CCC ou un tiers.",
			EN: "Number of reported disclosures of personal data in exchanges with the administration, the contact centre or a third party.",
		},
		Legal:     []string{"letter.4"},
		Direction: LowerIsBetter,
		Numerator: "divulgations rapportées",
		Biases:    []string{"Une divulgation ignorée de la personne n’est jamais rapportée."},
	}, false, "")
}
