package main

import (
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"vigie/internal/access"
)

func TestHostMetricsTellWhatIsLeftOfTheDay(t *testing.T) {
	cfg := defaultConfig()
	cfg.Data = t.TempDir()
	cfg.Probes.HostPerDay = 2
	cfg.Targets = []targetConfig{{Address: "https://portail.example/x"}, {Address: "https://portail.example/y"}, {Address: "https://autre.example/"}}
	state, err := access.Open(t.Context(), filepath.Join(cfg.Data, "state.db"), paris())
	if err != nil {
		t.Fatal(err)
	}
	defer state.Close()
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	for _, host := range []string{"portail.example", "portail.example", "portail.example", "inconnu.example"} {
		if _, err := state.Enter(t.Context(), access.Visit{Host: host, Journey: "pan.door", Now: now, PerDay: 2}); err != nil {
			t.Fatal(err)
		}
	}
	m := newHostMetrics(cfg, state, func() time.Time { return now }, slog.New(slog.DiscardHandler))
	const want = `
# HELP vigie_probe_host_held_visits Visits of today that did not begin, by what held them back (budget, back_off, stopped).
# TYPE vigie_probe_host_held_visits gauge
vigie_probe_host_held_visits{host="autre.example",reason="back_off"} 0
vigie_probe_host_held_visits{host="autre.example",reason="budget"} 0
vigie_probe_host_held_visits{host="autre.example",reason="stopped"} 0
vigie_probe_host_held_visits{host="portail.example",reason="back_off"} 0
vigie_probe_host_held_visits{host="portail.example",reason="budget"} 1
vigie_probe_host_held_visits{host="portail.example",reason="stopped"} 0
# HELP vigie_probe_host_visits_left Visits that the host's budget of the day (Europe/Paris) still allows.
# TYPE vigie_probe_host_visits_left gauge
vigie_probe_host_visits_left{host="autre.example"} 2
vigie_probe_host_visits_left{host="portail.example"} 0
# HELP vigie_probe_host_visits_limit Visits of a host in a day that the configuration allows (probes.host_per_day).
# TYPE vigie_probe_host_visits_limit gauge
vigie_probe_host_visits_limit 2
`
	if err := testutil.CollectAndCompare(m, strings.NewReader(want)); err != nil {
		t.Error(err)
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(m)
	problems, err := testutil.GatherAndLint(registry)
	if err != nil || len(problems) > 0 {
		t.Errorf("lint: %v, %v", problems, err)
	}
}
