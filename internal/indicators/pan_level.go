package indicators

const panLevelID = "pan.level"

// panLevel defines the five levels of La Cimade's survey « À guichets fermés »
// (2016), a day of a target (design.md section 5).
func panLevel() Definition {
	d := dailyShare(Definition{
		ID:   panLevelID,
		Name: Text{FR: "Niveau d’accès au rendez-vous (échelle de La Cimade)", EN: "Level of access to appointments (La Cimade’s scale)"},
		Meaning: Text{
			FR: "Part des journées à chacun des cinq niveaux : au moins deux dates à 30 jours au plus, une seule, première date entre 31 et 60 jours, au-delà, aucune.",
			EN: "Share of days at each of five levels: two dates or more within 30 days, one, first date in 31 to 60 days, later, none.",
		},
		Legal:     []string{"r431-2.support"},
		Direction: HigherIsBetter,
		Numerator: "journées d’une cible à ce niveau, le meilleur des relevés mesurés du jour",
		Biases: []string{
			"Les deux premières dates affichées sont lues ; une page qui n’en affiche qu’une à la fois ne peut dépasser le deuxième niveau.",
			"Un mois est compté pour 30 jours, deux mois pour 60.",
		},
	})
	d.read = func(d Definition, _ Request) reading {
		return &classRows{
			probeRows: probeRows{definition: d}, classes: []string{"level_1", "level_2", "level_3", "level_4", "level_5"},
			within: func(class int, level int64) bool { return level == int64(class)+1 },
		}
	}
	return d
}
