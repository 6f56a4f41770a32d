package main

import (
	"context"
	"fmt"
)

type initCmd struct {
	configured
}

// Run makes the keys that a data folder misses and brings its schema up.
func (cmd initCmd) Run(con *console) error {
	cfg, err := loadConfig(cmd.Config)
	if err != nil {
		return err
	}
	if err := makeFolder(cfg); err != nil {
		return err
	}
	if err := migrate(con, cfg); err != nil {
		return err
	}
	fmt.Fprintf(con.out, "Dossier %s prêt. Mettez à l'abri, à part, une copie de %s : sans ces clés, rien ne relie plus un cas à son dossier.\n",
		cfg.Data, cfg.path("keys"))
	return nil
}

type migrateCmd struct {
	configured
}

// Run brings the schema of the database up to this version.
func (cmd migrateCmd) Run(con *console) error {
	cfg, err := loadConfig(cmd.Config)
	if err != nil {
		return err
	}
	return migrate(con, cfg)
}

func migrate(con *console, cfg config) error {
	app, err := openApp(con, cfg)
	if err != nil {
		return err
	}
	defer app.close()
	return app.migrate(con.ctx, con)
}

func (a *app) migrate(ctx context.Context, con *console) error {
	from, to, err := a.store.Migrate(ctx)
	if err != nil {
		return err
	}
	if from == to {
		fmt.Fprintf(con.out, "Schéma déjà à jour (version %d).\n", to)
		return nil
	}
	fmt.Fprintf(con.out, "Schéma mis à jour de la version %d à la version %d.\n", from, to)
	return nil
}
