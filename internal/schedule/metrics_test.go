package schedule

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

// The job of a kind that is the furthest behind its own period speaks for it.
func TestMetricsTellOfTheJobFurthestBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		registry := prometheus.NewRegistry()
		begun := time.Now()
		fails := func(context.Context) error { return errors.New("no") }
		s := start(t, []Job{
			{Name: "pan.door one", Kind: "pan.door", Every: time.Hour, Run: nothing},
			{Name: "pan.door two", Kind: "pan.door", Every: 2 * time.Hour, Run: fails},
			{Name: "purge", Every: 24 * time.Hour, Run: nothing},
		}, Options{Registerer: registry})
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Hour)
		defer cancel()
		if err := s.Run(ctx); err != nil {
			t.Fatal(err)
		}
		for state, want := range map[string]float64{"ok": 10, "failed": 5} {
			if got := testutil.ToFloat64(s.metrics.runs.WithLabelValues("pan.door", state)); got != want {
				t.Errorf("%s runs: got %v, want %v", state, got, want)
			}
		}
		seconds := gauges(t, registry, "pan.door")
		if seconds["vigie_job_period_seconds"] != 7200 || seconds["vigie_job_last_success_timestamp_seconds"] != float64(begun.UnixMilli())/1000 {
			t.Errorf("the job that always fails does not speak for its kind: %v", seconds)
		}
		problems, err := testutil.GatherAndLint(registry)
		if err != nil || len(problems) > 0 {
			t.Errorf("lint: %v, %v", problems, err)
		}
	})
}

// A night or a weekend is no delay of a job that is closed then: it is behind by the
// starts that passed without a success.
func TestAJobIsNotLateWhileItIsClosed(t *testing.T) {
	paris := zone(t)
	at := func(text string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04", text, paris)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	now := at("2026-11-27 17:59") // a Friday
	registry := prometheus.NewRegistry()
	jobs := []Job{
		{Name: "a", Kind: "open", Every: time.Hour, Zone: paris, Open: []Opening{{weekdays(), 9 * 60, 18 * 60}}, Run: nothing},
		{Name: "b", Kind: "always", Every: time.Hour, Run: nothing},
		{Name: "c", Kind: "chance", Every: 8 * time.Hour, Zone: paris, Poisson: true, Run: nothing},
	}
	newMetrics(registry, jobs, func() time.Time { return now }, 1)
	for _, test := range []struct{ now, open string }{{"2026-11-27 20:00", "0"}, {"2026-11-30 08:59", "0"}, {"2026-11-30 10:00", "1"}, {"2026-11-30 12:00", "3"}} {
		now = at(test.now)
		if got := fmt.Sprint(gauges(t, registry, "open")["vigie_job_periods_without_success"]); got != test.open {
			t.Errorf("%s: behind by %s, want %s", test.now, got, test.open)
		}
		starts := float64(jobs[2].PlannedWithin(at("2026-11-27 18:00"), now, 1))
		if got := gauges(t, registry, "chance")["vigie_job_periods_without_success"]; got != starts {
			t.Errorf("%s: the job that starts by chance is behind by %v, want its %v starts", test.now, got, starts)
		}
		if got := gauges(t, registry, "always")["vigie_job_periods_without_success"]; got < 2 {
			t.Errorf("%s: the job that is never closed is behind by %v", test.now, got)
		}
	}
}

func TestMissedStartsAreCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		registry := prometheus.NewRegistry()
		long := func(ctx context.Context) error {
			select { // two and a half hours of the bubble's own clock
			case <-time.After(150 * time.Minute):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		s := start(t, []Job{{Name: "long", Every: time.Hour, Limit: 5 * time.Hour, Run: long}}, Options{Registerer: registry})
		ctx, cancel := context.WithTimeout(t.Context(), 4*time.Hour)
		defer cancel()
		if err := s.Run(ctx); err != nil {
			t.Fatal(err)
		}
		if got := testutil.ToFloat64(s.metrics.missed.WithLabelValues("long")); got != 2 {
			t.Errorf("missed starts: got %v, want 2", got)
		}
	})
}

func gauges(t *testing.T, registry *prometheus.Registry, job string) map[string]float64 {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]float64{}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			if m.GetGauge() != nil && m.GetLabel()[0].GetValue() == job {
				values[family.GetName()] = m.GetGauge().GetValue()
			}
		}
	}
	return values
}
