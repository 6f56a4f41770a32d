package probes

import (
	"strings"
	"testing"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

// sending are journeys that go one step too far on the double: they press what
// sends an application, a document or a changed datum.
const sending = `id: essai.envoi
title: {fr: Envoi, en: Sending}
duty: essai
family: C
system: anef
mode: assisted
needs: account
budget: 8s
timeout: 30s
post:
  - https://sso.anef.dgef.interieur.gouv.fr/**auth/realms/anef-usagers/login-actions/authenticate
  - https://sso.anef.dgef.interieur.gouv.fr/**auth/realms/anef-usagers/protocol/openid-connect/token
met: {cause: sent, detail: Envoyé.}
steps:
  - use: anef.signed_in
  - use: WAY
  - name: ouvrir
    click: {role: button, text: "OPEN"}
  - name: envoyer
    click: {role: button, text: "SEND"}
  - name: suite
    identify: {path: "{target}", landmark: {role: heading, text: "Demande envoyée"}}
`

func TestNothingIsSentFromTheSignedInSpace(t *testing.T) {
	known, err := shippedGroups()
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct{ way, open, send, path string }{
		"an application":  {"anef.renewal", "Continuer", "Envoyer ma demande", "/api/sejour/usager/demande_sejour"},
		"a document":      {"anef.open_application", "Ajouter un document", "Envoyer le document", "/api/sejour/usager/document"},
		"a report":        {"anef.open_application", "Signaler une erreur", "Envoyer le signalement", "/api/sejour/usager/erreur"},
		"a changed datum": {"anef.personal_data", "Modifier mon adresse", "Enregistrer", "/api/usager/moi"},
	}
	r := newRig(t, testbed.Options{}, nil)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			text := strings.NewReplacer("WAY", test.way, "OPEN", test.open, "SEND", test.send).Replace(sending)
			journeys, _, problems := readFiles([]File{{"envoi.yaml", []byte(text)}}, known)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			// The check of the file refuses such a list; the network layer must
			// hold without it.
			journeys[0].Post = append(journeys[0].Post, "/**")
			a, err := r.once(journeys[0], r.target(SystemANEF, testbed.Slots), RunOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if a.Outcome != observatory.Fault || a.Cause != CauseBoundary || !strings.Contains(a.Detail, test.path) {
				t.Errorf("got %s/%s at %q: %s", a.Outcome, a.Cause, a.StepReached, a.Detail)
			}
			if got := r.bed.Received(); len(got) > 0 {
				t.Errorf("the portal received %+v", got)
			}
		})
	}
}

// TestBoundaryOfEveryJourney holds what each shipped journey may post to
// against what no journey may.
func TestBoundaryOfEveryJourney(t *testing.T) {
	journeys, err := Journeys()
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range journeys {
		target := observatory.Target{ID: "x", System: j.Targets(), Address: "https://portail.example/usagers/#/", Prefecture: "x"}
		address, err := fits(j, target, AssistOptions{Consent: agreed()})
		if j.Testbed || len(j.Departments) > 0 {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		b := newBoundary(j, address)
		for _, path := range []string{
			"/api/sejour/usager/demande_sejour", "/api/usager/moi", "/usagers/", "/envoi",
			"/rdvpref/reservation/demarche/1/_choisirBloc", "/booking/create/1/5/1", "/users/rdv_wizard_step/new",
		} {
			for _, host := range []string{address.Host, "sso.anef.dgef.interieur.gouv.fr", "ailleurs.example"} {
				for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
					if b.refuses(method, "https://"+host+path) == "" {
						t.Errorf("%s of %s may %s to %s%s", j.ID, j.System, method, host, path)
					}
				}
			}
		}
	}
}

func TestSubstitutionOfTheFailingScreenIsNoted(t *testing.T) {
	tests := []struct {
		fault testbed.Fault
		id    string
		want  observatory.Substitution
	}{
		{testbed.TitleKept, "anef.filing.title_not_returned", observatory.SubstitutionAbsent},
		{testbed.TitleKeptHelp, "anef.filing.title_not_returned", observatory.SubstitutionOffered},
		{testbed.Slots, "anef.filing.title_not_returned", ""},
		{testbed.Slots, "anef.way.no_number", observatory.SubstitutionAbsent},
		{testbed.SignOnDown, "anef.sign_on", observatory.SubstitutionAbsent},
		{testbed.TLSError, "anef.sign_on", ""},
		{testbed.Wall403, "anef.sign_on", ""},
	}
	r := newRig(t, testbed.Options{}, nil)
	for _, test := range tests {
		a, err := r.once(shipped(t, test.id, SystemANEF), r.target(SystemANEF, test.fault), RunOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if a.Substitution != test.want {
			t.Errorf("%s under %s: %s, substitution %q, want %q", test.id, test.fault, a.Outcome, a.Substitution, test.want)
		}
	}
}
