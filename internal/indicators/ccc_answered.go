package indicators

// cccAnswered defines contacts of the CCC that got an answer (design.md section 5).
func cccAnswered() Definition {
	return caseShare(Definition{
		ID:   "ccc.answered",
		Name: Text{FR: "Contacts du CCC qui ont reçu une réponse", EN: "Contacts of the CCC that got an answer"},
		Meaning: Text{
			FR: "Part des contacts du centre de contact citoyens (CCC) rapportés dont on connaît la suite et qui ont reçu une réponse, quelle qu’elle soit.",
			EN: "Share of the reported contacts of the contact centre whose outcome is known that got any answer.",
		},
		Legal:       []string{"order-2023-08-01.ccc"},
		Direction:   HigherIsBetter,
		Numerator:   "contacts du CCC suivis d’une réponse",
		Denominator: "contacts du CCC dont on sait s’ils ont reçu une réponse",
		Coverage:    "contacts du CCC dont la suite est connue, sur tous les contacts rapportés",
		Biases:      []string{"Un contact sans réponse connue n’est compté ni pour ni contre ; « sans réponse » est ce que l’association a constaté à la date du fichier."},
	}, false, "")
}
