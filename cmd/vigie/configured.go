package main

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"vigie/internal/access"
	"vigie/internal/observatory"
)

// configFile is the configuration that is read when none is named.
const configFile = "vigie.yaml"

// configured is a command that works on the data folder of a configuration.
type configured struct {
	Config string `help:"Fichier de configuration." type:"path" default:"vigie.yaml"`
}

// maybeConfigured is a command that has something to say without one.
type maybeConfigured struct {
	Config string `help:"Fichier de configuration ; sans cette option, vigie.yaml du dossier courant, s'il y est." type:"path"`
}

// configPath gives the file to read, or nothing.
func (c maybeConfigured) configPath() string {
	if c.Config != "" {
		return c.Config
	}
	if _, err := os.Stat(configFile); errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	return configFile
}

// state opens state.db alone: some commands need no engine.
func (c configured) state(con *console, work func(context.Context, config, *access.State) error) error {
	cfg, err := loadConfig(c.Config)
	if err != nil {
		return err
	}
	if _, err := os.Stat(cfg.Data); err != nil {
		return observatory.InputErrorf("dossier de données %s : %w. Lancez d'abord « vigie init »", cfg.Data, err)
	}
	state, err := openState(con.ctx, cfg)
	if err != nil {
		return err
	}
	return errors.Join(work(con.ctx, cfg, state), state.Close())
}
