package probes

import (
	"fmt"
	"strings"
	"testing"
)

const accountJourney = `id: essai.compte
title: {fr: Essai, en: Trial}
duty: essai
family: C
system: anef
mode: assisted
needs: account
budget: 8s
timeout: 30s
post: ["https://sso.example/auth"]
met: {cause: seen, detail: Vu.}
steps:
  - name: ouvrir
    open: target
  - name: connexion
    human:
      prompt: {fr: Connectez-vous., en: Sign in.}
      until: {host: target}
      double:
        - name: nom
          fill: {css: "input", value: x}
  - name: espace
    identify: {path: "{target}", landmark: {role: heading, text: "Espace"}}
`

func TestAccountJourneysAreChecked(t *testing.T) {
	tests := map[string]struct{ old, with, want string }{
		"good":                        {"", "", ""},
		"a choice, by consent":        {"  - name: espace\n", "  - name: choix\n    choose: {css: input}\n  - name: espace\n", ""},
		"a file, by consent":          {"  - name: espace\n", "  - name: dépôt\n    upload: {css: input, name: a.pdf, bytes: 3, files: 2}\n  - name: espace\n", ""},
		"text typed by the probe":     {"  - name: espace\n", "  - name: saisie\n    fill: {css: input, value: x}\n  - name: espace\n", "essai.yaml:23:11 (steps[2].fill) : un parcours ne remplit rien sur un portail. Laissez la personne écrire"},
		"a choice without consent":    {"needs: account", "needs: person", "essai.yaml:"},
		"unattended":                  {"mode: assisted", "mode: unattended", "(needs) : un parcours sans personne n'a pas de quoi fournir « account »"},
		"a picture on the way":        {"  - name: espace\n", "  - name: image\n    capture: true\n  - name: espace\n", "essai.yaml:23:14 (steps[2].capture) : image d'une étape"},
		"a text read":                 {"  - name: espace\n", "  - name: espace un\n    identify: {path: x, landmark: {text: y}}\n  - name: nom\n    read: {what: value, from: {css: h1}}\n  - name: espace\n", "(steps[3].read) : texte d'une page qui montre une personne"},
		"planned":                     {"budget", "planned: true\nbudget", "essai.yaml:8:10 (planned) : un parcours assisté ne se planifie pas"},
		"an application sent":         {"https://sso.example/auth", "/api/sejour/usager/demande_sejour", "essai.yaml:10:8 (post[0]) : « /api/sejour/usager/demande_sejour » déposerait"},
		"anything sent":               {"https://sso.example/auth", "/**", "essai.yaml:10:8 (post[0]) : « /** » déposerait"},
		"anything sent elsewhere":     {"https://sso.example/auth", "https://portail.example/api/*", "déposerait"},
		"an address of another kind":  {"https://sso.example/auth", "http://sso.example/auth", "essai.yaml:10:8 (post[0]) : adresse d'envoi « http://sso.example/auth » impossible"},
		"no page in a person's place": {`fill: {css: "input", value: x}`, "open: target", "essai.yaml:21:17 (steps[1].human.double[0].open) : action impossible"},
		"too many files":              {"  - name: espace\n", "  - name: dépôt\n    upload: {css: input, name: a.pdf, bytes: 3, files: 9}\n  - name: espace\n", "(steps[2].upload.files) : nombre impossible « 9 »"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(accountJourney, test.old, test.with, 1)
			if name == "a choice without consent" {
				text = strings.Replace(text, "  - name: espace\n", "  - name: choix\n    choose: {css: input}\n  - name: espace\n", 1)
				test.want = "essai.yaml:23:13 (steps[2].choose) : un parcours ne remplit rien sur un portail. Mettez mode: assisted et needs: account"
			}
			_, problems := parseJourney("essai.yaml", []byte(text))
			switch {
			case test.want == "" && len(problems) > 0:
				t.Errorf("got %v", problems)
			case test.want != "" && (len(problems) == 0 || !strings.Contains(fmt.Sprint(problems), test.want) || problems[0].Remedy == ""):
				t.Errorf("got %v, want %q", problems, test.want)
			}
		})
	}
}
