package indicators

const panAvailabilityID = "pan.availability"

// panAvailability defines the availability of appointments at the help points
// (design.md section 5).
func panAvailability() Definition {
	return dailyShare(Definition{
		ID: panAvailabilityID,
		Name: Text{
			FR: "Rendez-vous proposés sous 30 jours",
			EN: "Appointments offered within 30 days",
		},
		Meaning: Text{
			FR: "Part des relevés, en moyenne par jour, où le point d’accueil numérique (PAN) ou le guichet propose une première date à 30 jours au plus.",
			EN: "Share of checks, averaged over days, in which the help point or desk offers a first date at most 30 days away.",
		},
		Legal:     []string{"r431-2.support", "order-2023-08-01.pan", "letter.7"},
		Direction: HigherIsBetter,
		Numerator: "relevés mesurés dont la première date proposée est à 30 jours au plus",
		Biases: []string{
			"Un relevé lit ce que la page affiche : une date affichée peut être prise avant qu’une personne ne la confirme.",
			"Des dates mises en ligne et prises entre deux relevés ne sont pas vues.",
			"Ce que des personnes rapportent de leurs demandes est un indicateur à part (`pan.reported`), qui compte des personnes et non des journées.",
			"Les relevés automatiques, assistés et rapportés ne sont jamais additionnés : ils ne sont pas faits aux mêmes heures ni aux mêmes lieux.",
			"La moyenne d’un département ou du pays donne le même poids à chaque cible mesurée le même jour ; l’ensemble des cibles peut changer d’un jour à l’autre.",
		},
		History: []Change{{Version: 1, Date: "2026-11-23", What: "première définition"}},
	})
}
