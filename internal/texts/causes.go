package texts

// causes are the words of the causes that probes record.
func causes() map[string]pair {
	return map[string]pair{
		"cause.no_slot":          {"aucun créneau affiché", "no slot shown"},
		"cause.captcha":          {"captcha affiché à tous", "captcha shown to everyone"},
		"cause.timeout":          {"délai dépassé", "time-out"},
		"cause.dns":              {"adresse introuvable (DNS)", "name not found (DNS)"},
		"cause.tls":              {"connexion sécurisée impossible", "TLS failure"},
		"cause.connection":       {"connexion impossible", "connection failed"},
		"cause.http_403":         {"accès refusé (403)", "forbidden (403)"},
		"cause.http_404":         {"page introuvable (404)", "not found (404)"},
		"cause.http_410":         {"page supprimée (410)", "gone (410)"},
		"cause.http_429":         {"trop de demandes (429)", "too many requests (429)"},
		"cause.http_500":         {"erreur du serveur (500)", "server error (500)"},
		"cause.http_502":         {"erreur de passerelle (502)", "bad gateway (502)"},
		"cause.http_503":         {"service indisponible (503)", "service unavailable (503)"},
		"cause.http_504":         {"passerelle muette (504)", "gateway time-out (504)"},
		"cause.wall_403":         {"accès refusé à la sonde (403)", "probe refused (403)"},
		"cause.wall_429":         {"sonde refusée pour trop de demandes (429)", "probe refused (429)"},
		"cause.wall":             {"mur anti-robots", "bot wall"},
		"cause.disabled":         {"module désactivé", "module disabled"},
		"cause.moved":            {"adresse déplacée", "address moved"},
		"cause.wrong_prefecture": {"page d’une autre préfecture", "page of another prefecture"},
		"cause.landmark_gone":    {"repère de la page absent", "landmark gone"},
		"cause.slow":             {"au-delà du temps prévu", "beyond the time budget"},
		"cause.js_error":         {"erreur de script sur la page", "script error on the page"},
		"cause.maintenance":      {"page de maintenance", "maintenance page"},
		"cause.browser":          {"navigateur en défaut", "browser failure"},
		"cause.control_failed":   {"notre réseau ne répondait pas", "our network did not answer"},
	}
}
