package probes

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

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
	lazyregexp.New(`(?i)/demarche/[^/]+/_choisirBloc`),
	lazyregexp.New(`(?i)/booking/create/[^/]+/[2-9]`),
	lazyregexp.New(`(?i)bookingserver::planning::assign`),
	lazyregexp.New(`(?i)/users/rdv_wizard_step`),
}

// files are paths of the portal that take an application, a document or a
// changed datum. No journey may send to them, whatever it lists.
var files = lazyregexp.New(`(?i)^(/_fault/[^/]+)?/api/`)

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
var action = lazyregexp.New(`(?i)/demarche/[^/]+/_\w+`)

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

var slashes = lazyregexp.New(`/{2,}`)

// plainPath is the path that a server understands, whatever way it is written:
// letters as %5F or slashes twice.
func plainPath(u *url.URL) string {
	decoded := u.Path
	for range 3 { // some servers decode what was encoded twice
		again, err := url.PathUnescape(decoded)
		if err != nil {
			break
		}
		decoded = again
	}
	return slashes.ReplaceAllString(decoded, "/")
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
	asked := plainPath(u)
	for _, pattern := range never {
		if pattern.MatchString(asked) {
			return "cette adresse choisit, retient ou réserve un créneau"
		}
	}
	listed := b.lists(u)
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		if action.MatchString(asked) && !listed {
			return "cette adresse envoie une réponse que le parcours ne prévoit pas"
		}
		return ""
	case http.MethodPost:
		if files.MatchString(asked) {
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
	defer a.guarding.Add(-1)
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
	if ending, held := a.passBy(tab, hostWithPort(e.Request.URL)); held {
		return ending, true
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

// sealScript takes away, in every page and frame and before any script of theirs, what
// sends outside of the requests that the browser pauses. A script gets no window, and
// a form that would open one is sent, and judged, in its own tab (see windows for what
// gets past this). Workers that pages share are not in all browsers, and pages do
// without; those that serve pages are said to be registered and never run. A browser
// that would follow speculation rules (see nothingAhead) finds few: they are taken out
// before it considers them, which it does once the observers have been told.
const sealScript = `(() => {
  const tell = window.` + tell + `;
  delete window.` + tell + `;
  delete window.SharedWorker;
  window.open = () => null;
  const opens = name => name && !/^_(self|parent|top)$/i.test(name) && !(window[name] && window[name].window === window[name]);
  const here = form => {
    if (opens(form.target || document.querySelector("base[target]")?.target)) form.target = "_self";
  };
  addEventListener("submit", e => {
    if (opens(e.submitter?.getAttribute("formtarget"))) e.submitter.setAttribute("formtarget", "_self");
    here(e.target);
  }, true);
  const submit = HTMLFormElement.prototype.submit;
  HTMLFormElement.prototype.submit = function () { here(this); submit.call(this); };
  const rules = new MutationObserver(changes => {
    for (const change of changes) for (const node of change.addedNodes) {
      if (node.localName === "script" && /^\s*speculationrules\s*$/i.test(node.type)) node.remove();
    }
  });
  const everywhere = { childList: true, subtree: true };
  rules.observe(document, everywhere);
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    const root = attach.call(this, init);
    rules.observe(root, everywhere);
    return root;
  };
  if (window.ServiceWorkerContainer) {
    const idle = () => Object.assign(new EventTarget(), {
      installing: null, waiting: null, active: null, scope: location.origin + "/", update: async () => {}, unregister: async () => true });
    Object.defineProperty(ServiceWorkerContainer.prototype, "register", { value: async () => idle(), writable: false, configurable: false });
  }
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

// foreseen ends an attempt whose page had the browser fetch beforehand, by its
// speculation rules, what no journey may ask for: such a fetch is not paused, if a
// browser ever makes one (see nothingAhead).
func (a *attempt) foreseen(e *network.EventRequestWillBeSent) {
	if e.Type != network.ResourceTypePrefetch {
		return
	}
	if reason := a.boundary.refuses(e.Request.Method, e.Request.URL); reason != "" {
		a.trace.refuse(Ending{observatory.Fault, CauseBoundary, fmt.Sprintf(
			"Demande faite d'avance par le navigateur, sur un ordre de la page, sans que la sonde puisse la retenir : %s %s ; %s.",
			e.Request.Method, a.shown(e.Request.URL), reason)})
	}
}

// closeBox closes a box that a page opens over itself and that nobody sees; a page
// waits for it without an end. Nothing is agreed to, but to leave the page.
func closeBox(tab context.Context, e *page.EventJavascriptDialogOpening) {
	// An error means that the tab is gone, and the box with it.
	_, _ = chromedp.Call(tab, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{
		Accept: e.Type == page.DialogTypeAlert || e.Type == page.DialogTypeBeforeunload,
	})
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
		a.workers(tab, event)
		switch e := event.(type) {
		case *fetch.EventRequestPaused:
			a.guarding.Add(1)
			go a.guard(tab, e)
		case *network.EventWebSocketCreated:
			a.trace.refuse(unseen("WebSocket " + shortAddress(e.URL)))
		case *network.EventRequestWillBeSent:
			a.foreseen(e)
		case *page.EventJavascriptDialogOpening:
			if !e.HasBrowserHandler { // in a window, a person answers
				go closeBox(tab, e)
			}
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
	if err := watchWorkers(tab); err != nil {
		return err
	}
	if err := denyReports(tab); err != nil {
		return err
	}
	return chromedp.Do(tab, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: "*"}}})
		return err
	}))
}

// vacateTimeout is how long a page may take to go.
const vacateTimeout = 2 * time.Second

// vacate has the page of a tab replaced by an empty one while the boundary
// stands: it goes with the tab, and then lets through what a page sends as its
// last words.
func (a *attempt) vacate(tab context.Context) {
	ctx, cancel := context.WithTimeout(tab, vacateTimeout)
	defer cancel()
	// An error means that the tab is gone, or that its page hangs and says nothing.
	if _, err := chromedp.Call(ctx, page.Navigate, page.NavigateParams{URL: "about:blank"}); err != nil {
		return
	}
	// The answer comes after all that the page that went has asked for.
	_, _ = chromedp.Run(ctx, chromedp.Evaluate[int]("1"))
	for a.guarding.Load() > 0 && ctx.Err() == nil {
		_ = sleep(ctx, 5*time.Millisecond)
	}
}

// vacated is the ending of an attempt whose page may have tried to send
// something as it went.
func (a *attempt) vacated(tab context.Context, ending Ending) Ending {
	before := a.trace.state().refusal
	a.vacate(tab)
	if refusal := a.trace.state().refusal; before == nil && refusal != nil {
		return *refusal
	}
	return ending
}
