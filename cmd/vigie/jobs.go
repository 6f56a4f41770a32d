package main

import (
	"cmp"
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

// shortestPlanned is the shortest period of real probes; a shorter one is a
// simulation's, which follows no calendar.
const shortestPlanned = 10 * time.Minute

// Periods of the house's own jobs.
const (
	purgeEvery  = 24 * time.Hour
	judgeEvery  = 24 * time.Hour // asks each day whether the month has its verdicts and its publication
	gapsEvery   = 5 * time.Minute
	daysEvery   = time.Hour
	intakeEvery = 5 * time.Minute
)

// prober is what planned attempts share.
type prober struct {
	app      *app
	runner   *probes.Runner
	journeys []probes.Journey
	now      func() time.Time
	seed     uint64 // of the planned starts
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
	return &prober{app: a, runner: runner, journeys: journeys, now: now}, nil
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
			job, err := p.planned(journey, configured)
			if err != nil {
				return nil, err
			}
			jobs = append(jobs, p.job(journey, target, job))
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

// planned says when a journey runs on a target: as the configuration says, else
// as the journey proposes. Hours and days are those of Paris.
func (p *prober) planned(journey probes.Journey, t targetConfig) (schedule.Job, error) {
	wanted := journey.Schedule
	if t.Every > 0 {
		wanted.Every = t.Every
	}
	if len(t.Open) > 0 {
		wanted.Open = t.openings()
	}
	wanted.Spread = cmp.Or(t.Spread, wanted.Spread)
	job := schedule.Job{Every: wanted.Every, Poisson: wanted.Spread == probes.SpreadPoisson}
	if job.Every <= 0 {
		return job, observatory.InputErrorf("cible %s : donnez « every », le parcours %s ne propose pas de période", t.ID, journey.ID)
	}
	for _, o := range wanted.Open {
		from, to, err := o.Minutes()
		if err != nil {
			return job, observatory.InputErrorf("cible %s : %w", t.ID, err)
		}
		job.Open = append(job.Open, schedule.Opening{Days: o.Weekdays(), From: from, To: to})
	}
	if job.Every >= shortestPlanned || len(job.Open) > 0 || job.Poisson {
		job.Zone = paris()
	}
	return job, nil
}

func (p *prober) job(journey probes.Journey, target observatory.Target, job schedule.Job) schedule.Job {
	job.Name, job.Kind = journey.ID+" "+target.ID, journey.ID
	if address, err := url.Parse(target.Address); err == nil {
		job.Host = address.Host
	}
	job.Run = func(ctx context.Context) error {
		attempts, err := p.runner.Run(ctx, journey, target, p.told(job))
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

// told is what an attempt of a job tells of the schedule: how many it plans on the
// day, and how many of the next days it leaves out.
func (p *prober) told(job schedule.Job) probes.RunOptions {
	now := p.now()
	return probes.RunOptions{PlannedPerDay: job.PlannedOn(now, p.seed), PlannedRest: job.RestAfter(now, p.seed)}
}

// jobs is the schedule of `vigie serve`: planned attempts, watched folders, the
// end of sealed files.
func (a *app) jobs(now func() time.Time) (*schedule.Schedule, func() error, error) {
	var jobs []schedule.Job
	stop := func() error { return nil }
	seed, err := a.state.Seed(context.Background())
	if err != nil {
		return nil, stop, err
	}
	if len(a.cfg.Targets) > 0 {
		p, err := a.newProber(now, a.registry)
		if err != nil {
			return nil, stop, err
		}
		stop, p.seed = p.runner.Close, seed
		if jobs, err = p.jobs(); err != nil {
			return nil, stop, err
		}
		for _, job := range jobs {
			a.metrics.plan(job.Kind, a.cfg.Place.ID, p.expected(job.Kind))
		}
		a.registry.MustRegister(newPlannedChecks(jobs, seed, now))
	}
	jobs = append(jobs, a.intakeJobs()...)
	jobs = append(jobs, a.infoJobs(now)...)
	jobs = append(jobs, schedule.Job{Name: "purge", Every: purgeEvery, Run: a.purgeAll},
		schedule.Job{Name: "concord", Every: concordEvery, Run: a.concordProbed},
		schedule.Job{Name: "gaps", Every: gapsEvery, Limit: time.Hour, Run: a.keepGapsAgain},
		schedule.Job{Name: "days", Every: daysEvery, Limit: time.Hour, Run: a.keepDaysAgain},
		schedule.Job{Name: "verdicts", Every: judgeEvery, Run: a.monthlyVerdicts},
		schedule.Job{Name: "publication", Every: judgeEvery, Run: a.monthlyPublication})
	a.ran.planned(jobs)
	plan, err := schedule.New(jobs, schedule.Options{
		Concurrency: a.cfg.Probes.Concurrency, Jitter: jitter, Seed: seed, Log: a.log, Now: now, Done: a.jobDone, Registerer: a.registry,
	})
	return plan, stop, err
}

// intakeJobs are the watched folders and the projects that are pulled.
func (a *app) intakeJobs() []schedule.Job {
	var jobs []schedule.Job
	for _, intake := range a.cfg.Intakes {
		job := schedule.Job{Name: "intake " + intake.Folder + intake.Kobo.Project, Kind: "intake", Every: cmp.Or(intake.Every, intakeEvery), Limit: 12 * time.Hour}
		switch {
		case intake.kobo():
			intake.Kobo.Sweep = cmp.Or(intake.Kobo.Sweep, koboSweep)
			job.Run = func(ctx context.Context) error {
				_, err := a.pullKobo(ctx, intake)
				return err
			}
		case intake.Messages:
			job.Run = a.messageFolder(intake)
		default:
			sizes := steadyFiles{}
			job.Run = func(ctx context.Context) error { return a.takeFolder(ctx, intake, sizes) }
		}
		jobs = append(jobs, job)
	}
	return jobs
}

// jobDone notes how a run of a job ended, and logs its failure.
func (a *app) jobDone(result schedule.Result) {
	a.ran.done(result)
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
