package probes

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
)

// closeTimeout is how long a browser has to end by itself.
const closeTimeout = 10 * time.Second

// pool runs one browser at a time and gives its tabs out, each in a fresh
// context of cookies and storage. A browser is replaced when it died or after
// a number of attempts; the old one ends with its last tab.
type pool struct {
	path    string
	visible bool
	recycle int
	log     *slog.Logger
	places  chan struct{} // one token a tab at a time

	mu      sync.Mutex
	current *browser
	alive   map[*browser]int // browsers that run, to their process
	closed  bool
	warned  bool
	started func() // told of every start, the lock held
}

// browser is one running browser. handle is chromedp's own context of it,
// which is how chromedp names a browser; it carries no deadline.
type browser struct {
	handle context.Context
	stop   context.CancelFunc
	agent  string // its own User-Agent
	used   int
	users  int
	old    bool // to be stopped when its last user leaves
}

func newPool(path string, visible bool, concurrency, recycle int, log *slog.Logger) *pool {
	return &pool{path: path, visible: visible, recycle: recycle, log: log, places: make(chan struct{}, concurrency), alive: map[*browser]int{}, started: func() {}}
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
	return b, func() { p.release(b) }, nil
}

func (p *pool) release(b *browser) {
	p.mu.Lock()
	defer p.mu.Unlock()
	<-p.places
	b.users--
	if b.old && b.users == 0 {
		b.stop()
	}
}

func (p *pool) running() (*browser, error) {
	if p.closed {
		return nil, errors.New("pool of browsers is closed")
	}
	if b := p.current; b != nil {
		if b.handle.Err() == nil && b.used < p.recycle {
			return b, nil
		}
		p.retire()
	}
	b, err := p.start()
	if err != nil {
		return nil, err
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
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(p.path),
		chromedp.WindowSize(1280, 900),
		// Every frame and every tab stays within the boundary of its journey.
		chromedp.Flag("disable-features", "Translate,BlinkGenPropertyTrees,IsolateOrigins,SitePerProcess"),
		chromedp.Flag("disable-site-isolation-trials", true),
		chromedp.Flag("block-new-web-contents", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", "fr"),
		chromedp.Flag("proxy-server", proxyServer(os.Getenv)),
		chromedp.Flag("proxy-bypass-list", bypassed(os.Getenv)),
	)
	if p.visible {
		options = append(options, chromedp.VisibleWindow)
	}
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
		if !p.warned {
			p.log.Warn("running as root: Chromium runs without its sandbox")
			p.warned = true
		}
	}
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	handle, stopBrowser := chromedp.NewContext(allocator)
	stop := func() {
		stopBrowser()
		stopAllocator()
	}
	watchdog := time.AfterFunc(tabTimeout, stop)
	defer watchdog.Stop()
	if err := chromedp.Do(handle); err != nil {
		stop()
		return nil, fmt.Errorf("start browser: %w", err)
	}
	version, err := chromedp.CallBrowser(handle, cdpbrowser.GetVersion, cdp.Empty{})
	if err != nil {
		stop()
		return nil, fmt.Errorf("ask browser for its version: %w", err)
	}
	return &browser{handle: handle, stop: stop, agent: version.UserAgent}, nil
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
	if b == nil || b.handle.Err() != nil {
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
