package texts

// figureWords are the names of series and modes.
func figureWords() map[string]pair {
	return map[string]pair{
		"series.unattended":        {"relevés automatiques", "unattended checks"},
		"series.assisted":          {"relevés assistés par une personne", "checks assisted by a person"},
		"series.manual":            {"vérifications par une personne", "checks by a person"},
		"series.reported":          {"tentatives rapportées dans des cas", "attempts reported in cases"},
		"mode.unattended":          {"automatique", "unattended"},
		"mode.assisted":            {"assisté par une personne", "assisted by a person"},
		"mode.manual":              {"vérifié par une personne", "checked by a person"},
		"mode.reported":            {"rapporté dans un cas", "reported in a case"},
		"series.document":          {"message vu par l’association", "message seen by the association"},
		"series.told":              {"dit par la personne", "told by the person"},
		"series.document/declared": {"message vu, valeur déclarée", "message seen, declared value"},
		"series.told/declared":     {"dit par la personne, valeur déclarée", "told, declared value"},
		"series.median_ended":      {"durée médiane des périodes terminées", "median length of ended periods"},
		"series.median_least":      {"durée médiane d’au moins (périodes en cours comprises)", "median length of at least (open periods included)"},
		"series.ended":             {"périodes terminées", "ended periods"},
		"series.open":              {"périodes encore en cours au dernier jour connu", "periods still open on the last known day"},
		"series.person_days":       {"jours sans document, tous dossiers réunis", "days without a document, all cases together"},
		"series.month_end":         {"dates connues au mois près, prises au dernier jour", "dates known to the month, taken on its last day"},
	}
}
