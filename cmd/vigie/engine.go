package main

import (
	"log/slog"
	"time"

	"vigie/internal/engine"
)

// engineCmd is the child process that engine.Open starts.
type engineCmd struct {
	Data   string        `required:"" type:"path"`
	Lib    string        `type:"path"`
	Linger time.Duration ``
}

// Run serves the embedded ClickHouse until its last client has left.
func (cmd engineCmd) Run(con *console) error {
	return engine.Serve(con.ctx, engine.Options{Data: cmd.Data, Library: cmd.Lib, Linger: cmd.Linger, Logger: newLogger(con.err, slog.LevelWarn)})
}
