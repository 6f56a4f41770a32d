package dashboard

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/internal/access"
	"vigie/internal/observatory"
)

// plain is a page with ordinary spaces alone.
func plain(body string) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(body)
}

// TestAReviewerReviewsACase lists cases by state, opens one, sets its state with
// a comment, and reads who did; every reading is logged.
func TestAReviewerReviewsACase(t *testing.T) {
	o := newOffice(t)
	dossier := busyOffice(o, "asso")
	server := openOffice(t, o, nil)
	cookie := o.person(t, server, "renée", access.Reviewer)
	accounts, err := o.desk.State.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	o.author = accounts[0].ID.String()
	page := func(path string, wants ...string) string {
		t.Helper()
		before := len(o.readings)
		response, body := ask(t, server, cookie, http.MethodGet, path, "", "")
		if response.StatusCode != http.StatusOK || len(o.readings) != before+1 {
			t.Fatalf("%s: status %d, %d readings logged\n%s", path, response.StatusCode, len(o.readings)-before, body)
		}
		for _, want := range wants {
			if !strings.Contains(plain(body), want) {
				t.Errorf("%s lacks %q:\n%s", path, want, body)
			}
		}
		return body
	}
	page("/relecture", dossier.String()[:8], caseOf("D-2").String()[:8], "Reçu (2)", "Vérifié (0)", "pas encore")
	page("/relecture/"+dossier.String(), "Page de la tentative", "connexion", "<del>rien</del>", "<ins>connexion</ins>", "renée", "20 octobre 2026",
		"Sonde réussie dans la même heure.", `href="/tentative/`+seenAttempt.String()+`"`, "Une sonde sans compte ne peut pas voir l’échec d’un compte.")
	if got := o.readings[len(o.readings)-1]; got.Action != "review_case" || got.Object != dossier.String() || got.Role != "reviewer" {
		t.Errorf("logged %+v", got)
	}
	for name, values := range map[string]url.Values{
		"no state":                      {"commentaire": {"x"}},
		"a state that there is none of": {"etat": {"parfait"}},
		"a refusal without its reason":  {"etat": {"refused"}},
		"to complete without what":      {"etat": {"to_complete"}, "commentaire": {"  "}},
		"too long a comment":            {"etat": {"verified"}, "commentaire": {strings.Repeat("a", commentMost+1)}},
	} {
		response, body := ask(t, server, cookie, http.MethodPost, "/relecture/"+dossier.String(), "application/x-www-form-urlencoded", values.Encode())
		if response.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, `role="alert"`) {
			t.Errorf("%s: status %d", name, response.StatusCode)
		}
		if values.Get("etat") == "refused" && !strings.Contains(body, `value="refused" checked`) {
			t.Errorf("%s: the state that was chosen is not chosen any more:\n%s", name, body)
		}
	}
	if len(o.reviews) > 0 {
		t.Fatalf("reviews: %+v", o.reviews)
	}
	response := post(t, server, cookie, "/relecture/"+dossier.String(), url.Values{"etat": {"to_complete"}, "commentaire": {"Il manque la date de fin du titre."}})
	if response.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d", response.StatusCode)
	}
	page(response.Header.Get("Location"), "Relecture enregistrée", "Il manque la date de fin du titre.", "par renée", "<strong>à compléter</strong>")
	listed := page("/relecture?etat=to_complete", dossier.String()[:8], "À compléter (1)", "par renée")
	if strings.Contains(listed, caseOf("D-2").String()[:8]) {
		t.Error("the list holds a case of another state")
	}
	later := o.events[slices.IndexFunc(o.events, func(e observatory.CaseEvent) bool { return e.Case == dossier })]
	later.ID, later.RecordedAt = observatory.DeriveID([]byte("later")), now().Add(time.Hour)
	o.events = append(o.events, later)
	page("/relecture/"+dossier.String(), "à compléter ; depuis cette relecture, 1 ligne est venue, que personne n’a relue")
	if response, _ := ask(t, server, cookie, http.MethodGet, "/relecture/"+caseOf("nulle part").String(), "", ""); response.StatusCode != http.StatusNotFound {
		t.Errorf("a case of nobody: status %d", response.StatusCode)
	}
	contributor := o.person(t, server, "claire", access.Contributor)
	for _, path := range []string{"/relecture", "/relecture/" + dossier.String()} {
		if response, _ := ask(t, server, contributor, http.MethodGet, path, "", ""); response.StatusCode != http.StatusForbidden {
			t.Errorf("a contributor at %s: status %d", path, response.StatusCode)
		}
	}
	if response := post(t, server, contributor, "/relecture/"+dossier.String(), url.Values{"etat": {"verified"}}); response.StatusCode != http.StatusForbidden || len(o.reviews) != 1 {
		t.Errorf("a contributor reviewed: status %d", response.StatusCode)
	}
}

// TestWhoMustCompleteACaseReadsWhatItLacks: a comment that reaches nobody who can
// answer it is of no use.
func TestWhoMustCompleteACaseReadsWhatItLacks(t *testing.T) {
	o := newOffice(t)
	dossier := busyOffice(o, "asso")
	server := openOffice(t, o, nil)
	reviewer := o.person(t, server, "renée", access.Reviewer)
	cookie := o.person(t, server, "claire", access.Contributor)
	if _, body := ask(t, server, cookie, http.MethodGet, "/cas/"+dossier.String(), "", ""); strings.Contains(body, "Relecture") {
		t.Errorf("a review before there is one:\n%s", body)
	}
	comment := strings.Repeat("é", commentMost-len(" titre")) + " titre"
	for _, values := range []url.Values{{"etat": {"verified"}, "commentaire": {"avant"}}, {"etat": {"to_complete"}, "commentaire": {comment}}} {
		if response := post(t, server, reviewer, "/relecture/"+dossier.String(), values); response.StatusCode != http.StatusSeeOther {
			t.Fatalf("a review of %d signs: status %d", commentMost, response.StatusCode)
		}
	}
	_, body := ask(t, server, cookie, http.MethodGet, "/cas/"+dossier.String(), "", "")
	if !strings.Contains(plain(body), "Relecture : <strong>à compléter</strong>") || !strings.Contains(body, "par renée") || !strings.Contains(body, comment) || strings.Contains(body, "avant</p>") {
		t.Errorf("who must complete the case does not read what it lacks:\n%s", body)
	}
}

// TestACorrectionOfAProofIsNoFirstRow: of a row whose text or proof alone changed no
// value is told, and it is not called the first one.
func TestACorrectionOfAProofIsNoFirstRow(t *testing.T) {
	o := newOffice(t)
	dossier := busyOffice(o, "asso")
	again := o.events[1]
	again.ID, again.Withdraws, again.Revision = observatory.DeriveID([]byte("pièce")), o.events[1].ID, 2
	o.events, o.changes = append(o.events, again), nil
	server := openOffice(t, o, nil)
	_, body := ask(t, server, o.person(t, server, "renée", access.Reviewer), http.MethodGet, "/relecture/"+dossier.String(), "", "")
	if first, same := strings.Count(body, "première transmission"), strings.Count(plain(body), "mêmes valeurs ; un texte ou une pièce a changé"); first != 2 || same != 1 {
		t.Errorf("%d first rows and %d corrections of a text, want 2 and 1:\n%s", first, same, body)
	}
}

// TestCaseTellsItsDetailsInFrench shows details of an event by their published
// names.
func TestCaseTellsItsDetailsInFrench(t *testing.T) {
	o := newOffice(t)
	dossier := busyOffice(o, "asso")
	server := openOffice(t, o, nil)
	_, body := ask(t, server, o.person(t, server, "claire", access.Contributor), http.MethodGet, "/cas/"+dossier.String(), "", "")
	for _, want := range []string{"Page de la tentative", "connexion", "Date de la réponse", "20 octobre 2026", "Préfecture de"} {
		if !strings.Contains(plain(body), want) {
			t.Errorf("the case lacks %q:\n%s", want, body)
		}
	}
}

// TestACaseTellsWhatAConsentServes: a withdrawal that names no purpose is one of all.
func TestACaseTellsWhatAConsentServes(t *testing.T) {
	o := newOffice(t)
	dossier := busyOffice(o, "asso")
	o.events = append(o.events,
		observatory.CaseEvent{Association: "asso", Case: dossier, Event: observatory.EventConsent, Code: "usage choisi"},
		observatory.CaseEvent{Association: "asso", Case: dossier, Event: observatory.EventConsentWithdrawn})
	server := openOffice(t, o, nil)
	_, body := ask(t, server, o.person(t, server, "claire", access.Contributor), http.MethodGet, "/cas/"+dossier.String(), "", "")
	for _, want := range []string{"<dt>Finalité</dt><dd>usage choisi</dd>", "<dt>Finalité</dt><dd>toutes</dd>"} {
		if !strings.Contains(plain(body), want) {
			t.Errorf("the case lacks %q:\n%s", want, body)
		}
	}
}

// TestMessagesTellWhoSaysTheSame lists the association's own messages alone.
func TestMessagesTellWhoSaysTheSame(t *testing.T) {
	o := newOffice(t)
	busyOffice(o, "asso")
	server := openOffice(t, o, nil)
	_, body := ask(t, server, o.person(t, server, "claire", access.Contributor), http.MethodGet, "/messages", "", "")
	for _, want := range []string{"Clôture", "Dossier incomplet", "3 autres", "Seine-Saint-Denis", "La Réunion", "département non connu (1)", "Voie et délai de recours", "aucun autre", "Lecture du genre</dt><dd>par une règle<", "Lecture du motif</dt><dd>par le poids des mots<"} {
		if !strings.Contains(plain(body), want) {
			t.Errorf("the messages lack %q:\n%s", want, body)
		}
	}
	if n := strings.Count(body, "Lecture du genre</dt>"); n != 1 {
		t.Errorf("%d messages say by what means they were read, want the one of which it is known", n)
	}
	if strings.Contains(body, "Corse") || o.readings[len(o.readings)-1].Action != "list_notices" {
		t.Errorf("another association's message is shown, or the reading is not logged: %+v", o.readings)
	}
}
