package schedule

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// record collects results; Done is called one at a time.
type record struct{ results []Result }

func (r *record) done(result Result) { r.results = append(r.results, result) }

func (r *record) names() map[string]int {
	names := map[string]int{}
	for _, result := range r.results {
		names[result.Job]++
	}
	return names
}

func nothing(context.Context) error { return nil }

func start(t *testing.T, jobs []Job, options Options) *Schedule {
	t.Helper()
	s, err := New(jobs, options)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestJobsRunOnceAPeriodAtTheirOwnMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got record
		var jobs []Job
		for i := range 20 {
			jobs = append(jobs, Job{Name: fmt.Sprintf("job-%02d", i), Every: time.Hour, Run: nothing})
		}
		s := start(t, jobs, Options{Done: got.done})
		ctx, cancel := context.WithTimeout(t.Context(), 6*time.Hour)
		defer cancel()
		if err := s.Run(ctx); err != nil {
			t.Fatal(err)
		}
		moments := map[time.Duration]bool{}
		for _, result := range got.results {
			if !result.Started.Equal(result.Due) {
				t.Errorf("%s started %s after it was due", result.Job, result.Started.Sub(result.Due))
			}
			moments[result.Due.Sub(result.Due.Truncate(time.Hour))] = true
		}
		for name, n := range got.names() {
			if n != 6 {
				t.Errorf("%s ran %d times in 6 periods", name, n)
			}
		}
		if len(got.names()) != 20 || len(moments) < 19 {
			t.Errorf("%d jobs at %d moments: starts are not spread", len(got.names()), len(moments))
		}
	})
}

func TestRestartKeepsTheMoment(t *testing.T) {
	job := Job{Name: "pan.door/pan-01", Every: time.Hour}
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	first := First(job, now)
	for _, later := range []time.Duration{0, time.Second, first.Sub(now)} {
		if got := First(job, now.Add(later)); !got.Equal(first) {
			t.Errorf("after %s: got %s, want %s", later, got, first)
		}
	}
	if got := First(job, first.Add(1)); !got.Equal(first.Add(time.Hour)) {
		t.Errorf("just after the start: got %s", got)
	}
}

func TestJitterIsBoundedAndSeeded(t *testing.T) {
	delays := func(seed uint64) (got []time.Duration) {
		synctest.Test(t, func(t *testing.T) {
			var r record
			s := start(t, []Job{{Name: "a", Every: time.Hour, Run: nothing}}, Options{Jitter: 0.25, Seed: seed, Done: r.done})
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Hour)
			defer cancel()
			if err := s.Run(ctx); err != nil {
				t.Fatal(err)
			}
			for _, result := range r.results {
				got = append(got, result.Started.Sub(result.Due))
			}
		})
		return got
	}
	one, again, other := delays(1), delays(1), delays(2)
	if diff := cmp.Diff(one, again); diff != "" {
		t.Errorf("the same seed gives other delays (-first +second):\n%s", diff)
	}
	if cmp.Equal(one, other) {
		t.Error("another seed gives the same delays")
	}
	for _, delay := range one {
		if delay < 0 || delay > 15*time.Minute {
			t.Errorf("delay %s is not within a quarter of the period", delay)
		}
	}
}

func TestCapsHold(t *testing.T) {
	tests := map[string]struct {
		options   Options
		hosts     []string
		all, host int
	}{
		"global":   {Options{Concurrency: 2}, []string{"", "", "", "", ""}, 2, 5},
		"one host": {Options{Concurrency: 4}, []string{"h", "h", "h"}, 1, 1},
		"two hosts": {
			Options{Concurrency: 8, HostConcurrency: 2}, []string{"h", "h", "h", "i", "i", "i"}, 4, 2,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				running, most := map[string]int{}, map[string]int{}
				gate := make(chan struct{}, 1)
				var jobs []Job
				for i, host := range test.hosts {
					jobs = append(jobs, Job{Name: fmt.Sprint(i), Every: time.Hour, Host: host, Run: func(context.Context) error {
						gate <- struct{}{}
						for _, key := range []string{"all", "host " + host} {
							running[key]++
							most[key] = max(most[key], running[key])
						}
						<-gate
						<-time.After(time.Minute)
						gate <- struct{}{}
						running["all"]--
						running["host "+host]--
						<-gate
						return nil
					}})
				}
				test.options.Once = true
				if err := start(t, jobs, test.options).Run(t.Context()); err != nil {
					t.Fatal(err)
				}
				if most["all"] != test.all {
					t.Errorf("%d ran at once, want %d", most["all"], test.all)
				}
				for key, n := range most {
					if key != "all" && n > test.host {
						t.Errorf("%d ran at once for %q, want at most %d", n, key, test.host)
					}
				}
			})
		})
	}
}

func TestPanicAndErrorAreFailedResults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got record
		broken := errors.New("no browser")
		jobs := []Job{
			{Name: "panics", Every: time.Hour, Run: func(context.Context) error { panic("boom") }},
			{Name: "fails", Every: time.Hour, Run: func(context.Context) error { return broken }},
			{Name: "works", Every: time.Hour, Run: nothing},
		}
		err := start(t, jobs, Options{Once: true, Done: got.done}).Run(t.Context())
		var panicked *PanicError
		if !errors.As(err, &panicked) || panicked.Value != "boom" || panicked.Stack == "" || !errors.Is(err, broken) {
			t.Errorf("got %v", err)
		}
		if diff := cmp.Diff(map[string]int{"panics": 1, "fails": 1, "works": 1}, got.names()); diff != "" {
			t.Errorf("runs (-want +got):\n%s", diff)
		}
	})
}

func TestAPanicDoesNotStopLaterRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got record
		jobs := []Job{{Name: "a", Every: time.Hour, Run: func(context.Context) error { panic("boom") }}}
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Hour)
		defer cancel()
		if err := start(t, jobs, Options{Done: got.done}).Run(ctx); err != nil || len(got.results) != 3 {
			t.Errorf("got %d runs, %v", len(got.results), err)
		}
	})
}

func TestStopWaitsForTheRunUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		saw, ended := make(chan struct{}), false
		jobs := []Job{{Name: "a", Every: time.Hour, Run: func(ctx context.Context) error {
			close(saw)
			<-ctx.Done()
			<-time.After(5 * time.Second) // tidies up
			ended = true
			return ctx.Err()
		}}}
		stopped := make(chan error)
		s := start(t, jobs, Options{})
		go func() { stopped <- s.Run(ctx) }()
		<-saw
		cancel()
		if err := <-stopped; err != nil || !ended {
			t.Errorf("stopped with %v, run ended: %v", err, ended)
		}
	})
}

func TestLongRunIsCutAndItsMissedStartsAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got record
		missed := 0
		jobs := []Job{{Name: "a", Every: time.Hour, Limit: 150 * time.Minute, Run: func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		}}}
		s := start(t, jobs, Options{Done: got.done, Missed: func(_ Job, n int) { missed += n }})
		// Starts are hours 0, 3, 6 and 9 after the first; each run lasts 2 h 30.
		now := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), First(jobs[0], now).Sub(now)+520*time.Minute)
		defer cancel()
		if err := s.Run(ctx); err != nil {
			t.Fatal(err)
		}
		if len(got.results) != 3 || missed != 6 {
			t.Errorf("%d runs, %d missed starts", len(got.results), missed)
		}
		if first := got.results[0]; first.Duration != 150*time.Minute || !errors.Is(first.Err, context.DeadlineExceeded) {
			t.Errorf("first run: %+v", first)
		}
	})
}

func TestNewRefusesWhatCannotRun(t *testing.T) {
	tests := map[string]struct {
		jobs    []Job
		options Options
	}{
		"no name":   {[]Job{{Every: time.Hour, Run: nothing}}, Options{}},
		"no run":    {[]Job{{Name: "a", Every: time.Hour}}, Options{}},
		"no period": {[]Job{{Name: "a", Run: nothing}}, Options{}},
		"twice":     {[]Job{{Name: "a", Every: 1, Run: nothing}, {Name: "a", Every: 1, Run: nothing}}, Options{}},
		"jitter":    {nil, Options{Jitter: 0.6}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := New(test.jobs, test.options); err == nil {
				t.Error("accepted")
			}
		})
	}
}
