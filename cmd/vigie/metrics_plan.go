package main

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"vigie/internal/schedule"
)

// plannedChecks tell how many checks the schedule had planned in the last 24 hours, by
// journey: what was done in them is held against it. A program that was stopped, a
// night or a weekend out of the opening hours change nothing of what it says.
type plannedChecks struct {
	jobs []schedule.Job
	seed uint64
	now  func() time.Time
	desc *prometheus.Desc
}

func newPlannedChecks(jobs []schedule.Job, seed uint64, now func() time.Time) *plannedChecks {
	return &plannedChecks{jobs, seed, now, prometheus.NewDesc("vigie_probe_planned_checks_per_day",
		"Checks that the schedule planned in the last 24 hours, by journey, over all its targets.", []string{"journey"}, nil)}
}

// Describe implements prometheus.Collector.
func (p *plannedChecks) Describe(to chan<- *prometheus.Desc) { to <- p.desc }

// Collect implements prometheus.Collector.
func (p *plannedChecks) Collect(to chan<- prometheus.Metric) {
	now := p.now()
	planned := map[string]int{}
	for _, job := range p.jobs {
		planned[job.Kind] += job.PlannedWithin(now.Add(-24*time.Hour), now, p.seed)
	}
	for journey, checks := range planned {
		to <- prometheus.MustNewConstMetric(p.desc, prometheus.GaugeValue, float64(checks), journey)
	}
}
