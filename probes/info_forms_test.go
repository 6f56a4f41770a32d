package probes

import "testing"

// itemCase is a page's text and what the audit must tell of one item: its value
// when it is present, else its state.
type itemCase struct{ name, text, key, want string }

func holdItems(t *testing.T, cases []itemCase) {
	t.Helper()
	for _, test := range cases {
		item := infoByKey(AuditPage(infoReference(t), infoWhole(test.text)))[test.key]
		got := string(item.State)
		if got == "present" {
			got = item.Value()
		}
		if got != test.want {
			t.Errorf("%s: got %q (%q), want %q", test.name, got, item.Quote, test.want)
		}
	}
}

// TestFormsOfStrangers holds forms of pages that a stranger to the rules wrote:
// each was told as absent, or as what it is not.
func TestFormsOfStrangers(t *testing.T) {
	const pan = "ANEF : le point d’accueil numérique.\n"
	holdItems(t, []itemCase{
		{"a reservation", pan + "Réservation obligatoire sur le site.", ItemPANBooking, "sur rendez-vous"},
		{"an inscription", pan + "Inscription préalable par mail à pan@essai.example.", ItemPANBooking, "courriel"},
		{"a ticket", pan + "Prise de ticket à l’accueil dès l’ouverture.", ItemPANBooking, "sur place"},
		{"to inscribe oneself", pan + "Pour vous inscrire, remplissez le formulaire.", ItemPANBooking, "formulaire"},
		{"go to the site", pan + "Rendez-vous sur le site de l’ANEF.", ItemPANBooking, "absent"},
		{"until noon", pan + "Ouvert le lundi de 9h à midi.", ItemPANHours, "lundi ; 09:00-12:00"},
		{"an hour without its end", pan + "Accueil dès 8h30.", ItemPANHours, "cannot_tell"},
		{"hours with points", pan + "Horaires : 9.00-12.00", ItemPANHours, "cannot_tell"},
		{"a telephone that answers", "ANEF : le téléphone du point d’accueil numérique répond de 9h à 12h le lundi.", ItemPANHours, "absent"},
		{"renewed without being asked", "Étrangers : votre attestation de prolongation d’instruction est renouvelée d’office.", ItemCertificateRenewal, "automatique"},
		{"the prefecture renews it", "Étrangers : la préfecture renouvelle d’office l’attestation de prolongation d’instruction.", ItemCertificateRenewal, "automatique"},
		{"identical", "Étrangers : le récépissé et l’attestation de prolongation d’instruction ont une valeur identique.", ItemCertificateEquivalence, "vaut récépissé"},
		{"no récépissé", "Étrangers : l’attestation de prolongation d’instruction ne vaut pas récépissé.", ItemCertificateEquivalence, "cannot_tell"},
		{"a substitution without its name", "Étrangers : en cas d’échec constaté par le centre de contact, la demande de titre de séjour pourra être déposée au guichet.", ItemSubstitution, "cannot_tell"},
		{"a counter, without a failure", "Étrangers : la demande de titre de séjour est déposée au guichet.", ItemSubstitution, "absent"},
		{"a failure, without another way", "Étrangers : en cas d’échec du dépôt de la demande, recommencez.", ItemSubstitution, "absent"},
		{"a number from abroad", "Étrangers : CCC, 00 33 8 06 00 16 20.", ItemCCCPhone, "0806001620"},
		{"another number from abroad", "Étrangers : CCC, 00 33 3 80 44 64 00.", ItemCCCPhone, "wrong"},
	})
}

func TestTextsThatStopInsideASentence(t *testing.T) {
	const page = "Titre de séjour\nMis à jour le 1er mars 2026\n"
	for end, cut := range map[string]bool{
		"Le point d’accueil numérique est ouvert le":    true,
		"Les usagers peuvent":                           true,
		"Vous devez fournir les pièces suivantes :":     true,
		"Il reçoit tous les usagers et l’":              true,
		"Contact":                                       false,
		"Le point d’accueil numérique est ouvert.":      false,
		"• passeport\n• photo":                          false,
		"Accueil des étrangers de la Côte-d’Or (Dijon)": false,
	} {
		if infoCut(page+end) != cut {
			t.Errorf("%q: cut is %t", end, !cut)
		}
	}
}

// TestFormsLeftByTheSeventhRules holds forms that the seventh rules told as absent,
// or took for the contact centre.
func TestFormsLeftByTheSeventhRules(t *testing.T) {
	const pan = "ANEF : le point d’accueil numérique.\n"
	holdItems(t, []itemCase{
		{"a month", "Étrangers\nPage mise à jour en mai 2025\nPièces.", ItemLastUpdated, "2025-05"},
		{"a month after a colon", "Étrangers\nDernière mise à jour : février 2024", ItemLastUpdated, "2024-02"},
		{"a month in figures", "Étrangers\nMise à jour : 05/2025", ItemLastUpdated, "2025-05"},
		{"a day says more than a month", "Étrangers\nMise à jour : mai 2025\nMis à jour le 3 juin 2025", ItemLastUpdated, "2025-06-03"},
		{"the month of a document", "Étrangers\nListe des pièces mise à jour en mai 2025", ItemLastUpdated, "absent"},
		{"the month of a list, told after", "Étrangers\nMise à jour en mai 2025 de la liste des pièces", ItemLastUpdated, "absent"},
		{"the month of an application", "Étrangers\nL’application sera mise à jour en juin 2027.", ItemLastUpdated, "absent"},
		{"no month", "Étrangers\nMise à jour : 13/2025", ItemLastUpdated, "absent"},

		{"a short number", "Étrangers : le centre de contact citoyens répond au 34 00.", ItemCCCPhone, "cannot_tell"},
		{"a short number in brackets", "Étrangers : appelez le 3400 (centre de contact).", ItemCCCPhone, "cannot_tell"},
		{"a short number on the next line", "Étrangers\nCentre de contact citoyens de l’ANEF\nTél. : 34 00", ItemCCCPhone, "cannot_tell"},
		{"a short number beside the right one", "Étrangers : le centre de contact citoyens répond au 34 00 ou au 0 806 001 620.", ItemCCCPhone, "0806001620"},
		{"a short number of another service", "Étrangers : le centre de contact citoyens ; pour la mairie, le 39 75.", ItemCCCPhone, "absent"},
		{"a count", "Étrangers : le centre de contact citoyens traite 3400 demandes par jour.", ItemCCCPhone, "absent"},
		{"a part of a number", "Étrangers : le centre de contact citoyens. Fax 01 34 00 12", ItemCCCPhone, "absent"},

		{"to be taken at the counter", pan + "Rendez-vous à prendre au guichet.", ItemPANBooking, "sur place"},
		{"taken at the counter", pan + "Les rendez-vous se prennent directement au guichet.", ItemPANBooking, "sur place"},
		{"for another counter", pan + "Rendez-vous à prendre au guichet pour la remise du titre.", ItemPANBooking, "absent"},
		{"an appointment at a counter", pan + "Sur rendez-vous au guichet des naturalisations.", ItemPANBooking, "absent"},

		{"of a sub-prefecture", "ANEF : le point d’accueil numérique de la sous-préfecture du Raincy reçoit les usagers.", ItemPANAddress, "cannot_tell"},
		{"of a sub-prefecture, in a title", "ANEF\nPoint d’accueil numérique de la sous-préfecture du Raincy", ItemPANAddress, "cannot_tell"},
		{"of a town hall", "ANEF : le PAN de la mairie de Sens.", ItemPANAddress, "cannot_tell"},
		{"an agent of the sub-prefecture", "ANEF : au point d’accueil numérique, écrivez à un agent de la sous-préfecture.", ItemPANAddress, "absent"},

		{"hours in words", pan + "Ouvert le lundi de neuf heures à midi.", ItemPANHours, "lundi ; 09:00-12:00"},
		{"halves and quarters", pan + "Ouvert le mardi de huit heures trente à dix-sept heures et quart.", ItemPANHours, "mardi ; 08:30-17:15"},
		{"from noon", pan + "Ouvert le jeudi de midi à quatorze heures.", ItemPANHours, "jeudi ; 12:00-14:00"},
		{"words and figures", pan + "Ouvert le lundi de 9h à seize heures.", ItemPANHours, "lundi ; 09:00-16:00"},
		{"an afternoon is no noon", pan + "Ouvert le lundi après-midi.", ItemPANHours, "lundi ; après-midi"},
		{"how long it takes", pan + "La démarche prend deux heures.", ItemPANHours, "absent"},

		{"a cultural centre", "Étrangers : l’ANEF. Cours de français au centre communal culturel (CCC), 01 48 00 00 00.", ItemCCCPhone, "absent"},
		{"initials told first", "Étrangers : l’ANEF. Le CCC (comité consultatif citoyen) : 01 48 00 00 00.", ItemCCCPhone, "absent"},
		{"initials told once", "Étrangers : l’ANEF. Joignez une copie certifiée conforme (CCC).\nCCC : 01 48 00 00 00", ItemCCCPhone, "absent"},
		{"nothing of the ANEF near", "Étrangers : l’ANEF.\n" + far + "Au CCC, 01 48 00 00 00, on danse.", ItemCCCPhone, "absent"},
		{"users are near", "Titre de séjour\n" + far + "Le CCC aide les usagers : 01 48 00 00 00.", ItemCCCPhone, "wrong"},
		{"the initials of a centre told elsewhere", "Étrangers : le centre de contact citoyens (CCC) aide.\n" + far + "CCC : 01 48 00 00 00", ItemCCCPhone, "wrong"},
		{"a social centre beside it", "Étrangers : appelez le CCC, 01 48 00 00 00, ou allez au centre communal d’action sociale.", ItemCCCPhone, "wrong"},
		{"three words with C in passing", "Étrangers : chaque citoyen concerné appelle le 01 48 00 00 00 (CCC).", ItemCCCPhone, "wrong"},
		{"a dance course of foreigners", "Étrangers : l’ANEF. Le CCC (01 48 00 00 00) est un lieu culturel.", ItemCCCPhone, "absent"},
		{"the form of another", "Étrangers : l’ANEF. Le CCC (centre communal culturel) a un formulaire en ligne.", ItemCCCForm, "absent"},
		{"first, at another", "Étrangers : l’ANEF. Allez d’abord au CCC (centre communal culturel).", ItemCCCFirst, "absent"},
		{"first, at the centre", "Étrangers : appelez d’abord le CCC de l’ANEF.", ItemCCCFirst, "CCC d’abord"},
	})
}

// far keeps what follows away from what comes before.
const far = "Les locaux ferment à la Toussaint. Les chiens restent dehors. Le parking est derrière le bâtiment, à gauche en entrant. " +
	"Une fontaine à eau est dans le hall. Les poussettes se laissent sous le porche. Les vélos se rangent dans la cour.\n"
