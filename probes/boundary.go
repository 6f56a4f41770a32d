package probes

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"vigie/internal/observatory"

	"vigie/internal/lazyregexp"
)

// never are paths that choose, hold or book a slot. No journey may ask for
// them, by any method, whatever it lists.
var never = []*lazyregexp.Regexp{
	lazyregexp.New(`/demarche/[^/]+/_choisirBloc`),
	lazyregexp.New(`/booking/create/[^/]+/[2-9]`),
	lazyregexp.New(`bookingserver(::|%3A%3A)planning(::|%3A%3A)assign`),
	lazyregexp.New(`/users/rdv_wizard_step`),
}

// files are paths of the portal that take an application, a document or a
// changed datum. No journey may send to them, whatever it lists.
var files = lazyregexp.New(`^(/_fault/[^/]+)?/api/`)

// splitPost gives the host and the path of what a journey may post to; a path
// alone is on the target's host.
func splitPost(pattern string) (host, path string) {
	rest, whole := strings.CutPrefix(pattern, "https://")
	if !whole {
		return "", pattern
	}
	host, path, _ = strings.Cut(rest, "/")
	return host, "/" + path
}

// action is a path that sends something in RDV-Prefecture.
var action = lazyregexp.New(`/demarche/[^/]+/_\w+`)

// boundary decides which requests of a journey may leave the browser.
type boundary struct {
	post []posting // what this journey lists
}

// posting is one kind of address that a journey may post to: a path on the
// target's host, or on one that the journey names.
type posting struct {
	host string
	path *regexp.Regexp
}

// lists reports whether the journey names an address among those it posts to.
func (b boundary) lists(u *url.URL) bool {
	return slices.ContainsFunc(b.post, func(p posting) bool { return p.host == u.Host && p.path.MatchString(u.EscapedPath()) })
}

func newBoundary(journey Journey, target *url.URL) boundary {
	var b boundary
	for _, pattern := range journey.Post {
		host, path := splitPost(pattern)
		b.post = append(b.post, posting{hostNamed(host, target), regexp.MustCompile(pathPattern(path, target))})
	}
	return b
}

// refuses gives the reason for which a request may not leave, empty when it may.
func (b boundary) refuses(method, address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "adresse illisible"
	}
	for _, pattern := range never {
		if pattern.MatchString(u.EscapedPath()) {
			return "cette adresse choisit, retient ou réserve un créneau"
		}
	}
	listed := b.lists(u)
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		if action.MatchString(u.EscapedPath()) && !listed {
			return "cette adresse envoie une réponse que le parcours ne prévoit pas"
		}
		return ""
	case http.MethodPost:
		if files.MatchString(u.EscapedPath()) {
			return "cette adresse dépose ou modifie une demande"
		}
		if listed {
			return ""
		}
	}
	return "le parcours n'a pas le droit d'envoyer (" + method + ")"
}

// guard answers every request that the browser has paused: it lets it go or
// fails it. It runs in its own goroutine, one a request.
func (a *attempt) guard(tab context.Context, e *fetch.EventRequestPaused) {
	ending, refused := a.judge(tab, e)
	if !refused {
		// An error means that the tab is gone: nothing is left to let go.
		_, _ = chromedp.Call(tab, fetch.ContinueRequest, fetch.ContinueRequestParams{RequestID: e.RequestID})
		return
	}
	a.trace.refuse(ending)
	_, _ = chromedp.Call(tab, fetch.FailRequest, fetch.FailRequestParams{
		RequestID: e.RequestID, ErrorReason: network.ErrorReasonBlockedByClient,
	})
}

func (a *attempt) judge(tab context.Context, e *fetch.EventRequestPaused) (Ending, bool) {
	if reason := a.boundary.refuses(e.Request.Method, e.Request.URL); reason != "" {
		return Ending{observatory.Fault, CauseBoundary, fmt.Sprintf("Demande refusée par la sonde : %s %s ; %s.",
			e.Request.Method, a.shown(e.Request.URL), reason)}, true
	}
	if host := hostWithPort(e.Request.URL); host != "" {
		if reason, stopped := a.runner.stopped(tab, host); stopped {
			return hostStopped(host, reason), true
		}
	}
	if e.FrameID != a.trace.frame || e.ResourceType != network.ResourceTypeDocument {
		return Ending{}, false
	}
	first := a.trace.state().opened <= 1
	return a.runner.robots.judge(tab, e.Request.URL, first)
}

// shortAddress is an address without its query, which can hold anything.
func shortAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "(adresse illisible)"
	}
	return u.Host + u.EscapedPath()
}

// tell is the name under which sealScript finds its way to tell the probe.
const tell = "vigieRefuse"

// sealScript takes away, in every page and frame and before any script of
// theirs, what sends outside of the requests that the browser pauses.
const sealScript = `(() => {
  const tell = window.` + tell + `;
  delete window.` + tell + `;
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport"]) {
    if (!(name in window)) continue;
    const refused = function () { tell && tell(name); throw new DOMException("Refusé par la sonde.", "NotAllowedError"); };
    Object.defineProperty(window, name, { value: refused, writable: false, configurable: false });
  }
})();`

// unseen is the ending of a page that would send what the probe cannot see.
func unseen(what string) Ending {
	return Ending{observatory.Fault, CauseBoundary, "Demande refusée par la sonde : " + what + " ; elle pourrait envoyer ce que la sonde ne voit pas."}
}

// nowhere is a proxy that no machine runs: port 1 of this one.
const nowhere = "127.0.0.1:1"

// proxyServer is Chromium's proxy setting. The paused requests hold no WebSocket,
// so those are sent where nothing listens, from pages, frames and workers alike:
// they use the proxy of last resort, and plain requests never do. The machine's
// own proxies are kept, without a name or a password.
func proxyServer(getenv func(string) string) string {
	own := func(names ...string) string {
		for _, name := range names {
			if value := getenv(name); value != "" {
				// A password would show in the list of processes.
				return value[strings.LastIndex(value, "@")+1:]
			}
		}
		return "direct://"
	}
	return "http=" + own("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY") +
		";https=" + own("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY") + ";socks=" + nowhere
}

// bypassed is Chromium's list of hosts that use no proxy: this machine, and
// those of no_proxy, for plain requests alone.
func bypassed(getenv func(string) string) string {
	var rules strings.Builder
	rules.WriteString("<-loopback>")
	for host := range strings.SplitSeq("localhost,127.0.0.1,[::1],"+getenv("no_proxy")+","+getenv("NO_PROXY"), ",") {
		if host = strings.TrimSpace(host); host != "" {
			rules.WriteString(";http://" + host + ";https://" + host)
		}
	}
	return rules.String()
}

// enclose turns the boundary on for a tab.
func (a *attempt) enclose(tab context.Context) error {
	err := chromedp.Listen(tab, func(event any) {
		a.trace.listen(event)
		switch e := event.(type) {
		case *fetch.EventRequestPaused:
			go a.guard(tab, e)
		case *network.EventWebSocketCreated:
			a.trace.refuse(unseen("WebSocket " + shortAddress(e.URL)))
		case *runtime.EventBindingCalled:
			if e.Name == tell {
				a.trace.refuse(unseen(cut(e.Payload, 40)))
			}
		}
	})
	if err != nil {
		return err
	}
	if _, err := chromedp.Call(tab, runtime.AddBinding, runtime.AddBindingParams{Name: tell}); err != nil {
		return err
	}
	if _, err := chromedp.Call(tab, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: sealScript}); err != nil {
		return err
	}
	return chromedp.Do(tab, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: "*"}}})
		return err
	}))
}
