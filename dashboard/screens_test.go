package dashboard

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestScreens takes pictures of the pages, to be looked at by a person. It
// runs only when VIGIE_SCREENS names a folder.
func TestScreens(t *testing.T) {
	folder := os.Getenv("VIGIE_SCREENS")
	if folder == "" {
		t.Skip("VIGIE_SCREENS names no folder for the pictures")
	}
	browser, err := exec.LookPath("chromium-headless-shell")
	if err != nil {
		t.Skip("no chromium-headless-shell on this machine")
	}
	now := time.Now()
	full, _ := start(t, world().judged(t), func(c *Config) {
		c.Simulation, c.Policy, c.Hosts = true, policyOfTests(), hostsOfToday(t, now)
	})
	bare, _ := start(t, &memory{}, nil)
	gone, _ := start(t, world(), deletedCaptures)
	public, _ := start(t, publicWorld(), nil)
	pages := map[string]string{
		"matrice":         full.URL + "/matrice",
		"pan":             full.URL + "/pan",
		"attestations":    full.URL + "/attestations",
		"clotures":        full.URL + "/clotures",
		"accompagnement":  full.URL + "/accompagnement",
		"pan-0":           bare.URL + "/pan",
		"matrice-0":       bare.URL + "/matrice",
		"public-04":       public.URL + "/departement/04",
		"overview":        full.URL + "/",
		"overview-c":      full.URL + "/?indicateur=certificate.gap_share",
		"department":      full.URL + "/departement/93",
		"reunion":         full.URL + "/departement/974",
		"attempt-met":     full.URL + "/tentative/" + attemptID(0).String(),
		"attempt-unmet":   full.URL + "/tentative/" + attemptID(2).String(),
		"attempt-fault":   full.URL + "/tentative/" + attemptID(7).String(),
		"attempt-deleted": gone.URL + "/tentative/" + attemptID(3).String(),
		"derive-deleted":  gone.URL + "/derives/" + attemptID(6).String(),
		"attempt":         full.URL + "/tentative/" + attemptID(3).String(),
		"attempts":        full.URL + "/tentatives",
		"policy":          full.URL + "/politique",
		"method":          full.URL + "/methodologie",
		"error":           full.URL + "/departement/99",
		"blocages":        full.URL + "/blocages",
		"blocage":         full.URL + blockedDay(),
		"derives":         full.URL + "/derives",
		"derive":          full.URL + "/derives/" + attemptID(6).String(),
		"parcours":        full.URL + "/parcours",
		"parcours-1":      full.URL + "/parcours/rdv-service-public/pan.door",
		"bare":            bare.URL + "/",
		"bare-01":         bare.URL + "/departement/01",
	}
	for _, role := range deskRoles() {
		server, own := signedIn(t, role)
		for name, path := range own {
			pages["desk-"+name] = server.URL + path
		}
	}
	only := os.Getenv("VIGIE_SCREENS_ONLY") // names, parted by commas
	for name, address := range pages {
		if only != "" && !slices.Contains(strings.Split(only, ","), name) {
			continue
		}
		for size, window := range map[string]string{"1440": "1440,14000", "390": "390,26000"} {
			file := filepath.Join(folder, name+"-"+size+".png")
			command := exec.CommandContext(t.Context(), browser, "--no-sandbox", "--headless", "--disable-gpu", "--hide-scrollbars",
				"--virtual-time-budget=4000", "--window-size="+window, "--screenshot="+file, address)
			if out, err := command.CombinedOutput(); err != nil {
				t.Errorf("%s: %v\n%s", name, err, out)
			}
		}
	}
}
