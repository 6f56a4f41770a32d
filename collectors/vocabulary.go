package collectors

import (
	"slices"

	"vigie/internal/observatory"
)

// term is one word that a cell may hold: the code kept, the label published in
// the schema, and other ways in which people write it. Case, accents and
// punctuation do not count.
type term struct {
	code  string
	label string
	also  []string
}

// vocabulary is the list of words of a column.
type vocabulary []term

// index gives the code of each folded way of writing.
func (v vocabulary) index() map[string]string {
	index := make(map[string]string, len(v)*3)
	for _, t := range v {
		index[fold(t.code)] = t.code
		index[fold(t.label)] = t.code
		for _, other := range t.also {
			index[fold(other)] = t.code
		}
	}
	return index
}

// procedures are the codes of the catalogue's procedures.
func procedures() vocabulary {
	return vocabulary{
		{"first", "première demande", []string{"1re demande", "1ère demande", "1ere demande", "1re dde", "1ère dde", "première demande de titre", "première délivrance", "primo demande"}},
		{"renewal", "renouvellement", []string{"renouvellement de titre", "renouv", "renouvt", "renouvellt", "rnv", "rnvt", "rvt"}},
		{"change_of_status", "changement de statut", []string{"changement statut", "chgt de statut", "chgt statut", "changement de motif"}},
		{"change_of_situation", "changement de situation", []string{"changement d'adresse", "changement d'état civil", "modification"}},
		{"duplicate", "duplicata", []string{"perte", "vol"}},
		{"dcem", "DCEM", []string{"document de circulation", "document de circulation pour étranger mineur"}},
		{"travel_document", "titre de voyage", []string{"TVE", "TVR"}},
		{"application_during_asylum", "demande pendant l'asile", []string{"demande concomitante", "L. 431-2"}},
		{"exceptional_admission", "admission exceptionnelle au séjour", []string{"AES", "régularisation"}},
		{"vls_ts_validation", "validation de VLS-TS", []string{"VLS-TS", "validation de visa"}},
		{"work_authorisation", "autorisation de travail", nil},
		{"naturalisation", "naturalisation", []string{"naturalisation par décret"}},
		{"other", "autre", []string{"autre démarche"}},
	}
}

// grounds are the codes of the catalogue's legal grounds, with their articles.
func grounds() vocabulary {
	return vocabulary{
		{"student", "étudiant", []string{"étudiante", "étudiant(e)", "L. 422-1", "L. 422-2"}},
		{"talent", "talent", []string{"passeport talent", "talent (passeport talent)", "L. 421-9", "L. 421-13", "L. 421-22"}},
		{"visitor", "visiteur", []string{"L. 426-20"}},
		{"protection", "protection internationale", []string{"réfugié", "réfugiée", "réfugié(e)", "protection subsidiaire", "bénéficiaire d'une protection internationale", "bpi", "L. 424-1", "L. 424-3", "L. 424-9", "L. 424-11", "L. 424-18"}},
		{"eu_citizen", "citoyen de l'UE", []string{"citoyen UE", "L. 233-1"}},
		{"eu_family", "famille d'un citoyen de l'UE", []string{"famille UE", "L. 233-2"}},
		{"seasonal", "travailleur saisonnier", []string{"saisonnier", "L. 421-34"}},
		{"spouse_of_french", "conjoint de Français", []string{"conjoint(e) de Français", "conjointe de Français", "L. 423-1"}},
		{"parent_of_french_child", "parent d'enfant français", []string{"PEF", "L. 423-7"}},
		{"ascendant_of_french", "ascendant de Français", []string{"ascendant", "L. 423-11"}},
		{"child_of_french", "enfant étranger de Français", []string{"L. 423-12"}},
		{"family_reunification", "regroupement familial", []string{"L. 423-14", "L. 423-15"}},
		{"young_adult", "jeune majeur", []string{"jeune majeure", "L. 423-21", "L. 423-22"}},
		{"resident_card_renewal", "carte de résident", []string{"renouvellement de carte de résident", "L. 433-2"}},
		{"employee", "salarié", []string{"salariée", "salarié(e)", "travailleur temporaire", "salarié ou travailleur temporaire", "L. 421-1", "L. 421-3"}},
		{"private_family", "vie privée et familiale", []string{"VPF", "liens personnels", "L. 423-23"}},
		{"care", "soins", []string{"étranger malade", "L. 425-9"}},
		{"exceptional", "admission exceptionnelle au séjour", []string{"AES", "L. 435-1"}},
		{"other", "autre", []string{"autre fondement"}},
	}
}

// kinds are the words for the kinds of event.
func kinds() vocabulary {
	return vocabulary{
		{string(observatory.EventTitleHeld), "titre détenu", []string{"titre de séjour", "titre"}},
		{string(observatory.EventFiling), "dépôt", []string{"dépôt de la demande", "depot anef"}},
		{string(observatory.EventDepositConfirmation), "confirmation de dépôt", []string{"attestation de dépôt"}},
		{string(observatory.EventDocumentRequest), "demande de pièces", []string{"demande de compléments", "demande de pièces complémentaires", "pièces demandées"}},
		{string(observatory.EventDocumentAnswer), "réponse à une demande de pièces", []string{"pièces envoyées", "pièces transmises", "réponse aux pièces", "réponse à la demande de pièces", "compléments envoyés"}},
		{string(observatory.EventCertificate), "API", []string{"ADP", "API reçue", "API délivrée", "API obtenue", "attestation de prolongation", "attestation de prolongation d'instruction", "attestation de prolongation de l'instruction"}},
		{string(observatory.EventReceipt), "récépissé", nil},
		{string(observatory.EventFavourableCert), "attestation de décision favorable", []string{"ADF"}},
		{string(observatory.EventProvisionalPermit), "APS", []string{"autorisation provisoire de séjour"}},
		{string(observatory.EventCertificateRequest), "demande d'API", []string{"demande de renouvellement d'API"}},
		{string(observatory.EventClosure), "clôture", []string{"dossier clôturé", "dossier clos", "clôture du dossier", "classement sans suite"}},
		{string(observatory.EventRefiling), "nouveau dépôt", []string{"redépôt"}},
		{string(observatory.EventDecision), "décision", nil},
		{string(observatory.EventWithdrawal), "désistement", nil},
		{string(observatory.EventCCCContact), "contact CCC", []string{"CCC", "centre de contact citoyens", "appel CCC", "appel au CCC", "mail CCC", "relance CCC", "message CCC"}},
		{string(observatory.EventPANContact), "contact PAN", []string{"PAN", "point d'accueil numérique", "RDV PAN"}},
		{string(observatory.EventSubstitution), "solution de substitution", []string{"substitution"}},
		{string(observatory.EventFailedAttempt), "tentative échouée", []string{"échec", "blocage"}},
		{string(observatory.EventCertificateRefused), "API refusée par un organisme", []string{"API refusée"}},
		{string(observatory.EventCertificatePresented), "API présentée à un organisme", []string{"API présentée"}},
		{string(observatory.EventConsequence), "conséquence", nil},
		{string(observatory.EventProceedings), "recours", []string{"procédure contentieuse", "référé"}},
		{string(observatory.EventCorrectionAsked), "correction demandée", nil},
		{string(observatory.EventStateAttested), "état constaté", []string{"dernier contact", "suivi"}},
		{string(observatory.EventAlternativeAsked), "alternative demandée", nil},
		{string(observatory.EventDisclosure), "divulgation de données", []string{"divulgation"}},
		{string(observatory.EventSituation), "situation", []string{"situation de la personne", "vulnérabilité"}},
		{string(observatory.EventConsent), "consentement", []string{"accord de la personne"}},
		{string(observatory.EventConsentWithdrawn), "retrait du consentement", []string{"consentement retiré"}},
	}
}

const channelANEF = "anef"

func channels() vocabulary {
	return vocabulary{
		{channelANEF, "ANEF", []string{"en ligne", "téléservice"}},
		{"demarches_simplifiees", "démarches simplifiées", []string{"démarche numérique"}},
		{"post", "courrier", []string{"voie postale", "poste", "LRAR", "recommandé"}},
		{"counter", "guichet", []string{"préfecture", "sous-préfecture", "sur place", "préf", "RDV préfecture", "rendez-vous en préfecture"}},
		{"mail", "e-mail", []string{"courriel", "mail", "messagerie"}},
		{"phone", "téléphone", []string{"tel"}},
		{"form", "formulaire de contact", []string{"formulaire"}},
		{"written", "écrit", []string{"par écrit"}},
		{"oral", "oral", []string{"à l'oral"}},
		{"other", "autre", nil},
	}
}

const rankRenewal = "renewal"

func ranks() vocabulary {
	return vocabulary{
		{"first", "première", []string{"première délivrance", "1re", "1ère", "1"}},
		{rankRenewal, "renouvellement", []string{"renouvelée", "suivante"}},
	}
}

// implicitRefusal is a word that people write in the column of decisions. It
// is no decision: silence is computed from dates, not recorded as a fact.
const implicitRefusal = "implicit_refusal"

// Endings of a closure or a decision.
const (
	endingAdverse    = "adverse"
	endingFavourable = "favourable"
)

func endings() vocabulary {
	return vocabulary{
		{endingAdverse, "défavorable", []string{"refus", "rejet", "négative", "clôture défavorable"}},
		{endingFavourable, "favorable", []string{"accord", "accordé", "positive", "délivrance", "titre délivré"}},
		{"withdrawn", "désistement", []string{"à la demande de l'usager"}},
		{"other", "autre", nil},
		{implicitRefusal, "refus implicite", []string{"rejet implicite", "silence"}},
	}
}

func organisations() vocabulary {
	return vocabulary{
		{"caf", "CAF", []string{"allocations familiales", "caisse d'allocations familiales"}},
		{"france_travail", "France Travail", []string{"pôle emploi"}},
		{"cpam", "CPAM", []string{"assurance maladie", "sécurité sociale"}},
		{"social_landlord", "bailleur social", []string{"bailleur", "HLM"}},
		{"bank", "banque", nil},
		{"employer", "employeur", []string{"entreprise"}},
		{"school", "établissement d'enseignement", []string{"école", "université", "lycée", "CROUS"}},
		{"other", "autre", []string{"autre organisme"}},
	}
}

func answers() vocabulary {
	return vocabulary{
		{"accepted", "acceptée", []string{"accepté", "oui"}},
		{"refused", "refusée", []string{"refusé", "non"}},
		{"silent", "sans réponse", []string{"silence", "aucune réponse", "en attente"}},
		{"solved", "résolu", []string{"problème résolu"}},
		{"unsolved", "non résolu", nil},
		{"stereotyped", "réponse stéréotypée", []string{"réponse type"}},
		{"written_statement", "impossibilité constatée par écrit", []string{"constat écrit"}},
		{"no_slot", "aucun créneau", []string{"pas de créneau", "pas de rendez-vous"}},
		{"appointment", "rendez-vous obtenu", []string{"rdv obtenu", "convocation"}},
		{"offered", "proposée", []string{"proposé"}},
		{"invited", "invitée", []string{"invité", "invitation", "invitée à déposer"}},
		{"with_document", "avec document valide", []string{"document valide"}},
		{"without_document", "sans document valide", []string{"sans document"}},
		{"granted", "ordonné", []string{"injonction", "succès"}},
		{"dismissed", "rejeté", []string{"rejet"}},
	}
}

func details() vocabulary {
	return vocabulary{
		{"job_suspended", "emploi suspendu", []string{"contrat suspendu"}},
		{"job_lost", "emploi perdu", []string{"licenciement"}},
		{"job_not_started", "embauche empêchée", nil},
		{"benefit_cut", "prestations coupées", []string{"droits coupés"}},
		{"health_cover", "couverture maladie interrompue", nil},
		{"housing", "logement", nil},
		{"studies", "études", nil},
		{"bank_account", "compte bancaire", nil},
		{"travel_missed", "voyage empêché", nil},
		{"care", "soins", nil},
		{"l521_1", "référé-suspension", []string{"L. 521-1"}},
		{"l521_2", "référé-liberté", []string{"L. 521-2"}},
		{"l521_3", "référé mesures utiles", []string{"L. 521-3", "mesures utiles"}},
		{"rep", "recours pour excès de pouvoir", []string{"REP"}},
		{"civil_status", "état civil", nil},
		{"address", "adresse", nil},
		{"document", "document à ajouter", nil},
		{"error", "erreur à signaler", nil},
		{"other", "autre", nil},
	}
}

// filingLimits are the time limits of R. 431-5 CESEDA, 2° to 4°, that a filing
// may have kept: those of persons whom no held title dates.
func filingLimits() vocabulary {
	return vocabulary{
		{"r431_5_2", "délai de l'article R. 431-5, 2°, tenu", []string{"R. 431-5, 2°", "2° de l'article R. 431-5"}},
		{"r431_5_3", "délai de l'article R. 431-5, 3°, tenu", []string{"R. 431-5, 3°", "3° de l'article R. 431-5"}},
		{"r431_5_4", "délai de l'article R. 431-5, 4°, tenu", []string{"R. 431-5, 4°", "4° de l'article R. 431-5"}},
	}
}

// codeFirstContact says that an association met the person on that day for the
// first time.
const codeFirstContact = "first_contact"

// precisions are the words that an event may need besides the others.
func precisions() vocabulary {
	return slices.Concat(details(), filingLimits(), vocabulary{
		{codeFirstContact, "premier contact avec l'association", []string{"premier contact", "première venue"}},
	})
}

func levels() vocabulary {
	return vocabulary{
		{string(observatory.LevelDocument), "document vu", []string{"document", "vu", "texte vu"}},
		{string(observatory.LevelScreenshot), "capture d'écran", []string{"capture", "photo d'écran", "copie d'écran"}},
		{string(observatory.LevelTold), "dit par la personne", []string{"dit", "déclaré", "oral", "rapporté"}},
	}
}

func yesNo() vocabulary {
	return vocabulary{
		{string(observatory.Yes), "oui", []string{"o", "x", "vrai", "1", "true"}},
		{string(observatory.No), "non", []string{"n", "faux", "0", "false"}},
		{string(observatory.Unknown), "ne sait pas", []string{"nsp", "inconnu"}},
	}
}

// isBlank reports whether a cell says that nothing is known ("néant", "-", "?").
func isBlank(cell []byte) bool {
	const longest = 32
	return len(cell) <= longest && !hasDigit(cell) && !formulaError(cell) && isBlankWord(fold(string(cell)))
}

func hasDigit(cell []byte) bool {
	for _, c := range cell {
		if c >= '0' && c <= '9' {
			return true
		}
	}
	return false
}

// isBlankWord knows the ways to write that nothing is known.
func isBlankWord(folded string) bool {
	switch folded {
	case "", "neant", "sans", "inconnu", "inconnue", "nc", "n a", "na", "non connu", "non connue", "non communique", "ne sait pas", "aucun", "aucune", "vide",
		"non renseigne", "non renseignee", "nr", "n r", "non precise", "non precisee", "sans objet", "a completer", "a preciser", "a renseigner":
		return true
	}
	return false
}

// noDate reports whether the cell of a date says that there is none: « non », « en
// attente ».
func noDate(cell []byte) bool { return isBlank(cell) || !hasDigit(cell) && isNo(string(cell)) }
