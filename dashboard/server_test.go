package dashboard

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

func TestWrongAddressesAreToldInFrench(t *testing.T) {
	server, _ := start(t, world(), nil)
	for _, c := range []struct {
		path   string
		status int
		want   string
	}{
		{"/departement/99", 404, "Aucun département ne porte le code"},
		{"/departement/1", 404, "Département inconnu"},
		{"/tentative/xyz", 404, "Tentative introuvable"},
		{"/tentative/" + attemptID(5000).String(), 404, "Page introuvable"},
		{"/rien", 404, "Cette adresse ne mène à aucune page"},
		{"/?indicateur=rien", 400, "n’existe pas"},
		{"/tentatives?departement=999", 400, "n’existe pas"},
		{"/tentatives?issue=rien", 400, "n’existe pas"},
		{"/tentatives?page=0", 400, "de 1 à 200"},
		{"/tentatives?page=201", 400, "de 1 à 200"},
		{"/graphique/rien", 404, "Graphique introuvable"},
		{"/graphique/pan.door?departement=999", 404, "Département inconnu"},
		{"/graphique/portal.availability", 404, "Parcours inconnu"},
		{"/parcours/anef/rien", 404, "Parcours inconnu"},
		{"/parcours/anef/rien/mois.csv", 404, "Parcours inconnu"},
		{"/derives/xyz", 404, "Tâche introuvable"},
		{"/derives/" + attemptID(5).String(), 404, "Tâche introuvable"},
		{"/blocages/rdv.exemple.invalid/hier", 404, "Aucun blocage"},
		{"/blocages/autre.exemple/2026-11-23", 404, "Aucun blocage"},
		{"/?indicateur=portal.availability", 400, "n’existe pas"},
		{"/static/rien.js", 404, "Fichier introuvable"},
		{"/static/..%2fserver.go", 404, "introuvable"},
	} {
		status, body, header := get(t, server, c.path)
		if status != c.status || !strings.Contains(body, c.want) || !strings.HasPrefix(header.Get("Content-Type"), "text/html") {
			t.Errorf("%s: status %d, want %d with %q:\n%s", c.path, status, c.status, c.want, body)
		}
	}
}

func TestNothingCanBeSent(t *testing.T) {
	server, _ := start(t, world(), nil)
	for _, c := range []struct {
		path, site string
		status     int
	}{{"/", "same-origin", 405}, {"/tentatives", "same-origin", 405}, {"/", "cross-site", 403}} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+c.path, strings.NewReader("x"))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Sec-Fetch-Site", c.site)
		response, err := server.Client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != c.status {
			t.Errorf("POST %s from %s: status %d, want %d", c.path, c.site, response.StatusCode, c.status)
		}
	}
}

func TestEvidence(t *testing.T) {
	server, _ := start(t, world(), nil)
	for _, c := range []struct {
		name, path         string
		status             int
		media, disposition string
	}{
		{"a picture is shown", "/preuve/" + string(hash("a")), 200, "image/png", "inline; filename="},
		{"a page is handed over", "/preuve/" + string(hash("b")), 200, "application/octet-stream", "attachment; filename="},
		{"a page as text", "/preuve/" + string(hash("b")) + "?texte=1", 200, "text/plain; charset=utf-8", "inline"},
		{"a sealed file is never sent", "/preuve/" + string(hash("c")), 404, "text/html; charset=utf-8", ""},
		{"an unknown file", "/preuve/" + string(hash("d")), 404, "text/html; charset=utf-8", ""},
		{"not a hash", "/preuve/..%2f..%2fetc%2fpasswd", 404, "text/html; charset=utf-8", ""},
		{"upper case is not a hash", "/preuve/" + strings.Repeat("A", 64), 404, "text/html; charset=utf-8", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, body, header := get(t, server, c.path)
			if status != c.status || header.Get("Content-Type") != c.media || !strings.HasPrefix(header.Get("Content-Disposition"), c.disposition) {
				t.Errorf("status %d, %q, %q", status, header.Get("Content-Type"), header.Get("Content-Disposition"))
			}
			if status == 200 && !strings.HasPrefix(header.Get("Content-Security-Policy"), "sandbox;") {
				t.Errorf("policy %q", header.Get("Content-Security-Policy"))
			}
			if strings.Contains(body, "X25519") {
				t.Error("a sealed file was sent")
			}
		})
	}
	closed, _ := start(t, world(), func(c *Config) { c.Evidence = nil })
	if status, _, _ := get(t, closed, "/preuve/"+string(hash("a"))); status != 404 {
		t.Errorf("without an evidence store: status %d", status)
	}
}

func TestChartOptions(t *testing.T) {
	server, _ := start(t, world(), nil)
	for _, d := range indicators.Headlines() {
		queries := []string{"", "?departement=93", "?departement=01"}
		if d.PerJourney {
			queries = []string{"?parcours=pan.door&systeme=rdv-service-public", "?parcours=anef.home&systeme=anef"}
		}
		for i, query := range queries {
			status, body, header := get(t, server, "/graphique/"+d.ID+query)
			if status != 200 || header.Get("Content-Type") != "application/json; charset=utf-8" || !json.Valid([]byte(body)) {
				t.Errorf("%s%s: status %d, %s", d.ID, query, status, body)
			}
			if i == 0 && strings.Count(body, `"value"`) < 10 {
				t.Errorf("%s: hardly any value in %s", d.ID, body)
			}
		}
	}
}

func TestFiguresAreComputedOnceAVersion(t *testing.T) {
	m := world()
	server, _ := start(t, m, nil)
	get(t, server, "/")
	get(t, server, "/graphique/pan.door")
	read := slices.DeleteFunc(indicators.Headlines(), func(d indicators.Definition) bool { return d.Proof == indicators.ByCase })
	if got, want := m.computed.Load(), int64(len(read))+2; got != want { // cases are read from the published tables
		t.Errorf("counts were read %d times, want %d", got, want)
	}
	all := []string{"/", "/departement/93", "/graphique/pan.door", "/graphique/pan.level", "/pan", "/pan.csv", "/accompagnement", "/departement/75"}
	for _, address := range all {
		get(t, server, address)
	}
	once := m.computed.Load()
	for _, address := range all {
		get(t, server, address)
	}
	if got := m.computed.Load(); got != once {
		t.Errorf("counts were read %d times more at the second visit", got-once)
	}
}

// What pages asked of the figures before a new row is made before they are given
// the new figures: no page waits for it.
func TestNewFiguresAreWholeBeforeTheyAreShown(t *testing.T) {
	m := world()
	s := siteOver(t, m)
	s.Patience = time.Hour
	server := httptest.NewServer(s.routes())
	t.Cleanup(server.Close)
	all := []string{"/", "/departement/93", "/pan", "/pan.csv", "/accompagnement", "/parcours", "/matrice"}
	for _, address := range all {
		get(t, server, address)
	}
	m.version.Add(1)
	if _, err := s.figures.get(t.Context()); err != nil {
		t.Fatal(err)
	}
	once := m.computed.Load()
	for _, address := range all {
		get(t, server, address)
	}
	if got := m.computed.Load(); got != once {
		t.Errorf("pages read counts %d times themselves", got-once)
	}
}

func TestOlderFiguresAreShownWhileNewerAreComputed(t *testing.T) {
	m := world()
	s := siteOver(t, m)
	s.Patience = 1
	server := httptest.NewServer(s.routes())
	t.Cleanup(server.Close)
	_, before, _ := get(t, server, "/")
	gate := make(chan struct{})
	m.gate = gate
	m.rows["pan.availability"] = nil
	m.version.Add(1)
	if _, during, _ := get(t, server, "/"); during != before {
		t.Error("a visitor waited, or saw half a page, while the figures were computed")
	}
	s.figures.mu.Lock()
	making := s.figures.making
	s.figures.mu.Unlock()
	if making == nil {
		t.Fatal("no newer figures are in the making")
	}
	close(gate)
	<-making
	if _, after, _ := get(t, server, "/"); after == before {
		t.Error("the newer figures are not shown")
	}
}

func TestNobodyWaitsForWhatTakesLonger(t *testing.T) {
	m := world()
	s := siteOver(t, m)
	s.Patience = time.Hour
	if _, err := s.figures.get(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.figures.took = 2 * s.Patience
	gate := make(chan struct{})
	m.gate = gate
	m.version.Add(1)
	old := s.figures.current
	got, err := s.figures.get(t.Context())
	if err != nil || got != old {
		t.Errorf("got %p, error %v; want the older figures %p at once", got, err, old)
	}
	s.figures.mu.Lock()
	making := s.figures.making
	s.figures.mu.Unlock()
	close(gate)
	if making != nil {
		<-making
	}
}

func TestFailedComputingKeepsTheOlderFigures(t *testing.T) {
	m := world()
	server, _ := start(t, m, nil)
	_, before, _ := get(t, server, "/")
	m.rows["pan.door"] = []observatory.CountRow{{Keys: []string{"broken"}}}
	m.version.Add(1)
	m.computed.Store(0)
	for range 3 {
		if status, after, _ := get(t, server, "/"); status != http.StatusOK || after != before {
			t.Errorf("status %d, or the page changed, when new figures cannot be computed", status)
		}
	}
	if tries := m.computed.Load(); tries > int64(len(indicators.Headlines())) {
		t.Errorf("the database was asked %d times for what it cannot give", tries)
	}
}

func TestBrowsersNeedNotLoadTwice(t *testing.T) {
	server, _ := start(t, world(), nil)
	for _, path := range []string{"/", "/static/style.css", "/static/echarts.min.js", "/methodologie"} {
		_, _, header := get(t, server, path)
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("If-None-Match", header.Get("ETag"))
		response, err := server.Client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusNotModified {
			t.Errorf("%s: status %d for tag %q", path, response.StatusCode, header.Get("ETag"))
		}
	}
}

// brokenReader fails or panics.
type brokenReader struct {
	memory

	panics bool
}

func (b *brokenReader) Attempts(context.Context, observatory.AttemptFilter) iter.Seq2[observatory.Attempt, error] {
	if b.panics {
		panic("secret detail")
	}
	return func(yield func(observatory.Attempt, error) bool) {
		yield(observatory.Attempt{}, errors.New("secret detail"))
	}
}

func TestFailuresTellTheVisitorNothingInternal(t *testing.T) {
	for name, reader := range map[string]Reader{
		"error": &brokenReader{}, "panic": &brokenReader{panics: true}, "database away": &memory{err: errors.New("secret detail")},
	} {
		t.Run(name, func(t *testing.T) {
			server, _ := start(t, &memory{}, func(c *Config) { c.Reader = reader })
			path := "/tentatives"
			if name == "database away" {
				path = "/"
				if status, body, _ := get(t, server, "/healthz"); status != 503 || strings.Contains(body, "secret") {
					t.Errorf("health: %d %s", status, body)
				}
			}
			status, body, _ := get(t, server, path)
			if status != 500 || strings.Contains(body, "secret") || !strings.Contains(body, "Erreur interne") {
				t.Errorf("status %d:\n%s", status, body)
			}
			checkPage(t, parse(t, body))
		})
	}
}

func TestHealthAndMetrics(t *testing.T) {
	server, registry := start(t, world(), nil)
	if status, body, _ := get(t, server, "/healthz"); status != 200 || body != "ok\n" {
		t.Errorf("health: %d %q", status, body)
	}
	if status, body, _ := get(t, server, "/metrics"); status != 200 || body != "up 1\n" {
		t.Errorf("metrics: %d %q", status, body)
	}
	for _, path := range []string{"/", "/departement/93", "/departement/75", "/a", "/b", "/c"} {
		get(t, server, path)
	}
	problems, err := testutil.GatherAndLint(registry)
	if err != nil || len(problems) > 0 {
		t.Errorf("lint: %v %v", err, problems)
	}
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	routes := map[string]float64{}
	for _, family := range families {
		if family.GetName() != "vigie_http_requests_total" {
			continue
		}
		for _, metric := range family.GetMetric() {
			for _, label := range metric.GetLabel() {
				if label.GetName() == "route" {
					routes[label.GetValue()] += metric.GetCounter().GetValue()
				}
			}
		}
	}
	if routes["GET /departement/{code}"] != 2 || routes["/"] != 3 || len(routes) != 5 {
		t.Errorf("routes counted: %v", routes)
	}
}

func TestNewRefusesAnIncompleteConfiguration(t *testing.T) {
	if _, err := New(Config{}); err == nil {
		t.Error("an empty configuration was taken")
	}
}
