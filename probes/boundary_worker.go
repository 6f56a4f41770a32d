package probes

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// A worker of a page has a WebTransport of its own, which no script of the page can
// take away. Each worker therefore waits at its start until the probe has done so, and
// watches the workers that it starts itself. What is said to it goes through the
// session of the page: chromedp has none for workers.

// sendMessage is the protocol's way to speak to what is behind a session.
const sendMessage = "Target.sendMessageToTarget"

// Numbers of what is said to a worker. The answer to the seal lets it run; nobody waits
// for the others.
const (
	unanswered = iota + 1
	theSeal
)

// workerScript takes away what sends past the requests that the browser pauses, for
// good: a worker gets its own only as its script is loaded.
const workerScript = `(() => {
  const tell = globalThis.` + tell + `;
  delete globalThis.` + tell + `;
  const refused = function () { tell && tell("WebTransport"); throw new DOMException("Refusé par la sonde.", "NotAllowedError"); };
  Object.defineProperty(globalThis, "WebTransport", { value: refused, writable: false, configurable: false });
})();`

// command is what is said to a worker.
type command struct {
	ID     int    `json:"id,omitempty"`
	Method string `json:"method,omitempty"`
	Params any    `json:"params,omitempty"`
}

// carry is a message to what is behind a session, or from it.
type carry struct {
	SessionID target.SessionID `json:"sessionId"`
	Message   string           `json:"message"`
}

func watching() target.SetAutoAttachParams {
	return target.SetAutoAttachParams{AutoAttach: true, WaitForDebuggerOnStart: true, Flatten: new(false)}
}

// watchWorkers has the workers of a tab wait at their start.
func watchWorkers(tab context.Context) error {
	return chromedp.Do(tab, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, target.SetAutoAttach, watching())
		return err
	}))
}

// workers takes in what the browser tells of the workers of a tab.
func (a *attempt) workers(tab context.Context, event any) {
	switch e := event.(type) {
	case *target.EventAttachedToTarget:
		if isWorker(e.TargetInfo) {
			go sealOff(tab, []target.SessionID{e.SessionID})
		}
	case *target.EventReceivedMessageFromTarget:
		a.heard(tab, []target.SessionID{e.SessionID}, e.Message)
	}
}

// isWorker tells workers and worklets from pages and frames. Those of a tab are all
// behind the one session whose requests are paused; one that ever came with its own
// would not be, and waits for good.
func isWorker(info *target.Info) bool {
	return info != nil && info.Type != "page" && info.Type != "iframe"
}

// heard takes in what a worker says: the one at the end of a path of sessions, each
// of a worker of the one before.
func (a *attempt) heard(tab context.Context, path []target.SessionID, message string) {
	var m struct {
		ID     int
		Error  any
		Result struct{ ExceptionDetails any }
		Method string
		Params struct {
			carry

			TargetInfo    *target.Info
			Name, Payload string
		}
	}
	if json.Unmarshal([]byte(message), &m) != nil {
		return
	}
	inner := slices.Concat(path, []target.SessionID{m.Params.SessionID})
	switch {
	case m.ID == theSeal && m.Error == nil && m.Result.ExceptionDetails == nil:
		go say(tab, path, command{ID: unanswered, Method: runtime.RunIfWaitingForDebugger.Method})
	case m.Method == "Target.attachedToTarget" && isWorker(m.Params.TargetInfo):
		go sealOff(tab, inner)
	case m.Method == "Target.receivedMessageFromTarget":
		a.heard(tab, inner, m.Params.Message)
	case m.Method == "Runtime.bindingCalled" && m.Params.Name == tell:
		a.trace.refuse(unseen(cut(m.Params.Payload, 40) + " d'un programme de la page"))
	}
}

// sealOff takes away from a worker that waits what no page may use.
func sealOff(tab context.Context, path []target.SessionID) {
	say(tab, path, command{ID: unanswered, Method: runtime.AddBinding.Method, Params: runtime.AddBindingParams{Name: tell}})
	say(tab, path, command{ID: unanswered, Method: target.SetAutoAttach.Method, Params: watching()})
	say(tab, path, command{ID: theSeal, Method: runtime.Evaluate.Method, Params: runtime.EvaluateParams{Expression: workerScript}})
}

// say says something to the worker at the end of a path of sessions.
func say(tab context.Context, path []target.SessionID, m command) {
	for i := len(path) - 1; ; i-- {
		text, err := json.Marshal(m)
		if err != nil {
			return // of our own words alone: they can be written
		}
		to := carry{path[i], string(text)}
		if i > 0 {
			m = command{ID: unanswered, Method: sendMessage, Params: to}
			continue
		}
		// An error means that the worker, or the tab, is gone: nothing is left to seal.
		_ = chromedp.Do(tab, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			return t.Call(ctx, sendMessage, to, nil)
		}))
		return
	}
}
