package engine

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const (
	defaultLinger = 250 * time.Millisecond
	// startWithin bounds the start of an engine: loading takes 0.15 to 1.4 s,
	// more on a folder with many parts.
	startWithin = 2 * time.Minute
	// silentWithin bounds the wait for an engine that holds the folder and does
	// not answer: it starts, it stops, or it hangs.
	silentWithin = 30 * time.Second
	// dialWithin bounds how long Dial waits for an engine that restarts.
	dialWithin   = 15 * time.Second
	firstBackoff = 100 * time.Millisecond
	maxBackoff   = 30 * time.Second
)

// ErrClosed says that the Engine was closed.
var ErrClosed = errors.New("moteur fermé")

// Engine is a command's hold on the engine of a data folder. It is safe for
// use by several goroutines.
type Engine struct {
	folder string
	log    *slog.Logger
	stop   context.CancelFunc
	ended  chan struct{} // closed when keep has returned

	mu    sync.Mutex
	lease *lease
	child *child        // the process this command started, if any
	ready chan struct{} // closed while lease stands
	fault error         // why the last restart failed
}

// Open joins the engine that answers in o.Data, or starts one. Several commands
// may do so at the same moment: one of them starts it, the others join. The
// error, in French, says why no engine could be had. ctx bounds the opening
// alone.
func Open(ctx context.Context, o Options) (*Engine, error) {
	folder, err := dataFolder(o.Data)
	if err != nil {
		return nil, err
	}
	o.Data = folder
	e := &Engine{folder: folder, log: o.logger(), ended: make(chan struct{}), ready: make(chan struct{})}
	if err := e.connect(ctx, o); err != nil {
		return nil, err
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	e.stop = stop
	go e.keep(running, o)
	return e, nil
}

// Dial opens a connection to the engine, for clickhouse-go's
// Options.DialContext. While the engine restarts it waits, up to 15 s.
func (e *Engine) Dial(ctx context.Context) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialWithin)
	defer cancel()
	for {
		e.mu.Lock()
		ready, fault := e.ready, e.fault
		e.mu.Unlock()
		select {
		case <-e.ended:
			return nil, ErrClosed
		default:
		}
		select {
		case <-ready:
		case <-e.ended:
			return nil, ErrClosed
		case <-ctx.Done():
			if fault != nil {
				return nil, fmt.Errorf("joindre le moteur: %w", fault)
			}
			return nil, fmt.Errorf("joindre le moteur de %s: %w", e.folder, ctx.Err())
		}
		conn, err := dialSocket(ctx, e.folder)
		if err == nil {
			return conn, nil
		}
		if pause(ctx, pollEvery) != nil {
			return nil, fmt.Errorf("joindre le moteur: %w", err)
		}
	}
}

// Socket is the path of the engine's unix socket. It may be longer than the
// kernel takes as an address: Dial copes with that.
func (e *Engine) Socket() string { return socketPath(e.folder) }

// Owned reports whether this command started the engine's process.
func (e *Engine) Owned() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.child != nil && e.child.running()
}

// PID is the process id of the engine, 0 while there is none.
func (e *Engine) PID() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.lease == nil {
		return 0
	}
	return e.lease.pid
}

// Close gives the lease back. When this command started the engine and nobody
// else uses it, Close waits until it has stopped. A second call does nothing.
func (e *Engine) Close() error {
	e.stop()
	<-e.ended
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.lease == nil {
		return nil
	}
	alone := leaseCount(e.folder) <= 1
	e.lease.close()
	e.lease = nil
	if e.child == nil || !alone {
		return nil
	}
	return e.child.wait(stopWithin * 2)
}

// connect joins or starts an engine and keeps the lease on it.
func (e *Engine) connect(ctx context.Context, o Options) error {
	l, err := takeLease(ctx, o.Data)
	if err != nil {
		l, err = e.startOrJoin(ctx, o)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.fault = err
	if err != nil {
		return err
	}
	e.lease = l
	close(e.ready)
	return nil
}

// startOrJoin starts an engine under the start lock, unless one comes up.
func (e *Engine) startOrJoin(ctx context.Context, o Options) (*lease, error) {
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	starting, err := waitLock(ctx, o.Data, startLock)
	if err != nil {
		return nil, fmt.Errorf("attendre le démarrage du moteur dans %s: %w", o.Data, err)
	}
	defer func() { _ = starting.Close() }()
	silent, stop := context.WithTimeout(ctx, silentWithin)
	defer stop()
	for {
		if l, err := takeLease(ctx, o.Data); err == nil {
			return l, nil
		}
		held, err := tryLock(o.Data, engineLock)
		if err == nil {
			// Free: the child takes it again. Nobody else does meanwhile but an
			// engine started by hand, and then the child says so and ends.
			_ = held.Close()
			return e.start(ctx, o)
		}
		if !errors.Is(err, errLocked) {
			return nil, fmt.Errorf("verrouiller le dossier %s: %w", o.Data, err)
		}
		if pause(silent, pollEvery) != nil {
			return nil, fmt.Errorf("le moteur qui tient le dossier %s%s ne répond pas ; arrêtez ce processus puis recommencez", o.Data, holder(o.Data))
		}
	}
}

func (e *Engine) start(ctx context.Context, o Options) (*lease, error) {
	c, err := startChild(o)
	if err != nil {
		return nil, err
	}
	for {
		l, err := takeLease(ctx, o.Data)
		if err == nil {
			e.mu.Lock()
			e.child = c
			e.mu.Unlock()
			return l, nil
		}
		select {
		case <-c.exited:
			return nil, fmt.Errorf("le moteur n’a pas démarré : %s", c.lastWords())
		default:
		}
		if pause(ctx, pollEvery) != nil {
			c.kill()
			return nil, fmt.Errorf("le moteur n’a pas démarré à temps dans %s : %w", o.Data, ctx.Err())
		}
	}
}

// keep takes a new lease, on a new engine if need be, whenever the lease is
// lost. The pause between two tries grows; it is short again once an engine
// has stood for longer than the longest pause.
func (e *Engine) keep(ctx context.Context, o Options) {
	defer close(e.ended)
	backoff := firstBackoff
	for {
		e.mu.Lock()
		l := e.lease
		e.mu.Unlock()
		since := time.Now()
		select {
		case <-ctx.Done():
			return
		case <-l.lost:
		}
		if time.Since(since) > maxBackoff {
			backoff = firstBackoff
		}
		e.mu.Lock()
		e.lease, e.ready = nil, make(chan struct{})
		e.mu.Unlock()
		l.close()
		e.log.Warn("engine lost, starting it again", slog.String("folder", o.Data))
		for {
			if pause(ctx, backoff) != nil {
				return
			}
			backoff = min(2*backoff, maxBackoff)
			err := e.connect(ctx, o)
			if err == nil {
				break
			}
			e.log.Error("restart engine", slog.Any("error", err), slog.Duration("next_try", backoff))
		}
	}
}

// lease is a request held open on the engine for as long as it is used.
type lease struct {
	conn net.Conn
	pid  int
	lost chan struct{} // closed when the engine has gone
	once sync.Once
}

// takeLease fails when no engine answers, or one that is stopping.
func takeLease(ctx context.Context, folder string) (*lease, error) {
	head, err := call(ctx, folder, "/lease")
	if err != nil {
		return nil, err
	}
	pid, err := strconv.Atoi(head.header.Get(pidHeader))
	if head.status != http.StatusOK || err != nil {
		_ = head.conn.Close()
		return nil, fmt.Errorf("engine gives no lease: status %d", head.status)
	}
	l := &lease{conn: head.conn, pid: pid, lost: make(chan struct{})}
	go func() {
		defer close(l.lost)
		// Nothing is sent on a lease but its end.
		for {
			if _, err := head.reader.ReadByte(); err != nil {
				return
			}
		}
	}()
	return l, nil
}

func (l *lease) close() { l.once.Do(func() { _ = l.conn.Close() }) }

// leaseCount asks the engine how many commands use it, 0 when it is silent.
func leaseCount(folder string) int {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	head, err := call(ctx, folder, "/ping")
	if err != nil {
		return 0
	}
	_ = head.conn.Close()
	n, err := strconv.Atoi(head.header.Get(leasesHeader))
	if err != nil {
		return 0
	}
	return n
}

// head is the head of an answer, on a connection that stays open.
type head struct {
	conn   net.Conn
	reader *bufio.Reader
	header http.Header
	status int
}

// call makes one bare request and reads the head of its answer.
func call(ctx context.Context, folder, path string) (head, error) {
	conn, err := dialSocket(ctx, folder)
	if err != nil {
		return head{}, err
	}
	// An engine that hangs must not hang us: the head comes at once or never.
	unbound := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Now()) })
	defer unbound()
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	h := head{conn: conn, reader: bufio.NewReader(conn)}
	if _, err = fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: vigie\r\n\r\n", path); err == nil {
		var response *http.Response
		if response, err = http.ReadResponse(h.reader, nil); err == nil { //nolint:bodyclose // the connection is closed as a whole
			_ = conn.SetDeadline(time.Time{})
			h.header, h.status = response.Header, response.StatusCode
			return h, nil
		}
	}
	_ = conn.Close()
	return head{}, fmt.Errorf("call engine %s: %w", path, err)
}
