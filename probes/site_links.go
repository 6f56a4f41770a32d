package probes

import (
	"cmp"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"vigie/internal/lazyregexp"
)

// Scores of links: what is known beforehand first, then what speaks of
// foreigners, then the way there. Others are not followed.
const (
	scoreKnown  = 4
	scoreTopic  = 3
	scoreNear   = 2
	scoreWay    = 1
	scoreNoting = 0
)

// siteLink is an address to be asked for.
type siteLink struct {
	address *url.URL
	from    string
	depth   int
	score   int
	known   bool // listed beforehand
}

var (
	// siteTopic are the words of pages for foreigners, siteNear those of help and
	// appointments, siteWay those of the menus on the way there; on a folded text.
	siteTopic = lazyregexp.New(`etranger|immigration|titres?[ /_-]de[ /_-]sejour|titres?-sejour|droit[ /_-]au[ /_-]sejour|\bsejour\b|\banef\b|meraude|regularite du sejour|recepisse|prolongation d.instruction`)
	siteNear  = lazyregexp.New(`points?[ /_-]d.?[ /_-]?(?:accueil|accompagnement|acces|aide)s?[ /_-]numerique|\bpan\b|point[ /_-]numerique|naturalisation|citoyennete|nationalite|asile|foire[ /_-]aux[ /_-]questions|\bfaq\b`)
	siteWay   = lazyregexp.New(`\bdemarches?\b|\busagers?\b|accueil du public|\bhoraires?\b|rendez[ /_-]vous|\bcontact`)
	siteAside = lazyregexp.New(`permis de conduire|permis-de-conduire|carte[ -]grise|immatriculation|\barmes?\b|\bassociations?\b|marches[ -]publics|\bpresse\b|\bagenda\b|calendrier|actualites?|publications?|recueil|\belections?\b|mentions[ -]legales|accessibilite|plan[ -]du[ -]site`)

	siteFile   = lazyregexp.New(`(?i)\.(?:pdf|docx?|odt|ods|xlsx?|pptx?|zip|rtf|csv|jpe?g|png|gif|svg|webp|mp[34]|ics|xml|rss|json|js|css)$`)
	siteDigits = lazyregexp.New(`\d+`)
	siteAction = lazyregexp.New(`(?i)/(?:booking|reservation|connexion|login|logout|user|recherche|search|content/(?:search|advancedsearch)|rdvpref)(?:/|$)|/_`)
)

const (
	siteShapes   = 6   // addresses of one shape (digits aside) that are followed: a calendar has no end
	siteSegments = 12  // parts of a path beyond which it is a loop of links
	siteAddress  = 500 // bytes of an address
)

// score judges a link by what is clicked and by its path.
func (l siteLink) judge(label string) int {
	plain := infoFold(label + " " + strings.ReplaceAll(l.address.Path, "-", " ")).text
	aside := siteAside.MatchString(plain)
	switch {
	case siteTopic.MatchString(infoFold(label).text) || siteTopic.MatchString(infoFold(path.Base(l.address.Path)).text):
		if aside {
			return scoreWay
		}
		return scoreTopic
	case aside:
		return scoreNoting
	case siteNear.MatchString(plain), siteTopic.MatchString(plain):
		return scoreNear
	case siteWay.MatchString(plain):
		return scoreWay
	}
	return scoreNoting
}

// refuse tells why a link is not followed, empty when it may be.
func (v *SiteVisit) refuse(l siteLink, depth int) string {
	address := l.address
	segments := strings.Split(strings.Trim(address.Path, "/"), "/")
	seen := map[string]int{}
	for _, s := range segments {
		seen[s]++
	}
	repeated := slices.ContainsFunc(segments, func(s string) bool { return seen[s] > 2 })
	switch {
	case siteHost(address) != v.host:
		return "autre site"
	case len(address.String()) > siteAddress || len(segments) > siteSegments || repeated:
		return "adresse en boucle"
	case l.known:
		return ""
	case siteFile.MatchString(address.Path):
		return "fichier, non une page"
	case siteQuery(address) != "":
		return "adresse de requête (« ? ») : aucune requête n'est envoyée"
	case siteAction.MatchString(address.Path):
		return "adresse d'action ou de réservation"
	case l.depth > depth:
		return "au-delà de " + strconv.Itoa(depth) + " liens"
	case v.shapes[siteShape(address)] >= siteShapes:
		return "trop d'adresses de la même forme"
	}
	return ""
}

// siteQuery is what is left of an address's query without what only tracks.
func siteQuery(address *url.URL) string {
	canonical, err := url.Parse(infoCanonical(address))
	if err != nil {
		return address.RawQuery
	}
	return canonical.RawQuery
}

// siteShape is an address without its numbers.
func siteShape(address *url.URL) string { return siteDigits.ReplaceAllString(address.Path, "#") }

// wait puts a link among those to be followed, once for all the addresses of
// one page.
func (v *SiteVisit) wait(l siteLink) {
	canonical := infoCanonical(l.address)
	if v.kept[canonical] {
		return
	}
	v.kept[canonical] = true
	if siteDigits.MatchString(l.address.Path) && !l.known {
		v.shapes[siteShape(l.address)]++
	}
	v.waiting = append(v.waiting, l)
}

// leave notes a link that is not followed, once.
func (v *SiteVisit) leave(l siteLink, reason string) {
	const most = 200 // kept of one visit
	address := l.address.String()
	if v.left[address] || len(v.Left) >= most {
		return
	}
	v.left[address] = true
	v.Left = append(v.Left, SiteLeft{Address: address, From: l.from, Reason: reason})
}

// next takes the link to be followed first: by score, then the nearest, then in
// the order in which they were found.
func (v *SiteVisit) next() (siteLink, bool) {
	if len(v.waiting) == 0 {
		return siteLink{}, false
	}
	best := 0
	for i := range v.waiting {
		if cmp.Or(cmp.Compare(v.waiting[i].score, v.waiting[best].score), cmp.Compare(v.waiting[best].depth, v.waiting[i].depth)) > 0 {
			best = i
		}
	}
	link := v.waiting[best]
	v.waiting = slices.Delete(v.waiting, best, best+1)
	return link, true
}

// follow takes the links of a page, menus included, that lead to what the audit
// looks for. A form is never sent: links alone are read.
func (v *SiteVisit) follow(root *html.Node, base *url.URL, from siteLink, depth int) {
	const most = 3000 // links of one page that are looked at
	looked := 0
	for node := range root.Descendants() {
		if node.Type != html.ElementNode || node.DataAtom != atom.A || strings.Contains(infoAttr(node, "rel"), "nofollow") {
			continue
		}
		href := strings.TrimSpace(infoAttr(node, "href"))
		if href == "" || href[0] == '#' {
			continue
		}
		if looked++; looked > most {
			return
		}
		address, err := base.Parse(href)
		if err != nil || address.Scheme != "http" && address.Scheme != "https" {
			continue
		}
		address.Fragment = ""
		link := siteLink{address: address, from: from.address.String(), depth: from.depth + 1}
		link.score = link.judge(siteLabel(node))
		if link.score == scoreNoting {
			continue
		}
		if reason := v.refuse(link, depth); reason != "" {
			v.leave(link, reason)
			continue
		}
		if siteQuery(address) == "" {
			address.RawQuery = "" // it only tracked
		}
		v.wait(link)
	}
}

// siteLabel is what is clicked, cut to what a link says.
func siteLabel(node *html.Node) string {
	const most = 200
	var b strings.Builder
	for child := range node.Descendants() {
		if child.Type == html.TextNode && b.Len() < most {
			b.WriteString(child.Data + " ")
		}
	}
	return b.String() + infoAttr(node, "title")
}

func siteCount(pages int) string { return strconv.Itoa(pages) + " pages" }
