package indicators

const gapShareID = "certificate.gap_share"

// caseBiases are the known biases of what is made of whole cases.
func caseBiases() []string {
	return []string{
		"Les personnes qui s’adressent à une association sont plus souvent celles qui ont une difficulté.",
		"Un dossier cesse d’être observé au dernier jour où quelqu’un en a constaté l’état : ce qui suit n’est pas compté.",
		"Un document que l’association n’a pas noté compte comme absent.",
		"Un document, hors le titre détenu, dont seul le dernier jour est connu ne dit pas depuis quand il valait : le dossier reste hors du calcul, ce que dit la couverture, jusqu’à ce que son premier jour soit noté.",
		"Les mois récents sont incomplets : des faits arrivent avec retard.",
		"Les faits vus sur document et ceux que la personne a dits sont réunis ; la ventilation par niveau de preuve existe au calcul.",
		"Une personne est reconnue d’un dossier à l’autre par son numéro étranger, au sein d’une même association, et entre associations si elle l’a accepté : " +
			"sinon, suivie par deux associations, ou sans numéro dans deux dossiers, elle compte deux fois.",
		"Les documents d’un autre dossier de la même personne ne sont pas rapprochés.",
	}
}

// refusalBiases are those of what dates the implicit refusal.
func refusalBiases() []string {
	return []string{"Le refus implicite est daté au plus tôt : le délai le plus court que R. 432-2 donne à un titre du fondement."}
}

// gapBiases are those of what counts days without a document.
func gapBiases() []string {
	return append([]string{
		"« Sans document » ne veut pas dire que l’attestation était due : les séries « due » (au moins, au plus), « non due » et « indéterminé » les séparent, et seule « due, au moins » fonde un constat.",
		"« Due, au moins » : un refus implicite met fin au devoir, un nouveau dépôt est jugé à sa propre date, L. 433-3 couvre le titre expiré ; « due, au plus » : l’inverse de chacun. Un fait nécessaire inconnu donne « indéterminé ».",
		"Une première demande sans titre antérieur compte dès son dépôt, que la personne ait eu ou non droit à un document : ses jours sont pour la plupart « indéterminé » ou « non due ».",
		"R. 431-15-1 lie le renouvellement de l’attestation à des circonstances particulières qui prolongent l’examen : le calcul les tient pour données tant que l’examen dure.",
		"Une demande de pièces dont la réponse n’est pas notée est tenue pour sans réponse : l’attestation n’est alors pas due, sauf si une première a déjà été délivrée.",
		"Un document vaut de son premier à son dernier jour, même mis à disposition après son premier jour : des jours où la personne ne l’avait pas encore en main sont alors couverts.",
		"« Première délivrance » et « renouvellement » sont ceux de l’attestation que la personne attend, non ceux du titre.",
		"Le titre expiré est tenu pour valable trois mois au titre de l’article L. 433-3 du CESEDA lorsque le titre dépasse un an (alinéa 1), ou lorsqu’un arrêté désigne le département et que la demande a précédé la fin du titre (alinéa 2 : aucune liste n’a été lue, aucun titre n’est donc couvert) ; ces règles sont à vérifier. " +
			"L’alinéa 1 ne vise pas tous les titres de plus d’un an ; le genre de carte n’étant pas noté, tous sont tenus pour couverts, ce qui ne peut que réduire le chiffre.",
	}, refusalBiases()...)
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
		Denominator: "personnes dont la demande est en cours d’examen, titre échu ou sans titre antérieur, au moins un jour de la période",
		N:           "personnes distinctes dont la demande est en cours d’examen, titre échu ou sans titre antérieur, dans la période",
		Interval:    "95 %, Wilson sur les personnes distinctes ; Clopper-Pearson dans les dossiers",
		Biases:      gapBiases(),
		History:     append(gapHistory(), sameDayChange(3)),
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

// sameDayChange is that of a window which opened on the day that it closed.
func sameDayChange(version int) Change {
	return Change{version, "2026-11-28", "un nouveau dépôt fait le jour de la clôture qu’il suit ouvre une fenêtre, même si le premier dépôt n’est pas noté"}
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
