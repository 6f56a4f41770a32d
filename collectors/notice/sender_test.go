package notice

import (
	"testing"

	"vigie/internal/observatory"
)

// TestSenderIdentified: the author is known by first name, name, capacity and
// service, however they are set out; less does not do.
func TestSenderIdentified(t *testing.T) {
	const head = "Bonjour,\nVotre demande a été clôturée car il manque votre justificatif de domicile.\n\n"
	for _, c := range []struct {
		signed string
		want   observatory.Tri
	}{
		{"Jean Martin, chef du bureau du séjour, préfecture de la Seine-Saint-Denis", observatory.Yes},
		{"Jean MARTIN\nChef du bureau du séjour\nPréfecture de la Seine-Saint-Denis", observatory.Yes},
		{"Le chef du bureau du séjour,\nJean MARTIN\nPréfecture de police", observatory.Yes},
		{"La cheffe du bureau du séjour,\nAwa DUPONT", observatory.Yes},
		{"Le chef du bureau du séjour", observatory.No},
		{"Jean MARTIN", observatory.No},
		{"J. M., chef du bureau du séjour", observatory.No},
		{"ne-pas-repondre@interieur.invalid", observatory.No},
		{"Pour le préfet et par délégation,\nJean MARTIN", observatory.No},
	} {
		if got := Read(head + c.signed + "\n").Criteria[observatory.CriterionSender]; got != c.want {
			t.Errorf("%q: %q, want %q", c.signed, got, c.want)
		}
	}
}
