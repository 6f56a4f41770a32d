package probes

import (
	"encoding/json"
	"fmt"
	"net/url"
	"path"
	"strings"

	"golang.org/x/net/html"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"
)

// readSnapshot reads a page as it came. Its address is that which answered; it is
// counted under the one that the page itself gives as canonical, when that is on
// the same site.
func readSnapshot(reference *catalogue.Catalogue, envelope PageEnvelope, body []byte) (Page, *html.Node, error) {
	address, err := url.Parse(envelope.Final)
	if err != nil || address.Host == "" {
		return Page{}, nil, observatory.InputErrorf("enveloppe de page : adresse « %s » illisible", envelope.Final)
	}
	file := siteFileName(address)
	decoded, root, err := infoParseHTML(file, body)
	if err != nil {
		return Page{}, nil, err
	}
	page := infoHTMLPage(decoded, root, body, address)
	page.File, page.Department = file, envelope.Department
	page.Cut = page.Cut || envelope.Truncated
	if declared := siteCanonical(root, address); declared != nil {
		page.Canonical = infoCanonical(declared)
	}
	if page.Department == "" {
		page.Department = infoDepartment(reference, address, file, page.Text)
	}
	return page, root, nil
}

// siteFileName names a page after the end of its address.
func siteFileName(address *url.URL) string {
	name := path.Base(strings.TrimSuffix(address.Path, "/"))
	if name == "." || name == "/" {
		return address.Hostname()
	}
	return name
}

// siteCanonical is the address that a page declares its own, nil when it declares
// none or one of another site, or the site's home for every page.
func siteCanonical(root *html.Node, address *url.URL) *url.URL {
	for node := range root.Descendants() {
		if node.Type != html.ElementNode || node.Data != "link" || !strings.EqualFold(infoAttr(node, "rel"), "canonical") {
			continue
		}
		declared, err := address.Parse(strings.TrimSpace(infoAttr(node, "href")))
		home := err == nil && strings.Trim(declared.Path, "/") == "" && strings.Trim(address.Path, "/") != ""
		if err != nil || siteHost(declared) != siteHost(address) || home {
			return nil
		}
		return declared
	}
	return nil
}

// About reports whether a page speaks of foreigners' procedures, so that what it
// does not say means something.
func (p Page) About() bool {
	text := infoFold(p.Text)
	return infoForeigners.MatchString(text.text) || infoANEF.MatchString(text.text)
}

// ReadKept reads and audits a kept page from its envelope as it was written.
func ReadKept(reference *catalogue.Catalogue, envelope, body []byte) (AuditedPage, error) {
	var told PageEnvelope
	if err := json.Unmarshal(envelope, &told); err != nil {
		return AuditedPage{}, fmt.Errorf("read the envelope of a page: %w", err)
	}
	page, _, err := readSnapshot(reference, told, body)
	if err != nil {
		return AuditedPage{}, err
	}
	return AuditedPage{Page: page, Items: AuditPage(reference, page)}, nil
}
