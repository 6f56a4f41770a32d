package probes

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

// formPage is a form of our own; what it sends is printed by /envoi.
const formPage = `<!doctype html><html lang="fr"><title>Formulaire</title><main><h1>Dépôt simulé</h1>
<form method="post" enctype="multipart/form-data" action="/envoi">
<label for="n">Numéro étranger</label><input id="n" name="numero" value="ancien">
<label for="s">Situation</label><select id="s" name="situation"><option>Choisir</option><option>Parent d’un enfant français</option></select>
<label><input type="radio" name="motif" value="m1"> Premier motif</label>
<label><input type="radio" name="motif" value="m2"> Second motif</label>
<input type="file" name="piece" style="display:none">
<button>Envoyer</button></form></main></html>`

const formJourney = `id: essai.formulaire
title: {fr: Formulaire, en: Form}
duty: essai
family: C
system: anef
testbed: true
post: ["/envoi"]
budget: 20s
timeout: 20s
met: {cause: received, detail: Le double a reçu le formulaire.}
steps:
  - name: ouvrir
    open: target
  - name: identité
    identify: {path: "{target}", landmark: {role: heading, text: "dépôt simulé"}}
  - name: repères
    wait_for:
      all:
        - {status: [200]}
        - {address: "{target}"}
        - {address: "**/depot?*"}
        - {css: "input[type=radio]", count: {min: 2, max: 2}}
        - {role: list, text: situation}
        - {css: "input[type=file]", hidden: true}
        - not: {css: "input[type=file]"}
        - not: {css: "input[type=radio]", count: {min: 3}}
        - not: {css: "input[type=radio]", count: {max: 1}}
        - not: {status: [204]}
        - not: {address: "**/autre"}
  - name: saisir
    fill: {role: textbox, text: "numéro étranger", value: "0123456789"}
  - name: choisir
    choose: {css: "select", option: "parent d'un enfant"}
  - name: motif
    choose: {css: "input[value=m2]"}
  - name: joindre
    upload: {css: "input[type=file]", hidden: true, name: piece.pdf, bytes: 10100000}
  - name: envoyer
    click: {role: button, text: envoyer}
  - name: reçu
    identify: {path: "/envoi", landmark: {text: "reçu : 0123456789, Parent d'un enfant français, m2, piece.pdf de 10100000 octets"}}
`

func formSite(t *testing.T) *url.URL {
	t.Helper()
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if r.Method != http.MethodPost {
			fmt.Fprint(w, formPage)
			return
		}
		file, header, err := r.FormFile("piece")
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		size, err := io.Copy(io.Discard, file)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		fmt.Fprintf(w, "<!doctype html><main>Reçu : %s, %s, %s, %s de %d octets</main>",
			r.FormValue("numero"), r.FormValue("situation"), r.FormValue("motif"), header.Filename, size)
	}))
	t.Cleanup(site.Close)
	address, err := url.Parse(site.URL + "/depot?essai=1")
	if err != nil {
		t.Fatal(err)
	}
	return address
}

func TestFormIsFilledOnTheDouble(t *testing.T) {
	r := newRig(t, testbed.Options{}, nil)
	target := observatory.Target{ID: "formulaire", System: SystemANEF, Address: formSite(t).String(), Simulation: true}
	tests := map[string]struct{ old, with, want string }{
		"whole":                {"", "", "met/received"},
		"no such option":       {"parent d'un enfant", "adulte", "drift/landmark_missing"},
		"no such field":        {"numéro étranger", "numéro inconnu", "drift/landmark_missing"},
		"not a file field":     {`"input[type=file]", hidden: true, name`, `"#n", name`, "drift/landmark_missing"},
		"an address not given": {`post: ["/envoi"]`, `post: ["/autre"]`, "fault/request_refused"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(formJourney, test.old, test.with, 1)
			journey, problems := parseJourney("formulaire.yaml", []byte(text))
			if len(problems) > 0 || (test.old != "" && text == formJourney) {
				t.Fatal(problems)
			}
			attempts, err := r.runner.Run(t.Context(), journey, target, RunOptions{})
			if err != nil {
				t.Fatal(err)
			}
			a := attempts[0]
			if got := string(a.Outcome) + "/" + a.Cause; got != test.want {
				t.Errorf("got %s at step %q, want %s: %s", got, a.StepReached, test.want, a.Detail)
			}
		})
	}
}

func TestFormJourneysRunOnTheDoubleAlone(t *testing.T) {
	journey, problems := parseJourney("formulaire.yaml", []byte(formJourney))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	tests := map[string]struct {
		address    string
		simulation bool
		runs       bool
	}{
		"the double":                    {"http://127.0.0.1:8080/usagers/", true, true},
		"its other name":                {"http://localhost:8080/usagers/", true, true},
		"in version 6":                  {"http://[::1]:8080/usagers/", true, true},
		"a target that is no double":    {"http://127.0.0.1:8080/usagers/", false, false},
		"a portal said to be simulated": {"https://administration-etrangers-en-france.interieur.gouv.fr/usagers/", true, false},
		"a host named after it":         {"https://127.0.0.1.example/usagers/", true, false},
	}
	for name, test := range tests {
		_, err := fits(journey, observatory.Target{ID: "x", System: SystemANEF, Address: test.address, Simulation: test.simulation}, AssistOptions{})
		if (err == nil) != test.runs || (err != nil && !observatory.IsInput(err)) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestHostNamed(t *testing.T) {
	tests := map[string]struct{ name, target, want string }{
		"none on a portal":    {"", "https://portail.example/usagers/", "portail.example"},
		"another on a portal": {"sso.example", "https://portail.example/usagers/", "sso.example"},
		"none on the double":  {"", "http://127.0.0.1:80/usagers/", "127.0.0.1:80"},
		"another there":       {"sso.example", "http://127.0.0.1:80/usagers/", "localhost:80"},
	}
	for name, test := range tests {
		target, err := url.Parse(test.target)
		if err != nil {
			t.Fatal(err)
		}
		if got := hostNamed(test.name, target); got != test.want {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
	}
}
