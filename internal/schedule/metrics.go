package schedule

import (
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// metrics are the numbers of a schedule. Their label is the kind of a job,
// never its name, so that labels stay few.
type metrics struct {
	runs        *prometheus.CounterVec
	missed      *prometheus.CounterVec
	period      *prometheus.Desc
	lastSuccess *prometheus.Desc
	behind      *prometheus.Desc
	now         func() time.Time
	seed        uint64 // of the starts

	mu   sync.Mutex
	jobs map[string]*standing // by name
}

// standing is when a job last succeeded.
type standing struct {
	job  Job
	last time.Time // of its last success; of the schedule's start before the first
}

// periods is how many periods a job is without a success: of one that is closed at
// times, or starts by chance, the starts that have passed since.
func (s standing) periods(now time.Time, seed uint64) float64 {
	if s.job.Zone != nil && (len(s.job.Open) > 0 || s.job.Poisson) {
		return float64(s.job.PlannedWithin(s.last.Add(time.Nanosecond), now, seed))
	}
	return float64(now.Sub(s.last)) / float64(s.job.Every)
}

// newMetrics registers the metrics of the jobs; a nil registerer keeps them
// from everyone. All kinds are there from the start, at zero.
func newMetrics(r prometheus.Registerer, jobs []Job, now func() time.Time, seed uint64) *metrics {
	factory := promauto.With(r)
	m := &metrics{
		runs: factory.NewCounterVec(prometheus.CounterOpts{
			Name: "vigie_job_runs_total", Help: "Runs of scheduled jobs, by kind of job and by how they ended (ok, failed).",
		}, []string{"kind", "state"}),
		missed: factory.NewCounterVec(prometheus.CounterOpts{
			Name: "vigie_job_missed_starts_total", Help: "Starts that passed while the job ran or waited, by kind of job.",
		}, []string{"kind"}),
		period: prometheus.NewDesc("vigie_job_period_seconds",
			"Period of the job of this kind that is the furthest behind its own.", []string{"kind"}, nil),
		lastSuccess: prometheus.NewDesc("vigie_job_last_success_timestamp_seconds",
			"When that job last succeeded, or the start of the schedule before its first success.", []string{"kind"}, nil),
		behind: prometheus.NewDesc("vigie_job_periods_without_success",
			"Periods that this job is without a success; of one that is closed at times, or starts by chance, the starts that have passed since.", []string{"kind"}, nil),
		now: now, seed: seed, jobs: map[string]*standing{},
	}
	for _, job := range jobs {
		m.jobs[job.Name] = &standing{job: job, last: now()}
		m.missed.WithLabelValues(job.kind())
		for _, state := range []string{"ok", "failed"} {
			m.runs.WithLabelValues(job.kind(), state)
		}
	}
	if r != nil {
		r.MustRegister(m)
	}
	return m
}

// done notes how a run ended.
func (m *metrics) done(result Result) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.jobs[result.Job]
	if result.Err != nil {
		m.runs.WithLabelValues(s.job.kind(), "failed").Inc()
		return
	}
	m.runs.WithLabelValues(s.job.kind(), "ok").Inc()
	s.last = result.Started.Add(result.Duration)
}

// Describe implements prometheus.Collector.
func (m *metrics) Describe(to chan<- *prometheus.Desc) {
	to <- m.period
	to <- m.lastSuccess
	to <- m.behind
}

// Collect implements prometheus.Collector: of every kind, the job that is the
// furthest behind, counted in its own periods.
func (m *metrics) Collect(to chan<- prometheus.Metric) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	worst, behind := map[string]*standing{}, map[string]float64{}
	for _, s := range m.jobs {
		kind, periods := s.job.kind(), s.periods(now, m.seed)
		if worst[kind] == nil || periods > behind[kind] || periods == behind[kind] && s.last.Before(worst[kind].last) {
			worst[kind], behind[kind] = s, periods
		}
	}
	for kind, s := range worst {
		to <- prometheus.MustNewConstMetric(m.period, prometheus.GaugeValue, s.job.Every.Seconds(), kind)
		to <- prometheus.MustNewConstMetric(m.lastSuccess, prometheus.GaugeValue, float64(s.last.UnixMilli())/1000, kind)
		to <- prometheus.MustNewConstMetric(m.behind, prometheus.GaugeValue, behind[kind], kind)
	}
}
