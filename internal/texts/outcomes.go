package texts

// outcomes are the words of the outcomes of design.md section 4.
func outcomes() map[string]pair {
	return map[string]pair{
		"outcome.met":                 {"abouti", "met"},
		"outcome.met.meaning":         {"Le parcours a abouti.", "The journey’s expectation held."},
		"outcome.degraded":            {"abouti avec difficulté", "degraded"},
		"outcome.degraded.meaning":    {"Le parcours a abouti, mais au-delà du temps prévu ou avec des erreurs sur la page.", "It held, but beyond the time budget or with errors on the page."},
		"outcome.unmet":               {"non abouti", "unmet"},
		"outcome.unmet.meaning":       {"Le portail a répondu normalement, mais ce qui était attendu n’y était pas : aucun créneau, fonction absente, refus affiché.", "The portal answered normally and what was expected was not there: no slot, no such function, a refusal shown."},
		"outcome.down":                {"en panne", "down"},
		"outcome.down.meaning":        {"Pas de réponse, délai dépassé ou erreur du serveur.", "No answer, time-out or server error."},
		"outcome.maintenance":         {"page de maintenance", "maintenance page"},
		"outcome.maintenance.meaning": {"Le portail affichait une page de maintenance.", "The portal showed a maintenance page."},
		"outcome.blocked":             {"relevé bloqué", "blocked"},
		"outcome.blocked.meaning":     {"La sonde a été refusée là où un visiteur ordinaire ne le serait pas. Non mesuré : ni pour ni contre le service.", "The probe was refused where an ordinary visitor would not be. Not measured."},
		"outcome.drift":               {"page changée", "page changed"},
		"outcome.drift.meaning":       {"La page s’affiche mais ses repères ont changé : une personne doit revoir le parcours. Non mesuré.", "The page loads but its landmarks are gone: a person must look. Not measured."},
		"outcome.fault":               {"défaut de notre fait", "our own fault"},
		"outcome.fault.meaning":       {"La sonde elle-même a failli (navigateur, surcharge, réseau). Non mesuré : jamais compté contre le portail.", "The probe itself failed (browser, overload, network). Never counted against the portal."},
	}
}
