package dashboard

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// get reads a page.
func get(t *testing.T, server *httptest.Server, path string) (int, string, http.Header) {
	t.Helper()
	response, err := server.Client().Get(server.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body), response.Header
}

// parse reads a page as a tree.
func parse(t *testing.T, body string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// all gives the elements of a name.
func all(root *html.Node, name string) []*html.Node {
	var found []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == name {
			found = append(found, n)
		}
	}
	return found
}

func attribute(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

// text is all text in an element, white space made one blank.
func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// byID finds the element of an id.
func byID(root *html.Node, id string) *html.Node {
	for n := range root.Descendants() {
		if value, ok := attribute(n, "id"); ok && value == id {
			return n
		}
	}
	return nil
}

func TestEveryPageIsWellMade(t *testing.T) {
	full, _ := start(t, world(), func(c *Config) { c.Simulation = true })
	bare, _ := start(t, &memory{}, nil)
	for name, server := range map[string]*httptest.Server{"full": full, "bare": bare} {
		for _, address := range addresses() {
			if name == "bare" && (strings.HasPrefix(address, "/tentative/") || strings.HasPrefix(address, "/derives/") || strings.HasPrefix(address, "/blocages/")) {
				continue
			}
			t.Run(name+address, func(t *testing.T) {
				status, body, header := get(t, server, address)
				if want := http.StatusOK; status != want && address != "/nulle-part" {
					t.Fatalf("status %d", status)
				}
				if !strings.Contains(header.Get("Content-Security-Policy"), "script-src 'self'") || header.Get("X-Content-Type-Options") != "nosniff" {
					t.Errorf("headers: %v", header)
				}
				checkPage(t, parse(t, body))
				if got := strings.Contains(body, "SIMULATION — données fictives"); got != (name == "full") {
					t.Errorf("simulation band shown: %t", got)
				}
			})
		}
	}
}

// checkPage holds a page against the rules that every page follows.
func checkPage(t *testing.T, root *html.Node) {
	t.Helper()
	if lang, _ := attribute(all(root, "html")[0], "lang"); lang != "fr" {
		t.Errorf("lang %q", lang)
	}
	if titles := all(all(root, "head")[0], "title"); len(titles) != 1 || !strings.Contains(text(titles[0]), "Vigie") {
		t.Error("no title, or not one")
	}
	if headings := all(root, "h1"); len(headings) != 1 || text(headings[0]) == "" {
		t.Errorf("%d h1", len(headings))
	}
	seen, level := map[string]bool{}, 0
	for n := range root.Descendants() {
		if n.Type == html.TextNode {
			checkSpaces(t, n)
			checkWords(t, n)
			continue
		}
		if n.Type != html.ElementNode {
			continue
		}
		checkElement(t, n)
		if id, ok := attribute(n, "id"); ok {
			if seen[id] {
				t.Errorf("id %s stands twice", id)
			}
			seen[id] = true
		}
		if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
			if next := int(n.Data[1] - '0'); next > level+1 {
				t.Errorf("heading %q jumps from level %d to %d", text(n), level, next)
			}
			level = int(n.Data[1] - '0')
		}
	}
	for _, n := range all(root, "a") {
		href, _ := attribute(n, "href")
		if fragment, ok := strings.CutPrefix(href, "#"); ok && !seen[fragment] {
			t.Errorf("link to #%s leads nowhere", fragment)
		}
	}
}

func checkElement(t *testing.T, n *html.Node) {
	t.Helper()
	for _, a := range n.Attr {
		if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
			t.Errorf("<%s> has an inline %s", n.Data, a.Key)
		}
	}
	switch n.Data {
	case "script":
		if src, ok := attribute(n, "src"); !ok || !strings.HasPrefix(src, "/static/") || text(n) != "" {
			t.Errorf("script that is not a file of ours: %q", src)
		}
	case "style", "iframe", "object":
		t.Errorf("<%s> on a page", n.Data)
	case "table":
		if captions := all(n, "caption"); len(captions) != 1 || text(captions[0]) == "" {
			t.Error("table without a caption")
		}
	case "th":
		if scope, _ := attribute(n, "scope"); scope != "col" && scope != "row" {
			t.Errorf("heading cell %q without a scope", text(n))
		}
	case "img":
		if alt, ok := attribute(n, "alt"); !ok || alt == "" {
			t.Error("picture without a text")
		}
	case "select":
		if id, ok := attribute(n, "id"); !ok || id == "" {
			t.Error("field without an id for its label")
		}
	}
}

// checkSpaces refuses plain spaces where French typography wants others, but
// in what is quoted to the letter.
func checkSpaces(t *testing.T, n *html.Node) {
	t.Helper()
	for p := n.Parent; p != nil; p = p.Parent {
		if slices.Contains([]string{"blockquote", "q", "code", "option"}, p.Data) {
			return
		}
	}
	for _, mark := range []string{" ;", " :", " !", " ?", " %", "« ", " »"} {
		if strings.Contains(n.Data, mark) {
			t.Errorf("plain space at %q in %q", mark, strings.TrimSpace(n.Data))
		}
	}
}

func TestEveryInternalLinkLeadsSomewhere(t *testing.T) {
	server, _ := start(t, world(), nil)
	tried := map[string]bool{}
	for _, address := range addresses() {
		_, body, _ := get(t, server, address)
		root := parse(t, body)
		for _, n := range slices.Concat(all(root, "a"), all(root, "link"), all(root, "script"), all(root, "img")) {
			target, ok := attribute(n, "href")
			if !ok {
				target, _ = attribute(n, "src")
			}
			u, err := url.Parse(target)
			if rel, _ := attribute(n, "rel"); err == nil && n.Data == "a" && rel == "nofollow noreferrer" && (u.Scheme == "https" || u.Scheme == "http") {
				continue // a page that was read: it is named, and told nothing of the visitor
			}
			if err != nil || u.Host != "" || u.Scheme != "" {
				t.Errorf("%s links outside: %q", address, target)
				continue
			}
			u.Fragment = ""
			if u.Path == "" || tried[u.String()] {
				continue
			}
			tried[u.String()] = true
			if status, _, _ := get(t, server, u.String()); status != http.StatusOK {
				t.Errorf("%s links to %s, which answers %d", address, u, status)
			}
		}
	}
	if len(tried) < 150 {
		t.Errorf("only %d links were tried", len(tried))
	}
}

// TestPagesShowTheFiguresOfCompute holds what a visitor reads against the
// figures themselves.
func TestPagesShowTheFiguresOfCompute(t *testing.T) {
	m := world()
	server, _ := start(t, m, nil)
	s := siteOver(t, m)
	for _, department := range []string{"", "93", "2A"} {
		address := "/"
		if department != "" {
			address = "/departement/" + department
		}
		_, body, _ := get(t, server, address)
		root := parse(t, body)
		for _, d := range territorial() {
			table := shownTable(t, s, m, d, department)
			part := byID(root, anchor(d.ID))
			if part == nil {
				t.Fatalf("%s has no section %s", address, d.ID)
			}
			shown := text(part)
			for _, f := range table.Figures {
				if department == "2A" && f.N == 0 {
					continue // no row: the page says so in a sentence
				}
				v := s.view(f)
				for _, want := range []string{v.Value, v.Interval, v.N, v.Coverage} {
					if want = strings.Join(strings.Fields(want), " "); !strings.Contains(shown, want) {
						t.Errorf("%s, %s %s %s: %q is not shown", address, d.ID, f.Series, f.Accounting, want)
					}
				}
			}
		}
	}
}

func TestCaseFiguresCarryTheirCaution(t *testing.T) {
	server, _ := start(t, world(), nil)
	caution := "Ces cas sont ceux que des associations ont reçus"
	for _, address := range []string{"/", "/departement/93", "/departement/01"} {
		_, body, _ := get(t, server, address)
		root := parse(t, body)
		for _, d := range territorial() {
			shown := text(byID(root, anchor(d.ID)))
			if got := strings.Contains(shown, caution); got != (d.Proof == indicators.ByCase) {
				t.Errorf("%s, %s: caution shown: %t", address, d.ID, got)
			}
		}
	}
	for _, id := range []string{"certificate.gap_share", "closure.reason_stated"} {
		_, body, _ := get(t, server, "/?indicateur="+id)
		if shown := text(byID(parse(t, body), "carte")); !strings.Contains(shown, caution) || !strings.Contains(shown, "ne se comparent pas") {
			t.Errorf("the map of %s lacks its caution", id)
		}
	}
}

// shownTable is what a section shows of the whole period: figures computed for
// probes, the newest published year for cases.
func shownTable(t *testing.T, s *site, m *memory, d indicators.Definition, department string) observatory.Table {
	t.Helper()
	if d.Proof == indicators.ByProbe {
		table, err := indicators.Compute(t.Context(), m, d.ID, indicators.Request{Window: s.window(), Department: department, Rules: s.rules})
		if err != nil {
			t.Fatal(err)
		}
		return table
	}
	edition, err := m.Published(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var table observatory.Table
	for _, f := range edition.Table(d.ID, observatory.SplitDepartmentYear).Cells {
		if f.Department == department && f.Period.Name == "2026" {
			table.Figures = append(table.Figures, f)
		}
	}
	if len(table.Figures) == 0 && department != "2A" {
		t.Errorf("%s: nothing is published of %q", d.ID, department)
	}
	return table
}

func TestProbeFiguresShowBothAccountings(t *testing.T) {
	server, _ := start(t, world(), nil)
	_, body, _ := get(t, server, "/")
	root := parse(t, body)
	for _, id := range []string{"pan.availability", "pan.door"} {
		shown := text(byID(root, anchor(id)))
		if !strings.Contains(shown, "compte strict") || !strings.Contains(shown, "compte confirmé") {
			t.Errorf("%s lacks an accounting: %s", id, shown)
		}
	}
	if !strings.Contains(text(root), "Il ne peut être que plus élevé") {
		t.Error("nothing says that the confirmed accounting can only be higher")
	}
	if !strings.Contains(text(root), "enregistrées jusqu’au 23 novembre 2026 à 10 h 32") {
		t.Error("the horizon is not printed")
	}
}

func TestNoDataIsSaidInWords(t *testing.T) {
	server, _ := start(t, &memory{}, nil)
	_, body, _ := get(t, server, "/")
	root := parse(t, body)
	for _, d := range territorial() {
		if shown := text(byID(root, anchor(d.ID))); strings.Count(shown, "Aucune mesure") != 1 || strings.Contains(shown, "0,0 %") {
			t.Errorf("%s without data: %s", d.ID, shown)
		}
	}
	if strings.Count(text(byID(root, "carte")), "aucune mesure") < 104 {
		t.Error("the table of the map does not say of each department that nothing was measured")
	}
	_, body, _ = get(t, server, "/departement/01")
	shown := text(parse(t, body))
	for _, want := range []string{"PAN sans adresse connue", "Aucune tentative sur la période", "Aucune page du site de la préfecture n’a encore été lue"} {
		if !strings.Contains(shown, want) {
			t.Errorf("the page of an unmeasured department lacks %q", want)
		}
	}
	_, body, _ = get(t, server, "/departement/38")
	if !strings.Contains(text(parse(t, body)), "aucun relevé automatique des créneaux") {
		t.Error("a target without an unattended reading is not said to have none")
	}
}

func TestSmallNumbersOfPersonsAreNotTold(t *testing.T) {
	m := &memory{rows: map[string][]observatory.CountRow{}}
	for _, person := range []string{"p1", "p2", "p3"} {
		m.rows["closure.reason_stated"] = append(m.rows["closure.reason_stated"], observatory.CountRow{
			Keys: []string{"93", "2026-08", "asso", person, "declared", "document"}, Values: []int64{1, 1, 0, 0},
		})
	}
	server, _ := start(t, m, nil)
	_, body, _ := get(t, server, "/departement/93")
	shown := text(byID(parse(t, body), anchor("closure.reason_stated")))
	if !strings.Contains(shown, "non publié") || !strings.Contains(shown, "moins de 11 personnes") {
		t.Errorf("three persons: %s", shown)
	}
	if strings.Contains(shown, "100,0 %") || strings.Contains(shown, "3 personnes") || strings.Contains(shown, "3 clôtures") {
		t.Errorf("a small number was told: %s", shown)
	}
}

// deletedCaptures is a dashboard from which the captures of every attempt are gone.
func deletedCaptures(c *Config) {
	c.Evidence = func(observatory.Hash) (io.ReadCloser, error) { return nil, observatory.ErrNotFound }
	c.Deleted = func(observatory.ID) (time.Time, string, error) {
		return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC), "conservation : down, 30 jours", nil
	}
}
