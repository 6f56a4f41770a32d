package catalogue

import (
	"io/fs"
	"net/url"
	"strings"

	"vigie/internal/observatory"
)

// Roles of a prefecture's office.
const (
	RolePrefecture = "prefecture"
	RolePolice     = "police_prefecture"    // Paris: competent for residence permits (CESEDA R. 431-3)
	RoleDelegated  = "delegated_prefecture" // Saint-Barthélemy and Saint-Martin
	RoleSub        = "sub_prefecture"
)

// Prefecture is one prefecture or sub-prefecture.
type Prefecture struct {
	Provenance

	ID             string             `json:"id"` // "P89", or "SP891" for a sub-prefecture
	Department     string             `json:"department"`
	Role           string             `json:"role"`
	Name           string             `json:"name"`
	Arrondissement string             `json:"arrondissement"` // INSEE code, empty where there is none
	SeatCode       string             `json:"seat_code"`      // INSEE code of the town
	Seat           string             `json:"seat"`
	Site           string             `json:"site"`        // address of its site, empty for a sub-prefecture
	SiteStatus     observatory.Status `json:"site_status"` // meaningful when Site is not empty
	Foreigners     observatory.Tri    `json:"foreigners"`  // whether it has a service for foreigners
	Note           string             `json:"note"`
}

func readPrefectures(files fs.FS, faults *problems) []Prefecture {
	columns := []string{
		"id", "department", "role", "name", "arrondissement", "seat_code", "seat",
		"site", "site_status", "foreigners", "note", "source", "status",
	}
	rows := readTable(files, "prefectures.csv", columns, faults)
	unique(rows, "id")
	list := make([]Prefecture, 0, len(rows))
	for _, r := range rows {
		p := Prefecture{
			Provenance: r.provenance(), ID: r.need("id"), Department: r.need("department"), Name: r.need("name"),
			Role:           r.oneOf("role", RolePrefecture, RolePolice, RoleDelegated, RoleSub),
			Arrondissement: r.get("arrondissement"), SeatCode: r.need("seat_code"), Seat: r.need("seat"),
			Site: r.get("site"), Foreigners: r.tri("foreigners"), Note: r.get("note"),
		}
		if p.Site != "" {
			p.SiteStatus = r.status("site_status")
			if address, err := url.Parse(p.Site); err != nil || address.Scheme != "https" || address.Host == "" {
				r.fault("site", "adresse https complète attendue")
			}
		}
		list = append(list, p)
	}
	return list
}

// Prefectures gives the 104 prefectures, then the 233 sub-prefectures.
func (c *Catalogue) Prefectures() []Prefecture { return append([]Prefecture(nil), c.prefectures...) }

// DepartmentOfHost finds the department whose prefecture's site has that host
// name, with or without "www." or "rdv.", such as "www.ain.gouv.fr". A host
// that serves two departments, or none, gives false.
func (c *Catalogue) DepartmentOfHost(host string) (string, bool) {
	code, ok := c.byHost[bareHost(host)]
	return code, ok && code != ""
}

// bareHost takes off the port and the prefixes under which one site answers.
func bareHost(host string) string {
	host, _, _ = strings.Cut(strings.ToLower(host), ":")
	for _, prefix := range []string{"www.", "rdv."} {
		host = strings.TrimPrefix(host, prefix)
	}
	return strings.Replace(host, ".pref.gouv.fr", ".gouv.fr", 1) // the sites' names before 2010
}

func indexHosts(prefectures []Prefecture) map[string]string {
	hosts := map[string]string{}
	for _, p := range prefectures {
		address, err := url.Parse(p.Site)
		if err != nil || address.Host == "" {
			continue
		}
		host := bareHost(address.Host)
		if other, taken := hosts[host]; taken && other != p.Department {
			hosts[host] = "" // two departments share the site: neither can be told from it
			continue
		}
		hosts[host] = p.Department
	}
	return hosts
}
