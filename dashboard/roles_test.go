package dashboard

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"vigie/internal/access"
	"vigie/internal/observatory"
)

// homes says what each role finds from its home page: the address and the status
// of each, and nothing that it may not open.
func homes() map[access.Role]map[string]int {
	association := map[string]int{
		"/signaler/evenement": 200, "/signaler/dossier": 200, "/fichiers": 200, "/cas": 200, "/messages": 200, "/chiffres": 200, "/lectures": 200,
		"/relecture": 403, "/analyse": 403, "/consentis": 403, "/dossiers": 403, "/administration": 403, "/journal": 403,
	}
	reviewer := maps.Clone(association)
	reviewer["/relecture"] = 200
	none := func(open ...string) map[string]int {
		all := map[string]int{}
		for path := range association {
			all[path] = 403
		}
		for _, path := range append(open, "/lectures") {
			all[path] = 200
		}
		return all
	}
	return map[access.Role]map[string]int{
		access.Contributor: association, access.Reviewer: reviewer,
		access.Analyst:       none("/analyse", "/matrice", "/methodologie"),
		access.Defender:      none("/consentis", "/dossiers", "/tentatives", "/matrice"),
		access.Litigator:     none("/consentis", "/dossiers", "/tentatives", "/matrice"),
		access.Administrator: none("/administration", "/journal"),
	}
}

func TestEachRoleFindsWhatItMayDo(t *testing.T) {
	o := newOffice(t)
	busyOffice(o, "asso")
	o.desk.Figures = world()
	server := openOffice(t, o, nil)
	for role, pages := range homes() {
		cookie := o.person(t, server, "compte-"+string(role), role)
		_, home := ask(t, server, cookie, http.MethodGet, "/espace", "", "")
		for path, status := range pages {
			if response, body := ask(t, server, cookie, http.MethodGet, path, "", ""); response.StatusCode != status {
				t.Errorf("%s at %s: status %d, want %d\n%s", role, path, response.StatusCode, status, body)
			}
			if linked := strings.Contains(home, `href="`+path+`"`); linked != (status == http.StatusOK) {
				t.Errorf("%s: the home page leads to %s: %v, status %d", role, path, linked, status)
			}
		}
	}
}

// Cases are read by consent: for the role's own purpose, without what a measure
// of constraint does, and logged.
func TestCasesAreReadByConsent(t *testing.T) {
	o := newOffice(t)
	dossier := busyOffice(o, "asso")
	other := caseOf("D-2")
	o.events = append(o.events, observatory.CaseEvent{
		Association: "asso", Case: dossier, Event: observatory.EventSituation, Department: "93", Level: observatory.LevelDocument,
		Details: observatory.Details{}.Set(observatory.DetailConstrained, "yes"),
	})
	o.consents = map[observatory.Purpose][]observatory.ID{observatory.PurposeDDD: {dossier}, observatory.PurposeCourt: {other}}
	server := openOffice(t, o, nil)
	for role, c := range map[access.Role]struct {
		purpose   string
		own, none observatory.ID
	}{access.Defender: {"ddd", dossier, other}, access.Litigator: {"court", other, dossier}} {
		cookie := o.person(t, server, "compte-"+string(role), role)
		for _, p := range []struct {
			path, object string
			status       int
		}{
			{"/consentis", "purpose=" + c.purpose, 200},
			{"/consentis/" + c.own.String(), c.own.String(), 200},
			{"/consentis/" + c.none.String(), "", 404}, // nothing is read
			{"/consentis.csv", "purpose=" + c.purpose + " csv", 200},
			{"/consentis?departement=01&preuve=told&relecture=verified", "purpose=" + c.purpose + " department=01 level=told review=verified", 200},
		} {
			before := len(o.readings)
			response, body := ask(t, server, cookie, http.MethodGet, p.path, "", "")
			if response.StatusCode != p.status || strings.Contains(body, c.none.String()[:8]) && p.status == 200 || strings.Contains(body, "situation") {
				t.Errorf("%s at %s: status %d\n%s", role, p.path, response.StatusCode, body)
			}
			var logged []string
			for _, reading := range o.readings[before:] {
				logged = append(logged, reading.Object)
			}
			if want := []string{p.object}[:min(1, len(p.object))]; !slices.Equal(logged, want) {
				t.Errorf("%s at %s: logged %q, want %q", role, p.path, logged, want)
			}
		}
		_, list := ask(t, server, cookie, http.MethodGet, "/consentis", "", "")
		_, rows := ask(t, server, cookie, http.MethodGet, "/consentis.csv", "", "")
		if !strings.Contains(list, "1 dossier ") && !strings.Contains(plain(list), "1 dossier ") || !strings.Contains(list, c.own.String()) || !strings.Contains(rows, c.own.String()) {
			t.Errorf("%s does not read its case:\n%s\n%s", role, list, rows)
		}
		o.logFails = errors.New("disk full")
		if response, body := ask(t, server, cookie, http.MethodGet, "/consentis.csv", "", ""); response.StatusCode != http.StatusInternalServerError || strings.Contains(body, c.own.String()) {
			t.Errorf("%s: a reading that cannot be logged was answered: status %d", role, response.StatusCode)
		}
		o.logFails = nil
	}
}

func TestDossiersAreMadeAndVerified(t *testing.T) {
	o := newOffice(t)
	server := openOffice(t, o, nil)
	cookie := o.person(t, server, "lise", access.Litigator)
	for query, status := range map[string]int{
		"cible=75-pan&du=2026-01-01&au=2026-02-01": 200, "cible=rien&du=2026-01-01&au=2026-02-01": 400, "cible=75-pan&du=2026-02-01&au=2026-01-01": 400,
		"cible=75-pan": 400, "cible=75-pan&du=hier&au=2026-01-01": 400,
	} {
		response, body := ask(t, server, cookie, http.MethodGet, "/dossiers/dossier.zip?"+query, "", "")
		if response.StatusCode != status || (status == 200) != strings.HasPrefix(body, "PK 75-pan 2026-01-01") {
			t.Errorf("%s: status %d\n%s", query, response.StatusCode, body)
		}
	}
	for content, want := range map[string]struct {
		status int
		says   string
	}{
		"PK":      {200, "Dossier intact : 12 fichiers, 3 tentatives"},
		"PK faux": {200, "la somme ne correspond pas"},
		"texte":   {422, "ce n’est pas un dossier"},
	} {
		response, body := postForm(t, server, cookie, "/dossiers/verifier", nil, "fichier", []byte(content))
		if response.StatusCode != want.status || !strings.Contains(plain(body), want.says) {
			t.Errorf("%q: status %d, lacks %q\n%s", content, response.StatusCode, want.says, body)
		}
	}
}

func TestAdministrationIsToBeRead(t *testing.T) {
	o := newOffice(t)
	dossier := busyOffice(o, "asso")
	server := openOffice(t, o, nil)
	o.person(t, server, "claire", access.Contributor)
	accounts, err := o.desk.State.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	o.author = accounts[0].ID.String()
	_, body := ask(t, server, o.person(t, server, "ada", access.Administrator), http.MethodGet, "/administration", "", "")
	for _, want := range []string{
		"claire", "administration", o.author, "importé", "« date de clôture », la clôture précède le dépôt : 9 lignes", "vérifiez les deux dates",
		"pas encore depuis le démarrage", "échec : le journal du service dit pourquoi",
	} {
		if !strings.Contains(plain(body), want) {
			t.Errorf("the page lacks %q:\n%s", want, body)
		}
	}
	if strings.Contains(body, dossier.String()[:8]) || strings.Contains(body, `method="post" action="/compte`) {
		t.Error("the page shows a case, or changes an account")
	}
	if slices.ContainsFunc(o.readings, func(a observatory.Access) bool { return a.Role == string(access.Administrator) }) {
		t.Error("no case was read, and a reading is logged")
	}
}
