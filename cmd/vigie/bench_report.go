package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime"
	"syscall"
	"time"
)

func ownCPU() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// processCPU reads the CPU time of another process, in hundredths of a second.
func processCPU(pid int) time.Duration {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := bytes.Cut(data, []byte(") "))
	fields := bytes.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	var user, system int64
	if _, err := fmt.Sscan(string(fields[11])+" "+string(fields[12]), &user, &system); err != nil {
		return 0
	}
	return time.Duration(user+system) * 10 * time.Millisecond
}

func (b *bench) report() []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "# Bench %s\n\n", b.app.now().UTC().Format("2006-01-02 15:04"))
	fmt.Fprintf(&out, "Version %s, %s, %d cores. Simulated data, seed %d. Medians of %d rounds, both sides in turn; n = %d rows, %d MB.\n\n",
		version, runtime.Version(), runtime.NumCPU(), demoSeed, b.cmd.Rounds, b.cmd.Rows, b.size>>20)
	fmt.Fprintln(&out, "| what | Vigie | peer or limit | ratio |\n|---|--:|--:|--:|")
	if b.cmd.Rounds > 0 {
		b.reportImport(&out)
	}
	if b.cmd.Requests > 0 {
		b.reportOverview(&out)
	}
	if b.cmd.Verdicts {
		b.reportVerdicts(&out)
	}
	if b.cmd.Free {
		b.reportFree(&out)
	}
	if b.cmd.Pages {
		b.reportPages(&out)
	}
	return out.Bytes()
}

// reportImport prints the import beside that of the engine alone.
func (b *bench) reportImport(out io.Writer) {
	wall := func(c cost) time.Duration { return c.wall }
	cpu := func(c cost) time.Duration { return c.client + c.engine }
	ours, peer := median(b.ours, wall), median(b.peer, wall)
	rate := func(d time.Duration) float64 { return float64(b.cmd.Rows) / d.Seconds() / 1000 }
	texts := ""
	if b.cmd.Comments > 0 {
		texts = fmt.Sprintf(", a free text on one row in %d redacted and sealed (goal 0.7)", b.cmd.Comments)
	}
	fmt.Fprintf(out, "| import of the event CSV, checked, pseudonymised, sealed%s (krows/s); peer: the engine's own INSERT FROM file() into the same types, nothing checked | %.0f | %.0f | %.2f |\n",
		texts, rate(ours), rate(peer), peer.Seconds()/ours.Seconds())
	fmt.Fprintf(out, "| the same, wall (s) | %.2f | %.2f | %.2f |\n", ours.Seconds(), peer.Seconds(), ours.Seconds()/peer.Seconds())
	fmt.Fprintf(out, "| the same, CPU of both processes (s) | %.2f | %.2f | %.2f |\n",
		median(b.ours, cpu).Seconds(), median(b.peer, cpu).Seconds(), median(b.ours, cpu).Seconds()/median(b.peer, cpu).Seconds())
	for i, costs := range [][]cost{b.ours, b.peer} {
		side := []string{"Vigie", "the peer"}[i]
		client, engine := median(costs, func(c cost) time.Duration { return c.client }), median(costs, func(c cost) time.Duration { return c.engine })
		fmt.Fprintf(out, "| of which %s: this process, the engine (s) | %.2f | %.2f | |\n", side, client.Seconds(), engine.Seconds())
	}
	merged := func(side int) float64 { return median(b.merged[side], cpu).Seconds() }
	fmt.Fprintf(out, "| merging the parts afterwards, all into one, put off on both sides: CPU (s) | %.2f | %.2f | %.2f |\n",
		merged(ourSide), merged(peerSide), merged(ourSide)/merged(peerSide))
	for i, costs := range [][]cost{b.again, b.longer} {
		what := []string{"the same file again", "the same file with one row more, all others known"}[i]
		second := median(costs, wall)
		fmt.Fprintf(out, "| %s, wall (s); limit: the first import | %.2f | %.2f | %.2f |\n", what, second.Seconds(), ours.Seconds(), second.Seconds()/ours.Seconds())
	}
	for side, what := range [...]string{ourSide: "memory at most, both our processes", resentSide: "the same, while a file that is known comes again"} {
		if what == "" {
			continue
		}
		peer, m := b.memory[peerSide].engine, b.memory[side]
		fmt.Fprintf(out, "| %s (MiB; this one %d); peer: its engine; limit 0.25 at 10,000 k rows | %d | %d | %.2f |\n", what, m.own>>10,
			(m.own+m.engine)>>10, peer>>10, float64(m.own+m.engine)/float64(peer))
	}
}

func (b *bench) reportOverview(out io.Writer) {
	const limit = 150 * time.Millisecond // issue 5: a dashboard aggregate, warm
	row := func(what string, d time.Duration) {
		fmt.Fprintf(out, "| %s (ms); limit %d ms | %.1f | %d | %.3f |\n", what, limit.Milliseconds(),
			float64(d.Microseconds())/1000, limit.Milliseconds(), d.Seconds()/limit.Seconds())
	}
	what := fmt.Sprintf("overview, %d k events and %d k attempts, %d kB page", b.cmd.Rows/1000, b.cmd.Attempts/1000, b.bytes>>10)
	row(what+", p50", quantile(b.warm, 0.5))
	row(what+", p95", quantile(b.warm, 0.95))
	row("the same, each time after a new row, p50", quantile(b.after, 0.5))
	row("the same, each time after a new row, p95", quantile(b.after, 0.95))
	fmt.Fprintf(out, "| first reading after the start, all figures computed (s) | %.2f | | |\n", b.cold.Seconds())
}
