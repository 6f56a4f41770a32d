package collectors

import "vigie/internal/observatory"

// The columns below are those of domain.md section 7 that go beyond dates. A
// column with a detail gives observatory.CaseEvent.Details: in a file of one
// row an event, of that event; in a file of one row a case, of the event of its
// kind that the row tells.

const (
	// both shapes
	colPrefecture columnID = colDetails + iota
	colHasNumber
	colAsylumPast
	colProtectedChild
	colVulnerability
	colConstrained
	colConsentConstraint
	colPrescribedBy
	colDepositHeld
	colDocuments
	colAddressee
	colSender
	colReason
	colRemedyShown
	colClosureText
	colTicket
	colWritten
	colCCCText
	colSlotsShown
	colOutcome
	colHour
	colPage
	colMessage
	colPicture
	colCourt
	colDocket
	colExecution
	// one row a case
	colFilingLimit
	colFirstContact
	colRenewalRequest
	colRequestAPIAnswer
	colClosureChannel
	colCCCChannel
	colPANAppointment
	colSubstitution
	colSubstitutionAnswer
	colSubstitutionAnsweredOn
	colSubstitutionAppointment
	colSubstitutionOutcome
	colAttempt
	colRefused
	colRefusedBy
	colRefusedForm
	colRefusedConsequence
	colPresented
	colPresentedTo
	colPresentedAnswer
	colConsequenceStart
	colConsequenceEnd
	colConsequence
	colConsequenceLevel
	colProceedings
	colProceedingsKind
	colProceedingsDecided
	colProceedingsOutcome
	colCorrection
	colCorrectionObject
	colCorrectionAnswer
	colAttestedBy
	colAlternative
	colAlternativeBy
	colAlternativeAnswer
	colDisclosure
	colDisclosureBy
	colDisclosureTo
	colConsentStatistics
	colConsentDDD
	colConsentCourt
	colConsentLinking
	colConsentEnd
	colConsentWithdrawn
	// one row an event
	colAnsweredOn
	colBy
	colTo
	colPurpose
	colDetailsEnd
)

func bothShapes() []Shape { return []Shape{ShapeCases, ShapeEvents} }

func situationColumns() []column {
	both, of := bothShapes(), observatory.EventSituation
	return []column{
		{id: colPrefecture, name: "préfecture", also: []string{"préfecture compétente", "sous-préfecture", "préfecture ou sous-préfecture"}, kind: kindPrefecture, shapes: both, detail: observatory.DetailPrefecture, of: of, description: "Préfecture ou sous-préfecture compétente : son nom, ou celui de sa ville."},
		{id: colHasNumber, name: "numéro étranger connu", also: []string{"numéro étranger attribué", "possède un numéro étranger"}, kind: kindYesNo, words: yesNo, shapes: both, detail: observatory.DetailHasNumber, of: of, description: "Oui si la personne a un numéro étranger, même s'il n'est pas donné ici."},
		{id: colAsylumPast, name: "ancien demandeur d'asile", also: []string{"ancienne demandeuse d'asile", "passé d'asile"}, kind: kindYesNo, words: yesNo, shapes: both, detail: observatory.DetailAsylumPast, of: of, description: "Oui si la personne a demandé l'asile auparavant."},
		{id: colProtectedChild, name: "enfant d'une personne protégée", also: []string{"enfant de réfugié"}, kind: kindYesNo, words: yesNo, shapes: both, detail: observatory.DetailProtectedChild, of: of, description: "Oui si un parent est réfugié, protégé subsidiaire ou apatride."},
		{id: colVulnerability, name: "vulnérabilités", also: []string{"vulnérabilité"}, kind: kindCodes, words: vulnerabilities, shapes: both, detail: observatory.DetailVulnerability, of: of, description: "Un ou plusieurs mots de la liste, séparés par une barre, un plus ou un retour à la ligne. Rien d'autre n'est gardé."},
		{id: colConstrained, name: "empêché de se déplacer par une mesure de contrainte", also: []string{"mesure de contrainte"}, kind: kindYesNo, words: yesNo, shapes: both, description: "Oui seulement si la personne y a consenti pour cet usage (colonne « consentement mesure de contrainte »). Un seul mot pour la détention et l'hospitalisation ; il ne sort jamais dans un export par ligne ni dans un tableau publié."},
		{id: colConsentConstraint, name: "consentement mesure de contrainte", also: []string{"date du consentement mesure de contrainte"}, kind: kindDate, shapes: both, description: "Jour où la personne a accepté que la mesure de contrainte soit notée."},
	}
}

func detailColumns() []column {
	both := bothShapes()
	return []column{
		{id: colPrescribedBy, name: "canal prescrit par", also: []string{"prescrit par", "qui a prescrit le canal"}, kind: kindWord, words: prescribers, shapes: both, detail: observatory.DetailPrescribedBy, of: observatory.EventFiling, description: "Qui a dit de déposer par ce canal."},
		{id: colDepositHeld, name: "confirmation détenue", also: []string{"confirmation de dépôt détenue"}, kind: kindYesNo, words: yesNo, shapes: both, detail: observatory.DetailDepositHeld, of: observatory.EventFiling, description: "Oui si la personne a la confirmation de dépôt."},
		{id: colDocuments, name: "pièces demandées", kind: kindCodes, words: askedDocuments, shapes: both, detail: observatory.DetailDocuments, of: observatory.EventDocumentRequest, description: "Ce qui a été demandé : un ou plusieurs mots de la liste, séparés par une barre, un plus ou un retour à la ligne."},
		{id: colAddressee, name: "destinataire de la demande d'API", also: []string{"destinataire"}, kind: kindWord, words: addressees, shapes: both, detail: observatory.DetailAddressee, of: observatory.EventCertificateRequest, description: "À qui l'attestation, ou son renouvellement, a été demandée."},
		{id: colSender, name: "expéditeur de la clôture", also: []string{"expéditeur", "signataire de la clôture"}, kind: kindWord, words: senders, shapes: both, detail: observatory.DetailSender, of: observatory.EventClosure, description: "Le message de clôture vient-il d'un agent nommé ou d'une adresse fonctionnelle ?"},
		{id: colReason, name: "motif de clôture", also: []string{"motif de la clôture"}, kind: kindWord, words: closureReasons, shapes: both, detail: observatory.DetailReason, of: observatory.EventClosure, description: "Motif donné par le message de clôture."},
		{id: colRemedyShown, name: "voies de recours indiquées", also: []string{"recours indiqué", "voies et délais de recours"}, kind: kindYesNo, words: yesNo, shapes: both, detail: observatory.DetailRemedyShown, of: observatory.EventClosure, description: "Oui si le message de clôture dit quel recours est ouvert et dans quel délai."},
		{id: colClosureText, name: "texte de la clôture", also: []string{"message de clôture"}, kind: kindText, shapes: both, description: "Texte exact du message de clôture. Il n'entre pas dans la base : il est expurgé, puis scellé avec la clé du dossier."},
		{id: colTicket, name: "ticket CCC", also: []string{"numéro de ticket", "ticket"}, kind: kindSecret, shapes: both, detail: observatory.DetailTicket, of: observatory.EventCCCContact, description: "Numéro de la demande au centre de contact citoyens. Jamais conservé : Vigie en garde un pseudonyme."},
		{id: colWritten, name: "impossibilité écrite par le CCC", also: []string{"constat écrit du CCC", "constat écrit"}, kind: kindYesNo, words: yesNo, shapes: both, detail: observatory.DetailWrittenStatement, of: observatory.EventCCCContact, description: "Oui si le centre de contact citoyens a écrit qu'il ne peut pas résoudre."},
		{id: colCCCText, name: "texte de la réponse du CCC", also: []string{"texte CCC"}, kind: kindText, shapes: both, description: "Texte exact de la réponse. Il n'entre pas dans la base : il est expurgé, puis scellé avec la clé du dossier."},
		{id: colSlotsShown, name: "créneaux affichés par le PAN", also: []string{"créneaux affichés"}, kind: kindYesNo, words: yesNo, shapes: both, detail: observatory.DetailSlotsShown, of: observatory.EventPANContact, description: "Oui si la page de rendez-vous montrait des créneaux."},
		{id: colOutcome, name: "suite du rendez-vous", also: []string{"suite du PAN", "suite"}, kind: kindWord, words: outcomes, shapes: both, detail: observatory.DetailOutcome, of: observatory.EventPANContact, description: "Ce que le rendez-vous a donné."},
		{id: colHour, name: "heure de la tentative", also: []string{"heure"}, kind: kindHour, shapes: both, detail: observatory.DetailHour, of: observatory.EventFailedAttempt, description: "Heure de la tentative, à l'heure de la préfecture : 14:30 ou 14h30."},
		{id: colPage, name: "page de la tentative", also: []string{"page"}, kind: kindWord, words: pages, shapes: both, detail: observatory.DetailPage, of: observatory.EventFailedAttempt, description: "Où la tentative a échoué."},
		{id: colMessage, name: "message de la tentative", also: []string{"message affiché", "message"}, kind: kindWord, words: messages, shapes: both, detail: observatory.DetailMessage, of: observatory.EventFailedAttempt, description: "Ce que l'écran disait, en un mot de la liste ; le texte exact va dans le commentaire."},
		{id: colPicture, name: "capture", also: []string{"capture d'écran", "capture de la tentative", "pièce", "pièce jointe"}, kind: kindPicture, shapes: both, of: observatory.EventFailedAttempt, description: "Nom de fichier de la pièce (image ou PDF) dans le dossier donné avec « --pieces ». Elle est scellée avec la clé du dossier ; son nom n'est pas gardé. Par dossier : la capture de la tentative échouée."},
		{id: colCourt, name: "juridiction", also: []string{"tribunal"}, kind: kindWord, words: courts, shapes: both, detail: observatory.DetailCourt, of: observatory.EventProceedings, description: "Juridiction saisie."},
		{id: colDocket, name: "numéro de recours", also: []string{"numéro d'affaire"}, kind: kindSecret, shapes: both, detail: observatory.DetailDocket, of: observatory.EventProceedings, description: "Numéro de l'affaire. Jamais conservé : Vigie en garde un pseudonyme."},
		{id: colExecution, name: "exécution", also: []string{"exécution de la décision"}, kind: kindWord, words: executions, shapes: both, detail: observatory.DetailExecution, of: observatory.EventProceedings, description: "Ce que l'administration a fait de ce que le juge a ordonné."},
	}
}

func caseStepColumns() []column {
	cases := []Shape{ShapeCases}
	return []column{
		{id: colFilingLimit, name: "délai du dépôt", also: []string{"délai R. 431-5", "dépôt dans le délai"}, kind: kindWord, words: filingLimits, shapes: cases, description: "Pour une demande faite sans titre qui se termine : l'alinéa de l'article R. 431-5 du CESEDA dont le délai a été tenu. Vide : on ne sait pas, ou c'est un renouvellement."},
		{id: colFirstContact, name: "date de premier contact", also: []string{"premier contact", "date du premier contact", "première venue"}, kind: kindDate, shapes: cases, description: "Jour où l'association a rencontré la personne pour la première fois."},
		{id: colRenewalRequest, name: "date de demande de renouvellement d'API", also: []string{"demande de renouvellement d'API"}, kind: kindDate, shapes: cases, description: "Jour où le renouvellement de l'attestation a été demandé."},
		{id: colRequestAPIAnswer, name: "réponse à la demande d'API", kind: kindWord, words: answers, shapes: cases, description: "Réponse à la demande d'attestation ou de renouvellement."},
		{id: colClosureChannel, name: "canal de la clôture", kind: kindWord, words: channels, shapes: cases, description: "Par où la clôture a été annoncée."},
		{id: colCCCChannel, name: "canal du contact CCC", also: []string{"canal CCC"}, kind: kindWord, words: channels, shapes: cases, description: "Téléphone, formulaire de contact…"},
		{id: colPANAppointment, name: "date de rendez-vous PAN", also: []string{"rendez-vous PAN", "date RDV PAN", "RDV PAN"}, kind: kindDate, shapes: cases, description: "Jour du rendez-vous obtenu au point d'accueil numérique."},
		{id: colSubstitution, name: "date de demande de substitution", also: []string{"demande de substitution"}, kind: kindDate, shapes: cases, description: "Jour où la solution de substitution a été demandée."},
		{id: colSubstitutionAnswer, name: "réponse à la demande de substitution", also: []string{"réponse substitution"}, kind: kindWord, words: answers, shapes: cases, description: "Invitée, refusée ou sans réponse."},
		{id: colSubstitutionAnsweredOn, name: "date de réponse à la demande de substitution", also: []string{"date de réponse substitution"}, kind: kindDate, shapes: cases, detail: observatory.DetailAnsweredOn, of: observatory.EventSubstitution, description: "Jour de cette réponse."},
		{id: colSubstitutionAppointment, name: "date de rendez-vous de substitution", also: []string{"rendez-vous substitution", "date RDV substitution", "RDV substitution"}, kind: kindDate, shapes: cases, description: "Jour du rendez-vous donné."},
		{id: colSubstitutionOutcome, name: "suite de la substitution", kind: kindWord, words: outcomes, shapes: cases, detail: observatory.DetailOutcome, of: observatory.EventSubstitution, description: "Ce que la substitution a donné."},
		{id: colAttempt, name: "date de tentative échouée", also: []string{"tentative échouée", "date de la tentative"}, kind: kindDate, shapes: cases, description: "Jour d'une tentative qui a échoué."},
		{id: colRefused, name: "date de refus d'API", also: []string{"refus d'API", "date de refus de l'API"}, kind: kindDate, shapes: cases, description: "Jour où un organisme a refusé l'attestation."},
		{id: colRefusedBy, name: "organisme du refus d'API", also: []string{"organisme qui a refusé l'API"}, kind: kindWord, words: organisations, shapes: cases, description: "Organisme qui l'a refusée."},
		{id: colRefusedForm, name: "forme du refus d'API", kind: kindWord, words: channels, shapes: cases, description: "Écrit ou oral."},
		{id: colRefusedConsequence, name: "conséquence du refus d'API", kind: kindWord, words: details, shapes: cases, description: "Ce que ce refus a entraîné."},
		{id: colPresented, name: "date de présentation d'API", also: []string{"présentation d'API"}, kind: kindDate, shapes: cases, description: "Jour où l'attestation a été présentée à un organisme."},
		{id: colPresentedTo, name: "organisme de présentation d'API", also: []string{"organisme à qui l'API a été présentée"}, kind: kindWord, words: organisations, shapes: cases, description: "Organisme à qui elle a été présentée."},
		{id: colPresentedAnswer, name: "réponse de l'organisme", kind: kindWord, words: answers, shapes: cases, description: "Acceptée ou refusée."},
	}
}

func caseFollowColumns() []column {
	cases := []Shape{ShapeCases}
	return []column{
		{id: colConsequenceStart, name: "début de la conséquence", kind: kindDate, shapes: cases, description: "Premier jour de la conséquence."},
		{id: colConsequenceEnd, name: "fin de la conséquence", kind: kindDate, shapes: cases, description: "Dernier jour de la conséquence ; vide : elle dure."},
		{id: colConsequence, name: "conséquence", also: []string{"conséquences"}, kind: kindWord, words: details, shapes: cases, description: "Ce que la personne a perdu."},
		{id: colConsequenceLevel, name: "preuve de la conséquence", kind: kindWord, words: levels, shapes: cases, description: "Comment l'association connaît cette conséquence."},
		{id: colProceedings, name: "date du recours", also: []string{"recours", "date de recours"}, kind: kindDate, shapes: cases, description: "Jour où le juge a été saisi."},
		{id: colProceedingsKind, name: "genre de recours", also: []string{"type de recours"}, kind: kindWord, words: details, shapes: cases, description: "Référé-suspension, référé-liberté, référé mesures utiles, recours pour excès de pouvoir."},
		{id: colProceedingsDecided, name: "date de décision du juge", also: []string{"date du jugement"}, kind: kindDate, shapes: cases, description: "Jour de la décision du juge."},
		{id: colProceedingsOutcome, name: "issue du recours", kind: kindWord, words: answers, shapes: cases, description: "Ordonné ou rejeté."},
		{id: colCorrection, name: "date de demande de correction", also: []string{"demande de correction"}, kind: kindDate, shapes: cases, description: "Jour où une correction a été demandée."},
		{id: colCorrectionObject, name: "objet de la correction", also: []string{"correction demandée"}, kind: kindWord, words: details, shapes: cases, description: "Ce qui devait être corrigé."},
		{id: colCorrectionAnswer, name: "réponse à la demande de correction", kind: kindWord, words: answers, shapes: cases, description: "Réponse reçue."},
		{id: colAttestedBy, name: "état constaté par", kind: kindWord, words: parties, shapes: cases, detail: observatory.DetailBy, of: observatory.EventStateAttested, description: "Qui a dit où en était le dossier au dernier contact."},
		{id: colAlternative, name: "date de demande d'alternative", also: []string{"demande d'alternative"}, kind: kindDate, shapes: cases, description: "Jour où une autre voie a été demandée pour une personne qui ne peut pas venir."},
		{id: colAlternativeBy, name: "alternative demandée par", kind: kindWord, words: parties, shapes: cases, detail: observatory.DetailBy, of: observatory.EventAlternativeAsked, description: "Par la personne, ou par qui pour elle."},
		{id: colAlternativeAnswer, name: "réponse à la demande d'alternative", kind: kindWord, words: answers, shapes: cases, description: "Proposée, refusée ou sans réponse."},
		{id: colDisclosure, name: "date de divulgation", also: []string{"divulgation"}, kind: kindDate, shapes: cases, description: "Jour où des données personnelles ont été divulguées dans un échange."},
		{id: colDisclosureBy, name: "divulgation par", kind: kindWord, words: parties, shapes: cases, detail: observatory.DetailBy, of: observatory.EventDisclosure, description: "Qui les a divulguées."},
		{id: colDisclosureTo, name: "divulgation reçue par", kind: kindWord, words: parties, shapes: cases, detail: observatory.DetailTo, of: observatory.EventDisclosure, description: "Qui les a reçues."},
	}
}

func consentColumns() []column {
	cases := []Shape{ShapeCases}
	return []column{
		{id: colConsentStatistics, name: "consentement statistiques", also: []string{"date du consentement statistiques"}, kind: kindDate, shapes: cases, description: "Jour où la personne a consenti à un export par ligne pour des statistiques. Vide : aucun consentement."},
		{id: colConsentDDD, name: "consentement Défenseur des droits", also: []string{"consentement DDD", "date du consentement DDD"}, kind: kindDate, shapes: cases, description: "Jour où elle a consenti à une transmission au Défenseur des droits."},
		{id: colConsentCourt, name: "consentement justice", also: []string{"date du consentement justice"}, kind: kindDate, shapes: cases, description: "Jour où elle a consenti à un usage en justice."},
		{id: colConsentLinking, name: "consentement rapprochement", also: []string{"consentement rapprochement entre associations"}, kind: kindDate, shapes: cases, description: "Jour où elle a consenti à être reconnue d'une association à l'autre."},
		{id: colConsentEnd, name: "fin du consentement", also: []string{"consentement jusqu'au"}, kind: kindDate, shapes: cases, description: "Dernier jour des consentements de la ligne ; vide : sans terme."},
		{id: colConsentWithdrawn, name: "date de retrait du consentement", also: []string{"consentement retiré le", "retrait du consentement"}, kind: kindDate, shapes: cases, description: "Jour où la personne a retiré ses consentements. Tout export postérieur l'oublie."},
	}
}

func eventDetailColumns() []column {
	events := []Shape{ShapeEvents}
	return []column{
		{id: colAnsweredOn, name: "date de la réponse", also: []string{"date de réponse"}, kind: kindDate, shapes: events, detail: observatory.DetailAnsweredOn, description: "Jour de la réponse reçue."},
		{id: colBy, name: "par qui", kind: kindWord, words: parties, shapes: events, detail: observatory.DetailBy, description: "Qui a constaté l'état, demandé l'alternative ou divulgué les données."},
		{id: colTo, name: "reçu par", also: []string{"destinataire de la divulgation"}, kind: kindWord, words: parties, shapes: events, detail: observatory.DetailTo, description: "À qui les données ont été divulguées."},
		{id: colPurpose, name: "finalité", also: []string{"usage"}, kind: kindWord, words: purposes, shapes: events, description: "Pour un consentement ou son retrait : à quoi il sert. Un retrait sans finalité les retire tous."},
	}
}
