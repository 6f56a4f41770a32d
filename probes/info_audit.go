package probes

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"
)

// InfoAuditVersion is the version of the rules below. A change of the rules
// changes it, so that a change of the extractor is never read as a change of
// the page.
//
// What a page says is judged as of the catalogue of this version.
const InfoAuditVersion = "info-11"

// Keys of the items of information looked for on a page.
const (
	ItemANEFNamed              = "anef_named"
	ItemANEFLink               = "anef_link"
	ItemPANNamed               = "pan_named"
	ItemPANAddress             = "pan_address"
	ItemPANHours               = "pan_hours"
	ItemPANBooking             = "pan_booking"
	ItemPANAudience            = "pan_audience"
	ItemCCCPhone               = "ccc_phone"
	ItemCCCForm                = "ccc_form"
	ItemCertificateRenewal     = "certificate_renewal"
	ItemCertificateEquivalence = "certificate_equivalence"
	ItemSubstitution           = "substitution"
	ItemLastUpdated            = "last_updated"
	ItemOnlineProcedures       = "online_procedures"
	ItemBookingLink            = "booking_link"
)

// InfoItem is what a page says about one item. Quote is always
// Text[Start:End] of the page, empty unless something of the item stands there
// (present, obsolete, wrong) or leaves it in doubt (cannot_tell).
type InfoItem struct {
	Key        string
	State      observatory.FactState
	Quote      string
	Start, End int      // bytes in Page.Text
	Section    string   // heading under which the quote stands, to the letter; empty when there is none
	Values     []string // normalised: digits, ISO date, address, means, procedures
}

// AuditPage looks for every item on a page. An item that is not seen is absent
// on a whole page and cannot be told on a cut one. The reference says which
// addresses are no longer in use, and the facts that a page can contradict.
func AuditPage(reference *catalogue.Catalogue, page Page) []InfoItem {
	text := infoFold(page.Text)
	links := infoLinks(reference, page)
	updated, date := infoFindUpdated(text)
	online, procedures := infoFindOnline(text)
	if online == nil {
		online, procedures = infoFormItself(page, text)
	}
	items := []InfoItem{
		page.item(ItemANEFNamed, infoFindANEF(text), "ANEF"),
		infoANEFLink(page, text, links),
	}
	items = append(items, infoPANItems(page, text, links)...)
	items = append(
		items,
		infoCCCPhoneOf(reference, page, text),
		infoCCCForm(page, text, links),
		infoCertificateRenewal(page, text, links),
		infoCertificateEquivalence(reference, page, text),
		infoSubstitutionOf(reference, page, text, links),
		page.item(ItemLastUpdated, updated, date),
		page.item(ItemOnlineProcedures, online, procedures...),
		infoBookingLink(page, text, links),
	)
	items = append(items, infoMore(page, text)...)
	for i := range items {
		items[i].Section = page.section(items[i])
	}
	return items
}

// infoPANItems looks for the items about the PAN. Where a point numérique is
// named that may be another service's, none of them can be told.
func infoPANItems(page Page, text infoText, links []infoLink) []InfoItem {
	if page.Extractor == "" {
		text = infoWithoutFooter(text)
	}
	text = infoWithoutFootLine(text)
	pan, doubtful := infoFindPAN(text)
	booked, means := infoFindBooking(text, pan)
	if booked != nil && slices.Equal(means, []string{infoByAppointment}) { // no means in words: a link may be one
		if ways := infoLinkWays(links, *booked); len(ways) > 0 {
			means = ways
		}
	}
	named := infoFirst(pan)
	if named == nil {
		named = infoFirst(infoDeniedPAN(text))
	}
	items := []InfoItem{
		page.item(ItemPANNamed, named, "PAN"),
		infoPANAddress(page, text, pan),
		infoPANHours(page, text, pan),
		page.item(ItemPANBooking, booked, means...),
		infoPANAudience(page, text, pan),
	}
	if len(pan) == 0 && len(doubtful) > 0 {
		items[0] = page.doubt(ItemPANNamed, doubtful[0])
		for i := range items {
			items[i].State = observatory.CannotTell
		}
	}
	return items
}

// item makes an item of the span where it was found, nil when it was not.
func (p Page) item(key string, found *infoSpan, values ...string) InfoItem {
	item := InfoItem{Key: key, State: observatory.Absent}
	switch {
	case found != nil:
		item.State = observatory.Present
		item.Start, item.End = found.start, found.end
		item.Quote = found.of(p.Text)
		item.Values = values
	case p.Cut:
		item.State = observatory.CannotTell
	}
	return item
}

func infoFirst(spans []infoSpan) *infoSpan {
	if len(spans) == 0 {
		return nil
	}
	return &spans[0]
}

// Value gives the normalised values as one text.
func (i InfoItem) Value() string { return strings.Join(i.Values, " ; ") }

// Facts makes the observations of an audited page, ready to be stored. Their
// ids come from page, item, rules and day: auditing the same file twice in a
// day gives the same facts. The source's version names the rules of the audit
// and, for an HTML page, those that took the text out of it: two facts that
// differ in version say nothing of a change of the page, two that differ in
// PageHash do.
func (p Page) Facts(items []InfoItem, at time.Time, place string) []*observatory.PageFact {
	facts := make([]*observatory.PageFact, 0, len(items))
	day := at.UTC().Format(time.DateOnly)
	version := InfoAuditVersion
	evidence := []observatory.Piece{{Role: "text", Hash: p.Hash, Media: "text/plain"}}
	if p.Extractor != "" {
		version += "+" + p.Extractor
		evidence = []observatory.Piece{{Role: "html", Hash: p.Hash, Media: "text/html"}, {Role: "text", Hash: p.TextHash(), Media: "text/plain"}}
	}
	for _, item := range items {
		facts = append(facts, &observatory.PageFact{
			Envelope: observatory.Envelope{
				ID: observatory.DeriveID([]byte("page_fact"), []byte(p.Canonical), []byte(p.Hash),
					[]byte(item.Key), []byte(version), []byte(day)),
				At: at.UTC(), Source: "info-audit", SourceVersion: version, Place: place, Evidence: evidence,
			},
			Department: p.Department, Address: p.Canonical, Item: item.Key, State: item.State,
			Quote: item.Quote, Start: item.Start, End: item.End, Value: item.Value(), Section: item.Section, Cut: p.Cut, PageHash: p.Hash,
		})
	}
	return facts
}

// TextHash is the SHA-256 of the text, in which the offsets of items count.
func (p Page) TextHash() observatory.Hash {
	return infoHash([]byte(p.Text))
}

type infoRecord struct {
	File       string              `json:"file"`
	Department string              `json:"department"`
	Address    string              `json:"address"`
	Items      map[string]infoCell `json:"items"`
}

type infoCell struct {
	State observatory.FactState `json:"state"`
	Quote string                `json:"quote"`
	Value any                   `json:"value"` // a list for online_procedures, a text for the others

	Start   *int    `json:"start,omitempty"` // bytes in the page's text, where places are asked for
	End     *int    `json:"end,omitempty"`
	Section *string `json:"section,omitempty"`
}

// InfoLine writes an audited page as one line of JSON, without the line's end:
// {"file", "department", "address", "items": {key: {"state", "quote",
// "value"}}}, with the items of InfoKeys. The address is the one that was read.
// With more, every item is there, with its place: {"start", "end", "section"}.
func InfoLine(page Page, items []InfoItem, more bool) ([]byte, error) {
	line := infoRecord{File: page.File, Department: page.Department, Address: page.Address, Items: map[string]infoCell{}}
	for _, item := range items {
		if !more && !slices.Contains(InfoKeys(), item.Key) {
			continue
		}
		cell := infoCell{State: item.State, Quote: item.Quote, Value: item.Value()}
		if item.Key == ItemOnlineProcedures {
			cell.Value = append([]string{}, item.Values...)
		}
		if more {
			cell.Start, cell.End, cell.Section = &item.Start, &item.End, &item.Section
		}
		line.Items[item.Key] = cell
	}
	data, err := json.Marshal(line)
	if err != nil {
		return nil, fmt.Errorf("write the audit of %s: %w", page.File, err)
	}
	return data, nil
}

// AuditedPage is a page with what the audit found on it.
type AuditedPage struct {
	Page  Page
	Items []InfoItem
}
