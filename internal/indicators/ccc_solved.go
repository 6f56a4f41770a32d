package indicators

// cccSolved defines contacts of the CCC that solved the difficulty (design.md section 5).
func cccSolved() Definition {
	return caseShare(Definition{
		ID:   "ccc.solved",
		Name: Text{FR: "Contacts du CCC qui ont résolu la difficulté", EN: "Contacts of the CCC that solved the difficulty"},
		Meaning: Text{
			FR: "Part des contacts du CCC rapportés dont on connaît la suite et qui ont résolu la difficulté.",
			EN: "Share of the reported contacts of the contact centre whose outcome is known that solved the difficulty.",
		},
		Legal:       []string{"order-2023-08-01.ccc"},
		Direction:   HigherIsBetter,
		Numerator:   "contacts du CCC notés « résolu »",
		Denominator: "contacts du CCC dont on connaît la suite, ceux restés sans réponse compris",
		Coverage:    "contacts du CCC dont la suite est connue, sur tous les contacts rapportés",
		Biases:      []string{"« Résolu » est ce que l’association ou la personne a noté."},
	}, false, "")
}
