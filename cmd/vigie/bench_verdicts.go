package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"
)

// judge gives all verdicts once, as « vigie verdicts rebuild » does.
func (b *bench) judge(ctx context.Context) error {
	fmt.Fprintln(b.say, "bench : verdicts")
	if err := b.forgetMemory(); err != nil {
		return err
	}
	took, err := b.measure(func() error {
		rows, err := b.app.verdicts(ctx, b.app.catalogue.Obligations(), b.app.verdictWindow(b.app.recordedAt()))
		b.ruled = len(rows)
		return err
	})
	b.verdicts, b.held = took, highWater(os.Getpid())+highWater(b.app.engine.PID())
	return err
}

// reportVerdicts prints the rebuild beside the limits of issue 5: five years and
// 101 departments over ten million events and attempts, on two cores.
func (b *bench) reportVerdicts(out io.Writer) {
	const limit, memory = 60 * time.Second, 2_000_000_000
	fmt.Fprintf(out, "| full rebuild of the verdicts, %d rows, over these %d k events and %d k attempts (s); limit %.0f s at 10,000 k | %.1f | %.0f | %.2f |\n",
		b.ruled, b.cmd.Rows/1000, b.cmd.Attempts/1000, limit.Seconds(), b.verdicts.wall.Seconds(), limit.Seconds(), b.verdicts.wall.Seconds()/limit.Seconds())
	fmt.Fprintf(out, "| of which CPU: this process, the engine (s) | %.1f | %.1f | |\n", b.verdicts.client.Seconds(), b.verdicts.engine.Seconds())
	held := b.held << 10
	fmt.Fprintf(out, "| memory at most while it ran, both processes (MB); limit %d MB | %d | %d | %.2f |\n",
		memory/1_000_000, held/1_000_000, memory/1_000_000, float64(held)/memory)
}
