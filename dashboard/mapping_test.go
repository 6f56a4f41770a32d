package dashboard

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/access"
)

// TestAPersonFinishesAMapping sees the proposal, tries her corrections, mends a
// text that is wrong, and keeps it.
func TestAPersonFinishesAMapping(t *testing.T) {
	o := newOffice(t)
	server := openOffice(t, o, nil)
	cookie := o.person(t, server, "claire", access.Contributor)
	account, err := o.desk.State.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	u, err := o.desk.State.AddUpload(t.Context(), account[0], hash("a"), 12, now())
	if err != nil {
		t.Fatal(err)
	}
	path := "/fichiers/" + u.ID.String() + "/correspondance"
	if response, _ := ask(t, server, cookie, http.MethodGet, path, "", ""); response.StatusCode != http.StatusConflict {
		t.Errorf("while the file is checked: status %d", response.StatusCode)
	}
	u.State = access.UploadRefused
	if _, err := o.desk.State.MoveUpload(t.Context(), access.UploadChecking, u); err != nil {
		t.Fatal(err)
	}
	before := len(o.readings)
	response, body := ask(t, server, cookie, http.MethodGet, path, "", "")
	if response.StatusCode != http.StatusOK || len(o.readings) != before+1 {
		t.Fatalf("status %d, %d readings logged", response.StatusCode, len(o.readings)-before)
	}
	for _, want := range []string{"claire, association", `<option value="référence" selected>`, "72", "« machin » veut dire", `<option value="duplicata">`, "Dépôt le 2026-02-01", "Date illisible", "date de dépôt</strong>", "forme: dossiers", "Colonne C « Divers » : des dates, mais rien ne dit desquelles.</p>"} {
		if !strings.Contains(plain(body), want) {
			t.Errorf("the page lacks %q:\n%s", want, body)
		}
	}
	form := url.Values{
		"nom": {"permanence"}, "texte": {"correspondance: \"1\"\r\n"}, "place": {"A", "B", "C"}, "colonne-A": {"référence"}, "colonne-B": {"procédure"},
		"mot-B": {"machin", "truc"}, "vaut-B-0": {"duplicata"}, "colonne-C": {"date de dépôt"}, "faire": {"essayer"},
	}
	if response, _ := ask(t, server, cookie, http.MethodPost, path, "application/x-www-form-urlencoded", form.Encode()); response.StatusCode != http.StatusOK {
		t.Fatalf("try: status %d", response.StatusCode)
	}
	want := MappingEdit{Name: "permanence", Text: "correspondance: \"1\"\n", Choices: map[string]ColumnChoice{
		"A": {Column: "référence", Words: map[string]string{}}, "B": {Column: "procédure", Words: map[string]string{"machin": "duplicata"}},
		"C": {Column: "date de dépôt", Words: map[string]string{}},
	}}
	if diff := cmp.Diff(want, o.edits[len(o.edits)-1]); diff != "" {
		t.Errorf("edit (-want +got):\n%s", diff)
	}
	response, body = ask(t, server, cookie, http.MethodPost, path, "application/x-www-form-urlencoded", url.Values{"nom": {"x"}, "texte": {"faux: ["}, "faire": {"essayer"}}.Encode())
	if response.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "faux: [") || !strings.Contains(body, `role="alert"`) {
		t.Errorf("a text that is wrong: status %d\n%s", response.StatusCode, body)
	}
	form.Set("faire", "garder")
	form.Del("nom")
	if response, _ := ask(t, server, cookie, http.MethodPost, path, "application/x-www-form-urlencoded", form.Encode()); response.StatusCode != http.StatusUnprocessableEntity || len(o.done) > 0 {
		t.Errorf("kept without a name: status %d", response.StatusCode)
	}
	form.Set("nom", "permanence")
	response = post(t, server, cookie, path, form)
	if response.StatusCode != http.StatusSeeOther || response.Header.Get("Location") != "/fichiers/"+u.ID.String() || len(o.done) != 1 {
		t.Errorf("keep: status %d to %s, %v", response.StatusCode, response.Header.Get("Location"), o.done)
	}
	form.Add("place", "A")
	if response := post(t, server, cookie, path, form); response.StatusCode != http.StatusBadRequest {
		t.Errorf("a column given twice: status %d", response.StatusCode)
	}
}
