package probes

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"
)

// JourneySite is the journey under which the reading of a prefecture's site is
// recorded: one attempt a visit, one step a page.
const JourneySite = "info.audit"

// CausePagesRead is a visit that read pages.
const CausePagesRead = "pages_read"

// CauseSiteBudget is a host, met on the way, that may not be visited now.
const CauseSiteBudget = "host_budget"

// siteVersion names the rules by which a site is walked: which links are
// followed, which are traps.
const siteVersion = "site-1"

// SiteConfig says how sites are read. Zero fields take the value in brackets.
//
// Pages are asked for by plain HTTP, not by a browser: prefectures' sites are
// written by their server, so that one request gives the whole text where a
// browser would make thirty, and the answer's bytes are what is kept, hashed and
// read again later. A page that scripts fill is seen to be empty and counts as
// cut: nothing is said absent of it.
type SiteConfig struct {
	Version      string            // of Vigie, in the User-Agent
	Contact      string            // address or mail, in the User-Agent
	Place        string            // id of the place
	Simulation   bool              // marks what is found as simulated
	HostInterval time.Duration     // between two requests to one host [none]; robots.txt may ask for more
	AskTimeout   time.Duration     // for one answer [20 s]
	Depth        int               // links from an address known beforehand [4]
	Pages        int               // requests for pages a visit, redirects included [40]
	Bytes        int64             // of a page's answer that are read [2 MiB]
	Control      string            // address of the control site, asked when a site does not answer [none]
	Exceptions   []RobotsException // paths that robots.txt disallows and that are visited
	Transport    http.RoundTripper // [http.DefaultTransport]
	Keep         Keep              // where snapshots go [nowhere]
	Log          *slog.Logger      // [discarded]
	Now          func() time.Time  // [time.Now]
	Wait         func(context.Context, time.Duration) error
	Gate         Gate          // the state that outlives the reader [none]
	VisitEvery   time.Duration // between two visits of one host, journeys' included [none]
	BackOff      time.Duration // how long a host is left alone that asks for time without saying how long [no host is]
}

// Site is a prefecture's site and where to begin on it.
type Site struct {
	Target     string // id of the site as a target [site- and the department]
	Department string // code
	Name       string // French
	Home       string // address
	Known      []string
	Simulation bool
}

// ID is the id of the site as a target, such as P89 in the catalogue.
func (s Site) ID() string { return cmp.Or(s.Target, "site-"+strings.ToLower(s.Department)) }

// SiteReader reads prefectures' sites. It is safe for concurrent use: requests to
// one host wait for each other.
type SiteReader struct {
	config     SiteConfig
	reference  *catalogue.Catalogue
	agent      string
	client     *http.Client
	robots     *robots
	politeness *politeness
}

// NewSiteReader makes a reader of sites.
func NewSiteReader(reference *catalogue.Catalogue, config SiteConfig) *SiteReader {
	common := Config{Version: config.Version, Log: config.Log, Now: config.Now, Wait: config.Wait}
	defaults(&common)
	config.Version, config.Log, config.Now, config.Wait = common.Version, common.Log, common.Now, common.Wait
	set(&config.AskTimeout, 20*time.Second)
	set(&config.Depth, 4)
	set(&config.Pages, 40)
	set(&config.Bytes, 2<<20)
	if config.Transport == nil {
		config.Transport = http.DefaultTransport
	}
	r := &SiteReader{config: config, reference: reference, agent: UserAgent(config.Version, config.Contact)}
	r.client = &http.Client{
		Timeout: config.AskTimeout, Transport: config.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // every hop is judged and kept
	}
	r.robots = &robots{
		client: &http.Client{Timeout: config.AskTimeout, Transport: config.Transport}, agent: r.agent,
		exceptions: config.Exceptions, now: config.Now, log: config.Log, hosts: map[string]hostRules{},
		plead: func(ctx context.Context, p plea) { r.door().heed(ctx, p) },
	}
	r.politeness = &politeness{interval: config.HostInterval, now: config.Now, wait: config.Wait, next: map[string]time.Time{}}
	return r
}

// SiteVisit is what one visit of a site gave.
type SiteVisit struct {
	Attempt *observatory.Attempt    // the visit, ready to be recorded
	Pages   []AuditedPage           // read and audited: those about foreigners or known beforehand
	Facts   []*observatory.PageFact // of these pages
	Steps   []SiteStep              // every address that was asked for, in order
	Left    []SiteLeft              // links that were not followed, with the reason

	site      Site
	only      bool   // the addresses known beforehand alone, no link followed
	host      string // of the site, without www.
	started   time.Time
	asked     int                 // requests sent
	ending    *Ending             // why the visit stopped before its end
	pieces    []observatory.Piece // evidence files
	announced string              // source of the maintenance announced for its beginning
	entered   map[string]bool     // hosts that gave leave
	kept      map[string]bool     // canonical addresses that were met, and hashes that were read
	left      map[string]bool     // links already noted as left
	shapes    map[string]int      // addresses followed, by their shape
	waiting   []siteLink          // to be asked for
}

// SiteStep is one address that was asked for.
type SiteStep struct {
	Address string            `json:"address"` // asked for
	Final   string            `json:"final"`   // that answered
	From    string            `json:"from,omitempty"`
	Depth   int               `json:"depth"`
	At      time.Time         `json:"at"`
	Status  int               `json:"status"` // 0 without an answer
	Hops    []observatory.Hop `json:"hops,omitempty"`
	HTML    observatory.Hash  `json:"html,omitempty"`
	Reason  string            `json:"reason,omitempty"` // French: why it was not read

	duration time.Duration
}

// SiteLeft is a link that was not followed.
type SiteLeft struct {
	Address string `json:"address"`
	From    string `json:"from"`
	Reason  string `json:"reason"` // French
}

// Visit reads a site from the addresses known beforehand on, following its own
// navigation. What the site failed to do is in the attempt. An error means that
// nothing could be recorded: a *HeldError for a host that may not be visited
// now, evidence not kept, or the end of the context.
func (r *SiteReader) Visit(ctx context.Context, site Site) (*SiteVisit, error) {
	return r.visit(ctx, site, false)
}

// VisitPage reads one page and follows no link.
func (r *SiteReader) VisitPage(ctx context.Context, address string) (*SiteVisit, error) {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Host == "" || parsed.Scheme != "http" && parsed.Scheme != "https" {
		return nil, observatory.InputErrorf("%s : adresse web entière attendue, en http ou https", address)
	}
	site := Site{Name: parsed.Host, Home: address, Known: []string{address}, Simulation: r.config.Simulation}
	site.Department, _ = r.reference.DepartmentOfHost(parsed.Hostname())
	return r.visit(ctx, site, true)
}

func (r *SiteReader) visit(ctx context.Context, site Site, only bool) (*SiteVisit, error) {
	home, err := url.Parse(site.Home)
	if err != nil || home.Host == "" {
		return nil, observatory.InputErrorf("site du département %s : « %s » n'est pas une adresse web entière", site.Department, site.Home)
	}
	v := &SiteVisit{
		site: site, host: siteHost(home), started: r.config.Now(), only: only, entered: map[string]bool{},
		kept: map[string]bool{}, shapes: map[string]int{}, left: map[string]bool{},
	}
	for _, known := range append(site.Known, site.Home) {
		if address, err := url.Parse(known); err == nil && address.Host != "" {
			v.wait(siteLink{address: address, score: scoreKnown, known: known != site.Home || only})
		}
	}
	for {
		link, ok := v.next()
		if !ok || v.ending != nil {
			break
		}
		if v.asked >= r.config.Pages {
			v.leave(link, "plafond de "+siteCount(r.config.Pages)+" atteint")
			continue
		}
		if err := r.read(ctx, v, link); err != nil {
			return nil, err
		}
	}
	return v, r.close(ctx, v)
}

// siteHost is the host under which one site answers: without www., with its port.
func siteHost(address *url.URL) string {
	return strings.TrimPrefix(PlainHost(address), "www.")
}
