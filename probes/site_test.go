package probes

import (
	"context"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

// sitePages gives the double of a prefecture's site and a reader for it that waits
// for nothing and keeps the evidence in memory.
func sitePages(t *testing.T, options testbed.InfoSiteOptions, change func(*SiteConfig)) (*testbed.InfoSite, *SiteReader, Site, map[observatory.Hash]string) {
	t.Helper()
	double := testbed.NewInfoSite(options)
	server := httptest.NewUnstartedServer(double)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // a client that does not trust it is a case of the table
	server.StartTLS()
	t.Cleanup(server.Close)
	kept := map[observatory.Hash]string{}
	config := SiteConfig{
		Version: "test", Contact: "https://vigie.example", Place: "here", Simulation: true, Transport: server.Client().Transport,
		Wait: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		Keep: func(_ context.Context, _ string, content []byte) (observatory.Hash, error) {
			kept[infoHash(content)] = string(content)
			return infoHash(content), nil
		},
	}
	if change != nil {
		change(&config)
	}
	site := Site{Department: "89", Name: "Double", Home: server.URL, Simulation: true}
	return double, NewSiteReader(infoReference(t), config), site, kept
}

func siteVisit(t *testing.T, r *SiteReader, site Site) *SiteVisit {
	t.Helper()
	visit, err := r.Visit(t.Context(), site)
	if err != nil {
		t.Fatal(err)
	}
	return visit
}

// siteBest gives the best state and value of every item over the pages of a visit.
func siteBest(v *SiteVisit) map[string]string {
	best := map[string]string{}
	for _, p := range v.Pages {
		for _, item := range p.Items {
			if item.State == observatory.Present || item.State == observatory.Wrong || item.State == observatory.Obsolete {
				best[item.Key] = string(item.State) + " " + item.Value()
			}
		}
	}
	return best
}

func TestSiteIsFoundByItsOwnNavigation(t *testing.T) {
	double, reader, site, kept := sitePages(t, testbed.InfoSiteOptions{}, nil)
	visit := siteVisit(t, reader, site)
	want := map[string]string{
		ItemANEFNamed: "present ANEF", ItemANEFLink: "present https://administration-etrangers-en-france.interieur.gouv.fr/usagers/#/",
		ItemPANNamed: "present PAN", ItemPANAddress: "present 3 place du Double, 89000 Auxerre",
		ItemPANHours: "present lundi au jeudi ; 08:30-11:45", ItemPANBooking: "present en ligne",
		ItemPANAudience: "present sans équipement ; sans internet ; difficulté ; public désigné", ItemCCCPhone: "present 0806001620",
		ItemCCCForm:            "present https://administration-etrangers-en-france.interieur.gouv.fr/usagers/#/contact",
		ItemCertificateRenewal: "present formulaire ; en ligne", ItemCertificateEquivalence: "present vaut récépissé",
		ItemSubstitution: "present conditions ; accueil physique ; courrier", ItemLastUpdated: "present 2026-10-05",
		ItemOnlineProcedures: "present visiteur", ItemOnlineSince: "present 2022-03-01", // of the old page, read last
		ItemCCCFirst: "present CCC d’abord", ItemCertificateMonths: "present 3",
		ItemSupport:     "present sans équipement ; sans internet ; difficulté ; public désigné",
		ItemBookingLink: "present https://www.rdv-prefecture.interieur.gouv.fr/rdvpref/reservation/demarche/9999/",
	}
	got := siteBest(visit)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	a := visit.Attempt
	if a.Outcome != observatory.Met || a.Journey != JourneySite || a.Target != "site-89" || a.Department != "89" || !a.Simulation || len(a.Steps) != len(visit.Steps) {
		t.Errorf("attempt: %+v", a)
	}
	for _, piece := range a.Evidence {
		if _, ok := kept[piece.Hash]; !ok {
			t.Errorf("%s: evidence not kept", piece.Role)
		}
	}
	for _, r := range double.Requests() {
		if r.Method != http.MethodGet || strings.Contains(r.Path, "?") || strings.HasPrefix(r.Path, "/interdit") ||
			strings.HasPrefix(r.Path, "/booking") || strings.HasSuffix(r.Path, ".pdf") || r.Cookies > 0 ||
			r.Agent != "Vigie/test (+https://vigie.example)" || r.Path != "/robots.txt" && r.Language != "fr" {
			t.Errorf("request that should not have been sent: %+v", r)
		}
	}
}

func TestSiteTraps(t *testing.T) {
	double, reader, site, _ := sitePages(t, testbed.InfoSiteOptions{}, nil)
	visit := siteVisit(t, reader, site)
	asked := map[string]int{}
	for _, r := range double.Requests() {
		asked[r.Path]++
	}
	for path, n := range asked {
		if n > 1 {
			t.Errorf("%s was asked for %d times", path, n)
		}
	}
	calendar, loop := 0, 0
	reasons := map[string]string{}
	for _, s := range visit.Steps {
		path := strings.TrimPrefix(s.Address, site.Home)
		if strings.HasPrefix(path, "/agenda") {
			calendar++
		}
		if strings.HasPrefix(path, "/boucle") {
			loop++
		}
		reasons[path] = s.Reason
	}
	for _, l := range visit.Left {
		reasons[strings.TrimPrefix(l.Address, site.Home)] = "left: " + l.Reason
	}
	if calendar > 6 || loop > 3 {
		t.Errorf("%d months of the calendar, %d turns of the loop", calendar, loop)
	}
	for path, want := range map[string]string{
		"/Demarches/Etrangers/guide-sans-extension":                                    "non une page",
		"/Demarches/Etrangers/guide-etrangers.pdf":                                     "left: fichier",
		"/Demarches/Etrangers/ancienne-page":                                           "non chiffrée",
		"/Demarches/Etrangers/ailleurs":                                                "autre site (autre.example)",
		"/Demarches/Etrangers/tourne":                                                  "redirections en rond",
		"/Demarches/Etrangers/panne":                                                   "réponse 500",
		"/Demarches/Etrangers/disparue":                                                "réponse 404",
		"/interdit/etrangers":                                                          "robots.txt",
		"/spip.php?page=article&id_article=7247":                                       "left: adresse de requête",
		"/booking/create/717":                                                          "left: adresse d'action",
		"https://www.service-public.fr/particuliers/vosdroits/N110":                    "left: autre site",
		"https://www.rdv-prefecture.interieur.gouv.fr/rdvpref/reservation/demarche/1/": "left: autre site",
	} {
		if !strings.Contains(reasons[path], want) {
			t.Errorf("%s: got %q, want %q", path, reasons[path], want)
		}
	}
	for _, p := range visit.Pages {
		if strings.HasSuffix(p.Page.Canonical, "/enorme") && (!p.Page.Cut || len(p.Page.Text) > infoMost) {
			t.Errorf("the huge page: %d bytes, cut %v", len(p.Page.Text), p.Page.Cut)
		}
		if strings.HasSuffix(p.Page.Canonical, "/coquille") {
			t.Error("an empty shell was audited")
		}
	}
}

func TestSiteEndings(t *testing.T) {
	closed := httptest.NewTLSServer(http.NotFoundHandler())
	address := closed.URL
	closed.Close()
	tests := map[string]struct {
		options testbed.InfoSiteOptions
		change  func(*SiteConfig)
		home    string
		want    string
	}{
		"read":               {want: "met/pages_read"},
		"too many requests":  {options: testbed.InfoSiteOptions{Refuse: 429}, want: "blocked/rate_429"},
		"forbidden":          {options: testbed.InfoSiteOptions{Refuse: 403}, want: "blocked/wall_403"},
		"nobody answers":     {home: address, want: "down/connection_failed"},
		"home is missing":    {home: "/Demarches/Etrangers/disparue", want: "drift/http_404"},
		"home fails":         {home: "/Demarches/Etrangers/panne", want: "down/http_500"},
		"home is forbidden":  {home: "/interdit/etrangers", want: "drift/wrong_page"},
		"unknown authority":  {change: func(c *SiteConfig) { c.Transport = nil }, want: "down/tls_error"},
		"our network is out": {home: address, change: func(c *SiteConfig) { c.Control = address }, want: "fault/network_ours"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			double, reader, site, _ := sitePages(t, test.options, test.change)
			if strings.HasPrefix(test.home, "/") {
				site.Home += test.home
			} else if test.home != "" {
				site.Home = test.home
			}
			a := siteVisit(t, reader, site).Attempt
			if got := string(a.Outcome) + "/" + a.Cause; got != test.want {
				t.Errorf("got %s (%s), want %s", got, a.Detail, test.want)
			}
			if n := len(double.Requests()); test.options.Refuse != 0 && n != 5 {
				t.Errorf("%d requests were sent to a site that refuses", n)
			}
		})
	}
}

func TestSiteCapAndDepth(t *testing.T) {
	double, reader, site, _ := sitePages(t, testbed.InfoSiteOptions{}, func(c *SiteConfig) { c.Pages = 3 })
	siteVisit(t, reader, site)
	if n := len(double.Requests()); n != 4 { // robots.txt and three pages
		t.Errorf("%d requests, want 4", n)
	}
	double, reader, site, _ = sitePages(t, testbed.InfoSiteOptions{}, func(c *SiteConfig) { c.Depth = 1 })
	siteVisit(t, reader, site)
	for _, r := range double.Requests() {
		if strings.Contains(r.Path, "Point-d-accueil") {
			t.Errorf("%s is two links away", r.Path)
		}
	}
}

func TestSiteWaitsForItsTurn(t *testing.T) {
	now := time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	var waited time.Duration
	_, reader, site, _ := sitePages(t, testbed.InfoSiteOptions{}, func(c *SiteConfig) {
		c.Pages, c.HostInterval = 4, 10*time.Second
		c.Now = func() time.Time { return now }
		c.Wait = func(_ context.Context, d time.Duration) error {
			waited, now = waited+d, now.Add(d)
			return nil
		}
	})
	siteVisit(t, reader, site)
	if waited != 30*time.Second {
		t.Errorf("waited %s for four requests, want 30s", waited)
	}
}

func TestOnePageAndItsSnapshot(t *testing.T) {
	_, reader, site, kept := sitePages(t, testbed.InfoSiteOptions{}, nil)
	visit, err := reader.VisitPage(t.Context(), site.Home+"/index.php/layout/set/print/Demarches/Etrangers/ANEF")
	if err != nil || len(visit.Pages) != 1 || len(visit.Steps) != 1 || len(visit.Facts) == 0 {
		t.Fatalf("%+v, %v", visit, err)
	}
	if _, err := reader.VisitPage(t.Context(), "prefecture"); !observatory.IsInput(err) {
		t.Errorf("got %v, want an input error", err)
	}
	page := visit.Pages[0].Page
	if !strings.HasSuffix(page.Canonical, "/Demarches/Etrangers/ANEF") || page.Cut {
		t.Errorf("page %s, cut %v", page.Canonical, page.Cut)
	}
	fact := visit.Facts[0]
	html, _ := fact.PieceByRole(RoleHTML)
	envelope, _ := fact.PieceByRole(RolePage)
	again, err := ReadKept(infoReference(t), []byte(kept[envelope.Hash]), []byte(kept[html.Hash]))
	if err != nil {
		t.Fatal(err)
	}
	again.Page.Department = page.Department
	if diff := cmp.Diff(visit.Pages[0], again); diff != "" {
		t.Errorf("the snapshot reads otherwise (-first +again):\n%s", diff)
	}
}
