package notice

import (
	"testing"

	"vigie/internal/observatory"
)

// TestTerse: what agents type in a few words, and what only looks like it.
func TestTerse(t *testing.T) {
	const closure, other = observatory.NoticeClosure, observatory.NoticeOther
	tests := []struct {
		text   string
		kind   observatory.NoticeKind
		reason observatory.NoticeReason
	}{
		{"Dde faite 2 fois, l'autre est en cours d'instruction. J'annule celle-ci.", closure, observatory.ReasonDuplicate},
		{"Vous avez cliqué sur duplicata, pour renouveler c'est l'autre bouton. J'annule", closure, observatory.ReasonWrongProcedure},
		{"Facture EDF = Lormont (33). Nous c'est le 47. Celle ci est close", closure, observatory.ReasonNotCompetent},
		{"date de naissance saisie 03/08/1991, passeport 08/03/1991. Dossier rendu à l'usager.", closure, observatory.ReasonIdentityMismatch},
		{"SMS Préf. 61 : complément (quittance) attendu pr le 15/09 non reçu. Demande fermée.", closure, observatory.ReasonNoAnswer},
		{"Scan du passeport flou, inexploitable. Je suis obligé de clore.", closure, observatory.ReasonIncompleteDisputed},
		{"L'usager a cliqué sur « Abandonner ma démarche ». Les pièces seront effacées.", closure, observatory.ReasonWithdrawn},
		{"Votre carte est encore valable jusqu'en 2031, rien à renouveler. Demande clôturée", closure, observatory.ReasonOtherGround},
		{"CLOTURE - ANCIEN TITRE NON RESTITUE - A RAPPORTER AU GUICHET", closure, observatory.ReasonPreviousTitle},
		{"Dossier KO - incomplet", closure, observatory.ReasonIncomplete},
		{"Demande KO : doublon", closure, observatory.ReasonDuplicate},
		{"Dossier NOK, manque l'avis d'imposition", closure, observatory.ReasonIncomplete},
		{"Dossier KO, merci d'ajouter votre bail dans votre espace avant le 3 mai.", observatory.NoticeDocumentRequest, observatory.ReasonNoneGiven},
		{"Votre fichier pèse plus de 900 ko, merci de joindre une photo moins lourde.", observatory.NoticeDocumentRequest, observatory.ReasonNoneGiven},
		{"Code de vérification : 482913. Ne le communiquez à personne.", other, observatory.ReasonNoneGiven},
		{"N'envoyez aucun document par courriel : il ne serait pas lu.", other, observatory.ReasonNoneGiven},
		{"Merci de ne pas transmettre de pièces par courriel.", other, observatory.ReasonNoneGiven},
		{"Merci de ne transmettre que votre passeport, avant le 3 mai.", observatory.NoticeDocumentRequest, observatory.ReasonNoneGiven},
		{"Ne tardez pas : transmettez votre bail avant le 3 mai.", observatory.NoticeDocumentRequest, observatory.ReasonNoneGiven},
		{"On ne va pas annuler votre demande, rien à faire.", other, observatory.ReasonNoneGiven},
		{"La demande de complément du 3 avril est clôturée : l'agent n'en a plus besoin.", other, observatory.ReasonNoneGiven},
		{"Donnez-nous votre avis ! Votre démarche est aujourd'hui clôturée. Répondez à notre questionnaire.", other, observatory.ReasonNoneGiven},
		{"Suite à une erreur, certains usagers ont reçu ce matin un message annonçant la clôture de leur dossier.", other, observatory.ReasonNoneGiven},
		{"Votre demande a bien été enregistrée. Cette confirmation ne préjuge pas de la suite réservée à votre dossier.", observatory.NoticeAcknowledgement, observatory.ReasonNoneGiven},
		{"Merci de m'adresser votre avis d'imposition avant le 15 mai, à défaut de quoi je serai amené à classer votre dossier.", observatory.NoticeDocumentRequest, observatory.ReasonNoneGiven},
	}
	for _, test := range tests {
		if r := Read(test.text); r.Kind != test.kind || r.Reason != test.reason {
			t.Errorf("%s\nread %s, %s; want %s, %s", test.text, r.Kind, r.Reason, test.kind, test.reason)
		}
	}
}

// TestReasonsThatAreOnlyListed: a list of all reasons there may be gives none.
func TestReasonsThatAreOnlyListed(t *testing.T) {
	for _, text := range []string{
		"Votre demande a été clôturée pour l'une des raisons suivantes :\n- pièce manquante\n- demande déjà déposée\n- ancien titre non restitué\n",
		"Votre demande est clôturée. Les motifs les plus fréquents sont : dossier déposé deux fois, préfecture non compétente.\n",
	} {
		if r := Read(text); r.Kind != observatory.NoticeClosure || r.Criteria[observatory.CriterionReasonStated] != observatory.No {
			t.Errorf("%s\nread %s, %s, reason stated %q", text, r.Kind, r.Reason, r.Criteria[observatory.CriterionReasonStated])
		}
	}
}

// TestAbbreviations: words that agents shorten, but not within an address.
func TestAbbreviations(t *testing.T) {
	for text, want := range map[string]string{
		"Dde classée, justif pr le doss non reçu":  "demande classee, justificatif pour le dossier non recu",
		"écrire à titres@pref.exemple.gouv.fr":     "ecrire a titres@pref.exemple.gouv.fr",
		"voir www.info-pref.fr ou la préf. de Gap": "voir www.info-pref.fr ou la prefecture. de gap",
	} {
		if got := Fold(text); got != want {
			t.Errorf("%q folds to %q, want %q", text, got, want)
		}
	}
}
