package dashboard

import (
	"fmt"
	"net/http"
	"time"

	"vigie/internal/access"
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
	desk    *desk // nil: nobody can sign in
	exact   *exactMemory

	sending Pace // of bodies
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
	static, err := staticAssets()
	if err != nil {
		return nil, err
	}
	metrics, err := newMetrics(c.Registerer)
	if err != nil {
		return nil, fmt.Errorf("register the metrics of the dashboard: %w", err)
	}
	s := &site{
		Config: c, words: texts.In(texts.French), zone: c.Catalogue.Zone(""), rules: indicators.RulesOf(c.Catalogue),
		views: views, static: static, metrics: metrics, exact: newExactMemory(), sending: Pace{}.orDefault(),
	}
	s.figures = newKeeper(s)
	return s, s.openDesk(c.Desk)
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

// route is one address of the dashboard: who may ask, and for how long it works.
type route struct {
	pattern string
	needs   access.Action
	page    handler
	api     bool          // asked by a program, with a token
	session bool          // of everyone, and knows who is signed in
	ended   handler       // of a form: what answers when the session had ended
	closed  string        // what nobody signed in is told, with status 403; empty: she is led to sign in
	time    time.Duration // requestTime when zero
}

// longTime bounds the work of a request that sends a file.
const longTime = 6 * time.Hour

// table is every address of the dashboard.
func (s *site) table() []route {
	public := func(pattern string, page handler) route {
		return route{pattern: pattern, needs: access.ReadPublic, page: page}
	}
	routes := []route{
		public("GET /{$}", s.overview),
		public("GET /departement/{code}", s.department),
		public("GET /tentative/{id}", s.attempt),
		public("GET /tentatives", s.attempts),
		public("GET /preuve/{hash}", s.evidence),
		public("GET /blocages", s.blocked),
		public("GET /blocages.csv", s.blockedTable),
		public("GET /blocages/{host}/{day}", s.blockedDay),
		public("GET /derives", s.drifts),
		public("GET /derives/{id}", s.drift),
		public("GET /parcours", s.journeys),
		public("GET /parcours.csv", s.journeysTable),
		public("GET /parcours/{system}/{id}", s.journey),
		public("GET /parcours/{system}/{id}/mois.csv", s.journeyTable),
		public("GET /parcours/{system}/{id}/incidents.csv", s.incidentsTable),
		public("GET /informations", s.information),
		public("GET /informations.csv", s.informationTable),
		public("GET /matrice", s.matrix),
		public("GET /matrice.csv", s.matrixTable),
		public("GET /matrice/graphique", s.matrixChart),
		public("GET /api/matrice", s.matrixJSON),
		public("GET /publication.csv", s.publication),
		public("GET /api/publication", s.publicationJSON),
		public("GET /methodologie", s.method),
		public("GET /politique", s.policy),
		public("GET /graphique/{id}", s.chart),
		public("GET /static/{name}", s.asset),
		public("GET /healthz", s.health),
		public("/", s.unknown),
	}
	for _, f := range themes() {
		routes = append(routes, public("GET "+f.path, s.theme(f)), public("GET "+f.path+".csv", s.themeTable(f)))
	}
	if s.Pencil != nil {
		routes = append(routes, public("GET "+pencilPath, s.pencil), public("GET "+pencilPath+"/{name}", s.pencilFile))
	}
	if s.Metrics != nil {
		routes = append(routes, public("GET /metrics", func(w http.ResponseWriter, r *http.Request) error {
			s.Metrics.ServeHTTP(w, r)
			return nil
		}))
	}
	if s.desk != nil {
		routes = append(routes, s.deskTable()...)
	}
	return routes
}

// deskTable is every address for signed-in persons, and the API.
func (s *site) deskTable() []route {
	return []route{
		{pattern: "GET /connexion", needs: access.ReadPublic, page: s.signInForm, session: true},
		{pattern: "POST /connexion", needs: access.ReadPublic, page: s.signIn, session: true},
		{pattern: "POST /deconnexion", needs: access.OwnAccount, page: s.signOut},
		{pattern: "GET /espace", needs: access.OwnAccount, page: s.space},
		{pattern: "GET /compte", needs: access.OwnAccount, page: s.passwordForm},
		{pattern: "POST /compte", needs: access.OwnAccount, page: s.setPassword},
		{pattern: "GET /signaler/dossier", needs: access.Contribute, page: s.reportForm},
		{pattern: "POST /signaler/dossier", needs: access.Contribute, page: s.postReport, ended: s.unsentReport, time: longTime},
		{pattern: "GET /signaler/evenement", needs: access.Contribute, page: s.reportForm},
		{pattern: "POST /signaler/evenement", needs: access.Contribute, page: s.postReport, ended: s.unsentReport, time: longTime},
		{pattern: "GET /brouillon/{id}", needs: access.Contribute, page: s.draft},
		{pattern: "POST /brouillon/{id}/jeter", needs: access.Contribute, page: s.dropDraft},
		{pattern: "GET /fichiers", needs: access.Contribute, page: s.uploads},
		{pattern: "POST /fichiers", needs: access.Contribute, page: s.postUpload, time: longTime},
		{pattern: "GET /modele/{name}", needs: access.Contribute, page: s.sheetModel},
		{pattern: "GET /fichiers/{id}", needs: access.Contribute, page: s.upload},
		{pattern: "GET /fichiers/{id}/problemes.csv", needs: access.ReadCases, page: s.problemSheet, time: longTime},
		{pattern: "POST /fichiers/{id}/importer", needs: access.Contribute, page: s.commitUpload},
		{pattern: "POST /fichiers/{id}/retirer", needs: access.Withdraw, page: s.withdrawUpload},
		{pattern: "POST /fichiers/{id}/oublier", needs: access.Contribute, page: s.forgetUpload},
		{pattern: "GET /cas", needs: access.ReadCases, page: s.ownCases},
		{pattern: "POST /cas", needs: access.ReadCases, page: s.findCase},
		{pattern: "GET /cas/{id}", needs: access.ReadCases, page: s.ownCase},
		{pattern: "GET /relecture", needs: access.Review, page: s.reviewList},
		{pattern: "GET /relecture/{id}", needs: access.Review, page: s.reviewCase},
		{pattern: "POST /relecture/{id}", needs: access.Review, page: s.postReview},
		{pattern: "GET /messages", needs: access.ReadCases, page: s.notices},
		{pattern: "GET /chiffres", needs: access.ReadCases, page: s.freeFigures(ownScope())},
		{pattern: "GET /chiffres.csv", needs: access.ReadCases, page: s.freeFiguresTable(ownScope())},
		{pattern: "GET /analyse", needs: access.ReadFigures, page: s.freeFigures(wholeScope()), closed: figuresClosed},
		{pattern: "GET /analyse.csv", needs: access.ReadFigures, page: s.freeFiguresTable(wholeScope()), closed: figuresClosed},
		{pattern: "GET /fichiers/{id}/correspondance", needs: access.Contribute, page: s.mapping, time: longTime},
		{pattern: "POST /fichiers/{id}/correspondance", needs: access.Contribute, page: s.postMapping, time: longTime},
		{pattern: "GET /journal", needs: access.ReadLog, page: s.readings},
		{pattern: "GET /administration", needs: access.Administer, page: s.administration},
		{pattern: "GET /consentis", needs: access.ReadConsented, page: s.consented},
		{pattern: "GET /consentis.csv", needs: access.ReadConsented, page: s.consentedTable, time: longTime},
		{pattern: "GET /consentis/{id}", needs: access.ReadConsented, page: s.consentedCase},
		{pattern: "GET /dossiers", needs: access.ExportEvidence, page: s.dossiers},
		{pattern: "GET /dossiers/dossier.zip", needs: access.ExportEvidence, page: s.dossier, time: longTime},
		{pattern: "POST /dossiers/verifier", needs: access.ExportEvidence, page: s.verifyDossier, time: longTime},
		{pattern: "GET /lectures", needs: access.OwnAccount, page: s.ownReadings},
		{pattern: "GET /api/v1/openapi.json", needs: access.ReadPublic, page: s.apiDescription},
		{pattern: "POST /api/v1/reports", needs: access.Contribute, page: s.postReports, api: true, time: longTime},
	}
}

// routes serves the table. A request that changes something and comes from
// another site is refused (CSRF), by what the browser itself says of it.
func (s *site) routes() http.Handler {
	mux := http.NewServeMux()
	for _, rt := range s.table() {
		h := s.wrap(rt)
		if !rt.api && (rt.session || rt.needs != access.ReadPublic) {
			h = s.desk.sessions.Wrap(h)
		}
		mux.Handle(rt.pattern, h)
	}
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		setHeaders(w.Header())
		s.fail(w, r, pageError{http.StatusForbidden, "Envoi refusé", "Cet envoi ne vient pas d’une page de Vigie : rien n’a été pris. Revenez à la page par son adresse, et recommencez."})
	}))
	return protection.Handler(mux)
}
