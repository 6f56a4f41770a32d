package engine

import (
	"errors"
	"log/slog"
	"sync"
	"time"
)

// BulkHeader is that of an INSERT of which many follow, and names its table: the
// engine puts off merging the table's parts until they have ended
// (docs/decisions/2026-11-29-merges-wait.md). Other servers do not know it.
const BulkHeader = "X-Vigie-Bulk"

const (
	// holdGap is how long after the last INSERT merging begins again: those of an
	// import overlap.
	holdGap = 100 * time.Millisecond
	// mostHeld is how many INSERTs may come before the parts are merged all the
	// same: an engine refuses rows for a table of some thousands of parts.
	mostHeld = 250
)

// holds puts off merges. What is put off ends with the requests that ask for it, so
// that an import that is killed leaves nothing stopped.
type holds struct {
	order  func(sql string) error // gives the engine a short statement
	log    *slog.Logger
	gap    time.Duration
	most   int
	mu     sync.Mutex
	ended  bool
	alters int              // ALTERs under way
	tables map[string]*hold // by quoted name
}

// hold is a table whose merges are put off.
type hold struct {
	running int // INSERTs
	begun   int // since merging was stopped
	stopped bool
	again   *time.Timer // begins merging again
}

func newHolds(order func(string) error, log *slog.Logger) *holds {
	return &holds{order: order, log: log, gap: holdGap, most: mostHeld, tables: map[string]*hold{}}
}

// begin puts off the merging of a table until some time after end is called.
func (h *holds) begin(database, table string) (end func()) {
	name := quoteIdentifier(database) + "." + quoteIdentifier(table)
	h.mu.Lock()
	defer h.mu.Unlock()
	t := h.tables[name]
	if t == nil {
		t = &hold{stopped: h.alters == 0 && !h.ended && h.say("SYSTEM STOP MERGES "+name)}
		h.tables[name] = t
	} else if t.again != nil {
		t.again.Stop()
		t.again = nil
	}
	t.running++
	if t.begun++; t.begun > h.most {
		h.release(name, t)
	}
	return func() { h.end(name, t) }
}

// end counts an INSERT out; after the last one merging begins again.
func (h *holds) end(name string, t *hold) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if t.running--; t.running > 0 || h.ended {
		return
	}
	var timer *time.Timer
	timer = time.AfterFunc(h.gap, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if t.again != timer || h.ended {
			return // another INSERT came
		}
		if h.release(name, t); t.stopped {
			timer.Reset(10 * h.gap) // it must not stay so
			return
		}
		delete(h.tables, name)
	})
	t.again = timer
}

// release lets merges of a table go on. One that is gone has none.
func (h *holds) release(name string, t *hold) {
	if t.stopped {
		t.stopped = !h.say("SYSTEM START MERGES " + name)
	}
}

// say gives an order and reports whether it needs not be given again.
func (h *holds) say(sql string) bool {
	err := h.order(sql)
	if told, ok := errors.AsType[*exception](err); ok && told.code == codeUnknownTable {
		return true
	}
	if err != nil {
		h.log.Warn("order about merges", slog.Any("error", err))
	}
	return err == nil
}

// altering lets all merging go on, and puts none off, until what it returns is
// called: a mutation is stopped with it.
func (h *holds) altering() (end func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.alters++
	for name, t := range h.tables {
		h.release(name, t)
	}
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.alters--
	}
}

// close gives the engine no more statements.
func (h *holds) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for name, t := range h.tables {
		h.release(name, t)
	}
	h.ended = true
}
