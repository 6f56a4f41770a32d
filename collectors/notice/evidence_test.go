package notice

import (
	"slices"
	"strings"
	"testing"

	"vigie/internal/observatory"
)

// TestEvidence: what no phrase of the causes says, the word families find.
func TestEvidence(t *testing.T) {
	for reason, texts := range map[observatory.NoticeReason][]string{
		observatory.ReasonNotCompetent: {
			"Vous ne logez pas chez nous. Nous ne pouvons y donner suite et le sortons de notre liste.",
			"Le bourg d'Aubin ne fait pas partie de notre arrondissement : demande classée.",
			"Vous habitez Albi, comme le dit votre bail du 2 mai. La préfecture du Lot ne peut poursuivre l'examen. Je classe.",
			"Vos bulletins de paie et votre bail établissent que vous résidez à Nîmes. La préfecture de l'Hérault n'est donc pas celle qui peut vous répondre. Fin de traitement du dossier.",
			"Puisque vous avez quitté Bordeaux pour Pau, nous devons fermer votre dossier : c'est désormais Pau qui décidera.",
			"Notre guichet ne couvre que l'arrondissement de Lens. Votre rue est à Béthune, donc je classe.",
		},
		observatory.ReasonWrongProcedure: {
			"Vous avez sélectionné « renouvellement » alors qu'il s'agit d'une première demande. Nous avons dû refermer votre dossier.",
			"Les demandes pour soins se font auprès du guichet. Votre dossier ANEF est clôturé.",
			"Vous nous avez écrit par la poste. Cette demande se fait uniquement en ligne. Votre envoi est retourné et n'aura aucune suite.",
			"Pour un enfant il faut faire la démarche « document de circulation ». La demande est donc arrêtée.",
		},
		observatory.ReasonIdentityMismatch: {
			"Les données d'identité déclarées ne se retrouvent pas dans notre fichier sous la même orthographe. La demande prend fin.",
			"Vous avez indiqué être née à Oran ; votre acte dit Alger. La demande est close.",
		},
		observatory.ReasonDuplicate: {
			"Nous avons reçu de votre part deux envois strictement semblables. Seul le premier sera examiné ; l'autre a été clos.",
			"Une demande enregistrée sous le n° 12 est en cours d'examen. Celle que vous avez envoyée lundi est fermée.",
			"Motif : dossier existant. Demande clôturée.",
			"Ce dossier est fermé, il répète celui que vous avez remis au guichet.",
			"Existence d'une demande antérieure non soldée : clôture de la présente.",
		},
		observatory.ReasonPreviousTitle: {
			"Votre précédente carte est disponible en préfecture depuis mars mais vous ne l'avez pas retirée ; votre demande est donc annulée.",
			"Vous détenez toujours votre carte expirée, dossier fermé.",
		},
		observatory.ReasonWithdrawn: {
			"À votre demande, le dossier est fermé.",
			"Vous avez demandé par téléphone que nous arrêtions tout. Votre dossier est donc clos.",
			"Vous avez choisi d'annuler vous-même votre demande, elle est fermée. Il faudra faire une autre demande en cas d'erreur.",
			"Vous avez demandé d'abandonner cette procédure. C'est fait, la place est libre.",
		},
		observatory.ReasonNoAnswer: {
			"Une réponse était attendue sous un mois. Sans manifestation de votre part à notre demande de pièces, le dossier est clos.",
			"Motif de clôture : non-production dans le délai des documents demandés.",
			"Nos deux relances n'ayant rien donné, le dossier est fermé.",
			"Dossier 2025-778\nDemande de compléments : 03/02/2026\nRelance : 20/02/2026\nRéponse : aucune\nDécision : clôture",
		},
		observatory.ReasonIncomplete: {
			"L'acte de décès n'a pu être lu, je ferme le dossier.",
			"Il aurait fallu une traduction du jugement. Elle fait défaut. Demande close.",
			"Pièces KO : bail (page 1 seule), RIB. Dossier rejeté.",
		},
		observatory.ReasonIncompleteDisputed: {
			"Au lieu d'un justificatif de domicile vous avez joint une publicité. Le dossier est donc clos.",
		},
		observatory.ReasonOtherGround: {
			"Vous n'étiez pas présent lors de l'entretien du 12 mai. Votre dossier est clôturé.",
			"Statut : CLÔTURÉ\nRaison : demandeur bénéficiaire de la protection internationale dans un autre État membre",
			"Vous avez demandé une carte de visiteur. Or vous dirigez une entreprise : le bon motif est « commerçant ». Je clos cette demande.",
			"Considérant que l'intéressée doit solliciter un titre en tant que mère d'un enfant français et non comme étudiante ; la demande est clôturée.",
			"Le contrôle de l'université fait ressortir trois redoublements cette année. Votre demande est donc classée.",
		},
		observatory.ReasonNoneGiven: {
			"Votre demande est passée au statut « clôturée ». Ce message vous est adressé par un automate.",
			"Il arrive fréquemment que des usagers joignent des fichiers illisibles ou oublient une signature. Votre demande a été clôturée.",
			"Cette décision n'emporte aucune obligation de quitter le territoire. Votre demande est close.",
			"Votre dossier a été fermé. Je n'ai pas d'autres éléments à vous donner.",
			"La suite réservée à votre dossier est la suivante : clôture.",
			"Votre dossier est clos. Vous ne pourrez plus y joindre de document.",
			"L'administration a pris une décision de clôture sur votre demande.",
			"Votre demande : clôturée\nMotif : non renseigné",
		},
	} {
		for _, text := range texts {
			if r := Read(text); r.Kind != observatory.NoticeClosure || r.Reason != reason {
				t.Errorf("%s %s, want closure %s: %s", r.Kind, r.Reason, reason, text)
			}
		}
	}
}

// TestEndings: what is no end of this file.
func TestEndings(t *testing.T) {
	for text, kind := range map[string]observatory.NoticeKind{
		"Le site de dépôt des dossiers sera fermé samedi pour entretien.":                                                                    observatory.NoticeOther,
		"Votre rendez-vous de mardi est reporté au mercredi 4 mars 2026. Aucune confirmation n'est requise.":                                 observatory.NoticeAppointment,
		"Nous vous proposons un entretien le 5 mai 2026 à 9 h en préfecture.":                                                                observatory.NoticeAppointment,
		"La plateforme de Lille a bien reçu votre demande de titre de séjour.":                                                               observatory.NoticeAcknowledgement,
		"Nous avons le plaisir de vous dire qu'une suite favorable est donnée à votre demande, qui est close.":                               observatory.NoticeFavourableEnd,
		"Vous pourrez retirer votre carte le 5 mars 2026 à 10 h, guichet 3.":                                                                 observatory.NoticeAppointment,
		"Votre demande de renouvellement est arrivée dans notre service. Merci de patienter.":                                                observatory.NoticeAcknowledgement,
		"Votre espace personnel a été fermé après un an sans visite.":                                                                        observatory.NoticeOther,
		"Un rendez-vous vous a été attribué : mardi 3 mars à 9 h, guichet 2.":                                                                observatory.NoticeAppointment,
		"La photo doit être refaite. Répondez par ce formulaire.":                                                                            observatory.NoticeDocumentRequest,
		"Il ne sera pas donné suite à votre demande de carte.":                                                                               observatory.NoticeClosure,
		"Rien n'est fermé, votre dossier suit son cours.":                                                                                    observatory.NoticeOther,
		"Vous avez encore jusqu'au 6 juin pour envoyer votre bail. Si rien ne bouge, nous serons contraints de clôturer votre demande.":      observatory.NoticeDocumentRequest,
		"Votre demande, clôturée par erreur, a été rouverte. Merci de nous envoyer votre acte de mariage.":                                   observatory.NoticeDocumentRequest,
		"Votre courrier du 4 mai contestant la clôture de votre demande nous est bien parvenu. Une réponse vous sera apportée.":              observatory.NoticeAcknowledgement,
		"Nous ne sommes pas compétents et clôturons le dossier.":                                                                             observatory.NoticeClosure,
		"La demande ne correspond plus à votre situation, elle est close.":                                                                   observatory.NoticeClosure,
		"Votre demande déposée à tort auprès de nos services est clôturée.":                                                                  observatory.NoticeClosure,
		"Une carte vous est accordée. La demande que vous aviez introduite en 2023 et qui avait été clôturée ne doit pas être reprise.":      observatory.NoticeFavourableEnd,
		"Rappel : une demande incomplète est clôturée automatiquement. Vérifiez bien votre dossier avant de l'envoyer.":                      observatory.NoticeOther,
		"Le consulat général de France à Tunis vous informe que votre demande de visa de long séjour a été traitée. Votre dossier est clos.": observatory.NoticeOther,
	} {
		if r := Read(text); r.Kind != kind {
			t.Errorf("%s, want %s: %s", r.Kind, kind, text)
		}
	}
}

// TestEndsWithoutTheWords: the file is the subject, the object or what a pronoun
// takes up, of a verb or a noun of stopping, removing, refusing, returning.
func TestEndsWithoutTheWords(t *testing.T) {
	for _, text := range []string{
		"Mise à l'écart de votre demande : deux comptes, une seule personne.",
		"Je vous informe du retour de votre demande, qui ne relève pas de ce service.",
		"Nous avons dû rayer votre dossier de nos listes.",
		"Nous renonçons à traiter votre demande, vous n'avez jamais répondu.",
		"Nous vous rendons votre dossier sans l'avoir étudié.",
		"Votre demande a été mise au panier, l'adresse étant à Dijon.",
		"J'ai repris votre dossier ce matin et je l'ai sorti de la pile : vous dépendez de Nanterre.",
		"Votre dossier, qui ne peut être tenu pour complet, n'est pas admis à l'instruction.",
		"Vous habitez Tours. Nous ne nous occuperons plus de votre dossier.",
		"Vous avez déjà un dossier ouvert à Metz. Le service ne donnera pas suite.",
		"Je ne peux que constater l'abandon de votre dossier.",
		"Votre dossier n a pas ete ouvert, il repart par la poste.",
		"Votre demande ne peut, dès lors, qu'être déclarée irrecevable.",
		"Les services de l'État ont décidé de ne pas aller plus avant dans l'examen de votre situation.",
		"Décision : fermeture\nMotif : document non conforme",
		"Votre silence ne me laisse d'autre choix que de classer votre affaire.",
	} {
		if r := Read(text); r.Kind != observatory.NoticeClosure {
			t.Errorf("%s, want closure: %s", r.Kind, text)
		}
	}
	for _, text := range []string{
		"Nous avons retiré de votre dossier la pièce en double, le reste est à l'étude.",
		"La page 3 de votre dossier a été écartée car illisible. Merci de la renvoyer avant le 3 mai.",
		"Votre passeport vous est retourné par la poste, nous gardons votre dossier.",
		"Votre demande n'a pas encore été examinée.",
		"Votre demande est passée en statut « à compléter ». Elle ne sera instruite qu'après réception de votre diplôme.",
		"Il manque une page à votre dossier, sans elle nous ne pourrons pas poursuivre.",
		"Il vous reste à fournir votre bail. À défaut, votre dossier vous sera renvoyé.",
		"Sans réponse de votre part, votre demande sera retirée de la file.",
		"Pour retirer votre demande, cliquez sur « Annuler ».",
		"La décision de clôture est retirée et l'instruction de votre demande reprend.",
		"Votre dossier a été sorti de la pile par un instructeur qui va l'étudier.",
		"Vous ne pouvez pas suivre votre dossier en ligne pendant la maintenance.",
		"Nous accusons réception de votre demande de retrait de votre dossier.",
		"Foire aux questions : « Pourquoi mon dossier a-t-il été clôturé ? » Les erreurs courantes : une page floue, la mauvaise rubrique.",
		"Aucune demande ne sera fermée pendant les travaux.",
		"Votre demande n'a pas été enregistrée au bon nom, nous l'avons corrigé. Elle est en cours d'instruction.",
		"Je vous retourne votre dossier afin que vous le complétiez avant le 12 décembre : il manque l'acte de naissance.",
	} {
		if r := Read(text); r.Kind == observatory.NoticeClosure {
			t.Errorf("closure (%v): %s", r.Spans, text)
		}
	}
}

// TestElimination: a message that gives a cause and has the person begin again,
// go elsewhere or go to court ends the file without a word of it; one that asks,
// keeps open or warns does not.
func TestElimination(t *testing.T) {
	for text, reason := range map[string]observatory.NoticeReason{
		"Vous auriez dû passer par la rubrique « duplicata ». Tout est à refaire.":                                                                             observatory.ReasonWrongProcedure,
		"L'acte de naissance produit est illisible : tout est à recommencer.":                                                                                  observatory.ReasonIncompleteDisputed,
		"Vous avez déposé à la préfecture du Gard alors que vous logez à Béziers, dans l'Hérault. Adressez-vous à la préfecture de l'Hérault.":                 observatory.ReasonNotCompetent,
		"On vous avait demandé la fiche de paie de mai par notre message du 4, sans aucune réponse. Demande enterrée.":                                         observatory.ReasonNoAnswer,
		"Votre demande porte deux fois sur le même titre : un double dépôt. Vous pouvez saisir le tribunal administratif d'un recours dans les deux mois.":     observatory.ReasonDuplicate,
		"Vous avez choisi le formulaire des étudiants alors que vous êtes salarié, ce n'est pas le bon. Il faut présenter une autre demande, en recommençant.": observatory.ReasonWrongProcedure,
	} {
		if r := Read(text); r.Kind != observatory.NoticeClosure || r.Reason != reason {
			t.Errorf("%s %s, want closure %s: %s", r.Kind, r.Reason, reason, text)
		}
	}
	for _, text := range []string{
		"Vous êtes à la bonne adresse, mais le code photo n'est pas le bon. Refaites la photo et ajoutez-la à votre demande.",
		"L'acte de naissance de votre demande est illisible. Envoyez-en un autre avant le 5 mai, à défaut il faudra tout recommencer.",
		"La préfecture du Var reste compétente malgré votre déménagement, vous n'avez pas à refaire votre demande.",
		"Vous avez déménagé dans le Rhône : votre dossier a été transféré à Lyon, qui poursuit l'instruction.",
		"Les demandes de duplicata ne se font plus au guichet mais sur internet. Pour toute nouvelle demande, adressez-vous à la préfecture.",
		"Par arrêté du 3 mai 2026, un titre de séjour vous est refusé. Vous pouvez saisir le tribunal administratif dans les deux mois.",
	} {
		if r := Read(text); r.Kind == observatory.NoticeClosure {
			t.Errorf("closure (%v): %s", r.Spans, text)
		}
	}
}

func TestPlacesAreNames(t *testing.T) {
	m := newMessage("Vous logez à Montreuil et non à PARIS, ni en ville.", place{0, 51})
	var names []string
	for _, h := range m.says(0).hits {
		if h.concept == aPlace {
			names = append(names, m.text[h.start:h.end])
		}
	}
	if !slices.Equal(names, []string{"montreuil"}) {
		t.Error(names)
	}
}

// TestFamilies: every word of a family can be found, and once.
func TestFamilies(t *testing.T) {
	seen := map[concept]bool{}
	for _, family := range wordFamilies {
		if seen[family.concept] {
			t.Errorf("two lists of one concept: %s", family.words[:20])
		}
		seen[family.concept] = true
		for expression := range strings.SplitSeq(family.words, ",") {
			text := strings.ReplaceAll(expression, "*", "")
			if Fold(text) != text {
				t.Errorf("%q is not a folded word", expression)
			}
			m := newMessage(text, place{0, len(text)})
			if s := m.says(0); !s.mask.has(setOf(family.concept)) {
				t.Errorf("%q is never found", expression)
			}
		}
	}
	for _, rule := range slices.Concat(evidenceTable, hintTable) {
		for _, c := range slices.Concat(rule.all, rule.beside, rule.not) {
			if !seen[c] && c != aPlace {
				t.Errorf("a rule of %s reads a concept without words", rule.reason)
			}
		}
	}
}

// TestClaimed: a message that says, or shows, that the documents were sent.
func TestClaimed(t *testing.T) {
	for text, reason := range map[string]observatory.NoticeReason{
		"Vous m'écrivez que votre bail a été déposé. La clôture pour dossier incomplet est maintenue.":                                                 observatory.ReasonIncompleteDisputed,
		"Maître, vous contestez la clôture : l'avis d'imposition aurait été joint. Il n'a pas été trouvé, je maintiens la clôture, dossier incomplet.": observatory.ReasonIncompleteDisputed,
		"03/02 Complément reçu : bail\n05/02 Complément accepté\n09/02 Clôture, dossier incomplet":                                                     observatory.ReasonIncompleteDisputed,
		"Votre bail n'a pas été joint : dossier incomplet, clôturé.":                                                                                   observatory.ReasonIncomplete,
	} {
		if r := Read(text); r.Kind != observatory.NoticeClosure || r.Reason != reason {
			t.Errorf("%s %s, want closure %s: %s", r.Kind, r.Reason, reason, text)
		}
	}
}

// TestTornOff: what is missing of a text, as who copied it says.
func TestTornOff(t *testing.T) {
	for _, text := range []string{
		"Votre demande est clôturée car il appar[la suite du message n'a pas été copiée]",
		"[photo, bas de page déchiré]\nVotre demande est clôturée pour le motif sui",
		"Votre demande est close. La décision, datée du 2 mai et signée, se trouve dans votre espace personnel.",
	} {
		for c, is := range Read(text).Criteria {
			if is != observatory.Unknown {
				t.Errorf("%s %q, want cannot tell: %s", c, is, text)
			}
		}
	}
}

// TestReasonByMeaning reads what the families of words of -28e are for, in sentences
// of no notice.
func TestReasonByMeaning(t *testing.T) {
	for text, want := range map[string]observatory.NoticeReason{
		"Bonjour,\nLa quittance que vous avez versée est tronquée et ne peut être retenue. Votre dossier est clos.":                                           observatory.ReasonIncompleteDisputed,
		"Bonjour,\nLa quittance que vous avez versée est tronquée et votre bulletin de paie manque. Votre dossier est clos.":                                  observatory.ReasonIncomplete,
		"Madame,\nVotre demande est prématurée, votre carte étant valable deux ans encore. Elle est clôturée.":                                                observatory.ReasonOtherGround,
		"Madame,\nVotre demande, prématurée, est irrecevable. Elle est clôturée.":                                                                             observatory.ReasonInadmissible,
		"Monsieur,\nVous ne remplissez pas les critères. Votre demande est clôturée.":                                                                         observatory.ReasonNoneGiven,
		"Monsieur,\nNous avons essayé de vous joindre le 3 mars pour obtenir ces pièces, en vain. Votre demande est clôturée.":                                observatory.ReasonNoAnswer,
		"Madame,\nVos gains mensuels, tels que votre employeur les atteste, n'atteignent pas le minimum requis pour cette carte. Votre demande est clôturée.": observatory.ReasonOtherGround,
	} {
		if r := Read(text); r.Kind != observatory.NoticeClosure || r.Reason != want {
			t.Errorf("%s: %s %s, want %s", text, r.Kind, r.Reason, want)
		}
	}
	if r := Read("Bonjour,\nJe ne clôture pas votre dossier, mais envoyez-moi votre bail."); r.Kind != observatory.NoticeDocumentRequest {
		t.Errorf("what is not closed is read as %s", r.Kind)
	}
}
