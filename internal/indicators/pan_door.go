package indicators

const panDoorID = "pan.door"

// panDoor defines whether a person could go on to the calendar (design.md
// section 5).
func panDoor() Definition {
	return Definition{
		ID: panDoorID,
		Name: Text{
			FR: "Porte d’entrée du module de rendez-vous ouverte",
			EN: "Door of the appointment module open",
		},
		Meaning: Text{
			FR: "Part des relevés, en moyenne par jour, où une personne aurait pu poursuivre jusqu’au calendrier ou au captcha qui le précède.",
			EN: "Share of checks, averaged over days, in which a person could have gone on to the calendar or to the captcha before it.",
		},
		Legal:       []string{"r431-2.support", "order-2023-08-01.pan", "letter.7"},
		Proof:       ByProbe,
		Unit:        Share,
		Direction:   HigherIsBetter,
		Numerator:   "relevés mesurés dont le parcours aboutit, même lentement",
		Denominator: "relevés mesurés du jour ; la part de chaque cible est calculée par jour, puis la moyenne est faite sur les cibles du jour et sur les jours",
		N:           "journées comptant au moins un relevé mesuré",
		Coverage:    "premiers relevés faits sur relevés prévus ; un jour sans aucun relevé compte pour ce qui était prévu en dernier (au plus 31 jours avant la période)",
		Query:       panDoorID,
		MinimumN:    5,
		Interval:    intervalOfDays,
		Biases: []string{
			"Une porte ouverte ne dit rien des dates proposées derrière elle.",
			"Les relevés bloqués, à reprendre ou en défaut de notre fait ne sont comptés ni pour ni contre le service.",
			"Les journées voisines se ressemblent ; avant 8 semaines l’intervalle peut être trop étroit.",
		},
		History: []Change{{Version: 1, Date: "2026-11-23", What: "première définition"}},
	}
}
