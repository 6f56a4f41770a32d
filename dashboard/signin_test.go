package dashboard

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"vigie/internal/access"
)

func TestSignInPage(t *testing.T) {
	o := newOffice(t)
	server := openOffice(t, o, nil)
	o.person(t, server, "claire", access.Contributor)
	for _, c := range []struct {
		name, next, password string
		status               int
		location             string
	}{
		{"claire", "/cas?page=2", deskPassword, 303, "/cas?page=2"},
		{"claire", "https://ailleurs.example/", deskPassword, 303, "/espace"},
		{"claire", "//ailleurs.example/", deskPassword, 303, "/espace"},
		{"claire", `/\ailleurs.example`, deskPassword, 303, "/espace"},
		{"claire", "/espace", "faux", 401, ""},
		{"personne", "/espace", deskPassword, 401, ""},
		{"", "", "", 401, ""},
	} {
		response := post(t, server, nil, "/connexion", url.Values{"nom": {c.name}, "mot-de-passe": {c.password}, "suite": {c.next}})
		if response.StatusCode != c.status || response.Header.Get("Location") != c.location {
			t.Errorf("%s to %q: status %d to %q", c.name, c.next, response.StatusCode, response.Header.Get("Location"))
		}
	}
	for range 5 {
		post(t, server, nil, "/connexion", url.Values{"nom": {"claire"}, "mot-de-passe": {"faux"}})
	}
	response, body := ask(t, server, nil, http.MethodPost, "/connexion", "application/x-www-form-urlencoded", url.Values{"nom": {"claire"}, "mot-de-passe": {deskPassword}}.Encode())
	if response.StatusCode != http.StatusTooManyRequests || !strings.Contains(body, "Réessayez après") {
		t.Errorf("after many failures: status %d\n%s", response.StatusCode, body)
	}
}

func TestFormsOfAnotherSiteAreRefused(t *testing.T) {
	o := newOffice(t)
	server := openOffice(t, o, nil)
	cookie := o.person(t, server, "claire", access.Contributor)
	for _, headers := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://ailleurs.example"}} {
		for _, path := range []string{"/compte", "/signaler/dossier", "/fichiers", "/deconnexion", "/connexion"} {
			if response, body := ask(t, server, cookie, http.MethodPost, path, "application/x-www-form-urlencoded", "x=y", headers...); response.StatusCode != http.StatusForbidden || !strings.Contains(body, "Envoi refusé") {
				t.Errorf("%v, POST %s: status %d\n%s", headers, path, response.StatusCode, body)
			}
		}
	}
	if len(o.taken) > 0 {
		t.Error("something was taken in")
	}
}

func TestSignOutAndPassword(t *testing.T) {
	o := newOffice(t)
	server := openOffice(t, o, nil)
	first := o.person(t, server, "claire", access.Contributor)
	other := post(t, server, nil, "/connexion", url.Values{"nom": {"claire"}, "mot-de-passe": {deskPassword}}).Cookies()[0]
	for name, c := range map[string]struct {
		values url.Values
		want   string
	}{
		"the wrong one":     {url.Values{"actuel": {"faux"}, "nouveau": {deskPassword + "!"}, "encore": {deskPassword + "!"}}, "actuel"},
		"two that differ":   {url.Values{"actuel": {deskPassword}, "nouveau": {deskPassword + "!"}, "encore": {deskPassword + "?"}}, "diffèrent"},
		"one too short":     {url.Values{"actuel": {deskPassword}, "nouveau": {"court"}, "encore": {"court"}}, "trop court"},
		"nothing but blank": {url.Values{}, "actuel"},
	} {
		response, body := ask(t, server, first, http.MethodPost, "/compte", "application/x-www-form-urlencoded", c.values.Encode())
		if response.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, c.want) {
			t.Errorf("%s: status %d\n%s", name, response.StatusCode, body)
		}
	}
	response, body := ask(t, server, first, http.MethodPost, "/compte", "application/x-www-form-urlencoded",
		url.Values{"actuel": {deskPassword}, "nouveau": {deskPassword + "!"}, "encore": {deskPassword + "!"}}.Encode())
	if response.StatusCode != http.StatusOK || !strings.Contains(body, "Mot de passe changé") {
		t.Fatalf("status %d\n%s", response.StatusCode, body)
	}
	renewed := response.Cookies()[0]
	for name, c := range map[string]struct {
		cookie *http.Cookie
		status int
	}{"this session, renewed": {renewed, 200}, "its old cookie": {first, 303}, "another session": {other, 303}} {
		if response, _ := ask(t, server, c.cookie, http.MethodGet, "/espace", "", ""); response.StatusCode != c.status {
			t.Errorf("%s: status %d, want %d", name, response.StatusCode, c.status)
		}
	}
	if response := post(t, server, renewed, "/deconnexion", nil); response.StatusCode != http.StatusSeeOther {
		t.Errorf("sign out: status %d", response.StatusCode)
	}
	if response, _ := ask(t, server, renewed, http.MethodGet, "/espace", "", ""); response.StatusCode != http.StatusSeeOther {
		t.Error("still signed in after signing out")
	}
}
