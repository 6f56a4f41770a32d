package indicators

import "slices"

// What the definitions of one kind have in common.
const (
	intervalOfPersons = "95 %, Wilson, avec pour effectif le nombre de personnes distinctes (moins encore lorsque certaines ont plus de faits que d’autres : " +
		"effectif de Kish) ; Clopper-Pearson dans les dossiers"
	intervalOfCounts = "aucun : c’est un dénombrement"
	personsKnown     = "personnes distinctes dont la réponse est connue"
	dayShares        = "relevés mesurés du jour ; la part de chaque cible est calculée par jour, puis la moyenne est faite sur les cibles du jour et sur les jours"
	daysMeasured     = "journées comptant au moins un relevé mesuré"
	plannedCoverage  = "premiers relevés faits sur relevés prévus ; un jour sans aucun relevé compte pour ce qui était prévu en dernier (au plus 31 jours avant la période), " +
		"sauf les jours sans relevé prévu (fermés, un jour sur deux) qui suivent un jour relevé, au plus 31 ; qui suivent un jour manqué, ils comptent : la couverture est alors trop basse"
)

// reportedBiases are those of every figure made from events that associations
// report.
func reportedBiases() []string {
	return []string{
		"Les personnes qui s’adressent à une association sont plus souvent celles qui ont une difficulté.",
		"Les mois récents sont incomplets : des faits arrivent avec retard.",
		"Les faits vus sur document et ceux que la personne a dits sont réunis, sauf mention contraire ; la ventilation par niveau de preuve existe au calcul.",
		"Une personne suivie par deux associations, ou sans numéro étranger dans deux dossiers, peut compter deux fois.",
	}
}

// probeBiases are those of every daily share of a probe.
func probeBiases() []string {
	return []string{
		"Les relevés bloqués, à reprendre ou en défaut de notre fait ne sont comptés ni pour ni contre le service.",
		"Les journées voisines se ressemblent ; avant 8 semaines l’intervalle peut être trop étroit.",
	}
}

func first(date string) []Change {
	return []Change{{Version: 1, Date: date, What: "première définition"}}
}

// caseShare completes the definition of a share of events of cases, which are
// those of its own query.
func caseShare(d Definition, apart bool, part Dimension) Definition {
	d.Proof, d.Unit, d.Query, d.MinimumN, d.N, d.Interval = ByCase, Share, d.ID, 11, personsKnown, intervalOfPersons
	d.Biases = append(d.Biases, reportedBiases()...)
	return reported(d, apart, part)
}

// countedEvents completes the definition of a count of events of cases.
func countedEvents(d Definition, apart bool, part Dimension) Definition {
	d.Proof, d.Unit, d.Query, d.MinimumN, d.Interval = ByCase, Count, d.ID, 1, intervalOfCounts
	d.N, d.Denominator, d.Coverage = "personnes distinctes", "sans objet : on ne sait pas ce qui n’est pas rapporté", "sans objet : on ne sait pas ce qui n’est pas rapporté"
	d.Biases = append(d.Biases, reportedBiases()...)
	return reported(d, apart, part)
}

func reported(d Definition, apart bool, part Dimension) Definition {
	if d.History == nil {
		d.History = first("2026-11-26")
	}
	d.Splits = []Dimension{Department, Month, Level} // apart: by level whether asked or not
	if part != "" {
		d.Splits = append(d.Splits, part)
	}
	d.read = tallyOf(apart, part)
	return d
}

// dailyShare completes the definition of a daily share of a probe.
func dailyShare(d Definition) Definition {
	d.Proof, d.Unit, d.Query, d.MinimumN = ByProbe, Share, d.ID, 5
	d.Denominator, d.N, d.Coverage, d.Interval = dayShares, daysMeasured, plannedCoverage, intervalOfDays
	d.Biases = append(slices.Clone(d.Biases), probeBiases()...)
	d.Splits = []Dimension{Department, Month, Target}
	if d.History == nil {
		d.History = first("2026-11-26")
	}
	if d.read == nil {
		d.read = func(d Definition, _ Request) reading { return &probeRows{definition: d} }
	}
	if d.PerJourney {
		d.read = func(d Definition, _ Request) reading { return &portalRows{probeRows{definition: d}} }
	}
	return d
}
