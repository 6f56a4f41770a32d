package probes

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const opening = `group: essai.ouverture
steps:
  - name: ouvrir
    open: target
  - use: essai.identite
`

const identity = `group: essai.identite
steps:
  - name: identité
    identify: {path: "{target}", prefecture: true}
`

const grouped = `id: essai.groupes
title: {fr: Essai, en: Trial}
duty: essai
family: E
system: rdv-prefecture
budget: 8s
timeout: 30s
met: {cause: door_open, detail: Tout tient.}
steps:
  - use: essai.ouverture
  - name: image
    capture: true
`

func TestGroupsStandInTheirPlace(t *testing.T) {
	files := []File{{"a.yaml", []byte(grouped)}, {"b.yaml", []byte(opening)}, {"c.yaml", []byte(identity)}}
	journeys, own, problems := readFiles(files, nil)
	if len(problems) > 0 || len(journeys) != 1 || len(own) != 2 {
		t.Fatalf("%d journeys, %d groups, %v", len(journeys), len(own), problems)
	}
	var got []string
	for _, step := range journeys[0].Steps {
		got = append(got, step.Name+" "+step.Action+" "+step.at)
	}
	want := []string{"ouvrir open steps[0]", "identité identify steps[0]", "image capture steps[1]"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	files[2].Data = []byte(identity + "  - name: encore\n    capture: true\n")
	changed, _, _ := readFiles(files, nil)
	if changed[0].Version == journeys[0].Version {
		t.Error("a group changed and the journey's version did not")
	}
}

func TestGroupsTellTheirProblems(t *testing.T) {
	one := func(name, used string) string { return "group: " + name + "\nsteps:\n  - use: " + used + "\n" }
	tests := map[string]struct {
		files []string
		want  []string
	}{
		"of itself":        {[]string{one("g.a", "g.a")}, []string{"0.yaml:3:10", "g.a → g.a"}},
		"a circle of two":  {[]string{one("g.a", "g.b"), one("g.b", "g.a")}, []string{"0.yaml:3:10", "g.a → g.b → g.a", "1.yaml:3:10", "g.b → g.a → g.b"}},
		"unknown":          {[]string{one("g.a", "g.z")}, []string{"groupe inconnu « g.z »", "Groupes connus : g.a"}},
		"twice":            {[]string{identity, identity}, []string{"1.yaml:1:8", "déjà défini dans 0.yaml"}},
		"badly named":      {[]string{strings.Replace(identity, "essai.identite", "Identité", 1)}, []string{"0.yaml:1:8", "mal formé"}},
		"empty":            {[]string{"group: g.a\nsteps: []\n"}, []string{"0.yaml:2:8", "aucune étape"}},
		"with a key":       {[]string{identity + "duty: x\n"}, []string{"0.yaml:5:1", "clé inconnue « duty »"}},
		"a journey by one": {[]string{opening, identity, strings.Replace(grouped, "essai.ouverture", "essai.identite", 1)}, []string{"2.yaml:10:5", "la première étape n'ouvre pas de page"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var files []File
			for i, text := range test.files {
				files = append(files, File{string(rune('0'+i)) + ".yaml", []byte(text)})
			}
			_, _, problems := readFiles(files, nil)
			var told strings.Builder
			for _, p := range problems {
				told.WriteString(p.String() + "\n")
			}
			for _, want := range test.want {
				if !strings.Contains(told.String(), want) {
					t.Errorf("%q is missing from:\n%s", want, told.String())
				}
			}
		})
	}
}
