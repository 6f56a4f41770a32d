package privacy

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// The numbers in these texts are made up; those with a checksum were computed
// to pass it.
func TestRedact(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"nothing", "Le dossier est clos depuis mars, sans motif.", "Le dossier est clos depuis mars, sans motif."},
		{"mail", "écrire à jean.dupont+anef@exemple.invalid.", "écrire à ⟦courriel⟧."},
		{"mail in disguise", "jean (at) exemple.invalid", "⟦courriel⟧"},
		{"phone with spaces", "au 06 12 34 56 78, le soir", "au ⟦téléphone⟧, le soir"},
		{"phone in one piece", "0612345678", "⟦téléphone⟧"},
		{"phone with dots", "06.12.34.56.78", "⟦téléphone⟧"},
		{"phone with dashes", "06-12-34-56-78", "⟦téléphone⟧"},
		{"phone with slashes", "06/12/34/56/78", "⟦téléphone⟧"},
		{"phone from abroad", "+33 6 12 34 56 78", "⟦téléphone⟧"},
		{"phone with (0)", "+33 (0)6 12 34 56 78", "⟦téléphone⟧"},
		{"phone with 0033", "0033612345678", "⟦téléphone⟧"},
		{"phone with no-break spaces", "06\u00a012\u202f34\u00a056\u00a078", "⟦téléphone⟧"},
		{"foreign phone", "+221 77 123 45 67", "⟦téléphone⟧"},
		{"foreigner number of ten digits", "n° 9912345678", "n° ⟦numéro étranger⟧"},
		{"foreigner number of nine digits", "991234567", "⟦numéro étranger⟧"},
		{"foreigner number like a phone", "numéro étranger : 0612345678", "numéro étranger : ⟦numéro étranger⟧"},
		{"NIR", "sécu 1 85 05 78 006 084 91", "sécu ⟦numéro de sécurité sociale⟧"},
		{"NIR in one piece", "185057800608491", "⟦numéro de sécurité sociale⟧"},
		{"NIR with a wrong key is still a number", "185057800608492", "⟦numéro⟧"},
		{"NIR without its key", "2850578006084", "⟦numéro de sécurité sociale⟧"},
		{"NIR of Corsica", "1 85 05 2A 006 084 35", "⟦numéro de sécurité sociale⟧"},
		{"IBAN", "FR76 3000 6000 0112 3456 7890 189 merci", "⟦IBAN⟧ merci"},
		{"IBAN in one piece", "FR7630006000011234567890189", "⟦IBAN⟧"},
		{"IBAN of Belgium", "BE68 5390 0754 7034", "⟦IBAN⟧"},
		{"ANEF number", "dossier 7500000000000000003", "dossier ⟦numéro⟧"},
		{"passport", "passeport 12AB34567", "passeport ⟦passeport⟧"},
		{"passport after the word", "Passeport n° A1234567 expiré", "Passeport n° ⟦passeport⟧ expiré"},
		{"reference with many digits", "courrier CIM2024000123", "courrier ⟦numéro⟧"},
		{"birth", "née le 12/05/2010 à Dakar", "née le ⟦date de naissance⟧ à Dakar"},
		{"birth in words", "Né le 3 mars 2008.", "Né le ⟦date de naissance⟧."},
		{"birth with two digits", "date de naissance : 12/05/88", "date de naissance : ⟦date de naissance⟧"},
		{"birth, month in words, year in two digits", "né le 12 mars 87 à Dakar", "né le ⟦date de naissance⟧ à Dakar"},
		{"birth, month cut short", "NÉE LE 3 FÉVR. 1990", "NÉE LE ⟦date de naissance⟧"},
		{"birth with blanks", "né(e) le : 12 03 1987", "né(e) le : ⟦date de naissance⟧"},
		{"birth in one piece", "DDN 12031987", "DDN ⟦date de naissance⟧"},
		{"birth in six digits", "date de naissance : 120387", "date de naissance : ⟦date de naissance⟧"},
		{"birth without a year", "née le 1er janvier", "née le ⟦date de naissance⟧"},
		{"month of birth", "née en mars 1987", "née en ⟦date de naissance⟧"},
		{"year of birth", "Né en 1987, arrivé en 2015", "Né en ⟦date de naissance⟧, arrivé en 2015"},
		{"what follows a birth stays", "née le 12/05/2010, déposé le 12/03/2026", "née le ⟦date de naissance⟧, déposé le 12/03/2026"},
		{"what follows in words too", "née le 12 mars 87, dépôt le 4 mars 2026", "née le ⟦date de naissance⟧, dépôt le 4 mars 2026"},
		{"no birth", "journée 2026, année 2025, tournée 12 mars, dépôt en mars 2026", "journée 2026, année 2025, tournée 12 mars, dépôt en mars 2026"},
		{"a year is no postal code", "dépôt 12/05/2026 ANEF, en 2026 Paris", "dépôt 12/05/2026 ANEF, en 2026 Paris"},
		{"birth, then a town", "né le 12/05/2010 Bamako, 93100 Montreuil", "né le ⟦date de naissance⟧ Bamako, ⟦adresse⟧"},
		{"old date", "le 12/05/1988", "le ⟦date de naissance⟧"},
		{"dates of the file stay", "déposé le 12/03/2026, API du 12.04.2026 au 11-07-2026, clos le 2026-08-01", "déposé le 12/03/2026, API du 12.04.2026 au 11-07-2026, clos le 2026-08-01"},
		{"date then phone", "le 12/03/2026 06 12 34 56 78", "le 12/03/2026 ⟦téléphone⟧"},
		{"plain address stays", "voir https://www.service-public.fr/particuliers", "voir https://www.service-public.fr/particuliers"},
		{"address with a token", "https://exemple.invalid/confirm?token=abc123", "⟦adresse web⟧"},
		{"address with a long path", "https://exemple.invalid/s/a8f3k2m9x0q1z7w5b4", "⟦adresse web⟧"},
		{"small numbers stay", "3 relances, 485 jours, 12 000 euros, L. 423-7, 2 fois 90", "3 relances, 485 jours, 12 000 euros, L. 423-7, 2 fois 90"},
		{"first names joined by a hyphen", "appel de marie-claire, mai-juin, puis le dossier de jean-pierre", "appel de ⟦nom⟧, mai-juin, puis le dossier de ⟦nom⟧"},
		{"phone in words", "zéro six douze trente-quatre cinquante-six soixante-dix-huit le soir", "⟦téléphone⟧ le soir"},
		{"phone in words, then digits", "mon tel zéro six 12 34 56 78 merci", "mon tel ⟦téléphone⟧ merci"},
		{"phone in words and digits with commas", "c'est ZÉRO sept, 45, 22, 10, 98.", "c'est ⟦téléphone⟧."},
		{"foreigner number in words", "le neuf neuf zéro trois vingt et un quatre-vingt-dix six cinq", "le ⟦numéro étranger⟧"},
		{"long number in words", "n° zéro un deux trois quatre cinq six sept huit neuf zéro un", "n° ⟦numéro⟧"},
		{"counts in words stay", "zéro réponse, deux ou trois relances, six mois, zéro, un ou deux rendez-vous", "zéro réponse, deux ou trois relances, six mois, zéro, un ou deux rendez-vous"},
		{"mail in words", "lamine dot gaye at gmail dot com, le soir", "⟦courriel⟧, le soir"},
		{"at in English stays", "look at home. com", "look at home. com"},
		{"IBAN with a wrong checksum, then words", "FR76 3000 6000 0112 3456 7890 188. Montant 225 euros par virement", "⟦IBAN⟧. Montant 225 euros par virement"},
		{"scanned number with the form of a date", "AGDREF 75-36-79-S745, tél. 01-7l-64-43-73", "AGDREF ⟦numéro⟧, tél. ⟦numéro⟧"},
		{"number with the form of a date", "n° 75-36-79 4512", "n° ⟦numéro étranger⟧"},
		{"scanned date stays", "du 12-03-2O26 au 11-07-2026 O. ok", "du 12-03-2O26 au 11-07-2026 O. ok"},
		{"phone, then a place", "tél. 06 22 19 87 43 foyer des Cèdres", "tél. ⟦téléphone⟧ ⟦adresse⟧"},
		{"foreigner number in two halves, then a name", "n° 99030 45678 Traoré", "n° ⟦numéro étranger⟧ ⟦adresse⟧"},
		{"date, then a street", "vu le 12.03.2026 12 rue des Lilas", "vu le 12.03.2026 ⟦adresse⟧"},
		{"street with its building before", "au Foyer AFTAM, 73 rue de la Commanderie, ch. 214, Nancy", "au ⟦adresse⟧, Nancy"},
		{"street with its building behind", "vit 30 r. de Belfort 3e ét. porte G a Mulhouse", "vit ⟦adresse⟧ a Mulhouse"},
		{"residence, building and flat", "— Résidence Les Acacias, bât. C2, apt 14, 5 chemin des Postes, 93390 Clichy.", "— ⟦adresse⟧."},
		{"building with a letter before its street", "vit bâtiment D, appt 305, 14 rue Romain Rolland", "vit ⟦adresse⟧"},
		{"what follows a street stays", "au 12 rue Danton, hall d'entrée", "au ⟦adresse⟧, hall d'entrée"},
		{"street with a stair", "118 bd Ney esc. C 4e étage 75018 Paris. Courriers ok.", "⟦adresse⟧. Courriers ok."},
		{"act of birth with its own date", "acte de naissance légalisé le 02/12/2025, délivrée le 3 mars 2026", "acte de naissance légalisé le 02/12/2025, délivrée le 3 mars 2026"},
		{"birth in an act", "acte de naissance : 02/12/2010", "acte de naissance : ⟦date de naissance⟧"},
		{"place behind a title", "écrit à Mme Paris, à Me Ferrand-Dupuis et à la préfecture de Paris", "écrit à Mme ⟦nom⟧, à Me ⟦nom⟧ et à la préfecture de Paris"},
		{"capitals behind a title in small letters", "cloture sans reponse. MME SAVANE furieuse, rappeler madame la prefete", "cloture sans reponse. MME ⟦nom⟧ furieuse, rappeler madame la prefete"},
		{"member of parliament", "le cabinet du député Garrigue, la sénatrice Ouzouba", "le cabinet du député ⟦nom⟧, la sénatrice ⟦nom⟧"},
		{"family", "famille ly: ok. sa famille attend", "famille ⟦nom⟧: ok. sa famille attend"},
		{"short words of hurried writers", "jé pa compri pk on ma dit qu'il est clos, tjrs rien ds la boite", "jé pa compri pk on ma dit qu'il est clos, tjrs rien ds la boite"},
		{"acronyms of forms and services", "Le CERFA et la LRAR sont au SPIP, l'UDAF a saisi la DDETS", "Le CERFA et la LRAR sont au SPIP, l'UDAF a saisi la DDETS"},
		{"phone, then a word that a scanner may have made", "Fixe 05 56 00 11 22. Il rappelle", "Fixe ⟦téléphone⟧. Il rappelle"},
		{"scanned number with letters at its end", "tél. 06 12 34 56 7l et 06 12 34 OO ll", "tél. ⟦numéro⟧ et ⟦numéro⟧"},
		{"identity card of Italy", "CNI italienne CA12345AB", "CNI italienne ⟦passeport⟧"},
		{"street of one word", "vit 3 rue Danton. ne lit pas le français", "vit ⟦adresse⟧. ne lit pas le français"},
		{"street with a full stop in its name", "vit 3 rue St. Denis. ne lit pas", "vit ⟦adresse⟧. ne lit pas"},
		{"street whose kind is cut short", "au 4 bis av. des lilas", "au ⟦adresse⟧"},
		{"subject of a mail", "Objet : Demande de titre\nObjet : Rakotomala, titre", "Objet : Demande de titre\nObjet : ⟦nom⟧, titre"},
		{"particles at the border of a name", "Fait par El Hadj Mamadou avec Anh Đào Lê – merci", "Fait par ⟦nom⟧ avec ⟦nom⟧ – merci"},
		{"first names that the dictionary has", "hier moussa est venu avec madeleine, rene et jean", "hier ⟦nom⟧ est venu avec ⟦nom⟧, ⟦nom⟧"},
		{"countries stay", "Vu un Monsieur (Bolivie), parti de Téhéran par Lomé", "Vu un Monsieur (Bolivie), parti de Téhéran par Lomé"},
		{"number of a residence permit", "titre n°9C8K7L6M5, carte 7c2x9k4lm, CNI X4RTB2FW4", "titre n°⟦numéro⟧, carte ⟦numéro⟧, CNI ⟦numéro⟧"},
		{"words with digits stay", "COVID2019, 12h30 et 14h, é9C8K7L6M5", "COVID2019, 12h30 et 14h, é9C8K7L6M5"},
		{"two in one", "06 12 34 56 78 ou a@b.fr", "⟦téléphone⟧ ou ⟦courriel⟧"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, counts := Redact(test.in)
			if got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
			want := Counts{}
			for _, mark := range markPattern.FindAllString(test.want, -1) {
				want[mark]++
			}
			if diff := cmp.Diff(want, counts); diff != "" {
				t.Errorf("counts (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRedactKnown(t *testing.T) {
	got, counts := Redact("Mme DUPONT (Dupont-Martin) et Élodie ; tel, courriel a@b.fr. Le reste.", "Dupont", " élodie ", "a", "", "courriel")
	want := "Mme ⟦nom⟧ (⟦nom⟧) et ⟦nom⟧ ; tel, ⟦nom⟧ ⟦courriel⟧. Le reste."
	if got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if counts[MarkName] != 4 || counts[MarkMail] != 1 {
		t.Errorf("counts: %v", counts)
	}
}

// mailPattern is what redactMails finds.
var mailPattern = regexp.MustCompile(`(?i)[\p{L}\p{N}._%+'-]+ ?(?:@|\(at\)|\[at\]) ?[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+`)

func FuzzMails(f *testing.F) {
	for _, text := range []string{
		"à jean.dupont+a@b.fr.", "a@b@c.d.e @f.g", "jean (At) exemple.invalid, x[at]y", "a @ b.c d@e.f", "é'ö-@ç.ñ..a", "a@b.c(at)d.e", "a  @b.c", "@@a.b", "\u0345@\u0345.Ⅳ", "a\xff@b.\xff",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got, want := redactMails(text, Counts{}), mailPattern.ReplaceAllString(text, MarkMail); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	})
}

func FuzzRedact(f *testing.F) {
	for _, seed := range []string{
		"06 12 34 56 78", "a@b.fr", "FR7630006000011234567890189", "née le 12/05/1988", "20240312024-01-01", "1 85 05 2A 006 084 35",
		"https://x.invalid/?t=1", "⟦téléphone⟧ 0612345678", "passeport A1234567", "+(0)1 2 3 4 5 6 7 8 9", "www.\xff", "0/0/0000000000",
		"paſſeport n° A1234567", "０６ 12 34\u200b56 78", "٠٦١٢٣٤٥٦٧٨", "jean．dupont＠exemple．invalid", "ne\u0301e le 12–05–1988",
	} {
		f.Add(seed)
	}
	longNumber := regexp.MustCompile(`[0-9]{9,}`)
	f.Fuzz(func(t *testing.T, in string) {
		if !utf8.ValidString(in) {
			return // the collectors decode before they redact
		}
		got, counts := Redact(in)
		if !utf8.ValidString(got) {
			t.Fatalf("%q: the result is no UTF-8: %q", in, got)
		}
		seen := plainOf(got).text
		if run := longNumber.FindString(seen); run != "" {
			t.Errorf("%q: %q is left in %q", in, run, got)
		}
		if mailPattern.MatchString(seen) {
			t.Errorf("%q: a mail is left in %q", in, got)
		}
		none := Counts{}
		again := redactNumbers(got, shapeOf, none)
		if again != got || len(none) != 0 {
			t.Errorf("%q: a second turn changes %q to %q", in, got, again)
		}
		for mark, n := range counts {
			if strings.Count(got, mark) < n {
				t.Errorf("%q: %d of %s counted, %q", in, n, mark, got)
			}
		}
	})
}
