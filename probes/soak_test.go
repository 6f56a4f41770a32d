package probes

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

// storageJourney opens a page that looks into every store that a page has, and
// leaves something in each.
const storageJourney = `id: banc.traces
title: {fr: Traces d'une visite, en: Traces of a visit}
duty: essai
family: C
system: anef
testbed: true
budget: 20s
timeout: 30s
met: {cause: nothing_found, detail: Rien n'était là avant la visite.}
steps:
  - name: page
    open: target
  - name: lecture finie
    identify: {path: "/banc/stockage", landmark: {css: "#laisse", text: "traces laissées : cookie"}}
  - name: rien d'une tentative d'avant
    expect:
      that: {text: "rien trouvé"}
      otherwise: {outcome: unmet, cause: leaked, detail: Quelque chose reste d'une tentative d'avant.}
`

// everyStore is what the page finds when it is visited again in one context.
const everyStore = "trouvé : cookie, localStorage, sessionStorage, indexedDB, cache, serviceWorker, fichiers, cacheHTTP"

// soakQuantity is something that must not grow.
type soakQuantity struct {
	name, unit string
	slack      float64 // that is never held for growth
	values     []float64
}

// soakCount is how many attempts are made, and between how many the quantities
// are read.
func soakCount() (attempts, every int) {
	attempts = 20
	if os.Getenv("VIGIE_FULL") == "1" {
		attempts = 2000
	}
	if n, err := strconv.Atoi(os.Getenv("VIGIE_SOAK")); err == nil && n > 0 {
		attempts = n
	}
	return attempts, max(2, attempts/40)
}

// TestSoak makes attempts, four at once, and looks for growth: the median of
// the last quarter of the readings may be at most 1.1 times that of the second
// quarter (1.3 times in the short run, in which browsers are still young), a
// stated slack left out. It also asserts that no attempt finds anything of
// another: no cookie, no storage, no cache.
func TestSoak(t *testing.T) {
	endShared(t) // the browsers of this process are weighed
	t.Setenv("TMPDIR", t.TempDir())
	attempts, every := soakCount()
	files, err := evidence.OpenFiles(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, testbed.Options{}, func(_ *rig, c *Config) {
		c.Concurrency, c.Quiet = 4, 2*time.Second
		c.Recycle = min(100, attempts/3)
		c.Keep = func(ctx context.Context, _ string, content []byte) (observatory.Hash, error) {
			return files.PutBytes(ctx, content)
		}
	})
	assertStoresAreSeen(t, r)
	quantities := soakQuantities()
	outcomes := map[string]int{}
	start := time.Now()
	for done := 0; done < attempts; done += every {
		r.soak(done, min(every, attempts-done), outcomes)
		r.bed.Requests()
		if attempts <= 20 && done < every {
			continue // the very first browser is still starting
		}
		r.weigh(quantities)
	}
	fmt.Print(soakReport(quantities, outcomes, attempts, time.Since(start)))
	limit := 1.1
	if attempts < 500 {
		limit = 1.3
	}
	for _, q := range quantities {
		if second, last := q.quarters(); last > second*limit+q.slack {
			t.Errorf("%s grows: %.1f %s in the second quarter, %.1f in the last (limit %.1f times, and %.0f)", q.name, second, q.unit, last, limit, q.slack)
		}
	}
	for ending := range outcomes {
		if strings.Contains(ending, ": met/") || strings.Contains(ending, "wall_403: blocked/wall_403") {
			continue
		}
		t.Errorf("%d attempts ended otherwise than they should: %s", outcomes[ending], ending)
	}
}

// soak makes attempts, four at once: half look for traces of others, the rest
// walk a real journey, one in ten of which meets a wall.
func (r *rig) soak(from, n int, outcomes map[string]int) {
	trace, problems := parseJourney("traces.yaml", []byte(storageJourney))
	if len(problems) > 0 {
		r.t.Fatal(problems)
	}
	store := observatory.Target{ID: "traces", System: SystemANEF, Address: r.bed.URL + testbed.StoragePath, Simulation: true}
	shell, door := shipped(r.t, "anef.shell", SystemANEF), shipped(r.t, "pan.door", SystemRDVPrefecture)
	healthy, walled := r.target(SystemANEF, testbed.Slots), r.target(SystemANEF, testbed.Wall403)
	open := r.target(SystemRDVPrefecture, testbed.Slots)
	var next atomic.Int64
	var wg sync.WaitGroup
	var mu sync.Mutex
	for range 4 {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				journey, target, name := trace, store, ""
				switch (from + i) % 10 {
				case 1, 3, 5:
					journey, target = shell, healthy
				case 7:
					journey, target = door, open
				case 9:
					journey, target, name = shell, walled, "wall_403"
				}
				ending := ""
				// A busy machine must not make an attempt degraded: budgets are not what is looked at.
				a, err := r.once(journey, target, RunOptions{Budget: time.Minute, Timeout: time.Minute})
				if err != nil {
					ending = "error: " + err.Error()
				} else {
					ending = fmt.Sprintf("%s %s: %s/%s", a.Journey, name, a.Outcome, a.Cause)
				}
				mu.Lock()
				outcomes[strings.ReplaceAll(ending, " :", ":")]++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
}

func soakQuantities() []*soakQuantity {
	return []*soakQuantity{
		{name: "memory of this process (PSS)", unit: "MiB", slack: 8},
		{name: "heap of this process, collected", unit: "MiB", slack: 2},
		{name: "memory of the browsers (PSS)", unit: "MiB", slack: 16},
		{name: "processes of the browsers", unit: "", slack: 2},
		{name: "files open in this process", unit: "", slack: 2},
		{name: "goroutines", unit: "", slack: 4},
		{name: "entries of the temporary folder", unit: "", slack: 4},
	}
}

// weigh reads every quantity while no attempt is under way.
func (r *rig) weigh(quantities []*soakQuantity) {
	debug.FreeOSMemory()
	var heap runtime.MemStats
	runtime.ReadMemStats(&heap)
	own := os.Getpid()
	tree := processTree(own)
	browsers := tree[1:]
	open, _ := os.ReadDir("/proc/self/fd") // none when unreadable: told as a fall to zero
	temporary := 0
	_ = filepath.WalkDir(os.TempDir(), func(string, os.DirEntry, error) error { temporary++; return nil }) // browsers remove files meanwhile
	for i, value := range []float64{
		float64(memoryOf([]int{own})) / (1 << 20), float64(heap.HeapAlloc) / (1 << 20), float64(memoryOf(browsers)) / (1 << 20),
		float64(len(browsers)), float64(len(open)), float64(runtime.NumGoroutine()), float64(temporary),
	} {
		quantities[i].values = append(quantities[i].values, value)
	}
}

// quarters are the medians of the second and of the last quarter.
func (q *soakQuantity) quarters() (second, last float64) {
	n := len(q.values)
	return medianOf(q.values[n/4 : n/2]), medianOf(q.values[n-max(1, n/4):])
}

func soakReport(quantities []*soakQuantity, outcomes map[string]int, attempts int, took time.Duration) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d attempts, 4 at once, in %s (%.0f a minute), %d readings.\n\n", attempts, took.Round(time.Second), float64(attempts)/took.Minutes(), len(quantities[0].values))
	b.WriteString("| quantity | first | second quarter | last quarter | ratio | most |\n|---|--:|--:|--:|--:|--:|\n")
	for _, q := range quantities {
		second, last := q.quarters()
		most := 0.0
		for _, v := range q.values {
			most = max(most, v)
		}
		fmt.Fprintf(&b, "| %s %s | %.1f | %.1f | %.1f | %.2f | %.1f |\n", q.name, q.unit, q.values[0], second, last, last/max(second, 1e-9), most)
	}
	b.WriteString("\n| ending | attempts |\n|---|--:|\n")
	for ending, n := range outcomes {
		fmt.Fprintf(&b, "| %s | %d |\n", ending, n)
	}
	return b.String()
}

// assertStoresAreSeen makes sure that the page sees what a visit leaves: two
// visits in one context must find everything.
func assertStoresAreSeen(t *testing.T, r *rig) {
	t.Helper()
	b, release, err := r.runner.pool.acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	tab, leave := chromedp.NewContext(b.handle, chromedp.WithNewBrowserContext())
	defer leave()
	limited, cancel := context.WithTimeout(tab, 60*time.Second)
	defer cancel()
	for i, want := range []string{"rien trouvé", everyStore} {
		err := chromedp.Do(limited, chromedp.Navigate(r.bed.URL+testbed.StoragePath), chromedp.WaitVisible(`//p[@id="laisse" and contains(., "traces laissées")]`))
		if err != nil {
			t.Fatal(err)
		}
		got, err := chromedp.Run(limited, chromedp.Text(chromedp.CSS("#trouve")))
		if err != nil || got != want {
			t.Fatalf("visit %d: the page says %q (%v), want %q", i+1, got, err, want)
		}
	}
}
