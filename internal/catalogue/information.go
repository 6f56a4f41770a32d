package catalogue

import (
	"io/fs"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"vigie/internal/observatory"
)

// PortalAddress is a part of the ANEF's site and whether it is still in use.
type PortalAddress struct {
	Provenance

	Host       string `json:"host"`
	Path       string `json:"path"` // all that lies under it too
	Obsolete   bool   `json:"obsolete"`
	Since      string `json:"since"` // month, 2026-06; empty when unknown
	ReplacedBy string `json:"replaced_by"`
	Note       string `json:"note"`
}

// NationalFact is a fact that holds everywhere in France and that the site of a
// prefecture can get right or wrong.
type NationalFact struct {
	Provenance

	ID    string `json:"id"`
	Title string `json:"title"` // French
	Value string `json:"value"` // a number, digits alone, or oui
}

// Sure reports whether the row may be held against what a page says: its source
// was read, or a secondary one was.
func (p Provenance) Sure() bool {
	return p.Status == observatory.Verified || p.Status == observatory.Secondary
}

var monthForm = regexp.MustCompile(`^(?:\d{4}-(?:0[1-9]|1[0-2]))?$`)

func readPortalAddresses(files fs.FS, faults *problems) []PortalAddress {
	columns := []string{"host", "path", "state", "since", "replaced_by", "note", "source", "status"}
	rows := readTable(files, "anef_addresses.csv", columns, faults)
	unique(rows, "path")
	list := make([]PortalAddress, 0, len(rows))
	for _, r := range rows {
		if !monthForm.MatchString(r.get("since")) {
			r.fault("since", "mois attendu, comme 2026-06")
		}
		if !strings.HasPrefix(r.get("path"), "/") {
			r.fault("path", "chemin attendu, qui commence par /")
		}
		list = append(list, PortalAddress{
			Provenance: r.provenance(), Host: r.need("host"), Path: r.get("path"),
			Obsolete: r.oneOf("state", "current", "obsolete") == "obsolete",
			Since:    r.get("since"), ReplacedBy: r.get("replaced_by"), Note: r.get("note"),
		})
	}
	return list
}

func readNationalFacts(files fs.FS, faults *problems) []NationalFact {
	rows := readTable(files, "national_facts.csv", []string{"id", "title", "value", "source", "status"}, faults)
	unique(rows, "id")
	list := make([]NationalFact, 0, len(rows))
	for _, r := range rows {
		list = append(list, NationalFact{
			Provenance: r.provenance(), ID: r.need("id"), Title: r.need("title"), Value: r.need("value"),
		})
	}
	return list
}

// PortalAddresses gives the known parts of the ANEF's site.
func (c *Catalogue) PortalAddresses() []PortalAddress { return slices.Clone(c.portal) }

// PortalAddress finds the part of the ANEF's site in which an address lies, the
// most particular one, and false when the address is not on that site.
func (c *Catalogue) PortalAddress(address *url.URL) (PortalAddress, bool) {
	host := strings.TrimPrefix(strings.ToLower(address.Hostname()), "www.")
	found, ok := PortalAddress{}, false
	for _, p := range c.portal {
		under := p.Path == "/" || address.Path == p.Path || strings.HasPrefix(address.Path, p.Path+"/")
		if p.Host == host && under && len(p.Path) > len(found.Path) {
			found, ok = p, true
		}
	}
	return found, ok
}

// NationalFacts gives the facts that the information audit holds against what
// pages say.
func (c *Catalogue) NationalFacts() []NationalFact { return slices.Clone(c.facts) }

// NationalFact finds the fact of an id, and false when there is none.
func (c *Catalogue) NationalFact(id string) (NationalFact, bool) {
	i := slices.IndexFunc(c.facts, func(f NationalFact) bool { return f.ID == id })
	if i < 0 {
		return NationalFact{}, false
	}
	return c.facts[i], true
}
