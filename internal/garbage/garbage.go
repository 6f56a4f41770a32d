// Package garbage says how much garbage the process holds beside what lives: less
// while something large is at work, more where collecting would cost too much time.
package garbage

import (
	"os"
	"runtime/debug"
	"slices"
	"sync"
)

// wishes are those of now: there is one collector in a process.
type wishes struct {
	mu     sync.Mutex
	asked  []int
	before int // what held before the first
}

var now wishes //nolint:gochecknoglobals // the collector is one

// Hold asks that garbage be at most so many hundredths of what lives, until end is
// called; of several wishes the smallest holds. GOGC in the environment goes before
// all of them.
func Hold(percent int) (end func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	now.mu.Lock()
	defer now.mu.Unlock()
	now.asked = append(now.asked, percent)
	if before := debug.SetGCPercent(slices.Min(now.asked)); len(now.asked) == 1 {
		now.before = before
	}
	return sync.OnceFunc(func() { now.drop(percent) })
}

func (w *wishes) drop(percent int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	at := slices.Index(w.asked, percent)
	w.asked = slices.Delete(w.asked, at, at+1)
	if len(w.asked) == 0 {
		debug.SetGCPercent(w.before)
		return
	}
	debug.SetGCPercent(slices.Min(w.asked))
}
