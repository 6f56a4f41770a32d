package dashboard

import (
	"net/http"
	"strings"
	"testing"

	"vigie/internal/access"
	"vigie/internal/observatory"
)

// TestTheLogIsInFrench: what the command line noted is told in words, its reasons
// included.
func TestTheLogIsInFrench(t *testing.T) {
	o := newOffice(t)
	server := openOffice(t, o, nil)
	admin := o.person(t, server, "ada", access.Administrator)
	for action, object := range map[string]string{
		"vault": "8afb9ebc-ad4d-ec22-9ad4-fb4a1653bc85 court", "export": "statistics LIGUE 1 dossiers", "rotate_keys": "1 → 2 periodic",
	} {
		o.readings = append(o.readings, observatory.Access{Account: "commande", Role: "administrator", Action: action, Object: object})
	}
	_, body := ask(t, server, admin, http.MethodGet, "/journal", "", "")
	page := plain(body)
	for _, want := range []string{"ouverture du coffre d’un dossier", "8afb9ebc-ad4d-ec22-9ad4-fb4a1653bc85 recours", "statistiques LIGUE 1 dossiers", "1 → 2 échéance"} {
		if !strings.Contains(page, want) {
			t.Errorf("the log lacks %q:\n%s", want, page)
		}
	}
}
