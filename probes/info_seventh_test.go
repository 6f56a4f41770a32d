package probes

import "testing"

// TestFormsOfStrangers holds forms of pages that a stranger to the rules wrote:
// each was told as absent, or as what it is not.
func TestFormsOfStrangers(t *testing.T) {
	const pan = "ANEF : le point d’accueil numérique.\n"
	for _, test := range []struct{ name, text, key, want string }{
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
	} {
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
