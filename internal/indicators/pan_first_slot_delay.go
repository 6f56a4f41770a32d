package indicators

const panFirstSlotDelayID = "pan.first_slot_delay"

// Series of pan.first_slot_delay, after the mode. The first three hold one
// another: a date within 7 days is within 30.
const (
	SeriesWithin7  = "within_7"
	SeriesWithin30 = "within_30"
	SeriesWithin60 = "within_60"
	SeriesBeyond60 = "beyond_60"
	SeriesNoSlot   = "none"
)

// panFirstSlotDelay defines the delay that the booking page displays
// (design.md section 5): what a page displays, not what a person obtains.
func panFirstSlotDelay() Definition {
	d := dailyShare(Definition{
		ID:   panFirstSlotDelayID,
		Name: Text{FR: "Délai affiché du premier rendez-vous", EN: "Displayed delay of the first appointment"},
		Meaning: Text{
			FR: "Part des journées où la première date affichée par la page de rendez-vous est à 7, 30 ou 60 jours au plus, au-delà, ou absente.",
			EN: "Share of days on which the first date displayed by the booking page is at most 7, 30 or 60 days away, later, or absent.",
		},
		Legal:     []string{"r431-2.support"},
		Direction: HigherIsBetter,
		Numerator: "journées d’une cible dont le délai affiché le plus court est dans la classe ; « 7 jours », « 30 jours » et « 60 jours » se contiennent",
		Biases: []string{
			"C’est un délai affiché : la date peut être prise avant qu’une personne ne la confirme.",
			"Une valeur par cible et par jour, la plus courte des relevés mesurés du jour.",
		},
	})
	d.read = func(d Definition, _ Request) reading {
		return &classRows{
			probeRows: probeRows{definition: d}, classes: []string{SeriesWithin7, SeriesWithin30, SeriesWithin60, SeriesBeyond60, SeriesNoSlot},
			within: func(class int, delay int64) bool {
				switch class {
				case 3:
					return delay > 60
				case 4:
					return delay < 0
				}
				return delay >= 0 && delay <= []int64{7, 30, 60}[class]
			},
		}
	}
	return d
}
