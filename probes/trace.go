package probes

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/inspector"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"

	"vigie/internal/observatory"
)

// trace follows what the browser tells of one tab: answers of the main
// document, requests under way, script errors, a crash, a refused request.
type trace struct {
	frame cdp.FrameID // the main frame

	mu       sync.Mutex
	hops     []observatory.Hop
	status   int // of the last main document
	main     network.RequestID
	waiting  bool // a main document was asked for and has not answered
	parsing  bool // a main document was asked for and has not been read to its end
	landed   bool // the main document asked for last has taken the place of the one before
	opened   int  // main documents asked for, redirects left out
	inflight map[network.RequestID]bool
	active   time.Time // last activity
	errors   []string
	crashed  bool
	failure  string // net error of the last main document
	refusal  *Ending
	finished int    // answers that came in, whole or not
	pleas    []plea // answers by which hosts ask for time
	tape     *tape
	moved    chan struct{} // holds one when a page came, went or came to rest since the last look
}

func newTrace(frame cdp.FrameID) *trace {
	return &trace{frame: frame, inflight: map[network.RequestID]bool{}, active: time.Now(), tape: newTape(), moved: make(chan struct{}, 1)}
}

// listen takes one event. It runs in the loop that reads the browser's
// messages and so must be quick and must run no command.
func (t *trace) listen(event any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.tape.listen(event)
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		t.sent(e)
	case *network.EventResponseReceived:
		t.heed(e.Response)
		if e.RequestID == t.main {
			t.waiting = false
			t.answered(e.Response, "")
			if t.status >= http.StatusBadRequest {
				t.move()
			}
		}
	case *network.EventLoadingFinished:
		t.done(e.RequestID)
	case *network.EventLoadingFailed:
		if e.RequestID == t.main {
			t.parsing, t.waiting = false, false
			if !e.Canceled { // of a document that breaks off, the browser never makes a whole one
				t.failure = e.ErrorText
			}
		}
		t.done(e.RequestID)
	case *runtime.EventExceptionThrown:
		t.errors = append(t.errors, exceptionText(e.ExceptionDetails))
	case *inspector.EventTargetCrashed:
		t.crashed = true
		t.move()
	case *page.EventFrameNavigated:
		t.active = time.Now()
		if e.Frame.ParentID == "" {
			t.landed = true
		}
		if e.Frame.ParentID != "" || t.status >= http.StatusBadRequest { // any other page has nothing to show yet
			t.move()
		}
	case *page.EventFrameStoppedLoading: // all that is told of an error without a body
		if e.FrameID == t.frame && t.landed {
			t.parsing = false
			t.move()
		}
	case *page.EventDomContentEventFired, *page.EventLoadEventFired:
		t.parsing = false
		t.move()
	}
}

func (t *trace) sent(e *network.EventRequestWillBeSent) {
	t.active = time.Now()
	if strings.HasPrefix(e.Request.URL, "data:") || strings.HasPrefix(e.Request.URL, "blob:") {
		return
	}
	t.inflight[e.RequestID] = true
	if e.FrameID != t.frame || e.Type != network.ResourceTypeDocument {
		return
	}
	if e.RedirectResponse != nil {
		t.answered(e.RedirectResponse, e.Request.URL)
		return
	}
	delete(t.inflight, t.main) // of the document that it replaces the end may never be told
	t.main, t.waiting, t.parsing, t.landed, t.status, t.failure = e.RequestID, true, true, false, 0, ""
	t.opened++
}

// heed notes an answer that asks for time, whatever it answers.
func (t *trace) heed(r *network.Response) {
	if r.Status != http.StatusTooManyRequests && r.Status != http.StatusServiceUnavailable {
		return
	}
	p := plea{host: hostWithPort(r.URL), status: int(r.Status)}
	for name, value := range r.Headers {
		if text, isText := value.(string); isText && strings.EqualFold(name, "Retry-After") {
			p.retryAfter, _, _ = strings.Cut(text, "\n")
		}
	}
	if p.host != "" && p.asksForTime() {
		t.pleas = append(t.pleas, p)
	}
}

// asked gives the pleas for time.
func (t *trace) asked() []plea {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.pleas)
}

func hostWithPort(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

func (t *trace) answered(r *network.Response, location string) {
	t.status = int(r.Status)
	t.hops = append(t.hops, observatory.Hop{Address: r.URL, Status: t.status, Location: location})
}

func (t *trace) done(id network.RequestID) {
	delete(t.inflight, id)
	t.finished++
	t.active = time.Now()
	if len(t.inflight) == 0 {
		t.move()
	}
}

// move wakes who waits for the page to change. The caller holds the lock.
func (t *trace) move() {
	select {
	case t.moved <- struct{}{}:
	default: // it has not looked since the last time
	}
}

func exceptionText(d *runtime.ExceptionDetails) string {
	if d == nil {
		return ""
	}
	if d.Exception != nil && d.Exception.Description != "" {
		first, _, _ := strings.Cut(d.Exception.Description, "\n")
		return first
	}
	return d.Text
}

// landing reports whether a main document that has been answered is on the way to
// its place; an error, until it is whole.
func (t *trace) landing() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.parsing && !t.waiting && (!t.landed || t.status >= http.StatusBadRequest)
}

// touch marks the start of an action: the page is not quiet yet.
func (t *trace) touch() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.active = time.Now()
}

// refuse records the first request that the boundary refused.
func (t *trace) refuse(ending Ending) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.refusal == nil {
		t.refusal = &ending
	}
	t.active = time.Now()
	t.move()
}

// state is a snapshot of the trace.
type state struct {
	status  int
	waiting bool
	parsing bool
	opened  int
	quiet   time.Duration // since the last activity, 0 while requests are under way
	errors  []string
	crashed bool
	failure string
	refusal *Ending
	hops    []observatory.Hop
}

func (t *trace) state() state {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := state{
		status: t.status, waiting: t.waiting, parsing: t.parsing, opened: t.opened, crashed: t.crashed, failure: t.failure, refusal: t.refusal,
		errors: append([]string(nil), t.errors...), hops: append([]observatory.Hop(nil), t.hops...),
	}
	if len(t.inflight) == 0 && !t.waiting {
		s.quiet = time.Since(t.active)
	}
	return s
}

// sentSoFar is how many requests of the tab are on the tape.
func (t *trace) sentSoFar() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.tape.exchanges)
}

// finishedSoFar is how many answers have come in.
func (t *trace) finishedSoFar() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.finished
}

// taped gives the tape, and closes it: what comes later is of no attempt.
func (t *trace) taped() *tape {
	t.mu.Lock()
	defer t.mu.Unlock()
	closed := t.tape
	t.tape = newTape()
	closed.match()
	return closed
}
