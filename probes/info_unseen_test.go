package probes

import "testing"

// TestFormsSeenOnOtherPages holds forms that pages outside the project use,
// in our own words.
func TestFormsSeenOnOtherPages(t *testing.T) {
	for _, test := range []struct{ name, text, key, want string }{
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
		{"the CCC first", "Avant tout rendez-vous, appelez le centre de contact citoyens.", ItemCCCFirst, "CCC d’abord"},
		{"the CCC, not first", "Appelez le centre de contact citoyens.", ItemCCCFirst, "absent"},
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
