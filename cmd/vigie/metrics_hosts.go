package main

import (
	"context"
	"log/slog"
	"net/url"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"vigie/internal/access"
)

// hostsTimeout bounds the reading of the day's counts for a scrape.
const hostsTimeout = 5 * time.Second

// hostMetrics tell what is left of each host's budget of the day. Only the
// hosts of the configured targets have series.
type hostMetrics struct {
	today func(context.Context, time.Time) ([]access.HostDay, error)
	now   func() time.Time
	log   *slog.Logger
	hosts map[string]bool
	limit int // visits of a day, 0 for none

	left, limitDesc, held *prometheus.Desc
}

func newHostMetrics(cfg config, state *access.State, now func() time.Time, log *slog.Logger) *hostMetrics {
	m := &hostMetrics{
		today: state.Today, now: now, log: log, hosts: map[string]bool{}, limit: cfg.Probes.HostPerDay,
		left:      prometheus.NewDesc("vigie_probe_host_visits_left", "Visits that the host's budget of the day (Europe/Paris) still allows.", []string{"host"}, nil),
		limitDesc: prometheus.NewDesc("vigie_probe_host_visits_limit", "Visits of a host in a day that the configuration allows (probes.host_per_day).", nil, nil),
		held: prometheus.NewDesc("vigie_probe_host_held_visits",
			"Visits of today that did not begin, by what held them back (budget, back_off, stopped).", []string{"host", "reason"}, nil),
	}
	for _, target := range cfg.Targets {
		if address, err := url.Parse(target.Address); err == nil && address.Host != "" {
			m.hosts[address.Host] = true
		}
	}
	return m
}

// Describe implements prometheus.Collector.
func (m *hostMetrics) Describe(to chan<- *prometheus.Desc) {
	to <- m.left
	to <- m.limitDesc
	to <- m.held
}

// Collect implements prometheus.Collector. When the counts cannot be read the
// series are missing, which a rule can tell from zero.
func (m *hostMetrics) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), hostsTimeout)
	defer cancel()
	days, err := m.today(ctx, m.now())
	if err != nil {
		m.log.Error("visits of the day not read", slog.Any("error", err))
		return
	}
	byHost := map[string]access.HostDay{}
	for _, day := range days {
		byHost[day.Host] = day
	}
	gauge := func(desc *prometheus.Desc, value int, labels ...string) {
		to <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, float64(value), labels...)
	}
	if m.limit > 0 {
		gauge(m.limitDesc, m.limit)
	}
	for host := range m.hosts {
		day := byHost[host]
		if m.limit > 0 {
			gauge(m.left, max(0, m.limit-day.Attempts), host)
		}
		gauge(m.held, day.HeldBudget, host, string(access.HeldBudget))
		gauge(m.held, day.HeldBackOff, host, string(access.HeldBackOff))
		gauge(m.held, day.HeldStopped, host, string(access.HeldStopped))
	}
}
