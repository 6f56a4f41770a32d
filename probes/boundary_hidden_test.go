package probes

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

// lair is a site that notes what it is sent by what is no script of a page in
// sight: workers, redirects, last words, what the browser fetches beforehand.
type lair struct {
	*httptest.Server
	header http.Header // of its page
	rules  string      // of the file that a header may name

	mu   sync.Mutex
	sent []string
}

func newLair(t *testing.T, body string) *lair {
	l, landmark := &lair{}, "suite"
	if strings.Contains(body, "/permis") || strings.Contains(body, "?suite") {
		landmark = "debut" // the attempt waits for what comes of it
	}
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := strings.ToLower(r.URL.Path)
		if strings.HasPrefix(path, "/envoi") || strings.Contains(path, "bloc") || strings.Contains(path, "/12/5") {
			l.mu.Lock()
			l.sent = append(l.sent, r.Method+" "+r.URL.Path)
			l.mu.Unlock()
		}
		switch r.URL.Path {
		case "/service.js":
			w.Header().Set("Content-Type", "text/javascript")
			fmt.Fprint(w, `self.addEventListener("install", e => e.waitUntil(fetch("/envoi", {method: "POST"})))`)
		case "/commun.js":
			w.Header().Set("Content-Type", "text/javascript")
			fmt.Fprint(w, `fetch("/envoi", {method: "POST"})`)
		case "/regles.json":
			w.Header().Set("Content-Type", "application/speculationrules+json")
			w.Header().Set("Access-Control-Allow-Origin", "*")
			fmt.Fprint(w, l.rules)
		case "/permis":
			http.Redirect(w, r, "/envoi", http.StatusTemporaryRedirect)
		default:
			maps.Copy(w.Header(), l.header)
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, "<!doctype html><title>piège</title><main id="+cmp.Or(r.URL.RawQuery, landmark)+"><h1>Préfecture d'Essai</h1>"+body+"</main>")
		}
	}))
	t.Cleanup(l.Close)
	return l
}

func (l *lair) notes() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.sent...)
}

func (l *lair) try(t *testing.T, r *rig) *observatory.Attempt {
	t.Helper()
	journey, problems := parseJourney("piege.yaml", []byte(strings.Replace(trapJourney, "duty:", "testbed: true\npost: [/permis]\nduty:", 1)))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	journey.Testbed = false // it is no double of a portal
	target := observatory.Target{ID: "piege", System: SystemRDVPrefecture, Prefecture: "Préfecture d'Essai", Address: l.URL + "/depart"}
	attempts, err := r.runner.Run(t.Context(), journey, target, RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return attempts[0]
}

func TestBoundaryHoldsWhatIsNotInSight(t *testing.T) {
	const stay, last = `<button>Continuer</button>`, `addEventListener("pagehide", () => navigator.sendBeacon("/envoi", "x"))`
	tests := map[string]struct {
		body    string
		refused bool // the attempt ends by it; otherwise the page does without
	}{
		"a redirect of a listed address":      {`<form method=post action="/permis"><button>Continuer</button></form>`, true},
		"a redirect of a script":              {`<button onclick="fetch('/permis',{method:'POST'})">Continuer</button>`, true},
		"a service worker":                    {`<script>navigator.serviceWorker.register("/service.js").then(r => r.update()).then(() => document.title = "prêt")</script>` + stay, false},
		"a service worker of an empty frame":  {`<button onclick="const f=document.createElement('iframe');document.body.append(f);f.contentWindow.navigator.serviceWorker.register('/service.js')">Continuer</button>`, false},
		"a shared worker":                     {`<script>"SharedWorker" in window && new SharedWorker("/commun.js")</script>` + stay, false},
		"a shared worker of an empty frame":   {`<button onclick="const f=document.createElement('iframe');document.body.append(f);const s=f.contentWindow.SharedWorker;s&&new s('/commun.js')">Continuer</button>`, false},
		"last words":                          {`<script>` + last + `</script>` + stay, true},
		"last words of a frame":               {`<iframe srcdoc='<script>` + last + `</script>'></iframe>` + stay, true},
		"last words of a page that would not": {`<script>addEventListener("beforeunload", e => e.preventDefault());` + last + `</script>` + stay, true},
		"a request put off to the end":        {`<script>window.fetchLater?.("/envoi", {method: "POST"})</script>` + stay, false},
		"a slot under another spelling":       {`<a href="/rdvpref/reservation/Demarche/1//%5FchoisirBloc?c=2">Continuer</a>`, true},
		"a slot under a number in code":       {`<a href="/booking/create/12/%35/1">Continuer</a>`, true},
	}
	r := newRig(t, testbed.Options{}, nil)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			site := newLair(t, test.body)
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

// TestBoxesOverAPageDoNotHangIt is about alert() and its like, which stop a page
// until someone answers.
func TestBoxesOverAPageDoNotHangIt(t *testing.T) {
	r := newRig(t, testbed.Options{}, nil)
	for name, script := range map[string]string{
		"alert": `alert('Aucun rendez-vous')`, "confirm": `if(confirm('Envoyer ?'))location='/envoi'`, "prompt": `if(prompt('Numéro ?'))location='/envoi'`,
	} {
		t.Run(name, func(t *testing.T) {
			site := newLair(t, `<button onclick="`+script+`">Continuer</button>`)
			a := site.try(t, r)
			if sent := site.notes(); a.Outcome != observatory.Met || len(sent) > 0 {
				t.Errorf("got %s/%s: %s; sent: %v", a.Outcome, a.Cause, a.Detail, sent)
			}
		})
	}
}
