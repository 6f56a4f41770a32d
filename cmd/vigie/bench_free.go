package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// freeTime is what an indicator takes by free filters, as a role asks for it: over
// a year of the whole country, then of one department; each the first time and
// again. Nothing is remembered between them.
type freeTime struct {
	id    string
	takes [4]time.Duration
}

// freeFigures measures every indicator as the pages of exact figures compute it.
func (b *bench) freeFigures(ctx context.Context) error {
	fmt.Fprintln(b.say, "bench : chiffres exacts")
	if _, err := b.app.keepGaps(ctx); err != nil { // as the service does every hour
		return err
	}
	until := b.app.recordedAt()
	today := observatory.DateOf(until, time.UTC)
	for _, d := range indicators.All() {
		one := freeTime{id: d.ID}
		for i := range one.takes {
			request := indicators.Request{
				Window: observatory.Window{From: (today - 365).Month().First(), To: today, Horizon: until, Simulation: true},
				Rules:  indicators.RulesOf(b.app.catalogue), Zone: b.app.catalogue.Zone,
			}
			if i >= 2 {
				request.Department = "75"
			}
			start := time.Now()
			if _, err := indicators.Compute(ctx, b.app.store, d.ID, request); err != nil {
				return fmt.Errorf("%s : %w", d.ID, err)
			}
			one.takes[i] = time.Since(start)
		}
		b.free = append(b.free, one)
	}
	return nil
}

// reportFree prints a line an indicator.
func (b *bench) reportFree(out io.Writer) {
	fmt.Fprintf(out, "\n## Exact figures by free filters\n\nEach indicator over a year of %d k events and %d k attempts of five, as `/analyse` computes it for a role: nothing is remembered but the sums of gaps, kept before as the service does every hour. Limits: 1,000 ms the first time, 150 ms again.\n\n", b.rows/1000, b.attempts/1000)
	fmt.Fprintln(out, "| indicator | the country, first, ms | of 1,000 | again, ms | of 150 | one department, first, ms | of 1,000 | again, ms | of 150 |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|")
	for _, f := range b.free {
		fmt.Fprintf(out, "| `%s` |", f.id)
		for i, took := range f.takes {
			ms := float64(took.Microseconds()) / 1000
			fmt.Fprintf(out, " %.0f | %.2f |", ms, ms/[]float64{1000, 150}[i%2])
		}
		fmt.Fprintln(out)
	}
}
