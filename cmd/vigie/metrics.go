package main

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"vigie/internal/observatory"
)

// metrics are the process's own; labels are bounded and hold no address, no
// message and nothing of a person.
type metrics struct {
	attempts    *prometheus.CounterVec
	lastSuccess *prometheus.GaugeVec
	jobs        *prometheus.CounterVec
	imports     *prometheus.CounterVec
}

func newMetrics(registry prometheus.Registerer) *metrics {
	factory := promauto.With(registry)
	return &metrics{
		attempts: factory.NewCounterVec(prometheus.CounterOpts{
			Name: "vigie_probe_attempts_total", Help: "Attempts recorded, by journey, outcome and place.",
		}, []string{"journey", "outcome", "place"}),
		lastSuccess: factory.NewGaugeVec(prometheus.GaugeOpts{
			Name: "vigie_probe_last_success_timestamp_seconds", Help: "When an attempt of the journey last ended met or degraded.",
		}, []string{"journey"}),
		jobs: factory.NewCounterVec(prometheus.CounterOpts{
			Name: "vigie_job_runs_total", Help: "Runs of scheduled jobs, by how they ended (ok, failed).",
		}, []string{"state"}),
		imports: factory.NewCounterVec(prometheus.CounterOpts{
			Name: "vigie_imports_total", Help: "Files taken in, by how they ended (committed, known, refused, failed).",
		}, []string{"state"}),
	}
}

func (m *metrics) count(a *observatory.Attempt) {
	m.attempts.WithLabelValues(a.Journey, string(a.Outcome), a.Place).Inc()
	if a.Outcome.Success() {
		m.lastSuccess.WithLabelValues(a.Journey).Set(float64(a.At.Unix()))
	}
}
