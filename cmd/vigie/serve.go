package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"

	"vigie/dashboard"
	"vigie/internal/observatory"
)

// shutdownGrace bounds how long a stop waits for requests and attempts under way.
const shutdownGrace = 20 * time.Second

type serveCmd struct {
	configured
}

// Run is the production main job: schedule, intakes and dashboard in one
// process, with the engine as its child, until SIGTERM.
func (cmd serveCmd) Run(con *console) error {
	cfg, err := loadConfig(cmd.Config)
	if err != nil {
		return err
	}
	listener, err := listen(cfg.Listen)
	if err != nil {
		return err
	}
	defer listener.Close() //nolint:errcheck // the server has closed it already
	app, err := openApp(con, cfg)
	if err != nil {
		return err
	}
	defer app.close()
	if err := app.ready(con.ctx); err != nil {
		return err
	}
	return app.serve(con.ctx, listener)
}

// serve runs the schedule and the pages until ctx ends, then stops both.
func (a *app) serve(ctx context.Context, listener net.Listener) error {
	plan, stopProbes, err := a.jobs(a.now)
	if err != nil {
		return errors.Join(err, stopProbes())
	}
	if err := a.seedMetrics(ctx); err != nil {
		a.log.Warn("metrics begin without the past", slog.Any("error", err))
	}
	handler, err := a.pages(ctx)
	if err != nil {
		return errors.Join(err, stopProbes())
	}
	server := dashboard.Server(handler)
	server.ErrorLog = slog.NewLogLogger(a.log.Handler(), slog.LevelWarn)

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	pages, jobs := make(chan error, 1), make(chan error, 1)
	go func() { pages <- server.Serve(listener) }()
	go func() { jobs <- plan.Run(ctx) }()
	go a.readFirst(ctx, "http://"+listener.Addr().String()+"/")
	a.log.Info("serving", slog.String("address", "http://"+listener.Addr().String()))

	var cause error
	select {
	case <-ctx.Done():
	case cause = <-pages:
	}
	cancel()
	stopping, done := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
	defer done()
	cause = errors.Join(cause, server.Shutdown(stopping))
	select {
	case err := <-jobs:
		cause = errors.Join(cause, err)
	case <-stopping.Done():
		a.log.Warn("jobs did not end in time")
	}
	a.log.Info("stopped")
	return errors.Join(cause, stopProbes())
}

// readFirst reads the first page, so that no visitor waits for the first figures.
func (a *app) readFirst(ctx context.Context, address string) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}} // no proxy
	response, err := client.Do(request)
	if err != nil {
		a.log.Info("first page not read", slog.Any("error", err))
		return
	}
	_ = response.Body.Close()
}

// listen opens the dashboard's address, with a clear word on a port in use.
func listen(address string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, observatory.InputErrorf("l'adresse %s est déjà prise : arrêtez l'autre programme ou changez « listen »", address)
	case err != nil:
		return nil, observatory.InputErrorf("impossible d'écouter sur %s : %w", address, err)
	}
	return listener, nil
}
