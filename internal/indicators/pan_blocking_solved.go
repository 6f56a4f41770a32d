package indicators

// panBlockingSolved defines blocks lifted by a help point (design.md section 5).
func panBlockingSolved() Definition {
	return caseShare(Definition{
		ID:   "pan.blocking_solved",
		Name: Text{FR: "Blocages levés par un PAN", EN: "Blocks lifted by a help point"},
		Meaning: Text{
			FR: "Part des passages à un point d’accueil numérique (PAN) rapportés où le blocage a été levé.",
			EN: "Share of the reported visits to a help point in which the block was lifted.",
		},
		Legal:       []string{"order-2023-08-01.pan", "r431-2.support"},
		Direction:   HigherIsBetter,
		Numerator:   "passages au PAN notés « résolu »",
		Denominator: "passages au PAN dont on connaît l’issue ; une demande de rendez-vous restée sans créneau n’est pas un passage",
		Coverage:    "passages dont l’issue est connue, sur tous les contacts de PAN rapportés",
		Biases:      []string{"L’arrêté du 1er août 2023 ne donne pas aux agents des PAN le pouvoir de débloquer un dossier : le chiffre dit ce qui est obtenu, non une faute des agents."},
	}, false, "")
}
