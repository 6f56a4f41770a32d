package catalogue

import (
	"io/fs"
	"net/url"

	"vigie/internal/observatory"
)

// SitePage is a page of a prefecture's site that is known beforehand.
type SitePage struct {
	Provenance

	Department string           `json:"department"`
	Address    string           `json:"address"`
	Topic      string           `json:"topic"` // pan, anef, faq, foreigners, papers
	Seen       observatory.Date `json:"seen"`  // date that the copy bore, may be unknown
	Note       string           `json:"note"`
}

func readSitePages(files fs.FS, faults *problems) []SitePage {
	rows := readTable(files, "site_pages.csv", []string{"department", "address", "topic", "seen", "note", "source", "status"}, faults)
	unique(rows, "address")
	list := make([]SitePage, 0, len(rows))
	for _, r := range rows {
		if parsed, err := url.Parse(r.need("address")); err != nil || parsed.Scheme != "https" || parsed.Host == "" {
			r.fault("address", "adresse https complète attendue")
		}
		list = append(list, SitePage{
			Provenance: r.provenance(), Department: r.need("department"), Address: r.get("address"),
			Topic: r.oneOf("topic", "pan", "anef", "faq", "foreigners", "papers"), Seen: r.date("seen"), Note: r.get("note"),
		})
	}
	return list
}

// SitePages gives the pages known beforehand of a department's site.
func (c *Catalogue) SitePages(department string) []SitePage {
	var list []SitePage
	for _, p := range c.pages {
		if p.Department == department {
			list = append(list, p)
		}
	}
	return list
}

// SitesToRead gives the prefectures that have a site of their own, one a department: in
// Paris that of the police prefecture, which is competent for residence permits.
// A site that serves two departments is given for the first.
func (c *Catalogue) SitesToRead() []Prefecture {
	police, seen := map[string]bool{}, map[string]bool{}
	for _, p := range c.prefectures {
		police[p.Department] = police[p.Department] || p.Role == RolePolice && p.Site != ""
	}
	var list []Prefecture
	for _, p := range c.prefectures {
		if p.Site == "" || p.Role == RoleSub || police[p.Department] && p.Role != RolePolice || seen[p.Site] || seen[p.Department] {
			continue
		}
		seen[p.Site], seen[p.Department] = true, true
		list = append(list, p)
	}
	return list
}
