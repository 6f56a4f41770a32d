package testbed

import (
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// InfoSite is the double of a prefecture's site, for the information audit: a
// site in the manner of the State's design system, with its menus, print views,
// addresses under /index.php, an old page of SPIP and traps for a robot that
// follows links. Its pages are synthetic; what they say of the law may be wrong
// on purpose.
type InfoSite struct {
	site  InfoSiteOptions
	view  *template.Template
	mux   *http.ServeMux
	mu    sync.Mutex
	asked []Request
	pages map[string]string // bodies by path, in place of the site's own
}

// InfoSiteOptions say what the site holds. Zero fields take the value in brackets.
type InfoSiteOptions struct {
	Phone   string // given for the CCC [0 806 001 620]
	Months  string // for which the certificate is said to hold [trois]
	Portal  string // address of the ANEF that pages give [that of /usagers/]
	Date    string // of last update [05/10/2026]
	Outside string // address of another site, to which a page redirects [https://autre.example/]
	Silent  bool   // the pages for foreigners say nothing of what is looked for
	Refuse  int    // status given to every page but the first, after three [none]
}

// NewInfoSite makes a site. It panics when its own page does not parse, which only
// a programming error can cause.
func NewInfoSite(options InfoSiteOptions) *InfoSite {
	fill := func(field *string, value string) {
		if *field == "" {
			*field = value
		}
	}
	fill(&options.Phone, "0 806 001 620")
	fill(&options.Months, "trois")
	fill(&options.Portal, "https://administration-etrangers-en-france.interieur.gouv.fr/usagers/#/")
	fill(&options.Date, "05/10/2026")
	fill(&options.Outside, "https://autre.example/")
	s := &InfoSite{
		site: options, mux: http.NewServeMux(), pages: map[string]string{},
		view: template.Must(template.ParseFS(pages, "pages/infosite.html")),
	}
	s.mux.HandleFunc("GET /robots.txt", s.robots)
	s.mux.HandleFunc("GET /agenda/etrangers/{year}/{month}", s.calendar)
	s.mux.HandleFunc("GET /boucle/", s.loop)
	s.mux.HandleFunc("GET /interdit/", s.page)
	s.mux.HandleFunc("GET /", s.page)
	return s
}

// Put changes the body of a page, or makes a new one.
func (s *InfoSite) Put(path, body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[path] = body
}

// Requests gives the requests received since the last call.
func (s *InfoSite) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	got := slices.Clone(s.asked)
	s.asked = nil
	return got
}

// ServeHTTP notes the request and answers it.
func (s *InfoSite) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked = append(s.asked, Request{
		Method: r.Method, Path: r.URL.RequestURI(), Agent: r.UserAgent(), Language: r.Header.Get("Accept-Language"), Cookies: len(r.Cookies()),
	})
	refused := s.site.Refuse != 0 && len(s.asked) > 4
	s.mu.Unlock()
	if refused {
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(s.site.Refuse)
		return
	}
	s.mux.ServeHTTP(w, r)
}

func (s *InfoSite) robots(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("User-agent: *\nDisallow: /interdit/\n"))
}

// calendar has a link to the next month, for ever.
func (s *InfoSite) calendar(w http.ResponseWriter, r *http.Request) {
	year, _ := strconv.Atoi(r.PathValue("year"))
	month, _ := strconv.Atoi(r.PathValue("month"))
	if month++; month > 12 {
		year, month = year+1, 1
	}
	s.write(w, r, "Rendez-vous des étrangers", fmt.Sprintf(`<p><a href="/agenda/etrangers/%d/%d">Titres de séjour, mois suivant</a></p>`, year, month))
}

// loop has a link that makes its own address longer, for ever.
func (s *InfoSite) loop(w http.ResponseWriter, r *http.Request) {
	s.write(w, r, "Titres de séjour", `<p><a href="`+template.HTMLEscapeString(strings.TrimSuffix(r.URL.Path, "/")+"/etrangers/suite")+`">Étrangers, suite</a></p>`)
}

// page answers for the pages of the site and its traps.
func (s *InfoSite) page(w http.ResponseWriter, r *http.Request) {
	path := infoSitePath(r.URL)
	s.mu.Lock()
	own, changed := s.pages[path]
	s.mu.Unlock()
	switch {
	case changed:
		s.write(w, r, "Étrangers", own)
	case s.trap(w, r, path):
	default:
		title, body, found := s.body(path)
		if !found {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte("<html><body><main><h1>Page introuvable</h1><p>Étrangers : double de test — simulation</p></main></body></html>"))
			return
		}
		s.write(w, r, title, body)
	}
}

func (s *InfoSite) write(w http.ResponseWriter, r *http.Request, title, body string) {
	path := infoSitePath(r.URL)
	printed := strings.Contains(r.URL.Path, "/layout/set/print")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	date := s.site.Date
	if path == "/" || s.site.Silent {
		date = ""
	}
	// The status is sent: an error here is a client that has gone away.
	_ = s.view.ExecuteTemplate(w, "infosite", map[string]any{
		"Title": title, "Body": template.HTML(body), "Root": "", "Path": path, "Print": printed, "Date": date, //nolint:gosec // our own text
		"Canonical": "http://" + r.Host + path,
	})
}
