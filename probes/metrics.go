package probes

import (
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// metrics are the runner's numbers. Labels are ids of journeys and actions of
// the language, never an address, a message or a name.
type metrics struct {
	steps   *prometheus.HistogramVec
	waiting *prometheus.GaugeVec
	starts  prometheus.Counter
}

// newMetrics registers the runner's metrics; those of the pool are read when
// they are asked for. A nil registerer keeps them from everyone.
func newMetrics(r prometheus.Registerer, p *pool) *metrics {
	factory := promauto.With(r)
	m := &metrics{
		steps: factory.NewHistogramVec(prometheus.HistogramOpts{
			Name: "vigie_probe_step_duration_seconds", Help: "Time that a step took, by journey and action of the step.",
			Buckets: []float64{.05, .2, .5, 1, 2, 4, 8, 15, 30, 60},
		}, []string{"journey", "action"}),
		waiting: factory.NewGaugeVec(prometheus.GaugeOpts{
			Name: "vigie_probe_attempts_waiting", Help: "Attempts that wait, by what they wait for (host: their turn on the host; tab: a place in the browser).",
		}, []string{"for"}),
		starts: factory.NewCounter(prometheus.CounterOpts{
			Name: "vigie_probe_browser_starts_total", Help: "Browsers started: the first, those that follow a recycled one, those that follow a crash.",
		}),
	}
	for _, what := range []string{"host", "tab"} {
		m.waiting.WithLabelValues(what).Set(0)
	}
	factory.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "vigie_probe_browsers", Help: "Browsers that run.",
	}, func() float64 { return float64(len(p.processes())) })
	factory.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "vigie_probe_browser_memory_bytes", Help: "Proportional memory (PSS) of the browsers and all their processes.",
	}, func() float64 { return float64(p.memory()) })
	factory.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "vigie_probe_tabs_in_use", Help: "Attempts that hold a place in the browser.",
	}, func() float64 { return float64(len(p.places)) })
	factory.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "vigie_probe_tabs_limit", Help: "Attempts that may hold a place in the browser at once.",
	}, func() float64 { return float64(cap(p.places)) })
	return m
}

// step notes how long a step took.
func (m *metrics) step(journey, action string, took time.Duration) {
	m.steps.WithLabelValues(journey, action).Observe(took.Seconds())
}

// waits counts one more attempt that waits; the caller must call the function
// it gives once.
func (m *metrics) waits(what string) (done func()) {
	gauge := m.waiting.WithLabelValues(what)
	gauge.Inc()
	return gauge.Dec
}

// processes gives the processes of the browsers that run.
func (p *pool) processes() []int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forget()
	return slices.Collect(maps.Values(p.alive))
}

// forget leaves out the browsers that have ended. The caller holds the lock.
func (p *pool) forget() {
	maps.DeleteFunc(p.alive, func(b *browser, _ int) bool { return b.handle.Err() != nil })
}

// memory is the memory of the browsers that run, in bytes.
func (p *pool) memory() int64 {
	var total int64
	for _, pid := range p.processes() {
		size, err := proportionalSize(family(pid))
		if err != nil {
			p.log.Warn("memory of a browser not read", slog.Any("error", err))
		}
		total += size
	}
	return total
}
