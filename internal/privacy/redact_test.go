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
