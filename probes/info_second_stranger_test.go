package probes

import (
	"strings"
	"testing"

	"vigie/internal/observatory"
)

// TestFormsLeftByTheTenthRules holds forms of 72 synthetic pages that a second
// stranger to the rules wrote: the tenth told each as absent, or as what it is not.
func TestFormsLeftByTheTenthRules(t *testing.T) {
	const pan = "ANEF : le point d’accueil numérique.\n"
	holdItems(t, []itemCase{
		{"a digital space for foreigners", "Un espace numérique accueille les étrangers pour l’ANEF.", ItemPANNamed, "PAN"},
		{"an e-accueil", "Des agents vous aident pour l’ANEF à l’e-accueil, le mardi de 9h à 12h.", ItemPANHours, "mardi ; 09:00-12:00"},
		{"one's own space on the site", "ANEF : le titre se suit dans votre espace numérique, qui vous accompagne.", ItemPANNamed, "absent"},
		{"a digital space for all", "L’espace numérique de la médiathèque accueille les étrangers.", ItemPANNamed, "absent"},
		{"a space for files", "Étrangers : déposez vos pièces dans l’espace numérique dédié.", ItemPANNamed, "absent"},
		{"misspelt", "ANEF : le point d’acceuil numérique aide les étrangers.", ItemPANNamed, "PAN"},
		{"not an abbreviation", "Étrangers : le panneau d’affichage (PAN-01) est au fond.", ItemPANNamed, "absent"},
		{"there is none", "ANEF, étrangers : la préfecture ne dispose pas de point d’accueil numérique.", ItemPANNamed, "PAN"},
		{"what is open instead", "ANEF, étrangers : la préfecture ne dispose pas de point d’accueil numérique. La médiathèque, 3 rue du Pont, 12000 Rodez, ouvre le lundi de 9h à 12h.", ItemPANAddress, "absent"},
		{"what is open instead, and when", "ANEF, étrangers : il n’y a pas de PAN. La médiathèque ouvre le lundi de 9h à 12h.", ItemPANHours, "absent"},
		{"on a site of its own", "L’autorisation de travail se demande sur le portail dédié.", ItemOnlineProcedures, "autorisation de travail"},
		{"there is none, though elsewhere there is", "ANEF, étrangers : il n’y a aucun PAN à Sens.\nLe PAN d’Auxerre ouvre le lundi de 9h à 12h.", ItemPANHours, "lundi ; 09:00-12:00"},
		{"foreign licences", "Permis de conduire étranger\nLe permis obtenu à l’étranger s’échange sur le site de l’ANTS. Le point numérique vous aide.", ItemPANNamed, "absent"},
		{"a heading, then driving licences", "Service des étrangers (ANEF)\nPoint d’accueil numérique\nAide pour le permis de conduire : mardi 9h-11h.", ItemPANNamed, "absent"},
		{"tried before the substitution", "Si, après l’aide du point d’accueil numérique, vous ne parvenez pas à déposer sur l’ANEF, la solution de substitution s’applique.", ItemPANAudience, "absent"},
		{"a box of the post", pan + "Place du Puits\nBP 12\n12000 Rodez", ItemPANAddress, "Place du Puits BP 12 12000 Rodez"},
		{"the foot of a site in one line", pan + "Sur rendez-vous.\nPréfecture de l’Yonne - 3 cours Foch - 89000 Auxerre - Tél. 03 86 00 00 00 - Horaires : 8h45-12h", ItemPANAddress, "absent"},
		{"its hours", pan + "Sur rendez-vous.\nPréfecture de l’Yonne - 3 cours Foch - 89000 Auxerre - Tél. 03 86 00 00 00 - Horaires : 8h45-12h", ItemPANHours, "absent"},
		{"to renew on the site", "Les étudiants doivent renouveler leur titre sur l’ANEF.", ItemOnlineProcedures, "étudiant"},
		{"is declared there", "Le changement d’adresse se déclare sur l’ANEF.", ItemOnlineProcedures, "changement de situation"},
		{"according to how it was filed", "Selon que vous avez déposé votre demande en ligne ou au guichet, vous recevez un récépissé ou une attestation de prolongation d’instruction.", ItemOnlineProcedures, "absent"},
		{"the law's own words", "Étrangers : si le téléservice ne fonctionne pas, un accueil physique permet l’enregistrement de votre demande.", ItemSubstitution, "conditions ; accueil physique"},
		{"a reception in person for all", "Étrangers : un accueil physique permet le dépôt des demandes d’asile.", ItemSubstitution, "absent"},
		{"unnamed, not solved", "Étrangers, ANEF : si votre situation ne peut être résolue, demandez un dépôt au guichet.", ItemSubstitution, "cannot_tell"},
	})
}

// TestFormsOfTheSecondThirty holds forms that thirty more pages of that stranger
// showed at their first reading.
func TestFormsOfTheSecondThirty(t *testing.T) {
	const pan, api = "ANEF : le point d’accueil numérique.\n", "L’attestation de prolongation d’instruction est remise au séjour. "
	holdItems(t, []itemCase{
		{"the next one", api + "Un mois avant la fin, sollicitez la suivante depuis votre compte ANEF.", ItemCertificateRenewal, "en ligne"},
		{"by the prefecture itself", "L’attestation de prolongation d’instruction n’est pas renouvelable à votre initiative : la préfecture y procède d’elle-même.", ItemCertificateRenewal, "automatique"},
		{"one worth the other", "Étrangers : le récépissé est en papier, l’attestation de prolongation d’instruction est en ligne. Juridiquement, l’une vaut l’autre.", ItemCertificateEquivalence, "vaut récépissé"},
		{"to the foreigner", "La substitution permet à l’étranger, malgré l’aide du PAN, d’être reçu.", ItemPANNamed, "PAN"},
		{"a licence got abroad", "Le permis obtenu à l’étranger s’échange. Le point numérique (ANTS) aide.", ItemPANNamed, "absent"},
		{"one makes the demand there", "Carte de résident\nVous effectuez votre démarche sur l’ANEF.", ItemOnlineProcedures, "carte de résident"},
		{"a number to reach the centre", "ANEF : composez le 0 809 540 550 pour joindre le centre de contact citoyens.", ItemCCCPhone, "wrong"},
		{"a number to reach another", "ANEF : composez le 0 809 540 550 pour joindre la préfecture. Le centre de contact est en ligne.", ItemCCCPhone, "absent"},
		{"a substitution tried after it", "ANEF : la substitution permet, malgré l’aide du PAN, d’obtenir un rendez-vous.", ItemPANBooking, "absent"},
		{"who does not manage", pan + "Il reçoit ceux qui n’y arrivent pas seuls.", ItemPANAudience, "difficulté"},
		{"rows with a colon", "Étrangers\n• Étudiants, stagiaires : ANEF\n• Salariés : dossier papier par courrier", ItemOnlineProcedures, "étudiant"},
		{"until noon, in English", pan + "Open on Tuesday, 9.30 am – 12 noon.", ItemPANHours, "mardi ; 09:30-12:00"},
		{"it has expired", "Séjour : votre API est arrivée à expiration ? Utilisez le formulaire de la préfecture.", ItemCertificateRenewal, "formulaire"},
		{"filed on paper", "ANEF : qui justifie de l’impossibilité de déposer en ligne peut solliciter un dépôt physique.", ItemSubstitution, "cannot_tell"},
		{"none was opened", "ANEF, étrangers : la préfecture n’a pas ouvert de point d’accueil numérique. La Cimade aide, 8 rue Haute, 12000 Rodez.", ItemPANAddress, "absent"},
	})
}

// TestFormsOfTheThirdThirty holds forms of the last thirty of these pages.
func TestFormsOfTheThirdThirty(t *testing.T) {
	const pan = "ANEF : le point d’accueil numérique.\n"
	holdItems(t, []itemCase{
		{"to be taken, under its heading", pan + "Rendez-vous\n\nÀ prendre sur la plateforme.", ItemPANBooking, "sur rendez-vous"},
		{"to be brought, under its heading", pan + "Rendez-vous\n\nÀ présenter : votre passeport.", ItemPANBooking, "absent"},
		{"a ticket to take", pan + "Un ticket est à retirer à la borne.", ItemPANBooking, "sur place"},
		{"an inscription by others", pan + "L’inscription s’effectue par l’intermédiaire des associations.", ItemPANBooking, "sur rendez-vous"},
		{"to be filed, under its heading", "Naturalisation\nLe dossier est à déposer sur l’ANEF.", ItemOnlineProcedures, "naturalisation"},
		{"file it, under its heading", "Regroupement familial des étrangers\nDéposez votre demande en ligne sur le site de l’OFII.", ItemOnlineProcedures, "regroupement familial"},
		{"follow it, under its heading", "Regroupement familial des étrangers\nSuivez votre demande en ligne sur le site de l’OFII.", ItemOnlineProcedures, "absent"},
		{"carried on, in an item", "• Attestation de prolongation d’instruction : trois mois, reconduite sans démarche de votre part.", ItemCertificateRenewal, "automatique"},
		{"if it is not renewed", "L’attestation de prolongation d’instruction prouve le séjour. Si elle n’est pas renouvelée à temps, écrivez à api@essai.example.", ItemCertificateRenewal, "courriel"},
		{"registered at the prefecture", "ANEF : si l’assistance n’a pu résoudre l’anomalie, votre demande pourra être enregistrée en préfecture.", ItemSubstitution, "cannot_tell"},
		{"a receipt got at the prefecture", "ANEF : si l’assistance n’a pu répondre, votre titre pourra être retiré en préfecture.", ItemSubstitution, "absent"},
		{"the prefecture offers none of it", "Étrangers : le texte prévoit une solution de substitution. La préfecture n’en propose pas.", ItemSubstitution, "wrong"},
		{"told by the article alone", "L’article R. 431-2 prévoit une solution de substitution. La préfecture n’en propose pas.", ItemSubstitution, "wrong"},
		{"it offers none of something else", "Étrangers : le texte prévoit une solution de substitution. Des photos ? La préfecture n’en propose pas.", ItemSubstitution, "nommée"},
	})
}

// TestFormsInEnglish holds that the English version of a page says what the French
// one does.
func TestFormsInEnglish(t *testing.T) {
	const pan = "ANEF, for foreign nationals: the PAN.\n"
	const api = "ANEF: the extension certificate (attestation de prolongation d’instruction) is issued. "
	holdItems(t, []itemCase{
		{"updated", "Residence permits\nUpdated on 10/02/2026", ItemLastUpdated, "2026-02-10"},
		{"last update", "Residence permits\nLast update: 3 March 2026", ItemLastUpdated, "2026-03-03"},
		{"month first", "Residence permits\nLast updated: March 3rd, 2026", ItemLastUpdated, "2026-03-03"},
		{"a law updated", "The law was updated on 3 March 2026 by the parliament, after a long debate.", ItemLastUpdated, "absent"},
		{"hours", pan + "Every Monday from 9 am to 4:30 pm", ItemPANHours, "lundi ; 09:00-16:30"},
		{"hours of noon", pan + "Monday to Friday: 9am-12pm", ItemPANHours, "lundi au vendredi ; 09:00-12:00"},
		{"audience", pan + "For people without a computer.", ItemPANAudience, "sans équipement"},
		{"audience without internet", pan + "If you have no internet access, come.", ItemPANAudience, "sans internet"},
		{"by appointment", pan + "Visits by appointment only.", ItemPANBooking, "sur rendez-vous"},
		{"without one", pan + "No appointment needed.", ItemPANBooking, "sans rendez-vous"},
		{"contact form", "ANEF: use the contact form of the contact centre.", ItemCCCForm, "formulaire"},
		{"same value", api + "It has the same effect as a récépissé.", ItemCertificateEquivalence, "vaut récépissé"},
		{"renewed", api + "To renew it, send a message through your ANEF account.", ItemCertificateRenewal, "en ligne"},
		{"online", "Applications for a student or visitor permit must be filed online.", ItemOnlineProcedures, "étudiant ; visiteur"},
		{"not online", "Student permits cannot be filed online.", ItemOnlineProcedures, "absent"},
	})
}

// TestCutInsideAShortLine holds that a text that stops inside a sentence is cut,
// though its last line is short, and that a short last line of its own is not.
func TestCutInsideAShortLine(t *testing.T) {
	for last, cut := range map[string]bool{
		"Il se situe au fond de la préf": true, "Merci de vous munir": true, "Vous devrez prendre rend": true, "- le PAN ;\n- la sous-préfecture de Br": true, "Le PAN (tél. 03 86": true,
		"Nous contacter": false, "Direction de la citoyenneté et de la légalité": false, "Vous avez une question": false, "Elle": false, "Le PAN (préfecture)": false, "1) Étudiant": false, "Qui reçoit ?\nLe PAN.\nComment prend": true, "Qui reçoit\nLe PAN.\nComment venir": false, "- le PAN ;\n- la sous-préfecture.": false, "- le PAN\n- la sous-préfecture": false,
	} {
		page, err := ReadPage(infoReference(t), "x.txt", []byte("https://www.yonne.gouv.fr/x\nÉtrangers\nL’ANEF est ouverte.\n"+last))
		if err != nil || page.Cut != cut {
			t.Errorf("%q: cut is %t, %v", last, page.Cut, err)
		}
	}
}

// TestMenusOfOldSites holds that menus are furniture under the names that old sites
// give them.
func TestMenusOfOldSites(t *testing.T) {
	for _, block := range []string{`id="leftmenu"`, `class="menu-gauche"`, `id="menugauche"`, `id="menuPrincipal"`, `class="mainmenu"`, `id="navigation"`, `id="hierarchie"`, `class="fil-d-ariane"`} {
		raw := "<html><head>" + infoHTMLHead + "</head><body><div " + block + "><ul><li>Carte grise</li></ul></div><h1>Étrangers</h1><p>L’ANEF.</p></body></html>"
		page, err := ReadPage(infoReference(t), "p.html", []byte(raw))
		if err != nil || strings.Contains(page.Text, "grise") {
			t.Errorf("%s: %q, %v", block, page.Text, err)
		}
	}
	kept := infoHTML(t, `<div class="restaurant-menus"><p>Les menus</p></div>`)
	if kept.Text == "" || infoByKey(AuditPage(infoReference(t), kept))[ItemPANNamed].State != observatory.Absent {
		t.Errorf("content dropped: %q", kept.Text)
	}
}
