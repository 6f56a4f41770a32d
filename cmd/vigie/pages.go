package main

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	root "vigie"
	"vigie/dashboard"
	"vigie/internal/observatory"
	"vigie/probes"
)

// pages makes the dashboard over the open data folder.
func (a *app) pages(ctx context.Context) (http.Handler, error) {
	a.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	journeys, err := loadJourneys(a.cfg)
	if err != nil {
		return nil, err
	}
	desk, err := a.desk(ctx)
	if err != nil {
		return nil, err
	}
	return dashboard.New(dashboard.Config{
		Desk: desk, Reader: a.public(), Catalogue: a.catalogue, Targets: a.targets(), Journeys: journeyFaces(a.cfg, journeys),
		Now: a.now, Simulation: a.cfg.Simulation, Logger: a.log, Registerer: a.registry,
		Metrics:  promhttp.HandlerFor(a.registry, promhttp.HandlerOpts{}),
		Evidence: a.files.Open, Deleted: a.captureDeleted,
		Policy: policy(a.cfg), Hosts: a.state, Pencil: root.Pencil,
	})
}

// policy is what the configuration says of the probes' behaviour.
func policy(cfg config) dashboard.Policy {
	p := dashboard.Policy{
		Contact: cfg.Contact, Agent: probes.UserAgent(version, cfg.Contact), Place: cmp.Or(cfg.Place.Name, cfg.Place.ID),
		Interval: cfg.Probes.HostInterval, PerDay: cfg.Probes.HostPerDay, BackOff: cfg.Probes.BackOff, Confirm: cfg.Probes.ConfirmAfter,
		Windows: cfg.windows(time.Time{}),
	}
	for _, e := range cfg.Probes.Robots {
		p.Exceptions = append(p.Exceptions, dashboard.RobotsException{Host: e.Host, Path: e.Path, Reason: e.Reason, DecidedBy: e.Decided})
	}
	return p
}

// targets are those of the configuration and the curated ones of the catalogue.
func (a *app) targets() []observatory.Target {
	targets := make([]observatory.Target, 0, len(a.cfg.Targets))
	for _, t := range a.cfg.Targets {
		targets = append(targets, a.cfg.target(t))
	}
	if a.cfg.Simulation {
		return targets
	}
	return append(targets, a.catalogue.Targets()...)
}
