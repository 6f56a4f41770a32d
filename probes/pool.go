package probes

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
)

// closeTimeout is how long a browser has to end by itself.
const closeTimeout = 10 * time.Second

// pool runs one browser at a time and gives its tabs out, each in a fresh
// context of cookies and storage. A browser is replaced when it died, after a
// number of attempts or when it has grown too big; the old one ends with its
// last tab.
type pool struct {
	path    string
	visible bool
	limits  limits
	log     *slog.Logger
	places  chan struct{} // one token a tab at a time

	mu      sync.Mutex
	current *browser
	alive   map[*browser]int // browsers that run, to their process
	closed  bool
	told    bool   // that root runs Chromium without its sandbox
	swept   bool   // what a killed process left behind was looked for
	started func() // told of every start, the lock held
}

// limits are what a browser may use before it is replaced.
type limits struct {
	scratch string        // where the folders of browsers are made
	runs    int           // attempts of one browser
	recycle int64         // bytes after which it is replaced between two attempts
	memory  int64         // bytes at which it is ended at once
	watch   time.Duration // between two looks at it
	answer  time.Duration // how long it may take to answer before it is held to hang
}

// browser is one running browser. handle is chromedp's own context of it,
// which is how chromedp names a browser; it carries no deadline.
type browser struct {
	handle context.Context
	stop   context.CancelFunc // ends every process of it and removes its folder
	agent  string             // its own User-Agent
	group  int                // its process group
	used   int
	users  int
	old    bool // to be stopped when its last user leaves
	watch  *watch
}

func newPool(path string, visible bool, concurrency int, limits limits, log *slog.Logger) *pool {
	return &pool{path: path, visible: visible, limits: limits, log: log, places: make(chan struct{}, concurrency), alive: map[*browser]int{}, started: func() {}}
}

// acquire waits for a place and gives a running browser. The caller must call
// release once.
func (p *pool) acquire(ctx context.Context) (b *browser, release func(), err error) {
	select {
	case p.places <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	b, err = p.running()
	if err != nil {
		<-p.places
		return nil, nil, err
	}
	b.used++
	b.users++
	b.watch.busy(b.users)
	return b, func() { p.release(b) }, nil
}

func (p *pool) release(b *browser) {
	p.mu.Lock()
	defer p.mu.Unlock()
	<-p.places
	b.users--
	b.watch.busy(b.users)
	if b.old && b.users == 0 {
		b.stop()
	}
}

func (p *pool) running() (*browser, error) {
	if p.closed {
		return nil, errors.New("pool of browsers is closed")
	}
	if b := p.current; b != nil {
		if b.handle.Err() == nil && b.used < p.limits.runs && !b.watch.grown(p.limits.recycle) {
			return b, nil
		}
		p.retire()
	}
	b, err := p.start()
	if err != nil {
		// Chromium crashes now and then as it starts (seen: segmentation fault).
		// No site has been asked for anything yet: another one may be tried.
		p.log.Warn("browser did not start, starting another", slog.Any("error", err))
		if b, err = p.start(); err != nil {
			return nil, err
		}
	}
	p.current = b
	p.started()
	p.forget()
	if process := chromedp.FromContext(b.handle).Browser.Process(); process != nil {
		p.alive[b] = process.Pid
	}
	return b, nil
}

// retire ends the current browser, now or with its last tab.
func (p *pool) retire() {
	if p.current == nil {
		return
	}
	p.current.old = true
	if p.current.users == 0 {
		p.current.stop()
	}
	p.current = nil
}

func (p *pool) start() (*browser, error) {
	if !p.swept {
		sweep(p.limits.scratch, p.log)
		p.swept = true
	}
	house, err := newHome(p.limits.scratch)
	if err != nil {
		return nil, err
	}
	var command *exec.Cmd
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), p.options(house, &command)...)
	handle, stopBrowser := chromedp.NewContext(allocator, quietly(p.log))
	var protector *guard
	b := &browser{handle: handle}
	b.stop = sync.OnceFunc(func() {
		all := kill(b.group, closeTimeout)
		stopBrowser()
		stopAllocator()
		protector.release()
		house.remove()
		if !all {
			p.log.Error("processes of a browser are left", slog.Int("group", b.group))
		}
	})
	watchdog := time.AfterFunc(tabTimeout, stopBrowser)
	defer watchdog.Stop()
	err = chromedp.Do(handle)
	if command != nil && command.Process != nil {
		b.group = command.Process.Pid
	}
	if err != nil {
		b.stop()
		return nil, fmt.Errorf("start browser: %w", err)
	}
	house.note(b.group)
	if protector, err = newGuard(b.group); err != nil {
		p.log.Warn("browser without a guard: it may outlive a killed process", slog.Any("error", err))
	}
	version, err := chromedp.CallBrowser(handle, cdpbrowser.GetVersion, cdp.Empty{})
	if err != nil {
		b.stop()
		return nil, fmt.Errorf("ask browser for its version: %w", err)
	}
	if err := barWindows(handle); err != nil {
		b.stop()
		return nil, fmt.Errorf("keep browser from opening windows: %w", err)
	}
	b.agent = version.UserAgent
	b.watch = p.observe(b)
	return b, nil
}

// nothingAhead gives no place to what waits to be fetched beforehand by speculation
// rules, which no tab can pause: none of it ever leaves. Chromium makes the setting
// for its own tests and may drop it; TestNothingIsFetchedBeforehand then fails.
const nothingAhead = "PrefetchSchedulerTesting:kPrefetchSchedulerTestingActiveSetSizeLimitForBase/0" +
	"/kPrefetchSchedulerTestingActiveSetSizeLimitForBurst/0"

// options are the browser's command line. The browser leads a process group of
// its own; started is set to the command that starts it.
func (p *pool) options(house *home, started **exec.Cmd) []chromedp.ExecAllocatorOption {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(p.path),
		chromedp.WindowSize(1280, 900),
		// Every frame and every tab stays within the boundary of its journey. A page
		// keeps the frame of the page before it, as Chromium did before RenderDocument:
		// the protocol need not be set up in each anew. What fetchLater puts off to the
		// end of a page the browser sends itself, now and then past the tab's pause
		// (seen once in thirty): pages do without it, as in Firefox and Safari.
		chromedp.Flag("disable-features", "Translate,BlinkGenPropertyTrees,IsolateOrigins,SitePerProcess,RenderDocument,FetchLaterAPI"),
		chromedp.Flag("disable-site-isolation-trials", true),
		// The network service in the browser's own process: one process less, and
		// every exchange crosses one border less. chromedp's own flag has a name that
		// Chromium no longer knows.
		chromedp.Flag("enable-features", "NetworkServiceInProcess2,"+nothingAhead),
		chromedp.Flag("block-new-web-contents", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", "fr"),
		chromedp.Flag("proxy-server", proxyServer(os.Getenv)),
		chromedp.Flag("proxy-bypass-list", bypassed(os.Getenv)),
		chromedp.UserDataDir(house.profile()),
		chromedp.Env("TMPDIR="+house.temporary()),
		chromedp.ModifyCmdFunc(func(command *exec.Cmd) {
			command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
			command.Cancel = func() error {
				kill(command.Process.Pid, closeTimeout)
				return nil
			}
			*started = command
		}),
	)
	if p.visible {
		options = append(options, chromedp.VisibleWindow)
	} else {
		// Without a window nothing is drawn by a graphics card: a process less.
		options = append(options, chromedp.Flag("in-process-gpu", true))
	}
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
		if !p.told {
			p.log.Warn("running as root: Chromium runs without its sandbox")
			p.told = true
		}
	}
	return options
}

// discard ends a browser that no longer answers, with all its tabs.
func (p *pool) discard(b *browser) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.current == b {
		p.current = nil
	}
	b.old = true
	b.stop()
}

// close ends the current browser and waits for its process.
func (p *pool) close() error {
	p.mu.Lock()
	b := p.current
	p.current, p.closed = nil, true
	p.mu.Unlock()
	if b == nil {
		return nil
	}
	if b.handle.Err() != nil {
		b.stop() // it died; its folder is left
		return nil
	}
	limited, cancel := context.WithTimeout(b.handle, closeTimeout)
	defer cancel()
	err := chromedp.Cancel(limited)
	b.stop()
	if err != nil && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("stop browser: %w", err)
	}
	return nil
}
