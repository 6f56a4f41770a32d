package main

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"vigie/internal/observatory"
)

// benchYears is over how many years attempts go.
const benchYears = 5

// fillAttempts writes attempts of five years on 400 targets, each recorded when it
// was made, until there are so many.
func (b *bench) fillAttempts(ctx context.Context, all int) error {
	fmt.Fprintln(b.say, "bench : tentatives")
	const block = 50_000
	end := b.app.recordedAt()
	step := benchYears * 365 * 24 * time.Hour / time.Duration(max(1, all-b.attempts))
	departments := b.app.catalogue.Departments()
	group, sending := errgroup.WithContext(ctx)
	group.SetLimit(2)
	for from := b.attempts; from < all; from += block {
		group.Go(func() error {
			rows := make([]observatory.Observation, 0, block+block/10)
			for i := from; i < min(from+block, all); i++ {
				first := benchAttempt(i, end.Add(-time.Duration(all-i)*step).Truncate(time.Millisecond), departments[i%400%len(departments)].Code)
				rows = append(rows, first)
				if first.Outcome == observatory.Down || first.Outcome == observatory.Degraded {
					rows = append(rows, confirmed(first, i))
				}
			}
			return b.app.store.Append(sending, rows)
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	b.attempts = all
	return b.keep(ctx)
}

// benchAttempt is a first attempt of the i-th check.
func benchAttempt(i int, at time.Time, department string) *observatory.Attempt {
	a := &observatory.Attempt{
		Envelope: observatory.Envelope{
			ID: observatory.DeriveID([]byte("bench"), fmt.Append(nil, i)), At: at, RecordedAt: at.Add(20 * time.Second),
			Source: "probe", SourceVersion: "1", Place: "bench", Simulation: true,
		},
		Journey: []string{"pan.door", "pan.slots"}[i%2], Target: fmt.Sprintf("cible-%d", i%400), System: "rdv-prefecture",
		Department: department, Mode: observatory.Unattended, Outcome: benchOutcome(i), Cause: "bench", PlannedPerDay: 4,
	}
	if a.Outcome.Success() {
		a.FirstDate = observatory.DateOf(at, time.UTC) + observatory.Date(i%60)
	}
	for n, name := range []string{"ouverture", "identification", "lecture"} {
		a.Steps = append(a.Steps, observatory.Step{
			Index: n, Name: name, Action: "open", StartedAt: at.Add(time.Duration(n) * time.Second), Duration: time.Second, OK: true,
		})
	}
	return a
}

// benchOutcome spreads outcomes over checks, in thousandths that are assumed and not
// measured; the pages of one target in twenty are at times not recognised.
func benchOutcome(i int) observatory.Outcome {
	part := i * 7919 % 1000
	for _, share := range []struct {
		below   int
		outcome observatory.Outcome
	}{{500, observatory.Met}, {530, observatory.Degraded}, {860, observatory.Unmet}, {910, observatory.Down}, {920, observatory.Maintenance}, {970, observatory.Blocked}} {
		if part < share.below {
			return share.outcome
		}
	}
	if i%400%20 == 0 {
		return observatory.Drift
	}
	return observatory.Fault
}

// confirmed is the attempt that confirms the i-th one, a quarter of an hour later:
// half of them see the same.
func confirmed(first *observatory.Attempt, i int) *observatory.Attempt {
	second := *first
	second.ID, second.Confirms = observatory.DeriveID([]byte("bench confirmation"), fmt.Append(nil, i)), first.ID
	second.At, second.RecordedAt = first.At.Add(15*time.Minute), first.RecordedAt.Add(15*time.Minute)
	if i%2 == 0 {
		second.Outcome = observatory.Met
	}
	return &second
}
