package main

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"vigie/dashboard"
	"vigie/internal/observatory"
)

// pages makes the dashboard over the open data folder.
func (a *app) pages() (http.Handler, error) {
	a.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	journeys, err := loadJourneys(a.cfg)
	if err != nil {
		return nil, err
	}
	return dashboard.New(dashboard.Config{
		Reader: a.store, Catalogue: a.catalogue, Targets: a.targets(), Journeys: journeyFaces(a.cfg, journeys),
		Now: a.now, Simulation: a.cfg.Simulation, Logger: a.log, Registerer: a.registry,
		Metrics:  promhttp.HandlerFor(a.registry, promhttp.HandlerOpts{}),
		Evidence: a.files.Open, Deleted: a.captureDeleted,
	})
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
