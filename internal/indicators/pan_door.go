package indicators

const panDoorID = "pan.door"

// panDoor defines whether a person could go on to the calendar (design.md
// section 5).
func panDoor() Definition {
	return dailyShare(Definition{
		ID: panDoorID,
		Name: Text{
			FR: "Porte d’entrée du module de rendez-vous ouverte",
			EN: "Door of the appointment module open",
		},
		Meaning: Text{
			FR: "Part des relevés, en moyenne par jour, où une personne aurait pu poursuivre jusqu’au calendrier ou au captcha qui le précède.",
			EN: "Share of checks, averaged over days, in which a person could have gone on to the calendar or to the captcha before it.",
		},
		Legal:     []string{"r431-2.support", "order-2023-08-01.pan", "letter.7"},
		Direction: HigherIsBetter,
		Numerator: "relevés mesurés dont le parcours aboutit, même lentement",
		Biases: []string{
			"Une porte ouverte ne dit rien des dates proposées derrière elle.",
		},
		History: []Change{{Version: 1, Date: "2026-11-23", What: "première définition"}},
	})
}
