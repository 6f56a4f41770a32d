package probes

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"vigie/internal/lazyregexp"
)

// infoWriter makes the text of a page as a reader sees it: one line a block,
// white space as browsers fold it, "• " before an item of a list.
type infoWriter struct {
	text    strings.Builder
	links   []PageLink
	heads   []PageLink
	base    *url.URL
	breaks  int  // line ends owed before the next character
	space   bool // a space owed before the next character
	bullet  bool // the mark of a list's item owed before the next character
	literal int  // depth of <pre>
}

// infoHTMLText takes the text and the links out of a page, apart from the
// furniture. A page with a <main> is read from there alone.
func infoHTMLText(root *html.Node, base *url.URL) (text string, links, headings []PageLink) {
	start := root
	for node := range root.Descendants() {
		if node.Type == html.ElementNode && (node.DataAtom == atom.Main || infoAttr(node, "role") == "main") {
			start = node
			break
		}
	}
	w := &infoWriter{base: base}
	w.walk(start, start != root)
	return w.text.String(), w.links, w.heads
}

// walk writes a node and what it holds. Inside tells that the node lies in the
// page's content, where a header or footer belongs to what is said.
func (w *infoWriter) walk(node *html.Node, inside bool) {
	switch node.Type {
	case html.TextNode:
		w.write(node.Data)
		return
	case html.ElementNode:
		if infoFurniture(node, inside) {
			return
		}
	}
	inside = inside || node.DataAtom == atom.Main || node.DataAtom == atom.Article
	before := infoBreaks(node)
	w.breaks = max(w.breaks, before)
	switch node.DataAtom {
	case atom.Br:
		w.breaks++
	case atom.Li:
		w.bullet = true
		defer func() { w.bullet = false }() // of an empty item
	case atom.Td, atom.Th:
		w.space = true
	case atom.Pre:
		w.literal++
		defer func() { w.literal-- }()
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Summary, atom.Caption, atom.Legend:
		defer w.heading(w.text.Len())
	case atom.A:
		w.anchor(node, inside)
		return
	}
	for child := range node.ChildNodes() {
		w.walk(child, inside)
	}
	w.breaks = max(w.breaks, before)
}

// anchor writes a link's text, or what is read aloud in its stead, and keeps
// where it leads.
func (w *infoWriter) anchor(node *html.Node, inside bool) {
	before := w.text.Len()
	for child := range node.ChildNodes() {
		w.walk(child, inside)
	}
	address, err := w.base.Parse(strings.TrimSpace(infoAttr(node, "href")))
	if err != nil || infoAttr(node, "href") == "" || strings.HasPrefix(infoAttr(node, "href"), "#") {
		return
	}
	if w.text.Len() == before {
		w.write(infoLabelOf(node, address))
	}
	written := w.text.String()[before:]
	start := before + len(written) - len(strings.TrimLeft(written, " \n•"))
	if start < w.text.Len() {
		w.links = append(w.links, PageLink{Start: start, End: w.text.Len(), Address: address.String()})
	}
}

// heading keeps what was written since a place as a heading.
func (w *infoWriter) heading(before int) {
	written := w.text.String()[before:]
	start := before + len(written) - len(strings.TrimLeft(written, " \n•"))
	if start < w.text.Len() {
		w.heads = append(w.heads, PageLink{Start: start, End: w.text.Len()})
	}
}

// infoLabelOf is what a link without text says: its label, its title, the
// description of its picture, or its address.
func infoLabelOf(node *html.Node, address *url.URL) string {
	labels := []string{infoAttr(node, "aria-label"), infoAttr(node, "title")}
	for child := range node.Descendants() {
		if child.DataAtom == atom.Img {
			labels = append(labels, infoAttr(child, "alt"))
		}
	}
	for _, label := range labels {
		if strings.TrimSpace(label) != "" {
			return label
		}
	}
	return address.String()
}

// write adds text, its white space folded.
func (w *infoWriter) write(text string) {
	for _, r := range text {
		switch {
		case w.literal > 0 && r == '\n':
			w.breaks++
		case r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\f':
			w.space = true
		default:
			w.owed()
			w.text.WriteRune(max(r, 1)) // the parser gives no NUL; an invalid rune is already U+FFFD
		}
	}
}

// owed writes the line ends or the space that are due.
func (w *infoWriter) owed() {
	switch {
	case w.text.Len() == 0:
	case w.breaks > 0:
		w.text.WriteString(strings.Repeat("\n", min(w.breaks, 2)))
	case w.space:
		w.text.WriteByte(' ')
	}
	if w.bullet {
		w.text.WriteString("• ")
	}
	w.breaks, w.space, w.bullet = 0, false, false
}

// infoBreaks gives the line ends around an element: two around a paragraph or a
// heading, one around another block, none around what runs in a line.
func infoBreaks(node *html.Node) int {
	switch node.DataAtom {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Table, atom.Blockquote, atom.Section, atom.Article:
		return 2
	case atom.Div, atom.Li, atom.Tr, atom.Dt, atom.Dd, atom.Dl, atom.Pre, atom.Address, atom.Figure, atom.Figcaption, atom.Caption,
		atom.Main, atom.Header, atom.Footer, atom.Form, atom.Fieldset, atom.Legend, atom.Details, atom.Summary, atom.Hr, atom.Body:
		return 1
	}
	return 0
}

var (
	infoFurnitureRole = lazyregexp.New(`^(?:navigation|banner|contentinfo|search|complementary|dialog|alertdialog|menu|menubar|toolbar)$`)
	infoFurnitureName = lazyregexp.New(`(?i)(?:^|[\s_-])(?:cookies?|cookiebanner|tarteaucitron\w*|consent|rgpd|gdpr|axeptio|didomi|orejime|breadcrumbs?|filariane|ariane|skiplinks?|hierarchie|navigation|navbar|(?:left|right|side|top|main|sub|foot)?menu(?:gauche|droite?|haut|bas|principal|lateral)?|fil[_-]d[_-]ariane|sidebar|share|partage|pagination|social-links|reseaux-sociaux|newsletter|modal|popup)(?:$|[\s_-])`)
)

// infoSiteBlock names the site's own header, footer and side columns, as old sites
// call the blocks for which HTML has elements now.
var infoSiteBlock = lazyregexp.New(`(?i)(?:^|\s)(?:(?:site|main|global|page)[_-]?)?(?:header|entete|en-tete|bandeau|topmenu|path|extrainfo|footer|pied|pied[_-]?de[_-]?page|bas[_-]?de[_-]?page)(?:\s|$)`)

// infoFurniture reports whether an element is no part of what the page says:
// menus, banners, the site's header and footer, code. What is folded away until
// a click is part of it.
func infoFurniture(node *html.Node, inside bool) bool {
	switch node.DataAtom {
	case atom.Head, atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Svg, atom.Iframe, atom.Object, atom.Nav, atom.Aside,
		atom.Dialog, atom.Select, atom.Button, atom.Textarea, atom.Menu:
		return !infoDisclosure(node)
	case atom.Header, atom.Footer:
		return !inside
	case atom.Html, atom.Body, atom.Main, atom.Article:
		return false
	}
	if infoFurnitureRole.MatchString(strings.ToLower(infoAttr(node, "role"))) {
		return true
	}
	class, id := infoAttr(node, "class"), infoAttr(node, "id")
	named := infoFurnitureName.MatchString(class) || infoFurnitureName.MatchString(id) ||
		!inside && node.DataAtom == atom.Div && (infoSiteBlock.MatchString(class) || infoSiteBlock.MatchString(id))
	return named && !infoHoldsContent(node)
}

// infoHoldsContent reports whether an element frames the page's content, as
// <div class="with-sidebar"> does, and is no side column itself.
func infoHoldsContent(node *html.Node) bool {
	for child := range node.Descendants() {
		if child.DataAtom == atom.Main || child.DataAtom == atom.Article || child.DataAtom == atom.H1 {
			return true
		}
	}
	return false
}

// infoDisclosure reports whether a button is the heading of a part that opens
// on a click, as in the accordions of the State's design system.
func infoDisclosure(node *html.Node) bool {
	if node.DataAtom != atom.Button || node.Parent == nil {
		return false
	}
	heading := len(node.Parent.Data) == 2 && node.Parent.Data[0] == 'h'
	return heading || strings.Contains(infoAttr(node, "class"), "accordion")
}
