package dashboard

import (
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// informed is a world in which the sites of two departments were read and a third
// gave nothing.
func informed() *memory {
	m := world()
	m.facts = nil
	add := func(department, item string, state observatory.FactState, value, quote, section string) {
		m.facts = append(m.facts, observatory.PageFact{
			Envelope:   observatory.Envelope{At: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC), SourceVersion: "info-3+html-1"},
			Department: department, Address: "https://site-" + department + ".exemple.invalid/Demarches/Etrangers/Point-d-accueil-numerique",
			Item: item, State: state, Value: value, Quote: quote, Section: section,
		})
	}
	for i, key := range indicators.InfoAsked() {
		for _, department := range []string{"39", "89"} {
			state := observatory.Present
			if department == "39" {
				state = []observatory.FactState{observatory.Present, observatory.Absent, observatory.Obsolete, observatory.CannotTell}[i%4]
			}
			value, quote := "valeur "+key, "Une phrase du site, écrite pour l’essai, qui donne cette information au public."
			if state == observatory.Absent || state == observatory.CannotTell {
				value, quote = "", ""
			}
			switch key {
			case "ccc_phone":
				value, state, quote = map[string]string{"39": "0809540000", "89": "0806001620"}[department], observatory.Present, "Appelez le centre de contact."
				if department == "39" {
					state = observatory.Wrong
				}
			case "anef_link":
				value, quote = "https://administration-etrangers-en-france.interieur.gouv.fr/particuliers/#/espace-personnel", "le site de l’ANEF"
			}
			add(department, key, state, value, quote, "Où et quand ?")
		}
	}
	add("89", observatory.AxePrefix+"color-contrast", observatory.Wrong, "impact=serious", "", "")
	m.facts[len(m.facts)-1].Address = "https://anef.exemple.invalid/formulaire" // of another page, by axe-core
	add("75", observatory.AxePrefix+"label", observatory.Present, "", "", "")
	return m
}

func TestInformationPage(t *testing.T) {
	server, _ := start(t, informed(), nil)
	_, body, _ := get(t, server, "/informations")
	root := parse(t, body)
	lacks(t, text(root), "the page", "2 sites lus", "1 règle nationale dite de plusieurs façons", "Référence : 0806001620", "0809540000",
		"Yonne (89) : 18 sur 18", "Jura (39)", "1 fausse", "rubrique « Où et quand ? »", "info.completeness", "info.contradictions")
	if n := len(all(root, "details")); n != 2 {
		t.Errorf("%d sites, want 2", n)
	}
	if said := text(root); strings.Contains(said, "axe:") || strings.Contains(said, "Paris (75)") || !strings.Contains(said, "1 page") {
		t.Error("a rule of accessibility counts as information")
	}
	_, body, _ = get(t, server, "/informations.csv")
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || len(rows) != 1+2*len(indicators.InfoAsked()) || rows[0][3] != "state" {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	bare, _ := start(t, &memory{}, nil)
	_, body, _ = get(t, bare, "/informations")
	lacks(t, text(parse(t, body)), "the empty page", "Aucun site de préfecture n’a encore été lu", "Aucune, parmi les pages lues")
}

// TestInformationScreens takes pictures of the page, to be looked at by a person.
func TestInformationScreens(t *testing.T) {
	folder := os.Getenv("VIGIE_SCREENS")
	browser, err := exec.LookPath("chromium-headless-shell")
	if folder == "" || err != nil {
		t.Skip("VIGIE_SCREENS names no folder for the pictures, or there is no browser")
	}
	server, _ := start(t, informed(), func(c *Config) { c.Simulation = true })
	for size, window := range map[string]string{"1440": "1440,4200", "390": "390,6000"} {
		for name, address := range map[string]string{"information": "/informations", "information-open": "/informations#site-39"} {
			file := filepath.Join(folder, name+"-"+size+".png")
			out, err := exec.CommandContext(t.Context(), browser, "--no-sandbox", "--headless", "--disable-gpu", "--hide-scrollbars",
				"--virtual-time-budget=4000", "--window-size="+window, "--screenshot="+file, server.URL+address).CombinedOutput()
			if err != nil {
				t.Errorf("%s: %v\n%s", name, err, out)
			}
		}
	}
}
