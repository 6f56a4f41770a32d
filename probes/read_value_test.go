package probes

import (
	"strings"
	"testing"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

const readingJourney = `id: essai.lecture
title: {fr: Lecture, en: Reading}
duty: essai
family: E
system: rdv-prefecture
budget: 20s
timeout: 20s
met: {cause: read, detail: Lu.}
steps:
  - name: ouvrir
    open: target
  - name: identité
    identify: {path: "{target}", prefecture: true}
  - name: lecture
    read: {what: WHAT, from: {css: "WHERE"}, required: true}
`

func TestValuesAndNumbersAreRead(t *testing.T) {
	site := newTrap(t, `<p id="delai">Délai moyen :  1 234 jours, sur 12 mois</p><p id="vide">aucun</p>`+
		`<form id="f"><label for="c">Adresse électronique</label><input id="c" type="email" required value="personne@exemple.invalid"><select name="sujet"></select></form>`)
	target := observatory.Target{ID: "lecture", System: SystemRDVPrefecture, Prefecture: "Préfecture d'Essai", Address: site.URL + "/depart"}
	tests := map[string]struct{ what, where, end, said string }{
		"a value":   {ReadValue, "#delai", "met/read", "Délai moyen : 1 234 jours, sur 12 mois"},
		"a number":  {ReadNumber, "#delai", "met/read", "1234"},
		"no number": {ReadNumber, "#vide", "drift/" + CauseUnreadable, "autre forme"},
		"fields":    {ReadFields, "#f input, #f select", "met/read", "Adresse électronique (courriel)* ; sujet (liste)"},
		"no fields": {ReadFields, "#absent input", "drift/" + CauseUnreadable, "autre forme"},
		"nothing":   {ReadValue, "#absent", "drift/" + CauseUnreadable, "autre forme"},
	}
	r := newRig(t, testbed.Options{}, nil)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			journey, problems := parseJourney("lecture.yaml", []byte(strings.NewReplacer("WHAT", test.what, "WHERE", test.where).Replace(readingJourney)))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			a, err := r.once(journey, target, RunOptions{})
			if err != nil {
				t.Fatal(err)
			}
			last := a.Steps[len(a.Steps)-1]
			if got := string(a.Outcome) + "/" + a.Cause; got != test.end || !strings.Contains(last.Message, test.said) {
				t.Errorf("got %s, %q; want %s, %q", got, last.Message, test.end, test.said)
			}
			if strings.Contains(last.Message, "@") {
				t.Errorf("what stands in a field was read: %q", last.Message)
			}
		})
	}
}
