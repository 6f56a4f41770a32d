package collectors

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestExamplesOfColumns: a column is known by a few of its values, with a header or
// without one, and no name, number or date is among them.
func TestExamplesOfColumns(t *testing.T) {
	rows := "D-14;ESSAI Awa;9912345678;renouvellement;03/12/2025;;vu par Awa\n" +
		"D-15;Pan;9912345679;première demande;4.12.25;;vu par Awa\n" +
		"D-16;TA Hong;9912345670;Renouvellement;08/12/2025;;API ?\n" +
		"D-117;Écho;;RNV;bientôt;;\n"
	want := []string{
		"D… (4 caractères)|D… (5 caractères)", "E… (9 caractères)|P… (3 caractères)|T… (7 caractères)", "9… (10 caractères)",
		"renouvellement|première demande|Renouvellement", "99/99/9999|9.99.99|b… (7 caractères)", "", "v… (10 caractères)|A… (5 caractères)",
	}
	for _, header := range []string{"", "Réf;Nom;AGDREF;Quoi;Le;Rien;Notes\n"} {
		var got []string
		_, p := proposed(t, options(t, &memory{}, testKeys(t)), header+rows)
		for _, c := range p.Columns {
			got = append(got, strings.Join(c.Examples, "|"))
		}
		if diff := cmp.Diff(want, got); diff != "" || p.Mapping.Header.None != (header == "") {
			t.Errorf("examples below %q (-want +got):\n%s", header, diff)
		}
	}
}

// TestAWordAloneIsNoExample: one cell that is a word of a list may be a name.
func TestAWordAloneIsNoExample(t *testing.T) {
	_, p := proposed(t, options(t, &memory{}, testKeys(t)), "Réf;Personne;Dpt\nA;Pan;93\n")
	if got := p.Columns[1].Examples; !cmp.Equal(got, []string{"P… (3 caractères)"}) {
		t.Errorf("examples %q", got)
	}
}
