package probes

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/chromedp"

	"vigie/internal/observatory"
)

// RoleInformation is the role of the piece that holds what each page read says.
const RoleInformation = "information"

// siteReading is what the pages of a site say of one item: the form of the
// piece RoleInformation.
type siteReading struct {
	Item    string     `json:"item"`
	Version string     `json:"version"` // of the extractor
	Pages   []pageRead `json:"pages"`
	Unread  []string   `json:"unread,omitempty"` // links to follow that were not, by the cap or robots.txt
	Dead    []string   `json:"dead,omitempty"`   // links to follow that lead nowhere
}

// pageRead is one page of it. Start and End are bytes in the text taken out of
// the page.
type pageRead struct {
	Address string                `json:"address"`
	State   observatory.FactState `json:"state"`
	Quote   string                `json:"quote,omitempty"`
	Start   int                   `json:"start"`
	End     int                   `json:"end"`
	Values  []string              `json:"values,omitempty"`
	Cut     bool                  `json:"cut"`
	HTML    observatory.Hash      `json:"html,omitempty"`
}

// pageLink is a link of a page, whether shown or folded away in a menu.
type pageLink struct {
	Address string `json:"address"`
	Text    string `json:"text"`
}

const linksScript = `Array.from(document.querySelectorAll("a[href]"), (a) => ({
  address: a.href, text: (a.innerText || a.textContent || "").replace(/\s+/g, " ").trim(),
})).filter((l) => /^https?:/.test(l.address)).slice(0, 2000)`

func (a *attempt) audit(ctx, tab context.Context, step Step) *Ending {
	if step.Audit.Axe {
		return a.auditAxe(ctx, tab, *step.Audit)
	}
	return a.auditSite(tab, step)
}

// auditSite looks for an item on the page and on those that its own links lead
// to, until one says it, none is left or the cap is reached.
func (a *attempt) auditSite(tab context.Context, step Step) *Ending {
	reading := siteReading{Item: step.Audit.Information, Version: InfoAuditVersion + "+" + HTMLTextVersion}
	seen := map[string]bool{canonicalAddress(a.describe(tab).Address): true}
	var queue []string
	for first := true; first || len(queue) > 0; first = false {
		if !first {
			address := queue[0]
			queue = queue[1:]
			if len(reading.Pages) >= step.Audit.Pages {
				reading.Unread = append(reading.Unread, address)
				continue
			}
			next, ending := a.follow(tab, step, address, &reading)
			if ending != nil {
				return ending
			}
			if !next {
				continue
			}
		}
		links, ending := a.readForItem(tab, step, &reading)
		if ending != nil {
			return ending
		}
		if reading.said(observatory.Present) {
			break
		}
		for _, link := range a.worth(links, step.Audit.Follow) {
			if key := canonicalAddress(link); !seen[key] {
				seen[key] = true
				queue = append(queue, link)
			}
		}
	}
	a.pieceOf(tab, RoleInformation, reading)
	return reading.ending(step.Audit.Otherwise)
}

// canonicalAddress is the one form in which the addresses of a page are counted.
func canonicalAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return infoCanonical(u)
}

// follow opens a page that a link leads to. False when there is none, or when
// it may not be opened; a link that leads nowhere is told and ends nothing.
func (a *attempt) follow(tab context.Context, step Step, address string, reading *siteReading) (bool, *Ending) {
	if _, refused := a.runner.robots.judge(tab, address, false); refused {
		reading.Unread = append(reading.Unread, address)
		return false, nil
	}
	if err := a.runner.config.Wait(tab, a.runner.config.PagePause); err != nil {
		return false, a.broken(tab, tab, err)
	}
	ctx, cancel := context.WithTimeout(tab, firstOf(a.options.Timeout, step.Timeout, a.journey.Timeout))
	defer cancel()
	a.trace.touch()
	started := time.Now()
	ending := a.open(ctx, tab, address)
	if ending != nil {
		if status := a.trace.state().status; ending.Outcome == observatory.Drift && status >= 400 {
			reading.Dead = append(reading.Dead, address)
			return false, nil
		}
		return false, ending
	}
	if time.Since(started) > a.budget(step) && !slices.Contains(a.slow, step.Name) {
		a.slow = append(a.slow, step.Name)
	}
	return true, nil
}

// readForItem reads the item on the page of the tab, and gives its links.
func (a *attempt) readForItem(tab context.Context, step Step, reading *siteReading) ([]pageLink, *Ending) {
	ctx, cancel := context.WithTimeout(tab, captureTimeout)
	defer cancel()
	links, err := chromedp.Run(ctx, chromedp.Evaluate[[]pageLink](linksScript))
	if err != nil {
		return nil, a.broken(ctx, tab, err)
	}
	html, err := markup(ctx)
	if err != nil {
		return nil, a.broken(ctx, tab, err)
	}
	reference, err := a.runner.reference()
	if err != nil {
		return nil, a.broken(ctx, tab, err)
	}
	address := a.describe(tab).Address
	page, err := ReadPage(reference, "page.html", slices.Concat([]byte("<!-- address: "+address+" -->\n"), html))
	if err != nil {
		return nil, a.broken(ctx, tab, err)
	}
	items := AuditPage(reference, page)
	i := slices.IndexFunc(items, func(item InfoItem) bool { return item.Key == step.Audit.Information })
	if i < 0 {
		return nil, a.broken(ctx, tab, fmt.Errorf("item %s is not of the audit", step.Audit.Information))
	}
	item := items[i]
	read := pageRead{
		Address: address, State: item.State, Quote: item.Quote, Start: item.Start, End: item.End, Values: item.Values, Cut: page.Cut,
	}
	if a.piece(ctx, "page", "text/html; charset=utf-8", func(context.Context) ([]byte, error) { return html, nil }) && len(a.facts.Evidence) > 0 {
		read.HTML = a.facts.Evidence[len(a.facts.Evidence)-1].Hash
	}
	reading.Pages = append(reading.Pages, read)
	return links, nil
}

// worth keeps the links of this site whose text has one of the words.
func (a *attempt) worth(links []pageLink, words []string) []string {
	var kept []string
	for _, link := range links {
		u, err := url.Parse(link.Address)
		if err != nil || u.Host != a.address.Host {
			continue
		}
		text := fold(link.Text)
		if slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, fold(word)) }) {
			kept = append(kept, infoPrintable(u))
		}
	}
	return kept
}

// infoPrintable is an address without a fragment that only moves within its
// page; that of a one-page application is kept.
func infoPrintable(u *url.URL) string {
	clean := *u
	if !strings.HasPrefix(clean.Fragment, "/") {
		clean.Fragment, clean.RawFragment = "", ""
	}
	return clean.String()
}

func (r siteReading) said(state observatory.FactState) bool {
	return slices.ContainsFunc(r.Pages, func(p pageRead) bool { return p.State == state })
}

// ending is nil when the item is said. That it is said nowhere is concluded only
// when every page that had to be read was read whole.
func (r siteReading) ending(otherwise Ending) *Ending {
	count := fmt.Sprintf(" Pages lues : %d.", len(r.Pages))
	if len(r.Dead) > 0 {
		count += fmt.Sprintf(" Liens qui ne mènent nulle part : %d.", len(r.Dead))
	}
	switch {
	case r.said(observatory.Present):
		return nil
	case r.said(observatory.Wrong):
		return &Ending{observatory.Unmet, CauseSaidWrong, "Le site le dit d'une façon que contredit une source du catalogue." + count}
	case r.said(observatory.Obsolete):
		return &Ending{observatory.Unmet, CauseSaidObsolete, "Le site le dit, et renvoie à une adresse qui n'est plus en service." + count}
	case r.said(observatory.CannotTell):
		return &Ending{observatory.Drift, CauseUnclear, "Le site en parle sans que l'on puisse dire si c'est assez : une personne doit lire." + count}
	case len(r.Unread) > 0:
		return &Ending{observatory.Drift, CauseSiteUnread, fmt.Sprintf("Rien de trouvé, mais %d pages du site n'ont pas été lues.%s", len(r.Unread), count)}
	}
	otherwise.Detail += count
	return &otherwise
}

// pieceOf keeps a value as JSON.
func (a *attempt) pieceOf(tab context.Context, role string, value any) bool {
	content, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		err = errors.Join(errors.New("encode "+role), err)
	}
	return a.piece(tab, role, "application/json", func(context.Context) ([]byte, error) { return content, err })
}
