package probes

import (
	"strconv"
	"strings"
	"testing"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

// started is a script that starts a worker of another script under a name.
func started(name, script, options string) string {
	return `const ` + name + ` = new Worker(URL.createObjectURL(new Blob([` + strconv.Quote(script) + `], {type: "text/javascript"})), {` + options + `});`
}

// workerPage is a page whose button comes once its worker has said a word, or failed.
func workerPage(script, options string) string {
	return `<script>const done = () => { const b = document.createElement("button"); b.textContent = "Continuer"; document.querySelector("main").append(b) };` +
		started("w", script, options) + `w.onmessage = done; w.onerror = e => { e.preventDefault(); done() }</script>`
}

// second is a worker that starts another, and passes its word on.
func second(script string) string {
	return started("n", script, "") + `n.onmessage = e => postMessage(e.data); n.onerror = e => { e.preventDefault(); postMessage(1) }`
}

// TestBoundaryHoldsWorkers holds the boundary against workers, which send by their own
// means, and lets those work that do not.
func TestBoundaryHoldsWorkers(t *testing.T) {
	const transport, send = `new WebTransport("https://{there}/x"); postMessage(1)`, `fetch(self.origin + "/envoi", {method: "POST"}).finally(() => postMessage(1))`
	tests := map[string]struct {
		body    string
		refused bool
	}{
		"WebTransport of a worker":          {workerPage(transport, ""), true},
		"WebTransport of a module":          {workerPage(transport, `type: "module"`), true},
		"WebTransport of a worker's worker": {workerPage(second(transport), ""), true},
		"WebTransport of the third":         {workerPage(second(second(transport)), ""), true},
		"WebTransport of many":              {workerPage(strings.Repeat("{"+started("a", transport, "")+"}", 20)+`postMessage(1)`, ""), true},
		"a request of a worker":             {workerPage(send, ""), true},
		"a request of a worker's worker":    {workerPage(second(send), ""), true},
		"a worklet that works": {`<script>new OfflineAudioContext(1, 128, 44100).audioWorklet.addModule(URL.createObjectURL(new Blob(["1"], {type: "text/javascript"}))).then(() => {` +
			`const b = document.createElement("button"); b.textContent = "Continuer"; document.querySelector("main").append(b) })</script>`, false},
		"a worker that works":                {workerPage(`postMessage(1)`, ""), false},
		"a worker's worker that works":       {workerPage(second(`postMessage(1)`), ""), false},
		"the third that works, and a module": {workerPage(second(second(`postMessage(1)`)), `type: "module"`), false},
	}
	r := newRig(t, testbed.Options{}, nil)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			there := newListening(t)
			site := newLair(t, strings.ReplaceAll(test.body, "{there}", there.address))
			a := site.try(t, r)
			if sent := site.notes(); there.reached(t) || len(sent) > 0 {
				t.Errorf("something left the browser: %v", sent)
			}
			if refused := a.Outcome == observatory.Fault && a.Cause == CauseBoundary; refused != test.refused || (!refused && a.Outcome != observatory.Met) {
				t.Errorf("got %s/%s: %s", a.Outcome, a.Cause, a.Detail)
			}
		})
	}
}
