package probes

import (
	"net/url"
	"slices"
	"strings"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"

	"vigie/internal/lazyregexp"
)

// infoLink is an address that a page gives: behind a link or written out.
type infoLink struct {
	at      infoSpan // of what is clicked, or of the address itself
	address *url.URL
	part    catalogue.PortalAddress // part of the ANEF's site, where anef
	anef    bool
}

var (
	infoWritten   = lazyregexp.New(`(?i)(?:https?://|\bwww\.|\b(?:[a-z0-9-]+\.)+gouv\.fr\b)[^\s<>"'«»’|\\]*`)
	infoContactAt = lazyregexp.New(`(?i)^/?contact`)
	infoBookText  = lazyregexp.New(`\b(?:prendre|prenez|prise|reserver|reservez|reservation|demander|demandez) (?:de |d'|du |un |votre |mon |le |en ligne )*(?:rendez[ -]?vous|rdv|creneaux?)\b|\b(?:rendez[ -]?vous|rdv) en ligne\b`)
	infoFormText  = lazyregexp.New(`\b(?:contact|online) forms?\b|\bformulaires? (?:de contact|en ligne|d'aide|de saisine|accessible|disponible)\b|\bpar (?:un |le )?formulaire\b`)
)

// infoLinks gives the addresses on a page, in order.
func infoLinks(reference *catalogue.Catalogue, page Page) []infoLink {
	var links []infoLink
	add := func(at infoSpan, text string) {
		address, err := url.Parse(text)
		if err != nil {
			return
		}
		part, anef := reference.PortalAddress(address)
		links = append(links, infoLink{at: at, address: address, part: part, anef: anef})
	}
	for _, l := range page.Links {
		add(infoSpan{l.Start, l.End}, l.Address)
	}
	for _, found := range infoWritten.FindAllStringIndex(page.Text, -1) {
		at := infoSpan{found[0], found[0] + len(strings.TrimRight(page.Text[found[0]:found[1]], ".,;:!?)]}*_…"))}
		if found[0] > 0 && page.Text[found[0]-1] == '@' || slices.ContainsFunc(page.Links, func(l PageLink) bool { return l.Start < at.end && at.start < l.End }) {
			continue
		}
		text := at.of(page.Text)
		if !strings.Contains(text, "://") {
			text = "https://" + text
		}
		add(at, text)
	}
	slices.SortStableFunc(links, func(a, b infoLink) int { return a.at.start - b.at.start })
	return links
}

// contact reports whether a link leads to the form of the CCC.
func (l infoLink) contact() bool {
	_, rest, _ := strings.Cut(l.address.Path, l.part.Path)
	return l.anef && (infoContactAt.MatchString(l.address.Fragment) || infoContactAt.MatchString(rest))
}

// infoANEFLink finds a link to the ANEF, the obsolete one if there is one. Links
// to its contact form count only where there is no other.
func infoANEFLink(page Page, text infoText, links []infoLink) InfoItem {
	for _, contact := range []bool{false, true} {
		var first *infoLink
		for i, l := range links {
			if !l.anef || l.contact() != contact {
				continue
			}
			if first == nil || l.part.Obsolete && !first.part.Obsolete {
				first = &links[i]
			}
		}
		if first != nil {
			return page.linked(ItemANEFLink, *first)
		}
	}
	return page.lost(ItemANEFLink, infoFindANEF(text))
}

// infoCCCForm finds the form of the CCC: its address, or else a sentence that
// speaks of it near the name of the CCC or the ANEF.
func infoCCCForm(page Page, text infoText, links []infoLink) InfoItem {
	for _, l := range links {
		if l.contact() {
			return page.linked(ItemCCCForm, l)
		}
	}
	named := infoCCCNames(text)
	for _, found := range infoFormText.FindAllStringIndex(text.text, infoNamings) {
		const around = 250 // bytes within which the CCC or the ANEF's help is named
		from, to := text.sentence(found[0], found[1])
		start, end := max(0, found[0]-around), min(max(to, found[1]), found[1]+80)
		if infoNamedWithin(named, start, end) || infoCCC.MatchString(text.text[start:end]) || infoANEF.MatchString(text.text[from:to]) && infoFormText.FindString(text.text[from:to]) != "" &&
			strings.Contains(text.text[from:to], "contact") {
			at := text.span(found[0], found[1])
			return page.item(ItemCCCForm, &at, "formulaire")
		}
	}
	if len(named) > 0 {
		at := text.span(named[0][0], named[0][1])
		return page.lost(ItemCCCForm, &at)
	}
	return page.item(ItemCCCForm, nil)
}

// infoBookingLink finds a link to a booking system, known by its address or by
// what is clicked.
func infoBookingLink(page Page, text infoText, links []infoLink) InfoItem {
	for _, known := range []bool{true, false} {
		for _, l := range links {
			system := SystemOf(l.address.String())
			if l.anef || l.address.Host == "" || strings.HasSuffix(strings.ToLower(l.address.Path), ".pdf") {
				continue
			}
			byText := infoBookText.MatchString(infoFold(l.at.of(page.Text)).text)
			if known && (slices.Contains([]string{SystemRDVPrefecture, SystemRDVServicePublic, SystemOldModule}, system) || infoBookingHost.MatchString(l.address.Hostname())) || !known && (byText || infoBookingPath.MatchString(l.address.Path)) {
				return page.linked(ItemBookingLink, l)
			}
		}
	}
	if found := infoBookText.FindStringIndex(text.text); found != nil {
		at := text.span(found[0], found[1])
		return page.lost(ItemBookingLink, &at)
	}
	return page.item(ItemBookingLink, nil)
}

// infoBookingPath finds a page or a form for appointments by its address.
var infoBookingPath = lazyregexp.New(`(?i)(?:^|[/_-])(?:rdv|rendez-?vous|booking)(?:[/_-]|$)`)

var infoBookingHost = lazyregexp.New(`(?i)^(?:www\.)?(?:rdv-prefecture\.interieur\.gouv\.fr|rdv\.anct\.gouv\.fr|rdv-etrangers-\d+\.interieur\.gouv\.fr|rdv\.[a-z-]+\.gouv\.fr|ppoletrangers\.interieur\.gouv\.fr)$`)

// linked makes an item of a link: obsolete where the catalogue says with a sure
// source that the part of the ANEF's site is no longer in use.
func (p Page) linked(key string, l infoLink) InfoItem {
	item := p.item(key, &l.at, l.address.String())
	if l.anef && l.part.Obsolete && l.part.Sure() {
		item.State = observatory.Obsolete
	}
	return item
}

// lost makes an item of a link that was not found. A stored text keeps no links:
// where the page speaks of the thing, a link may have stood there.
func (p Page) lost(key string, named *infoSpan) InfoItem {
	if named == nil || p.Extractor != "" {
		return p.item(key, nil)
	}
	item := p.item(key, named)
	item.State, item.Values = observatory.CannotTell, nil
	return item
}
