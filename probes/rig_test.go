package probes

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

// rig is a double and a runner that probes it with the real browser.
type rig struct {
	t      testing.TB
	bed    *testbed.Server
	runner *Runner
	alone  bool // its browser is its own

	mu    sync.Mutex
	files map[observatory.Hash][]byte
}

// shared is the browser of the tests that ask nothing of theirs but to visit pages:
// to start one costs as much as three attempts. Each attempt has a fresh context in
// it, as in production. A test that ends, hinders, weighs or counts its browser has
// one of its own.
var shared struct {
	once sync.Once
	pool *pool
	err  error
}

var (
	silent    = slog.New(slog.DiscardHandler)
	temporary = os.TempDir() // before a test sets it otherwise
)

func sharedPool(t testing.TB) *pool {
	t.Helper()
	shared.once.Do(func() {
		config := Config{Log: silent, Scratch: temporary}
		if config.Browser, shared.err = FindBrowser(""); shared.err == nil {
			defaults(&config)
			shared.pool = newPool(config.Browser, false, config.Concurrency, config.limits(), config.Log)
		}
	})
	if shared.err != nil {
		t.Fatal(shared.err) // every test of this package needs one
	}
	return shared.pool
}

func TestMain(m *testing.M) {
	code := m.Run()
	if shared.pool != nil {
		if err := shared.pool.close(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

// endShared ends the shared browser, until a test asks for it again.
func endShared(t testing.TB) {
	t.Helper()
	p := sharedPool(t)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.retire()
}

// alone gives a rig a browser of its own.
func alone(r *rig, _ *Config) { r.alone = true }

// borrows reports whether what a runner was told of its browser is what the shared
// one was told.
func (r *rig) borrows(p *pool) bool {
	c := r.runner.config
	return !r.alone && c.Registerer == nil && c.Log == silent &&
		c.Browser == p.path && c.Concurrency == cap(p.places) && c.limits() == p.limits
}

func newRig(t testing.TB, options testbed.Options, adjust func(*rig, *Config)) *rig {
	t.Helper()
	bed, err := testbed.Start(options)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, bed: bed, files: map[observatory.Hash][]byte{}}
	config := Config{
		Version: "test", Contact: "https://vigie.example/sondes", Place: "essai", Quiet: 400 * time.Millisecond,
		AskTimeout: 2 * time.Second, Control: bed.Control, Keep: r.keep, Log: silent,
	}
	if adjust != nil {
		adjust(r, &config)
	}
	runner, err := NewRunner(config)
	if err != nil {
		t.Fatal(err)
	}
	runner.starved = 0.98  // tests share their machine with others
	runner.wall = time.Now // steady: the clock of a test machine may step, and a test of that sets its own
	r.runner = runner
	own := runner.pool
	if p := sharedPool(t); r.borrows(p) {
		runner.pool = p
	}
	t.Cleanup(func() {
		runner.pool = own
		if err := runner.Close(); err != nil {
			t.Error(err)
		}
		if err := bed.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func (r *rig) keep(_ context.Context, _ string, content []byte) (observatory.Hash, error) {
	sum := sha256.Sum256(content)
	hash := observatory.Hash(hex.EncodeToString(sum[:]))
	r.mu.Lock()
	defer r.mu.Unlock()
	r.files[hash] = content
	return hash, nil
}

func (r *rig) file(a *observatory.Attempt, role string) string {
	r.t.Helper()
	piece, found := a.PieceByRole(role)
	if !found {
		r.t.Fatalf("%s: no evidence %q: %+v", a.Journey, role, a.Evidence)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return string(r.files[piece.Hash])
}

func shipped(t testing.TB, id, system string) Journey {
	t.Helper()
	journeys, err := Journeys()
	if err != nil {
		t.Fatal(err)
	}
	journey, err := Find(journeys, id, system)
	if err != nil {
		t.Fatal(err)
	}
	return journey
}

// target gives a target of the double under a fault.
func (r *rig) target(system string, fault testbed.Fault) observatory.Target {
	r.t.Helper()
	for _, target := range slices.Concat(testbed.DemoTargets(), testbed.PublicTargets(), []testbed.Target{testbed.Portal()}) {
		if target.System != system {
			continue
		}
		if system == testbed.OldModule && target.Department != "42" {
			continue
		}
		base := r.bed.URL
		if fault == testbed.TLSError {
			base = r.bed.TLS
		}
		if fault != testbed.Slots {
			base += "/_fault/" + string(fault)
		}
		return target.Observed(base)
	}
	r.t.Fatalf("no target of %s", system)
	return observatory.Target{}
}

// answer types the code of the double in place of a person.
func answer(code string) func(context.Context) error {
	return func(tab context.Context) error {
		return chromedp.Do(tab,
			chromedp.SendKeys(chromedp.ID("captchaFormulaireExtInput"), code),
			chromedp.Click(chromedp.CSS("button.fr-btn")),
		)
	}
}
