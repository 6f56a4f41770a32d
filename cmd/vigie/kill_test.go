package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"vigie/collectors"
	"vigie/internal/observatory"
)

// killRounds is how often each intake is killed: 3 times, or what `make prove`
// asks.
func killRounds() int {
	if given, err := strconv.Atoi(os.Getenv("VIGIE_KILL_ROUNDS")); err == nil {
		return given
	}
	return 3
}

// killIntakes is how many intakes `make test` kills.
const killIntakes = 4

// killWorld is the data folder of the kill rounds, its engine held, and chance.
type killWorld struct {
	config, folder string
	app            *app
	engine         *http.Client // kept: there are many looks
	imports        string       // the folder of the engine's table of imports
	draw           *rand.Rand
}

// killedIntakes lists every intake, and how a number of rounds of it goes.
func killedIntakes() []killedIntake {
	return append(append(fileIntakes(), messageIntakes()...), serverIntakes()...)
}

type killedIntake struct {
	name   string
	rounds func(t *testing.T, w *killWorld, name string) killTally
}

// TestImportKilled kills each intake at random moments and starts it again: what
// was acknowledged is there once, nothing twice, and of an import without its
// committed row nothing at all. `make test` takes a few intakes, drawn anew each
// time; the log tells the seed, VIGIE_KILL_SEED gives it back. All are run by
// `make prove`, 100 rounds each, and the one that -run names is always run.
func TestImportKilled(t *testing.T) {
	unraced(t)
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	if given, err := strconv.ParseUint(os.Getenv("VIGIE_KILL_SEED"), 10, 64); err == nil {
		seed = given
	}
	w := &killWorld{config: prepare(t), folder: t.TempDir(), draw: rand.New(rand.NewPCG(seed, 1))}
	keepEngine(t, w.config)
	w.app = openedApp(t, w.config)
	w.engine = engineClient(w.app)
	t.Cleanup(w.engine.CloseIdleConnections)
	w.imports = w.tableFolder(t, "imports")
	all := killedIntakes()
	named := strings.Contains(flag.Lookup("test.run").Value.String(), "/")
	if !named && os.Getenv("VIGIE_FULL") == "" {
		w.draw.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		all = all[:killIntakes]
	}
	t.Logf("VIGIE_KILL_SEED=%d\n%s", seed, tallyHead)
	for _, intake := range all {
		t.Run(intake.name, func(t *testing.T) {
			tally := intake.rounds(t, w, intake.name)
			t.Logf("\n%s", tally.row(intake.name))
			if tally.lost+tally.twice+tally.half > 0 {
				t.Error("rows are lost, twice or half there")
			}
		})
	}
}

// TestProveKillsEveryIntake: the list of `make prove` is that of the test.
func TestProveKillsEveryIntake(t *testing.T) {
	script, err := os.ReadFile(filepath.Join("..", "..", ".ci", "prove.sh"))
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(script), "for intake in ")
	list, _, _ = strings.Cut(list, ";")
	for _, intake := range killedIntakes() {
		if !slices.Contains(strings.Fields(list), intake.name) {
			t.Errorf(".ci/prove.sh does not kill %s", intake.name)
		}
	}
}

// doomed is an intake that a command of its own runs.
type doomed struct {
	table string // of the engine, for its rows
	rows  int    // that one whole run brings
	unit  int    // rows that are committed together
	args  func(association string) []string
	lay   func(t *testing.T, association string) // what it takes, before it is started; nil: it lies there
	done  func(association string) bool          // when to end a command that does not end by itself
	acked func(stdout string) int                // rows that the command told to be kept
}

// killCommand kills the command of an intake, and runs it again to its end. Every
// third kill comes at random within the time that the last undisturbed run took, the
// others once the command was seen to have noted an import, at random within the
// time that was left from there.
func killCommand(t *testing.T, w *killWorld, name string, d doomed) killTally {
	t.Helper()
	if d.lay == nil {
		d.lay = func(*testing.T, string) {}
	}
	p := w.whole(t, d, name+"-temoin")
	if ids := w.read(t, d.table, name+"-temoin"); len(ids) != d.rows {
		t.Fatalf("a whole run brings %d rows, want %d: the test could not fail", len(ids), d.rows)
	}
	var k killTally
	began := time.Now()
	for round := range killRounds() {
		association := name + "-" + strconv.Itoa(round)
		d.lay(t, association)
		stdout, at, killed := w.killed(t, d, association, p, round)
		k.rounds++
		k.moments = append(k.moments, float64(at)/float64(p.took))
		left := len(w.read(t, d.table, association))
		switch {
		case !killed:
			k.ended++
		case left == d.rows:
			k.after++
		case left > 0 || w.raw(t, d.table, association) > 0 || w.begun(t, association) > 0:
			k.during++
		default:
			k.before++
		}
		acknowledged := d.acked(stdout)
		if acknowledged > left {
			t.Errorf("round %d: %d rows were acknowledged, %d are read", round, acknowledged, left)
			k.lost += acknowledged - left
		}
		if left%d.unit != 0 {
			t.Errorf("round %d: %d rows are read after the kill", round, left)
			k.half++
		}
		if again := w.again(t, d, association, &k); left == 0 {
			p = again // as loaded as the machine is now
		}
	}
	k.took = time.Since(began)
	k.check(t)
	t.Log(k.spread(p))
	return k
}

// again runs a killed intake to its end and looks for each of its rows. It gives
// how that run went.
func (w *killWorld) again(t *testing.T, d doomed, association string, k *killTally) pace {
	t.Helper()
	p := w.whole(t, d, association)
	k.acknowledged += d.rows
	w.tallyRows(t, d, association, k)
	return p
}

// tallyRows looks for each row of an intake that has run to its end.
func (w *killWorld) tallyRows(t *testing.T, d doomed, association string, k *killTally) {
	t.Helper()
	ids := w.read(t, d.table, association)
	once := map[observatory.ID]bool{}
	for _, id := range ids {
		once[id] = true
	}
	k.lost += max(0, d.rows-len(once))
	k.twice += len(ids) - len(once)
	if left := w.raw(t, d.table, association); left != d.rows {
		t.Errorf("%s: the table holds %d rows, want %d", association, left, d.rows)
		k.half += max(0, left-d.rows)
	}
	w.checkTexts(t, association)
}

// pace is when an undisturbed run had noted an import, and when it had ended.
type pace struct{ noted, took time.Duration }

// whole runs an intake to its end.
func (w *killWorld) whole(t *testing.T, d doomed, association string) pace {
	t.Helper()
	d.lay(t, association)
	if d.done != nil && d.done(association) { // the kill came after the last row
		return pace{}
	}
	before := w.begun(t, association) // by a run that was killed
	r := w.start(t, d, association)
	var p pace
	asked := false // to end
	look := time.NewTicker(killLook)
	defer look.Stop()
	for {
		select {
		case err := <-r.ended:
			if p.took = time.Since(r.began); err != nil {
				t.Fatalf("%s: %v\n%s%s", association, err, r.out.String(), r.faults.String())
			}
			p.noted = cmp.Or(p.noted, p.took)
			return p
		case <-t.Context().Done():
			t.Fatalf("%s goes on:\n%s%s", association, r.out.String(), r.faults.String())
		case <-look.C:
			if p.noted == 0 && w.noted(t, association, before) {
				p.noted = time.Since(r.began)
			}
			if !asked && d.done != nil && d.done(association) {
				asked = true
				if err := r.cmd.Process.Signal(syscall.SIGTERM); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// runningIntake is a command under way.
type runningIntake struct {
	cmd         *exec.Cmd
	out, faults bytes.Buffer // to be read once it has ended
	began       time.Time
	ended       chan error
}

func (w *killWorld) start(t *testing.T, d doomed, association string) *runningIntake {
	t.Helper()
	r := &runningIntake{began: time.Now(), ended: make(chan error, 1)}
	r.cmd = command(t.Context(), t, append(d.args(association), "--config", w.config)...)
	r.cmd.Stdout, r.cmd.Stderr = &r.out, &r.faults
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { r.ended <- r.cmd.Wait() }()
	return r
}

// killed starts an intake and kills it at random, unless it has ended: in two rounds
// of three within what is left of the time that a run takes from the moment when an
// import was noted, else within the whole of it and, in turn, within half of what
// passes before: a run that has nothing to undo notes its import sooner than that.
func (w *killWorld) killed(t *testing.T, d doomed, association string, p pace, round int) (stdout string, at time.Duration, killed bool) {
	t.Helper()
	r := w.start(t, d, association)
	var dies <-chan time.Time // when it dies is left to chance
	switch round % 6 {
	case 0:
		dies = time.After(w.within(p.took))
	case 3:
		dies = time.After(w.within(p.noted / 2))
	}
	look := time.NewTicker(killLook)
	defer look.Stop()
	for {
		select {
		case <-dies:
			if err := r.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
				t.Fatal(err)
			}
			at = time.Since(r.began)
			err := <-r.ended
			return r.out.String(), at, err != nil
		case <-r.ended:
			return r.out.String(), time.Since(r.began), false
		case <-look.C:
			if dies == nil && w.noted(t, association, 0) {
				dies = time.After(w.within(p.took - p.noted))
			}
		}
	}
}

// within draws a moment of a time.
func (w *killWorld) within(all time.Duration) time.Duration {
	return time.Duration(w.draw.Int64N(int64(max(all, killLook))))
}

func generate(t *testing.T, path string, rows int) {
	t.Helper()
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := collectors.GenerateEvents(out, rows, 3); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}

// importedEvents imports and gives the number of events that the import says.
func importedEvents(t *testing.T, config, file, association string) int {
	t.Helper()
	stdout, stderr, code := vigie(t, "collect", "import", file, "--config", config, "--association", association, "--json")
	var got collectors.Summary
	if err := json.Unmarshal([]byte(stdout), &got); err != nil || code != 0 {
		t.Fatalf("import: code %d, %v\n%s%s", code, err, stdout, stderr)
	}
	return got.Events
}

// countEvents reads every event of an association, as figures do.
func countEvents(t *testing.T, config, association string) int {
	t.Helper()
	cfg, err := loadConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	a, err := openApp(&console{ctx: t.Context(), out: os.Stdout, err: os.Stderr, log: newLogger(os.Stderr, 4)}, cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer a.close()
	return len((&killWorld{app: a}).read(t, "case_events", association))
}

// lines writes a file of a head and some lines.
func lines(t *testing.T, path, head string, rows int, line func(n int) string) {
	t.Helper()
	var text strings.Builder
	text.WriteString(head)
	for n := range rows {
		text.WriteString(line(n))
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}
