package schedule

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Job is something to run every so often.
type Job struct {
	Name  string                          // unique; its hash says when in the period the job runs
	Kind  string                          // what its metrics are counted under, few in all [Name]
	Every time.Duration                   // period; positive
	Host  string                          // jobs of one host share its cap; empty for none
	Limit time.Duration                   // longest run; 0: 80 % of Every
	Run   func(ctx context.Context) error // must end when ctx does

	Zone    *time.Location // whose civil days and hours the starts follow; nil: none, starts are for ever a period apart
	Open    []Opening      // when it may start, with a zone; empty: always
	Poisson bool           // starts by chance, with a zone, and not at equal distances
}

func (j Job) kind() string { return cmp.Or(j.Kind, j.Name) }

// Result is how one run of a job ended.
type Result struct {
	Job      string
	Due      time.Time     // when it should have started
	Started  time.Time     // when it did
	Duration time.Duration // of the run, waiting left out
	Err      error         // nil, what Run returned, or a *PanicError
}

// PanicError is the failed result of a job that panicked.
type PanicError struct {
	Value any
	Stack string
}

// Error says what the job panicked with.
func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// Options say how jobs are run. Zero fields take the value in brackets.
type Options struct {
	Concurrency     int                   // jobs at a time [2]
	HostConcurrency int                   // jobs of one host at a time [1]
	Jitter          float64               // part of the period by which a start may be late, 0 to 0.5 [none]
	Seed            uint64                // of the jitter
	Once            bool                  // run every job once, at once, and end
	Done            func(Result)          // told of every run, one call at a time [nobody]
	Missed          func(Job, int)        // told of starts that passed while the job ran or waited [nobody]
	Log             *slog.Logger          // [discarded]
	Registerer      prometheus.Registerer // of the metrics of the jobs [none]
	Now             func() time.Time      // [time.Now]
	After           func(time.Duration) (<-chan time.Time, func() bool)
}

// Schedule runs jobs. Make it with New.
type Schedule struct {
	jobs    []Job
	options Options
	places  chan struct{}
	hosts   map[string]chan struct{}
	metrics *metrics
	report  sync.Mutex
}

// New checks the jobs and makes a schedule of them. A job without name, run or
// period, or with a name already taken, is an error.
func New(jobs []Job, options Options) (*Schedule, error) {
	defaults(&options)
	s := &Schedule{
		jobs: jobs, options: options,
		places: make(chan struct{}, options.Concurrency), hosts: map[string]chan struct{}{},
	}
	seen := map[string]bool{}
	for _, job := range jobs {
		switch {
		case job.Name == "" || job.Run == nil:
			return nil, errors.New("schedule: a job needs a name and something to run")
		case job.Every <= 0:
			return nil, fmt.Errorf("schedule: job %s has no period", job.Name)
		case seen[job.Name]:
			return nil, fmt.Errorf("schedule: two jobs are named %s", job.Name)
		}
		seen[job.Name] = true
		if job.Host != "" && s.hosts[job.Host] == nil {
			s.hosts[job.Host] = make(chan struct{}, options.HostConcurrency)
		}
	}
	if options.Jitter < 0 || options.Jitter > 0.5 {
		return nil, fmt.Errorf("schedule: jitter %v is not between 0 and 0.5", options.Jitter)
	}
	s.metrics = newMetrics(options.Registerer, jobs, options.Now, options.Seed)
	return s, nil
}

func defaults(o *Options) {
	if o.Concurrency <= 0 {
		o.Concurrency = 2
	}
	if o.HostConcurrency <= 0 {
		o.HostConcurrency = 1
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.After == nil {
		o.After = func(d time.Duration) (<-chan time.Time, func() bool) {
			timer := time.NewTimer(d)
			return timer.C, timer.Stop
		}
	}
}

// Run runs the jobs until ctx ends, then waits for those under way to end: a
// run that has begun sees its context end and must return. In Once mode it runs
// each job once and returns the joined errors of those that failed; otherwise a
// job that fails is told to Options.Done and runs again at its next start, and
// Run returns nil.
func (s *Schedule) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	failures := make([]error, len(s.jobs))
	for i, job := range s.jobs {
		wg.Go(func() {
			if s.options.Once {
				failures[i] = s.once(ctx, job, s.options.Now())
				return
			}
			s.repeat(ctx, job)
		})
	}
	wg.Wait()
	return errors.Join(failures...)
}

// repeat runs a job at each of its starts. Starts that pass while it runs or
// waits for a place are not made up for: they are told as missed.
func (s *Schedule) repeat(ctx context.Context, job Job) {
	draw := rand.New(rand.NewPCG(s.options.Seed, spread(job.Name)))
	due, found := job.Next(s.options.Now(), s.options.Seed)
	for found {
		late := time.Duration(draw.Float64() * s.options.Jitter * float64(job.Every))
		if job.Poisson || !job.open(due.Add(late)) {
			late = 0
		}
		if !s.until(ctx, due.Add(late)) {
			return
		}
		// A failure has been told to Done; the job runs again at its next start.
		_ = s.once(ctx, job, due)
		if ctx.Err() != nil {
			return
		}
		now := s.options.Now()
		if passed := job.passed(due, now, s.options.Seed); passed > 0 {
			s.metrics.missed.WithLabelValues(job.kind()).Add(float64(passed))
			if s.options.Missed != nil {
				s.tell(func() { s.options.Missed(job, passed) })
			}
		}
		after := due.Add(time.Nanosecond)
		if now.After(after) {
			after = now
		}
		due, found = job.Next(after, s.options.Seed)
	}
}

// First is the first start of a job at or after now: the same instant of every
// period for a name, so that jobs are spread and a restart changes nothing.
func First(job Job, now time.Time) time.Time {
	offset := time.Duration(spread(job.Name) % uint64(job.Every))
	start := now.Truncate(job.Every).Add(offset)
	if start.Before(now) {
		start = start.Add(job.Every)
	}
	return start
}

func spread(name string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name)) // never fails
	return h.Sum64()
}

// until waits for an instant; false when the context ended first.
func (s *Schedule) until(ctx context.Context, at time.Time) bool {
	fire, stop := s.options.After(at.Sub(s.options.Now()))
	defer stop()
	select {
	case <-ctx.Done():
		return false
	case <-fire:
		return ctx.Err() == nil
	}
}

// once waits for a place and runs the job. It gives the job's failure; a run
// that never began because the context ended is none.
func (s *Schedule) once(ctx context.Context, job Job, due time.Time) error {
	if !take(ctx, s.hosts[job.Host]) {
		return nil
	}
	defer give(s.hosts[job.Host])
	if !take(ctx, s.places) {
		return nil
	}
	defer give(s.places)
	started := s.options.Now()
	err := s.guarded(ctx, job)
	result := Result{Job: job.Name, Due: due, Started: started, Duration: s.options.Now().Sub(started), Err: err}
	s.metrics.done(result)
	if s.options.Done != nil {
		s.tell(func() { s.options.Done(result) })
	}
	if err != nil {
		return fmt.Errorf("job %s: %w", job.Name, err)
	}
	return nil
}

// take waits for a place; nil places are without number.
func take(ctx context.Context, places chan struct{}) bool {
	if places == nil {
		return ctx.Err() == nil
	}
	select {
	case <-ctx.Done():
		return false
	case places <- struct{}{}:
		return true
	}
}

func give(places chan struct{}) {
	if places != nil {
		<-places
	}
}

// guarded runs the job within its limit and turns a panic into an error.
func (s *Schedule) guarded(ctx context.Context, job Job) (err error) {
	limit := job.Limit
	if limit <= 0 {
		limit = job.Every * 8 / 10
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	defer func() {
		if value := recover(); value != nil {
			failure := &PanicError{Value: value, Stack: string(debug.Stack())}
			s.options.Log.Error("job panicked", slog.String("job", job.Name), slog.String("stack", failure.Stack))
			err = failure
		}
	}()
	return job.Run(ctx)
}

func (s *Schedule) tell(what func()) {
	s.report.Lock()
	defer s.report.Unlock()
	what()
}
