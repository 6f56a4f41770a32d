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
		Numerator:   "passages au PAN dont la suite notée est « résolu » ou « dépôt enregistré », ou, sans suite notée, la réponse « résolu »",
		Denominator: "passages au PAN dont on connaît l’issue ; une demande de rendez-vous restée sans créneau, ou un rendez-vous annulé, n’est pas un passage",
		Coverage:    "contacts de PAN dont l’issue est connue, sur tous les contacts de PAN rapportés",
		Biases:      []string{"Selon la lettre du 17 décembre 2024, les agents des PAN ne peuvent pas débloquer un dossier (le texte complet de l’arrêté du 1er août 2023 n’a pas été lu) : le chiffre dit ce qui est obtenu, non une faute des agents."},
		History:     append(first("2026-11-26"), Change{2, "2026-11-28", "la suite notée du rendez-vous (« résolu », « non résolu », « dépôt enregistré », « hors de compétence », « annulé ») passe avant la réponse ; elle n’était pas lue"}),
	}, false, "")
}
