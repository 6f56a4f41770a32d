package catalogue

import (
	"cmp"

	"vigie/internal/observatory"
)

// SystemSite is the system of the targets that Sites gives.
const SystemSite = "prefecture-site"

// Sites gives the sites of the prefectures as targets, under the id of the
// prefecture, such as P89. What a page must print is what the State's block at
// its head does, « de l’Yonne » after préfet or préfète; for Paris the name of
// the préfecture de police.
func (c *Catalogue) Sites() []observatory.Target {
	var sites []observatory.Target
	for _, p := range c.prefectures {
		if p.Site == "" {
			continue
		}
		printed := cmp.Or(c.DepartmentOf(p.Department), p.Name)
		if p.Role == RolePolice || p.Role == RoleDelegated {
			printed = p.Name
		}
		sites = append(sites, observatory.Target{
			ID: p.ID, System: SystemSite, Department: p.Department, Name: "Site : " + p.Name, Prefecture: printed,
			Address: p.Site + "/", Source: p.Source, Status: p.SiteStatus,
		})
	}
	return sites
}
