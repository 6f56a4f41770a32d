package probes

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"

	"vigie/internal/observatory"
)

const (
	watchEvery    = 2 * time.Second        // between two looks at a browser at work
	exactEvery    = 30 * time.Second       // between two readings of the true size
	effortEvery   = 500 * time.Millisecond // between two readings of the effort before attempts at once
	answerTimeout = 10 * time.Second       // a browser that says nothing for so long hangs
)

// watch looks at one browser as long as attempts are under way in it: the memory
// and the processor time of all its processes, and whether it still answers.
type watch struct {
	pool *pool
	b    *browser

	mu     sync.Mutex
	users  int
	at     time.Time // of the last look
	bytes  int64     // resident memory at the last look
	meter  meter
	reason *Ending // why the browser was ended by us

	exact   int64     // memory with shared pages counted once
	exactAt time.Time // when it was asked for
}

// observe watches a browser until it ends.
func (p *pool) observe(b *browser) *watch {
	w := &watch{pool: p, b: b}
	go func() {
		ticker := time.NewTicker(p.limits.watch)
		defer ticker.Stop()
		for {
			select {
			case <-b.handle.Done():
				return
			case <-ticker.C:
				w.look()
			}
		}
	}()
	return w
}

// busy tells how many attempts are under way.
func (w *watch) busy(users int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.users = users
	if users > 0 && time.Since(w.at) > w.pool.limits.watch {
		w.measure()
	}
}

// measure notes memory and processor time. The caller holds the lock.
func (w *watch) measure() []int {
	members := family(w.b.group)
	w.at, w.bytes = time.Now(), residentSize(members)
	w.meter.read(append(slices.Clone(members), os.Getpid()))
	return members
}

// grown reports whether the browser has grown to a size, in bytes. Resident
// memory counts a shared page once a process and is never less than the true
// size; the true one costs milliseconds and is asked for only when it can matter.
func (w *watch) grown(size int64) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.bytes < size {
		return false
	}
	if time.Since(w.exactAt) > exactEvery {
		exact, err := proportionalSize(family(w.b.group))
		if err != nil {
			w.pool.log.Warn("memory of a browser not read", slog.Any("error", err))
			return false
		}
		w.exact, w.exactAt = exact, time.Now()
	}
	return w.exact >= size
}

// spentBefore is spent at the beginning of an attempt. A reading walks through all
// processes of the machine and costs some milliseconds of processor time: attempts
// under way together share one of half a second ago at most. Each counts the
// others' effort as it is, and nothing of its own goes uncounted.
func (w *watch) spentBefore() effort {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.users < 2 || time.Since(w.at) > effortEvery {
		w.measure()
	}
	return w.meter.total
}

// spent is the processor time that the browser and Vigie have had and waited
// for until now.
func (w *watch) spent() effort {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.measure()
	return w.meter.total
}

// look measures a browser at work and ends it when it is too big, hangs, or has
// lost the process that leads it.
func (w *watch) look() {
	w.mu.Lock()
	idle := w.users == 0
	var members []int
	if !idle {
		members = w.measure()
	}
	size := w.bytes
	w.mu.Unlock()
	if idle {
		return
	}
	if _, _, runs := kin(w.b.group); !runs {
		w.end(crashed("le navigateur s'est arrêté pendant la tentative"))
		return
	}
	if size > w.pool.limits.memory && w.tooBig(members) {
		return
	}
	if !w.answers(w.pool.limits.answer) && w.b.handle.Err() == nil {
		w.end(Ending{
			observatory.Fault, CauseBrowserHung,
			fmt.Sprintf("Panne de la sonde : le navigateur n'a pas répondu en %s ; il est remplacé.", w.pool.limits.answer),
		})
	}
}

// tooBig ends a browser whose memory, shared pages counted once, is over the
// cap.
func (w *watch) tooBig(members []int) bool {
	size, err := proportionalSize(members)
	if err != nil {
		w.pool.log.Warn("memory of a browser not read", slog.Any("error", err))
		return false
	}
	if size <= w.pool.limits.memory {
		return false
	}
	w.end(Ending{
		observatory.Fault, CauseBrowserMemory,
		fmt.Sprintf("Panne de la sonde : le navigateur a pris %d Mio de mémoire, il en a droit à %d ; il est remplacé.", size>>20, w.pool.limits.memory>>20),
	})
	return true
}

// answers reports whether the browser answers a question within a time.
func (w *watch) answers(patience time.Duration) bool {
	ctx, cancel := context.WithTimeout(w.b.handle, patience)
	defer cancel()
	_, err := chromedp.CallBrowser(ctx, cdpbrowser.GetVersion, cdp.Empty{})
	return err == nil
}

// end stops the browser, and with it every attempt under way in it.
func (w *watch) end(reason Ending) {
	w.mu.Lock()
	w.reason = &reason
	w.mu.Unlock()
	w.pool.log.Warn("browser ended", slog.String("cause", reason.Cause))
	w.pool.discard(w.b)
}

// why is the ending of an attempt whose browser is gone.
func (w *watch) why(otherwise string) Ending {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.reason != nil {
		return *w.reason
	}
	return crashed(otherwise)
}
