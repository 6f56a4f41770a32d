package texts

// journeyWords are the headings under which journeys are listed, and what they
// need.
func journeyWords() map[string]pair {
	return map[string]pair{
		"family.access":      {"Accès au portail", "Access to the portal"},
		"family.measures":    {"Décision du Conseil d’État de 2026 et mesures 1 et 3 de la lettre", "Council of State decision of 2026, and measures 1 and 3 of the letter"},
		"family.A":           {"A. Renouvellement de l’attestation", "A. Renewal of the certificate"},
		"family.B":           {"B. Situations que le téléservice ne traite pas", "B. Situations that the service does not handle"},
		"family.C":           {"C. Défauts techniques et information", "C. Technical faults and information"},
		"family.D":           {"D. Attestation non reconnue", "D. Certificate not recognised"},
		"family.E":           {"E. Accompagnement et substitution", "E. Support and substitution"},
		"family.information": {"Information", "Information"},
		"family.language":    {"Langue et accessibilité", "Language and accessibility"},
		"needs.nothing":      {"aucun besoin particulier", "no particular need"},
		"needs.account":      {"le compte d’une personne qui y consent", "the account of a consenting person"},
		"needs.person":       {"une personne au clavier", "a person at the keyboard"},
	}
}

// Family is the heading of a family of journeys.
func (p Printer) Family(code string) string {
	if text, ok := p.find("family." + code); ok {
		return text
	}
	return code
}

// Needs is what a journey needs besides a browser.
func (p Printer) Needs(code string) string {
	if text, ok := p.find("needs." + code); ok {
		return text
	}
	return code
}
