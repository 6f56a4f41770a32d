package main

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"vigie/internal/access"
	"vigie/probes"
)

// paris is the zone whose days the caps are counted in and whose hours the
// schedules are told in.
func paris() *time.Location {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err) // the zones are linked into the program
	}
	return zone
}

// openState opens state.db in the data folder.
func openState(ctx context.Context, cfg config) (*access.State, error) {
	return access.Open(ctx, cfg.path("state.db"), paris())
}

// gate lets the runner ask the state that outlives it.
func gate(cfg config, state *access.State) probes.Gate {
	return probes.Gate{
		Enter: func(ctx context.Context, v probes.Visit) (probes.Leave, error) {
			leave, err := state.Enter(ctx, access.Visit{
				Host: v.Host, Journey: v.Journey, Now: v.Now, Interval: v.Interval, PerDay: cfg.Probes.HostPerDay,
				JourneyInterval: v.JourneyInterval, JourneyPerDay: v.JourneyPerDay,
			})
			return probes.Leave{At: leave.At, Held: string(leave.Held), Until: leave.Until, Reason: leave.Reason}, err
		},
		BackOff: state.BackOff,
		Stopped: func(ctx context.Context, host string) (string, bool, error) {
			decision, stopped, err := state.Stopped(ctx, host)
			return decision.Reason, stopped, err
		},
		Announced: func(ctx context.Context, host string, at time.Time) (string, error) {
			for _, m := range cfg.Probes.Maintenance {
				if window := m.window(); window.Covers(host, at) {
					return window.Source, nil
				}
			}
			window, _, err := state.MaintenanceAt(ctx, host, at)
			return window.Source, err
		},
	}
}

// freeSpace is the room left where the data folder is, in bytes.
func (a *app) freeSpace() (int64, error) {
	var disk unix.Statfs_t
	if err := unix.Statfs(a.cfg.Data, &disk); err != nil {
		return 0, fmt.Errorf("place libre de %s : %w", a.cfg.Data, err)
	}
	return int64(disk.Bavail) * disk.Bsize, nil
}
