package texts

// captureWords name the items of the header of a capture, and the web vitals.
func captureWords() map[string]pair {
	return map[string]pair{
		"capture.method":              {"Méthode", "Method"},
		"capture.vigie":               {"Vigie : version et règles", "Vigie: version and rules"},
		"capture.browser":             {"Navigateur", "Browser"},
		"capture.user_agent":          {"Nom donné aux sites (User-Agent)", "Name given to sites (User-Agent)"},
		"capture.browser_extensions":  {"Extensions du navigateur", "Browser extensions"},
		"capture.operating_system":    {"Système d’exploitation", "Operating system"},
		"capture.kernel":              {"Noyau", "Kernel"},
		"capture.system_patch_date":   {"Date de mise à jour du système", "Date of the system’s last update"},
		"capture.machine":             {"Machine", "Machine"},
		"capture.viewport":            {"Fenêtre", "Viewport"},
		"capture.language":            {"Langue demandée", "Language asked for"},
		"capture.time_zone":           {"Fuseau horaire du navigateur", "Time zone of the browser"},
		"capture.public_address":      {"Adresse publique utilisée", "Public address used"},
		"capture.local_address":       {"Adresse de la machine vers le portail", "Address of the machine towards the portal"},
		"capture.internet_provider":   {"Fournisseur d’accès", "Internet provider"},
		"capture.dns_servers":         {"Serveurs de noms (DNS)", "Name servers (DNS)"},
		"capture.dns_answers":         {"Réponses DNS utilisées", "DNS answers used"},
		"capture.router":              {"Routeur", "Router"},
		"capture.proxy_system":        {"Mandataire (proxy) du système", "Proxy of the system"},
		"capture.proxy_browser":       {"Mandataire (proxy) du navigateur", "Proxy of the browser"},
		"capture.firewall_antivirus":  {"Pare-feu et antivirus", "Firewall and antivirus"},
		"capture.tls":                 {"Chiffrement (TLS)", "Encryption (TLS)"},
		"capture.certificate_chain":   {"Chaîne de certificats (SHA-256)", "Certificate chain (SHA-256)"},
		"capture.clock_offset":        {"Écart de l’horloge avec un serveur de temps", "Offset of the clock from a time server"},
		"capture.clock_step":          {"Saut de l’horloge pendant le relevé", "Step of the clock during the attempt"},
		"capture.started_at":          {"Début (UTC)", "Start (UTC)"},
		"capture.ended_at":            {"Fin (UTC)", "End (UTC)"},
		"capture.profile":             {"Profil du navigateur", "Browser profile"},
		"capture.cache":               {"Cache du navigateur", "Browser cache"},
		"capture.history":             {"Historique du navigateur", "Browser history"},
		"capture.cookies":             {"Cookies", "Cookies"},
		"capture.pages_before":        {"Pages visitées avant", "Pages visited before"},
		"capture.pages_visited":       {"Pages visitées", "Pages visited"},
		"capture.addresses_typed":     {"Adresses saisies", "Addresses typed"},
		"capture.links_followed":      {"Liens suivis", "Links followed"},
		"capture.redirects":           {"Redirections", "Redirects"},
		"capture.console_and_network": {"Console et réseau", "Console and network"},
		"capture.captures":            {"Captures (SHA-256)", "Captures (SHA-256)"},
		"role.screenshot":             {"capture d’écran", "screenshot"},
		"role.html":                   {"page HTML enregistrée", "saved HTML page"},
		"role.text":                   {"texte lu", "text read"},
		"role.step":                   {"image d’une étape", "picture of a step"},
		"role.source":                 {"source", "source"},
		"role.journal":                {"journal scellé des échanges", "sealed journal of exchanges"},
		"role.body":                   {"contenu reçu", "body received"},
		"role.certificate":            {"certificat du serveur", "certificate of the server"},
		"role.access":                 {"lecture d’accessibilité", "accessibility reading"},
		"role.axe":                    {"règles vérifiées par axe-core", "rules checked by axe-core"},
		"role.information":            {"informations lues sur les pages", "information read on the pages"},
		"role.page":                   {"en-tête de la page reçue", "header of the page received"},
		"role.screenshot_sealed":      {"image scellée, non publiée", "sealed picture, not published"},
	}
}

// Capture is the name of an item of the header of a capture.
func (p Printer) Capture(item string) string {
	if text, ok := p.find("capture." + item); ok {
		return text
	}
	return item
}

// Role is the name of the role of an evidence file.
func (p Printer) Role(role string) string {
	if text, ok := p.find("role." + role); ok {
		return text
	}
	return role
}
