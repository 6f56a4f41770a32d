package probes

import (
	"strings"
	"testing"
)

// TestFormsSeenOnOtherPages holds forms that pages outside the project use,
// in our own words.
func TestFormsSeenOnOtherPages(t *testing.T) {
	holdItems(t, []itemCase{
		{"a bare point numérique is perhaps the ANTS's", "Séjour, asile : sur rendez-vous.\nLe point numérique est fermé.", ItemPANNamed, "cannot_tell"},
		{"with the ANEF named it is its", "L’ANEF a remplacé le guichet pour les étrangers.\nLe point numérique est ouvert.", ItemPANNamed, "PAN"},
		{"the prefecture's reception is not the PAN's", "Préfecture : l’accueil du public se fait uniquement sur rendez-vous. Le PAN des étrangers est fermé.", ItemPANBooking, "absent"},
		{"a street without number", "Le PAN des étrangers vous attend à la préfecture, rue de Spring, du lundi au jeudi.", ItemPANAddress, "rue de Spring"},
		{"a name over two lines", "Le point d’accueil\nnumérique aide pour l’administration numérique\ndes étrangers en France.", ItemPANNamed, "PAN"},
		{"the ANEF over two lines", "Le site de l’administration numérique\ndes étrangers en France.", ItemANEFNamed, "ANEF"},
		{"a space after the apostrophe", "Le point d’ accueil numérique des étrangers.", ItemPANNamed, "PAN"},
		{"an exception", "Les renouvellements de titres de séjour (sauf la mention « salarié ») et le DCEM se font exclusivement sur l’ANEF.", ItemOnlineProcedures, "renouvellement ; titre de séjour ; DCEM"},
		{"an exception that ends", "Le duplicata (sauf perte), la carte de résident se demandent exclusivement sur l’ANEF.", ItemOnlineProcedures, "duplicata ; carte de résident"},
		{"what the téléprocédure is for", "L’ANEF est une téléprocédure permettant de déposer une demande de titre de séjour de manière dématérialisée.", ItemOnlineProcedures, "titre de séjour"},
		{"who may come, before the name", "Les usagers étrangers qui ne disposent pas d’un accès à internet peuvent :\n• appeler ;\n• se rendre au point d’accueil numérique.", ItemPANAudience, "sans internet"},
		{"autorisation de prolongation", "Étrangers : l’autorisation de prolongation d’instruction vaut récépissé.", ItemCertificateEquivalence, "vaut récépissé"},
		{"replaced is not worth as much", "Étrangers : le récépissé est remplacé par une autorisation de prolongation.", ItemCertificateEquivalence, "cannot_tell"},
		{"help without equipment", "Titres de séjour : si vous n’avez pas d’ordinateur, une maison France services vous accompagne.", ItemSupport, "sans équipement"},
		{"no help", "Titres de séjour : sans ordinateur, impossible de déposer.", ItemSupport, "absent"},
		{"since a month", "Étrangers : depuis septembre 2022, la demande se fait en ligne sur l’ANEF.", ItemOnlineSince, "2022-09"},
		{"since a day", "Étrangers : à compter du 4/9/2023, la demande se fait en ligne sur l’ANEF.", ItemOnlineSince, "2023-09-04"},
		{"since, of something else", "Étrangers : depuis le 4 mai 2020, le masque est obligatoire.", ItemOnlineSince, "absent"},
		{"updated, at the end of a paragraph", "Étrangers : le PAN est ouvert sur rendez-vous à la préfecture, du lundi au jeudi de 9h à 12h. Mis à jour le 02/03/2026.", ItemLastUpdated, "2026-03-02"},
		{"a document updated, at the end of a paragraph", "Étrangers : voici la liste des pièces à fournir pour la demande de titre de séjour (PDF). Mise à jour le 02/03/2026.", ItemLastUpdated, "absent"},
		{"updated, in the sentence of something else", "Étrangers : le calendrier des vacances de la commune, que le maire a lui-même mis à jour le 02/03/2026.", ItemLastUpdated, "absent"},
		{"the CCC first", "Avant tout rendez-vous, appelez le centre de contact citoyens.", ItemCCCFirst, "CCC d’abord"},
		{"the CCC, not first", "Appelez le centre de contact citoyens.", ItemCCCFirst, "absent"},
		{"the operator of the CCC is not the subject", "Étrangers : le centre de contact (CCC) de l’ANTS répond.\nLes points d’accès numériques de la préfecture aident aussi.", ItemPANNamed, "PAN"},
		{"naturalisation is a foreigners' matter", "Naturalisation : dépôt en ligne.\nUn point d’accueil numérique est à votre disposition.", ItemPANNamed, "PAN"},
		{"a page that speaks of the ANEF alone", "L’ANEF remplace le papier.\n" + strings.Repeat("Une phrase de plus. ", 30) + "\nUn point d’accueil numérique existe.", ItemPANNamed, "PAN"},
		{"the ANTS elsewhere on the page", "L’ANEF remplace le papier. Le permis de conduire se demande à l’ANTS.\n" + strings.Repeat("Une phrase de plus. ", 30) + "\nUn point d’accueil numérique existe.", ItemPANNamed, "cannot_tell"},
		{"not equipped", "ANEF : le point d’accueil numérique prête un ordinateur aux personnes non équipées.", ItemPANAudience, "sans équipement"},
		{"not able to", "Étrangers : vous n’êtes pas en mesure de déposer seul ? Venez au point d’accueil numérique, qui reçoit ceux qui n’arrivent pas à finir.", ItemPANAudience, "difficulté"},
		{"on trouble, at the PAN", "ANEF : allez au point d’accueil numérique en cas de blocage.", ItemPANAudience, "difficulté"},
		{"on trouble, elsewhere", "ANEF : le point d’accueil numérique existe.\nEn cas de blocage\nPatientez.", ItemPANAudience, "absent"},
		{"hours of a telephone", "ANEF : pour le point d’accueil numérique, appelez le lundi de 9h à 11h au 01 02 03 04 05.", ItemPANHours, "absent"},
		{"hours, and a telephone", "ANEF : le point d’accueil numérique est ouvert le lundi de 9h à 11h, ou joignable par téléphone.", ItemPANHours, "lundi ; 09:00-11:00"},
		{"the prefecture where the online way fails", "ANEF : un point d’accueil numérique, et la possibilité d’obtenir un rendez-vous en préfecture lorsque le service est en panne.", ItemPANBooking, "absent"},
		{"by internet", "ANEF : le rendez-vous au point d’accueil numérique se prend par internet, prise de rendez-vous obligatoire.", ItemPANBooking, "en ligne"},
		{"its number tells the CCC", "Étrangers : écrivez par le formulaire de contact ou appelez le 0806 001 620.", ItemCCCForm, "formulaire"},
		{"not renewed is no way to renew", "Étrangers : votre attestation de prolongation d’instruction n’a pas été renouvelée ? Vous avez déposé votre dossier en ligne.", ItemCertificateRenewal, "cannot_tell"},
		{"the permit's renewal comes next", "Étrangers : l’attestation de prolongation d’instruction est renouvelable.\nLe renouvellement du titre de séjour se demande en ligne.", ItemCertificateRenewal, "cannot_tell"},
		{"renewed, by a pronoun", "Étrangers\nL’attestation de prolongation d’instruction\nCe document prouve le séjour. Sa durée est courte. Il est prorogé d’office ou, sinon, demandez-le à a@b.example", ItemCertificateRenewal, "automatique ; courriel"},
		{"what it prolongs", "Étrangers : l’attestation de prolongation d’instruction existe. Elle prolonge le récépissé, demandé en ligne.", ItemCertificateRenewal, "absent"},
		{"renewed, something else", "Étrangers : l’attestation de prolongation d’instruction existe. Le passeport s’achète. Il est renouvelé sur demande à a@b.example", ItemCertificateRenewal, "absent"},
		{"no access to a computer", "ANEF : le point d’accueil numérique reçoit qui n’a pas accès à un ordinateur.", ItemPANAudience, "sans équipement"},
		{"unable", "ANEF : le point d’accueil numérique reçoit qui est dans l’incapacité de déposer.", ItemPANAudience, "difficulté"},
		{"a certificate on line", "Étrangers : l’attestation dématérialisée de prolongation d’instruction fait office de récépissé.", ItemCertificateEquivalence, "vaut récépissé"},
		{"an alternative to the online way", "Étrangers : une démarche alternative au dépôt en ligne existe en cas d’impossibilité constatée.", ItemSubstitution, "conditions"},
		{"an alternative to something else", "Étrangers : une solution alternative au logement existe.", ItemSubstitution, "absent"},
		{"no connecting word", "Étrangers : allez sur l’Administration étrangers en France.", ItemANEFNamed, "ANEF"},
		{"the title of the site", "Déposez sur le site « Étrangers en France ».", ItemANEFNamed, "ANEF"},
		{"foreigners in France are no site", "Les étrangers en France ont des droits.", ItemANEFNamed, "absent"},
		{"the form of Démarches simplifiées for appointments", "Étrangers : https://www.demarches-simplifiees.fr/commencer/demande-de-rdv-sejour", ItemBookingLink, "https://www.demarches-simplifiees.fr/commencer/demande-de-rdv-sejour"},
		{"a form of Démarches simplifiées for something else", "Étrangers : https://www.demarches-simplifiees.fr/commencer/sejour-travail", ItemBookingLink, "absent"},
		{"a click is online", "Pour faire votre demande de duplicata, cliquez ici.", ItemOnlineProcedures, "duplicata"},
		{"a click about a counter", "Étrangers : vous pouvez effectuer la démarche de duplicata au service des étrangers : cliquez ici.", ItemOnlineProcedures, "absent"},
		{"a click for a service online", "Étrangers : pour faire votre demande de duplicata au service en ligne, cliquez ici.", ItemOnlineProcedures, "duplicata"},
		{"a click for something else", "Pour lire la liste des pièces du duplicata, cliquez ici.", ItemOnlineProcedures, "absent"},
		{"a condition sends nobody online", "Si votre demande de duplicata est faite en ligne, vous recevez un courriel.", ItemOnlineProcedures, "absent"},
		{"after a condition", "Si vous avez perdu votre titre, la demande de duplicata se fait en ligne.", ItemOnlineProcedures, "duplicata"},
		{"instead of", "La demande de DCEM se fait en ligne, un document étant envoyé en remplacement des récépissés.", ItemOnlineProcedures, "DCEM"},
		{"the nationality", "L’ANEF permet de demander la nationalité française.", ItemOnlineProcedures, "naturalisation"},
		{"the renewal of a récépissé", "Le renouvellement de votre récépissé se demande en ligne.", ItemOnlineProcedures, "récépissé"},
		{"an item speaks for itself", "■ Visiteur : à demander sur l’ANEF\n■ Salarié\n■ Étudiant", ItemOnlineProcedures, "visiteur"},
		{"sentences are no list", "Vous devez déposer votre demande en ligne.\nUn récépissé ne permet pas de voyager.\nLe duplicata est payant.", ItemOnlineProcedures, "absent"},
		{"a service that is open", "Pour faire votre demande de titre de séjour, un service en ligne est disponible.", ItemOnlineProcedures, "titre de séjour"},
		{"the paper of an online application", "Vous devez montrer l’attestation d’enregistrement de la demande de titre de séjour en ligne.", ItemOnlineProcedures, "absent"},
		{"the date of a renewal", "La demande doit être déposée sur l’ANEF dans le délai de renouvellement.", ItemOnlineProcedures, "absent"},
		{"a sentence that goes on", "Le visa talent se demande sur l’ANEF. Il s’agit aussi du titre visiteur. Le duplicata est gratuit.", ItemOnlineProcedures, "talent ; visiteur"},
		{"a list of who is concerned", "La demande de DCEM se fait sur internet.\nUn enfant y a droit dans l’une de ces situations :\n- parent titulaire d’une carte de résident\n- parent étudiant", ItemOnlineProcedures, "DCEM"},
		{"a list of what is not taken", "Se demandent sur l’ANEF :\n- étudiant\n- visiteur\nCas non pris en compte (à déposer en préfecture) :\n- jeune majeur\n- salarié", ItemOnlineProcedures, "étudiant ; visiteur"},
		{"care", "Étranger malade\nVous devez déposer votre demande sur internet.", ItemOnlineProcedures, "étranger malade"},
		{"a sentence is no heading", "Votre demande de duplicata est prête.\nVous devez déposer votre demande sur internet.", ItemOnlineProcedures, "absent"},
		{"the old module's other pages", "Étrangers : http://www.jura.gouv.fr/booking/annuler", ItemBookingLink, "http://www.jura.gouv.fr/booking/annuler"},
		{"who gives the appointment", "Étrangers : le point d’accueil numérique a ouvert.\nPour être reçu, il faut téléphoner au centre de contact de l’ANTS.", ItemPANBooking, "téléphone"},
		{"a worker is no permit", "Vous devez déposer votre demande en ligne :\n- si votre salarié est ici\n- si le salarié est ailleurs", ItemOnlineProcedures, "absent"},
	})
}

func TestSectionOfAQuote(t *testing.T) {
	page := infoHTML(t, "<h1>Étrangers</h1><p>L’ANEF.</p><h2>Le PAN</h2><p>Le PAN des étrangers, sur rendez-vous.</p>")
	items := infoByKey(AuditPage(infoReference(t), page))
	if got := items[ItemPANBooking].Section; got != "Le PAN" {
		t.Errorf("HTML: got %q", got)
	}
	if got := items[ItemANEFNamed].Section; got != "Étrangers" {
		t.Errorf("HTML, first: got %q", got)
	}
	stored := infoWhole("Étrangers\nMis à jour le 01/02/2024\n\nQui peut venir ?\nLe PAN des étrangers reçoit sans rendez-vous le mardi.")
	if got := infoByKey(AuditPage(infoReference(t), stored))[ItemPANBooking].Section; got != "Qui peut venir ?" {
		t.Errorf("stored text: got %q", got)
	}
}

// TestFormItself holds that a page of Démarches simplifiées is the online procedure
// that its title names, unless it gives appointments.
func TestFormItself(t *testing.T) {
	for text, want := range map[string]string{
		"Demande de duplicata d’un titre de séjour\nCommencer la démarche":          "duplicata",
		"Demande de rendez-vous pour un duplicata\nCommencer la démarche":           "",
		"Formulaire de contact des étrangers\nVotre demande de duplicata est prête": "",
	} {
		page, err := ReadPage(infoReference(t), "x.txt", []byte("https://www.demarches-simplifiees.fr/commencer/x\n"+text))
		if err != nil {
			t.Fatal(err)
		}
		if item := infoByKey(AuditPage(infoReference(t), page))[ItemOnlineProcedures]; item.Value() != want {
			t.Errorf("%q: got %q (%q), want %q", text, item.Value(), item.Quote, want)
		}
	}
}
