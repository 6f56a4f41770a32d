package dashboard

import (
	"strings"
	"testing"

	"vigie/internal/indicators"
)

// The funnel plots stand on the page of the PANs, of what probes and pages prove
// alone, with a table in the order of the codes.
func TestFunnelsCompareOnlyWhatProbesAndPagesProve(t *testing.T) {
	s := siteOver(t, world())
	shot, err := s.figures.get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	views, err := s.funnels(t.Context(), shot)
	if err != nil {
		t.Fatal(err)
	}
	if len(views) != 2 { // the two of probes: too few departments have pages in this world
		t.Fatalf("%d funnels", len(views))
	}
	for _, view := range views {
		if len(view.Rows) != 5 || !strings.Contains(string(view.Drawing), "<circle") && !strings.Contains(string(view.Drawing), "<rect") {
			t.Errorf("%s: %d rows, %s", view.Name, len(view.Rows), view.Drawing)
		}
		for i := 1; i < len(view.Rows); i++ {
			code := func(r funnelRow) string { return r.Department[strings.LastIndex(r.Department, "("):] }
			if code(view.Rows[i-1]) > code(view.Rows[i]) {
				t.Errorf("%s: %s before %s", view.Name, view.Rows[i-1].Department, view.Rows[i].Department)
			}
		}
	}
	compared, err := indicators.EqualityFunnels(t.Context(), s.Reader, indicators.Request{Window: shot.window, Rules: s.rules, Zone: s.Catalogue.Zone})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range compared {
		if d, _ := indicators.ByID(e.Indicator); d.Proof == indicators.ByCase {
			t.Errorf("departments are compared by cases: %s", e.Indicator)
		}
	}
	server, _ := start(t, world(), nil)
	_, body, _ := get(t, server, "/pan")
	lacks(t, text(parse(t, body)), "the page", "Taux commun", "limites exactes de la loi binomiale", "sans classement")
	for id, want := range map[string]bool{"pan.exists": true, "pan.blocking_solved": false} {
		section := byID(parse(t, body), anchor(id))
		if section == nil {
			t.Fatalf("no section of %s", id)
		}
		if drawn := len(all(section, "svg")) > 0; drawn != want {
			t.Errorf("%s: a part is drawn: %v", id, drawn)
		}
	}
	_, body, _ = get(t, server, "/attestations")
	lacks(t, text(parse(t, body)), "the certificates", "La part d’une année dépasse celle des mois parce qu’elle compte une personne dès qu’un seul jour")
}
