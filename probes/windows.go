package probes

import (
	"context"
	"log/slog"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// windows keeps pages from opening windows and tabs, of which no request would be
// paused. Each new one waits at its start. The first of a context is the probe's own,
// and goes on; any other is closed before it has asked for anything. (The setting
// block-new-web-contents does as much in chromium-headless-shell; a full Chromium does
// not know it.)
type windows struct {
	browser context.Context
	own     map[cdp.BrowserContextID]bool
}

// barWindows watches the windows of a browser from now on.
func barWindows(browser context.Context) error {
	w := &windows{browser, map[cdp.BrowserContextID]bool{}}
	if err := chromedp.ListenBrowser(browser, w.hear); err != nil {
		return err
	}
	_, err := chromedp.CallBrowser(browser, target.SetAutoAttach, target.SetAutoAttachParams{
		AutoAttach: true, WaitForDebuggerOnStart: true, Flatten: new(true), Filter: target.Filter{{Type: "page"}},
	})
	return err
}

// hear takes in what the browser tells of windows, one after the other. An error of
// what it answers means that the window, or the browser, is gone.
func (w *windows) hear(event any) {
	e, attached := event.(*target.EventAttachedToTarget)
	switch {
	case !attached, !e.WaitingForDebugger: // it was there, or chromedp attaches to it
	case e.TargetInfo.OpenerID == "" && !w.own[e.TargetInfo.BrowserContextID]:
		w.own[e.TargetInfo.BrowserContextID] = true
		go func() {
			_, _ = chromedp.CallBrowser(w.browser, target.DetachFromTarget, target.DetachFromTargetParams{SessionID: e.SessionID})
		}()
	default:
		go func() {
			_, _ = chromedp.CallBrowser(w.browser, target.CloseTarget, target.CloseTargetParams{TargetID: e.TargetInfo.TargetID})
		}()
	}
}

// quietly keeps what chromedp has to say, of sessions of windows that it does not know
// above all, for who looks for it; the values may be what a page holds, and are left out.
func quietly(log *slog.Logger) chromedp.ContextOption {
	return chromedp.WithErrorf(func(format string, _ ...any) { log.Debug("chromedp", slog.String("told", format)) })
}
