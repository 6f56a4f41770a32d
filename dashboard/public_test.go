package dashboard

import (
	"strings"
	"testing"
	"time"

	"vigie/internal/observatory"
)

// publicWorld is a department with checks made by persons and with rules of
// accessibility, all made up.
func publicWorld() *memory {
	m := &memory{}
	add := func(n byte, journey, target, cause string, outcome observatory.Outcome, before time.Duration) {
		at := now().Add(-before)
		m.list = append(m.list, observatory.Attempt{
			Envelope: observatory.Envelope{ID: observatory.DeriveID([]byte{n}), At: at, RecordedAt: at}, Journey: journey, Target: target,
			Department: "04", System: "manual", Mode: observatory.Manual, Outcome: outcome, Cause: cause, Slots: -1,
		})
	}
	const day = 24 * time.Hour
	add(1, "pan.telephone", "pan-04", "no_answer", observatory.Down, 40*day)
	add(2, "pan.telephone", "pan-04", "appointment_offered", observatory.Met, 3*day)
	m.list[1].FirstDate = observatory.NewDate(2026, 12, 3)
	add(3, "pan.walk_in", "pan-04", "sent_elsewhere", observatory.Unmet, time.Hour)
	rule := func(item string, state observatory.FactState, value string) {
		m.facts = append(m.facts, observatory.PageFact{
			Envelope:   observatory.Envelope{At: now().Add(-day), RecordedAt: now().Add(-day), Source: "axe", SourceVersion: "axe-core/4.14.1"},
			Department: "04", Address: "https://alpes-de-haute-provence.gouv.fr/Demarches", Item: item, State: state, Value: value,
		})
	}
	rule("axe:color-contrast", observatory.Wrong, "impact=serious nodes=12 tags=wcag2aa,wcag143,RGAA-3.2.1")
	rule("axe:html-has-lang", observatory.Present, "impact= nodes=1 tags=wcag2a")
	rule("axe:link-in-text-block", observatory.CannotTell, "impact=serious nodes=2 tags=wcag2a")
	rule("anef_named", observatory.Present, "ANEF")
	return m
}

func TestDepartmentShowsChecksByPersonsAndRules(t *testing.T) {
	server, _ := start(t, publicWorld(), nil)
	_, body, _ := get(t, server, "/departement/04")
	root := parse(t, body)
	shown := text(root)
	for _, want := range []string{
		"PAN sans adresse connue", "Point d’accueil numérique de la préfecture des Alpes-de-Haute-Provence", "par formulaire",
		"Rendez-vous au PAN par téléphone", "rendez-vous proposé", "il y a 3 jours", "3 décembre 2026", "aujourd’hui", "personne renvoyée ailleurs",
		"color-contrast", "sérieux", "wcag143, RGAA-3.2.1", "Règles tenues : 1", "à vérifier par une personne : 1", "n’est pas pour autant conforme",
		"comptées dans aucun chiffre des sondes",
	} {
		if !strings.Contains(strings.ReplaceAll(shown, "\u00a0", " "), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	checks := text(byID(root, "verifications").Parent)
	if strings.Contains(checks, "il y a 40 jours") {
		t.Error("an older check of the same channel is shown beside the last one")
	}
	if pages := text(byID(root, "pages").Parent); strings.Contains(pages, "axe:") || !strings.Contains(pages, "ANEF est nommée") {
		t.Errorf("rules of accessibility stand among the information: %s", pages)
	}
	if strings.Contains(shown, "conforme RGAA") {
		t.Error("the page speaks of conformity")
	}
}
