package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
	"vigie/probes"
)

// infoFolder prepares a data folder whose configuration reads two doubles of
// prefectures' sites.
func infoFolder(t *testing.T) (config string, yonne, jura *testbed.InfoSite) {
	t.Helper()
	yonne, jura = testbed.NewInfoSite(testbed.InfoSiteOptions{}), testbed.NewInfoSite(testbed.InfoSiteOptions{Phone: "0 809 540 000", Months: "six"})
	var sites strings.Builder
	for department, double := range map[string]*testbed.InfoSite{"89": yonne, "39": jura} {
		server := httptest.NewServer(double)
		t.Cleanup(server.Close)
		fmt.Fprintf(&sites, "  - {department: %q, address: %q}\n", department, server.URL)
	}
	config = prepare(t, "probes: {host_interval: 10ms}\ninformation:\n interval: 0s\n sites:\n"+sites.String())
	keepEngine(t, config)
	return config, yonne, jura
}

func TestSitesAreAuditedRecordedAndReadAgain(t *testing.T) {
	t.Parallel()
	config, yonne, _ := infoFolder(t)
	stdout, stderr, code := vigie(t, "info", "audit", "--config", config)
	for _, want := range []string{"département 39", "département 89", "référence : 0806001620", "0809540000 : département 39", "3 : département 89", "6 : département 39"} {
		if code != 0 || !strings.Contains(stdout, want) {
			t.Fatalf("exit %d, %q is missing: %s\n%s", code, want, stderr, stdout)
		}
	}
	yonne.Put("/Demarches/Etrangers/ANEF", "<p>Étrangers : le centre de contact (CCC) répond au 0 809 540 000.</p>")
	if _, stderr, code := vigie(t, "info", "audit", "--config", config, "--department", "89", "--json"); code != 0 {
		t.Fatal(stderr)
	}
	stdout, _, _ = vigie(t, "info", "changes", "--config", config)
	if !strings.Contains(stdout, "présent 0806001620") || !strings.Contains(stdout, "la page a changé") || strings.Contains(stdout, "nos règles ont changé") {
		t.Errorf("changes of the page: %s", stdout)
	}
	checkRecorded(t, config)

	yonne.Requests()
	stdout, stderr, code = vigie(t, "info", "reextract", "--config", config)
	if code != 0 || !strings.HasPrefix(stdout, "1 page(s) relue(s) sans requête") || !strings.Contains(stdout, "nos règles ont changé") {
		t.Errorf("exit %d: %s%s", code, stdout, stderr)
	}
	if n := len(yonne.Requests()); n != 0 {
		t.Errorf("%d requests were sent to read kept pages again", n)
	}
	if stdout, _, _ = vigie(t, "info", "reextract", "--config", config); !strings.HasPrefix(stdout, "0 page(s) relue(s)") {
		t.Errorf("a second time: %s", stdout)
	}
	if stdout, _, _ = vigie(t, "info", "contradictions", "--config", config); !strings.Contains(stdout, "6 : département 39") {
		t.Errorf("contradictions of the newest facts: %s", stdout)
	}
}

// checkRecorded looks at what the audit kept, and adds a page as older rules
// would have read it.
func checkRecorded(t *testing.T, config string) {
	t.Helper()
	con := &console{ctx: t.Context(), out: &bytes.Buffer{}, err: &bytes.Buffer{}, log: slog.New(slog.DiscardHandler)}
	err := withApp(con, config, func(ctx context.Context, a *app) error {
		attempts := 0
		for attempt, err := range a.store.Attempts(ctx, observatory.AttemptFilter{Window: observatory.Window{Simulation: true}, WithSteps: true}) {
			if err != nil {
				return err
			}
			attempts++
			if attempt.Journey != probes.JourneySite || attempt.Outcome != observatory.Met || len(attempt.Steps) < 5 {
				t.Errorf("attempt %s on %s: %s, %d steps", attempt.Journey, attempt.Target, attempt.Outcome, len(attempt.Steps))
			}
			for _, piece := range attempt.Evidence {
				if err := a.files.Verify(piece.Hash); err != nil {
					t.Errorf("%s: %v", piece.Role, err)
				}
			}
		}
		if head, err := a.ledger.Head(); err != nil || attempts != 3 || head.Size != 3 {
			t.Errorf("%d attempts, %d leaves (%v), want 3", attempts, head.Size, err)
		}
		facts, err := a.pageFacts(ctx, observatory.PageFactFilter{Department: "39", Latest: true})
		if err != nil {
			return err
		}
		var older []observatory.PageFact
		for _, fact := range facts {
			if strings.HasSuffix(fact.Address, "/Attestation") {
				fact.ID = observatory.DeriveID([]byte("older"), []byte(fact.ID.String()))
				fact.SourceVersion, fact.Value = "info-1+html-1", "autre lecture"
				fact.At = fact.At.AddDate(0, 0, -7)
				fact.RecordedAt = fact.RecordedAt.AddDate(0, 0, -7)
				older = append(older, fact)
			}
		}
		return a.appendFacts(ctx, older)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheAuditObeysStopsCapsAndAnnouncedMaintenance(t *testing.T) {
	unraced(t)
	config, yonne, jura := infoFolder(t)
	server := httptest.NewServer(yonne)
	defer server.Close()
	host := strings.TrimPrefix(server.URL, "http://")
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	capped := strings.Replace(string(text), "probes: {", "probes: {host_per_day: 2, ", 1)
	config = write(t, "vigie.yaml", capped+fmt.Sprintf("  - {department: \"21\", address: %q}\n", server.URL))
	audit := func() (string, string, int) {
		return vigie(t, "info", "audit", "--config", config, "--department", "21", "--json")
	}
	if _, stderr, code := vigie(t, "probe", "stop", host, "--reason", "demande de l'exploitant", "--config", config); code != 0 {
		t.Fatal(stderr)
	}
	if _, stderr, code := audit(); code != 1 || !strings.Contains(stderr, "visites arrêtées (demande de l'exploitant)") {
		t.Errorf("a stopped host: exit %d: %s", code, stderr)
	}
	if n := len(yonne.Requests()); n != 0 {
		t.Errorf("%d requests to a stopped host", n)
	}
	// One host that is held does not keep the others from being read.
	if _, stderr, code := vigie(t, "info", "audit", "--config", config, "--json"); code != 0 || len(jura.Requests()) == 0 {
		t.Errorf("the other sites: exit %d: %s", code, stderr)
	}
	for _, arguments := range [][]string{
		{"resume", host, "--reason", "accord"},
		{"maintenance", "add", host, "--from", "2020-01-01T00:00", "--to", "2099-01-01T00:00", "--announced", "2019-12-01T00:00", "--source", "bandeau"},
	} {
		if _, stderr, code := vigie(t, append(append([]string{"probe"}, arguments...), "--config", config)...); code != 0 {
			t.Fatal(stderr)
		}
	}
	for range 2 {
		if _, stderr, code := audit(); code != 0 {
			t.Fatal(stderr)
		}
	}
	if _, stderr, code := audit(); code != 1 || !strings.Contains(stderr, "plafond de visites") {
		t.Errorf("a third visit of two: exit %d: %s", code, stderr)
	}
	checkAnnounced(t, config)
}

// checkAnnounced holds what was recorded of the visits of department 21 against
// the window that was declared.
func checkAnnounced(t *testing.T, config string) {
	t.Helper()
	con := &console{ctx: t.Context(), out: &bytes.Buffer{}, err: &bytes.Buffer{}, log: slog.New(slog.DiscardHandler)}
	err := withApp(con, config, func(ctx context.Context, a *app) error {
		visits := 0
		for attempt, err := range a.store.Attempts(ctx, observatory.AttemptFilter{Window: observatory.Window{Simulation: true}}) {
			if err != nil {
				return err
			}
			if attempt.Department != "21" {
				continue
			}
			visits++
			if attempt.Announced != "bandeau" || attempt.Outcome != observatory.Met {
				t.Errorf("announced %q, %s", attempt.Announced, attempt.Outcome)
			}
		}
		if visits != 2 {
			t.Errorf("%d visits recorded, want 2: what was held is no attempt", visits)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestInfoAuditOfAnAddress(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(testbed.NewInfoSite(testbed.InfoSiteOptions{}))
	defer server.Close()
	stdout, stderr, code := vigie(t, "info", "audit", server.URL+"/index.php/Demarches/Etrangers/Point-d-accueil-numerique", "--json")
	var line struct {
		File, Department, Address string
		Items                     map[string]map[string]any
	}
	if err := json.Unmarshal([]byte(stdout), &line); code != 0 || err != nil {
		t.Fatalf("exit %d, %v: %s", code, err, stderr)
	}
	if line.File != "Point-d-accueil-numerique" || len(line.Items) != 15 || len(line.Items["pan_hours"]) != 3 || line.Items["pan_hours"]["value"] != "lundi au jeudi ; 08:30-11:45" {
		t.Errorf("got %s", stdout)
	}
	stdout, _, _ = vigie(t, "info", "audit", server.URL+"/Demarches/Etrangers/Point-d-accueil-numerique", "--json", "--more")
	if err := json.Unmarshal([]byte(stdout), &line); err != nil || line.Items["pan_hours"]["section"] != "Où et quand ?" || line.Items["equipment_support"]["state"] != "present" {
		t.Errorf("%v: %s", err, stdout)
	}
	for name, test := range map[string]struct {
		args []string
		code int
		want string
	}{
		"nothing":       {nil, 2, "--department"},
		"missing page":  {[]string{server.URL + "/Demarches/Etrangers/disparue"}, 1, "404"},
		"no such place": {[]string{"http://127.0.0.1:9/x"}, 1, "connexion"},
		"who are you":   {[]string{"https://www.exemple.invalid/etrangers"}, 2, "contact"},
		"both":          {[]string{server.URL, "--department", "89"}, 2, "--department"},
		"no such site":  {[]string{"--department", "999"}, 2, "information.sites"},
	} {
		if _, stderr, code := vigie(t, append([]string{"info", "audit"}, test.args...)...); code != test.code || !strings.Contains(stderr, test.want) {
			t.Errorf("%s: exit %d, %q; want %d, %q", name, code, stderr, test.code, test.want)
		}
	}
}
