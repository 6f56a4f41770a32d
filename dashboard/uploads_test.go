package dashboard

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"vigie/internal/access"
)

// TestAFileSentAgainIsNotStillToImport: of a file that was imported before, the
// list and its page say so, and not that it waits.
func TestAFileSentAgainIsNotStillToImport(t *testing.T) {
	o := newOffice(t)
	server := openOffice(t, o, nil)
	cookie := o.person(t, server, "claire", access.Contributor)
	accounts, err := o.desk.State.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sent, err := o.desk.State.AddUpload(t.Context(), accounts[0], hash("a"), 48_213, now())
	if err != nil {
		t.Fatal(err)
	}
	sent.State = access.UploadChecked
	if sent.Report, err = json.Marshal(Summary{Rows: 412, AlreadyImported: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := o.desk.State.MoveUpload(t.Context(), access.UploadChecking, sent); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/fichiers", "/fichiers/" + sent.ID.String()} {
		_, body := ask(t, server, cookie, http.MethodGet, path, "", "")
		if shown := strings.ToLower(plain(body)); !strings.Contains(shown, "vérifié, déjà importé") || strings.Contains(shown, "pas encore importé") {
			t.Errorf("%s says of a file imported before:\n%s", path, shown)
		}
	}
}

// TestNotesAlikeAreOneLine: what several rows of a file are told in the same
// words stands once, with their places.
func TestNotesAlikeAreOneLine(t *testing.T) {
	t.Parallel()
	s := siteOver(t, &memory{})
	var notes []RowNote
	for row := 2; row < 32; row++ {
		notes = append(notes, RowNote{Finding: Finding{"date", "date_unreadable", "date illisible", "b…", "écrivez la date"}, Row: row})
	}
	notes = append(notes, RowNote{Finding: Finding{"date", "date_unreadable", "date illisible", "b…", "écrivez la date"}, Sheet: 2, Row: 4},
		RowNote{Finding: Finding{"date", "date_impossible", "cette date n'existe pas", "99/99/9999", "vérifiez"}, Row: 40},
		RowNote{Finding: Finding{"", "hidden_sheet", "feuille masquée", "feuille 2 du classeur, 3 lignes", "affichez-la"}})
	views := s.noteViews(notes)
	var places []string
	for _, v := range views {
		places = append(places, v.Place)
	}
	want := []string{"Lignes 2 à 31 (30)", "Feuille 2, ligne 4", "Ligne 40", "Tout le fichier"}
	if len(places) != len(want) {
		t.Fatalf("places: %q", places)
	}
	for i := range want {
		if places[i] != s.words.Typeset(want[i]) {
			t.Errorf("place %d: got %q, want %q", i, places[i], want[i])
		}
	}
}

// TestPageSpeaksOfThePage: a caseworker has no terminal, and no documentation
// folder.
func TestPageSpeaksOfThePage(t *testing.T) {
	t.Parallel()
	s := siteOver(t, &memory{})
	for _, said := range []string{
		"en-tête (ligne 1) : colonnes manquantes. Corrigez les noms des colonnes d'après docs/import.md, ou décrivez le tableau par une correspondance (vigie collect map)",
		"choisissez un mot de la liste publiée pour cette colonne (docs/import.md)",
		"si elle contient des dossiers, donnez-lui l'en-tête publié, ou une correspondance (vigie collect map)",
	} {
		shown := s.onPage(said)
		if strings.Contains(shown, "docs/") || strings.Contains(shown, "vigie collect") || shown == "" {
			t.Errorf("%q", shown)
		}
	}
}
