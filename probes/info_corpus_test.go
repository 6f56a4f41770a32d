package probes

import (
	"fmt"
	"strings"
	"testing"
)

// corpusPage is a synthetic page with what it says, key by key: the state, and a
// part of what must be quoted. Its texts are written by us; no page of a
// prefecture is copied.
type corpusPage struct {
	name string
	raw  string
	want map[string]corpusWant
}

type corpusWant struct{ state, quote string }

// corpusBlock is a paragraph of a page with what it says.
type corpusBlock struct {
	title string
	lines []string
	want  map[string]corpusWant
}

// corpusPages writes pages by putting blocks into templates. Pages of an even
// number are those at which rules may be looked at (« mise au point »); those of an
// odd number are for testing only (« épreuve ») and use the blocks of
// corpusTestBlocks alone, which no rule was written for.
func corpusPages(t *testing.T, test bool) []corpusPage {
	t.Helper()
	blocks := corpusBlocks()
	if test {
		blocks = corpusTestBlocks()
	}
	templates := []func([]corpusBlock) string{corpusDSFR, corpusPlain, corpusOldSite, corpusStored}
	var pages []corpusPage
	for i := range 40 {
		var chosen []corpusBlock
		for j := range 3 {
			chosen = append(chosen, blocks[(i*7+j*5+i/len(blocks))%len(blocks)])
		}
		page := corpusPage{name: fmt.Sprintf("%v-%02d", map[bool]string{false: "mise-au-point", true: "epreuve"}[test], i), want: map[string]corpusWant{}}
		page.raw = templates[i%len(templates)](chosen)
		for _, key := range corpusKeys() {
			page.want[key] = corpusWant{state: "absent"}
		}
		page.want[ItemANEFNamed] = corpusWant{"absent", ""}
		for _, b := range chosen {
			for key, want := range b.want {
				if rank(want.state) > rank(page.want[key].state) {
					page.want[key] = want
				}
			}
		}
		pages = append(pages, page)
	}
	return pages
}

// rank orders states: of two blocks, the one that says more speaks for the page.
func rank(state string) int {
	return map[string]int{"absent": 0, "cannot_tell": 1, "present": 2, "obsolete": 3, "wrong": 4}[state]
}

// corpusKeys are those that blocks are labelled with: all but the links and the
// names, which every template carries.
func corpusKeys() []string {
	return []string{
		ItemPANAddress, ItemPANHours, ItemPANBooking, ItemPANAudience, ItemCCCPhone, ItemCCCFirst, ItemCertificateRenewal,
		ItemCertificateEquivalence, ItemCertificateMonths, ItemSubstitution, ItemOnlineProcedures, ItemOnlineSince, ItemSupport,
	}
}

const corpusAddress = "<!-- address: https://www.yonne.gouv.fr/Demarches/Etrangers/Page-synthetique -->\n"

func corpusDSFR(blocks []corpusBlock) string {
	var b strings.Builder
	b.WriteString(corpusAddress + `<html><body><header role="banner"><nav><a href="/">Étrangers : le PAN reçoit sans rendez-vous</a></nav></header>
<div class="cookies">Le centre de contact citoyens : 0 809 540 000</div><main><h1>Étrangers en France</h1>`)
	for _, block := range blocks {
		b.WriteString(`<section class="fr-accordion"><h3><button aria-controls="a">` + block.title + `</button></h3><div class="fr-collapse">`)
		for _, line := range block.lines {
			b.WriteString("<p>" + line + "</p>")
		}
		b.WriteString("</div></section>")
	}
	b.WriteString(`</main><footer>9 rue du Pied 89000 Auxerre, du lundi au vendredi de 9h à 12h</footer></body></html>`)
	return b.String()
}

func corpusPlain(blocks []corpusBlock) string {
	var b strings.Builder
	b.WriteString(corpusAddress + "<html><body><div id=content><h1>Séjour des étrangers</h1>")
	for _, block := range blocks {
		b.WriteString("<h2>" + block.title + "</h2><div>" + strings.Join(block.lines, "<br>") + "</div>")
	}
	b.WriteString("</div><aside>Le PAN des permis de conduire est ouvert le lundi de 9h à 10h.</aside></body></html>")
	return b.String()
}

func corpusOldSite(blocks []corpusBlock) string {
	var b strings.Builder
	b.WriteString(corpusAddress + "<html><body><table><tr><td>Accueil</td></tr></table><div class=texte><h1>Droits des étrangers</h1>")
	for _, block := range blocks {
		b.WriteString("<p><strong>" + block.title + "</strong></p>")
		for _, line := range block.lines {
			b.WriteString("<p>" + strings.ReplaceAll(line, " :", "&nbsp;:") + "</p>")
		}
	}
	b.WriteString("</div></body></html>")
	return b.String()
}

func corpusStored(blocks []corpusBlock) string {
	var b strings.Builder
	b.WriteString("https://www.yonne.gouv.fr/Demarches/Etrangers/Page-synthetique\nÉtrangers\n")
	for _, block := range blocks {
		b.WriteString("\n" + block.title + "\n\n" + strings.Join(block.lines, "\n\n") + "\n")
	}
	b.WriteString("\nContacts\n")
	return b.String()
}
