package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"vigie/internal/access"
)

// testMappingOnThePage sends a table in an association's own words,
// says what its columns are, and imports it with the version that was kept.
func testMappingOnThePage(t *testing.T, open *counter) {
	claire := open.as(t, "clara", access.Contributor, "carte")
	path := claire.upload(t, []byte("Code perm;Où;Quoi;Le;Divers\nP-1;93;renouv;01/02/2026;\nP-2;75;machin;05/02/2026;x\n"))
	claire.page(t, path, "Dire ce que contient chaque colonne")
	claire.page(t, path+"/correspondance", "Code perm", "Prise pour")
	form := url.Values{
		"nom": {"permanence"}, "place": {"A", "B", "C", "D", "E"}, "colonne-A": {"référence"}, "colonne-B": {"département"},
		"colonne-C": {"procédure"}, "mot-C": {"machin"}, "vaut-C-0": {"duplicata"}, "colonne-D": {"date de dépôt"}, "faire": {"essayer"},
	}
	response, body := claire.form(t, path+"/correspondance", form)
	if response.StatusCode != http.StatusOK || !strings.Contains(body, "Dépôt le 5 février 2026 (75)") || strings.Contains(body, "veut dire") {
		t.Fatalf("try: status %d\n%s", response.StatusCode, body)
	}
	form.Set("faire", "garder")
	if response, body = claire.form(t, path+"/correspondance", form); response.StatusCode != http.StatusSeeOther {
		t.Fatalf("keep: status %d\n%s", response.StatusCode, body)
	}
	if body := claire.settled(t, path); !strings.Contains(body, "permanence@1") || !strings.Contains(body, "Vérifié") || strings.Contains(body, "Lignes refusées</h2>") {
		t.Fatalf("dry run with the mapping:\n%s", body)
	}
	kept, err := open.app.state.Mapping(t.Context(), "carte", "permanence", 1)
	if err != nil || !strings.Contains(kept.Text, "machin: duplicata") || kept.Author == "" {
		t.Errorf("kept: %+v, %v", kept, err)
	}
	if response, _ := claire.form(t, path+"/correspondance", url.Values{"nom": {"permanence"}, "texte": {"forme: [faux"}, "faire": {"garder"}}); response.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a text that is none: status %d", response.StatusCode)
	}
	if response, _ := claire.form(t, path+"/importer", url.Values{"mode": {"tout"}}); response.StatusCode != http.StatusSeeOther {
		t.Fatal("import")
	}
	claire.settled(t, path)
	claire.page(t, "/cas", "2 dossiers", "duplicata", "renouvellement")
}

// testManyEventsOnThePage finishes, on the page alone, a table of several dates a
// row, written month first, with a department within a longer text.
func testManyEventsOnThePage(t *testing.T, open *counter) {
	claire := open.as(t, "carine", access.Contributor, "plusieurs")
	path := claire.upload(t, []byte("Nom;Lieu;Déposé;API reçue;Relances\nP-1;Bobigny / 93;02/28/2026;03/15/2026;04/02/2026, 04/17/2026\nP-2;Paris / 75;03/01/2026;;\n"))
	claire.page(t, path+"/correspondance", "Une ligne du fichier, c'est", "Forme des dates", "Signe qui sépare des parties")
	form := url.Values{
		"nom": {"suivi"}, "forme": {"évènements"}, "place": {"A", "B", "C", "D", "E"}, "colonne-A": {"référence"}, "dates-A": {""},
		"colonne-B": {"département"}, "dates-B": {""}, "signe-B": {"/"}, "partie-B": {"-1"},
		"colonne-C": {"évènement:dépôt"}, "dates-C": {"mm/jj/aaaa"}, "colonne-D": {"évènement:API"}, "dates-D": {"mm/jj/aaaa"},
		"colonne-E": {"évènement:contact CCC"}, "dates-E": {"mm/jj/aaaa"}, "chaque-E": {","}, "faire": {"essayer"},
	}
	response, body := claire.form(t, path+"/correspondance", form)
	for _, want := range []string{"Dépôt le 28 février 2026 (93)", "17 avril 2026", `value="évènement:contact CCC" selected`, `value="mm/jj/aaaa"`, `value="-1"`, "Signe entre plusieurs dates"} {
		if response.StatusCode != http.StatusOK || !strings.Contains(body, want) {
			t.Fatalf("try: status %d, want %q\n%s", response.StatusCode, want, body)
		}
	}
	form.Set("partie-B", "dernière")
	if response, body := claire.form(t, path+"/correspondance", form); response.StatusCode != http.StatusBadRequest || !strings.Contains(body, "-1 pour la dernière") {
		t.Errorf("a part in words: status %d\n%s", response.StatusCode, body)
	}
	form.Set("partie-B", "-1")
	form.Set("faire", "garder")
	if response, body = claire.form(t, path+"/correspondance", form); response.StatusCode != http.StatusSeeOther {
		t.Fatalf("keep: status %d\n%s", response.StatusCode, body)
	}
	if body := claire.settled(t, path); !strings.Contains(body, "suivi@1") || strings.Contains(body, "Lignes refusées</h2>") {
		t.Fatalf("dry run with the mapping:\n%s", body)
	}
	if response, _ := claire.form(t, path+"/importer", url.Values{"mode": {"tout"}}); response.StatusCode != http.StatusSeeOther {
		t.Fatal("import")
	}
	claire.settled(t, path)
	if got := len((&killWorld{app: open.app}).read(t, "case_events", "plusieurs")); got != 5 {
		t.Errorf("%d events, want 5", got)
	}
}

// testChronicleOnThePage finishes a chronology: words are translated or left out, and
// the page says again what it was told.
func testChronicleOnThePage(t *testing.T, open *counter) {
	claire := open.as(t, "chloé", access.Contributor, "chrono")
	path := claire.upload(t, []byte("Réf;Dpt;Suivi\nP-1;93;\"12/01/2026 dépôt, 03/02/2026 vue en perm\"\nP-2;75;\"14/01/2026 DEPOT, 02/03/2026 sorti de la pile\"\n"))
	form := url.Values{
		"nom": {"chronologies"}, "place": {"A", "B", "C"}, "colonne-A": {"référence"}, "colonne-B": {"département"}, "colonne-C": {"évènement:chronologie"},
		"chaque-C": {"avant chaque date"}, "mot-C": {"vue en perm", "sorti de la pile"}, "vaut-C-0": {"rien"}, "vaut-C-1": {"clôture"}, "faire": {"essayer"},
	}
	claire.page(t, path+"/correspondance", `value="évènement:chronologie" selected`, "« vue en perm » veut dire", `<option value="rien">`, "avant chaque date")
	response, body := claire.form(t, path+"/correspondance", form)
	for _, want := range []string{"Dépôt le 12 janvier 2026 (93)", "Clôture le 2 mars 2026 (75)", `value="évènement:chronologie" selected`} {
		if response.StatusCode != http.StatusOK || !strings.Contains(body, want) {
			t.Fatalf("try: status %d, want %q\n%s", response.StatusCode, want, body)
		}
	}
	form.Set("faire", "garder")
	if response, body = claire.form(t, path+"/correspondance", form); response.StatusCode != http.StatusSeeOther {
		t.Fatalf("keep: status %d\n%s", response.StatusCode, body)
	}
	if body := claire.settled(t, path); !strings.Contains(body, "chronologies@1") || strings.Contains(body, "Lignes refusées</h2>") {
		t.Fatalf("dry run with the mapping:\n%s", body)
	}
}

// TestMonthsOnThePage: a column of a month says which it stands for, and is given
// another, or left out, in the form.
func TestMonthsOnThePage(t *testing.T) {
	claire := openCounter(t).as(t, "claire", access.Contributor, "asso")
	path := claire.upload(t, []byte("Réf;Dpt;janv. 2026;févr. 2026;mars 2026\nA1;93;dépôt;clôturé;\nA2;75;;dépôt;dépôt\n"))
	claire.settled(t, path)
	body := claire.page(t, path+"/correspondance", `name="mois-C" value="2026-01"`, `name="mois-E" value="2026-03"`)
	if n := strings.Count(body, `<option value="évènement:mois" selected>`); n != 3 || strings.Contains(body, "<details open>") {
		t.Errorf("%d columns stand for a month; want 3, and none open\n%s", n, body)
	}
	form := url.Values{
		"nom": {"par mois"}, "place": {"A", "B", "C", "D", "E"}, "colonne-A": {"référence"}, "colonne-B": {"département"}, "faire": {"essayer"},
		"colonne-C": {"évènement:mois"}, "dates-C": {""}, "mois-C": {"décembre 2025"}, "colonne-D": {"évènement:mois"}, "dates-D": {""}, "mois-D": {"février"}, "colonne-E": {""}, "dates-E": {""}, "mois-E": {"2026-03"},
	}
	response, body := claire.form(t, path+"/correspondance", form)
	for _, want := range []string{"Mois de la colonne D « févr. 2026 »", "donnez-le avec son année (janvier 2026, ou 01/2026)", `name="mois-D" value="février"`, `name="mois-C" value="décembre 2025"`} {
		if response.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, want) {
			t.Errorf("no month: status %d, want %q\n%s", response.StatusCode, want, body)
		}
	}
	form.Set("mois-D", "")
	response, body = claire.form(t, path+"/correspondance", form)
	for _, want := range []string{"Dépôt en décembre 2025 (93)", "Clôture en février 2026 (93)", `name="mois-C" value="2025-12"`, `name="mois-D" value="2026-02"`, `name="mois-E" value=""`} {
		if response.StatusCode != http.StatusOK || !strings.Contains(body, want) || strings.Contains(body, "mars 2026 (75)") {
			t.Errorf("try: status %d, want %q\n%s", response.StatusCode, want, body)
		}
	}
}

// TestColumnsAreKnownByTheirValues: the page shows of each column what it holds, and
// shows no name and no number of a person.
func TestColumnsAreKnownByTheirValues(t *testing.T) {
	claire := openCounter(t).as(t, "claire", access.Contributor, "asso")
	path := claire.upload(t, []byte("D-14;93;9912345678;renouvellement;03/12/2025;ESSAI Awa;\nD-15;75;9912345679;duplicata;04/12/2025;TEST Ibrahim;\nD-16;93;9912345670;renouvellement;08/12/2025;ESSAI Mei;\n"))
	claire.settled(t, path)
	body := claire.page(t, path+"/correspondance", ">D… (4 caractères)<", ">9… (10 caractères)<", ">99/99/9999<", ">duplicata</li>", "E… (9 caractères)", "aucune valeur", "Les exemples sont masqués")
	for _, personal := range []string{"99123456", "Awa", "Ibrahim", "08/12"} {
		if strings.Contains(body, personal) {
			t.Errorf("the page shows %q\n%s", personal, body)
		}
	}
}

// TestCountsAreNotToBeCompleted: of a table of counts the page says what it is and what
// to ask for. Who knows better describes its columns as those of any other.
func TestCountsAreNotToBeCompleted(t *testing.T) {
	claire := openCounter(t).as(t, "claire", access.Contributor, "asso")
	path := claire.upload(t, []byte("Réf;Dpt;Déposé le;janv. 2026;févr. 2026\nA;93;05/01/2026;12;8\nB;75;06/01/2026;3;9\n"))
	claire.settled(t, path)
	body := claire.page(t, path+"/correspondance", "il ne dit aucun dossier, seulement leur nombre", "demandez à qui l'a fait la liste des dossiers comptés", "<details><summary>Ce tableau liste pourtant des dossiers")
	for _, wrong := range []string{"Il manque", "Ce qui est compris", "Dites ce que contient"} {
		if strings.Contains(body, wrong) {
			t.Errorf("the page says %q\n%s", wrong, body)
		}
	}
	form := url.Values{"nom": {"suivi"}, "forme": {"dossiers"}, "place": {"A", "B", "C", "D", "E"}, "faire": {"essayer"}}
	if _, body := claire.form(t, path+"/correspondance", form); !strings.Contains(body, "seulement leur nombre") || !strings.Contains(body, "<details open><summary>Ce tableau liste pourtant") {
		t.Errorf("tried without a column:\n%s", body)
	}
	form.Set("colonne-A", "référence")
	if _, body := claire.form(t, path+"/correspondance", form); !strings.Contains(body, "Il manque") || strings.Contains(body, "seulement leur nombre") {
		t.Errorf("tried with a reference:\n%s", body)
	}
	form.Set("colonne-B", "département")
	form.Set("colonne-C", "date de dépôt")
	if _, body := claire.form(t, path+"/correspondance", form); !strings.Contains(body, "Dépôt le 5 janvier 2026 (93)") || strings.Contains(body, "seulement leur nombre") {
		t.Errorf("tried with its columns:\n%s", body)
	}
}

// TestYearOfAChronologyOnThePage: the year of dates without one is told in the form,
// stands there again, and what is no year takes nothing from the person.
func TestYearOfAChronologyOnThePage(t *testing.T) {
	open := openCounter(t)
	claire := open.as(t, "claire", access.Contributor, "asso")
	path := claire.upload(t, []byte("Réf;Dpt;An;Vu le;Suivi\nP-1;93;2025;20/11/2025;\"20/11 dépôt, 03/12 vue en perm, 12/01 clos\"\nP-2;75;2025;04/12/2025;04/12 dépôt\n"))
	claire.settled(t, path)
	claire.page(t, path+"/correspondance", "lue pour l'année des dates d'une autre colonne", `name="annee-E" value="An"`, `<option value="Vu le">`)
	form := url.Values{
		"nom": {"suivi"}, "place": {"A", "B", "C", "D", "E"}, "colonne-A": {"référence"}, "colonne-B": {"département"}, "colonne-E": {"évènement:chronologie"}, "dates-E": {""},
		"chaque-E": {"avant chaque date"}, "annee-E": {"l'an dernier"}, "mot-E": {"vue en perm"}, "vaut-E-0": {"rien"}, "faire": {"essayer"},
	}
	response, body := claire.form(t, path+"/correspondance", form)
	for _, want := range []string{`role="alert"`, "Année de la colonne E « Suivi »", "n'est ni une année de quatre chiffres", `value="l&#39;an dernier"`, `<option value="rien" selected>`, `value="évènement:chronologie" selected`} {
		if response.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, want) {
			t.Errorf("no year: status %d, want %q\n%s", response.StatusCode, want, body)
		}
	}
	form.Set("annee-E", "d")
	response, body = claire.form(t, path+"/correspondance", form)
	for _, want := range []string{"Clôture le 12 janvier 2026 (93)", "Dépôt le 4 décembre 2025 (75)", `name="annee-E" value="Vu le"`, "année:\n"} {
		if response.StatusCode != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("a column: status %d, want %q\n%s", response.StatusCode, want, body)
		}
	}
	form.Set("faire", "garder")
	if response, body = claire.form(t, path+"/correspondance", form); response.StatusCode != http.StatusSeeOther {
		t.Fatalf("keep: status %d\n%s", response.StatusCode, body)
	}
	claire.settled(t, path)
	if kept, err := open.app.state.Mapping(t.Context(), "asso", "suivi", 1); err != nil || !strings.Contains(kept.Text, "année:") || !strings.Contains(kept.Text, "colonne: Vu le") {
		t.Errorf("kept: %+v, %v", kept, err)
	}
}
