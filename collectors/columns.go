package collectors

import (
	"fmt"
	"slices"
	"strings"

	"vigie/internal/observatory"
)

// Shape is what one row of a file stands for.
type Shape string

// The two published shapes.
const (
	ShapeCases  Shape = "cases"  // one row a case
	ShapeEvents Shape = "events" // one row an event
)

// cellKind is how a cell is read.
type cellKind int

const (
	kindReference   cellKind = iota // pseudonymised
	kindAssociation                 // compared with the association of the import
	kindNumber                      // foreigner number: pseudonymised
	kindIdentity                    // only used to redact the comment, then dropped
	kindDepartment
	kindWord
	kindYesNo
	kindDate
	kindText       // redacted, sealed with the case's key
	kindCodes      // several words
	kindPrefecture // name of a prefecture of the catalogue
	kindSecret     // pseudonymised: the number of a ticket or of proceedings
	kindHour
	kindPicture // name of a file beside the table
)

// columnID names a column within the package.
type columnID int

const (
	colReference columnID = iota
	colAssociation
	colNumber
	colName
	colFirstName
	colBirth
	colMail
	colPhone
	colDepartment
	colProcedure
	colGround
	colLevel
	colComment
	// one row a case
	colTitleStart
	colTitleEnd
	colChannelFiled
	colFiling
	colConfirmation
	colRequest
	colRequestLimit
	colRequestAnswer
	colReceiptStart
	colReceiptEnd
	colFavourableStart
	colFavourableEnd
	colPermitStart
	colPermitEnd
	colCertificateRequest
	colClosure
	colClosureEnding
	colReasonStated
	colReasonSource
	colRefiling
	colDecision
	colDecisionEnding
	colWithdrawal
	colCCC
	colCCCAnswer
	colPAN
	colPANAnswer
	colAttested
	colAttestedState
	// one row an event
	colEvent
	colDate
	colStart
	colEnd
	colChannel
	colRank
	colRights
	colEnding
	colOrganisation
	colAnswer
	colDetail
	colDetails // the first of columns_details.go
)

const (
	// certificates of a case: start, end, rights mention, day of issue, rank of each
	colCertificate = colDetailsEnd
	columnCount    = colCertificate + certificateStride*certificateCount
)

const certificateStride = 5

// certificateCount is how many certificates a row of a case can hold.
const certificateCount = 6

// column is one column of the published format.
type column struct {
	id          columnID
	name        string   // as published
	also        []string // other names taken, beside other spellings of name
	description string
	kind        cellKind
	words       func() vocabulary
	shapes      []Shape
	required    []Shape // the column must stand in the header of these
	detail      observatory.DetailName
	of          observatory.EventKind // whose detail it is in a row that stands for a case
}

func (c column) in(shape Shape) bool { return slices.Contains(c.shapes, shape) }

func (c column) requiredIn(shape Shape) bool { return slices.Contains(c.required, shape) }

// columns is the one table from which the reading, the schema and the messages
// are made, in the order of the published files.
func columns() []column {
	return slices.Concat(commonColumns(), situationColumns(), caseColumns(), certificateColumns(), caseEndColumns(), caseStepColumns(),
		caseFollowColumns(), consentColumns(), eventColumns(), detailColumns(), eventDetailColumns(), closingColumns())
}

func commonColumns() []column {
	both := []Shape{ShapeCases, ShapeEvents}
	return []column{
		{
			id: colReference, name: "référence", also: []string{"ref", "référence du dossier", "numéro de dossier", "n° dossier", "dossier"}, kind: kindReference, shapes: both,
			description: "Référence du dossier dans l'association. Elle n'est jamais conservée : Vigie en garde un pseudonyme. Sans elle, il faut le numéro étranger et la date de dépôt.",
		},
		{
			id: colAssociation, name: "association", also: []string{"structure"}, kind: kindAssociation, shapes: both,
			description: "Code de l'association. Facultatif ; s'il est rempli, il doit être celui de l'import.",
		},
		{
			id: colNumber, name: "numéro étranger", also: []string{"n° étranger", "no étranger", "AGDREF", "numéro AGDREF", "identifiant étranger", "n° AGDREF"}, kind: kindNumber, shapes: both,
			description: "Numéro étranger (AGDREF), 9 ou 10 chiffres. Jamais conservé : Vigie en garde un pseudonyme pour compter chaque personne une fois.",
		},
		{
			id: colName, name: "nom", also: []string{"nom de famille", "nom d'usage"}, kind: kindIdentity, shapes: both,
			description: "Nom. Jamais conservé ; il sert seulement à masquer le nom dans le commentaire.",
		},
		{
			id: colFirstName, name: "prénom", also: []string{"prénoms"}, kind: kindIdentity, shapes: both,
			description: "Prénom. Jamais conservé ; il sert seulement à masquer le prénom dans le commentaire.",
		},
		{
			id: colBirth, name: "date de naissance", also: []string{"né le", "née le", "ddn", "naissance"}, kind: kindIdentity, shapes: both,
			description: "Date de naissance. Jamais conservée ; avec les noms, elle sert à reconnaître la même personne quand le numéro étranger manque.",
		},
		{
			id: colMail, name: "e-mail", also: []string{"courriel", "mail", "adresse e-mail", "adresse mail"}, kind: kindIdentity, shapes: both,
			description: "Adresse électronique. Jamais conservée.",
		},
		{
			id: colPhone, name: "téléphone", also: []string{"tel", "portable", "numéro de téléphone"}, kind: kindIdentity, shapes: both,
			description: "Téléphone. Jamais conservé.",
		},
		{
			id: colDepartment, name: "département", also: []string{"dept", "dpt", "code département", "département de résidence"}, kind: kindDepartment, shapes: both, required: both,
			description: "Département de la préfecture compétente : code (01, 2A, 971) ou nom.",
		},
		{id: colProcedure, name: "procédure", also: []string{"démarche", "type de demande"}, kind: kindWord, words: procedures, shapes: both, description: "Démarche faite."},
		{
			id: colGround, name: "fondement", also: []string{"motif du séjour", "motif de séjour", "fondement juridique"}, kind: kindWord, words: grounds, shapes: both,
			description: "Fondement du titre demandé, en mots ou par l'article du CESEDA (L. 423-7).",
		},
	}
}

func caseColumns() []column {
	cases := []Shape{ShapeCases}
	return []column{
		{id: colTitleStart, name: "date de début du titre", also: []string{"début du titre", "titre début"}, kind: kindDate, shapes: cases, description: "Premier jour du titre détenu."},
		{id: colTitleEnd, name: "date de fin du titre", also: []string{"fin du titre", "titre fin", "expiration du titre", "date d'expiration du titre"}, kind: kindDate, shapes: cases, description: "Dernier jour du titre détenu au moment de la demande."},
		{id: colChannelFiled, name: "canal de dépôt", also: []string{"canal"}, kind: kindWord, words: channels, shapes: cases, description: "Par où la demande a été déposée."},
		{
			id: colFiling, name: "date de dépôt", also: []string{"dépôt", "date de la demande", "date dépôt ANEF"}, kind: kindDate, shapes: []Shape{ShapeCases, ShapeEvents}, required: []Shape{ShapeCases},
			description: "Jour du dépôt de la demande. Par évènement : facultatif, sert à reconnaître le dossier quand il n'a pas de référence.",
		},
		{id: colConfirmation, name: "date de confirmation", also: []string{"confirmation de dépôt", "date de confirmation du dépôt", "date de l'attestation de dépôt"}, kind: kindDate, shapes: cases, description: "Jour de la confirmation (ou attestation) de dépôt. Elle ne prouve pas la régularité du séjour."},
		{id: colRequest, name: "date de demande de pièces", also: []string{"demande de pièces", "demande de compléments"}, kind: kindDate, shapes: cases, description: "Jour où l'administration a demandé des pièces."},
		{id: colRequestLimit, name: "date limite pour les pièces", also: []string{"délai pour les pièces"}, kind: kindDate, shapes: cases, description: "Dernier jour donné pour répondre à la demande de pièces."},
		{id: colRequestAnswer, name: "date de réponse aux pièces", also: []string{"pièces envoyées", "date d'envoi des pièces"}, kind: kindDate, shapes: cases, description: "Jour où les pièces ont été envoyées."},
	}
}

func certificateColumns() []column {
	var list []column
	for i := range certificateCount {
		prefix, also := "API", fmt.Sprintf("API %d", i+1)
		if i > 0 {
			prefix = also
		}
		names := func(what string) []string {
			var list []string
			for _, name := range slices.Compact([]string{prefix, also}) {
				list = append(list, name+" "+what, strings.Replace(name, "API", "attestation de prolongation", 1)+" "+what, "date "+name+" "+what)
			}
			return list
		}
		id := colCertificate + columnID(certificateStride*i)
		nth := fmt.Sprintf("l'attestation de prolongation d'instruction n° %d", i+1)
		cases := []Shape{ShapeCases}
		list = append(
			list,
			column{id: id, name: prefix + " début", also: names("début"), kind: kindDate, shapes: cases, description: "Premier jour de " + nth + "."},
			column{id: id + 1, name: prefix + " fin", also: slices.Concat(names("fin"), names("jusqu'au"), names("valable jusqu'au"), names("échéance")), kind: kindDate, shapes: cases, description: "Dernier jour de " + nth + "."},
			column{id: id + 2, name: prefix + " mention des droits", also: names("mention des droits"), kind: kindYesNo, words: yesNo, shapes: cases, description: "Oui si " + nth + " porte la mention des droits (travail, prestations)."},
			column{id: id + 3, name: prefix + " mise à disposition", also: names("mise à disposition"), kind: kindDate, shapes: cases, description: "Jour où " + nth + " a été mise à disposition. Vide : son premier jour."},
			column{id: id + 4, name: prefix + " rang", also: names("rang"), kind: kindWord, words: ranks, shapes: cases, description: "Première ou renouvellement."},
		)
	}
	return list
}

func caseEndColumns() []column {
	cases, both := []Shape{ShapeCases}, []Shape{ShapeCases, ShapeEvents}
	return []column{
		{id: colReceiptStart, name: "récépissé début", also: []string{"date de récépissé début"}, kind: kindDate, shapes: cases, description: "Premier jour du récépissé."},
		{id: colReceiptEnd, name: "récépissé fin", also: []string{"date de récépissé fin"}, kind: kindDate, shapes: cases, description: "Dernier jour du récépissé."},
		{id: colFavourableStart, name: "attestation de décision favorable début", also: []string{"ADF début"}, kind: kindDate, shapes: cases, description: "Premier jour de l'attestation de décision favorable."},
		{id: colFavourableEnd, name: "attestation de décision favorable fin", also: []string{"ADF fin"}, kind: kindDate, shapes: cases, description: "Dernier jour de l'attestation de décision favorable."},
		{id: colPermitStart, name: "APS début", kind: kindDate, shapes: cases, description: "Premier jour de l'autorisation provisoire de séjour."},
		{id: colPermitEnd, name: "APS fin", kind: kindDate, shapes: cases, description: "Dernier jour de l'autorisation provisoire de séjour."},
		{id: colCertificateRequest, name: "date de demande d'API", also: []string{"demande d'API"}, kind: kindDate, shapes: cases, description: "Jour où une attestation de prolongation a été demandée."},
		{id: colClosure, name: "date de clôture", also: []string{"clôture"}, kind: kindDate, shapes: cases, description: "Jour où le dossier a été clôturé."},
		{id: colClosureEnding, name: "issue de la clôture", kind: kindWord, words: endings, shapes: cases, description: "Sens de la clôture : un dossier peut être clôturé parce qu'il a été accepté. Vide : défavorable."},
		{id: colReasonStated, name: "motif indiqué", also: []string{"motif de clôture indiqué", "motif donné"}, kind: kindYesNo, words: yesNo, shapes: both, description: "Oui si le message de clôture dit pourquoi ce dossier est clôturé."},
		{id: colReasonSource, name: "source du motif", also: []string{"source"}, kind: kindWord, words: levels, shapes: both, description: "D'où l'on sait si un motif est indiqué."},
		{id: colRefiling, name: "date de nouveau dépôt", also: []string{"nouveau dépôt", "redépôt"}, kind: kindDate, shapes: cases, description: "Jour où la demande a été déposée de nouveau après une clôture."},
		{id: colDecision, name: "date de décision", kind: kindDate, shapes: cases, description: "Jour de la décision expresse."},
		{id: colDecisionEnding, name: "décision", also: []string{"sens de la décision"}, kind: kindWord, words: endings, shapes: cases, description: "Sens de la décision expresse."},
		{id: colWithdrawal, name: "date de désistement", also: []string{"désistement"}, kind: kindDate, shapes: cases, description: "Jour où la personne a renoncé à la demande."},
		{id: colCCC, name: "date de contact CCC", also: []string{"contact CCC", "CCC"}, kind: kindDate, shapes: cases, description: "Jour d'un contact avec le centre de contact citoyens."},
		{id: colCCCAnswer, name: "réponse du CCC", also: []string{"réponse CCC"}, kind: kindWord, words: answers, shapes: cases, description: "Réponse du centre de contact citoyens."},
		{id: colPAN, name: "date de contact PAN", also: []string{"contact PAN", "PAN"}, kind: kindDate, shapes: cases, description: "Jour d'un contact avec le point d'accueil numérique."},
		{id: colPANAnswer, name: "réponse du PAN", also: []string{"réponse PAN"}, kind: kindWord, words: answers, shapes: cases, description: "Réponse du point d'accueil numérique."},
		{id: colAttested, name: "date de dernier contact", also: []string{"dernier contact", "date du dernier contact"}, kind: kindDate, shapes: cases, description: "Dernier jour où l'association a su où en était le dossier."},
		{id: colAttestedState, name: "document valide au dernier contact", also: []string{"document valide"}, kind: kindYesNo, words: yesNo, shapes: cases, description: "Oui si la personne avait ce jour-là un document prouvant la régularité du séjour."},
	}
}

func eventColumns() []column {
	events := []Shape{ShapeEvents}
	return []column{
		{id: colEvent, name: "évènement", also: []string{"type d'évènement", "fait"}, kind: kindWord, words: kinds, shapes: events, required: events, description: "Ce qui s'est passé."},
		{id: colDate, name: "date", also: []string{"date de l'évènement"}, kind: kindDate, shapes: events, required: events, description: "Jour de l'évènement. Pour un document : jour où il a été mis à disposition."},
		{id: colStart, name: "début", also: []string{"date de début"}, kind: kindDate, shapes: events, description: "Premier jour de validité du document, ou du fait qui dure."},
		{id: colEnd, name: "fin", also: []string{"date de fin"}, kind: kindDate, shapes: events, description: "Dernier jour de validité du document, ou du fait qui dure ; délai donné ; rendez-vous obtenu."},
		{id: colChannel, name: "canal", kind: kindWord, words: channels, shapes: events, description: "Par où le fait s'est passé."},
		{id: colRank, name: "rang", kind: kindWord, words: ranks, shapes: events, description: "Pour une API : première ou renouvellement."},
		{id: colRights, name: "mention des droits", kind: kindYesNo, words: yesNo, shapes: events, description: "Pour une API : oui si elle porte la mention des droits (travail, prestations)."},
		{id: colEnding, name: "issue", kind: kindWord, words: endings, shapes: events, description: "Sens d'une clôture ou d'une décision."},
		{id: colOrganisation, name: "organisme", kind: kindWord, words: organisations, shapes: events, description: "Organisme auquel l'API a été présentée."},
		{id: colAnswer, name: "réponse", kind: kindWord, words: answers, shapes: events, description: "Réponse reçue, ou état constaté."},
		{id: colDetail, name: "précision", kind: kindWord, words: precisions, shapes: events, description: "Conséquence, genre de recours, objet de la correction ; pour un dépôt, le délai tenu ; pour un état constaté, s'il s'agit du premier contact."},
	}
}

func closingColumns() []column {
	both := bothShapes()
	return []column{
		{id: colLevel, name: "niveau de preuve", also: []string{"preuve"}, kind: kindWord, words: levels, shapes: both, description: "Comment l'association connaît ces faits. Vide : dit par la personne."},
		{
			id: colComment, name: "commentaire", also: []string{"commentaires", "observations", "remarques", "notes"}, kind: kindText, shapes: both,
			description: "Texte libre. Il n'entre pas dans la base : il est expurgé, puis scellé avec la clé du dossier.",
		},
	}
}

// beyondCertificates reports whether a header is of a certificate of which a row of one
// case has no columns: « API 7 fin ».
func beyondCertificates(name string) bool {
	words := strings.Fields(fold(name))
	i := slices.Index(words, "api")
	if i < 0 || i+1 == len(words) {
		return false
	}
	number, ok := small(words[i+1])
	return ok && number > certificateCount
}

const remedyCertificates = "une ligne de dossier porte six API au plus : donnez les suivantes dans un autre fichier, une ligne par évènement, avec la même référence"
