package main

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

type demoCmd struct {
	Once   bool   `help:"Déroule toute la chaîne une fois, puis s'arrête."`
	JSON   bool   `help:"Résumé en JSON (avec --once)."`
	Out    string `help:"Dossier où laisser le dossier de preuve et les pages (avec --once)." type:"path"`
	Listen string `help:"Adresse du tableau de bord." default:"127.0.0.1:8080"`
	Days   int    `help:"Jours passés que la démonstration sonde [6 ; 3 avec --once]."`
}

// demoSeed makes every demonstration show the same simulated world.
const demoSeed = 7

// The days that are probed: those of a run that must end in under a minute, and
// those of one whose pages are looked at.
const onceDays, liveDays = 3, 6

// Run shows the whole observatory on simulated data, in a folder that is
// removed at the end.
func (cmd demoCmd) Run(con *console) error {
	if cmd.Days == 0 {
		cmd.Days = liveDays
		if cmd.Once {
			cmd.Days = onceDays
		}
	}
	if cmd.Days < 1 || cmd.Days > 60 {
		return observatory.InputErrorf("--days : entre 1 et 60")
	}
	folder, err := os.MkdirTemp("", "vigie-demo-")
	if err != nil {
		return fmt.Errorf("dossier de la démonstration : %w", err)
	}
	defer con.closing("temporary folder", func() error { return os.RemoveAll(folder) })

	clock := &clock{}
	bed, err := testbed.Start(testbed.Options{Seed: demoSeed, Period: 24 * time.Hour, Now: clock.now})
	if err != nil {
		return err
	}
	defer con.closing("test double", bed.Close)

	d, err := openDemo(con, demoConfig(folder, bed, cmd.Listen), clock)
	if err != nil {
		return err
	}
	defer d.app.close()
	if cmd.Once {
		return d.once(con, cmd)
	}
	return d.live(con, cmd)
}

// demo is a demonstration under way.
type demo struct {
	app   *app
	clock *clock
	say   func(format string, args ...any)
}

func openDemo(con *console, cfg config, clock *clock) (*demo, error) {
	say := func(format string, args ...any) { fmt.Fprintf(con.err, "démo : "+format+"\n", args...) }
	say("moteur ClickHouse et schéma")
	if err := makeFolder(cfg); err != nil {
		return nil, err
	}
	app, err := openApp(con, cfg)
	if err != nil {
		return nil, err
	}
	if _, _, err := app.store.Migrate(con.ctx); err != nil {
		app.close()
		return nil, err
	}
	return &demo{app: app, clock: clock, say: say}, nil
}

func demoConfig(folder string, bed *testbed.Server, listen string) config {
	cfg := defaultConfig()
	cfg.Data, cfg.Listen, cfg.Simulation = folder, listen, true
	cfg.Contact = "simulation"
	cfg.Public.SlotDelay = 0 // the demonstration shows the slots of its own double at once
	cfg.Place = placeConfig{ID: "simulation", Name: "Démonstration de Vigie (simulation)", TimeZone: "Europe/Paris"}
	cfg.Probes = probesConfig{Concurrency: 3, Control: bed.Control}
	for _, t := range testbed.DemoTargets() {
		seen := t.Observed(bed.URL)
		cfg.Targets = append(cfg.Targets, targetConfig{
			ID: seen.ID, System: seen.System, Department: seen.Department, Name: seen.Name, Prefecture: seen.Prefecture,
			Address: seen.Address, Source: seen.Source, Status: seen.Status,
			Journeys: demoJourneys(seen.System), Every: 24 * time.Hour,
		})
	}
	return cfg
}

// demoJourneys are the unattended journeys of a system.
func demoJourneys(system string) []string {
	switch system {
	case testbed.RDVPrefecture:
		return []string{"pan.door"}
	case testbed.RDVServicePublic:
		return []string{"pan.slots"}
	}
	return []string{"pan.old_module"}
}

// live fills the past, then serves the pages and goes on probing.
func (d *demo) live(con *console, cmd demoCmd) error {
	listener, err := listen(cmd.Listen)
	if observatory.IsInput(err) {
		d.say("%v ; une autre adresse est prise", err)
		listener, err = listen("127.0.0.1:0")
	}
	if err != nil {
		return err
	}
	defer listener.Close() //nolint:errcheck // the server has closed it already
	if _, err := d.importSamples(con.ctx); err != nil {
		return err
	}
	if err := d.probePast(con.ctx, cmd.Days); err != nil {
		return err
	}
	if _, err := d.reportFailures(con.ctx); err != nil {
		return err
	}
	if err := d.conclude(con.ctx); err != nil {
		return err
	}
	accounts, err := d.accounts(con.ctx)
	if err != nil {
		return err
	}
	address := "http://" + listener.Addr().String()
	fmt.Fprintf(con.out, `
SIMULATION : tout ce qui suit est fictif.

  %[1]s/                  vue d'ensemble : carte, trois indicateurs, tableaux
  %[1]s/departement/93    un département : chiffres, tentatives, cas
  %[1]s/matrice           les obligations, leurs échéances et les verdicts
  %[1]s/tentatives        chaque tentative, avec son image
  %[1]s/methodologie      comment chaque chiffre est fait
  %[1]s/metrics           métriques Prometheus
  %[1]s/connexion         espace des associations ; comptes de simulation :
%[2]s
Ctrl-C arrête tout et efface les données de la démonstration.
`, address, accounts)
	return d.app.serve(con.ctx, listener)
}

// conclude gives verdicts and publishes the case tables.
func (d *demo) conclude(ctx context.Context) error {
	d.say("verdicts et tables publiques")
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		_, err := d.app.giveVerdicts(ctx)
		return err
	})
	group.Go(func() error {
		_, _, err := d.app.publish(ctx)
		return err
	})
	return group.Wait()
}

// clock is the demonstration's clock: the present, or a past day.
type clock struct{ behind atomic.Int64 } // nanoseconds

func (c *clock) now() time.Time { return time.Now().Add(-time.Duration(c.behind.Load())) }

// probePast probes every target once for each of the past days, then today,
// with the clock of probes and double set back.
func (d *demo) probePast(ctx context.Context, days int) error {
	for day := days - 1; day >= 0; day-- {
		d.say("sondes du jour J-%d (vrai navigateur, double des portails)", day)
		d.clock.behind.Store(int64(time.Duration(day) * 24 * time.Hour))
		if err := d.app.probeAll(ctx, d.clock.now); err != nil {
			return err
		}
	}
	d.clock.behind.Store(0)
	return nil
}
