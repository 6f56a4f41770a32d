package dashboard

import (
	"fmt"
	"net/http"
	"time"

	"vigie/internal/indicators"
	"vigie/internal/texts"
)

// site is the dashboard: what its pages share.
type site struct {
	Config

	words   texts.Printer
	zone    *time.Location // of the figures and of moments without a place: Paris
	rules   indicators.RuleSet
	views   *views
	static  map[string]asset
	metrics *metrics
	figures *keeper
}

// New makes the handler of all pages. It reads templates and static files at
// once, so that a fault in them stops the start and not a visitor.
func New(c Config) (http.Handler, error) {
	s, err := newSite(c)
	if err != nil {
		return nil, err
	}
	return s.routes(), nil
}

func newSite(c Config) (*site, error) {
	if err := c.complete(); err != nil {
		return nil, err
	}
	views, err := parseViews()
	if err != nil {
		return nil, err
	}
	static, err := readStatic()
	if err != nil {
		return nil, err
	}
	metrics, err := newMetrics(c.Registerer)
	if err != nil {
		return nil, fmt.Errorf("register the metrics of the dashboard: %w", err)
	}
	s := &site{
		Config: c, words: texts.In(texts.French), zone: c.Catalogue.Zone(""), rules: indicators.RulesOf(c.Catalogue),
		views: views, static: static, metrics: metrics,
	}
	s.figures = newKeeper(s)
	return s, nil
}

// Server gives an HTTP server with the time limits that a public page needs.
// Address and listener are the caller's.
func Server(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
	}
}

// routes is every address of the dashboard.
func (s *site) routes() http.Handler {
	mux := http.NewServeMux()
	pages := map[string]handler{
		"GET /{$}":                s.overview,
		"GET /departement/{code}": s.department,
		"GET /tentative/{id}":     s.attempt,
		"GET /tentatives":         s.attempts,
		"GET /preuve/{hash}":      s.evidence,
		"GET /blocages":           s.blocked,
		"GET /blocages.csv":       s.blockedTable,
		"GET /derives":            s.drifts,
		"GET /derives/{id}":       s.drift,
		"GET /parcours":           s.journeys,
		"GET /parcours.csv":       s.journeysTable,
		"GET /informations":       s.information,
		"GET /informations.csv":   s.informationTable,
		"GET /matrice":            s.matrix,
		"GET /matrice.csv":        s.matrixTable,
		"GET /matrice/graphique":  s.matrixChart,
		"GET /api/matrice":        s.matrixJSON,
		"GET /publication.csv":    s.publication,
		"GET /api/publication":    s.publicationJSON,
		"GET /methodologie":       s.method,
		"GET /politique":          s.policy,
		"GET /graphique/{id}":     s.chart,
		"GET /static/{name}":      s.asset,
		"GET /healthz":            s.health,
		"/":                       s.unknown,

		"GET /blocages/{host}/{day}":                s.blockedDay,
		"GET /parcours/{system}/{id}":               s.journey,
		"GET /parcours/{system}/{id}/mois.csv":      s.journeyTable,
		"GET /parcours/{system}/{id}/incidents.csv": s.incidentsTable,
	}
	if s.Metrics != nil {
		pages["GET /metrics"] = func(w http.ResponseWriter, r *http.Request) error {
			s.Metrics.ServeHTTP(w, r)
			return nil
		}
	}
	for pattern, page := range pages {
		mux.Handle(pattern, s.wrap(pattern, page))
	}
	return http.NewCrossOriginProtection().Handler(mux)
}
