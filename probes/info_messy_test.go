package probes

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	unicode16 "golang.org/x/text/encoding/unicode"

	"vigie/internal/observatory"
)

// TestFormsLeftByTheNinthRules holds forms of pages that a stranger to the rules
// wrote: the ninth told them as absent, left them in doubt, or lost half of them.
func TestFormsLeftByTheNinthRules(t *testing.T) {
	const pan = "ANEF : le point d’accueil numérique "
	holdItems(t, []itemCase{
		{"one h for two hours", pan + "est ouvert le lundi de 9 à 12h et de 14 à 16h30.", ItemPANHours, "lundi ; 09:00-12:00 ; 14:00-16:30"},
		{"the same in words", pan + "est ouvert le lundi de neuf à douze heures et de quatorze à seize heures trente.", ItemPANHours, "lundi ; 09:00-12:00 ; 14:00-16:30"},
		{"between two hours", pan + "reçoit le jeudi entre 9 et 11h.", ItemPANHours, "jeudi ; 09:00-11:00"},
		{"a wait is no opening", pan + "est à la préfecture ; comptez de 2 à 3 heures d’attente.", ItemPANHours, "absent"},
		{"a day and an hour", pan + "sera fermé le mercredi 3 à 14h.", ItemPANHours, "cannot_tell"},
		{"worth leave to stay", "L’attestation de prolongation d’instruction vaut autorisation provisoire de séjour.", ItemCertificateEquivalence, "cannot_tell"},
		{"worth it as a récépissé is", "L’attestation de prolongation d’instruction vaut autorisation de séjour, comme le récépissé.", ItemCertificateEquivalence, "vaut récépissé"},
		{"as a récépissé, but not in worth", "Comme le récépissé, l’attestation de prolongation d’instruction est à télécharger.", ItemCertificateEquivalence, "absent"},
	})
}

// A page whose bytes are not what it says they are is read as a person would.
func TestPagesOfWrongEncodingsAreRead(t *testing.T) {
	const page = `<!doctype html><html lang="fr"><head><meta charset="utf-8"><link rel="canonical" href="https://www.yonne.gouv.fr/etrangers"></head>` +
		`<body><main><p>L’attestation de prolongation d’instruction est renouvelée automatiquement. Démarches : étudiant, préfecture.</p></main></body></html>`
	latin, err := charmap.Windows1252.NewEncoder().String(page)
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode16.UTF16(unicode16.LittleEndian, unicode16.UseBOM).NewEncoder().String(page)
	if err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string]string{
		"right": page, "Windows-1252 said to be UTF-8": latin, "one letter of Windows-1252": strings.Replace(page, "préfecture", "pr\xe9fecture", 1), "UTF-16": wide,
	} {
		read, err := ReadPage(infoReference(t), "p.html", []byte(raw))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !strings.Contains(read.Text, "Démarches : étudiant, préfecture") {
			t.Errorf("%s: %s", name, read.Text)
		}
		items := AuditPage(infoReference(t), read)
		i := slices.IndexFunc(items, func(item InfoItem) bool { return item.Key == ItemCertificateRenewal })
		if i < 0 || items[i].State != observatory.Present {
			t.Errorf("%s: %+v", name, items)
		}
	}
}

func TestPagesThatCannotBeReadSayWhyInFrench(t *testing.T) {
	for raw, want := range map[string]string{
		"": "p.html : fichier vide",
		"<html><body>" + strings.Repeat("<div>", 3000): "p.html : page HTML illisible : trop de balises les unes dans les autres",
	} {
		if _, err := ReadPage(infoReference(t), "p.html", []byte(raw)); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
