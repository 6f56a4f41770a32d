package collectors

import (
	"context"
	"testing"
)

// TestProposalNeedsTheTellingWord: a column is proposed for a consent, a statement, a
// text or a number only when its name says so; a word in common makes no fact.
func TestProposalNeedsTheTellingWord(t *testing.T) {
	t.Parallel()
	const rows = ";9911000161;93;05/01/2026;"
	for _, c := range []struct{ name, value, want string }{
		{"Rupture de droits (au)", "15/08/2026", ""},
		{"Rupture de droits (du)", "01/08/2026", ""},
		{"Ouverture des droits", "01/08/2026", ""},
		{"Fin de droits sociaux", "01/08/2026", ""},
		{"Accord droits", "01/08/2026", ""},
		{"CCC contacté", "x", ""},
		{"Appel au CCC", "oui", ""},
		{"API reçue", "oui", ""},
		{"Avez-vous reçu une attestation de prolongation ?", "Oui", ""},
		{"Déposé ?", "x", ""},
		{"Clôturé", "oui", ""},
		{"Dépôt Madame", "06/01/2026", ""},
		{"Dépôt conjoint", "06/01/2026", ""},
		{"Recours", "oui", ""},
		{"Nb jours", "88", ""},
		{"Âge", "45", ""},
		{"Nombre d'enfants", "2", ""},
		// what is said is still understood
		{"Consentement DDD", "06/01/2026", "consentement Défenseur des droits"},
		{"Droit au travail sur l'API", "oui", "API mention des droits"},
		{"Message de clôture reçu", "Votre dossier est clos.", "texte de la clôture"},
		{"N° du recours", "2601234", "numéro de recours"},
		{"Attestation de dépôt", "06/01/2026", "date de confirmation"},
		{"Attestation de dépôt (o/n)", "oui", "confirmation détenue"},
		{"Titre valable jusqu'au", "06/01/2026", "date de fin du titre"},
		{"Dans quel département avez-vous déposé ?", "93", ""}, // there is one already
	} {
		file := "Réf;N° étranger;Dépt;Date dépôt;" + c.name + "\n"
		for _, ref := range []string{"A", "B", "C", "D"} {
			file += ref + rows + c.value + "\n"
		}
		p, err := ProposeMapping(context.Background(), text(file), ruled(t, &memory{}))
		must(t, err)
		if got := p.Columns[4].Column; got != c.want {
			t.Errorf("%s (%s) is proposed as %q, want %q", c.name, c.value, got, c.want)
		}
	}
}

// TestDepartmentOfAQuestion: the question may ask more than the word; where a person
// was born is no department of a prefecture.
func TestDepartmentOfAQuestion(t *testing.T) {
	t.Parallel()
	for question, want := range map[string]string{
		"Dans quel département avez-vous déposé ?":            "département",
		"De quel département dépend votre dossier ?":          "département",
		"Dans quel département êtes-vous né(e) ?":             "",
		"Quel est votre département de naissance ?":           "",
		"Dans quel département se trouve votre association ?": "",
	} {
		file := "Réf;N° étranger;" + question + ";Date dépôt\nA;9911000161;93;05/01/2026\nB;9911000162;75;06/01/2026\nC;9911000163;94;06/01/2026\n"
		p, err := ProposeMapping(context.Background(), text(file), ruled(t, &memory{}))
		must(t, err)
		if got := p.Columns[2].Column; got != want {
			t.Errorf("%s is proposed as %q, want %q", question, got, want)
		}
	}
}
