package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"vigie/internal/access"
	"vigie/internal/observatory"
)

// counter is the pages of a real data folder, on its real engine, and a person
// signed in to them.
type counter struct {
	app    *app
	server *httptest.Server
	cookie *http.Cookie
}

const counterPassword = "un mot de passe assez long"

func openCounter(t *testing.T, further ...string) *counter {
	t.Helper()
	a := openTest(t, prepare(t, further...))
	handler, err := a.pages(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := &counter{app: a, server: httptest.NewTLSServer(handler)}
	t.Cleanup(c.server.Close)
	c.server.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return c
}

// as signs a person of an association in, with an account of a role.
func (c *counter) as(t *testing.T, name string, role access.Role, association string) *counter {
	t.Helper()
	if _, err := c.app.state.AddAccount(t.Context(), access.NewAccount{Name: name, Role: role, Association: association, Password: counterPassword}, c.app.now()); err != nil {
		t.Fatal(err)
	}
	other := *c
	response, _ := c.form(t, "/connexion", url.Values{"nom": {name}, "mot-de-passe": {counterPassword}, "suite": {"/espace"}})
	for _, cookie := range response.Cookies() {
		if cookie.Name == access.CookieName {
			other.cookie = cookie
			return &other
		}
	}
	t.Fatalf("%s is not signed in: status %d", name, response.StatusCode)
	return nil
}

func (c *counter) ask(t *testing.T, method, path, media string, body io.Reader) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, c.server.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	if c.cookie != nil {
		r.AddCookie(c.cookie)
	}
	return c.do(t, r)
}

// do gives the answer to a request, with plain spaces and apostrophes.
func (c *counter) do(t *testing.T, r *http.Request) (*http.Response, string) {
	t.Helper()
	response, err := c.server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, strings.NewReplacer("\u00a0", " ", "\u202f", " ", "’", "'").Replace(string(text))
}

func (c *counter) form(t *testing.T, path string, values url.Values) (*http.Response, string) {
	t.Helper()
	return c.ask(t, http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(values.Encode()))
}

// page reads a page that must be there and hold some words.
func (c *counter) page(t *testing.T, path string, wants ...string) string {
	t.Helper()
	response, body := c.ask(t, http.MethodGet, path, "", nil)
	for asked := 0; asked < 10 && response.Header.Get("Retry-After") != ""; asked++ { // figures are still computed: a busy machine
		response, body = c.ask(t, http.MethodGet, path, "", nil)
	}
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s: status %d\n%s", path, response.StatusCode, body)
	}
	for _, want := range wants {
		if !strings.Contains(body, want) {
			t.Errorf("%s lacks %q:\n%s", path, want, body)
		}
	}
	return body
}

// upload sends a file, waits for its report, and gives its address.
func (c *counter) upload(t *testing.T, file []byte) string {
	t.Helper()
	var body bytes.Buffer
	media := multipartForm(t, &body, nil, file)
	response, text := c.ask(t, http.MethodPost, "/fichiers", media, &body)
	if response.StatusCode != http.StatusSeeOther {
		t.Fatalf("send: status %d\n%s", response.StatusCode, text)
	}
	path := response.Header.Get("Location")
	c.settled(t, path)
	return path
}

// settled waits until nothing goes on with a file.
func (c *counter) settled(t *testing.T, path string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(30 * time.Millisecond)
	defer tick.Stop()
	for {
		body := c.page(t, path)
		if !strings.Contains(body, "se met à jour toute seule") {
			return body
		}
		select {
		case <-ctx.Done():
			t.Fatalf("%s goes on for a minute:\n%s", path, body)
		case <-tick.C:
		}
	}
}

var caseLink = regexp.MustCompile(`href="/cas/([0-9a-f-]{36})"`)

// TestPagesOfSignedInPersons walks the pages of an association on one engine.
func TestPagesOfSignedInPersons(t *testing.T) {
	open := openCounter(t)
	t.Run("a file from the page to its withdrawal", func(t *testing.T) { testFileToWithdrawal(t, open) })
	t.Run("a mapping finished on the page", func(t *testing.T) { testMappingOnThePage(t, open) })
	t.Run("several events a row, on the page", func(t *testing.T) { testManyEventsOnThePage(t, open) })
	t.Run("a chronology, on the page", func(t *testing.T) { testChronicleOnThePage(t, open) })
	t.Run("messages that say the same", func(t *testing.T) { testSeenNotices(t, open) })
	t.Run("every field of every kind of event", func(t *testing.T) { testFormsHoldEveryField(t, open) })
}

// testFileToWithdrawal sends a file from the page: dry run with
// its refusals, the same file with a column of problems, import, cases, review,
// figures, withdrawal, on the real engine.
func testFileToWithdrawal(t *testing.T, open *counter) {
	claire := open.as(t, "claire", access.Contributor, "asso")
	sample, err := os.ReadFile(filepath.Join("..", "..", "collectors", "testdata", "exemple_evenements.csv"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(sample), "\n")
	columns := strings.Count(lines[0], ",")
	bad := "ESS-109,93,renouvellement,salarié,9900000109,clôture,pas une date" + strings.Repeat(",", columns-6) + "\n"
	path := claire.upload(t, []byte(string(sample)+bad))
	report := claire.page(t, path, "Vérifié, pas encore importé", "Lignes refusées", "date", "sous la forme", "problemes.csv", "Importer")
	if strings.Contains(report, "pas une date") || !strings.Contains(report, "(impossible : des lignes sont refusées)") {
		t.Errorf("the report shows what was found, or lets all be taken:\n%s", report)
	}
	response, sheet := claire.ask(t, http.MethodGet, path+"/problemes.csv", "", nil)
	if response.StatusCode != http.StatusOK || !strings.Contains(sheet, "problème") || !strings.Contains(sheet, "pas une date") {
		t.Errorf("the same file with its problems: status %d\n%s", response.StatusCode, sheet)
	}
	if body := claire.page(t, "/cas"); caseLink.MatchString(body) {
		t.Fatal("a dry run made cases")
	}
	if response, _ := claire.form(t, path+"/importer", url.Values{"mode": {"lignes"}}); response.StatusCode != http.StatusSeeOther {
		t.Fatalf("import: status %d", response.StatusCode)
	}
	if body := claire.settled(t, path); !strings.Contains(body, "Importé") || !strings.Contains(body, "Retirer l'import") {
		t.Fatalf("after the import:\n%s", body)
	}
	found := caseLink.FindAllStringSubmatch(claire.page(t, "/cas", "3 dossiers"), -1)
	if len(found) != 3 {
		t.Fatalf("%d cases", len(found))
	}
	var attempts string
	for _, f := range found {
		if body := claire.page(t, "/cas/"+f[1]); strings.Contains(body, "Tentative échouée") {
			attempts = f[1]
			for _, want := range []string{"Page de la tentative", "formulaire de demande", "Message de la tentative", "Heure de la tentative", "14:30", "délai de l'article R. 431-5, 2°, tenu", "bientôt majeur"} {
				if !strings.Contains(body, want) {
					t.Errorf("the case lacks %q:\n%s", want, body)
				}
			}
		}
	}
	testCodesReachTheFigures(t, open.app)
	testReview(t, open, attempts)
	claire.page(t, "/chiffres?preuve=document", "Vos dossiers seulement")
	claire.page(t, "/cas?relecture=verified", "1 dossier,")
	testExactFigures(t, open)
	other := open.as(t, "autre", access.Contributor, "autre")
	if response, _ := other.form(t, path+"/retirer", nil); response.StatusCode != http.StatusNotFound {
		t.Errorf("another association withdraws: status %d", response.StatusCode)
	}
	if response, _ := claire.form(t, path+"/retirer", nil); response.StatusCode != http.StatusSeeOther {
		t.Fatalf("withdraw: status %d", response.StatusCode)
	}
	if body := claire.settled(t, path); !strings.Contains(body, "Retiré") {
		t.Errorf("after the withdrawal:\n%s", body)
	}
	if body := claire.page(t, "/cas"); caseLink.MatchString(body) {
		t.Error("the cases of a withdrawn import are still read")
	}
	testWithdrawalIsSigned(t, open.app, path)
}

// testExactFigures: the filters of the page reach the real facts, and the log
// of readings holds them.
func testExactFigures(t *testing.T, open *counter) {
	t.Helper()
	anne := open.as(t, "anne", access.Analyst, "")
	told := func(filters string) int64 {
		table := anne.page(t, "/analyse.csv?indicateur=closure.reason_stated&du=2026-05-01&au=2026-05-31"+filters)
		rows, err := csv.NewReader(strings.NewReader(table)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		sum, at := int64(0), slices.Index(rows[0], "n")
		for _, row := range rows[1:] {
			n, _ := strconv.ParseInt(row[at], 10, 64)
			sum += n
		}
		return sum
	}
	if all, own, none := told(""), told("&fondement=spouse_of_french&procedure=renewal&departement=75"), told("&fondement=visitor"); all == 0 || own != all || none != 0 {
		t.Errorf("%d persons in all, %d of the ground, %d of another", all, own, none)
	}
	anne.page(t, "/analyse?procedure=renewal&relecture=verified", "Les dossiers de toutes les associations")
	ada := open.as(t, "ada", access.Administrator, "")
	ada.page(t, "/administration", "claire", "importé", "Aucun travail")
	lise := open.as(t, "louise", access.Litigator, "")
	lise.page(t, "/consentis", "consenti à cet usage : justice")
	if response, body := lise.ask(t, http.MethodGet, "/dossiers/dossier.zip?cible=nulle&du=2026-01-01&au=2026-02-01", "", nil); response.StatusCode != http.StatusBadRequest || !strings.Contains(body, "cible inconnue") {
		t.Errorf("the dossier of no target: status %d\n%s", response.StatusCode, body)
	}
	anne.page(t, "/lectures", "démarche renouvellement, relecture vérifié", "fondement visiteur")
}

// testCodesReachTheFigures: the codes that the figures of gaps read came through
// the import (certificate.gap_days.sql: 1 to 3 for R. 431-5, 4 for a first contact).
func testCodesReachTheFigures(t *testing.T, a *app) {
	t.Helper()
	codes := map[int64]bool{}
	window := observatory.Window{From: 0, To: observatory.DateOf(a.now(), time.UTC), Horizon: a.recordedAt(), Simulation: true}
	for row, err := range a.store.Counts(t.Context(), "certificate.gap_days", window) {
		if err != nil {
			t.Fatal(err)
		}
		for _, code := range row.Lists[5] {
			codes[code] = true
		}
	}
	if !codes[1] || !codes[4] {
		t.Errorf("codes %v: want 1 and 4", codes)
	}
}

// testReview sets a state with a comment and reads who changed what.
func testReview(t *testing.T, open *counter, dossier string) {
	t.Helper()
	renee := open.as(t, "renée", access.Reviewer, "asso")
	renee.page(t, "/relecture", dossier[:8], "Reçu (3)")
	renee.page(t, "/relecture/"+dossier, "par", "claire", "première transmission")
	response, body := renee.form(t, "/relecture/"+dossier, url.Values{"etat": {"verified"}, "commentaire": {"Captures vues, rappelé au 06 12 34 56 78."}})
	if response.StatusCode != http.StatusSeeOther {
		t.Fatalf("review: status %d\n%s", response.StatusCode, body)
	}
	if body := renee.page(t, "/relecture/"+dossier, "vérifié", "Captures vues", "par renée"); strings.Contains(body, "12 34 56 78") {
		t.Error("the comment holds a telephone number")
	}
	renee.page(t, "/relecture?etat=verified", dossier[:8], "Vérifié (1)")
	logged := map[string]bool{}
	for reading, err := range open.app.store.Accesses(t.Context(), observatory.Window{Horizon: open.app.recordedAt(), Simulation: true}, "", 100) {
		if err != nil {
			t.Fatal(err)
		}
		logged[reading.Role+" "+reading.Action] = true
	}
	for _, want := range []string{"reviewer list_reviews", "reviewer review_case", "contributor read_case", "contributor list_cases", "contributor read_file"} {
		if !logged[want] {
			t.Errorf("%q is not in the log of readings: %v", want, logged)
		}
	}
}

// testWithdrawalIsSigned: the row of the withdrawal names the account, and its
// leaf is in the ledger, as from the command line.
func testWithdrawalIsSigned(t *testing.T, a *app, path string) {
	t.Helper()
	id, err := observatory.ParseID(strings.TrimPrefix(path, "/fichiers/"))
	if err != nil {
		t.Fatal(err)
	}
	u, err := a.state.Upload(t.Context(), "asso", id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.committedImport(t.Context(), u.Import.String()); !observatory.IsInput(err) {
		t.Errorf("the import is still committed: %v", err)
	}
	found := 0
	for e, err := range a.store.CaseEvents(t.Context(), observatory.EventFilter{Association: "asso", Window: observatory.Window{Simulation: true}}) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Import == u.Import {
			found++
		}
	}
	if found > 0 {
		t.Errorf("%d events of the withdrawn import are read", found)
	}
}
