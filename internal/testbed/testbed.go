package testbed

import (
	"embed"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

//go:embed pages/*.html pages/*.js
var pages embed.FS

// Options say how the double behaves. Zero fields take the value in brackets.
type Options struct {
	Targets     []Target         // [the demo's]
	Seed        uint64           // of the behaviour over time
	Period      time.Duration    // how long a state lasts; 0: targets stay healthy unless told otherwise
	SlowFor     time.Duration    // delay of Slow [800 ms]
	CaptchaCode string           // what a person must type [SIMUL]
	Robots      string           // text of robots.txt [everything allowed]
	Now         func() time.Time // [time.Now]
}

// Bed is the double: an http.Handler whose fault can be switched by the test.
// It is safe for concurrent use.
type Bed struct {
	options  Options
	views    *template.Template
	mux      *http.ServeMux
	mu       sync.Mutex
	received []Received   // what the portal was sent, guarded by mu
	fault    atomic.Value // Fault; empty means by address or by time
}

// New makes the double. It panics when its own pages do not parse, which only
// a programming error can cause.
func New(options Options) *Bed {
	if options.Targets == nil {
		options.Targets = DemoTargets()
	}
	if options.SlowFor == 0 {
		options.SlowFor = 800 * time.Millisecond
	}
	if options.CaptchaCode == "" {
		options.CaptchaCode = "SIMUL"
	}
	if options.Robots == "" {
		options.Robots = "User-agent: *\nDisallow: /*/etrangers/reserve/\nAllow: /\n"
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	b := &Bed{options: options, views: template.Must(template.ParseFS(pages, "pages/*.html")), mux: http.NewServeMux()}
	b.fault.Store(Fault(""))
	b.mux.HandleFunc("GET /robots.txt", b.robots)
	b.mux.HandleFunc("GET /temoin", b.control)
	b.mux.HandleFunc("GET /rdvpref/reservation/demarche/{id}/{$}", b.page(RDVPrefecture, b.start))
	b.mux.HandleFunc("GET /rdvpref/reservation/demarche/{id}/cgu/{$}", b.page(RDVPrefecture, b.terms))
	b.mux.HandleFunc("POST /rdvpref/reservation/demarche/{id}/_validerCaptcha", b.page(RDVPrefecture, b.checkCaptcha))
	b.mux.HandleFunc("GET /rdvpref/reservation/demarche/{id}/creneau/{$}", b.page(RDVPrefecture, b.slots))
	b.mux.HandleFunc("GET /piste/captcha/simple-captcha-endpoint", b.captcha)
	b.mux.HandleFunc("GET /prendre_rdv", b.page(RDVServicePublic, b.search))
	b.mux.HandleFunc("GET /booking/create/{id}", b.page(OldModule, b.module))
	b.portal()
	b.publicPages()
	b.bench()
	b.mux.HandleFunc("GET /", b.index)
	return b
}

// Switch makes every page show a fault; the empty fault gives the choice back
// to the address and to time.
func (b *Bed) Switch(fault Fault) { b.fault.Store(fault) }

// ServeHTTP answers. An address that begins with /_fault/NAME shows that fault.
func (b *Bed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	rest, found := strings.CutPrefix(r.URL.Path, "/_fault/")
	if !found {
		b.mux.ServeHTTP(w, r)
		return
	}
	name, path, _ := strings.Cut(rest, "/")
	if !Fault(name).Valid() {
		http.NotFound(w, r)
		return
	}
	inner := r.Clone(r.Context())
	inner.URL.Path, inner.URL.RawPath = "/"+path, ""
	inner.Header.Set(faultHeader, name)
	b.mux.ServeHTTP(w, inner)
}

// faultHeader carries the fault of the address to the page.
const faultHeader = "X-Double-Fault"

// visit is one request for a page: what the templates see.
type visit struct {
	Target  Target
	Fault   Fault
	Prefix  string // of every link: /_fault/NAME or nothing
	Now     time.Time
	Again   bool // this browser has been here before
	Error   string
	Code    string
	Days    []day
	Places  []place
	English bool   // the page in English is asked for
	SignOn  string // address of the sign-on service, of the portal
}

func (b *Bed) visit(r *http.Request, system string) (visit, bool) {
	v := visit{Fault: Slots, Now: b.options.Now(), Code: b.options.CaptchaCode}
	id := r.PathValue("id")
	switch system {
	case CCCForm:
		id = "ccc"
	case RDVServicePublic:
		id = r.URL.Query().Get("public_link_organisation_id")
	}
	found := system == ANEF
	if found {
		v.Target = Portal()
	}
	for _, target := range slices.Concat(b.options.Targets, PublicTargets()) {
		if target.System == system && target.ID == id {
			v.Target, found = target, true
		}
	}
	switched, _ := b.fault.Load().(Fault)
	asked := Fault(r.Header.Get(faultHeader))
	switch {
	case asked != "":
		v.Fault, v.Prefix = asked, "/_fault/"+string(asked)
	case switched != "":
		v.Fault = switched
	case b.options.Period > 0:
		v.Fault = StateAt(b.options.Seed, v.Target, v.Now, b.options.Period)
	}
	if v.Fault == WrongPlace {
		v.Target.Prefecture = "Préfecture des Yvelines"
	}
	_, err := r.Cookie("visite")
	v.Again = err == nil
	return v, found
}

func (b *Bed) page(system string, show func(http.ResponseWriter, *http.Request, visit)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, found := b.visit(r, system)
		if !found {
			b.render(w, http.StatusNotFound, "absent", v)
			return
		}
		if !b.fails(w, r, v) {
			http.SetCookie(w, &http.Cookie{Name: "visite", Value: "1", Path: "/"})
			show(w, r, v)
		}
	}
}

// fails answers for the faults that hide the whole page.
func (b *Bed) fails(w http.ResponseWriter, r *http.Request, v visit) bool {
	switch v.Fault {
	case Wall403:
		b.render(w, http.StatusForbidden, "mur", v)
	case WallPage:
		b.render(w, http.StatusOK, "mur", v)
	case Captcha:
		b.render(w, http.StatusOK, "defi", v)
	case Rate429:
		w.Header().Set("Retry-After", "3600")
		b.render(w, http.StatusTooManyRequests, "trop", v)
	case BadGateway:
		b.render(w, http.StatusBadGateway, "erreur", v)
	case NotFound:
		b.render(w, http.StatusNotFound, "absent", v)
	case Maintenance:
		b.render(w, http.StatusOK, "maintenance", v)
	case Maintenance503:
		b.render(w, http.StatusServiceUnavailable, "maintenance", v)
	case Layout, LayoutBanner:
		b.render(w, http.StatusOK, "autre", v)
	case Hung:
		<-r.Context().Done()
	case Slow:
		timer := time.NewTimer(b.options.SlowFor)
		defer timer.Stop()
		select {
		case <-r.Context().Done():
			return true
		case <-timer.C:
			return false
		}
	default:
		return false
	}
	return true
}

func (b *Bed) render(w http.ResponseWriter, status int, name string, v visit) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// The status is sent: an error here is a browser that has gone away.
	_ = b.views.ExecuteTemplate(w, name, v)
}

func (b *Bed) robots(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte(b.options.Robots))
}

func (b *Bed) control(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("témoin : double de test — simulation\n"))
}

func (b *Bed) index(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/" {
		b.render(w, http.StatusNotFound, "absent", visit{})
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = b.views.ExecuteTemplate(w, "index", map[string]any{"Targets": b.options.Targets, "Faults": Faults()})
}
