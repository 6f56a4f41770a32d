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
		"series.within_7":          {"première date à 7 jours au plus", "first date within 7 days"},
		"series.within_30":         {"à 30 jours au plus", "within 30 days"},
		"series.within_60":         {"à 60 jours au plus", "within 60 days"},
		"series.beyond_60":         {"au-delà de 60 jours", "later than 60 days"},
		"series.none":              {"aucune date affichée", "no date displayed"},
		"series.level_1":           {"niveau 1, au moins deux dates à 30 jours", "level 1, two dates or more within 30 days"},
		"series.level_2":           {"niveau 2, une seule date à 30 jours", "level 2, one date within 30 days"},
		"series.level_3":           {"niveau 3, première date entre 31 et 60 jours", "level 3, first date in 31 to 60 days"},
		"series.level_4":           {"niveau 4, au-delà de 60 jours", "level 4, later than 60 days"},
		"series.level_5":           {"niveau 5, aucune date", "level 5, no date"},
		"series.at_most":           {"au plus, journées sans mesure comprises", "at most, unmeasured days included"},
		"series.pan.availability":  {"rendez-vous à 30 jours au plus", "appointments within 30 days"},
		"series.pan.door":          {"prise de rendez-vous ouverte", "booking door open"},
		"series.info.completeness": {"informations données par le site", "information given by the site"},
		"series.month_end":         {"dates connues au mois près, prises au dernier jour", "dates known to the month, taken on its last day"},
	}
}
