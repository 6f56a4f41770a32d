package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"filippo.io/age"
	"github.com/prometheus/client_golang/prometheus"

	"vigie/internal/access"
	"vigie/internal/catalogue"
	"vigie/internal/engine"
	"vigie/internal/evidence"
	"vigie/internal/observatory"
	"vigie/internal/privacy"
	"vigie/internal/store"
)

// app is an open data folder: everything that a command works with.
type app struct {
	cfg       config
	log       *slog.Logger
	now       func() time.Time
	registry  *prometheus.Registry
	metrics   *metrics
	engine    *engine.Engine // nil on a ClickHouse server
	store     *store.Store
	catalogue *catalogue.Catalogue
	files     *evidence.Files
	ledger    *evidence.Ledger
	service   importLock // shared by all that work with the keys
	keys      *privacy.Keys
	vault     *privacy.Vault
	erasures  *privacy.Erasures
	state     *access.State
	signing   *evidence.Key
	editions  *editions // published case tables
	messages  *messageBook
	ran       jobBook   // planned work of this process
	probed    probed    // what was not yet set beside reported attempts
	notices   io.Writer // what a person at the terminal should know
}

// recipients are those who, beside the instance, can open what an association
// gives.
func (c config) recipients(association string) []age.Recipient {
	recipient, err := privacy.Recipient(c.Associations[association].Recipient)
	if err != nil { // none is configured: what is was checked at the start
		return nil
	}
	return []age.Recipient{recipient}
}

// vaultOf opens the vault to write of an association's cases, for one goroutine.
func (a *app) vaultOf(association string) *privacy.Vault {
	return a.vault.With(a.cfg.recipients(association)...)
}

// path names a file or folder of the data folder.
func (c config) path(parts ...string) string {
	return filepath.Join(append([]string{c.Data}, parts...)...)
}

// openApp opens the data folder's keys, evidence and ledger, joins or starts
// the engine, and opens the store. It does not check the schema.
func openApp(con *console, cfg config) (_ *app, err error) {
	a := &app{cfg: cfg, log: con.log, now: time.Now, registry: prometheus.NewRegistry(), notices: con.err, editions: &editions{folder: cfg.path("published")}}
	a.metrics = newMetrics(a.registry)
	defer func() {
		if err != nil {
			a.close()
		}
	}()
	if a.catalogue, err = catalogue.LoadWith(cfg.Law.starts()); err != nil {
		return nil, observatory.InputErrorf("%w", err)
	}
	if a.service, err = lockFile(a.serviceLock(), syscall.LOCK_SH); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if a.keys, err = privacy.LoadKeys(a.keyFile()); err != nil {
		return nil, missingKeys(err)
	}
	if a.vault, err = privacy.OpenVault(cfg.path("vault"), a.keys); err != nil {
		return nil, err
	}
	if a.erasures, err = privacy.OpenErasures(cfg.erasuresFolder(), a.keys); err != nil {
		return nil, err
	}
	if a.signing, err = evidence.LoadKey(cfg.path("keys", "signing.key")); err != nil {
		return nil, missingKeys(err)
	}
	if a.files, err = evidence.OpenFiles(cfg.path("evidence")); err != nil {
		return nil, err
	}
	if a.ledger, err = evidence.OpenLedger(cfg.path("ledger")); err != nil {
		return nil, err
	}
	evidence.Register(a.registry, a.files, a.ledger)
	a.metrics.sinceLimit.Set(float64(cfg.Alerts.ChecksWithoutSuccess))
	if a.state, err = openState(con.ctx, cfg); err != nil {
		return nil, err
	}
	a.registry.MustRegister(newHostMetrics(cfg, a.state, a.now, a.log))
	a.messages = a.messageBook()
	if err = a.openStore(con.ctx); err != nil {
		return nil, err
	}
	return a, nil
}

func missingKeys(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return observatory.InputErrorf("%w. Lancez d'abord « vigie init »", err)
	}
	return err
}

func (a *app) storeConfig() store.Config {
	return store.Config{
		Address: a.cfg.Store.Address, Database: a.cfg.Store.Database, User: a.cfg.Store.User,
		PasswordFile: a.cfg.Store.PasswordFile, Cluster: a.cfg.Store.Cluster, Logger: a.log,
		ZoneOf: a.catalogue.Zone,
	}
}

func (a *app) openStore(ctx context.Context) (err error) {
	options := a.storeConfig()
	if options.Address == "" {
		a.engine, err = engine.Open(ctx, engine.Options{Data: a.cfg.path("engine"), Library: a.cfg.Engine.Library, Logger: a.log})
		if err != nil {
			return err
		}
		options.Dial = a.engine.Dial
	}
	a.store, err = store.Open(ctx, options)
	return err
}

// ready checks the schema, ends a rotation of keys, drops what an interrupted import left and ends the
// erasures that were cut off.
func (a *app) ready(ctx context.Context) error {
	if err := a.store.CheckSchema(ctx); err != nil {
		return err
	}
	if err := a.finishRotation(ctx); err != nil { // first: nothing else is right under the wrong keys
		return err
	}
	if err := a.recoverImports(ctx); err != nil {
		return err
	}
	return a.finishErasures(ctx)
}

// close ends what openApp opened; the engine ends with its last client.
func (a *app) close() {
	var errs []error
	if a.messages != nil {
		errs = append(errs, a.messages.forget())
	}
	if a.store != nil {
		errs = append(errs, a.store.Close())
	}
	if a.engine != nil {
		errs = append(errs, a.engine.Close())
	}
	if a.state != nil {
		errs = append(errs, a.state.Close())
	}
	if a.ledger != nil {
		errs = append(errs, a.ledger.Close())
	}
	if a.service.file != nil {
		errs = append(errs, a.service.release())
	}
	if err := errors.Join(errs...); err != nil {
		a.log.Warn("close data folder", slog.Any("error", err))
	}
}

// withApp opens the data folder of a configuration for one command.
func withApp(con *console, configPath string, work func(context.Context, *app) error) error {
	cfg, err := loadConfig(configPath)
	if err != nil {
		return err
	}
	app, err := openApp(con, cfg)
	if err != nil {
		return err
	}
	defer app.close()
	if err := app.ready(con.ctx); err != nil {
		return err
	}
	return work(con.ctx, app)
}

// makeFolder prepares a data folder: keys that do not exist yet are made, those
// that exist are kept. The public key is written beside the signing key.
func makeFolder(cfg config) error {
	if err := os.MkdirAll(cfg.path("keys"), 0o700); err != nil {
		return fmt.Errorf("dossier de données %s : %w", cfg.Data, err)
	}
	instance := cfg.path("keys", "instance.key")
	if _, err := os.Stat(instance); errors.Is(err, fs.ErrNotExist) {
		if _, err := privacy.CreateKeys(instance); err != nil {
			return err
		}
	}
	key, err := evidence.LoadOrCreateKey(cfg.path("keys", "signing.key"), "")
	if err != nil {
		return err
	}
	return os.WriteFile(cfg.path("keys", "signing.pub"), []byte(key.Public().Text()), 0o644)
}

// tellSimulation heads what a command prints when its data are invented.
func (a *app) tellSimulation(con *console) {
	if a.cfg.Simulation {
		fmt.Fprintln(con.out, "SIMULATION")
	}
}
