package probes

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"vigie/internal/testbed"
)

func TestProblemsOfAuditsAndAccess(t *testing.T) {
	const otherwise = "otherwise: {outcome: unmet, cause: x, detail: x}"
	step := func(audit string) string { return good + "  - name: audit\n    audit: " + audit + "\n" }
	head := func(line string) string {
		return strings.Replace(good, "duty: essai", "duty: essai\n"+line, 1)
	}
	tests := map[string]struct{ yaml, says string }{
		"axe":                   {step("{axe: true, " + otherwise + "}"), ""},
		"information":           {step("{information: substitution, follow: [étranger], pages: 5, " + otherwise + "}"), ""},
		"of nothing":            {step("{" + otherwise + "}"), "audit sans objet"},
		"of two things":         {step("{axe: true, information: substitution, " + otherwise + "}"), "audit sans objet"},
		"unknown item":          {step("{information: weather, " + otherwise + "}"), "valeur inconnue « weather »"},
		"axe on pages":          {step("{axe: true, pages: 3, follow: [a], " + otherwise + "}"), "qu'une page"},
		"pages without links":   {step("{information: substitution, pages: 3, " + otherwise + "}"), "aucun lien à suivre"},
		"too many pages":        {step("{information: substitution, follow: [a], pages: 300, " + otherwise + "}"), "nombre impossible « 300 »"},
		"no ending":             {step("{axe: true}"), "audit sans fin"},
		"access":                {head("access: {landmark: {css: a}, modes: [phone, slow_link], budget: 9s}"), ""},
		"no mode":               {head("access: {landmark: {css: a}, modes: []}"), "aucune façon d'accéder"},
		"no landmark":           {head("access: {modes: [phone]}"), "accès sans repère"},
		"unknown mode":          {head("access: {landmark: {css: a}, modes: [tablet]}"), "valeur inconnue « tablet »"},
		"a mode twice":          {head("access: {landmark: {css: a}, modes: [zoom, zoom]}"), "« zoom » donné deux fois"},
		"slow without a budget": {head("access: {landmark: {css: a}, modes: [slow_link]}"), "liaison lente sans temps prévu"},
		"on the double alone":   {head("access: {landmark: {css: a}, modes: [zoom]}\ntestbed: true"), "accès d'un parcours"},
		"unknown carrier":       {head("carrier: tramway"), "valeur inconnue « tramway »"},
	}
	for name, test := range tests {
		problems, err := CheckFiles([]File{{"essai.yaml", []byte(test.yaml)}})
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case test.says == "" && len(problems) == 0:
		case test.says == "" || len(problems) != 1:
			t.Errorf("%s: got %v", name, problems)
		case !strings.Contains(problems[0].Message, test.says) || problems[0].Remedy == "" || problems[0].Line == 0:
			t.Errorf("%s: got %v, want %q", name, problems[0], test.says)
		}
	}
}

func TestEachModeIsAJourneyOfItsOwn(t *testing.T) {
	yaml := strings.Replace(good, "duty: essai", "duty: essai\naccess: {landmark: {css: a}, modes: [keyboard, slow_link, axe], budget: 25s}", 1)
	journeys, err := LoadJourneys(fstest.MapFS{"x.yaml": {Data: []byte(yaml)}})
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]Journey{}
	for _, j := range journeys {
		byID[j.ID] = j
	}
	if len(byID) != 4 {
		t.Fatalf("got %d journeys", len(byID))
	}
	base, slow, keys, axe := byID["essai.un"], byID["essai.un.slow_link"], byID["essai.un.keyboard"], byID["essai.un.axe"]
	if base.Way != "" || len(base.Steps) != 2 || len(slow.Steps) != 2 || len(keys.Steps) != 3 || len(axe.Steps) != 3 {
		t.Errorf("steps: %d, %d, %d, %d", len(base.Steps), len(slow.Steps), len(keys.Steps), len(axe.Steps))
	}
	if slow.Budget != 25*time.Second || slow.Timeout != 50*time.Second || !strings.Contains(slow.Met.Detail, "300 ms, 700 kbit/s") {
		t.Errorf("slow link: %+v", slow)
	}
	if !axe.needsAxe() || base.needsAxe() || keys.Family != FamilyAccess || keys.Title.FR != "Essai — au clavier seul" {
		t.Errorf("got %+v and %+v", axe, keys)
	}
}

func TestMissingAxeIsToldWithWhatToDo(t *testing.T) {
	t.Setenv(axeEnv, "absent.js")
	journey := shipped(t, "ccc.form.axe", SystemCCCForm)
	_, err := fits(journey, testbed.PublicTargets()[0].Observed("http://127.0.0.1:1"), AssistOptions{})
	if err == nil || !strings.Contains(err.Error(), "absent.js") || !strings.Contains(err.Error(), axeEnv) {
		t.Errorf("got %v", err)
	}
	t.Chdir(t.TempDir())
	t.Setenv(axeEnv, "")
	if _, err := FindAxe(); err == nil || !strings.Contains(err.Error(), "make setup") {
		t.Errorf("got %v", err)
	}
}
