package probes

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

const infoHTMLHead = `<link rel="canonical" href="https://www.ain.gouv.fr/dossier/page">`

// infoHTML makes a page of a body.
func infoHTML(t *testing.T, body string) Page {
	t.Helper()
	page, err := ReadPage(infoReference(t), "p.html", []byte("<html><head>"+infoHTMLHead+"</head><body>"+body+"</body></html>"))
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func TestTextOfHTML(t *testing.T) {
	for name, test := range map[string]struct{ body, want string }{
		"white space":             {"<p>  un\n\tdeux&nbsp;trois </p>", "un deux\u00a0trois"},
		"blocks":                  {"<h1>Titre</h1><div>a</div><div>b</div>c<br>d", "Titre\n\na\nb\nc\nd"},
		"runs in a line":          {"<p>un <strong>d</strong>eux</p>", "un deux"},
		"list":                    {"<ul><li>un</li><li><p>deux</p></li></ul>", "• un\n\n• deux"},
		"table":                   {"<table><tr><th>lundi</th><td>9h</td></tr><tr><td>x</td></tr></table>", "lundi 9h\nx"},
		"menus and banners":       {"<nav>a</nav><header>b</header><aside>c</aside><div class='fr-nav menu'>d</div><div id='cookie-banner'>e</div><div role='search'>f</div><footer>g</footer><p>h</p>", "h"},
		"code":                    {"<script>a</script><style>b</style><noscript>c</noscript><template>d</template><p>e</p>", "e"},
		"content's own header":    {"<article><header><p>date</p></header><p>x</p><footer>fin</footer></article>", "date\n\nx\n\nfin"},
		"main alone":              {"<div>avant</div><main><p>dedans</p></main><div>après</div>", "dedans"},
		"folded away":             {"<div class='fr-collapse' hidden>réponse</div>", "réponse"},
		"a folded question":       {"<h3><button class='fr-accordion__btn'>Où ?</button></h3><p>Ici. <button>Partager</button></p>", "Où ?\n\nIci."},
		"a word that is no menu":  {"<div class='menuiserie document-content'>x</div>", "x"},
		"old site's furniture":    {"<div id='header'>a</div><div id='path'>b</div><div class='texte'><div class='card-header'>c</div></div><div id='extrainfo'>d</div><div class='pied'>e</div>", "c"},
		"a footer of the content": {"<article><div class='footer'>signature</div></article>", "signature"},
		"a frame named so":        {"<div class='with-sidebar'><h1>a</h1><p>b</p><div class='sidebar'>c</div></div>", "a\n\nb"},
		"preformatted":            {"<pre>a\nb</pre>", "a\nb"},
		"nothing":                 {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, infoHTML(t, test.body).Text); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestLinksOfHTML(t *testing.T) {
	type link struct{ text, address string }
	for name, test := range map[string]struct {
		body string
		want []link
	}{
		"relative":       {`<p>Voir <a href="../autre"> la <b>page</b> </a>.</p>`, []link{{"la page", "https://www.ain.gouv.fr/autre"}}},
		"picture":        {`<a href="https://a.example/"><img alt="Une image"></a>`, []link{{"Une image", "https://a.example/"}}},
		"label":          {`<a href="https://a.example/" aria-label="Ouvrir"></a>`, []link{{"Ouvrir", "https://a.example/"}}},
		"nothing to see": {`<a href="https://a.example/x"></a>`, []link{{"https://a.example/x", "https://a.example/x"}}},
		"in the page":    {`<a href="#haut">Haut</a> <a>Rien</a>`, nil},
		"in a menu":      {`<nav><a href="https://a.example/">a</a></nav>`, nil},
		"broken":         {`<a href="http://[::1">x</a>`, nil},
		"mail":           {`<a href="mailto:a@b.example">écrire</a>`, []link{{"écrire", "mailto:a@b.example"}}},
	} {
		t.Run(name, func(t *testing.T) {
			page := infoHTML(t, test.body)
			var got []link
			for _, l := range page.Links {
				got = append(got, link{page.Text[l.Start:l.End], l.Address})
			}
			if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(link{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestAddressOfHTML(t *testing.T) {
	const comment, saved = "<!-- address: https://c.example/1 -->", "<!-- saved from url=(0021)https://s.example/2 -->"
	const base, og, canonical = `<base href="https://b.example/3">`, `<meta property="og:url" content="https://o.example/4">`, `<link rel="canonical" href="https://a.example/5">`
	for name, test := range map[string]struct{ head, want string }{
		"canonical first":      {comment + base + og + canonical, "https://a.example/5"},
		"then og:url":          {comment + base + og, "https://o.example/4"},
		"then base":            {comment + base, "https://b.example/3"},
		"then the comment":     {comment, "https://c.example/1"},
		"as a browser saves":   {saved, "https://s.example/2"},
		"a relative canonical": {`<link rel="canonical" href="/x">` + og, "https://o.example/4"},
		"another scheme":       {`<link rel="canonical" href="file:///x">` + comment, "https://c.example/1"},
	} {
		page, err := ReadPage(infoReference(t), "p.html", []byte(test.head+"<p>x</p></body>"))
		if err != nil || page.Address != test.want {
			t.Errorf("%s: got %q, %v, want %q", name, page.Address, err, test.want)
		}
	}
	if _, err := ReadPage(infoReference(t), "p.html", []byte("<p>x</p>")); !observatory.IsInput(err) || !strings.Contains(err.Error(), "p.html") {
		t.Errorf("got %v, want an input error that names the file", err)
	}
}

func TestHTMLIsCutWithoutItsEnd(t *testing.T) {
	for name, test := range map[string]struct {
		raw  string
		want bool
	}{
		"whole":      {"<p>" + strings.Repeat("mot ", 480) + "</p></body></html>", false}, // the length at which stored texts are cut
		"broken off": {"<p>un</p><p>deu", true},
		"no text":    {"<div id=app></div></body></html>", true},
	} {
		page, err := ReadPage(infoReference(t), "p.html", []byte(infoHTMLHead+test.raw))
		if err != nil || page.Cut != test.want {
			t.Errorf("%s: got %v, %v, want %v", name, page.Cut, err, test.want)
		}
	}
}

func TestOldEncodings(t *testing.T) {
	for name, raw := range map[string]string{
		"declared":              `<meta charset="iso-8859-15">` + infoHTMLHead + "<p>\xe9tranger \xa4</p></body>",
		"not declared":          infoHTMLHead + "<p>\xe9tranger \x80</p></body>",
		"declared as it is not": `<meta charset="iso-8859-1">` + infoHTMLHead + "<p>étranger €</p></body>",
	} {
		page, err := ReadPage(infoReference(t), "p.html", []byte(raw))
		if err != nil || page.Text != "étranger €" {
			t.Errorf("%s: got %q, %v", name, page.Text, err)
		}
	}
}

// TestVersionsAreKeptApart holds that a fact tells a change of our rules from a
// change of the page.
func TestVersionsAreKeptApart(t *testing.T) {
	page := infoHTML(t, "<p>Le site de l’ANEF</p>")
	changed := infoHTML(t, "<p>Le site de l’ANEF.</p>")
	newer := page
	newer.Extractor = "html-next"
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	fact := func(p Page) *observatory.PageFact { return p.Facts(AuditPage(infoReference(t), p), at, "here")[0] }
	first, second, third := fact(page), fact(changed), fact(newer)
	if first.SourceVersion != InfoAuditVersion+"+"+HTMLTextVersion || first.SourceVersion != second.SourceVersion || first.PageHash == second.PageHash {
		t.Errorf("a change of the page: %s %s, %s %s", first.SourceVersion, first.PageHash, second.SourceVersion, second.PageHash)
	}
	if third.SourceVersion == first.SourceVersion || third.PageHash != first.PageHash || third.ID == first.ID {
		t.Errorf("a change of the rules: %s %s, %s %s", first.SourceVersion, first.PageHash, third.SourceVersion, third.PageHash)
	}
	want := []observatory.Piece{{Role: "html", Hash: page.Hash, Media: "text/html"}, {Role: "text", Hash: page.TextHash(), Media: "text/plain"}}
	if diff := cmp.Diff(want, first.Evidence); diff != "" {
		t.Errorf("evidence (-want +got):\n%s", diff)
	}
}

func TestCertificateMonths(t *testing.T) {
	for text, want := range map[string]string{
		"Votre attestation de prolongation d’instruction est valable 3 mois.":        "3",
		"L’attestation de prolongation d’instruction a une durée de six mois.":       "6",
		"L’attestation de prolongation d’instruction est valable trois ou six mois.": "",
		"Votre titre est valable 12 mois.":                                           "",
	} {
		if item := infoByKey(AuditPage(infoReference(t), infoWhole(text)))[ItemCertificateMonths]; item.Value() != want {
			t.Errorf("%q: got %q, want %q", text, item.Value(), want)
		}
	}
}

func FuzzReadHTML(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("testdata", "info", "html", "*.html"))
	if err != nil || len(files) == 0 {
		f.Fatal(err, len(files))
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte(infoHTMLHead + "<pre>\n<a href=/x> \n<ul><li>\u0301PAN étr\u0301anger<table><td>9h a 12h<td>"))
	f.Add([]byte("<!-- address: https://a.fr --><svg><a href='#x'>ANEF</a><math><mi>rdv\xff"))
	reference := infoReference(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		if !infoIsHTML(raw) {
			return
		}
		page, err := ReadPage(reference, "fuzz.html", raw)
		if err != nil {
			if !observatory.IsInput(err) {
				t.Errorf("not an input error: %v", err)
			}
			return
		}
		for _, l := range page.Links {
			if l.Start < 0 || l.End <= l.Start || l.End > len(page.Text) {
				t.Errorf("link at [%d, %d[ of %d", l.Start, l.End, len(page.Text))
			}
		}
		for _, item := range AuditPage(reference, page) {
			if item.Start < 0 || item.End < item.Start || item.End > len(page.Text) || item.Quote != page.Text[item.Start:item.End] {
				t.Errorf("%s: quote %q at [%d, %d[", item.Key, item.Quote, item.Start, item.End)
			}
			if page.Cut && item.State == observatory.Absent {
				t.Errorf("%s: absent on a cut page", item.Key)
			}
			if found(item.State) && item.Quote == "" {
				t.Errorf("%s: %s without a quote", item.Key, item.State)
			}
		}
	})
}

// FuzzReadKept holds that no envelope and no bytes make the reading of a snapshot
// panic, or quote what is not there.
func FuzzReadKept(f *testing.F) {
	f.Add([]byte(`{"final":"https://www.ain.gouv.fr/a","department":"01"}`), []byte("<main><h1>PAN</h1><p>étrangers"))
	f.Add([]byte(`{"final":"x","truncated":true}`), []byte("\x00"))
	reference := infoReference(f)
	f.Fuzz(func(t *testing.T, envelope, body []byte) {
		page, err := ReadKept(reference, envelope, body)
		if err != nil {
			return
		}
		for _, item := range page.Items {
			if item.Quote != page.Page.Text[item.Start:item.End] || item.Section != "" && !strings.Contains(page.Page.Text, item.Section) {
				t.Errorf("%s: quote %q, section %q", item.Key, item.Quote, item.Section)
			}
		}
	})
}
