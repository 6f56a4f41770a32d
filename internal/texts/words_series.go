package texts

// seriesWords are the names of classes of days, of the ends of a curve and of the
// steps to the substitution, as series.
func seriesWords() map[string]pair {
	return map[string]pair{
		"series.shown":           {"créneaux affichés", "slots displayed"},
		"series.due_floor":       {"document dû, compté au plus bas", "document due, lowest count"},
		"series.due_ceiling":     {"document dû, compté au plus haut", "document due, highest count"},
		"series.not_due":         {"document non dû", "document not due"},
		"series.cannot_tell":     {"on ne peut pas dire s’il était dû", "cannot tell whether it was due"},
		"series.first_issue":     {"avant la première attestation", "before the first certificate"},
		"series.renewal":         {"après une première attestation", "after a first certificate"},
		"series.curve_median":    {"durée après laquelle la moitié est terminée", "length after which half have ended"},
		"series.before_contact":  {"déjà terminées au premier contact, hors de la courbe", "over at the first contact, not in the curve"},
		"series.end.document":    {"terminées par un document", "ended by a document"},
		"series.end.decision":    {"terminées par une décision", "ended by a decision"},
		"series.end.closure":     {"terminées par une clôture", "ended by a closure"},
		"series.end.withdrawal":  {"terminées par un désistement", "ended by a withdrawal"},
		"series.end.filing":      {"menées à un dépôt enregistré", "led to a recorded filing"},
		"series.end.appointment": {"menées à un rendez-vous", "led to an appointment"},
		"series.end.closed":      {"dossier clos", "file closed"},
		"series.end.running":     {"encore en cours", "still running"},
		"series.accepted":        {"acceptées", "accepted"},
		"series.refused":         {"refusées", "refused"},
		"series.presented":       {"présentées", "presented"},
		"series.read":            {"lu par Vigie", "read by Vigie"},
		"series.block":           {"blocage technique", "technical block"},
		"series.ccc_contacted":   {"CCC saisi", "contact centre asked"},
		"series.ccc_answered":    {"réponse du CCC", "answer of the contact centre"},
		"series.finding":         {"constat écrit (CCC ou PAN)", "written finding"},
		"series.invitation":      {"invitation", "invitation"},
		"series.appointment":     {"rendez-vous", "appointment"},
		"series.filing":          {"dépôt enregistré", "filing recorded"},
		"series.stopped":         {"arrêtées là", "stopped there"},
		"series.skipped":         {"sans l’étape d’avant", "without the step before"},
		"series.days":            {"jours depuis l’étape d’avant (médiane)", "days since the step before (median)"},
	}
}
