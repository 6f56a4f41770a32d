package probes

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

// benchSide is one line of the bench: a driver, with or without capture.
type benchSide struct {
	name    string
	capture bool
}

func (s benchSide) String() string {
	switch {
	case s == benchFloor():
		return "bare chromedp, the same pictures"
	case s.capture:
		return s.name + ", full capture"
	case s.name == "bare":
		return "bare chromedp"
	}
	return s.name
}

// benchCell is one side at one concurrency on one journey.
type benchCell struct {
	side        benchSide
	journey     string
	concurrency int
}

func (c benchCell) String() string {
	return fmt.Sprintf("%v, %s, %d", c.side, c.journey, c.concurrency)
}

// benchMeasure is what one run of a cell gave.
type benchMeasure struct {
	perMinute float64 // journeys
	cpu       float64 // seconds a journey, of the whole tree
	each      float64 // median of one journey, milliseconds
	memory    float64 // peak PSS of driver and browser, MiB
}

// TestBenchOfJourneys measures the runner against playwright-core and against
// chromedp alone, in turn, on the same pages in the same browser. It is run by
// `make bench`, which installs playwright-core: VIGIE_BENCH=journeys.
func TestBenchOfJourneys(t *testing.T) {
	if os.Getenv("VIGIE_BENCH") != "journeys" {
		t.Skip("make bench runs it")
	}
	browser, err := FindBrowser("")
	if err != nil {
		t.Fatal(err)
	}
	bed, err := testbed.Start(testbed.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer bed.Close()
	folder := t.TempDir()
	file, err := benchUpload(folder)
	if err != nil {
		t.Fatal(err)
	}
	plan := benchPlan()
	measures := map[benchCell][]benchMeasure{}
	start := time.Now()
	for round := range plan.rounds {
		for _, cell := range plan.cells(round) {
			if !plan.only.MatchString(cell.String()) {
				continue
			}
			job := benchJob{
				Side: cell.side.name, Journey: cell.journey, Address: bed.URL, Browser: browser, File: file, Folder: t.TempDir(),
				Capture: cell.side.capture, Concurrency: cell.concurrency, Journeys: plan.journeys(cell.concurrency),
			}
			measure, err := job.measure(t.Context(), plan.patience)
			if err != nil {
				t.Fatalf("%v, %s, %d at once: %v", cell.side, cell.journey, cell.concurrency, err)
			}
			fmt.Fprintf(os.Stderr, "bench : tour %d, %v, %s, %d à la fois : %.0f/min, %.2f s\n",
				round+1, cell.side, cell.journey, cell.concurrency, measure.perMinute, measure.cpu)
			measures[cell] = append(measures[cell], measure)
		}
	}
	report := benchReport(measures, plan, time.Since(start))
	fmt.Print(report)
	if out := os.Getenv("VIGIE_BENCH_OUT"); out != "" {
		if err := appendFile(out, report); err != nil {
			t.Fatal(err)
		}
	}
}

// The runner's side of the bench must hold on any day, not on that of the bench.
func TestBenchJourneysHold(t *testing.T) {
	r := newRig(t, testbed.Options{}, nil)
	for name, pictures := range map[string]int{"five": 6, "door": 1} { // as many as benchBare takes, the last left out
		journey, target, err := benchJob{Journey: name, Address: r.bed.URL}.aim()
		if err != nil {
			t.Fatal(err)
		}
		a, err := r.once(journey, target, RunOptions{Budget: time.Minute, Timeout: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		if a.Outcome != observatory.Met {
			t.Errorf("%s: %s/%s at %q: %s", name, a.Outcome, a.Cause, a.StepReached, a.Detail)
		}
		steps := 0
		for _, piece := range a.Evidence {
			if piece.Role == "step" {
				steps++
			}
		}
		if steps != pictures {
			t.Errorf("%s: %d pictures of steps, want %d", name, steps, pictures)
		}
	}
}

func appendFile(name, text string) error {
	file, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}

// benchSettings is how much is measured.
type benchSettings struct {
	rounds   int            // at 4 at once; one at 1 and 2
	patience time.Duration  // to wait for an idle machine before each run
	factor   float64        // of the number of journeys
	only     *regexp.Regexp // cells to run
}

func benchPlan() benchSettings {
	plan := benchSettings{rounds: 5, patience: 10 * time.Second, factor: 1, only: regexp.MustCompile(os.Getenv("VIGIE_BENCH_ONLY"))}
	if n, err := strconv.Atoi(os.Getenv("VIGIE_BENCH_ROUNDS")); err == nil && n > 0 {
		plan.rounds = n
	}
	if f, err := strconv.ParseFloat(os.Getenv("VIGIE_BENCH_FACTOR"), 64); err == nil && f > 0 {
		plan.factor = f
	}
	if os.Getenv("VIGIE_BENCH_PATIENCE") == "0" {
		plan.patience = 0
	}
	return plan
}

func (s benchSettings) journeys(concurrency int) int {
	return max(concurrency, int(s.factor*map[int]float64{1: 3, 2: 6, 4: 12}[concurrency]))
}

func benchSides() []benchSide {
	return []benchSide{{"runner", false}, {"playwright", false}, {"bare", false}, {"runner", true}, {"playwright", true}, benchFloor()}
}

// benchFloor is what the pictures of a full capture cost without a runner.
func benchFloor() benchSide { return benchSide{"bare", true} }

// cells are the runs of one round: the sides in turn, the lower concurrencies in
// the first round alone, for time.
func (s benchSettings) cells(round int) []benchCell {
	var cells []benchCell
	for _, concurrency := range []int{4, 2, 1} {
		if concurrency < 4 && round > 0 {
			continue
		}
		for _, side := range benchSides() {
			if concurrency == 4 || side != benchFloor() {
				cells = append(cells, benchCell{side, "five", concurrency})
			}
		}
	}
	for _, side := range benchSides() {
		cells = append(cells, benchCell{side, "door", 4})
	}
	return cells
}

// measure runs one side in a process of its own.
func (j benchJob) measure(ctx context.Context, patience time.Duration) (benchMeasure, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	cmd, err := j.command(ctx)
	if err != nil {
		return benchMeasure{}, err
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		return benchMeasure{}, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return benchMeasure{}, err
	}
	if err := cmd.Start(); err != nil {
		return benchMeasure{}, err
	}
	measure, err := j.follow(ctx, cmd.Process.Pid, in, bufio.NewScanner(out), patience)
	_ = in.Close()                  // tells the side to end
	_, _ = io.Copy(io.Discard, out) // what it still says
	if ended := cmd.Wait(); err == nil {
		err = ended
	}
	return measure, err
}

func (j benchJob) command(ctx context.Context) (*exec.Cmd, error) {
	description, err := json.Marshal(j)
	if err != nil {
		return nil, err
	}
	name, args := "node", []string{filepath.Join("..", ".ci", "tools", "playwright", "journeys.js")}
	if j.Side != "playwright" {
		if name, err = os.Executable(); err != nil {
			return nil, err
		}
		args = []string{"-test.run=^TestBenchDriver$", "-test.timeout=3m"}
	}
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), benchDriver+"="+string(description))
	cmd.Stderr = os.Stderr
	cmd.WaitDelay = 10 * time.Second
	return cmd, nil
}

// follow waits until the side is ready, lets it go when the machine is idle,
// and measures its tree meanwhile.
func (j benchJob) follow(ctx context.Context, pid int, in io.Writer, out *bufio.Scanner, patience time.Duration) (benchMeasure, error) {
	if said, ok := until(out, "ready"); !ok {
		return benchMeasure{}, fmt.Errorf("it did not begin: %s", said)
	}
	waitIdle(ctx, patience)
	before := treeCPU(processTree(pid))
	peak := watchMemory(pid)
	if _, err := io.WriteString(in, "go\n"); err != nil {
		return benchMeasure{}, err
	}
	if said, ok := until(out, "{"); !ok {
		return benchMeasure{}, fmt.Errorf("it gave no result: %s", said)
	}
	spent, memory := treeCPU(processTree(pid))-before, peak()
	var result benchResult
	if err := json.Unmarshal(out.Bytes(), &result); err != nil {
		return benchMeasure{}, err
	}
	return benchMeasure{
		perMinute: float64(j.Journeys) / result.Wall * 60_000,
		cpu:       spent.Seconds() / float64(j.Journeys),
		each:      medianOf(result.Each), memory: float64(memory) / (1 << 20),
	}, nil
}

// until reads up to a line that begins so, and gives what came before it.
func until(out *bufio.Scanner, prefix string) (said string, found bool) {
	var lines []string
	for out.Scan() {
		if strings.HasPrefix(out.Text(), prefix) {
			return strings.Join(lines, "\n"), true
		}
		lines = append(lines, out.Text())
	}
	return strings.Join(lines, "\n"), false
}

// treeCPU is the processor time of processes and of all they waited for: a
// renderer that has ended is in the time of its parent (proc(5), utime to
// cstime, in hundredths of a second).
func treeCPU(pids []int) time.Duration {
	var ticks int64
	for _, pid := range pids {
		fields := processStat(pid)
		if len(fields) < 15 {
			continue
		}
		for _, field := range fields[11:15] {
			n, _ := strconv.ParseInt(string(field), 10, 64) // always a number
			ticks += n
		}
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

// watchMemory samples the memory of a tree until the function it gives is
// called, which gives the most that was seen.
func watchMemory(pid int) func() int64 {
	stop := make(chan struct{})
	var most int64
	var wg sync.WaitGroup
	wg.Go(func() {
		ticker := time.NewTicker(400 * time.Millisecond)
		defer ticker.Stop()
		for {
			select {
			case <-stop:
				return
			case <-ticker.C:
				most = max(most, memoryOf(processTree(pid)))
			}
		}
	})
	return func() int64 {
		close(stop)
		wg.Wait()
		return most
	}
}

// waitIdle waits until the machine has been 90 % idle for half a second, or
// until patience ends.
func waitIdle(ctx context.Context, patience time.Duration) {
	deadline := time.Now().Add(patience)
	idle, total := machineTicks()
	for time.Now().Before(deadline) && sleep(ctx, 500*time.Millisecond) == nil {
		nowIdle, nowTotal := machineTicks()
		if (nowIdle-idle)*10 >= (nowTotal-total)*9 {
			return
		}
		idle, total = nowIdle, nowTotal
	}
}

// machineTicks reads the first line of /proc/stat: idle time, all time.
func machineTicks() (idle, total int64) {
	fields := strings.Fields(line("/proc/stat"))
	for i, field := range fields {
		if i == 0 || i > 8 {
			continue
		}
		n, _ := strconv.ParseInt(field, 10, 64) // always a number
		total += n
		if i == 4 || i == 5 {
			idle += n
		}
	}
	return idle, total
}

// ceiling is how many journeys a minute the cores could make at most.
func ceiling(cpu float64) float64 { return float64(runtime.NumCPU()) / cpu * 60 }
