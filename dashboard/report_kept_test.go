package dashboard

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"vigie/internal/access"
)

// TestAWarningOfAFormIsTold: what was taken otherwise than it was written is told on
// the page that follows, and on no other.
func TestAWarningOfAFormIsTold(t *testing.T) {
	o := newOffice(t)
	busyOffice(o, "asso")
	o.warn = []Finding{{"empêché de se déplacer", "constraint_without_consent", "mesure de contrainte non gardée : aucun consentement", "", "donnez la date du consentement"}}
	server := openOffice(t, o, nil)
	cookie := o.person(t, server, "claire", access.Contributor)
	response, _ := postForm(t, server, cookie, "/signaler/evenement", map[string]string{"référence": "D-1", "département": "93", "évènement": "API"}, "", nil)
	told := "Mesure de contrainte non gardée\u00a0: aucun consentement. Donnez la date du consentement."
	page := response.Header.Get("Location")
	if _, body := ask(t, server, cookie, http.MethodGet, page, "", ""); !strings.Contains(body, told) {
		t.Errorf("the page after the form does not tell the warning:\n%s", body)
	}
	quiet, _, _ := strings.Cut(page, "?")
	for _, other := range []string{quiet, "/cas/" + caseOf("D-2").String() + "?fait=taken"} {
		if response, body := ask(t, server, cookie, http.MethodGet, other, "", ""); response.StatusCode != http.StatusOK || strings.Contains(body, told) {
			t.Errorf("%s: status %d, or it tells the warning of another report", other, response.StatusCode)
		}
	}
}

// TestARefusedFormAsksForItsProofAgain: a browser never sends a file twice by itself.
func TestARefusedFormAsksForItsProofAgain(t *testing.T) {
	o := newOffice(t)
	o.refuse = "D-9"
	server := openOffice(t, o, nil)
	cookie := o.person(t, server, "claire", access.Contributor)
	values := map[string]string{"référence": "D-9", "département": "93", "évènement": "API"}
	const again = "Joignez-la de nouveau"
	if _, body := postForm(t, server, cookie, "/signaler/evenement", values, "piece", picture()); !strings.Contains(body, again) {
		t.Errorf("the proof is lost and nobody is told:\n%s", body)
	}
	if _, body := postForm(t, server, cookie, "/signaler/evenement", values, "", nil); strings.Contains(body, again) {
		t.Error("a form without a proof asks for one again")
	}
}

// TestATooLargeProofLosesNoText: the whole form is read, so that the answer reaches
// the browser with what was typed.
func TestATooLargeProofLosesNoText(t *testing.T) {
	o := newOffice(t)
	server := openOffice(t, o, nil)
	cookie := o.person(t, server, "claire", access.Contributor)
	values := map[string]string{"référence": "D-1", "département": "93", "évènement": "API", "commentaire": "tout ce que la personne a raconté"}
	large := append(picture(), bytes.Repeat([]byte{1}, 2*proofMost)...)
	response, body := postForm(t, server, cookie, "/signaler/evenement", values, "piece", large)
	if response.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "La pièce est trop grosse") || !strings.Contains(body, values["commentaire"]) || len(o.taken) > 0 {
		t.Errorf("status %d, %d taken\n%s", response.StatusCode, len(o.taken), body)
	}
	values["commentaire"] = strings.Repeat("a", textMost+1)
	if response, _ := postForm(t, server, cookie, "/signaler/evenement", values, "", nil); response.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("a text without a bound: status %d", response.StatusCode)
	}
}

// TestAFormAfterItsSessionKeepsWhatWasTyped: she signs in beside it and sends it again.
func TestAFormAfterItsSessionKeepsWhatWasTyped(t *testing.T) {
	o := newOffice(t)
	server := openOffice(t, o, nil)
	cookie := o.person(t, server, "claire", access.Contributor)
	post(t, server, cookie, "/deconnexion", url.Values{})
	values := map[string]string{"référence": "D-1", "évènement": "API", "commentaire": "tout ce que la personne a raconté", "brouillon": "b-1"}
	response, body := postForm(t, server, cookie, "/signaler/evenement", values, "piece", picture())
	if response.StatusCode != http.StatusUnauthorized || len(o.taken) > 0 {
		t.Fatalf("status %d, %d taken", response.StatusCode, len(o.taken))
	}
	for _, want := range []string{values["commentaire"], `value="D-1"`, `name="brouillon" value="b-1"`, `href="/connexion?suite=%2Fespace" target="_blank"`, "Joignez-la de nouveau"} {
		if !strings.Contains(body, want) {
			t.Errorf("the form comes back without %q:\n%s", want, body)
		}
	}
	if strings.Contains(body, "/deconnexion") {
		t.Error("nobody is signed in, and the page offers to sign out")
	}
}

// TestADraftInTwoWindows: what the other window wrote is not overwritten, nor thrown
// away with an older one that is sent.
func TestADraftInTwoWindows(t *testing.T) {
	o := newOffice(t)
	clock := now()
	server := openOffice(t, o, func(c *Config) { c.Now = func() time.Time { return clock } })
	cookie := o.person(t, server, "claire", access.Contributor)
	save := func(draft, saved, comment, keep string) string {
		clock = clock.Add(time.Minute)
		values := map[string]string{"référence": "D-1", "commentaire": comment, "brouillon": draft, "garde": saved}
		if keep != "" {
			values["garder"] = keep
		}
		response, body := postForm(t, server, cookie, "/signaler/dossier", values, "", nil)
		if response.StatusCode != http.StatusSeeOther {
			t.Fatalf("status %d\n%s", response.StatusCode, body)
		}
		return response.Header.Get("Location")
	}
	first := save("", "", "le début", "1")
	_, page := ask(t, server, cookie, http.MethodGet, first, "", "")
	_, rest, _ := strings.Cut(page, `name="garde" value="`)
	saved, _, found := strings.Cut(rest, `"`)
	if !found || saved == "" {
		t.Fatalf("the form does not say which draft it is of:\n%s", page)
	}
	id := strings.TrimPrefix(first, "/brouillon/")
	if again := save(id, saved, "dans la première fenêtre", "1"); again != first {
		t.Fatalf("the same draft was kept as another: %q", again)
	}
	apart := save(id, saved, "dans la seconde fenêtre", "1")
	if apart == first {
		t.Error("the second window overwrote what the first had kept")
	}
	if _, page := ask(t, server, cookie, http.MethodGet, apart, "", ""); !strings.Contains(page, "dans la seconde fenêtre") || !strings.Contains(page, "gardé à part") {
		t.Errorf("the second window's draft:\n%s", page)
	}
	save(id, saved, "envoyé de la seconde fenêtre", "")
	if _, page := ask(t, server, cookie, http.MethodGet, first, "", ""); !strings.Contains(page, "dans la première fenêtre") {
		t.Errorf("sending an older form threw away the draft that had changed:\n%s", page)
	}
}

// TestTheLogWordsAListOfCases: the log of readings is read by people.
func TestTheLogWordsAListOfCases(t *testing.T) {
	o := newOffice(t)
	busyOffice(o, "asso")
	server := openOffice(t, o, nil)
	cookie := o.person(t, server, "claire", access.Contributor)
	ask(t, server, cookie, http.MethodGet, "/cas?preuve=document&relecture=to_complete", "", "")
	if len(o.readings) != 1 || o.readings[0].Object != "asso level=document review=to_complete" {
		t.Fatalf("noted %+v", o.readings)
	}
	if _, body := ask(t, server, cookie, http.MethodGet, "/lectures", "", ""); !strings.Contains(body, "asso, niveau de preuve document, relecture à compléter") {
		t.Errorf("the log says:\n%s", body)
	}
}

// TestAProgramIsToldAsAProgram: an address of the API that is none answers no page.
func TestAProgramIsToldAsAProgram(t *testing.T) {
	server := openOffice(t, newOffice(t), nil)
	for _, c := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{http.MethodGet, "/api/v1/reports", http.StatusMethodNotAllowed, "POST"},
		{http.MethodPut, "/api/v1/reports", http.StatusMethodNotAllowed, "POST"},
		{http.MethodGet, "/api/v1/autre", http.StatusNotFound, ""},
		{http.MethodPost, "/api/v1/autre", http.StatusNotFound, ""},
	} {
		response, body := ask(t, server, nil, c.method, c.path, "", "")
		if response.StatusCode != c.status || response.Header.Get("Allow") != c.allow || response.Header.Get("Content-Type") != "application/problem+json; charset=utf-8" {
			t.Errorf("%s %s: status %d, Allow %q, %s\n%s", c.method, c.path, response.StatusCode, response.Header.Get("Allow"), response.Header.Get("Content-Type"), body)
		}
	}
}

// TestAnEventBesideAnother: a form never corrects another event of its kind and day
// unless she says so; what is told apart otherwise is not asked about.
func TestAnEventBesideAnother(t *testing.T) {
	o := newOffice(t)
	o.known = true
	server := openOffice(t, o, nil)
	cookie := o.person(t, server, "claire", access.Contributor)
	send := func(kind, known string) (*http.Response, string) {
		values := map[string]string{"référence": "D-1", "département": "93", "évènement": kind, "commentaire": "emploi perdu aussi"}
		if known != "" {
			values["connu"] = known
		}
		return postForm(t, server, cookie, "/signaler/evenement", values, "", nil)
	}
	response, body := send("conséquence", "")
	if response.StatusCode != http.StatusConflict || len(o.taken) > 0 {
		t.Fatalf("status %d, %d taken before she answered", response.StatusCode, len(o.taken))
	}
	for _, want := range []string{"emploi perdu aussi", `name="connu" value="corriger"`, `name="connu" value="ajouter"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the question lacks %q:\n%s", want, body)
		}
	}
	for i, c := range []struct {
		kind, known, fate string
		beside            bool
	}{
		{"conséquence", "corriger", FateCorrected, false},
		{"conséquence", "ajouter", FateTaken, true},
		{"consentement", "", FateCorrected, false},
	} {
		response, _ := send(c.kind, c.known)
		if got := response.Header.Get("Location"); !strings.HasSuffix(got, "?fait="+c.fate) || len(o.how) != i+1 || o.how[i].Beside != c.beside {
			t.Errorf("%s, %q: status %d to %q, %+v", c.kind, c.known, response.StatusCode, got, o.how)
		}
	}
}
