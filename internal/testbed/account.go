package testbed

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// The only account of the double: a consenting tester who does not exist.
const (
	AccountIdentifier = "9999999999"
	AccountPassword   = "double-de-test"
)

// token is what the sign-on service of the double gives for a session.
const token = "simulation"

// maxNoted bounds what is kept of a body in the double's log, in bytes.
const maxNoted = 1000

// Received is one thing that the portal of the double was sent and would have
// acted on: an application, a document, a changed datum.
type Received struct{ Method, Path, Body string }

// Received gives everything that the portal was sent since it started. A
// journey that keeps to its boundary leaves it empty.
func (b *Bed) Received() []Received {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.received)
}

// space adds the signed-in space: the sign-on itself, and what the application
// asks the portal for once it has a token.
func (b *Bed) space() {
	b.mux.HandleFunc("POST "+realm+"/login-actions/authenticate", b.page(ANEF, b.authenticate))
	b.mux.HandleFunc("POST "+realm+"/protocol/openid-connect/token", b.session)
	b.mux.HandleFunc("GET /usagers/espace.js", b.file("pages/espace.js"))
	b.mux.HandleFunc("GET /usagers/formulaire.js", b.file("pages/formulaire.js"))
	b.mux.HandleFunc("GET /api/usager/moi", b.answer(person))
	b.mux.HandleFunc("GET /api/notifications", b.answer(notifications))
	b.mux.HandleFunc("GET /api/sejour/usager/demande_sejour", b.answer(applications))
	b.mux.HandleFunc("POST /api/", b.receive)
	b.mux.HandleFunc("PUT /api/", b.receive)
}

// authenticate takes the account of the double and no other.
func (b *Bed) authenticate(w http.ResponseWriter, r *http.Request, v visit) {
	if r.PostFormValue("username") != AccountIdentifier || r.PostFormValue("password") != AccountPassword {
		v.SignOn, v.Error = v.Prefix+realm, "Identifiant inconnu ou mot de passe invalide"
		b.render(w, http.StatusOK, "connexion", v)
		return
	}
	home := url.URL{Scheme: "http", Host: strings.Replace(r.Host, "localhost", "127.0.0.1", 1), Path: v.Prefix + "/usagers/"}
	http.Redirect(w, r, home.String()+"#/espace-personnel/mon-compte?code="+token, http.StatusSeeOther)
}

// session gives a token to the application, which stands on another host.
func (b *Bed) session(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	if r.PostFormValue("code") != token {
		http.Error(w, "double de test — simulation : code inconnu", http.StatusBadRequest)
		return
	}
	send(w, map[string]string{"access_token": token})
}

// answer gives data to who has a token.
func (b *Bed) answer(content func() any) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, _ := b.visit(r, ANEF)
		switch {
		case v.Fault == SpaceDown:
			http.Error(w, "double de test — simulation : panne", http.StatusBadGateway)
		case r.Header.Get("Authorization") != "Token "+token:
			http.Error(w, "double de test — simulation : session inconnue", http.StatusUnauthorized)
		default:
			send(w, content())
		}
	}
}

// receive notes whatever else the portal is sent.
func (b *Bed) receive(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxNoted))
	if err != nil {
		http.Error(w, "double de test — simulation : demande illisible", http.StatusBadRequest)
		return
	}
	b.mu.Lock()
	b.received = append(b.received, Received{r.Method, r.URL.Path, string(body)})
	b.mu.Unlock()
	send(w, map[string]string{"statut": "recu"})
}

func (b *Bed) file(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		content, err := pages.ReadFile(name)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		_, _ = w.Write(content)
	}
}

func send(w http.ResponseWriter, content any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	// The status is sent: an error here is a browser that has gone away.
	_ = json.NewEncoder(w).Encode(content)
}

// person is the tester of the double; every datum is invented.
func person() any {
	return map[string]string{
		"prenom": "Camille", "nom": "Exemplaire-Simulation", "numero_etranger": AccountIdentifier, "naissance": "31/02/1990",
		"adresse": "1 rue de l'Essai, 99999 Simulville", "courriel": "camille@double.invalid", "telephone": "00 00 00 00 00",
	}
}

func notifications() any {
	return map[string]any{"_items": []map[string]string{
		{"date": "02/11/2026", "texte": "Il manque un document à votre demande S-0001, Camille Exemplaire-Simulation."},
	}}
}

// applications is one application under way, with a request for a document and
// a certificate.
func applications() any {
	return map[string]any{"_items": []map[string]any{{
		"numero_demande": "S-0001", "objet": "Renouvellement de titre de séjour", "statut": "En cours d'instruction",
		"deposee": "05/09/2026", "demandes": []string{"Justificatif de domicile de moins de six mois"},
		"attestation": map[string]string{"du": "06/09/2026", "au": "05/12/2026"},
	}}}
}
