package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

// series is one line of the metrics page: name, labels, value.
var series = regexp.MustCompile(`(?m)^([a-z][a-z0-9_]*)(?:\{([^}]*)\})? (\S+)$`)

// TestMetricsOfAServingProcess runs the program with a planned target whose
// portal fails, reads the metrics page, and starts again: a restart hides no
// failure. The rules and the board may only use names that this page has.
func TestMetricsOfAServingProcess(t *testing.T) {
	bed, err := testbed.Start(testbed.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = bed.Close() }) // the test is over
	walled := testbed.DemoTargets()[0].Observed(bed.URL + "/_fault/wall_403")
	healthy := testbed.DemoTargets()[6].Observed(bed.URL)
	config := prepare(t, "place: {id: essai, time_zone: Europe/Paris}\nprobes: {host_interval: 10ms, confirm_after: 0s}\ntargets:\n",
		planned(walled, "pan.door", 3*time.Second), planned(healthy, "pan.slots", time.Hour))
	running := serve(t, config)
	want := map[string]string{
		`vigie_probe_checks_since_success{journey="pan.door"}`:                                  "2",
		`vigie_probe_checks_since_success{journey="pan.slots"}`:                                 "0",
		`vigie_probe_checks_since_success_limit`:                                                "6",
		`vigie_probe_targets{journey="pan.door",outcome="blocked"}`:                             "1",
		`vigie_probe_targets{journey="pan.door",outcome="met"}`:                                 "0",
		`vigie_probe_attempts_total{journey="pan.door",outcome="blocked",place="essai"}`:        "2",
		`vigie_probe_checks_total{accounting="confirmed",journey="pan.door",outcome="blocked"}`: "2",
		`vigie_probe_planned_checks_per_day{journey="pan.door"}`:                                "28800",
		`vigie_job_period_seconds{kind="pan.door"}`:                                             "3",
		`vigie_job_period_seconds{kind="purge"}`:                                                "86400",
		`vigie_probe_browsers`:                                                                  "1",
		`vigie_ledger_leaves`:                                                                   "2",
	}
	page := metricsWith(t, running.address, want)
	stdout, stderr, code := vigie(t, "probe", "run", "pan.slots", "--target", healthy.ID, "--config", config)
	if code != 0 {
		t.Fatalf("probe: code %d\n%s%s", code, stdout, stderr)
	}
	if log, code := running.stop(); code != 0 {
		t.Fatalf("stop: code %d\n%s", code, log)
	}
	checkLabels(t, page, walled.ID)

	again := serve(t, config)
	page = read(t, again.address+"/metrics")
	values := samplesOf(page)
	if got := values[`vigie_probe_checks_since_success{journey="pan.door"}`]; got == "0" || got == "" {
		t.Errorf("after a restart the failures are forgotten: %q", got)
	}
	if values[`vigie_probe_last_success_timestamp_seconds{journey="pan.slots"}`] == "" {
		t.Error("after a restart the success is forgotten")
	}
	page = metricsWith(t, again.address, map[string]string{`vigie_probe_targets{journey="pan.door",outcome="blocked"}`: "1", `vigie_probe_attempts_total{journey="pan.door",outcome="blocked",place="essai"}`: "1"})
	checkNames(t, page)
	checkFormat(t, page)
	if log, code := again.stop(); code != 0 {
		t.Fatalf("stop: code %d\n%s", code, log)
	}
}

// planned is a target of the configuration with one journey.
func planned(target observatory.Target, journey string, every time.Duration) string {
	return fmt.Sprintf("  - {id: %s, system: %s, department: %q, name: %q, prefecture: %q, address: %q, source: double, status: unverified, journeys: [%s], every: %s}\n",
		target.ID, target.System, target.Department, target.Name, target.Prefecture, target.Address, journey, every)
}

// metricsWith reads the metrics page until it has the values wanted.
func metricsWith(t *testing.T, address string, want map[string]string) string {
	t.Helper()
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	deadline := time.After(90 * time.Second)
	for {
		page := read(t, address+"/metrics")
		values := samplesOf(page)
		var missing strings.Builder
		for name, value := range want {
			if values[name] != value {
				fmt.Fprintf(&missing, "%s: got %q, want %q\n", name, values[name], value)
			}
		}
		if missing.Len() == 0 {
			return page
		}
		select {
		case <-ticker.C:
		case <-deadline:
			t.Fatalf("the metrics never came to be as wanted:\n%s", missing.String())
		}
	}
}

func samplesOf(page string) map[string]string {
	values := map[string]string{}
	for _, found := range series.FindAllStringSubmatch(page, -1) {
		name := found[1]
		if found[2] != "" {
			name += "{" + found[2] + "}"
		}
		values[name] = found[3]
	}
	return values
}

// checkLabels holds our series against the closed list of labels: none of them
// can hold an address, a message or the name of a target.
func checkLabels(t *testing.T, page, target string) {
	t.Helper()
	known := []string{"accounting", "action", "code", "for", "journey", "kind", "le", "outcome", "place", "route", "state", "host", "reason"}
	label := regexp.MustCompile(`([a-z_]+)="([^"]*)"`)
	looked := 0
	for _, found := range series.FindAllStringSubmatch(page, -1) {
		if !strings.HasPrefix(found[1], "vigie_") {
			continue
		}
		for _, pair := range label.FindAllStringSubmatch(found[2], -1) {
			looked++
			if !slices.Contains(known, pair[1]) {
				t.Errorf("%s has a label that is not in the list: %s", found[1], pair[1])
			}
			if strings.Contains(pair[2], "127.0.0.1") && pair[1] != "host" || strings.Contains(pair[2], target) || strings.Contains(pair[2], "http") {
				t.Errorf("%s has the label %s", found[1], pair[0])
			}
		}
	}
	if looked < 50 {
		t.Errorf("only %d labels were looked at", looked)
	}
}

// checkNames makes sure that the rules and the board use only metrics that the
// program exports, so that a metric renamed is an alert mended.
func checkNames(t *testing.T, page string) {
	t.Helper()
	exported := map[string]bool{}
	for _, found := range series.FindAllStringSubmatch(page, -1) {
		exported[found[1]] = true
	}
	used := regexp.MustCompile(`\b(?:vigie|process|go)_[a-z0-9_]+\b`)
	for _, file := range []string{"../../deploy/prometheus/rules.yml", "../../deploy/prometheus/rules_test.yml", "../../deploy/grafana/vigie.json"} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		names := used.FindAllString(string(data), -1)
		if len(names) < 10 {
			t.Errorf("%s uses only %d metrics: the reading is broken", file, len(names))
		}
		for _, name := range names {
			if !exported[name] {
				t.Errorf("%s uses %s, which the program does not export", file, name)
			}
		}
	}
}

// checkFormat lets Prometheus' own tool read the page, where it is installed
// (make check installs it).
func checkFormat(t *testing.T, page string) {
	t.Helper()
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		t.Log("promtool is not installed: the page is not checked")
		return
	}
	cmd := exec.CommandContext(t.Context(), promtool, "check", "metrics")
	cmd.Stdin = strings.NewReader(page)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("promtool check metrics: %v\n%s", err, out)
	}
}

func oneCheck(first, confirmation observatory.Outcome) []*observatory.Attempt {
	a := &observatory.Attempt{Journey: "pan.door", Target: "t", Outcome: first, PlannedPerDay: 24}
	a.ID, a.Place = observatory.DeriveID([]byte(first)), "essai"
	if confirmation == "" {
		return []*observatory.Attempt{a}
	}
	b := *a
	b.ID, b.Confirms, b.Outcome = observatory.DeriveID([]byte("c"+first)), a.ID, confirmation
	return []*observatory.Attempt{a, &b}
}

func TestChecksAreCountedInBothAccountings(t *testing.T) {
	registry := prometheus.NewRegistry()
	m := newMetrics(registry)
	m.plan("pan.door", "essai", observatory.Met)
	m.count(oneCheck(observatory.Down, observatory.Met))
	m.count(oneCheck(observatory.Down, observatory.Down))
	m.count(oneCheck(observatory.Drift, ""))
	for _, c := range []struct {
		accounting string
		outcome    observatory.Outcome
		want       float64
	}{
		{accountingFirst, observatory.Down, 2},
		{accountingFirst, observatory.Met, 0},
		{accountingFirst, observatory.Drift, 1},
		{accountingConfirmed, observatory.Down, 1},
		{accountingConfirmed, observatory.Met, 1},
		{accountingConfirmed, observatory.Drift, 1},
	} {
		if got := testutil.ToFloat64(m.checks.WithLabelValues("pan.door", c.accounting, string(c.outcome))); got != c.want {
			t.Errorf("%s %s: got %v, want %v", c.accounting, c.outcome, got, c.want)
		}
	}
	if got := testutil.ToFloat64(m.sinceSuccess.WithLabelValues("pan.door")); got != 2 {
		t.Errorf("checks since success: got %v, want 2 (the down that was confirmed, then the drift)", got)
	}
	problems, err := testutil.GatherAndLint(registry)
	if err != nil || len(problems) > 0 {
		t.Errorf("lint: %v, %v", problems, err)
	}
}

// A journey watched until it passes is no alert as long as it fails as it must.
func TestAJourneyExpectedToFailIsNoFailure(t *testing.T) {
	m := newMetrics(prometheus.NewRegistry())
	m.plan("pan.door", "essai", observatory.Unmet)
	m.count(oneCheck(observatory.Unmet, ""))
	if got := testutil.ToFloat64(m.sinceSuccess.WithLabelValues("pan.door")); got != 0 {
		t.Errorf("unmet as expected: %v checks since success", got)
	}
	m.count(oneCheck(observatory.Blocked, ""))
	if got := testutil.ToFloat64(m.sinceSuccess.WithLabelValues("pan.door")); got != 1 {
		t.Errorf("blocked: %v checks since success, want 1", got)
	}
}

// TestBoardIsWellFormed holds the board against what Grafana needs of it: its
// data source is a variable, every panel has a place of its own and a query.
func TestBoardIsWellFormed(t *testing.T) {
	data, err := os.ReadFile("../../deploy/grafana/vigie.json")
	if err != nil {
		t.Fatal(err)
	}
	var board struct {
		UID, Title    string
		SchemaVersion int
		Templating    struct {
			List []struct{ Name, Type string }
		}
		Panels []panel
	}
	if err := json.Unmarshal(data, &board); err != nil {
		t.Fatal(err)
	}
	if board.UID == "" || board.Title == "" || board.SchemaVersion < 36 || len(board.Panels) < 12 {
		t.Errorf("uid %q, title %q, schema %d, %d panels", board.UID, board.Title, board.SchemaVersion, len(board.Panels))
	}
	variables := map[string]string{}
	for _, v := range board.Templating.List {
		variables[v.Name] = v.Type
	}
	if variables["datasource"] != "datasource" {
		t.Errorf("no variable for the data source: %v", variables)
	}
	ids, taken := map[int]bool{}, map[[2]int]string{}
	for _, p := range board.Panels {
		p.check(t, ids, taken)
	}
}

type panel struct {
	ID          int
	Title, Type string
	Datasource  struct{ Type, UID string }
	GridPos     struct{ X, Y, W, H int }
	Targets     []struct{ Expr, RefID string }
}

func (p panel) check(t *testing.T, ids map[int]bool, taken map[[2]int]string) {
	t.Helper()
	if p.ID == 0 || ids[p.ID] || p.Title == "" || p.GridPos.X+p.GridPos.W > 24 || p.GridPos.W == 0 || p.GridPos.H == 0 {
		t.Errorf("panel %d %q: id, title or place is wrong: %+v", p.ID, p.Title, p.GridPos)
	}
	ids[p.ID] = true
	for x := p.GridPos.X; x < p.GridPos.X+p.GridPos.W; x++ {
		for y := p.GridPos.Y; y < p.GridPos.Y+p.GridPos.H; y++ {
			if other, found := taken[[2]int{x, y}]; found {
				t.Fatalf("panel %q lies over %q", p.Title, other)
			}
			taken[[2]int{x, y}] = p.Title
		}
	}
	if p.Type == "row" {
		return
	}
	if p.Datasource.UID != "${datasource}" || p.Datasource.Type != "prometheus" || len(p.Targets) == 0 {
		t.Errorf("panel %q: data source %+v, %d queries", p.Title, p.Datasource, len(p.Targets))
	}
	for _, target := range p.Targets {
		if target.Expr == "" || target.RefID == "" {
			t.Errorf("panel %q has a query without text or name", p.Title)
		}
	}
}
