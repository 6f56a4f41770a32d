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
		"read_all_figures": "from=2025-11-01 to=2026-11-30 level=told csv",
	} {
		o.readings = append(o.readings, observatory.Access{Account: "commande", Role: "administrator", Action: action, Object: object})
	}
	_, body := ask(t, server, admin, http.MethodGet, "/journal", "", "")
	page := plain(body)
	for _, want := range []string{
		"ouverture du coffre d’un dossier", "8afb9ebc-ad4d-ec22-9ad4-fb4a1653bc85 recours", "statistiques LIGUE 1 dossiers", "1 → 2 échéance",
		"du 1er novembre 2025 au 30 novembre 2026, niveau de preuve told, en CSV",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the log lacks %q:\n%s", want, page)
		}
	}
}

// TestNoReadingOfWhatIsNotThere: an old link to a case that was erased leaves its
// pseudonym nowhere.
func TestNoReadingOfWhatIsNotThere(t *testing.T) {
	o := newOffice(t)
	dossier := busyOffice(o, "asso")
	server := openOffice(t, o, nil)
	contributor, reviewer := o.person(t, server, "claire", access.Contributor), o.person(t, server, "renée", access.Reviewer)
	defender := o.person(t, server, "denise", access.Defender)
	for name, c := range map[string]struct {
		cookie           *http.Cookie
		method, path     string
		there, readThere int
	}{
		"its page":               {contributor, http.MethodGet, "/cas/", http.StatusOK, 1},
		"its review":             {reviewer, http.MethodGet, "/relecture/", http.StatusOK, 1},
		"a review of no state":   {reviewer, http.MethodPost, "/relecture/", http.StatusUnprocessableEntity, 1},
		"the page of a defender": {defender, http.MethodGet, "/consentis/", http.StatusNotFound, 0}, // no consent
	} {
		for _, look := range []struct {
			id             observatory.ID
			status, logged int
		}{{dossier, c.there, c.readThere}, {caseOf("effacé"), http.StatusNotFound, 0}} {
			before := len(o.readings)
			response, _ := ask(t, server, c.cookie, c.method, c.path+look.id.String(), "application/x-www-form-urlencoded", "")
			if response.StatusCode != look.status || len(o.readings)-before != look.logged {
				t.Errorf("%s: status %d and %d readings, want %d and %d", name, response.StatusCode, len(o.readings)-before, look.status, look.logged)
			}
		}
	}
}
