package catalogue

import (
	"net/url"
	"testing"

	"vigie/internal/observatory"
)

func TestSitesAndTheirPages(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	departments := map[string]string{}
	for _, p := range c.SitesToRead() {
		if departments[p.Department] != "" {
			t.Errorf("%s has two sites", p.Department)
		}
		departments[p.Department] = p.Site
		if p.Department == "75" && p.Role != RolePolice {
			t.Errorf("Paris is read on %s", p.Site)
		}
	}
	if len(departments) < 100 {
		t.Errorf("%d sites, want about one a department", len(departments))
	}
	known := 0
	for code, site := range departments {
		for _, page := range c.SitePages(code) {
			known++
			address, err := url.Parse(page.Address)
			if err != nil {
				t.Fatal(err)
			}
			if found, _ := c.DepartmentOfHost(address.Hostname()); found != code || page.Source == "" || page.Status != observatory.Unverified {
				t.Errorf("%s (site %s): department %s, source %q, status %s", page.Address, site, found, page.Source, page.Status)
			}
		}
	}
	if known != 12 {
		t.Errorf("%d pages known beforehand, want 12", known)
	}
}
