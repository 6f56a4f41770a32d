package probes

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"vigie/internal/observatory"
)

// never are paths that choose, hold or book a slot. No journey may ask for
// them, by any method, whatever it lists.
var never = []*regexp.Regexp{
	regexp.MustCompile(`/demarche/[^/]+/_choisirBloc`),
	regexp.MustCompile(`/booking/create/[^/]+/[2-9]`),
	regexp.MustCompile(`bookingserver(::|%3A%3A)planning(::|%3A%3A)assign`),
	regexp.MustCompile(`/users/rdv_wizard_step`),
}

// action is a path that sends something in RDV-Prefecture.
var action = regexp.MustCompile(`/demarche/[^/]+/_\w+`)

// boundary decides which requests of a journey may leave the browser.
type boundary struct {
	post []*regexp.Regexp // paths that this journey lists
	host string           // of the target: posts may go nowhere else
}

func newBoundary(journey Journey, target *url.URL) boundary {
	b := boundary{host: target.Host}
	for _, pattern := range journey.Post {
		b.post = append(b.post, regexp.MustCompile(pathPattern(pattern, target)))
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
	listed := false
	for _, pattern := range b.post {
		listed = listed || (u.Host == b.host && pattern.MatchString(u.EscapedPath()))
	}
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		if action.MatchString(u.EscapedPath()) && !listed {
			return "cette adresse envoie une réponse que le parcours ne prévoit pas"
		}
		return ""
	case http.MethodPost:
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
			e.Request.Method, shortAddress(e.Request.URL), reason)}, true
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

// enclose turns the boundary on for a tab.
func (a *attempt) enclose(tab context.Context) error {
	err := chromedp.Listen(tab, func(event any) {
		a.trace.listen(event)
		if paused, ok := event.(*fetch.EventRequestPaused); ok {
			go a.guard(tab, paused)
		}
	})
	if err != nil {
		return err
	}
	return chromedp.Do(tab, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: "*"}}})
		return err
	}))
}
