package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/internal/engine"
)

// asMain makes the test binary be the program itself, so that tests run real
// processes.
const asMain = "VIGIE_TEST_AS_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(asMain) != "" {
		main()
	}
	// What a test starts is the program, an engine too.
	if err := os.Setenv(asMain, "1"); err != nil {
		panic(err)
	}
	code := m.Run()
	if err := closeShared(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	if template.folder != "" {
		_ = os.RemoveAll(template.folder) // what is left lies in the temporary folder
	}
	os.Exit(code)
}

// command prepares a process of the program.
func command(ctx context.Context, t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Env = os.Environ()
	return cmd
}

// vigie runs the program and gives its output and exit code.
func vigie(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	return finish(t, command(t.Context(), t, args...))
}

func finish(t *testing.T, cmd *exec.Cmd) (stdout, stderr string, code int) {
	t.Helper()
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	cmd.WaitDelay = 10 * time.Second
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("run: %v", err)
	}
	return out.String(), errOut.String(), cmd.ProcessState.ExitCode()
}

// write puts a file in a temporary folder.
func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestBadInputIsToldClearly(t *testing.T) {
	unraced(t)
	t.Parallel()
	header := "référence;département;évènement;date\n"
	manyColumns := header + strings.Repeat("x;", 299) + "x\n"
	noData := write(t, "vigie.yaml", "data: "+filepath.Join(t.TempDir(), "vide")+"\n")
	corrupt := write(t, "libchdb.so", "ceci n'est pas une bibliothèque")
	prepared := prepare(t)
	tests := []struct {
		name string
		args []string
		env  string
		code int
		want string
	}{
		{"unknown command", []string{"volet"}, "", 2, "vigie --help"},
		{"no configuration", []string{"serve", "--config", "absente.yaml"}, "", 2, "vigie.example.yaml"},
		{"unknown key", []string{"serve", "--config", write(t, "c.yaml", "dta: x\n")}, "", 2, "dta"},
		{"bad YAML", []string{"serve", "--config", write(t, "c.yaml", "data: [\n")}, "", 2, "c.yaml"},
		{"every problem at once", []string{"serve", "--config", write(t, "c.yaml", "listen: nulle-part\nretention: {sealed_days: 0}\n")}, "", 2, "retention.sealed_days"},
		{"keys missing", []string{"serve", "--config", noData}, "", 2, "vigie init"},
		{"unknown journey", []string{"probe", "run", "pan.fenetre", "--url", "http://127.0.0.1:9/rdvpref/reservation/demarche/1/", "--dry-run"}, "", 2, "pan.door"},
		{"an address of no known system", []string{"probe", "run", "pan.door", "--url", "http://127.0.0.1:9/"}, "", 2, "--system"},
		{"no target", []string{"probe", "run", "pan.door"}, "", 2, "--target"},
		{"unknown target", []string{"probe", "run", "pan.door", "--target", "x", "--config", prepared}, "", 2, "cible inconnue"},
		{"missing browser", []string{"probe", "run", "pan.door", "--url", "http://127.0.0.1:9/rdvpref/reservation/demarche/1/", "--prefecture", "Préfecture de l'Ain", "--dry-run"}, "PATH=/nulle-part", 2, "make setup"},
		{"bad journey", []string{"probe", "check", write(t, "j.yaml", "id: x\nsteps: oui\n")}, "", 2, "problème"},
		{"missing journey", []string{"probe", "check", "absent.yaml"}, "", 2, "absent.yaml"},
		{"missing file", []string{"collect", "check", "absent.csv"}, "", 2, "vérifiez le chemin"},
		{"a CSV that is an XLSX", []string{"collect", "check", write(t, "cas.csv", "PK\x03\x04\x14\x00\x06\x00")}, "", 2, "CSV"},
		{"a row of 300 columns", []string{"collect", "check", write(t, "cas.csv", manyColumns)}, "", 2, "ligne 2"},
		{"an empty file", []string{"collect", "check", write(t, "cas.csv", "")}, "", 2, "vide"},
		{"no pages", []string{"info", "audit", t.TempDir()}, "", 2, ".txt"},
		{"a page without an address", []string{"info", "audit", write(t, "p.txt", "bonjour\n")}, "", 2, "adresse"},
		{"no dossier", []string{"evidence", "verify", write(t, "d.zip", "PK")}, "", 2, "dossier"},
		{"missing public key", []string{"evidence", "verify", "d.zip", "--key", "absente"}, "", 2, "clé publique"},
		{"dates reversed", []string{"evidence", "export", "--target", "t", "--from", "2026-02-01", "--to", "2026-01-01", "--out", "d.zip"}, "", 2, "après"},
		{"unreachable database", []string{"migrate", "--config", unreachable(t, prepared)}, "", 1, "127.0.0.1:9"},
		{"corrupt libchdb", []string{"migrate", "--config", prepared}, "VIGIE_LIBCHDB=" + corrupt, 1, "make setup"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			cmd := command(t.Context(), t, test.args...)
			if test.env != "" {
				cmd.Env = append(cmd.Env, test.env)
			}
			stdout, stderr, code := finish(t, cmd)
			if code != test.code || !strings.Contains(stdout+stderr, test.want) {
				t.Errorf("code %d, want %d with %q:\n%s%s", code, test.code, test.want, stdout, stderr)
			}
			if strings.Contains(stderr, "goroutine ") || strings.Contains(stderr, "panic") {
				t.Errorf("a panic reached the user:\n%s", stderr)
			}
		})
	}
}

func TestHelpAndVersion(t *testing.T) {
	stdout, _, code := vigie(t, "--help")
	if code != 0 || !strings.Contains(stdout, "serve") || strings.Contains(stdout, "engine") {
		t.Errorf("code %d: %s", code, stdout)
	}
	if stdout, _, code = vigie(t, "version"); code != 0 || !strings.HasPrefix(stdout, "vigie ") {
		t.Errorf("code %d: %s", code, stdout)
	}
}

// prepare makes a data folder, as `vigie init` does, and gives its configuration.
func prepare(t *testing.T, further ...string) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "données")
	if err := exec.CommandContext(t.Context(), "cp", "-a", initialised(t), folder).Run(); err != nil { // with the rights of the keys
		t.Fatal(err)
	}
	return write(t, "vigie.yaml", folderConfig(folder)+strings.Join(further, ""))
}

func folderConfig(folder string) string {
	return "data: " + folder + "\nlisten: 127.0.0.1:0\nsimulation: true\n"
}

// template is the data folder that the others are copied from: `vigie init` takes
// seconds.
var template struct {
	once         sync.Once
	folder, said string
}

func initialised(t *testing.T) string {
	t.Helper()
	template.once.Do(func() {
		folder, err := os.MkdirTemp("", "vigie-template-")
		if err != nil {
			t.Fatal(err)
		}
		template.folder = folder
		stdout, stderr, code := vigie(t, "init", "--config", write(t, "vigie.yaml", folderConfig(folder)))
		if code != 0 || !strings.Contains(stdout, "prêt") {
			template.said = fmt.Sprintf("init: code %d\n%s%s", code, stdout, stderr)
		}
	})
	if template.said != "" {
		t.Fatal(template.said)
	}
	return template.folder
}

// keepEngine holds the engine of a configuration's folder until the test ends:
// its commands join it, instead of each starting one.
func keepEngine(t *testing.T, config string) {
	t.Helper()
	cfg, err := loadConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	e, err := engine.Open(t.Context(), engine.Options{Data: cfg.path("engine"), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
}

// unreachable is the same configuration with a database that nobody serves.
func unreachable(t *testing.T, config string) string {
	t.Helper()
	data, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	return write(t, "vigie.yaml", string(data)+"store: {address: \"127.0.0.1:9\"}\n")
}
