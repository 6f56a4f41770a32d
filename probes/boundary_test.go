package probes

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

// trap is a site that notes what reaches it.
type trap struct {
	*httptest.Server
	mu       sync.Mutex
	received []string
}

func newTrap(t *testing.T, body string) *trap {
	s := &trap{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.received = append(s.received, r.Method+" "+r.URL.Path)
		s.mu.Unlock()
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if r.URL.Path == trapDoor && r.URL.RawQuery == "" {
			fmt.Fprint(w, `<!doctype html><title>porte</title><a id=porte href="?ensuite">Entrer</a>`)
			return
		}
		if r.URL.Path == "/cadre" {
			fmt.Fprint(w, `<form id=f method=post action="/envoi"></form><script>f.submit()</script>`)
			return
		}
		if r.URL.Path == "/cadre-prise" {
			fmt.Fprint(w, `<script>new WebSocket("ws://" + location.host + "/prise")</script>`)
			return
		}
		here := "http://" + strings.Replace(r.Host, "127.0.0.1", "localhost", 1)
		fmt.Fprint(w, "<!doctype html><title>piège</title><main><h1>Préfecture d'Essai</h1>"+strings.ReplaceAll(body, "{other}", here)+"</main>")
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *trap) sent(path string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, got := range s.received {
		if strings.HasSuffix(got, path) {
			return true
		}
	}
	return false
}

const trapJourney = `
id: essai.piege
title: {fr: Piège, en: Trap}
duty: essai
family: E
system: rdv-prefecture
budget: 8s
timeout: 20s
met: {cause: door_open, detail: Rien n'a été envoyé.}
steps:
  - name: ouvrir
    open: target
  - name: identité
    identify: {path: "{target}", prefecture: true}
  - name: cliquer
    click: {role: action, text: "continuer"}
  - name: suite
    identify: {path: "{target}", prefecture: true, landmark: {css: "#suite"}}
`

// trapDoor is a page before the trap, in the same site: the browser may keep its
// frame for the trap, or make another.
const trapDoor = "/porte"

// trapJourneys are the ways into a trap, by the path that they begin at.
func trapJourneys(t *testing.T) map[string]Journey {
	byDoor := strings.Replace(trapJourney, "  - name: identité", "  - name: porte\n    click: {css: \"#porte\"}\n  - name: identité", 1)
	journeys := map[string]Journey{}
	for path, text := range map[string]string{"/depart": trapJourney, trapDoor: byDoor} {
		journey, problems := parseJourney("piege.yaml", []byte(text))
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		journeys[path] = journey
	}
	return journeys
}

func TestBoundaryRefusesWhatWouldSendOrHold(t *testing.T) {
	tests := map[string]struct{ body, path, cause string }{
		"a form that posts":         {`<form method=post action="/envoi"><button>Continuer</button></form>`, "/envoi", CauseBoundary},
		"a form in a new tab":       {`<form method=post target=_blank action="/envoi"><button>Continuer</button></form>`, "/envoi", ""},
		"a script that posts":       {`<button onclick="fetch('/envoi',{method:'POST'})">Continuer</button>`, "/envoi", CauseBoundary},
		"a beacon":                  {`<button onclick="navigator.sendBeacon('/envoi','x')">Continuer</button>`, "/envoi", CauseBoundary},
		"a ping of a link":          {`<a href="#x" ping="/envoi">Continuer</a>`, "/envoi", ""},
		"a put":                     {`<button onclick="fetch('/envoi',{method:'PUT'})">Continuer</button>`, "/envoi", CauseBoundary},
		"a frame of another site":   {`<iframe src="{other}/cadre"></iframe><button>Continuer</button>`, "/envoi", CauseBoundary},
		"a worker":                  {`<button onclick="new Worker(window.URL.createObjectURL(new Blob(['fetch(&quot;'+location.origin+'/envoi&quot;,{method:&quot;POST&quot;,mode:&quot;no-cors&quot;})'])))">Continuer</button>`, "/envoi", CauseBoundary},
		"a socket":                  {`<button onclick="new WebSocket('ws://'+location.host+'/prise')">Continuer</button>`, "/prise", CauseBoundary},
		"a socket of a frame":       {`<iframe src="{other}/cadre-prise"></iframe><button>Continuer</button>`, "/prise", CauseBoundary},
		"a socket of a worker":      {`<button onclick="new Worker(window.URL.createObjectURL(new Blob(['new WebSocket(&quot;ws://'+location.host+'/prise&quot;)'])))">Continuer</button>`, "/prise", ""},
		"a socket through fetch":    {`<button onclick="fetch('/prise',{method:'POST',headers:{Upgrade:'websocket'}})">Continuer</button>`, "/prise", CauseBoundary},
		"a link that holds a slot":  {`<a href="/rdvpref/reservation/demarche/1/_choisirBloc?c=2">Continuer</a>`, "/_choisirBloc", CauseBoundary},
		"a link that sends":         {`<a href="/rdvpref/reservation/demarche/1/_validerCaptcha">Continuer</a>`, "/_validerCaptcha", CauseBoundary},
		"a slot of the old module":  {`<a href="/booking/create/12/5/1700000000">Continuer</a>`, "/5/1700000000", CauseBoundary},
		"a script opening a window": {`<button onclick="window.open('/booking/create/12/5/1')">Continuer</button>`, "/5/1", ""},
	}
	r := newRig(t, testbed.Options{}, nil)
	holds := func(t *testing.T, path string, journey Journey, body, sent, cause string) {
		site := newTrap(t, body)
		target := observatory.Target{ID: "piege", System: SystemRDVPrefecture, Prefecture: "Préfecture d'Essai", Address: site.URL + path}
		attempts, err := r.runner.Run(t.Context(), journey, target, RunOptions{})
		if err != nil {
			t.Fatal(err)
		}
		a := attempts[0]
		if site.sent(sent) {
			t.Errorf("the request left the browser: %v", site.received)
		}
		if cause != "" && (a.Outcome != observatory.Fault || a.Cause != cause || !strings.Contains(a.Detail, sent)) {
			t.Errorf("got %s/%s: %s", a.Outcome, a.Cause, a.Detail)
		}
		if cause == "" && a.Outcome.Measured() && a.Outcome != observatory.Met {
			t.Errorf("got %s/%s: a refused window must not count against the portal", a.Outcome, a.Cause)
		}
	}
	for path, journey := range trapJourneys(t) {
		for name, test := range tests {
			t.Run(name+path, func(t *testing.T) { holds(t, path, journey, test.body, test.path, test.cause) })
		}
	}
}

func TestBoundaryRules(t *testing.T) {
	target, err := url.Parse("https://rdv.example/rdvpref/reservation/demarche/1/")
	if err != nil {
		t.Fatal(err)
	}
	door, slots := newBoundary(shipped(t, "pan.door", SystemRDVPrefecture), target), newBoundary(shipped(t, "pan.slots", SystemRDVPrefecture), target)
	tests := []struct {
		method, address        string
		doorLets, assistedLets bool
	}{
		{"GET", "https://rdv.example/rdvpref/reservation/demarche/1/cgu/", true, true},
		{"HEAD", "https://api.example/captcha?get=image", true, true},
		{"OPTIONS", "https://api.example/captcha?get=html", true, true},
		{"POST", "https://rdv.example/rdvpref/reservation/demarche/1/_validerCaptcha", false, true},
		{"POST", "https://rdv.example/rdvpref/reservation/demarche/2/_validerCaptcha", false, false},
		{"POST", "https://other.example/rdvpref/reservation/demarche/1/_validerCaptcha", false, false},
		{"POST", "https://rdv.example/rdvpref/reservation/demarche/1/creneau/", false, false},
		{"POST", "https://rdv.example/rdvpref/reservation/demarche/1/_choisirBloc", false, false},
		{"GET", "https://rdv.example/rdvpref/reservation/demarche/1/_choisirBloc", false, false},
		{"DELETE", "https://rdv.example/rdvpref/reservation/demarche/1/_validerCaptcha", false, false},
		{"GET", "https://www.ain.gouv.fr/ezjscore/call/bookingserver::planning::assign::1::2::3", false, false},
		{"GET", "https://www.ain.gouv.fr/booking/create/12", true, true},
		{"GET", "https://www.ain.gouv.fr/booking/create/12/5/1/2/1700000000", false, false},
		{"GET", "https://rdv.anct.gouv.fr/users/rdv_wizard_step/new", false, false},
	}
	for _, test := range tests {
		if reason := door.refuses(test.method, test.address); (reason == "") != test.doorLets {
			t.Errorf("pan.door %s %s: %q", test.method, test.address, reason)
		}
		if reason := slots.refuses(test.method, test.address); (reason == "") != test.assistedLets {
			t.Errorf("pan.slots %s %s: %q", test.method, test.address, reason)
		}
	}
}

func TestProxiesKeepThoseOfTheMachine(t *testing.T) {
	tests := map[string]struct {
		env  map[string]string
		want string
	}{
		"none":     {nil, "http=direct://;https=direct://;socks=127.0.0.1:1"},
		"one":      {map[string]string{"HTTPS_PROXY": "http://relais:3128"}, "http=direct://;https=http://relais:3128;socks=127.0.0.1:1"},
		"password": {map[string]string{"http_proxy": "http://nom:mot@relais:3128"}, "http=relais:3128;https=direct://;socks=127.0.0.1:1"},
		"all":      {map[string]string{"all_proxy": "relais:3128"}, "http=relais:3128;https=relais:3128;socks=127.0.0.1:1"},
	}
	for name, test := range tests {
		if got := proxyServer(func(key string) string { return test.env[key] }); got != test.want {
			t.Errorf("%s: got %s", name, got)
		}
	}
	bypass := bypassed(func(key string) string { return map[string]string{"no_proxy": "relais.example, "}[key] })
	want := "<-loopback>;http://localhost;https://localhost;http://127.0.0.1;https://127.0.0.1;http://[::1];https://[::1];http://relais.example;https://relais.example"
	if bypass != want {
		t.Errorf("got %s", bypass)
	}
}
