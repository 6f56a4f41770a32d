package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
	"vigie/probes"
)

// stage is a data folder with real attempts of a real browser on the double,
// one for each outcome.
type stage struct {
	app      *app
	con      *console
	bed      *testbed.Server
	runner   *probes.Runner
	journeys []probes.Journey
	out      *bytes.Buffer
	ids      map[string]observatory.ID // of attempts, by name
}

func newStage(t *testing.T) *stage {
	t.Helper()
	bed, err := testbed.Start(testbed.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := bed.Close(); err != nil {
			t.Error(err)
		}
	})
	out := &bytes.Buffer{}
	con := &console{ctx: t.Context(), out: out, err: &bytes.Buffer{}, log: slog.New(slog.DiscardHandler)}
	cfg := demoConfig(filepath.Join(t.TempDir(), "données"), bed, "127.0.0.1:0")
	cfg.Targets = nil
	for _, target := range []testbed.Target{testbed.Portal(), testbed.DemoTargets()[5], testbed.DemoTargets()[10]} {
		seen := target.Observed(bed.URL)
		journeys := []string{"anef.home", "anef.shell"}
		if target.System != testbed.ANEF {
			journeys = demoJourneys(target.System)
		}
		cfg.Targets = append(cfg.Targets, targetConfig{
			ID: seen.ID, System: seen.System, Department: seen.Department, Name: seen.Name, Prefecture: seen.Prefecture,
			Address: seen.Address, Source: seen.Source, Status: seen.Status, Journeys: journeys, Every: time.Hour,
		})
	}
	d, err := openDemo(con, cfg, &clock{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.app.close)
	s := &stage{app: d.app, con: con, bed: bed, out: out, ids: map[string]observatory.ID{}}
	if s.journeys, err = loadJourneys(cfg); err != nil {
		t.Fatal(err)
	}
	if s.runner, err = probes.NewRunner(s.app.probeConfig()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.runner.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// probe makes an attempt under a fault and keeps it under a name.
func (s *stage) probe(t *testing.T, name, id, target string, fault testbed.Fault, want observatory.Outcome) {
	t.Helper()
	s.bed.Switch(fault)
	aimed, err := s.app.target(target)
	if err != nil {
		t.Fatal(err)
	}
	journey, err := probes.Find(s.journeys, id, aimed.System)
	if err != nil {
		t.Fatal(err)
	}
	attempts, err := s.runner.Run(t.Context(), journey, aimed, probes.RunOptions{PlannedPerDay: 24})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.app.record(context.WithoutCancel(t.Context()), attempts); err != nil {
		t.Fatal(err)
	}
	if attempts[0].Outcome != want {
		t.Fatalf("%s ended %s/%s: %s", name, attempts[0].Outcome, attempts[0].Cause, attempts[0].Detail)
	}
	s.ids[name] = attempts[0].ID
}

// driftLines reads the tasks that the command prints.
func (s *stage) driftLines(t *testing.T, cmd probeDriftCmd) []map[string]any {
	t.Helper()
	s.out.Reset()
	cmd.JSON = true
	cmd.Config = write(t, "vigie.yaml", "data: "+s.app.cfg.Data+"\nsimulation: true\n")
	if err := cmd.Run(s.con); err != nil {
		t.Fatal(err)
	}
	var lines []map[string]any
	for decoder := json.NewDecoder(s.out); decoder.More(); {
		var line map[string]any
		if err := decoder.Decode(&line); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	return lines
}

// TestFacesOfRealAttempts probes the double for real and reads what the pages
// and the terminal make of it.
func TestFacesOfRealAttempts(t *testing.T) {
	unraced(t)
	if _, err := exec.LookPath("chromium-headless-shell"); err != nil {
		t.Skip("no chromium-headless-shell on this machine")
	}
	s := newStage(t)
	const portal, door, slots = "anef-portail", "rdv-prefecture-1093", "rdv-service-public-2094"
	s.probe(t, "met", "anef.home", portal, testbed.Slots, observatory.Met)
	s.probe(t, "before", "pan.door", door, testbed.Slots, observatory.Met)
	s.probe(t, "unmet", "pan.slots", slots, testbed.NoSlot, observatory.Unmet)
	s.probe(t, "down", "anef.shell", portal, testbed.BadGateway, observatory.Down)
	s.probe(t, "blocked", "anef.home", portal, testbed.Rate429, observatory.Blocked)
	s.probe(t, "drift", "pan.door", door, testbed.Layout, observatory.Drift)
	s.probe(t, "fault", "anef.home", portal, testbed.WebSocket, observatory.Fault)

	tasks := s.driftLines(t, probeDriftCmd{})
	if len(tasks) != 1 || tasks[0]["opened"] != s.ids["drift"].String() || tasks[0]["good"] != s.ids["before"].String() || tasks[0]["closed"] != nil {
		t.Errorf("open tasks: %v", tasks)
	}
	handler, err := s.app.pages(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	day := observatory.DateOf(s.app.now(), s.app.catalogue.Zone("")).String()
	task := "/derives/" + s.ids["drift"].String()
	for address, wants := range map[string][]string{
		"/tentative/" + s.ids["met"].String():     {"Conditions du relevé", "non obtenu", "vigie evidence export --target anef-portail", "premier octet", "bar-part"},
		"/tentative/" + s.ids["unmet"].String():   {"aucun créneau affiché", "Compte comme un échec du service"},
		"/tentative/" + s.ids["down"].String():    {"erreur de passerelle (502)", "relevé refait"},
		"/tentative/" + s.ids["blocked"].String(): {"/blocages/127.0.0.1/" + day},
		"/tentative/" + s.ids["drift"].String():   {task, "repère de la page absent"},
		"/tentative/" + s.ids["fault"].String():   {"arrêt avant tout envoi", "ni pour ni contre"},
		"/blocages":                               {"127.0.0.1", "sonde refusée pour trop de demandes (429)", "Un relevé bloqué n’est pas une panne"},
		"/blocages/127.0.0.1/" + day:              {s.ids["blocked"].String(), "Retry-After", "revenir dans"},
		"/blocages.csv":                           {"127.0.0.1," + day, "rate_429", s.ids["blocked"].String()},
		"/derives":                                {"Tâches ouvertes : 1", "pan.door.rdv-prefecture.yaml", task},
		task:                                      {s.ids["before"].String(), "Dernière bonne image", "Première mauvaise image", "À faire"},
		"/parcours":                               {"Accueil de l’ANEF affiché", "toutes les heures, 1 cible", "le compte d’une personne qui y consent", "repères : à vérifier"},
		"/parcours/rdv-prefecture/pan.door":       {"Derniers relevés", "À reprendre", "lien ou bouton"},
		"/parcours/anef/anef.shell":               {"Incidents", "aucun relevé mesuré depuis"},
		"/parcours/anef/anef.shell/incidents.csv": {"strict", s.ids["down"].String()},
		"/parcours/anef/anef.shell/mois.csv":      {"anef-portail", "confirmed"},
		"/parcours.csv":                           {"anef.home,anef,unattended,access,unverified"},
	} {
		shown := strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(read(t, server.URL+address))
		for _, want := range wants {
			if !strings.Contains(shown, want) {
				t.Errorf("%s lacks %q", address, want)
			}
		}
	}
	s.screens(t, server.URL, day)
	s.pictures(t, server.URL)

	s.probe(t, "after", "pan.door", door, testbed.Slots, observatory.Met)
	if tasks = s.driftLines(t, probeDriftCmd{}); len(tasks) != 0 {
		t.Errorf("open after the journey passed again: %v", tasks)
	}
	if tasks = s.driftLines(t, probeDriftCmd{All: true}); len(tasks) != 1 || tasks[0]["closed"] != s.ids["after"].String() {
		t.Errorf("tasks after the journey passed again: %v", tasks)
	}
	// The page shows the figures it has until newer ones are made.
	tick, limit := time.NewTicker(50*time.Millisecond), time.Now().Add(time.Minute)
	defer tick.Stop()
	for shown := ""; !strings.Contains(shown, "tâche fermée") || !strings.Contains(shown, s.ids["after"].String()); <-tick.C {
		if time.Now().After(limit) {
			t.Fatal("the page of the task does not say that it is closed")
		}
		shown = read(t, server.URL+task)
	}
}

// screens takes pictures of the pages, to be looked at by a person, when
// VIGIE_SCREENS names a folder.
func (s *stage) screens(t *testing.T, base, day string) {
	t.Helper()
	folder := os.Getenv("VIGIE_SCREENS")
	if folder == "" {
		return
	}
	pages := map[string]string{
		"real-blocages": "/blocages", "real-blocage": "/blocages/127.0.0.1/" + day, "real-derives": "/derives",
		"real-derive": "/derives/" + s.ids["drift"].String(), "real-parcours": "/parcours", "real-un-parcours": "/parcours/rdv-prefecture/pan.door",
	}
	for _, name := range []string{"met", "unmet", "down", "blocked", "drift", "fault"} {
		pages["real-"+name] = "/tentative/" + s.ids[name].String()
	}
	for name, address := range pages {
		for _, size := range []string{"1440,3000", "390,2600"} {
			width, _, _ := strings.Cut(size, ",")
			command := exec.CommandContext(t.Context(), "chromium-headless-shell", "--no-sandbox", "--headless", "--disable-gpu", "--hide-scrollbars",
				"--virtual-time-budget=4000", "--window-size="+size, "--screenshot="+filepath.Join(folder, name+"-"+width+".png"), base+address)
			if out, err := command.CombinedOutput(); err != nil {
				t.Errorf("%s: %v\n%s", name, err, out)
			}
		}
	}
}

// pictures takes those of docs/evidence.md, cut below the steps, when
// VIGIE_PICTURES names a folder.
func (s *stage) pictures(t *testing.T, base string) {
	t.Helper()
	folder := os.Getenv("VIGIE_PICTURES")
	if folder == "" {
		return
	}
	task, attempt := base+"/derives/"+s.ids["drift"].String(), base+"/tentative/"+s.ids["before"].String()
	for name, taken := range map[string]struct{ window, address string }{
		"tache-a-reprendre":    {"1440,1900", task},
		"tentative-etapes":     {"1440,2530", attempt},
		"tentative-etapes-390": {"390,4500", attempt},
	} {
		shoot(t.Context(), t, "chromium-headless-shell", taken.window, taken.address, filepath.Join(folder, name+".png"))
	}
}

// TestLandmarksAreSaidForEveryShippedStep holds that no step that looks for
// something leaves the person who repairs it without a word.
func TestACountIsSaidAsItIs(t *testing.T) {
	for want, count := range map[string]probes.Count{
		"élément p, au moins 2": {Min: 2}, "élément p, au plus 3": {Max: 3}, "élément p, de 2 à 3": {Min: 2, Max: 3}, "élément p, exactement 2": {Min: 2, Max: 2},
	} {
		if got := condition(probes.Condition{Locator: probes.Locator{CSS: "p"}, Count: &count}); got != want {
			t.Errorf("%+v: « %s », want « %s »", count, got, want)
		}
	}
}

func TestLandmarksAreSaidForEveryShippedStep(t *testing.T) {
	journeys, err := probes.Journeys()
	if err != nil {
		t.Fatal(err)
	}
	silent := []string{"open", "capture", "read"}
	for _, face := range journeyFaces(config{}, journeys) {
		for _, step := range face.Steps {
			if step.Landmark == "" && !slices.Contains(silent, step.Action) {
				t.Errorf("%s, step %q (%s): nothing is said of what it looks for", face.File, step.Name, step.Action)
			}
			if strings.Contains(step.Landmark, ", ,") || strings.HasSuffix(step.Landmark, ": ") || strings.Contains(step.Landmark, "{") {
				t.Errorf("%s, step %q: %q", face.File, step.Name, step.Landmark)
			}
		}
	}
	if len(journeys) == 0 {
		t.Error(errors.New("no journey"))
	}
}
