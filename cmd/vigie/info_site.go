package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"time"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"
	"vigie/internal/schedule"
	"vigie/probes"
)

// infoConfig says when and how prefectures' sites are read.
type infoConfig struct {
	Every       time.Duration    `yaml:"every"`
	Departments []string         `yaml:"departments"`
	Interval    time.Duration    `yaml:"interval"`
	Pages       int              `yaml:"pages"`
	Depth       int              `yaml:"depth"`
	Sites       []infoSiteConfig `yaml:"sites"`
}

// infoSiteConfig is a site to read in place of the catalogue's, or pages of it that
// are known beforehand.
type infoSiteConfig struct {
	Department string   `yaml:"department"`
	Address    string   `yaml:"address"`
	Known      []string `yaml:"known"`
}

const infoLeastEvery = 24 * time.Hour

func (c config) validateInformation(add func(string, ...any)) {
	i := c.Information
	if i.Every != 0 && i.Every < infoLeastEvery && !c.Simulation {
		add("information.every : au moins 24h (politesse) ; 0 : pas d'audit planifié")
	}
	if i.Every != 0 && c.Contact == "" && !c.Simulation {
		add("contact : donnez une adresse web ou électronique ; l'audit de l'information dit qui il est")
	}
	if i.Interval < 2*time.Second && !c.Simulation {
		add("information.interval : au moins 2s entre deux pages d'un même site (politesse)")
	}
	if i.Pages < 1 || i.Pages > 200 {
		add("information.pages : de 1 à 200 pages par visite")
	}
	if i.Depth < 0 || i.Depth > 10 {
		add("information.depth : de 0 à 10 liens")
	}
	for n, site := range i.Sites {
		for _, address := range append([]string{site.Address}, site.Known...) {
			if parsed, err := url.Parse(address); err != nil || parsed.Host == "" {
				add("information.sites[%d] : « %s » n'est pas une adresse web entière", n, address)
			}
		}
		if site.Department == "" {
			add("information.sites[%d].department : donnez le code du département", n)
		}
	}
}

// recordPages keeps each page as evidence, with the text taken out of it, then
// its facts.
func (a *app) recordPages(ctx context.Context, pages []auditedPage) error {
	var facts []observatory.Observation
	for _, p := range pages {
		if _, err := a.files.PutBytes(ctx, p.raw); err != nil {
			return err
		}
		if p.Page.Extractor != "" {
			if _, err := a.files.PutBytes(ctx, []byte(p.Page.Text)); err != nil {
				return err
			}
		}
		for _, fact := range p.Page.Facts(p.Items, a.recordedAt(), a.cfg.Place.ID) {
			fact.RecordedAt = a.recordedAt()
			fact.Simulation = a.cfg.Simulation
			facts = append(facts, fact)
		}
	}
	return a.store.Append(ctx, facts)
}

// siteReader makes the reader of sites whose pages are kept and whose hosts are
// asked for under the same caps, stops and back-offs as by journeys.
func (a *app) siteReader(now func() time.Time) *probes.SiteReader {
	settings := siteConfig(a.cfg)
	settings.Log, settings.Keep, settings.Now, settings.Gate = a.log, a.keepFile, now, gate(a.cfg, a.state)
	return probes.NewSiteReader(a.catalogue, settings)
}

// siteConfig says how a configuration has sites read, without a data folder.
func siteConfig(cfg config) probes.SiteConfig {
	exceptions := make([]probes.RobotsException, 0, len(cfg.Probes.Robots))
	for _, e := range cfg.Probes.Robots {
		exceptions = append(exceptions, probes.RobotsException{Host: e.Host, Path: e.Path, Reason: e.Reason, DecidedBy: e.Decided})
	}
	return probes.SiteConfig{
		Version: version, Contact: cfg.Contact, Place: cfg.Place.ID, Simulation: cfg.Simulation,
		HostInterval: cfg.Information.Interval, Depth: cfg.Information.Depth, Pages: cfg.Information.Pages,
		VisitEvery: cfg.Probes.HostInterval, BackOff: cfg.Probes.BackOff, Control: cfg.Probes.Control, Exceptions: exceptions,
	}
}

// sites are those that a configuration reads, by department.
func (c config) sites(reference *catalogue.Catalogue) []probes.Site {
	var sites []probes.Site
	own := map[string]bool{}
	for _, s := range c.Information.Sites {
		own[s.Department] = true
		sites = append(sites, probes.Site{
			Department: s.Department, Name: "Site de la préfecture " + reference.DepartmentOf(s.Department),
			Home: s.Address, Known: s.Known, Simulation: c.Simulation,
		})
	}
	if c.Simulation { // a simulation never asks a real site
		return sites
	}
	for _, p := range reference.SitesToRead() {
		if own[p.Department] {
			continue
		}
		site := probes.Site{Target: p.ID, Department: p.Department, Name: p.Name, Home: p.Site}
		for _, page := range reference.SitePages(p.Department) {
			site.Known = append(site.Known, page.Address)
		}
		sites = append(sites, site)
	}
	return sites
}

// visit reads the page or the sites that the command names; each visit is handed
// over as soon as it ends.
func (cmd infoAuditCmd) visit(ctx context.Context, reader *probes.SiteReader, cfg config, reference *catalogue.Catalogue,
	done func(*probes.SiteVisit) error,
) ([]*probes.SiteVisit, error) {
	if cmd.Path != "" {
		visit, err := reader.VisitPage(ctx, cmd.Path)
		if err != nil {
			return nil, err
		}
		return []*probes.SiteVisit{visit}, errors.Join(done(visit), notRead(visit))
	}
	sites := cfg.sites(reference)
	if cmd.Department != "" {
		sites = slices.DeleteFunc(sites, func(s probes.Site) bool { return s.Department != cmd.Department })
	}
	if len(sites) == 0 {
		return nil, observatory.InputErrorf("aucun site de préfecture connu pour le département « %s » : ajoutez-le sous information.sites", cmd.Department)
	}
	var visits []*probes.SiteVisit
	var faults []error
	for _, site := range sites {
		visit, err := reader.Visit(ctx, site)
		if _, held := errors.AsType[*probes.HeldError](err); held {
			faults = append(faults, err)
			continue
		}
		if err != nil {
			return visits, err
		}
		visits = append(visits, visit)
		if err := done(visit); err != nil {
			return visits, err
		}
		faults = append(faults, notRead(visit))
	}
	if len(sites) == 1 || len(visits) == 0 {
		return visits, errors.Join(faults...)
	}
	return visits, nil
}

// notRead is the error of a visit that read nothing, in the site's words.
func notRead(visit *probes.SiteVisit) error {
	if len(visit.Pages) > 0 || visit.Attempt.Outcome == observatory.Met {
		return nil
	}
	return fmt.Errorf("%s : %s", visit.Attempt.Address, visit.Attempt.Detail)
}

func pagesOf(visits []*probes.SiteVisit) []auditedPage {
	var pages []auditedPage
	for _, v := range visits {
		for _, p := range v.Pages {
			pages = append(pages, auditedPage{AuditedPage: p})
		}
	}
	return pages
}

// recordVisit keeps a visit: its evidence is there already, then the leaf and the
// row of its attempt, then the facts of its pages.
func (a *app) recordVisit(ctx context.Context, visit *probes.SiteVisit) error {
	if err := a.record(ctx, []*observatory.Attempt{visit.Attempt}); err != nil {
		return err
	}
	facts := make([]observatory.Observation, 0, len(visit.Facts))
	for _, fact := range visit.Facts {
		fact.RecordedAt = a.recordedAt()
		facts = append(facts, fact)
	}
	return a.store.Append(ctx, facts)
}

// infoJobs are the planned readings of prefectures' sites, one a site.
func (a *app) infoJobs(now func() time.Time) []schedule.Job {
	wanted := a.cfg.Information
	if wanted.Every == 0 {
		return nil
	}
	reader := a.siteReader(now)
	var jobs []schedule.Job
	for _, site := range a.cfg.sites(a.catalogue) {
		if len(wanted.Departments) > 0 && !slices.Contains(wanted.Departments, site.Department) {
			continue
		}
		job := schedule.Job{Name: "information " + site.ID(), Kind: "information", Every: wanted.Every, Limit: min(wanted.Every*8/10, 3*time.Hour)}
		if address, err := url.Parse(site.Home); err == nil {
			job.Host = cmp.Or(address.Host, site.ID())
		}
		job.Run = func(ctx context.Context) error {
			visit, err := reader.Visit(ctx, site)
			if held, is := errors.AsType[*probes.HeldError](err); is {
				a.log.Warn("planned reading not made", slog.String("job", job.Name), slog.String("host", held.Host), slog.String("held", held.Leave.Held))
				return nil
			}
			if err != nil {
				return err
			}
			return a.recordVisit(context.WithoutCancel(ctx), visit)
		}
		jobs = append(jobs, job)
	}
	return jobs
}
