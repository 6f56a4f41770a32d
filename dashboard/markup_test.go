package dashboard

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// addresses are the pages that every test of pages reads.
func addresses() []string {
	return []string{
		"/", "/?indicateur=certificate.gap_days", "/?indicateur=closure.reason_stated", "/departement/93", "/departement/974",
		"/departement/2A", "/departement/01", "/tentatives", "/tentatives?departement=93&issue=down", "/tentatives?page=2",
		"/tentative/" + attemptID(3).String(), "/tentative/" + attemptID(999).String(), "/methodologie", pencilPath, "/nulle-part",
		"/tentative/" + attemptID(5).String(), "/tentative/" + attemptID(6).String(), "/blocages", blockedDay(), "/derives",
		"/derives/" + attemptID(6).String(), "/derives/" + attemptID(62).String(), "/derives/" + attemptID(118).String(),
		"/informations", "/matrice", "/pan", "/attestations", "/clotures", "/accompagnement", "/parcours", "/parcours/rdv-service-public/pan.door", "/parcours/anef/anef.home",
	}
}

// coded is what a program writes and a person does not: a month or a day of
// ISO 8601, a quarter of ours, a mark of Markdown.
var coded = regexp.MustCompile("\\b20[0-9]{2}-([0-9]{2}|T[1-4])\\b|`")

// checkWords refuses what is written for programs, but in what is quoted to the
// letter and in the worked example, which gives what the program answers.
func checkWords(t *testing.T, n *html.Node) {
	t.Helper()
	for p := n.Parent; p != nil; p = p.Parent {
		if class, _ := attribute(p, "class"); class == "worked" || slices.Contains([]string{"blockquote", "q", "code", "pre"}, p.Data) {
			return
		}
	}
	if found := coded.FindString(n.Data); found != "" {
		t.Errorf("%q is not for a reader, in %q", found, strings.TrimSpace(n.Data))
	}
}

func TestPortalTextIsNeverMarkup(t *testing.T) {
	m := world()
	bad := `<script>alert(1)</script><img src=x onerror=alert(2)>" onmouseover="alert(3)`
	a := &m.list[3]
	a.Message, a.Detail, a.Cause, a.FinalAddress, a.Target, a.Journey, a.Place = bad, bad, bad, "javascript:alert(4)", bad, bad, bad
	a.Steps[0].Message, a.Steps[0].Name, a.Hops[0].Address = bad, bad, bad
	for i := range m.facts {
		m.facts[i].Quote, m.facts[i].Value, m.facts[i].Item, m.facts[i].Address = bad, bad, bad, "javascript:alert(5)"
	}
	server, _ := start(t, m, nil)
	for _, address := range []string{"/tentative/" + a.ID.String(), "/departement/13", "/departement/93", "/informations", "/tentatives"} {
		_, body, _ := get(t, server, address)
		root := parse(t, body)
		checkPage(t, root)
		for _, n := range all(root, "a") {
			if href, _ := attribute(n, "href"); strings.HasPrefix(href, "javascript:") {
				t.Errorf("%s links to a script", address)
			}
		}
		if address != "/tentatives" && address != "/departement/13" && address != "/informations" && !strings.Contains(text(root), "<script>alert(1)</script>") {
			t.Errorf("%s does not show the portal's text to the letter", address)
		}
	}
	status, body, _ := get(t, server, "/departement/"+url.PathEscape("<script>x</script>"))
	if status != http.StatusNotFound || strings.Contains(body, "<script>x") {
		t.Errorf("status %d, or the code came back as markup", status)
	}
}
