package texts

import "vigie/internal/observatory"

// dutyWords are the words of the duty matrix (design.md section 5).
func dutyWords() map[string]pair {
	return map[string]pair{
		"ruling.respected":     {"respectée", "kept"},
		"ruling.breach":        {"manquement constaté", "breach found"},
		"ruling.insufficient":  {"insuffisant", "insufficient"},
		"ruling.not_measured":  {"non mesuré", "not measured"},
		"ruling.without_limit": {"sans seuil dans le texte\u00a0: chiffre sans verdict", "no threshold in the text: figure without a verdict"},
		"ruling.to_verify":     {"texte à vérifier\u00a0: chiffre sans verdict", "text to be verified: figure without a verdict"},
		"ruling.to_verify_by":  {"échéance à vérifier", "deadline to be verified"},
		"ruling.pending":       {"échéance à venir", "deadline to come"},
		"ruling.text_missing":  {"texte non disponible", "text not available"},

		"duty.order":          {"Ordres du Conseil d’État, 5 mai 2026", "Orders of the Conseil d’État, 5 May 2026"},
		"duty.regulation":     {"Décrets et arrêtés", "Decrees and orders"},
		"duty.statute":        {"Lois", "Statutes"},
		"duty.principle":      {"Principes du service public", "Principles of public service"},
		"duty.letter":         {"Demandes des associations, 17 décembre 2024", "Requests of the associations, 17 December 2024"},
		"duty.recommendation": {"Recommandations du Défenseur des droits, 2024", "Recommendations of the Défenseur des droits, 2024"},

		"scope.national": {"nationale", "national"}, "scope.prefecture": {"par préfecture", "by prefecture"}, "scope.person": {"envers chaque personne", "to each person"},
		"proof.probe": {"sondes", "probes"}, "proof.page": {"pages lues", "pages read"}, "proof.case": {"cas d’associations", "cases of associations"},
	}
}

// Ruling says what a row of the duty matrix says; n is how many stand behind it,
// in words.
func (p Printer) Ruling(o *observatory.Obligation, v *observatory.DutyVerdict, n string) string {
	r := v.Ruling
	switch {
	case r == observatory.NoBreach && p.language == English:
		return "no breach found in verified cases (" + p.Judged(o, v, n) + ")"
	case r == observatory.NoBreach:
		return "aucun manquement constaté sur " + p.Judged(o, v, n) + " (cas vérifiés)"
	case r == observatory.ToVerify && o.Deadline.Known():
		return p.T("ruling.to_verify_by")
	}
	return p.T("ruling." + string(r))
}

// Judged names what the n of a row counts: persons where cases are behind it, or
// the events that rows of earlier rules counted.
func (p Printer) Judged(o *observatory.Obligation, v *observatory.DutyVerdict, n string) string {
	if o.Proof != "case" {
		return n
	}
	unit := "events"
	switch {
	case v.OfPersons() && p.language == English:
		unit = p.Plural(v.N, "person", "persons")
	case v.OfPersons():
		unit = p.Plural(v.N, "personne", "personnes")
	case p.language != English:
		unit = "évènements"
	}
	return n + NoWrap + unit
}

// Duty is the heading of a kind of obligation.
func (p Printer) Duty(k observatory.ObligationKind) string { return p.T("duty." + string(k)) }

// Countdown says how far a deadline is, and that it is to be verified where its
// start is; empty when there is none.
func (p Printer) Countdown(o *observatory.Obligation, today observatory.Date) string {
	if !o.Deadline.Known() {
		return ""
	}
	days := int64(o.Deadline - today)
	text := p.Date(o.Deadline)
	switch {
	case days > 0:
		text += ", dans " + p.Days(float64(days))
	case days == 0:
		text += ", aujourd’hui"
	default:
		text += ", passée depuis " + p.Days(float64(-days))
	}
	if !o.Verified() {
		text += " (échéance à vérifier)"
	}
	return text
}
