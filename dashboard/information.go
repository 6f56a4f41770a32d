package dashboard

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

// informationPage is the page at /informations.
type informationPage struct {
	page

	Horizon        string
	Read           string // sites read, of those known
	Contradictory  string
	Definitions    []indicators.Definition
	Contradictions []contradictionView
	Sites          []informationSite
}

// contradictionView is a national rule of which sites say different things.
type contradictionView struct {
	Title, Reference, Source, Status string
	Said                             []saidView
}

type saidView struct {
	Value, Quote, Date string
	Department         link
	Page               link
}

// informationSite is what the site of one department says.
type informationSite struct {
	Name, Anchor, Href string
	Pages, Given, Read string
	Wrong, Dead        string // how many items, empty for none
	Open               bool   // the only one, or one that says something wrong
	Items              []informationItem
}

type informationItem struct {
	Item, State, Class, Value, Quote, Section, Date string
	Page                                            link
}

// information serves what prefectures' sites say, department by department, and
// where they contradict each other.
func (s *site) information(w http.ResponseWriter, r *http.Request) error {
	return s.drawn(w, r, "/informations", func(shot *snapshot) (asset, error) {
		facts, err := s.newestFacts(r.Context(), shot)
		if err != nil {
			return asset{}, err
		}
		return s.render("information", s.informationPage(shot, facts))
	})
}

// newestFacts are the newest facts on information of every page of every site.
func (s *site) newestFacts(ctx context.Context, shot *snapshot) ([]observatory.PageFact, error) {
	filter := observatory.PageFactFilter{Window: observatory.Window{Horizon: shot.window.Horizon, Simulation: shot.window.Simulation}, Latest: true}
	var facts []observatory.PageFact
	for fact, err := range s.Reader.PageFacts(ctx, filter) {
		if err != nil {
			return nil, fmt.Errorf("read page facts: %w", err)
		}
		if _, accessibility := fact.AxeRule(); accessibility {
			continue
		}
		facts = append(facts, fact)
	}
	return facts, nil
}

func (s *site) informationPage(shot *snapshot, facts []observatory.PageFact) informationPage {
	data := informationPage{page: s.page("Informations données par les préfectures"), Horizon: s.words.Moment(shot.window.Horizon, s.zone)}
	data.Here = "/informations"
	for _, d := range indicators.InfoDefinitions() {
		data.Definitions = append(data.Definitions, s.typeset(d))
	}
	sites := indicators.InfoSites(facts, indicators.InfoAsked())
	for _, one := range sites {
		view := s.informationSite(one)
		view.Open = len(sites) == 1 || view.Wrong != ""
		data.Sites = append(data.Sites, view)
	}
	read, known := int64(len(sites)), int64(len(s.Catalogue.SitesToRead()))
	data.Read = s.words.Count(read) + texts.NoWrap + s.words.Plural(read, "site lu", "sites lus") + ", sur " + s.words.Count(known) + texts.NoWrap + s.words.Plural(known, "connu", "connus")
	for _, c := range indicators.InfoContradictions(facts) {
		data.Contradictions = append(data.Contradictions, s.contradiction(c))
	}
	n := int64(len(data.Contradictions))
	data.Contradictory = s.words.Count(n) + texts.NoWrap + s.words.Plural(n, "règle nationale dite", "règles nationales dites") + " de plusieurs façons"
	return data
}

func (s *site) contradiction(c indicators.InfoContradiction) contradictionView {
	fact, _ := s.Catalogue.NationalFact(c.Rule)
	v := contradictionView{
		Title: s.words.Typeset(fact.Title), Reference: fact.Value, Source: s.words.Typeset(fact.Source), Status: s.words.Status(fact.Status),
	}
	for _, said := range c.Said {
		v.Said = append(v.Said, saidView{
			Value: said.Value, Quote: said.Fact.Quote, Date: s.day(said.Fact.At),
			Department: link{"/departement/" + said.Fact.Department, s.departmentName(said.Fact.Department)},
			Page:       webLink(said.Fact.Address),
		})
	}
	return v
}

func (s *site) informationSite(one indicators.InfoSite) informationSite {
	v := informationSite{
		Name: s.departmentName(one.Department), Anchor: "site-" + one.Department, Href: "/departement/" + one.Department,
		Pages: s.words.Count(int64(one.Pages)) + texts.NoWrap + s.words.Plural(int64(one.Pages), "page", "pages"),
		Given: s.words.Count(one.Present) + " sur " + s.words.Count(one.Told), Read: s.day(one.Read),
	}
	count := func(state observatory.FactState, singular, plural string) string {
		n := int64(0)
		for _, key := range indicators.InfoAsked() {
			if one.Items[key].State == state {
				n++
			}
		}
		if n == 0 {
			return ""
		}
		return s.words.Count(n) + texts.NoWrap + s.words.Plural(n, singular, plural)
	}
	v.Wrong = count(observatory.Wrong, "fausse", "fausses")
	v.Dead = count(observatory.Obsolete, "périmée", "périmées")
	for _, key := range indicators.InfoAsked() {
		fact, ok := one.Items[key]
		if !ok {
			fact = observatory.PageFact{Item: key, State: observatory.CannotTell}
		}
		v.Items = append(v.Items, s.informationItem(fact))
	}
	return v
}

func (s *site) informationItem(fact observatory.PageFact) informationItem {
	v := informationItem{
		Item: s.words.Item(fact.Item), State: s.words.State(fact.State), Class: "state-" + string(fact.State),
		Value: fact.Value, Quote: fact.Quote, Section: fact.Section,
	}
	if fact.State == observatory.Absent || fact.At.IsZero() {
		return v // of no page in particular
	}
	v.Date, v.Page = s.day(fact.At), webLink(fact.Address)
	return v
}

func (s *site) day(at time.Time) string { return s.words.Date(observatory.DateOf(at, s.zone)) }

// webLink is a link to a page of a site, without address when it is none.
func webLink(address string) link {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Host == "" || parsed.Scheme != "https" && parsed.Scheme != "http" {
		return link{Text: address}
	}
	name := strings.TrimSuffix(parsed.Path, "/")
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		name = name[i+1:]
	}
	if name == "" {
		name = parsed.Hostname()
	}
	return link{Href: address, Text: name}
}

// informationTable serves the newest facts of all pages as CSV.
func (s *site) informationTable(w http.ResponseWriter, r *http.Request) error {
	file(w, "vigie-informations.csv")
	return s.drawn(w, r, "/informations.csv", func(shot *snapshot) (asset, error) {
		facts, err := s.newestFacts(r.Context(), shot)
		if err != nil {
			return asset{}, err
		}
		rows := make([][]string, 0, len(facts))
		for _, f := range facts {
			rows = append(rows, []string{
				f.Department, f.Address, f.Item, string(f.State), f.Value, f.Quote, f.Section, strconv.Itoa(f.Start), strconv.Itoa(f.End),
				strconv.FormatBool(f.Cut), f.At.UTC().Format(time.RFC3339), string(f.PageHash), f.SourceVersion, strconv.FormatBool(f.Simulation),
			})
		}
		return table([]string{
			"department", "address", "item", "state", "value", "quote", "section", "start", "end", "cut", "at_utc", "page_sha256", "rules", "simulation",
		}, rows)
	})
}
