package probes

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

// propertyBodies are contents of pages, made of all synthetic paragraphs.
func propertyBodies() []string {
	var bodies []string
	blocks := append(corpusBlocks(), corpusTestBlocks()...)
	for i := range blocks {
		var b strings.Builder
		b.WriteString("<h1>Étrangers en France</h1>")
		for _, block := range []corpusBlock{blocks[i], blocks[(i*5+3)%len(blocks)]} {
			b.WriteString("<h2>" + block.title + "</h2>")
			for _, line := range block.lines {
				b.WriteString("<p>" + line + "</p>")
			}
		}
		bodies = append(bodies, b.String())
	}
	return bodies
}

// propertyFurniture are what sites put around a page, which says things that the
// page does not.
func propertyFurniture() map[string][2]string {
	const said = `Point d’accueil numérique des étrangers (PAN), 9 rue du Pied 89000 Auxerre, du lundi au vendredi de 9h à 12h, sur rendez-vous au 01 02 03 04 05. ` +
		`ANEF : centre de contact 0 809 540 000. Mis à jour le 01/02/2019. <a href="https://www.rdv-prefecture.interieur.gouv.fr/rdvpref/reservation/demarche/1/">Prendre rendez-vous</a>`
	return map[string][2]string{
		"State's design system": {
			`<div id="tarteaucitronRoot">` + said + `</div><header role="banner"><p>` + said + `</p><nav>` + said + `</nav></header><main id="contenu"><nav class="fr-breadcrumb">` + said + `</nav>`,
			`<div class="fr-share">` + said + `</div></main><footer role="contentinfo">` + said + `</footer>`,
		},
		"old site of the State": {
			`<div id="page"><div id="header">` + said + `</div><div id="path"><p>` + said + `</p></div><div id="sidemenu">` + said + `</div><div id="main"><div class="class-article">`,
			`</div></div><div id="extrainfo">` + said + `</div><div id="footer"><p>` + said + `</p></div></div>`,
		},
		"bare blocks": {
			`<div class="bandeau">` + said + `</div><div class="menu">` + said + `</div><div class="page">`,
			`</div><aside>` + said + `</aside><div class="pied-de-page">` + said + `</div><div class="cookie-banner">` + said + `</div>`,
		},
	}
}

// TestFurnitureChangesNothing holds that what stands around a page is no part of
// what it says.
func TestFurnitureChangesNothing(t *testing.T) {
	for i, body := range propertyBodies() {
		bare := propertySays(AuditPage(infoReference(t), infoHTML(t, body)))
		for name, around := range propertyFurniture() {
			if diff := cmp.Diff(bare, propertySays(AuditPage(infoReference(t), infoHTML(t, around[0]+body+around[1])))); diff != "" {
				t.Errorf("%s, page %d (-bare +furnished):\n%s", name, i, diff)
			}
		}
	}
}

// TestFootOfACopiedTextChangesNothing holds that the foot of the site, which a text
// copied from a browser keeps, is not read as the PAN's.
func TestFootOfACopiedTextChangesNothing(t *testing.T) {
	const foot = "\n\nPartager la page\nFacebook\nX\n\nPréfet de l’Yonne\nPlace de la Préfecture, 89000 Auxerre\nDu lundi au vendredi de 9h à 16h, sur rendez-vous au 03 86 00 00 00\nlegifrance.gouv.fr\nPlan du site\nAccessibilité : non conforme\nMentions légales\n"
	for name, text := range map[string]string{
		"a short page":        "Point d’accueil numérique\nIl aide à déposer sur l’ANEF.",
		"a page with hours":   "Point d’accueil numérique (ANEF)\nPartager\nFacebook\nImprimer\n9 rue du Pont, 89000 Sens\nLe lundi\nDe 9h à 11h\nSans rendez-vous\nPour qui n’a pas d’ordinateur",
		"contacts at the end": "L’ANEF remplace le papier.\nPlan d’accès\nNous contacter\nPoint d’accueil numérique : le mardi de 9h à 12h, 9 rue du Pont, 89000 Sens, sans rendez-vous",
	} {
		bare, footed := infoWhole(text), infoWhole(text+foot)
		if diff := cmp.Diff(propertyOfPAN(t, bare), propertyOfPAN(t, footed)); diff != "" {
			t.Errorf("%s (-bare +footed):\n%s", name, diff)
		}
	}
}

func propertyOfPAN(t *testing.T, page Page) []string {
	t.Helper()
	items := infoByKey(AuditPage(infoReference(t), page))
	return propertySays([]InfoItem{items[ItemPANAddress], items[ItemPANHours], items[ItemPANBooking], items[ItemPANAudience]})
}

func propertySays(items []InfoItem) []string {
	var says []string
	for _, item := range items {
		says = append(says, fmt.Sprintf("%s %s %q %q", item.Key, item.State, item.Quote, item.Value()))
	}
	return says
}

// holdQuotes holds that each item that stands on a page quotes the text's own words,
// and that a second reading says the same.
func holdQuotes(t *testing.T, page Page) {
	t.Helper()
	items := AuditPage(infoReference(t), page)
	for _, item := range items {
		stands := item.State != observatory.Absent && item.State != observatory.CannotTell
		if item.Quote != page.Text[item.Start:item.End] || !utf8.ValidString(item.Quote) || stands && item.Quote == "" || page.Cut && item.State == observatory.Absent {
			t.Errorf("%s is %s with %q at %d-%d, cut: %t", item.Key, item.State, item.Quote, item.Start, item.End, page.Cut)
		}
	}
	if diff := cmp.Diff(propertySays(items), propertySays(AuditPage(infoReference(t), page))); diff != "" {
		t.Errorf("a second reading differs (-first +second):\n%s", diff)
	}
}

// TestQuotesAreTheTextsOwn holds that of whole pages and of pages broken off at a
// quarter, a half, or before their end, of which nothing is said to be absent.
func TestQuotesAreTheTextsOwn(t *testing.T) {
	for _, body := range propertyBodies() {
		if page := infoHTML(t, body); page.Cut {
			t.Errorf("a whole page is said to be cut: %q", body)
		} else {
			holdQuotes(t, page)
		}
		for _, quarters := range []int{1, 2, 4} {
			raw := "<html><head>" + infoHTMLHead + "</head><body><main>" + body[:len(body)*quarters/4]
			page, err := ReadPage(infoReference(t), "p.html", []byte(raw))
			if err != nil || !page.Cut {
				t.Fatalf("%d quarters of a page: cut is %t, %v", quarters, page.Cut, err)
			}
			holdQuotes(t, page)
		}
	}
}

// TestCutTextsNeverSayAbsent holds the same of stored texts that stop inside a
// sentence.
func TestCutTextsNeverSayAbsent(t *testing.T) {
	for _, page := range append(corpusPages(t, false), corpusPages(t, true)...) {
		if !strings.HasPrefix(page.raw, "https://") {
			continue
		}
		for from := 200; from < len(page.raw); from += 97 {
			end := strings.LastIndex(page.raw[:from], " ")
			text, err := ReadPage(infoReference(t), "p.txt", []byte(page.raw[:end]+" et de la"))
			if err != nil || !text.Cut {
				t.Fatalf("%s, cut at %d: cut is %t, %v", page.name, end, text.Cut, err)
			}
			holdQuotes(t, text)
		}
	}
}
