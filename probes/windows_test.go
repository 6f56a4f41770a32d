package probes

import (
	"path/filepath"
	"testing"

	"vigie/internal/observatory"
)

// welcoming starts a browser without the setting that keeps it from opening windows.
const welcoming = `for a; do [ "$a" = --block-new-web-contents ] || set -- "$@" "$a"; shift; done; exec %q "$@"`

// TestPagesOpenNoWindows is about the browser of the assisted mode, which has a window
// and opens those of pages; a full Chromium is tried too where there is one.
func TestPagesOpenNoWindows(t *testing.T) {
	for _, path := range bothBrowsers(t) {
		r := wrapped(t, path, welcoming)
		for name, test := range map[string]struct {
			body    string
			refused bool // the attempt ends by it
		}{
			"a form":             {`<form method=post target=_blank action="/envoi"><button>Continuer</button></form>`, true},
			"a form by a name":   {`<form method=post target=autre action="/envoi"><button>Continuer</button></form>`, true},
			"a form's button":    {`<form method=post action="/envoi"><button formtarget=autre>Continuer</button></form>`, true},
			"a form of a base":   {`<base target=autre><form method=post action="/envoi"><button>Continuer</button></form>`, true},
			"a form of a script": {`<form id=f method=post target=autre action="/envoi"></form><button onclick="f.submit()">Continuer</button>`, true},
			"a form in a shadow": {shadow("open", `<form method=post target=_blank action="/envoi"></form>`) + `<button onclick="document.querySelector('main div').shadowRoot.querySelector('form').requestSubmit()">Continuer</button>`, false},
			"a script":           {`<button onclick="window.open('/envoi')">Continuer</button>`, false},
			"a script's, empty":  {`<button onclick="const w=window.open('');w&&w.fetch(location.origin+'/envoi',{method:'POST'})">Continuer</button>`, false},
			"an empty frame's":   {`<button onclick="const f=document.createElement('iframe');document.body.append(f);f.contentWindow.open('/envoi')">Continuer</button>`, false},
		} {
			t.Run(filepath.Base(path)+" "+name, func(t *testing.T) {
				body := test.body
				if test.refused {
					body += "<!-- ?suite: the attempt waits for what comes of it -->"
				}
				site := newLair(t, body)
				a := site.try(t, r)
				if sent := site.notes(); len(sent) > 0 {
					t.Errorf("sent: %v", sent)
				}
				if refused := a.Outcome == observatory.Fault && a.Cause == CauseBoundary; refused != test.refused || (!refused && a.Outcome != observatory.Met) {
					t.Errorf("got %s/%s: %s", a.Outcome, a.Cause, a.Detail)
				}
			})
		}
	}
}
