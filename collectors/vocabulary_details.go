package collectors

import "vigie/internal/observatory"

// The words of the details of events (domain.md section 7; issue 4 section 2).

func prescribers() vocabulary {
	return vocabulary{
		{"prefecture", "préfecture", []string{"sous-préfecture", "site de la préfecture"}},
		{"portal", "portail", []string{"ANEF", "service-public.fr", "téléservice"}},
		{"ccc", "CCC", []string{"centre de contact citoyens"}},
		{"pan", "PAN", []string{"point d'accueil numérique"}},
		{"law", "textes", []string{"loi", "arrêté", "CESEDA"}},
		{"association", "association", nil},
		{"person", "la personne elle-même", []string{"la personne", "choix de la personne"}},
		{"other", "autre", nil},
	}
}

// vulnerabilityConstrained is the one code of detention and of forced
// hospitalisation. It is no vulnerability like the others: it is kept only with
// a consent for that purpose, and apart (observatory.DetailConstrained).
const vulnerabilityConstrained = "constrained"

func vulnerabilities() vocabulary {
	return vocabulary{
		{"no_equipment", "sans équipement", []string{"pas d'équipement", "sans ordinateur", "sans internet", "pas d'internet"}},
		{"no_support", "sans accompagnement", []string{"isolé", "isolée", "pas d'accompagnement"}},
		{"language", "langue", []string{"barrière de la langue", "non francophone", "ne lit pas le français"}},
		{"turning_18", "bientôt majeur", []string{"bientôt majeure", "mineur approchant de la majorité", "mineur", "majorité"}},
		{vulnerabilityConstrained, "empêché de se déplacer par une mesure de contrainte", []string{"mesure de contrainte", "détenu", "détenue", "détention", "hospitalisé", "hospitalisée", "hospitalisation sous contrainte", "rétention"}},
		{"other", "autre", nil},
	}
}

func askedDocuments() vocabulary {
	return vocabulary{
		{"identity", "identité", []string{"passeport", "pièce d'identité"}},
		{"civil_status", "état civil", []string{"acte de naissance", "acte de mariage"}},
		{"photo", "photo", []string{"e-photo", "photographie"}},
		{"domicile", "domicile", []string{"justificatif de domicile", "attestation d'hébergement"}},
		{"resources", "ressources", []string{"fiches de paie", "bulletins de salaire", "revenus", "avis d'imposition"}},
		{"work", "travail", []string{"contrat de travail", "autorisation de travail"}},
		{"studies", "études", []string{"certificat de scolarité", "diplôme"}},
		{"family", "famille", []string{"vie commune", "contribution à l'entretien"}},
		{"previous_title", "titre précédent", []string{"ancien titre", "remise du titre"}},
		{"other", "autre", []string{"autre pièce"}},
	}
}

func addressees() vocabulary {
	return vocabulary{
		{"prefecture", "préfecture", nil},
		{"sub_prefecture", "sous-préfecture", nil},
		{"anef", "ANEF", []string{"téléservice"}},
		{"ccc", "CCC", []string{"centre de contact citoyens"}},
		{"pan", "PAN", []string{"point d'accueil numérique"}},
		{"other", "autre", nil},
	}
}

func senders() vocabulary {
	return vocabulary{
		{"named", "agent nommé", []string{"signé", "nom de l'agent", "agent"}},
		{"functional", "adresse fonctionnelle", []string{"non signé", "ne pas répondre", "no-reply", "noreply"}},
		{"none", "aucun expéditeur", []string{"aucun"}},
	}
}

// closureReasons are the reasons of issue 4 section 4.
func closureReasons() vocabulary {
	return vocabulary{
		{"incomplete", "dossier incomplet", []string{"incomplet", "pièces manquantes"}},
		{"incomplete_disputed", "dossier dit incomplet, contesté", []string{"incomplétude contestée"}},
		{"no_answer", "pas de réponse à une demande de pièces", []string{"absence de réponse", "sans réponse"}},
		{"identity_mismatch", "identité discordante ou erreur de saisie", []string{"erreur de saisie", "discordance d'identité", "erreur de nom"}},
		{"duplicate", "doublon ou demande en cours", []string{"doublon", "demande déjà en cours"}},
		{"previous_title_not_handed_over", "titre précédent non remis", []string{"ancien titre non remis"}},
		{"not_competent", "préfecture incompétente", []string{"incompétence", "incompétence territoriale"}},
		{"wrong_procedure", "mauvaise démarche", []string{"mauvaise procédure"}},
		{"other_ground", "autre fondement à demander", []string{"mauvais fondement"}},
		{"inadmissible", "irrecevable", []string{"irrecevabilité"}},
		{"withdrawn", "désistement", []string{"à la demande de l'usager"}},
		{"favourable", "favorable", []string{"titre délivré"}},
		{"none_given", "aucun motif donné", []string{"sans motif", "pas de motif"}},
	}
}

// pages are where an attempt failed. Those of a person's own account are told
// from the public ones by publicPages.
func pages() vocabulary {
	return vocabulary{
		{"home", "accueil de l'ANEF", []string{"page d'accueil", "accueil", "site de l'ANEF"}},
		{"account_creation", "création de compte", []string{"inscription", "ouverture de compte"}},
		{"login", "connexion", []string{"page de connexion", "login", "identification"}},
		{"password", "mot de passe oublié", []string{"mot de passe"}},
		{"france_connect", "FranceConnect", nil},
		{"ccc_form", "formulaire du CCC", []string{"formulaire de contact"}},
		{"appointment", "prise de rendez-vous", []string{"rendez-vous", "rdv", "RDV préfecture"}},
		{"account", "espace personnel", []string{"mon compte", "compte"}},
		{"form", "formulaire de demande", []string{"dépôt de la demande", "formulaire", "demande"}},
		{"attachment", "pièces jointes", []string{"pièce jointe", "téléversement", "envoi des pièces"}},
		{"certificate_renewal", "renouvellement de l'API", []string{"renouvellement d'API"}},
		{"other", "autre", []string{"autre page"}},
	}
}

func messages() vocabulary {
	return vocabulary{
		{"technical_error", "erreur technique", []string{"erreur", "erreur serveur", "une erreur est survenue", "erreur 500", "erreur 502"}},
		{"blank_page", "page blanche", []string{"écran blanc"}},
		{"maintenance", "maintenance", []string{"site en maintenance"}},
		{"timeout", "délai dépassé", []string{"temps d'attente dépassé", "trop long", "ne charge pas"}},
		{"number_unknown", "numéro étranger inconnu", []string{"numéro non reconnu", "numéro étranger non reconnu"}},
		{"already_pending", "demande déjà en cours", []string{"une demande est déjà en cours"}},
		{"title_not_returned", "titre précédent non remis", []string{"titre non restitué"}},
		{"no_slot", "aucun créneau", []string{"aucun rendez-vous disponible", "plus de créneau", "pas de créneau"}},
		{"not_offered", "démarche non proposée", []string{"démarche absente", "choix absent"}},
		{"file_too_large", "fichier trop lourd", []string{"fichier refusé", "10 Mo"}},
		{"code_not_received", "code non reçu", []string{"e-mail non reçu", "SMS non reçu"}},
		{"captcha", "captcha", nil},
		{"other", "autre", []string{"autre message"}},
	}
}

func outcomes() vocabulary {
	return vocabulary{
		{"solved", "résolu", []string{"problème résolu", "débloqué"}},
		{"unsolved", "non résolu", []string{"pas résolu"}},
		{"filed", "dépôt enregistré", []string{"demande enregistrée", "dépôt fait"}},
		{"not_competent", "hors de compétence", []string{"ne peut pas débloquer"}},
		{"cancelled", "rendez-vous annulé", []string{"annulé"}},
	}
}

func courts() vocabulary {
	return vocabulary{
		{"administrative_court", "tribunal administratif", []string{"TA"}},
		{"court_of_appeal", "cour administrative d'appel", []string{"CAA"}},
		{"council_of_state", "Conseil d'État", []string{"CE"}},
		{"other", "autre", []string{"autre juridiction"}},
	}
}

func executions() vocabulary {
	return vocabulary{
		{"done", "exécutée", []string{"exécuté", "oui"}},
		{"late", "exécutée en retard", []string{"en retard"}},
		{"not_done", "non exécutée", []string{"non exécuté", "non"}},
		{"pending", "délai en cours", []string{"en cours"}},
	}
}

func parties() vocabulary {
	return vocabulary{
		{"person", "la personne", []string{"la personne elle-même", "usager", "intéressé", "intéressée"}},
		{"association", "association", nil},
		{"lawyer", "avocat", []string{"avocate"}},
		{"family", "proche", []string{"famille", "conjoint", "parent"}},
		{"prefecture", "préfecture", []string{"sous-préfecture"}},
		{"ccc", "CCC", []string{"centre de contact citoyens"}},
		{"pan", "PAN", []string{"point d'accueil numérique"}},
		{"employer", "employeur", nil},
		{"other_user", "autre usager", nil},
		{"organisation", "organisme", []string{"CAF", "France Travail", "CPAM"}},
		{"other", "autre", []string{"tiers"}},
	}
}

func purposes() vocabulary {
	return vocabulary{
		{string(observatory.PurposeStatistics), "statistiques", []string{"statistique", "recherche"}},
		{string(observatory.PurposeDDD), "Défenseur des droits", []string{"DDD"}},
		{string(observatory.PurposeCourt), "justice", []string{"tribunal", "contentieux"}},
		{string(observatory.PurposeLinking), "rapprochement entre associations", []string{"rapprochement"}},
		{string(observatory.PurposeConstraint), "mesure de contrainte", []string{"contrainte"}},
	}
}
