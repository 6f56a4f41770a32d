package probes

import (
	"bytes"
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/charmap"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"

	"vigie/internal/lazyregexp"
)

// HTMLTextVersion is the version of the rules that take the text out of a saved
// HTML page. A change of what is furniture, or of how lines are made, changes it.
const HTMLTextVersion = "html-4"

// infoIsHTML reports whether a file is a saved HTML page: a stored text begins
// with an address instead.
func infoIsHTML(raw []byte) bool {
	if infoWide(raw) {
		text, err := infoDecodeLetters(raw)
		return err == nil && infoIsHTML([]byte(text))
	}
	raw = bytes.TrimLeft(bytes.TrimPrefix(raw, []byte("\ufeff")), " \t\r\n")
	return len(raw) > 0 && raw[0] == '<'
}

// readHTML reads a saved HTML page. Its address is its canonical link, else
// og:url, else its base, else the comment <!-- address: ... --> (or the one that
// browsers write when they save a page). A page with its end is not cut.
func readHTML(reference *catalogue.Catalogue, file string, raw []byte) (Page, error) {
	decoded, root, err := infoParseHTML(file, raw)
	if err != nil {
		return Page{}, err
	}
	address := infoHTMLAddress(root)
	if address == nil {
		return Page{}, observatory.InputErrorf("%s : page HTML sans adresse ; ajoutez en tête <!-- address: https://… -->", file)
	}
	page := infoHTMLPage(decoded, root, raw, address)
	page.File = file
	page.Department = infoDepartment(reference, address, file, page.Text)
	return page, nil
}

// infoParseHTML decodes and parses a page.
func infoParseHTML(file string, raw []byte) (string, *html.Node, error) {
	decoded, err := infoDecodeHTML(raw)
	if err != nil {
		return "", nil, observatory.InputErrorf("%s : codage de la page illisible : %w", file, err)
	}
	root, err := html.Parse(strings.NewReader(decoded))
	if err != nil && strings.Contains(err.Error(), "open stack of elements") {
		return "", nil, observatory.InputErrorf("%s : page HTML illisible : trop de balises les unes dans les autres", file)
	}
	if err != nil {
		return "", nil, observatory.InputErrorf("%s : page HTML illisible : %w", file, err)
	}
	return decoded, root, nil
}

// infoHTMLPage takes the text and links out of a parsed page.
func infoHTMLPage(decoded string, root *html.Node, raw []byte, address *url.URL) Page {
	text, links, headings := infoHTMLText(root, infoHTMLBase(root, address))
	text, links, long := infoBounded(text, links)
	return Page{
		Address: address.String(), Canonical: infoCanonical(address), Text: text, Links: links, Headings: headings,
		Hash: infoHash(raw), Extractor: HTMLTextVersion,
		Cut: long || strings.TrimSpace(text) == "" || !infoHTMLEnd.MatchString(decoded),
	}
}

// infoHTMLEnd finds the end of a document. A saved page without it was cut.
var infoHTMLEnd = lazyregexp.New(`(?i)</(?:html|body)\s*>`)

func infoDecodeHTML(raw []byte) (string, error) {
	if infoWide(raw) {
		return infoDecodeLetters(raw)
	}
	encoding, name, _ := charset.DetermineEncoding(raw, "")
	if utf8.Valid(raw) { // what the page says of itself is wrong more often than its bytes
		return string(bytes.TrimPrefix(raw, []byte("\ufeff"))), nil
	}
	if name == "utf-8" {
		return infoMended(raw), nil
	}
	decoded, err := encoding.NewDecoder().Bytes(raw)
	return string(decoded), err
}

// infoMended reads broken UTF-8: a byte that is none is a letter of Windows-1252, as
// of an old page that a new server calls UTF-8, or of a passage copied into one.
func infoMended(raw []byte) string {
	var text strings.Builder
	for len(raw) > 0 {
		letter, size := utf8.DecodeRune(raw)
		if letter == utf8.RuneError && size == 1 {
			letter = charmap.Windows1252.DecodeByte(raw[0])
		}
		text.WriteRune(letter)
		raw = raw[size:]
	}
	return text.String()
}

// infoAddressComment is our own comment, or that of Chrome, Edge or SingleFile.
var infoAddressComment = lazyregexp.New(`^\s*(?:(?:address:|saved from url=(?:\(\d+\))?)\s*(\S+)\s*$|Page saved with SingleFile\s+url: *(\S+))`)

// infoHTMLAddress finds the address of a page, nil when the page tells none.
func infoHTMLAddress(root *html.Node) *url.URL {
	var found [4]*url.URL // canonical, og:url, base, comment
	keep := func(i int, value string) {
		address, err := url.Parse(strings.TrimSpace(value))
		if found[i] == nil && err == nil && address.Host != "" && (address.Scheme == "http" || address.Scheme == "https") {
			found[i] = address
		}
	}
	for node := range root.Descendants() {
		switch {
		case node.Type == html.CommentNode:
			if match := infoAddressComment.FindStringSubmatch(node.Data); match != nil {
				keep(3, match[1]+match[2])
			}
		case node.Type != html.ElementNode:
		case node.DataAtom == atom.Link && strings.EqualFold(infoAttr(node, "rel"), "canonical"):
			keep(0, infoAttr(node, "href"))
		case node.DataAtom == atom.Meta && (infoAttr(node, "property") == "og:url" || infoAttr(node, "name") == "og:url"):
			keep(1, infoAttr(node, "content"))
		case node.DataAtom == atom.Base:
			keep(2, infoAttr(node, "href"))
		}
	}
	for _, address := range found {
		if address != nil {
			return address
		}
	}
	return nil
}

// infoHTMLBase gives the address against which a page's links are read.
func infoHTMLBase(root *html.Node, address *url.URL) *url.URL {
	for node := range root.Descendants() {
		if node.Type == html.ElementNode && node.DataAtom == atom.Base && infoAttr(node, "href") != "" {
			if base, err := address.Parse(infoAttr(node, "href")); err == nil {
				return base
			}
		}
	}
	return address
}

func infoAttr(node *html.Node, name string) string {
	for _, a := range node.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
