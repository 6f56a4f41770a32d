package indicators

const gapShareID = "certificate.gap_share"

// caseBiases are the known biases of both certificate indicators.
func caseBiases() []string {
	return []string{
		"Les personnes qui s’adressent à une association sont plus souvent celles qui ont une difficulté.",
		"« Sans document » ne veut pas dire que l’attestation était due : les séries « due » (au moins, au plus), « non due » et « indéterminé » les séparent, et seule « due, au moins » fonde un constat.",
		"« Due, au moins » : un refus implicite met fin au devoir, un nouveau dépôt est jugé à sa propre date, L. 433-3 couvre le titre expiré ; « due, au plus » : l’inverse de chacun. Un fait nécessaire inconnu donne « indéterminé ».",
		"Le titre expiré est tenu pour valable trois mois au titre de l’article L. 433-3 du CESEDA lorsque le titre dépasse un an (alinéa 1), ou lorsqu’un arrêté désigne le département et que la demande a précédé la fin du titre (alinéa 2 : aucune liste n’a été lue, aucun titre n’est donc couvert) ; ces règles sont à vérifier.",
		"Le refus implicite est daté au plus tôt : le délai le plus court que R. 432-2 donne à un titre du fondement.",
		"Un dossier cesse d’être observé au dernier jour où quelqu’un en a constaté l’état : ce qui suit n’est pas compté.",
		"Les mois récents sont incomplets : des faits arrivent avec retard.",
		"Les faits vus sur document et ceux que la personne a dits sont réunis ; la ventilation par niveau de preuve existe au calcul.",
		"Une personne est reconnue d’un dossier à l’autre par son numéro étranger, au sein d’une même association : " +
			"suivie par deux associations, ou sans numéro dans deux dossiers, elle compte deux fois.",
		"Les documents d’un autre dossier de la même personne ne sont pas rapprochés.",
	}
}

// gapShare defines the share of persons without a document in a month
// (design.md section 5).
func gapShare() Definition {
	return gapDefinition(Definition{
		ID: gapShareID,
		Name: Text{
			FR: "Personnes passées par une période sans document",
			EN: "Persons who went through a period without a document",
		},
		Meaning: Text{
			FR: "Part des personnes suivies qui ont passé au moins un jour sans document valable pendant l’examen de leur demande.",
			EN: "Share of the persons followed who spent at least one day without a valid document while their application was examined.",
		},
		Legal:       []string{"r431-15-1.certificate", "ce-2026.certificate", "letter.5"},
		Direction:   LowerIsBetter,
		Numerator:   "personnes ayant au moins un jour sans document valable dans la période",
		Denominator: "personnes dont la demande est en cours d’examen, titre échu, au moins un jour de la période",
		N:           "personnes distinctes dont la demande est en cours d’examen, titre échu, dans la période",
		Interval:    "95 %, Wilson sur les personnes distinctes ; Clopper-Pearson dans les dossiers",
		History:     gapHistory(),
	}, Share)
}

// gapDefinition completes the definition of an indicator made of whole cases.
func gapDefinition(d Definition, unit Unit) Definition {
	d.Proof, d.Unit, d.Query, d.MinimumN = ByCase, unit, queryGaps, 11
	d.Coverage = "dossiers dont les dates nécessaires sont connues, sur tous les dossiers rapportés"
	d.Biases = append(caseBiases(), d.Biases...)
	d.Splits = []Dimension{Department, Month, Level}
	d.read = func(d Definition, q Request) reading {
		return &caseRows{&caseList{wanted: wantedFor(d.ID)}, d, q}
	}
	return d
}

func gapHistory() []Change {
	return []Change{
		{Version: 1, Date: "2026-11-23", What: "première définition"},
		{Version: 2, Date: "2026-11-26", What: "partage entre attestation due (au moins, au plus), non due et indéterminé, entre première délivrance et renouvellement ; L. 433-3, alinéa 2"},
	}
}

// caseCount is the coverage of a cell, its month left aside: a case whose
// dates are unknown has no month.
type caseCount struct{ known, all int64 }

func (c *caseCount) note(known bool) {
	c.all++
	if known {
		c.known++
	}
}
