package main

import (
	"strings"
	"testing"
)

func TestJourneysAreListedByFamilyWithWhatTheyNeed(t *testing.T) {
	stdout, stderr, code := vigie(t, "probe", "list")
	if code != 0 {
		t.Fatal(stderr)
	}
	last := -1
	for _, title := range []string{"Accès au portail", "A. Renouvellement", "B. Situations", "C. Défauts", "D. Attestation", "E. Accompagnement"} {
		at := strings.Index(stdout, "\n"+title)
		if title == "Accès au portail" {
			at = strings.Index(stdout, title)
		}
		if at <= last {
			t.Errorf("family %q stands at %d, after %d", title, at, last)
		}
		last = at
	}
	for journey, want := range map[string][]string{
		"anef.home.axe": {"axe-core"}, "pan.slots": {"rdv-prefecture", "une personne au clavier"},
		"captcha.service": {"rdv-prefecture", "rien"}, "api.explained": {"prefecture-site", "rien"},
	} {
		_, line, _ := strings.Cut(stdout, "\n  "+journey)
		line, _, _ = strings.Cut(line, "\n")
		for _, part := range want {
			if !strings.Contains(line, part) {
				t.Errorf("%s: %q lacks %q", journey, line, part)
			}
		}
	}
}
