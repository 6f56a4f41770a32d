package indicators

// substitutionOfferedOnFailure defines whether a failing screen says that
// another way exists (design.md section 5).
func substitutionOfferedOnFailure() Definition {
	d := dailyShare(Definition{
		ID:   "substitution.offered_on_failure",
		Name: Text{FR: "Substitution proposée sur l’écran d’échec", EN: "Substitution offered on the failing screen"},
		Meaning: Text{
			FR: "Part des échecs vus par les sondes sur l’ANEF, en moyenne par jour, dont l’écran propose la solution de substitution de l’article R. 431-2.",
			EN: "Share of the failures that probes saw on the ANEF, averaged over days, whose screen offers the substitution of article R. 431-2.",
		},
		Legal:     []string{"letter.1", "r431-2.substitution", "ddd-2024.1", "ce-2026.continuity"},
		Direction: HigherIsBetter,
		Numerator: "échecs dont l’écran propose la substitution",
		Biases: []string{
			"Un portail qui ne répond pas du tout n’a pas d’écran à lire : ces échecs ne sont pas comptés.",
			"La sonde reconnaît des formules ; une offre dite autrement peut lui échapper.",
		},
	})
	d.Denominator = "échecs du jour dont l’écran a été lu ; la part de chaque cible est calculée par jour, puis la moyenne est faite sur les cibles du jour et sur les jours"
	d.N = "journées comptant au moins un échec dont l’écran a été lu"
	d.Coverage = "sans objet : le nombre d’échecs n’est pas prévu"
	return d
}
