package dashboard

import (
	"errors"
	"strings"
	"testing"
	"time"

	"vigie/internal/observatory"
)

func TestAttemptPageTellsConsentAndSubstitution(t *testing.T) {
	server, _ := start(t, world(), nil)
	_, body, _ := get(t, server, "/tentative/"+attemptID(2).String())
	lacks(t, text(parse(t, body)), "the page", "Substitution proposée sur l’écran de l’échec", "non, cet écran n’en dit rien",
		"Accord de la personne", "donné le 3 novembre 2026, texte 3fa91c20b7de (anef.application.add_document)", "son identité n’est pas enregistrée")
	_, body, _ = get(t, server, "/tentative/"+attemptID(0).String())
	if shown := text(parse(t, body)); strings.Contains(shown, "Substitution") || strings.Contains(shown, "Accord de la personne") {
		t.Error("an attempt without account or failing screen speaks of them")
	}
	_, body, _ = get(t, server, "/tentative/"+attemptID(4).String())
	lacks(t, text(parse(t, body)), "the page", "Maintenance annoncée avant ce relevé", "bandeau de l’accueil")
}

func TestDeletedCapturesAreTold(t *testing.T) {
	server, _ := start(t, world(), deletedCaptures)
	for _, address := range []string{"/tentative/" + attemptID(3).String(), "/derives/" + attemptID(6).String()} {
		status, body, _ := get(t, server, address)
		root := parse(t, body)
		lacks(t, text(root), address, "Captures supprimées le 22 novembre 2026 (règle : conservation : down, 30 jours)", "la suppression est inscrite au registre")
		if n := len(all(root, "img")); status != 200 || n > 0 {
			t.Errorf("%s: status %d, %d pictures that are not there", address, status, n)
		}
	}
	unread, _ := start(t, world(), func(c *Config) {
		c.Deleted = func(observatory.ID) (time.Time, string, error) { return time.Time{}, "", errors.New("disk") }
	})
	_, body, _ := get(t, unread, "/tentative/"+attemptID(3).String())
	lacks(t, text(parse(t, body)), "the page", "On n’a pas pu lire au registre")
	there, _ := start(t, world(), func(c *Config) {
		c.Deleted = func(observatory.ID) (time.Time, string, error) { return time.Time{}, "", nil }
	})
	if _, body, _ = get(t, there, "/tentative/"+attemptID(3).String()); strings.Contains(text(parse(t, body)), "Captures supprimées") {
		t.Error("captures that are there are told deleted")
	}
}

func TestAttemptPageLeadsToItsEvidence(t *testing.T) {
	server, _ := start(t, world(), nil)
	_, body, _ := get(t, server, "/tentative/"+attemptID(3).String())
	root := parse(t, body)
	images := all(root, "img")
	if len(images) != 2 { // of the end, and of a step
		t.Fatalf("%d pictures", len(images))
	}
	if src, _ := attribute(images[0], "src"); src != "/preuve/"+string(hash("a")) {
		t.Errorf("picture %q", src)
	}
	shown := text(root)
	for _, want := range []string{
		"en panne", "erreur de passerelle (502)", "Compte comme un échec du service", "relevé refait : abouti", "site témoin joignable",
		"302 (redirection)", "aucun créneau n’est affiché", string(hash("b")), "2026-11-23 07:59:00",
		"aucune : la page a changé ensuite ; voir l’étape 3",
	} {
		if !strings.Contains(shown, strings.Join(strings.Fields(want), " ")) {
			t.Errorf("the page of the attempt lacks %q", want)
		}
	}
	if _, body, _ = get(t, server, "/tentative/"+attemptID(999).String()); !strings.Contains(body, "/tentative/"+attemptID(3).String()) {
		t.Error("a confirmation does not link to the attempt it confirms")
	}
	if _, body, _ = get(t, server, "/tentative/"+attemptID(5).String()); strings.Contains(text(parse(t, body)), "Heure locale") {
		t.Log("Réunion shows its local time")
	} else {
		t.Error("an attempt in La Réunion does not show its local time")
	}
}
