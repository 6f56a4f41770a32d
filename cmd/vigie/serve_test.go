package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

// served is a `vigie serve` under way.
type served struct {
	address string
	stop    func() (log string, code int)
	kill    func() // as kill -9 does
}

// serve starts the program and waits until it says where it serves.
func serve(t *testing.T, config string) served {
	t.Helper()
	cmd := command(context.Background(), t, "serve", "--config", config)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // already gone when the test stopped it
	var log bytes.Buffer
	lines := make(chan string)
	go func() {
		defer close(lines)
		for scanner := bufio.NewScanner(stderr); scanner.Scan(); {
			lines <- scanner.Text()
		}
	}()
	s := served{}
	for line := range lines {
		fmt.Fprintln(&log, line)
		if _, rest, found := strings.Cut(line, "address="); found {
			s.address = strings.TrimSpace(rest)
			break
		}
	}
	if s.address == "" {
		t.Fatalf("serve did not start:\n%s", log.String())
	}
	s.kill = func() {
		if err := cmd.Process.Kill(); err != nil {
			t.Error(err)
		}
		for line := range lines { // until it is gone
			fmt.Fprintln(&log, line)
		}
		_ = cmd.Wait() // it was killed
	}
	s.stop = func() (string, int) {
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		for line := range lines {
			fmt.Fprintln(&log, line)
		}
		_ = cmd.Wait() // the exit code is what is looked at
		return log.String(), cmd.ProcessState.ExitCode()
	}
	return s
}

// prepareTarget makes a data folder whose one target is a page of a running
// double.
func prepareTarget(t *testing.T) (config string, target observatory.Target) {
	t.Helper()
	bed, err := testbed.Start(testbed.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := bed.Close(); err != nil {
			t.Error(err)
		}
	})
	target = testbed.DemoTargets()[0].Observed(bed.URL)
	config = prepare(t, fmt.Sprintf(`probes: {host_interval: 10ms}
targets:
  - {id: %s, system: %s, department: "%s", name: %q, prefecture: %q, address: %q, source: double, status: unverified}
`, target.ID, target.System, target.Department, target.Name, target.Prefecture, target.Address))
	keepEngine(t, config)
	return config, target
}

func TestImportProbeAndExportWhileServing(t *testing.T) {
	t.Parallel()
	config, target := prepareTarget(t)
	running := serve(t, config)

	sample := filepath.Join("..", "..", "collectors", "testdata", "exemple_cas.csv")
	stdout, stderr, code := vigie(t, "collect", "import", sample, "--config", config, "--association", "essai", "--json")
	var imported struct {
		Events      int  `json:"events"`
		RefusedRows int  `json:"refused_rows"`
		Already     bool `json:"already_imported"`
	}
	if err := json.Unmarshal([]byte(stdout), &imported); err != nil || code != 0 || imported.Events == 0 || imported.RefusedRows != 2 {
		t.Fatalf("import: code %d, %v\n%s%s", code, err, stdout, stderr)
	}
	if stdout, _, _ = vigie(t, "collect", "import", sample, "--config", config, "--association", "essai"); !strings.Contains(stdout, "déjà importé") {
		t.Errorf("the same file twice: %s", stdout)
	}

	stdout, stderr, code = vigie(t, "probe", "run", "pan.door", "--target", target.ID, "--config", config, "--json")
	var attempt struct {
		ID         string `json:"id"`
		Outcome    string `json:"outcome"`
		Simulation bool   `json:"simulation"`
	}
	if err := json.Unmarshal([]byte(stdout), &attempt); err != nil || code != 0 || attempt.Outcome != "met" || !attempt.Simulation {
		t.Fatalf("probe: code %d, %v\n%s%s", code, err, stdout, stderr)
	}

	dossier := filepath.Join(t.TempDir(), "dossier.zip")
	today := time.Now().UTC()
	stdout, stderr, code = vigie(t, "evidence", "export", "--target", target.ID, "--config", config,
		"--from", today.AddDate(0, 0, -2).Format(time.DateOnly), "--to", today.AddDate(0, 0, 2).Format(time.DateOnly), "--out", dossier)
	if code != 0 || !strings.Contains(stdout, "1 tentative") {
		t.Fatalf("export: code %d\n%s%s", code, stdout, stderr)
	}
	verifyElsewhere(t, dossier, config)

	page := read(t, running.address+"/tentative/"+attempt.ID)
	if !strings.Contains(page, "SIMULATION") || !strings.Contains(page, "<img") {
		t.Errorf("the attempt's page shows neither mark nor picture")
	}
	if metrics := read(t, running.address+"/metrics"); !strings.Contains(metrics, "go_goroutines") {
		t.Error("no metrics")
	}
	if log, code := running.stop(); code != 0 || !strings.Contains(log, "stopped") {
		t.Errorf("stop: code %d\n%s", code, log)
	}
}

// verifyElsewhere verifies with the dossier and the public key alone, then an
// altered copy.
func verifyElsewhere(t *testing.T, dossier, config string) {
	t.Helper()
	keys, err := filepath.Glob(filepath.Join(dataOf(t, config), "keys", "signing.pub"))
	if err != nil || len(keys) != 1 {
		t.Fatalf("public key: %v, %v", keys, err)
	}
	elsewhere := t.TempDir()
	for name, from := range map[string]string{"d.zip": dossier, "cle": keys[0]} {
		data, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(elsewhere, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := command(t.Context(), t, "evidence", "verify", "d.zip", "--key", "cle")
	cmd.Dir = elsewhere
	if stdout, stderr, code := finish(t, cmd); code != 0 || !strings.Contains(stdout, "Dossier intact") {
		t.Fatalf("verify: code %d\n%s%s", code, stdout, stderr)
	}
	path := filepath.Join(elsewhere, "d.zip")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/3] ^= 0xff
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd = command(t.Context(), t, "evidence", "verify", "d.zip", "--key", "cle")
	cmd.Dir = elsewhere
	if stdout, stderr, code := finish(t, cmd); code == 0 {
		t.Errorf("an altered dossier was accepted:\n%s%s", stdout, stderr)
	}
}

func dataOf(t *testing.T, config string) string {
	t.Helper()
	cfg, err := loadConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	return cfg.Data
}

func read(t *testing.T, address string) string {
	t.Helper()
	page, err := get(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

func TestPortInUse(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	config := write(t, "vigie.yaml", "data: "+t.TempDir()+"\nlisten: "+taken.Addr().String()+"\n")
	_, stderr, code := vigie(t, "serve", "--config", config)
	if code != 2 || !strings.Contains(stderr, "déjà prise") {
		t.Errorf("code %d: %s", code, stderr)
	}
}

func TestServeRefusesAnOldSchema(t *testing.T) {
	config := write(t, "vigie.yaml", "data: "+t.TempDir()+"\nlisten: 127.0.0.1:0\n")
	cfg, err := loadConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	if err := makeFolder(cfg); err != nil {
		t.Fatal(err)
	}
	_, stderr, code := vigie(t, "serve", "--config", config)
	if code == 0 || !strings.Contains(stderr, "vigie migrate") {
		t.Errorf("code %d: %s", code, stderr)
	}
}

func TestWatchedFolder(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	config := prepare(t, "intakes:\n  - {folder: "+folder+", association: essai, every: 500ms}\n")
	sample, err := os.ReadFile(filepath.Join("..", "..", "collectors", "testdata", "exemple_evenements.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"bon.csv": sample, "faux.csv": []byte("PK\x03\x04")} {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	running := serve(t, config)
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	for _, want := range []string{"importes/*-bon.csv", "refuses/*-faux.csv", "refuses/*-faux.csv.txt"} {
		if err := appears(ctx, filepath.Join(folder, want)); err != nil {
			t.Errorf("%s: %v", want, err)
		}
	}
	if _, code := running.stop(); code != 0 {
		t.Errorf("stop: code %d", code)
	}
}

// appears waits until a file matches.
func appears(ctx context.Context, pattern string) error {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) > 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

func TestDemoRunsTheWholeChain(t *testing.T) {
	out := t.TempDir()
	stdout, stderr, code := vigie(t, "demo", "--once", "--json", "--days", "1", "--out", out)
	var got summary
	if err := json.Unmarshal([]byte(stdout), &got); err != nil || code != 0 {
		t.Fatalf("code %d, %v\n%s%s", code, err, stdout, stderr)
	}
	if len(got.Checks) < 12 || got.failed() != 0 || got.Counts["first_attempts"] != int64(len(testbed.DemoTargets())) {
		t.Errorf("%+v", got)
	}
	if _, err := os.Stat(filepath.Join(out, "dossier.zip")); err != nil {
		t.Error(err)
	}
}

func TestExampleConfigurationIsValid(t *testing.T) {
	cfg, err := loadConfig(filepath.Join("..", "..", "vigie.example.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	want := defaultConfig()
	if cfg.Listen != want.Listen || cfg.Retention.SealedDays != want.Retention.SealedDays || cfg.Probes.ConfirmAfter != want.Probes.ConfirmAfter {
		t.Errorf("the example must show the defaults: %+v", cfg)
	}
	if _, err := http.NewRequest(http.MethodGet, "http://"+cfg.Listen, nil); err != nil {
		t.Error(err)
	}
}

// TestReleasedThoughAProcessIsBeingStarted: a copy of the descriptor, as a process
// that is being started holds for a moment, does not keep the lock.
func TestReleasedThoughAProcessIsBeingStarted(t *testing.T) {
	a := &app{cfg: config{Data: t.TempDir()}}
	lock, err := a.shareImportLock()
	if err != nil {
		t.Fatal(err)
	}
	child, err := syscall.Dup(int(lock.file.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(child)
	if err := lock.release(); err != nil {
		t.Fatal(err)
	}
	takenAlone(t, a)
}

// takenAlone takes the lock of imports alone, which nobody may have, and gives it back.
func takenAlone(t *testing.T, a *app) {
	t.Helper()
	sole, err := a.soleImportLock()
	if err != nil {
		t.Fatalf("nobody has the import lock: %v", err)
	}
	if err := sole.release(); err != nil {
		t.Fatal(err)
	}
}

func TestNoImportUnderWayIsTakenForAnInterruptedOne(t *testing.T) {
	a := &app{cfg: config{Data: t.TempDir()}}
	first, err := a.shareImportLock()
	if err != nil {
		t.Fatal(err)
	}
	second, err := a.shareImportLock()
	if err != nil {
		t.Fatalf("two imports at once: %v", err)
	}
	if _, err := a.soleImportLock(); !errors.Is(err, errImporting) {
		t.Errorf("undoing while an import runs: %v", err)
	}
	if err := errors.Join(first.release(), second.release()); err != nil {
		t.Fatal(err)
	}
	takenAlone(t, a)
}
