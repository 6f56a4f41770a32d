package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"
)

const (
	// firstLease is how long a started engine waits for its first client.
	firstLease = 30 * time.Second
	// stopWithin is how long running statements may take to end at a stop.
	stopWithin = 10 * time.Second

	pidHeader    = "X-Vigie-Engine-Pid"
	leasesHeader = "X-Vigie-Engine-Leases"
)

// Options says where the engine lives and how it is started.
type Options struct {
	// Data is the folder of the engine: the tables, the socket and the locks.
	// It is created when absent.
	Data string
	// Library is the path of libchdb.so; empty lets FindLibrary search.
	Library string
	// Exe and Args are the command that runs Serve, os.Executable() and
	// "engine" when empty. Open appends --data, --lib and --linger.
	Exe  string
	Args []string
	// Linger is how long the engine stays after its last lease. For Serve, 0
	// means until ctx ends; for Open, a default.
	Linger time.Duration
	// Logger takes the engine's events; nil drops them.
	Logger *slog.Logger
}

func (o Options) logger() *slog.Logger {
	if o.Logger == nil {
		return slog.New(slog.DiscardHandler)
	}
	return o.Logger
}

// Serve is the engine's process: it holds the data folder's lock, loads
// libchdb and answers on the folder's socket until ctx ends or, with Linger,
// until its last client has left. Statements still running then have ten
// seconds. The error, in French, tells what the user can do; a folder already
// held by an engine is an error.
func Serve(ctx context.Context, o Options) error {
	// The parent that reads our messages may end before us.
	signal.Ignore(syscall.SIGPIPE)
	folder, err := dataFolder(o.Data)
	if err != nil {
		return err
	}
	lock, err := tryLock(folder, engineLock)
	if errors.Is(err, errLocked) {
		return fmt.Errorf("un moteur tient déjà le dossier %s%s ; arrêtez-le ou choisissez un autre dossier", folder, holder(folder))
	} else if err != nil {
		return fmt.Errorf("verrouiller le dossier %s: %w", folder, err)
	}
	defer func() { _ = lock.Close() }()
	if err := lock.Truncate(0); err == nil {
		_, _ = lock.WriteAt([]byte(strconv.Itoa(os.Getpid())), 0)
	}
	path, err := FindLibrary(o.Library)
	if err != nil {
		return err
	}
	lib, err := openLibrary(path)
	if err != nil {
		return err
	}
	p, err := openPool(lib, filepath.Join(folder, "clickhouse"), o.logger())
	if err != nil {
		return err
	}
	listener, err := listenSocket(ctx, folder)
	if err != nil {
		return errors.Join(err, p.close())
	}
	defer func() { _ = os.Remove(socketPath(folder)) }()
	return serve(ctx, listener, p, o)
}

// dataFolder makes the folder and gives its absolute path.
func dataFolder(path string) (string, error) {
	if path == "" {
		return "", errors.New("dossier de données du moteur non indiqué")
	}
	folder, err := filepath.Abs(path)
	if err == nil {
		err = os.MkdirAll(folder, 0o700)
	}
	if err != nil {
		return "", fmt.Errorf("créer le dossier de données %s: %w", path, err)
	}
	return folder, nil
}

// holder names the process that wrote the lock file.
func holder(folder string) string {
	pid, err := os.ReadFile(filepath.Join(folder, engineLock))
	if err != nil || len(pid) == 0 {
		return ""
	}
	return fmt.Sprintf(" (processus %s)", pid)
}

func serve(ctx context.Context, listener net.Listener, p *pool, o Options) error {
	log := o.logger()
	running, stop := context.WithCancel(ctx)
	defer stop()
	leases := &leases{linger: o.Linger, stop: stop, stopping: running.Done()}
	leases.start()

	mux := http.NewServeMux()
	mux.HandleFunc("GET /ping", func(w http.ResponseWriter, _ *http.Request) {
		leases.describe(w)
		_, _ = w.Write([]byte("Ok.\n"))
	})
	mux.HandleFunc("GET /lease", leases.hold)
	mux.Handle("/", &handler{pool: p, log: log})
	requests, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	server := &http.Server{
		Handler:           mux,
		ReadHeaderTimeout: stopWithin,
		MaxHeaderBytes:    4 << 20, // bound parameters travel in the address
		BaseContext:       func(net.Listener) context.Context { return requests },
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	log.Info("engine ready", slog.Int("pid", os.Getpid()))
	var fault error
	select {
	case <-running.Done():
	case fault = <-failed:
	}
	stop()
	grace, done := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer done()
	if err := server.Shutdown(grace); err != nil {
		log.Warn("statements still running are stopped", slog.Any("error", err))
	}
	cut()
	_ = server.Close()
	err := p.close()
	log.Info("engine stopped", slog.Int("pid", os.Getpid()))
	return errors.Join(fault, err)
}

// leases counts the commands that use the engine: each holds one request open.
type leases struct {
	linger   time.Duration
	stop     context.CancelFunc
	stopping <-chan struct{}

	mu    sync.Mutex
	count int
	over  bool
	timer *time.Timer
}

func (l *leases) start() {
	if l.linger > 0 {
		l.timer = time.AfterFunc(firstLease, l.expire)
	}
}

// expire stops the engine when nobody uses it.
func (l *leases) expire() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.count == 0 {
		l.over = true
		l.stop()
	}
}

func (l *leases) describe(w http.ResponseWriter) {
	l.mu.Lock()
	defer l.mu.Unlock()
	w.Header().Set(pidHeader, strconv.Itoa(os.Getpid()))
	w.Header().Set(leasesHeader, strconv.Itoa(l.count))
}

func (l *leases) hold(w http.ResponseWriter, r *http.Request) {
	if !l.add(1) {
		http.Error(w, "stopping", http.StatusServiceUnavailable)
		return
	}
	defer l.add(-1)
	l.describe(w)
	w.WriteHeader(http.StatusOK)
	if http.NewResponseController(w).Flush() != nil {
		return
	}
	select {
	case <-r.Context().Done():
	case <-l.stopping:
	}
}

// add counts a lease in or out; false when the engine is already stopping.
func (l *leases) add(n int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if n > 0 && l.over {
		return false
	}
	l.count += n
	if l.timer != nil {
		l.timer.Stop()
		if l.count == 0 {
			l.timer.Reset(l.linger)
		}
	}
	return true
}
