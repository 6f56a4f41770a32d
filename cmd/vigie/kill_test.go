package main

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"vigie/collectors"
	"vigie/internal/observatory"
)

// killRounds is how often an import is killed: 3, or what `make prove` asks.
func killRounds() int {
	if given, err := strconv.Atoi(os.Getenv("VIGIE_KILL_ROUNDS")); err == nil {
		return given
	}
	return 3
}

// TestImportKilled kills an import at a random moment, then imports the file
// again: every event is there once, none of the killed import's is left.
func TestImportKilled(t *testing.T) {
	const rows = 60_000
	file := filepath.Join(t.TempDir(), "evenements.csv")
	generate(t, file, rows)
	config := prepare(t)
	want := importedEvents(t, config, file, "temoin")
	if want < rows/2 {
		t.Fatalf("the file gives only %d events", want)
	}
	draw := rand.New(rand.NewPCG(1, 2))
	cut := 0
	for round := range killRounds() {
		association := "tuee-" + strconv.Itoa(round)
		if killedImport(t, config, file, association, time.Duration(draw.IntN(1500))*time.Millisecond) {
			cut++
		}
		importedEvents(t, config, file, association)
		if got := countEvents(t, config, association); got != want {
			t.Errorf("round %d: %d events are read, want %d", round, got, want)
		}
	}
	t.Logf("%d rounds, %d imports were cut off", killRounds(), cut)
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

// killedImport starts an import and kills it after a while; it reports whether
// the import was still running.
func killedImport(t *testing.T, config, file, association string, after time.Duration) bool {
	t.Helper()
	cmd := command(context.Background(), t, "collect", "import", file, "--config", config, "--association", association)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case <-time.After(after):
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		<-ended
		return true
	case <-ended:
		return false
	}
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
	n := 0
	filter := observatory.EventFilter{Association: association, Window: observatory.Window{Simulation: true}}
	for _, err := range a.store.CaseEvents(t.Context(), filter) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}
