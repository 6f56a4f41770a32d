package testbed

import (
	"net/http"
	"strings"
	"testing"
)

func TestPublicPagesSayThatTheyAreSimulated(t *testing.T) {
	bed := New(Options{})
	paths := []string{
		"/contact-ccc/", "/contact-ccc/?lang=en", "/prefecture/89/", "/prefecture/89/etrangers/", "/prefecture/89/etrangers/attestation/",
		"/prefecture/89/etrangers/substitution/", "/commencer/renouvellement-attestation", "/lourd.js",
	}
	for _, path := range paths {
		for _, fault := range append(append(PublicFaults(), AccessFaults()...), Slots, Banner, Layout, Maintenance, WallPage) {
			_, body := get(t, bed, "/_fault/"+string(fault)+path)
			if !strings.Contains(body, "double de test — simulation") {
				t.Errorf("%s under %s does not say so:\n%s", path, fault, body)
			}
		}
	}
}

func TestPublicFaultsChangeTheirPages(t *testing.T) {
	bed := New(Options{})
	tests := []struct {
		fault        Fault
		path, shows  string // in the healthy page
		absent, into string // under the fault: what is gone, what has come
	}{
		{FormIncomplete, "/contact-ccc/", "<textarea", "<textarea", ""},
		{NoPhone, "/contact-ccc/", "tel:0806001620", "tel:0806001620", ""},
		{APINotSaid, "/prefecture/89/etrangers/", "prolongation d'instruction", "prolongation d'instruction", ""},
		{APIDoubt, "/prefecture/89/etrangers/attestation/", "se demande par courriel", "se demande par courriel", ""},
		{NoSubstitution, "/prefecture/89/etrangers/", "etrangers/substitution/", "etrangers/substitution/", ""},
		{DemarcheClosed, "/commencer/renouvellement-attestation", "Commencer la démarche", "Commencer la démarche", "a été close"},
		{NoDelay, "/commencer/renouvellement-attestation", "Dans le meilleur des cas", "Dans le meilleur des cas", ""},
		{NoEnglish, "/contact-ccc/", "hreflang", "hreflang", ""},
		{LangNone, "/contact-ccc/", `<html lang="fr">`, `<html lang`, "<html>"},
		{SaysOtherwise, "/prefecture/89/etrangers/substitution/", "accueil physique", "accueil physique", "n'y a pas de solution de substitution"},
		{OldAddress, "/prefecture/89/etrangers/attestation/", "api@prefecture.example", "api@prefecture.example", "/particuliers/#/"},
		{KeptFromRobots, "/prefecture/89/etrangers/", "etrangers/attestation/", "etrangers/attestation/", "etrangers/reserve/"},
		{LangWrong, "/contact-ccc/?lang=en", `<html lang="en">`, `<html lang="en">`, `<html lang="fr">`},
		{EnglishPoor, "/contact-ccc/?lang=en", "<form", "<form", ""},
		{NoKeyboard, "/contact-ccc/", "<textarea", "", `tabindex="-1"`},
		{KeyboardTrap, "/contact-ccc/", "<h1>", "", `id="piege"`},
		{NoFocus, "/contact-ccc/", "focus-visible", "", "outline:none"},
		{Sideways, "/contact-ccc/", "<h1>", "", "min-width:700px"},
		{NarrowHidden, "/contact-ccc/", "<h1>", "", "@media (max-width:500px)"},
		{Heavy, "/contact-ccc/", "<h1>", "", "/lourd.js"},
		{Inaccessible, "/contact-ccc/", "<h1>", "", "sans-etiquette"},
	}
	for _, test := range tests {
		_, healthy := get(t, bed, test.path)
		_, faulty := get(t, bed, "/_fault/"+string(test.fault)+test.path)
		if !strings.Contains(healthy, test.shows) || test.absent != "" && strings.Contains(faulty, test.absent) || !strings.Contains(faulty, test.into) {
			t.Errorf("%s on %s: healthy without %q, or faulty with %q or without %q", test.fault, test.path, test.shows, test.absent, test.into)
		}
	}
	if status, _ := get(t, bed, "/_fault/substitution_dead/prefecture/89/etrangers/substitution/"); status != http.StatusNotFound {
		t.Errorf("substitution_dead: got %d", status)
	}
	for _, target := range PublicTargets() {
		if status, _ := get(t, bed, target.Path()); status != http.StatusOK {
			t.Errorf("%s at %s: got %d", target.ID, target.Path(), status)
		}
	}
}
