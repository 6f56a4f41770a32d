package notice

import (
	"testing"

	"vigie/internal/observatory"
)

// TestWhoEndsWhat: what ends is another service's, another matter or only asked about,
// and what a service says of this file is read though words of something else stand
// beside it.
func TestWhoEndsWhat(t *testing.T) {
	const closure, other, ccc = observatory.NoticeClosure, observatory.NoticeOther, observatory.NoticeCCCAnswer
	const none = observatory.ReasonNoneGiven
	tests := []struct {
		text   string
		kind   observatory.NoticeKind
		reason observatory.NoticeReason
	}{
		{"Votre abonnement est clôturé, le dernier montant n'ayant pas été réglé.", other, none},
		{"La CAF a fermé votre dossier d'aide au logement car votre carte de séjour est échue.", other, none},
		{"Monsieur, la demande de prêt que vous avez faite est clôturée. Votre conseiller bancaire.", other, none},
		{"Le tribunal administratif de Rennes vous informe que l'instruction de la requête sera close le 3 mai par ordonnance de clôture.", other, none},
		{"Aucun créneau n'est actuellement disponible. Veuillez renouveler votre demande ultérieurement.", other, none},
		{"Objet : clôture ?\nBonjour, votre demande n'est pas close.\nIl me manque seulement la copie du visa, merci de l'ajouter.", observatory.NoticeDocumentRequest, none},
		{"Bonjour, comme suite à votre appel au 0 806 001 620, l'anomalie rencontrée à l'étape 3 n'a pu être levée. Nous la remontons au niveau supérieur.", ccc, none},
		{"Clôture de votre dossier le 3 mars.\nPour toute question, écrivez au centre de contact.", closure, none},
		{"Nous ne sommes pas compétents : les actes d'état civil des réfugiés se demandent auprès de l'OFPRA. Votre dossier est classé.", closure, observatory.ReasonNotCompetent},
		{"Vous aviez rendez-vous le 6 janvier, puis le 20 janvier, pour vos empreintes. Votre absence nous conduit à fermer le dossier.", closure, observatory.ReasonOtherGround},
		{"Article 1er : la demande de carte de séjour est rejetée et le dossier clôturé, l'intéressé ayant été condamné le 3 mars 2024.\nFait à Saint-Étienne", closure, observatory.ReasonOtherGround},
		{"Malgré notre demande du 4 mai, vous n'avez envoyé que deux quittances de loyer ; celle de mars manque. Demande clôturée.", closure, observatory.ReasonIncomplete},
		{"Le livret de famille que vous avez envoyé est illisible (page 3 absente) ; la demande est close.", closure, observatory.ReasonIncompleteDisputed},
		{"Votre photo a été rejetée par le contrôle automatique. Votre demande est close.", closure, observatory.ReasonIncompleteDisputed},
		{"La demande de pièces du 12/11/25 (fiche de paie, assurance) étant restée sans effet, votre demande est classée.", closure, observatory.ReasonNoAnswer},
		{"La signature du formulaire manque. C'est fermé, à refaire.", closure, observatory.ReasonIncomplete},
		{"Vous recevez ce message car vous êtes abonné à nos alertes : « clôture des dossiers incomplets ».", other, none},
		{"Dossier clos : votre quittance n'est pas jointe. Rien ne nous oblige à vous la réclamer, nous ne sommes pas tenus de vous relancer.", closure, observatory.ReasonIncomplete},
		{"Votre envoi en réponse à notre demande ne contient pas l'acte de mariage. Nous clôturons votre dossier.", closure, observatory.ReasonIncomplete},
		{"Demande close : motif « autre ».", closure, none},
		{"Votre carte de séjour a été remise hier, votre dossier est donc clos.", observatory.NoticeFavourableEnd, observatory.ReasonFavourable},
		{"Newsletter : que faire quand la préfecture clôture un dossier ?", other, none},
		{"3e relance : nous attendons encore votre bail. Prochaine étape : la clôture.", observatory.NoticeDocumentRequest, none},
		{"Votre pré-demande est validée et transmise à la préfecture.", observatory.NoticeAcknowledgement, none},
		{"Your application was incomplete and has been closed. Votre demande, étant incomplète, a été close.", closure, observatory.ReasonIncomplete},
		{"La convention de stage que vous avez fournie n'est signée que par l'école et n'a aucune valeur. Dossier clos.", closure, observatory.ReasonIncompleteDisputed},
		{"Votre demande est close : accordée, carte à retirer au guichet 3.", observatory.NoticeFavourableEnd, observatory.ReasonFavourable},
		{"Votre demande de duplicata est clôturée, le titre a été fabriqué et envoyé en sous-préfecture.", observatory.NoticeFavourableEnd, observatory.ReasonFavourable},
	}
	for _, test := range tests {
		if r := Read(test.text); r.Kind != test.kind || r.Reason != test.reason {
			t.Errorf("%s\nread %s, %s; want %s, %s", test.text, r.Kind, r.Reason, test.kind, test.reason)
		}
	}
}

// TestAnswerThatQuotesItsRequest: the newest message of the service counts, not the
// earlier one that it quotes; a person's answer, and what a caseworker says above a
// message, still yield to the service's.
func TestAnswerThatQuotesItsRequest(t *testing.T) {
	const asked = "Le 4 janvier 2026, la préfecture a écrit :\n> Merci de nous transmettre votre passeport sous 15 jours.\n"
	if r := Read("Bonjour,\nVotre demande a été clôturée : vous n'avez pas répondu dans le délai imparti.\n\n" + asked); r.Kind != observatory.NoticeClosure || r.Reason != observatory.ReasonNoAnswer {
		t.Errorf("closure above its request: %s, %s", r.Kind, r.Reason)
	}
	for _, above := range []string{
		"Bonjour, j'ai envoyé mon passeport hier, ma demande est complète.\n\n",
		"Bonjour Awa, votre demande est encore ouverte, voici le message reçu.\n\n",
	} {
		if r := Read(above + asked); r.Kind != observatory.NoticeDocumentRequest {
			t.Errorf("%sread %s, want the request below", above, r.Kind)
		}
	}
}

// TestLetterInTheAttachment: "cannot tell" is for a letter that is not there.
func TestLetterInTheAttachment(t *testing.T) {
	const cover, letter = "Bonjour,\nVous trouverez ci-joint la décision de clôture prise sur votre demande.\n", "Votre demande est clôturée : le contrat de travail n'a pas été fourni.\n"
	with, without := Read(cover+"\n\n"+AttachmentMark+" 1 ---\n\n"+letter), Read(cover)
	for _, c := range []observatory.Criterion{observatory.CriterionLegalBasis, observatory.CriterionSender, observatory.CriterionRemedy} {
		if with.Criteria[c] != observatory.No || without.Criteria[c] != observatory.Unknown {
			t.Errorf("%s: %q with the letter, %q without", c, with.Criteria[c], without.Criteria[c])
		}
	}
}

// TestFactsOfTheCause: the day of a withdrawal or of another file, a month and the
// ground that only its conclusion announces are facts; the day of the end is none.
func TestFactsOfTheCause(t *testing.T) {
	for text, want := range map[string]observatory.Tri{
		"Vous avez annulé votre demande depuis votre compte le 02/03/2026. Celle-ci est close.":                                   observatory.Yes,
		"Cette demande doublonne celle du 14 novembre. Je la clos.":                                                               observatory.Yes,
		"Votre titre est encore valable jusqu'au 11/2027, le renouvellement n'est pas ouvert. Nous avons fermé cette demande.":    observatory.Yes,
		"Sur avis de l'OFII du 2 décembre, votre état de santé n'appelle pas de soins en France. Votre demande est donc rejetée.": observatory.Yes,
		"Motif de clôture : pièces manquantes. Dossier clos le 11.02.26":                                                          observatory.No,
	} {
		if r := Read(text); r.Criteria[observatory.CriterionFactsNamed] != want {
			t.Errorf("%s\nfacts_named %q, want %q", text, r.Criteria[observatory.CriterionFactsNamed], want)
		}
	}
}
