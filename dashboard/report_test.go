package dashboard

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"vigie/internal/access"
	"vigie/internal/testbed"
)

// postForm sends a form as a browser does, with a file or without.
func postForm(t *testing.T, server *httptest.Server, cookie *http.Cookie, path string, values map[string]string, field string, file []byte) (*http.Response, string) {
	t.Helper()
	var body bytes.Buffer
	var sent *testbed.FormFile
	if field != "" {
		sent = &testbed.FormFile{Field: field, Name: "nom de fichier.bin", Data: file}
	}
	media, err := testbed.WriteForm(&body, values, sent)
	if err != nil {
		t.Fatal(err)
	}
	return ask(t, server, cookie, http.MethodPost, path, media, body.String())
}

func TestAnEventByTheForm(t *testing.T) {
	o := newOffice(t)
	o.refuse = "D-9"
	server := openOffice(t, o, nil)
	cookie := o.person(t, server, "claire", access.Contributor)
	_, kinds := ask(t, server, cookie, http.MethodGet, "/signaler/evenement", "", "")
	if !strings.Contains(kinds, "/signaler/evenement?genre=%C3%A9clipse") {
		t.Errorf("a kind that no group names is missing:\n%s", kinds)
	}
	_, form := ask(t, server, cookie, http.MethodGet, "/signaler/evenement?genre=cl%C3%B4ture", "", "")
	for _, want := range []string{`name="référence"`, `name="date"`, `name="piece"`, `value="clôture"`, `name="commentaire"`} {
		if !strings.Contains(form, want) {
			t.Errorf("the form lacks %s:\n%s", want, form)
		}
	}
	if strings.Contains(form, `name="association"`) {
		t.Error("the form asks for the association, which is the account's")
	}
	values := map[string]string{"référence": "D-1", "département": "93", "évènement": "API", "date": "10/05/2026", "inconnu": "x"}
	response, body := postForm(t, server, cookie, "/signaler/evenement", values, "piece", picture())
	if response.StatusCode != http.StatusSeeOther || response.Header.Get("Location") != "/cas/"+caseOf("D-1").String()+"?fait=taken" {
		t.Fatalf("status %d to %q\n%s", response.StatusCode, response.Header.Get("Location"), body)
	}
	got := o.taken[0]
	if got.Shape != ShapeEvents || got.Values["référence"] != "D-1" || got.Values["inconnu"] != "" || !bytes.Equal(got.Proof, picture()) || o.how[0].Origin != "form" || o.how[0].Author.IsZero() {
		t.Errorf("taken %v as %+v", got.Values, o.how[0])
	}
	_, next := ask(t, server, cookie, http.MethodGet, "/signaler/evenement?genre=API&dossier="+caseOf("D-1").String(), "", "")
	if !strings.Contains(next, `value="D-1"`) {
		t.Error("the next event of the case asks for its reference again")
	}
	if _, other := ask(t, server, cookie, http.MethodGet, "/signaler/evenement?genre=API&dossier="+caseOf("D-2").String(), "", ""); strings.Contains(other, `value="D-1"`) {
		t.Error("another case's form holds this one's reference")
	}
	values["référence"] = "D-9"
	response, body = postForm(t, server, cookie, "/signaler/evenement", values, "", nil)
	if response.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "Date illisible") || !strings.Contains(body, `aria-invalid="true"`) || !strings.Contains(body, `value="D-9"`) {
		t.Errorf("a refused report: status %d\n%s", response.StatusCode, body)
	}
	response, body = postForm(t, server, cookie, "/signaler/evenement", values, "piece", []byte("#!/bin/sh\n"))
	if response.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "ni une image ni un PDF") {
		t.Errorf("a proof that is none: status %d\n%s", response.StatusCode, body)
	}
}

func TestADraftIsKeptSealedAndSent(t *testing.T) {
	o := newOffice(t)
	server := openOffice(t, o, nil)
	cookie := o.person(t, server, "claire", access.Contributor)
	other := o.person(t, server, "denis", access.Contributor)
	values := map[string]string{"référence": "D-1", "commentaire": "Madame Essai rappelle", "garder": "1"}
	response, _ := postForm(t, server, cookie, "/signaler/dossier", values, "", nil)
	draft := response.Header.Get("Location")
	if response.StatusCode != http.StatusSeeOther || !strings.HasPrefix(draft, "/brouillon/") || len(o.taken) > 0 {
		t.Fatalf("status %d to %q", response.StatusCode, draft)
	}
	_, page := ask(t, server, cookie, http.MethodGet, draft, "", "")
	if !strings.Contains(page, "Madame Essai rappelle") || !strings.Contains(page, `value="D-1"`) {
		t.Errorf("the draft came back as:\n%s", page)
	}
	if response, _ := ask(t, server, other, http.MethodGet, draft, "", ""); response.StatusCode != http.StatusNotFound {
		t.Errorf("another's draft: status %d", response.StatusCode)
	}
	id := strings.TrimPrefix(draft, "/brouillon/")
	values["brouillon"], values["référence"] = id, "D-2"
	if response, _ := postForm(t, server, cookie, "/signaler/dossier", values, "", nil); response.Header.Get("Location") != draft {
		t.Errorf("keeping a draft again made another: %q", response.Header.Get("Location"))
	}
	delete(values, "garder")
	if response, _ := postForm(t, server, cookie, "/signaler/dossier", values, "", nil); response.StatusCode != http.StatusSeeOther || len(o.taken) != 1 || o.taken[0].Values["référence"] != "D-2" {
		t.Errorf("sending it: status %d, %+v", response.StatusCode, o.taken)
	}
	if response, _ := ask(t, server, cookie, http.MethodGet, draft, "", ""); response.StatusCode != http.StatusNotFound {
		t.Errorf("a draft that was sent is still there: status %d", response.StatusCode)
	}
}

func TestACaseIsFoundByItsReference(t *testing.T) {
	o := newOffice(t)
	server := openOffice(t, o, nil)
	cookie := o.person(t, server, "claire", access.Contributor)
	if response := post(t, server, cookie, "/cas", url.Values{"reference": {" D-1 "}}); response.StatusCode != http.StatusSeeOther || response.Header.Get("Location") != "/cas/"+caseOf("D-1").String() {
		t.Errorf("status %d to %q", response.StatusCode, response.Header.Get("Location"))
	}
	if response := post(t, server, cookie, "/cas", url.Values{}); response.StatusCode != http.StatusBadRequest {
		t.Errorf("no reference: status %d", response.StatusCode)
	}
}

func TestFilesFromThePage(t *testing.T) {
	o := newOffice(t)
	server := openOffice(t, o, nil)
	cookie := o.person(t, server, "claire", access.Contributor)
	response, body := postForm(t, server, cookie, "/fichiers", nil, "fichier", []byte("référence;département\nD-1;93\n"))
	page := response.Header.Get("Location")
	if response.StatusCode != http.StatusSeeOther || !strings.HasPrefix(page, "/fichiers/") || !strings.HasPrefix(string(o.received), "référence") {
		t.Fatalf("status %d to %q, %q\n%s", response.StatusCode, page, o.received, body)
	}
	if _, body := ask(t, server, cookie, http.MethodGet, page, "", ""); !strings.Contains(body, `http-equiv="refresh"`) {
		t.Errorf("the page does not ask again by itself:\n%s", body)
	}
	uploads, err := o.desk.State.Uploads(t.Context(), "asso")
	if err != nil || len(uploads) != 1 {
		t.Fatal(uploads, err)
	}
	u := uploads[0]
	u.State = access.UploadChecked
	u.Report = []byte(`{"rows":3,"cases":2,"refused_rows":1,"refused":[{"row":3,"column":"date","problem":"x","message":"date illisible","value":"h… (4 caractères)","remedy":"écrivez la date"}]}`)
	if _, err := o.desk.State.MoveUpload(t.Context(), access.UploadChecking, u); err != nil {
		t.Fatal(err)
	}
	_, body = ask(t, server, cookie, http.MethodGet, page, "", "")
	for _, want := range []string{"Date illisible", "h… (4", "Écrivez la date", "problemes.csv", "Importer", "disabled"} {
		if !strings.Contains(body, want) {
			t.Errorf("the report lacks %q:\n%s", want, body)
		}
	}
	if response, body := ask(t, server, cookie, http.MethodGet, page+"/problemes.csv", "", ""); response.StatusCode != http.StatusOK || !strings.Contains(body, "problème") ||
		!strings.HasPrefix(response.Header.Get("Content-Disposition"), "attachment") || len(o.readings) != 1 {
		t.Errorf("the sheet of problems: status %d, %d readings", response.StatusCode, len(o.readings))
	}
	post(t, server, cookie, page+"/importer", url.Values{"mode": {"tout"}})
	post(t, server, cookie, page+"/retirer", nil)
	post(t, server, cookie, page+"/oublier", nil)
	if len(o.done) != 3 || !strings.HasSuffix(o.done[0], " all") || !strings.HasPrefix(o.done[1], "withdraw") || !strings.HasPrefix(o.done[2], "forget") {
		t.Errorf("decided %q", o.done)
	}
	if response, body := postForm(t, server, cookie, "/fichiers", nil, "", nil); response.StatusCode != http.StatusBadRequest || !strings.Contains(body, "Choisissez un fichier") {
		t.Errorf("no file: status %d\n%s", response.StatusCode, body)
	}
	if response, body := ask(t, server, cookie, http.MethodGet, "/modele/evenements.csv", "", ""); response.StatusCode != http.StatusOK || !strings.Contains(body, "référence;association;") {
		t.Errorf("the model: status %d %s", response.StatusCode, body)
	}
}
