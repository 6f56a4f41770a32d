package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"
)

const (
	// maxHandles bounds the statements that run at once; the next ones wait.
	maxHandles = 64
	// idleHandles is how many connections are kept for the next statements.
	idleHandles = 8
	killEvery   = 50 * time.Millisecond
)

// pool gives out connections to the one engine of this process. A connection
// runs one statement at a time, so concurrency is a matter of connections.
// One more, the control connection, holds the engine open from start to end
// and stops the statements whose client went away.
type pool struct {
	lib  *library
	path string
	log  *slog.Logger

	slots chan struct{}

	mu      sync.Mutex
	idle    []*handle
	next    int
	control *handle

	controlUse sync.Mutex

	yielding atomic.Bool // merges yield the processor
	holds    *holds
}

// handle is one connection and what was set on it.
type handle struct {
	name     string
	box      unsafe.Pointer // chdb_connection *
	conn     unsafe.Pointer // chdb_connection
	settings map[string]string
	database string
	broken   bool
}

func openPool(lib *library, path string, log *slog.Logger) (*pool, error) {
	p := &pool{lib: lib, path: path, log: log, slots: make(chan struct{}, maxHandles)}
	control, err := p.connect()
	if err != nil {
		return nil, err
	}
	p.control = control
	p.holds = newHolds(p.order, log)
	return p, nil
}

func (p *pool) connect() (*handle, error) {
	p.mu.Lock()
	p.next++
	name := fmt.Sprintf("vigie-%d", p.next)
	p.mu.Unlock()
	// log_comment names the connection in system.processes, so that its
	// statement can be stopped from another one. implicit_select is libchdb's
	// own default; off, a mistyped statement is a syntax error as on a server.
	box := p.lib.open("--path="+p.path, "--log_comment="+name, "--implicit_select=0")
	if box == nil {
		return nil, fmt.Errorf("ouvrir la base %s : libchdb a refusé ; le dossier est peut-être tenu par un autre processus ou illisible", p.path)
	}
	return &handle{name: name, box: box, conn: *(*unsafe.Pointer)(box), settings: map[string]string{}, database: "default"}, nil
}

// acquire waits for a free place and gives a connection with these settings
// and this database.
func (p *pool) acquire(ctx context.Context, settings map[string]string, database string) (*handle, error) {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, newException(codeTooManyQueries, "client left while waiting for a free connection. (TOO_MANY_SIMULTANEOUS_QUERIES)")
	}
	h, err := p.take()
	if err == nil {
		err = p.prepare(h, settings, database)
		if err == nil {
			return h, nil
		}
		h.broken = true
	}
	p.release(h)
	return nil, err
}

func (p *pool) take() (*handle, error) {
	p.mu.Lock()
	if n := len(p.idle); n > 0 {
		h := p.idle[n-1]
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		return h, nil
	}
	p.mu.Unlock()
	return p.connect()
}

// release gives a place back, with its connection when there is one.
func (p *pool) release(h *handle) {
	defer func() { <-p.slots }()
	if h == nil {
		return
	}
	p.yieldMerges()
	p.mu.Lock()
	if !h.broken && len(p.idle) < idleHandles {
		p.idle = append(p.idle, h)
		p.mu.Unlock()
		return
	}
	p.mu.Unlock()
	p.lib.closeConn(h.box)
}

var settingName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.]*$`)

// prepare brings the connection from the settings of its last statement to
// those of the next one.
func (p *pool) prepare(h *handle, settings map[string]string, database string) error {
	if database == "" {
		database = "default"
	}
	if h.database != database {
		if _, err := p.run(h, "USE "+quoteIdentifier(database)); err != nil {
			return err
		}
		h.database = database
	}
	if maps.Equal(h.settings, settings) {
		return nil
	}
	var changes []string
	for _, name := range slices.Sorted(maps.Keys(h.settings)) {
		if _, wanted := settings[name]; !wanted {
			changes = append(changes, name+" = DEFAULT")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		if !settingName.MatchString(name) {
			return newException(codeUnknownSetting, fmt.Sprintf("Unknown setting %q. (UNKNOWN_SETTING)", name))
		}
		changes = append(changes, name+" = "+quoteText(settings[name]))
	}
	if _, err := p.run(h, "SET "+strings.Join(changes, ", ")); err != nil {
		return err
	}
	h.settings = maps.Clone(settings)
	return nil
}

// run executes a short statement whole and gives its output as TSV.
func (p *pool) run(h *handle, sql string) (string, error) {
	result := begin(p.lib.query, h.conn, sql, "TSV", nil)
	defer p.lib.destroyResult(result)
	if text := p.lib.resultError(result); text != "" {
		return "", parseException(text)
	}
	return string(p.lib.bytes(result)), nil
}

// killOnDone stops the handle's statement when ctx ends, and again until the
// statement has gone: it may not yet be known to the engine the first time.
// The function it returns must be called before the handle is given back.
func (p *pool) killOnDone(ctx context.Context, h *handle) (stop func()) {
	done := make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		select {
		case <-done:
			return
		case <-ctx.Done():
		}
		tick := time.NewTicker(killEvery)
		defer tick.Stop()
		for {
			p.kill(h)
			select {
			case <-done:
				return
			case <-tick.C:
			}
		}
	}()
	return func() {
		close(done)
		<-ended
	}
}

// order runs a short statement on the control connection.
func (p *pool) order(sql string) error {
	p.controlUse.Lock()
	defer p.controlUse.Unlock()
	_, err := p.run(p.control, sql)
	return err
}

// kill stops the handle's statement once it works on rows; while it is still
// being planned, ClickHouse can lose the order.
func (p *pool) kill(h *handle) {
	if err := p.order("KILL QUERY WHERE Settings['log_comment'] = " + quoteText(h.name) + " AND (read_rows > 0 OR elapsed > 1)"); err != nil {
		p.log.Warn("stop a statement whose client left", slog.String("connection", h.name), slog.Any("error", err))
	}
}

// close ends every connection; the engine stops with the last. Every handle
// must have been given back.
func (p *pool) close() error {
	p.holds.close()
	for range maxHandles {
		select {
		case p.slots <- struct{}{}:
		case <-time.After(10 * time.Second):
			return errors.New("a statement did not end: engine left as it is")
		}
	}
	for _, h := range p.idle {
		p.lib.closeConn(h.box)
	}
	p.idle = nil
	p.lib.closeConn(p.control.box)
	return nil
}

func quoteText(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}

func quoteIdentifier(s string) string {
	return "`" + strings.NewReplacer("\\", "\\\\", "`", "\\`").Replace(s) + "`"
}
