package main

import (
	"cmp"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"vigie/internal/observatory"
)

// The two accountings of design.md, section 1: first attempts as they came, and
// with the confirmation in the place of the first attempt.
const (
	accountingFirst     = "first"
	accountingConfirmed = "confirmed"
)

// metrics are the process's own; labels are bounded and hold no address, no
// message and nothing of a person.
type metrics struct {
	attempts     *prometheus.CounterVec
	checks       *prometheus.CounterVec
	planned      *prometheus.CounterVec
	sinceSuccess *prometheus.GaugeVec
	sinceLimit   prometheus.Gauge
	lastSuccess  *prometheus.GaugeVec
	targets      *prometheus.GaugeVec
	imports      *prometheus.CounterVec

	mu       sync.Mutex
	expected map[string]observatory.Outcome            // of the journeys that are planned
	newest   map[string]map[string]observatory.Outcome // by journey and target, of the last check
	last     map[string]time.Time                      // success, by journey
}

func newMetrics(registry prometheus.Registerer) *metrics {
	factory := promauto.With(registry)
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return factory.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	}
	gauge := func(name, help string, labels ...string) *prometheus.GaugeVec {
		return factory.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, labels)
	}
	m := &metrics{
		attempts: counter("vigie_probe_attempts_total", "Attempts recorded, by journey, outcome and place.", "journey", "outcome", "place"),
		checks: counter("vigie_probe_checks_total",
			"Checks recorded (a first attempt and its confirmation), by journey, accounting (first, confirmed) and outcome in it.", "journey", "accounting", "outcome"),
		planned: counter("vigie_probe_planned_checks_done_total", "Planned checks recorded, by journey.", "journey"),
		sinceSuccess: gauge("vigie_probe_checks_since_success",
			"Planned checks of the journey since one ended met, degraded, or as the journey is expected to.", "journey"),
		sinceLimit: factory.NewGauge(prometheus.GaugeOpts{
			Name: "vigie_probe_checks_since_success_limit", Help: "Checks without success from which someone must be told (alerts.checks_without_success).",
		}),
		lastSuccess: gauge("vigie_probe_last_success_timestamp_seconds", "When an attempt of the journey last ended met or degraded.", "journey"),
		targets:     gauge("vigie_probe_targets", "Targets of the journey, by the outcome of their last check.", "journey", "outcome"),
		imports:     counter("vigie_imports_total", "Files taken in, by how they ended (committed, known, refused, failed).", "state"),
		expected:    map[string]observatory.Outcome{},
		newest:      map[string]map[string]observatory.Outcome{},
		last:        map[string]time.Time{},
	}
	for _, state := range []string{"committed", "known", "refused", "failed"} {
		m.imports.WithLabelValues(state)
	}
	return m
}

// plan tells of the planned checks of a journey: from where, how it is expected
// to end. Its series begin at zero, so that the first failure of a kind is a rise.
func (m *metrics) plan(journey, place string, expected observatory.Outcome) {
	m.mu.Lock()
	m.expected[journey] = expected
	m.mu.Unlock()
	m.planned.WithLabelValues(journey)
	m.sinceSuccess.WithLabelValues(journey)
	for _, outcome := range observatory.Outcomes() {
		m.targets.WithLabelValues(journey, string(outcome))
		m.attempts.WithLabelValues(journey, string(outcome), place)
		for _, accounting := range []string{accountingFirst, accountingConfirmed} {
			m.checks.WithLabelValues(journey, accounting, string(outcome))
		}
	}
}

// count counts one check: a first attempt, and its confirmation if any.
func (m *metrics) count(check []*observatory.Attempt) {
	for _, a := range check {
		m.attempts.WithLabelValues(a.Journey, string(a.Outcome), a.Place).Inc()
		if a.Outcome.Success() {
			m.succeededAt(a.Journey, a.At)
		}
	}
	first, last := check[0], check[len(check)-1]
	if !first.First() {
		return
	}
	m.checks.WithLabelValues(first.Journey, accountingFirst, string(first.Outcome)).Inc()
	m.checks.WithLabelValues(last.Journey, accountingConfirmed, string(last.Outcome)).Inc()
	if first.PlannedPerDay == 0 {
		return
	}
	m.planned.WithLabelValues(first.Journey).Inc()
	if m.succeeded(last) {
		m.sinceSuccess.WithLabelValues(last.Journey).Set(0)
	} else {
		m.sinceSuccess.WithLabelValues(last.Journey).Inc()
	}
	m.place(last)
}

// succeededAt notes a success, unless a later one is known.
func (m *metrics) succeededAt(journey string, at time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if at.After(m.last[journey]) {
		m.last[journey] = at
		m.lastSuccess.WithLabelValues(journey).Set(float64(at.Unix()))
	}
}

// succeeded reports whether a check ended well, or as its journey is expected to.
func (m *metrics) succeeded(a *observatory.Attempt) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return a.Outcome.Success() || a.Outcome == cmp.Or(m.expected[a.Journey], observatory.Met)
}

// place moves a target to the outcome of its last check.
func (m *metrics) place(a *observatory.Attempt) {
	m.mu.Lock()
	defer m.mu.Unlock()
	targets := m.newest[a.Journey]
	if targets == nil {
		targets = map[string]observatory.Outcome{}
		m.newest[a.Journey] = targets
	}
	if before, known := targets[a.Target]; known {
		m.targets.WithLabelValues(a.Journey, string(before)).Dec()
	}
	targets[a.Target] = a.Outcome
	m.targets.WithLabelValues(a.Journey, string(a.Outcome)).Inc()
}
