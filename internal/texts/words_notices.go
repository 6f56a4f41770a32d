package texts

// noticeWords are the words of the messages that the administration sends:
// kinds, reasons, criteria of closure.quality and their answers.
func noticeWords() map[string]pair {
	return map[string]pair{
		"notice.closure":                        {"clôture", "closure"},
		"notice.document_request":               {"demande de pièces", "request for documents"},
		"notice.acknowledgement":                {"accusé de réception", "acknowledgement"},
		"notice.ccc_answer":                     {"réponse du centre de contact (CCC)", "answer of the contact centre (CCC)"},
		"notice.appointment":                    {"convocation ou rendez-vous", "appointment"},
		"notice.favourable_end":                 {"fin favorable", "favourable end"},
		"notice.other":                          {"autre message", "other message"},
		"reason.incomplete":                     {"dossier incomplet", "incomplete file"},
		"reason.incomplete_disputed":            {"dossier dit incomplet, pièces dites envoyées", "file said incomplete, documents said to be sent"},
		"reason.no_answer":                      {"pas de réponse à une demande de pièces", "no answer to a request for documents"},
		"reason.identity_mismatch":              {"état civil discordant ou erreur de saisie", "identity mismatch or typing error"},
		"reason.duplicate":                      {"doublon, ou demande déjà en cours", "duplicate, or already pending"},
		"reason.previous_title_not_handed_over": {"titre précédent non remis", "previous title not handed over"},
		"reason.not_competent":                  {"préfecture non compétente", "prefecture not competent"},
		"reason.wrong_procedure":                {"mauvaise démarche", "wrong procedure"},
		"reason.other_ground":                   {"autre motif", "other ground"},
		"reason.inadmissible":                   {"irrecevable", "inadmissible"},
		"reason.withdrawn":                      {"retrait par la personne", "withdrawn by the person"},
		"reason.favourable":                     {"demande acceptée", "accepted"},
		"reason.none_given":                     {"aucun motif", "none given"},
		"criterion.reason_stated":               {"motif propre au dossier", "reason about this file"},
		"criterion.facts_named":                 {"faits du dossier", "facts of the file"},
		"criterion.missing_documents_named":     {"pièces manquantes nommées", "missing documents named"},
		"criterion.earlier_request_mentioned":   {"demande de pièces antérieure mentionnée", "earlier request mentioned"},
		"criterion.legal_basis_cited":           {"texte de droit cité", "legal basis cited"},
		"criterion.remedy_shown":                {"voie et délai de recours", "remedy and time limit"},
		"criterion.sender_identified":           {"auteur : prénom, nom, qualité, service", "author: names, capacity, service"},
		"criterion.yes":                         {"oui", "yes"},
		"criterion.no":                          {"non", "no"},
		"criterion.":                            {"on ne peut pas le dire", "cannot tell"},
	}
}
