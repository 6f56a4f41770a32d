package probes

import "testing"

// TestFormsLeftByTheEighthRules holds forms of 61 pages that a stranger to the rules
// wrote: the eighth told each as absent, or as what it is not.
func TestFormsLeftByTheEighthRules(t *testing.T) {
	const pan, api = "ANEF : le point d’accueil numérique.\n", "L’attestation de prolongation d’instruction"
	holdItems(t, []itemCase{
		{"a day before its hours", pan + "Lundi et mercredi 9 h 00 à 11 h 30", ItemPANHours, "lundi ; mercredi ; 09:00-11:30"},
		{"a day of one month", pan + "Fermé le mercredi 9 avril de 9h à 12h.", ItemPANHours, "absent"},
		{"a counter with a number is a place", pan + "Rue du Pont, 12000 Rodez, guichet n° 4.", ItemPANAddress, "Rue du Pont, 12000 Rodez"},
		{"a counter without one is another", pan + "Rue du Pont, 12000 Rodez, au guichet des remises.", ItemPANAddress, "absent"},
		{"appointments of a day", pan + "Les rendez-vous de la rentrée sont à prendre par courriel.", ItemPANBooking, "courriel"},
		{"under a heading", pan + "Rendez-vous\n\nAu 01 02 03 04 05, le matin.", ItemPANBooking, "téléphone"},
		{"after a colon", pan + "Rendez-vous : 01 02 03 04 05", ItemPANBooking, "téléphone"},
		{"under a heading, something else", pan + "Rendez-vous\n\nApportez vos pièces.", ItemPANBooking, "absent"},
		{"go to the booking site", pan + "Rendez-vous sur rdv-prefecture.interieur.gouv.fr.", ItemPANBooking, "en ligne"},
		{"choose a slot", pan + "Choisissez un créneau sur internet.", ItemPANBooking, "en ligne"},
		{"sent by the contact centre", pan + "Il est destiné aux usagers que le dépôt arrête, malgré l’aide du centre de contact.", ItemPANAudience, "public désigné"},
		{"the contact centre's public", pan + "Le centre de contact est destiné aux usagers.", ItemPANAudience, "absent"},

		{"no connection, before the name", "Étrangers : vous ne disposez pas d’une connexion ? Le PAN vous aide.", ItemPANAudience, "sans internet"},
		{"for want of", pan + "Conditions : ne pas avoir pu déposer, faute de matériel.", ItemPANAudience, "sans équipement ; difficulté"},
		{"precarious", pan + "Pour les personnes en précarité numérique.", ItemPANAudience, "difficulté"},
		{"what to bring", pan + "N’oubliez pas d’apporter votre ordinateur.", ItemPANAudience, "absent"},
		{"no appointment", pan + "Pas de rendez-vous : présentez-vous à l’accueil.", ItemPANBooking, "sans rendez-vous"},
		{"no appointment that day", pan + "Pas de rendez-vous le mercredi.", ItemPANBooking, "absent"},
		{"an appointment is of no use", pan + "Inutile de prendre rendez-vous.", ItemPANBooking, "sans rendez-vous"},
		{"an appointment is not needed", pan + "Aucun rendez-vous n’est nécessaire.", ItemPANBooking, "sans rendez-vous"},
		{"is one needed", pan + "Faut-il un rendez-vous ?\nOui, à l’adresse pan@essai.example.", ItemPANBooking, "courriel"},
		{"a slot is given", pan + "Un créneau vous est proposé après appel au 01 02 03 04 05.", ItemPANBooking, "téléphone"},
		{"in a row of a table", pan + "Rendez-vous pan@essai.example", ItemPANBooking, "courriel"},
		{"reservation at a number", pan + "Le mardi, réservation au 01 02 03 04 05.", ItemPANBooking, "téléphone"},
		{"inscription in a register", pan + "Le mardi, inscription au registre.", ItemPANBooking, "absent"},
		{"both documents", "Étrangers : le récépissé est en papier, l’attestation de prolongation d’instruction est en ligne. Ces deux documents ont la même portée.", ItemCertificateEquivalence, "vaut récépissé"},
		{"told by a form", "Étrangers : votre API expire, une nouvelle attestation ? Signalez-le par le formulaire.", ItemCertificateRenewal, "formulaire"},
		{"another service's", pan + "Le service des naturalisations, 3 rue du Pont, 01000 Bourg, reçoit sur rendez-vous.", ItemPANAddress, "absent"},
		{"another office receives", pan + "Le bureau du séjour reçoit sur rendez-vous, de 9h à 12h.", ItemPANBooking, "absent"},
		{"another office is open", pan + "Le bureau du séjour est ouvert de 9h à 12h.", ItemPANHours, "absent"},
		{"in the rooms of an office", pan + "Bureau du séjour, 3 rue du Pont, 01000 Bourg", ItemPANAddress, "3 rue du Pont, 01000 Bourg"},
		{"to fetch a card", pan + "Réservez un créneau pour retirer votre carte.", ItemPANBooking, "absent"},
		{"to be asked for", pan + "Rendez-vous à solliciter à pan@essai.example.", ItemPANBooking, "courriel"},
		{"remains free", pan + "L’accès reste libre.", ItemPANBooking, "sans rendez-vous"},
		{"the effects of a récépissé", api + " est remise. Elle a les effets d’un récépissé.", ItemCertificateEquivalence, "vaut récépissé"},
		{"one more of it", api + " est remise. Avant son terme, demandez-en une nouvelle dans « Mes demandes ».", ItemCertificateRenewal, "en ligne"},
		{"one more of the card", api + " est remise avec la carte. Demandez-en une nouvelle dans « Mes demandes ».", ItemCertificateRenewal, "absent"},
		{"by a number, however told", pan + "Les créneaux s’obtiennent : 01 02 03 04 05.", ItemPANBooking, "téléphone"},
		{"by an address, however told", pan + "Merci d’indiquer vos disponibilités pour le rendez-vous à pan@essai.example.", ItemPANBooking, "courriel"},
		{"to cancel", pan + "Pour annuler un rendez-vous : pan@essai.example.", ItemPANBooking, "absent"},
		{"it expires", "Étrangers : votre attestation de prolongation d’instruction expire ? Écrivez à sejour@essai.example.", ItemCertificateRenewal, "courriel"},
		{"before its end", "Étrangers : avant la fin de validité de votre API, écrivez à sejour@essai.example.", ItemCertificateRenewal, "courriel"},
		{"the permit expires", "Étrangers : l’API est remise quand votre titre expire. Écrivez à sejour@essai.example.", ItemCertificateRenewal, "absent"},
		{"it expires, and nothing more", "Étrangers : votre API expire ? Gardez-la.", ItemCertificateRenewal, "absent"},
		{"without numeric resources", pan + "Pour ceux qui sont sans ressources numériques.", ItemPANAudience, "sans équipement"},
		{"renewed, with nothing to do", api + " est remise. Elle vaut trois mois ; son renouvellement intervient sans démarche de votre part.", ItemCertificateRenewal, "automatique"},
		{"it ends, by a pronoun", api + " est remise. Si la dernière arrive à son terme, prévenez sejour@essai.example.", ItemCertificateRenewal, "courriel"},
		{"the card ends, by a pronoun", api + " est remise avant la carte. Si elle arrive à son terme, prévenez sejour@essai.example.", ItemCertificateRenewal, "absent"},
		{"a form that is there", "Étrangers : centre de contact citoyens, ou formulaire accessible sur la page « Contact ».", ItemCCCForm, "formulaire"},
		{"who toils", pan + "Pour ceux qui peinent à déposer seuls.", ItemPANAudience, "difficulté"},
		{"carried on by itself", "L’attestation de prolongation d’instruction est reconduite autant que nécessaire, sans intervention de votre part.", ItemCertificateRenewal, "automatique"},
		{"this certificate, in an answer", "Étrangers : on me refuse l’attestation de prolongation d’instruction.\nDites que cette attestation produit les mêmes effets que le récépissé.", ItemCertificateEquivalence, "vaut récépissé"},
		{"the same conditions", api + " est remise au-delà de l’échéance. Vous gardez vos droits dans les mêmes conditions qu’avec un récépissé.", ItemCertificateEquivalence, "vaut récépissé"},
		{"prolonged", api + " est prolongée sur demande dans votre espace personnel.", ItemCertificateRenewal, "en ligne"},
		{"a new one, in the account", "Étrangers : demandez une nouvelle ADP (séjour) dans votre compte.", ItemCertificateRenewal, "en ligne"},
		{"under a heading that says her", api + " vaut récépissé.\n\nLa renouveler\n\nÉcrivez à sejour@essai.example.", ItemCertificateRenewal, "courriel"},
		{"a question that says her", api + " est remise.\n\nComment la faire prolonger ?\nPar courriel, sur demande.", ItemCertificateRenewal, "courriel"},
		{"the card is her", api + " est remise avant la carte de séjour.\n\nComment la renouveler ?\nÉcrivez à sejour@essai.example.", ItemCertificateRenewal, "absent"},
		{"no longer prolonged", api + " n’est pas prolongée. Écrivez à sejour@essai.example.", ItemCertificateRenewal, "cannot_tell"},

		{"a worker for another", "Étrangers : l’autorisation de travail se demande sur l’ANEF. En cas de substitution d’un salarié par un autre, recommencez.", ItemSubstitution, "absent"},
		{"in the place of the online service", "Étrangers : en substitution du téléservice, un rendez-vous est donné.", ItemSubstitution, "accueil physique"},
		{"an alternative, in a heading", "Étrangers\nLa solution alternative\nS’il est impossible de déposer en ligne, un rendez-vous vous est donné.", ItemSubstitution, "conditions ; accueil physique"},
		{"a heading, then said not to exist", "Étrangers, ANEF\nSolution de substitution\nAucune solution de substitution n’est prévue.", ItemSubstitution, "wrong"},
		{"an alternative to housing, in a heading", "Étrangers\nLa solution alternative\nS’il est impossible de loger ici, un rendez-vous vous est donné.", ItemSubstitution, "absent"},

		{"an answer without a verb", "Étrangers : où déposer ?\nSur l’ANEF. C’est obligatoire pour les étudiants et les visiteurs.", ItemOnlineProcedures, "étudiant ; visiteur"},
		{"obtained there", "La carte « talent » s’obtient par le biais de l’ANEF.", ItemOnlineProcedures, "talent"},
		{"a question, then where", "Vous demandez une carte de visiteur ? Transmettez vos pièces sur l’ANEF.", ItemOnlineProcedures, "visiteur"},
		{"a question of trouble, then where", "Un problème avec votre carte de visiteur ? Connectez-vous à l’ANEF.", ItemOnlineProcedures, "absent"},
		{"to be told there", "Étrangers : signalez votre changement d’adresse sur l’ANEF.", ItemOnlineProcedures, "changement de situation"},
		{"a word that begins as a condition", "Étrangers : signalez tout changement d’adresse sur l’ANEF, rubrique « compte ».", ItemOnlineProcedures, "changement de situation"},
		{"to be validated there", "Vous validez votre VLS-TS sur l’ANEF.", ItemOnlineProcedures, "validation de visa long séjour"},
		{"rows of a table", "Étrangers\nÉtudiant ANEF\nSalarié Rendez-vous\nDuplicata en ligne", ItemOnlineProcedures, "étudiant ; duplicata"},
		{"nationals of the Union", "Les ressortissants de l’UE demandent un titre sur l’ANEF.", ItemOnlineProcedures, "citoyen de l’UE"},
		{"the site permits", "L’ANEF est un site de l’État. Le site permet de demander un titre de voyage.", ItemOnlineProcedures, "titre de voyage"},
		{"by a pronoun", "Le DCEM facilite le retour. Les parents le demandent sur l’ANEF.", ItemOnlineProcedures, "DCEM"},
		{"a pronoun of something else", "Le DCEM facilite le retour. Il est gris. Les parents le disent sur l’ANEF.", ItemOnlineProcedures, "absent"},
		{"to be chosen there", "Dans votre compte ANEF, sélectionnez « visiteur ».", ItemOnlineProcedures, "visiteur"},
		{"all goes on there", "Titre de voyage et DCEM : tout se passe en ligne.", ItemOnlineProcedures, "titre de voyage ; DCEM"},
		{"open there too", "L’ANEF grandit : la carte de résident y est également ouverte.", ItemOnlineProcedures, "carte de résident"},
		{"a declaration", "La déclaration de nationalité se fait sur l’ANEF.", ItemOnlineProcedures, "naturalisation"},
		{"obligatory elsewhere", "Étrangers : au guichet. C’est obligatoire pour les étudiants et les visiteurs.", ItemOnlineProcedures, "absent"},
	})
}

// TestQuotesHoldTheWholeAnswer holds what must be quoted of forms of which the eighth
// rules quoted a part, or gave a value that the page denies.
func TestQuotesHoldTheWholeAnswer(t *testing.T) {
	const pan = "ANEF : le point d’accueil numérique.\n"
	for _, test := range []struct{ name, text, key, quote, value string }{
		{"days on the line before", pan + "Lundi, mercredi\nDe 9 heures à 12 heures", ItemPANHours, "Lundi, mercredi\nDe 9 heures à 12 heures", "lundi ; mercredi ; 09:00-12:00"},
		{"a date on the line before", pan + "Mis à jour lundi 2 mars 2026\nDe 9 heures à 12 heures", ItemPANHours, "De 9 heures à 12 heures", "09:00-12:00"},
		{"days cut short", pan + "Sens lun., mar. et ven. 9h00-12h00", ItemPANHours, "Sens lun., mar. et ven. 9h00-12h00", "lun. ; mar. ; ven. ; 09:00-12:00"},
		{"a day but for", pan + "Ouvert tous les jours sauf le mercredi et le samedi, de 9h à 12h.", ItemPANHours, "Ouvert tous les jours sauf le mercredi et le samedi, de 9h à 12h.", "tous les jours ; 09:00-12:00"},
		{"a closed day", pan + "Lundi : 9h-12h\nMardi : fermé", ItemPANHours, "Lundi : 9h-12h\nMardi : fermé", "lundi ; 09:00-12:00"},
		{"two numbers of a street", pan + "12-14 rue du Pont, 59000 Lille", ItemPANAddress, "12-14 rue du Pont, 59000 Lille", "12-14 rue du Pont, 59000 Lille"},
		{"the number of a cedex", pan + "3 rue du Pont, 14038 Caen Cedex 9, au fond", ItemPANAddress, "3 rue du Pont, 14038 Caen Cedex 9", "3 rue du Pont, 14038 Caen Cedex 9"},
		{"without inscription", pan + "Accueil le jeudi, sans inscription préalable.", ItemPANBooking, "Accueil le jeudi, sans inscription préalable.", "sans rendez-vous"},
		{"a question and its answer", "Étrangers\nUne carte de visiteur à demander ? Déposez-la sur l’ANEF. Merci.", ItemOnlineProcedures, "Une carte de visiteur à demander ? Déposez-la sur l’ANEF.", "visiteur"},
		{"an answer that goes on", "Étrangers\nSur l’ANEF. C’est obligatoire pour les étudiants. Merci.", ItemOnlineProcedures, "Sur l’ANEF. C’est obligatoire pour les étudiants.", "étudiant"},
		{"told again by a pronoun", "Le DCEM facilite le retour. Les parents le demandent sur l’ANEF. Merci.", ItemOnlineProcedures, "Le DCEM facilite le retour. Les parents le demandent sur l’ANEF.", "DCEM"},
		{"a heading, then the thing", "Étrangers\nSolution de substitution\nMis à jour le 01/02/2026\nL’ANEF est en service.\nSi l’impossibilité est constatée, la solution de substitution est un rendez-vous.", ItemSubstitution, "Si l’impossibilité est constatée, la solution de substitution est un rendez-vous.", "conditions ; accueil physique"},
	} {
		item := infoByKey(AuditPage(infoReference(t), infoWhole(test.text)))[test.key]
		if item.Quote != test.quote || item.Value() != test.value {
			t.Errorf("%s: got %q (%q), want %q (%q)", test.name, item.Quote, item.Value(), test.quote, test.value)
		}
	}
}
