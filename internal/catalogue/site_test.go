package catalogue

import (
	"net/url"
	"testing"
)

func TestSitesAreTargetsOfTheirDepartment(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	sites := c.Sites()
	if len(sites) < 100 {
		t.Fatalf("%d sites", len(sites))
	}
	printed := map[string]string{}
	for _, site := range sites {
		address, err := url.Parse(site.Address)
		if err != nil || address.Path != "/" || site.System != SystemSite || site.Prefecture == "" || site.Source == "" {
			t.Errorf("%+v, %v", site, err)
		}
		if _, taken := printed[site.ID]; taken {
			t.Errorf("id %s twice", site.ID)
		}
		printed[site.ID] = site.Prefecture
	}
	for id, want := range map[string]string{"P89": "de l’Yonne", "P93": "de la Seine-Saint-Denis", "P75": "Préfecture de police"} {
		if printed[id] != want {
			t.Errorf("%s must print %q, want %q", id, printed[id], want)
		}
	}
}
