package dashboard

import (
	"errors"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics are the numbers of the dashboard. The label route is a pattern of
// server.go, never an address, so that labels stay few.
type metrics struct {
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	figures  prometheus.Histogram
}

func newMetrics(r prometheus.Registerer) (*metrics, error) {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "vigie_http_requests_total", Help: "Requests answered, by route pattern and status code.",
		}, []string{"route", "code"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "vigie_http_request_duration_seconds", Help: "Time to answer a request, by route pattern.",
			Buckets: []float64{.001, .005, .02, .05, .15, .5, 1, 5, 30},
		}, []string{"route"}),
		figures: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "vigie_figures_compute_duration_seconds", Help: "Time to compute all figures of the pages once.",
			Buckets: []float64{.01, .05, .2, .5, 1, 5, 20, 60},
		}),
	}
	return m, errors.Join(r.Register(m.requests), r.Register(m.duration), r.Register(m.figures))
}

func (m *metrics) observe(route string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	m.duration.WithLabelValues(route).Observe(took.Seconds())
}
