package probes

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

// benchDriver names the variable that makes this test binary one side of the
// bench of journeys: a process of its own, so that its whole tree is measured.
const benchDriver = "VIGIE_BENCH_DRIVER"

// benchJob is what one side is told to do.
type benchJob struct {
	Side        string `json:"side"`    // runner, bare, playwright
	Journey     string `json:"journey"` // five, door
	Address     string `json:"address"` // of the double
	Browser     string `json:"browser"`
	File        string `json:"file"`   // to upload
	Folder      string `json:"folder"` // of captures
	Capture     bool   `json:"capture"`
	Concurrency int    `json:"concurrency"`
	Journeys    int    `json:"journeys"`
}

// benchResult is what it tells when it is done, in milliseconds.
type benchResult struct {
	Wall float64   `json:"wall"`
	Each []float64 `json:"each"`
}

// benchFile is the size of the file that both sides upload, in bytes.
const benchFile = 20_000

// fiveJourney is the journey of five pages of the bench.
const fiveJourney = `id: banc.cinq
title: {fr: Banc de cinq pages, en: Bench of five pages}
duty: essai
family: C
system: anef
testbed: true
post: ["/banc/connexion", "/banc/choix", "/banc/depot"]
budget: 20s
timeout: 30s
met: {cause: received, detail: Le double a reçu la pièce.}
steps:
  - name: accueil
    open: target
  - name: commencer
    click: {role: link, text: "Commencer la démarche"}
  - name: identifiant
    fill: {css: "#identifiant", value: personne}
  - name: code
    fill: {css: "#code", value: "0000"}
  - name: entrer
    click: {css: "#entrer"}
  - name: titre
    choose: {css: "#titre", option: renouvellement}
  - name: numéro
    fill: {css: "#numero", value: "0123456789"}
  - name: suivant
    click: {css: "#suivant"}
  - name: pièce
    upload: {css: "#piece", name: piece.pdf, bytes: 20000}
  - name: déposer
    click: {css: "#deposer"}
  - name: reçu
    identify: {path: "/banc/fin", landmark: {css: "#recu", text: "Pièce reçue : 20000 octets"}}
`

// TestBenchDriver is no test: it is one side of TestBenchOfJourneys.
func TestBenchDriver(t *testing.T) {
	text := os.Getenv(benchDriver)
	if text == "" {
		t.Skip("it is started by TestBenchOfJourneys")
	}
	var job benchJob
	if err := json.Unmarshal([]byte(text), &job); err != nil {
		t.Fatal(err)
	}
	var once func() error
	var stop func() error
	var err error
	if job.Side == "runner" {
		once, stop, err = benchRunner(t.Context(), job)
	} else {
		once, stop, err = benchBare(job)
	}
	if err == nil {
		err = job.serve(once)
	}
	if stop != nil {
		err = errors.Join(err, stop())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// serve walks once to warm up, waits to be told, walks, tells, and waits for
// the end of its input, so that its processes can be measured.
func (j benchJob) serve(once func() error) error {
	if err := once(); err != nil {
		return err
	}
	in := bufio.NewScanner(os.Stdin)
	fmt.Println("ready")
	in.Scan()
	work := make(chan struct{}, j.Journeys)
	for range j.Journeys {
		work <- struct{}{}
	}
	close(work)
	var wg sync.WaitGroup
	var mu sync.Mutex
	var result benchResult
	var failure error
	start := time.Now()
	for range j.Concurrency {
		wg.Go(func() {
			for range work {
				begun := time.Now()
				err := once()
				mu.Lock()
				result.Each = append(result.Each, milliseconds(time.Since(begun)))
				failure = errors.Join(failure, err)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	result.Wall = milliseconds(time.Since(start))
	if failure != nil {
		return failure
	}
	if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
		return err
	}
	in.Scan()
	return nil
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// benchRunner is Vigie's own runner, as `vigie serve` makes it.
func benchRunner(ctx context.Context, job benchJob) (once, stop func() error, err error) {
	config := Config{Browser: job.Browser, Place: "banc", Simulation: true, Concurrency: job.Concurrency, Log: slog.New(slog.NewTextHandler(os.Stderr, nil))}
	if job.Capture {
		files, err := evidence.OpenFiles(job.Folder)
		if err != nil {
			return nil, nil, err
		}
		config.Keep = func(ctx context.Context, _ string, content []byte) (observatory.Hash, error) {
			return files.PutBytes(ctx, content)
		}
	}
	runner, err := NewRunner(config)
	if err != nil {
		return nil, nil, err
	}
	journey, target, err := job.aim()
	if err != nil {
		return nil, nil, err
	}
	once = func() error {
		a, err := runner.once(ctx, runner.pool, journey, target, AssistOptions{}, observatory.NoID)
		if err == nil && a.Outcome != observatory.Met {
			err = fmt.Errorf("%s/%s at %s: %s", a.Outcome, a.Cause, a.StepReached, a.Detail)
		}
		return err
	}
	return once, runner.Close, nil
}

func (j benchJob) aim() (Journey, observatory.Target, error) {
	if j.Journey == "five" {
		journey, problems := parseJourney("banc.yaml", []byte(fiveJourney))
		if len(problems) > 0 {
			return journey, observatory.Target{}, fmt.Errorf("%v", problems)
		}
		return journey, observatory.Target{ID: "banc", System: SystemANEF, Address: j.Address + testbed.BenchPath, Simulation: true}, nil
	}
	journeys, err := Journeys()
	if err != nil {
		return Journey{}, observatory.Target{}, err
	}
	journey, err := Find(journeys, "pan.door", SystemRDVPrefecture)
	return journey, testbed.DemoTargets()[0].Observed(j.Address), err
}

// benchBare is chromedp alone: the same clicks, nothing looked at twice, no
// boundary, no journal. Its capture is the pictures that the runner takes, at the
// same places, and nothing else: what a full capture costs at the least.
func benchBare(job benchJob) (once, stop func() error, err error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(job.Browser), chromedp.WindowSize(1280, 900), chromedp.NoSandbox)
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	handle, stopBrowser := chromedp.NewContext(allocator)
	if err := chromedp.Do(handle); err != nil {
		return nil, nil, err
	}
	walk := bareFive
	if job.Journey == "door" {
		walk = bareDoor
	}
	once = func() error {
		tab, leave := chromedp.NewContext(handle, chromedp.WithNewBrowserContext())
		defer leave()
		limited, cancel := context.WithTimeout(tab, 30*time.Second)
		defer cancel()
		return walk(limited, job)
	}
	return once, func() error { stopBrowser(); stopAllocator(); return nil }, nil
}

func typed(selector, text string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		if err := chromedp.Do(ctx, chromedp.Focus(chromedp.CSS(selector))); err != nil {
			return err
		}
		_, err := chromedp.Call(ctx, input.InsertText, input.InsertTextParams{Text: text})
		return err
	})
}

// pictured takes a picture when the job captures, and drops it.
func (j benchJob) pictured(take func(context.Context) ([]byte, error)) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		if !j.Capture {
			return nil
		}
		_, err := take(ctx)
		return err
	})
}

func bareFive(tab context.Context, job benchJob) error {
	shot := job.pictured(windowPicture)
	err := chromedp.Do(tab,
		chromedp.Navigate(job.Address+testbed.BenchPath), shot, chromedp.Click(chromedp.CSS("a.fr-btn")),
		typed("#identifiant", "personne"), shot, typed("#code", "0000"), shot, chromedp.Click(chromedp.CSS("#entrer")),
		chromedp.SetValue(chromedp.CSS("#titre"), "2"), shot, typed("#numero", "0123456789"), shot, chromedp.Click(chromedp.CSS("#suivant")),
		chromedp.SetUploadFiles(chromedp.CSS("#piece"), []string{job.File}), shot, chromedp.Click(chromedp.CSS("#deposer")),
	)
	if err != nil {
		return err
	}
	text, err := chromedp.Run(tab, chromedp.Text(chromedp.CSS("#recu")))
	if err == nil && !strings.Contains(text, "Pièce reçue : 20000 octets") {
		err = fmt.Errorf("confirmation: %q", text)
	}
	if err == nil {
		err = chromedp.Do(tab, job.pictured(picture))
	}
	return err
}

func bareDoor(tab context.Context, job benchJob) error {
	return chromedp.Do(tab,
		chromedp.Navigate(job.Address+testbed.DemoTargets()[0].Path()),
		chromedp.WaitVisible(`//p[contains(., "Préfecture de l'Ain")]`),
		job.pictured(windowPicture),
		chromedp.Click(chromedp.CSS("a.fr-btn")),
		chromedp.WaitVisible(`//p[contains(., "code de sécurité")]`),
		chromedp.WaitVisible(chromedp.CSS("#captchaFR_CaptchaImage")),
		job.pictured(picture),
	)
}

// benchUpload makes the file that the peers upload.
func benchUpload(folder string) (string, error) {
	name := filepath.Join(folder, "piece.pdf")
	return name, os.WriteFile(name, make([]byte, benchFile), 0o600)
}
