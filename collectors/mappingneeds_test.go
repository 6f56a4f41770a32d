package collectors

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
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
		{"RDV bénévole", "06/01/2026", ""},
		{"Prochain RDV", "06/01/2026", ""},
		{"RDV au PAN", "06/01/2026", "date de rendez-vous PAN"},
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
		var file strings.Builder
		file.WriteString("Réf;N° étranger;Dépt;Date dépôt;" + c.name + "\n")
		for _, ref := range []string{"A", "B", "C", "D"} {
			file.WriteString(ref + rows + c.value + "\n")
		}
		p, err := ProposeMapping(context.Background(), text(file.String()), ruled(t, &memory{}))
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

// TestWordsOfFollowUps: how people call the same facts in a list of steps.
func TestWordsOfFollowUps(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"Réponse aux pièces", "pièces transmises", "Relance CCC", "appel au CCC"} {
		s, err := check(t, "référence;département;évènement;date\nA;93;demande de pièces;05/01/2026\nA;93;"+word+";06/01/2026\n")
		if err != nil || s.Events != 2 {
			t.Errorf("%s: %+v, %v", word, s, err)
		}
	}
}

// TestColumnOfFormulasWithoutValues: what no spreadsheet computed says nothing of what a
// column holds; its name does.
func TestColumnOfFormulasWithoutValues(t *testing.T) {
	t.Parallel()
	p, err := ProposeMapping(context.Background(), text("Réf;Dept;Envoyé ANEF;Date dépôt;Clôture\nA;93;x;05/01/2026;#CALC!\nB;93;x;06/01/2026;#REF!\n"), ruled(t, &memory{}))
	must(t, err)
	if got := p.Columns[4].Column; got != "date de clôture" {
		t.Errorf("proposed as %q", got)
	}
}

// TestProposalOfAPublishedFile: a file that is read as it is, in both of its shapes, would
// lose one of them to a mapping; the proposal says so.
func TestProposalOfAPublishedFile(t *testing.T) {
	t.Parallel()
	const note = "ce fichier se lit sans correspondance"
	for name, c := range map[string]struct {
		source Source
		want   bool
	}{
		"cases with events within": {text(`{"référence":"N1","département":"93","date de dépôt":"2026-01-05","évènements":[{"évènement":"API","date":"2026-02-01"}]}` + "\n" + `{"référence":"N2","département":"93","date de dépôt":"2026-01-05"}` + "\n"), true},
		"a sheet of each": {bytesSource(book(t, func(f *excelize.File) {
			fillSheet(t, f, "Sheet1", 1, "référence,département,date de dépôt", "A,93,05/01/2026")
			_, err := f.NewSheet("Suivi")
			must(t, err)
			fillSheet(t, f, "Suivi", 1, "référence,département,évènement,date", "A,93,clôture,05/02/2026")
		})), true},
		"one table": {text("Réf;Dept;Déposé le;Clôture\nA;93;05/01/2026;\nB;93;06/01/2026;\n"), false},
	} {
		p, err := ProposeMapping(context.Background(), c.source, ruled(t, &memory{}))
		must(t, err)
		if got := slices.ContainsFunc(p.Notes, func(n string) bool { return strings.Contains(n, note) }); got != c.want {
			t.Errorf("%s: %q", name, p.Notes)
		}
	}
}

// TestSecondPersonOfARow: what belongs to a spouse is nothing of the person whose row it is.
func TestSecondPersonOfARow(t *testing.T) {
	t.Parallel()
	propose := func(header string) (taken []string, notes string) {
		p, err := ProposeMapping(context.Background(), text(header+"\nA;9921000041;9921000042;93;03/01/2026;04/01/2026;04/04/2026;05/05/2026\nB;9921000043;9921000044;92;04/01/2026;06/01/2026;;\n"), ruled(t, &memory{}))
		must(t, err)
		for _, c := range p.Columns {
			taken = append(taken, c.Column)
		}
		return taken, strings.Join(p.Notes, " ")
	}
	for _, header := range []string{
		"Réf;N° étranger époux;N° étranger épouse;Dépt;Dépôt époux;Dépôt épouse;API époux jusqu'au;API épouse jusqu'au",
		"Réf;N° étranger;N° étranger conjoint;Dépt;Date dépôt;Date dépôt conjoint;API jusqu'au;API conjoint jusqu'au",
		"Réf;N° étranger Monsieur;N° étranger Madame;Dépt;Dépôt Monsieur;Dépôt Madame;API fin Monsieur;API fin Madame",
		"Réf;N° étranger;N° étranger épouse;Dépt;Date dépôt;Date dépôt épouse;API jusqu'au;API épouse jusqu'au",
		"Réf;N° étranger;N° étranger de Monsieur;Dépt;Date dépôt;Date dépôt de Monsieur;API jusqu'au;API de Monsieur jusqu'au",
	} {
		taken, notes := propose(header)
		if got := strings.Join(taken, "|"); got != "référence|numéro étranger||département|date de dépôt||API fin|" || !strings.Contains(notes, "colonnes C, F, H : une seconde personne") {
			t.Errorf("%s: %s, %s", header, got, notes)
		}
	}
	// a name of marriage and a title of address are of the same person
	for _, header := range []string{
		"Réf;N° étranger;Nom d'épouse;Dépt;Date dépôt;Monsieur/Madame;API jusqu'au;Vu le",
		"Réf;N° étranger;Divers;Dépt;Date dépôt;Conjoint de Français;API jusqu'au;Vu le",
	} {
		if _, notes := propose(header); strings.Contains(notes, "seconde personne") {
			t.Errorf("%s: %s", header, notes)
		}
	}
}
