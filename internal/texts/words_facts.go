package texts

// factWords are the words of facts: control sites, items of the information audit, systems, journeys.
func factWords() map[string]pair {
	return map[string]pair{
		"control.ok":                {"site témoin joignable : notre réseau fonctionnait", "control site reached: our network worked"},
		"control.failed":            {"site témoin injoignable : notre réseau est en cause", "control site not reached: our network is at fault"},
		"control.not_run":           {"site témoin non interrogé", "control site not asked"},
		"control.unknown":           {"non indiqué", "not told"},
		"state.present":             {"présent", "present"},
		"state.absent":              {"absent", "absent"},
		"state.cannot_tell":         {"indéterminé", "cannot tell"},
		"item.anef_named":           {"L’ANEF est nommée", "ANEF is named"},
		"item.pan_named":            {"Le point d’accueil numérique (PAN) est nommé", "The help point (PAN) is named"},
		"item.ccc_phone":            {"Numéro du centre de contact citoyen (CCC)", "Telephone number of the contact centre (CCC)"},
		"item.pan_booking":          {"Comment prendre rendez-vous au PAN", "How to book at the PAN"},
		"item.last_updated":         {"Date de mise à jour", "Date of last update"},
		"item.online_procedures":    {"Démarches indiquées comme étant en ligne", "Procedures listed as online"},
		"status.verified":           {"vérifié", "verified"},
		"status.secondary":          {"source secondaire", "secondary source"},
		"status.unverified":         {"à vérifier", "to be verified"},
		"status.deduced":            {"déduit", "deduced"},
		"system.rdv-prefecture":     {"RDV-Préfecture", "RDV-Préfecture"},
		"system.rdv-service-public": {"RDV Service Public", "RDV Service Public"},
		"system.ancien-module":      {"ancien module de rendez-vous", "old booking module"},
		"system.anef":               {"ANEF", "ANEF"},
		"journey.pan.door":          {"Porte d’entrée du module de rendez-vous", "Door of the appointment module"},
		"journey.pan.slots":         {"Créneaux proposés", "Slots offered"},
		"journey.pan.old_module":    {"Ancien module de rendez-vous", "Old booking module"},
		"action.open":               {"ouvrir", "open"},
		"action.click":              {"cliquer", "click"},
		"action.wait_for":           {"attendre", "wait"},
		"action.expect":             {"vérifier", "expect"},
		"action.identify":           {"identifier la page", "identify the page"},
		"action.branch":             {"constater", "branch"},
		"action.read":               {"lire", "read"},
		"action.capture":            {"enregistrer", "capture"},
	}
}
