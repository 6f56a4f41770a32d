package dashboard

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"vigie/internal/access"
	"vigie/internal/observatory"
)

// deskAddresses are the pages of signed-in persons, by a name for their pictures.
func deskAddresses(dossier observatory.ID, sent access.Upload) map[string]string {
	return map[string]string{
		"espace": "/espace", "compte": "/compte", "signaler-dossier": "/signaler/dossier", "signaler-evenement": "/signaler/evenement",
		"signaler-cloture": "/signaler/evenement?genre=cl%C3%B4ture", "fichiers": "/fichiers", "fichier": "/fichiers/" + sent.ID.String(),
		"correspondance": "/fichiers/" + sent.ID.String() + "/correspondance", "cas": "/cas", "un-cas": "/cas/" + dossier.String(),
		"relecture": "/relecture", "relecture-cas": "/relecture/" + dossier.String(), "messages": "/messages", "chiffres": "/chiffres?preuve=document",
		"introuvable": "/cas/" + caseOf("nulle part").String(),
	}
}

// deskRoles are roles that together see every page of signed-in persons.
func deskRoles() []access.Role {
	return []access.Role{access.Reviewer, access.Analyst, access.Defender, access.Administrator}
}

// signedIn serves the pages over plain HTTP to whoever asks, as a person of a
// role with something on each page: a browser keeps no Secure cookie there.
func signedIn(t *testing.T, role access.Role) (server *httptest.Server, pages map[string]string) {
	t.Helper()
	o := newOffice(t)
	dossier := busyOffice(o, "asso")
	o.desk.Figures = world()
	o.consents = map[observatory.Purpose][]observatory.ID{observatory.PurposeDDD: {dossier}}
	behind := openOffice(t, o, func(c *Config) { c.Simulation = true })
	cookie := o.person(t, behind, "renée", role)
	accounts, err := o.desk.State.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	o.author = accounts[0].ID.String()
	if err := o.SetReview(t.Context(), accounts[0], dossier, observatory.ReviewToComplete, "Il manque la date de fin du titre."); err != nil {
		t.Fatal(err)
	}
	sent, err := o.desk.State.AddUpload(t.Context(), accounts[0], hash("a"), 48_213, now())
	if err != nil {
		t.Fatal(err)
	}
	note := RowNote{Finding: Finding{"date de clôture", "closure_before_filing", "la clôture précède le dépôt", "99/99/9999", "vérifiez les deux dates ; elles ont peut-être été échangées"}, Row: 12}
	sent.State = access.UploadChecked
	if sent.Report, err = json.Marshal(Summary{
		Rows: 412, Cases: 388, Events: 2216, Persons: 371, Duplicates: 18, Corrections: 4, RefusedRows: 1,
		Refused: []RowNote{note}, Warnings: []RowNote{note}, IdentityColumns: []string{"nom", "prénom"},
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := o.desk.State.MoveUpload(t.Context(), access.UploadChecking, sent); err != nil {
		t.Fatal(err)
	}
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.AddCookie(cookie)
		behind.Config.Handler.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	switch role {
	case access.Administrator:
		return server, map[string]string{"journal": "/journal", "espace-admin": "/espace", "administration": "/administration"}
	case access.Defender:
		return server, map[string]string{"espace-ddd": "/espace", "consentis": "/consentis", "un-consenti": "/consentis/" + dossier.String(), "dossiers": "/dossiers"}
	case access.Analyst:
		return server, map[string]string{"espace-analyse": "/espace", "analyse": "/analyse", "analyse-mois": "/analyse?indicateur=ccc.answered&par=month&preuve=document", "lectures": "/lectures"}
	}
	return server, deskAddresses(dossier, sent)
}

// TestDeskPagesInARealBrowser opens every page of a signed-in person: none
// scrolls sideways, breaks the policy, or breaks a rule of axe-core.
func TestDeskPagesInARealBrowser(t *testing.T) {
	ctx := browser(t)
	_, err := chromedp.Run(ctx, func(ctx context.Context, target *chromedp.Target) (cdppage.AddScriptToEvaluateOnNewDocumentResult, error) {
		return cdp.Call(ctx, target, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: watch})
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range deskRoles() {
		server, pages := signedIn(t, role)
		for _, name := range sortedKeys(pages) {
			for _, width := range []int64{320, 390, 1440} {
				checkLook(t, name, width, open(ctx, t, server.URL+pages[name], width))
			}
			checkAxe(ctx, t, name)
		}
	}
}
