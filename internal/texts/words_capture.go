package texts

// captureWords name the items of the header of a capture, and the web vitals.
func captureWords() map[string]pair {
	return map[string]pair{
		"capture.method":             {"Méthode", "Method"},
		"capture.vigie":              {"Vigie : version et règles", "Vigie: version and rules"},
		"capture.browser":            {"Navigateur", "Browser"},
		"capture.user_agent":         {"Nom donné aux sites (User-Agent)", "Name given to sites (User-Agent)"},
		"capture.browser_extensions": {"Extensions du navigateur", "Browser extensions"},
		"capture.operating_system":   {"Système d’exploitation", "Operating system"},
		"capture.kernel":             {"Noyau", "Kernel"},
		"capture.system_patch_date":  {"Date de mise à jour du système", "Date of the system’s last update"},
		"capture.machine":            {"Machine", "Machine"},
		"capture.viewport":           {"Fenêtre", "Viewport"},
		"capture.language":           {"Langue demandée", "Language asked for"},
		"capture.time_zone":          {"Fuseau horaire du navigateur", "Time zone of the browser"},
		"capture.public_address":     {"Adresse publique utilisée", "Public address used"},
		"capture.local_address":      {"Adresse de la machine vers le portail", "Address of the machine towards the portal"},
		"capture.internet_provider":  {"Fournisseur d’accès", "Internet provider"},
		"capture.dns_servers":        {"Serveurs de noms (DNS)", "Name servers (DNS)"},
		"capture.dns_answers":        {"Réponses DNS utilisées", "DNS answers used"},
		"capture.proxy":              {"Mandataire (proxy)", "Proxy"},
		"capture.firewall_antivirus": {"Pare-feu et antivirus", "Firewall and antivirus"},
		"capture.tls":                {"Chiffrement (TLS)", "Encryption (TLS)"},
		"capture.certificate_chain":  {"Chaîne de certificats (SHA-256)", "Certificate chain (SHA-256)"},
		"capture.clock_offset":       {"Écart de l’horloge avec un serveur de temps", "Offset of the clock from a time server"},
		"capture.clock_step":         {"Saut de l’horloge pendant le relevé", "Step of the clock during the attempt"},
		"capture.profile":            {"Profil du navigateur", "Browser profile"},
		"capture.cookies":            {"Cookies", "Cookies"},
		"capture.pages_before":       {"Pages visitées avant", "Pages visited before"},
		"capture.pages_visited":      {"Pages visitées", "Pages visited"},
		"role.screenshot":            {"capture d’écran", "screenshot"},
		"role.html":                  {"page HTML enregistrée", "saved HTML page"},
		"role.text":                  {"texte lu", "text read"},
		"role.step":                  {"image d’une étape", "picture of a step"},
		"role.source":                {"source", "source"},
		"role.journal":               {"journal scellé des échanges", "sealed journal of exchanges"},
		"role.body":                  {"contenu reçu", "body received"},
		"role.certificate":           {"certificat du serveur", "certificate of the server"},
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
