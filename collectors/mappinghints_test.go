package collectors

import (
	"context"
	"maps"
	"slices"
	"testing"
)

// TestHeadersAsPeopleWriteThem: a mapping is proposed from headers that a file
// without one is not read by, where the values fit; a date is no date of deposit for
// being one, and numbers are no departments.
func TestHeadersAsPeopleWriteThem(t *testing.T) {
	const file = "Réf;Préf compétente;DN;Type dde;Vu le;1er dépôt;clos le;re-dépôt;Attente\n" +
		"A1;Val d'Oise (Cergy);04/07/1988;renouvellement;13/01/2026;28/08/2025;10/10/2025;13/10/2025;12\n" +
		"A2;préf. du Rhône;12/11/1995;première demande;14/01/2026;29/08/2025;11/10/2025;14/10/2025;31\n" +
		"A3;SP Le Raincy (93);02/03/1990;renouvellement;15/01/2026;30/08/2025;12/10/2025;15/10/2025;45\n"
	p, err := ProposeMapping(context.Background(), text(file), ruled(t, &memory{}))
	must(t, err)
	got := map[string]string{}
	for _, c := range p.Columns {
		got[c.Name] = c.Column
	}
	for name, want := range map[string]string{
		"Réf": "référence", "Préf compétente": "préfecture", "DN": "date de naissance", "Type dde": "procédure",
		"Vu le": "", "1er dépôt": "date de dépôt", "clos le": "date de clôture", "re-dépôt": "date de nouveau dépôt", "Attente": "",
	} {
		if got[name] != want {
			t.Errorf("%s is proposed as %q, want %q", name, got[name], want)
		}
	}
	proposer := proposer{departments: departmentIndex(ruled(t, &memory{}).Departments), reference: newReference(ruled(t, &memory{}).Catalogue)}
	codes := slices.Compact(slices.Sorted(maps.Values(proposer.departments)))
	for value, want := range map[string]string{
		"Pays de la Loire": "", "Marne-la-Vallée": "", "Bureau 3": "", "95": "95", "Préf. de police": "75", "Nanterre": "92", "Seine St Denis": "93", "": "",
	} {
		if got := proposer.placeOf(codes, value); got != want {
			t.Errorf("%q is placed in %q, want %q", value, got, want)
		}
	}
	places := p.Mapping.Columns["département"].Values
	for value, want := range map[string]string{"Val d'Oise (Cergy)": "95", "préf. du Rhône": "69", "SP Le Raincy (93)": "93"} {
		if places[value] != want {
			t.Errorf("%s is placed in %q, want %q", value, places[value], want)
		}
	}
}
