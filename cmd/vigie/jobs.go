package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"vigie/internal/observatory"
	"vigie/internal/schedule"
	"vigie/probes"
)

// jitter is the part of a period by which a planned start may be late, so that
// no portal sees a robot on the stroke of the hour.
const jitter = 0.1

// Periods of the house's own jobs.
const (
	purgeEvery  = 24 * time.Hour
	intakeEvery = 5 * time.Minute
)

// prober is what planned attempts share.
type prober struct {
	app      *app
	runner   *probes.Runner
	journeys []probes.Journey
}

// newProber makes a runner; a nil registerer keeps its metrics from everyone.
func (a *app) newProber(now func() time.Time, registerer prometheus.Registerer) (*prober, error) {
	journeys, err := loadJourneys(a.cfg)
	if err != nil {
		return nil, err
	}
	settings := a.probeConfig()
	settings.Now, settings.Registerer = now, registerer
	runner, err := probes.NewRunner(settings)
	if err != nil {
		return nil, err
	}
	return &prober{app: a, runner: runner, journeys: journeys}, nil
}

// jobs are the planned attempts of the configured targets, one a target and
// journey.
func (p *prober) jobs() ([]schedule.Job, error) {
	var jobs []schedule.Job
	for _, configured := range p.app.cfg.Targets {
		target := p.app.cfg.target(configured)
		for _, id := range configured.Journeys {
			journey, err := probes.Find(p.journeys, id, target.System)
			if err != nil {
				return nil, fmt.Errorf("cible %s : %w", target.ID, err)
			}
			if !journey.Planned {
				return nil, observatory.InputErrorf("cible %s : le parcours %s ne peut pas être planifié (une personne y est nécessaire)", target.ID, id)
			}
			jobs = append(jobs, p.job(journey, target, configured.Every))
		}
	}
	return jobs, nil
}

// expected is how a journey is expected to end.
func (p *prober) expected(journey string) observatory.Outcome {
	for _, j := range p.journeys {
		if j.ID == journey {
			return j.Expected
		}
	}
	return observatory.Met
}

func (p *prober) job(journey probes.Journey, target observatory.Target, every time.Duration) schedule.Job {
	job := schedule.Job{Name: journey.ID + " " + target.ID, Kind: journey.ID, Every: every}
	if address, err := url.Parse(target.Address); err == nil {
		job.Host = address.Host
	}
	job.Run = func(ctx context.Context) error {
		attempts, err := p.runner.Run(ctx, journey, target, probes.RunOptions{PlannedPerDay: job.PlannedPerDay()})
		if held, is := errors.AsType[*probes.HeldError](err); is {
			// No attempt: the day's coverage says so, and so does the page of the policy.
			p.app.log.Warn("planned attempt not made", slog.String("job", job.Name), slog.String("host", held.Host), slog.String("held", held.Leave.Held))
			return nil
		}
		if recording := p.app.record(context.WithoutCancel(ctx), attempts); recording != nil {
			return recording
		}
		return err
	}
	return job
}

// jobs is the schedule of `vigie serve`: planned attempts, watched folders, the
// end of sealed files.
func (a *app) jobs(now func() time.Time) (*schedule.Schedule, func() error, error) {
	var jobs []schedule.Job
	stop := func() error { return nil }
	if len(a.cfg.Targets) > 0 {
		p, err := a.newProber(now, a.registry)
		if err != nil {
			return nil, stop, err
		}
		stop = p.runner.Close
		if jobs, err = p.jobs(); err != nil {
			return nil, stop, err
		}
		for _, job := range jobs {
			a.metrics.plan(job.Kind, a.cfg.Place.ID, p.expected(job.Kind), job.PlannedPerDay())
		}
	}
	for _, intake := range a.cfg.Intakes {
		every := intake.Every
		if every == 0 {
			every = intakeEvery
		}
		jobs = append(jobs, schedule.Job{Name: "intake " + intake.Folder, Kind: "intake", Every: every, Limit: 12 * time.Hour, Run: func(ctx context.Context) error {
			return a.takeFolder(ctx, intake)
		}})
	}
	jobs = append(jobs, a.infoJobs(now)...)
	jobs = append(jobs, schedule.Job{Name: "purge", Every: purgeEvery, Run: a.purgeAll})
	plan, err := schedule.New(jobs, schedule.Options{
		Concurrency: a.cfg.Probes.Concurrency, Jitter: jitter, Seed: uint64(a.now().UnixNano()), Log: a.log, Now: now, Done: a.jobDone, Registerer: a.registry,
	})
	return plan, stop, err
}

// jobDone logs the failure of a job.
func (a *app) jobDone(result schedule.Result) {
	if result.Err != nil {
		a.log.Error("job failed", slog.String("job", result.Job), slog.Any("error", result.Err))
	}
}

// probeAll makes one attempt of every planned journey on every target, at the
// instant of the given clock.
func (a *app) probeAll(ctx context.Context, now func() time.Time) (err error) {
	p, err := a.newProber(now, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.runner.Close()) }()
	jobs, err := p.jobs()
	if err != nil {
		return err
	}
	for i := range jobs {
		jobs[i].Limit = time.Minute
	}
	once, err := schedule.New(jobs, schedule.Options{
		Once: true, Concurrency: a.cfg.Probes.Concurrency, HostConcurrency: a.cfg.Probes.Concurrency, Log: a.log,
	})
	if err != nil {
		return err
	}
	return once.Run(ctx)
}
