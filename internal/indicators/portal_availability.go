package indicators

import "vigie/internal/observatory"

const portalAvailabilityID = "portal.availability"

// portalAvailability defines how often a journey reaches its end, journey by
// journey (design.md section 5, Portal). Its incidents are in portal_incidents.go.
func portalAvailability() Definition {
	return dailyShare(Definition{
		ID: portalAvailabilityID,
		Name: Text{
			FR: "Parcours aboutis",
			EN: "Journeys that reached their end",
		},
		Meaning: Text{
			FR: "Part des relevés d’un parcours, en moyenne par jour, qui aboutissent à ce que le parcours attend ; un chiffre par parcours, jamais une moyenne de parcours différents.",
			EN: "Share of the checks of a journey, averaged over days, that reach what the journey expects; one figure a journey, never an average of different journeys.",
		},
		Legal:      []string{"ce-2026.continuity"},
		PerJourney: true,
		Direction:  HigherIsBetter,
		Numerator:  "relevés mesurés dont le parcours aboutit, même lentement",
		Biases: []string{
			"Un parcours dont l’échec est attendu (une fonction qui n’existe pas encore) reste à 0 tant que la fonction manque : c’est ce qu’il mesure.",
			"Une sonde voit le portail d’un lieu, à ses heures, sans compte : elle ne voit ni l’espace personnel, ni ce que voit chaque personne.",
			"Un incident est vu de relevé en relevé : sa durée est donnée « au moins » (du premier au dernier échec) et « au plus » (entre les deux relevés qui l’entourent). " +
				"Deux échecs que plus de deux périodes prévues séparent sont deux incidents.",
		},
		History: []Change{{Version: 1, Date: "2026-11-26", What: "première définition"}},
	})
}

// JourneySeries names the series of a journey on a system: the unattended
// checks, unless a mode is given. Modes are never pooled.
func JourneySeries(journey, system string, mode observatory.Mode) string {
	name := journey + "/" + system
	if mode != observatory.Unattended {
		name += "/" + string(mode)
	}
	return name
}

// portalRows are rows of probes with a journey and its system: they are its
// series.
type portalRows struct{ probeRows }

func (r *portalRows) add(row observatory.CountRow) error {
	if err := shape(row, 6, 8, 0); err != nil {
		return err
	}
	k := row.Keys
	row.Keys = []string{k[0], k[1], JourneySeries(k[4], k[5], observatory.Mode(k[2])), k[3]}
	return r.probeRows.add(row)
}
