package probes

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"vigie/internal/observatory"
)

// InfoAuditVersion is the version of the rules below. A change of the rules
// changes it, so that a change of the extractor is never read as a change of
// the page.
const InfoAuditVersion = "info-1"

// Keys of the items of information looked for on a page.
const (
	ItemANEFNamed        = "anef_named"
	ItemPANNamed         = "pan_named"
	ItemCCCPhone         = "ccc_phone"
	ItemPANBooking       = "pan_booking"
	ItemLastUpdated      = "last_updated"
	ItemOnlineProcedures = "online_procedures"
)

// InfoItem is what a page says about one item. Quote is always
// Text[Start:End] of the page, empty unless the item is present or, in doubt,
// cannot be told.
type InfoItem struct {
	Key        string
	State      observatory.FactState
	Quote      string
	Start, End int      // bytes in Page.Text
	Values     []string // normalised: digits, ISO date, means of booking, procedures
}

// AuditPage looks for every item on a page. An item that is not seen is absent
// on a whole page and cannot be told on a cut one.
func AuditPage(page Page) []InfoItem {
	text := infoFold(page.Text)
	pan, panDoubt := infoFindPAN(text)
	booked, means := infoFindBooking(text, pan)
	updated, date := infoFindUpdated(text)
	online, procedures := infoFindOnline(text)
	var panValue []string
	if len(pan) > 0 {
		panValue = []string{"PAN"}
	}
	items := []InfoItem{
		page.item(ItemANEFNamed, infoFindANEF(text), "ANEF"),
		page.item(ItemPANNamed, infoFirst(pan), panValue...),
		page.item(ItemCCCPhone, infoFindCCC(text), infoCCCPhone),
		page.item(ItemPANBooking, booked, means...),
		page.item(ItemLastUpdated, updated, date),
		page.item(ItemOnlineProcedures, online, procedures...),
	}
	if len(pan) == 0 && len(panDoubt) > 0 { // a point numérique is named, but perhaps that of the ANTS
		items[1].State = observatory.CannotTell
		items[1].Start, items[1].End = panDoubt[0].start, panDoubt[0].end
		items[1].Quote = panDoubt[0].of(page.Text)
		items[3].State = observatory.CannotTell
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
// day gives the same facts.
func (p Page) Facts(items []InfoItem, at time.Time, place string) []*observatory.PageFact {
	facts := make([]*observatory.PageFact, 0, len(items))
	day := at.UTC().Format(time.DateOnly)
	for _, item := range items {
		facts = append(facts, &observatory.PageFact{
			Envelope: observatory.Envelope{
				ID: observatory.DeriveID([]byte("page_fact"), []byte(p.Canonical), []byte(p.Hash),
					[]byte(item.Key), []byte(InfoAuditVersion), []byte(day)),
				At: at.UTC(), Source: "info-audit", SourceVersion: InfoAuditVersion, Place: place,
				Evidence: []observatory.Piece{{Role: "text", Hash: p.Hash, Media: "text/plain"}},
			},
			Department: p.Department, Address: p.Canonical, Item: item.Key, State: item.State,
			Quote: item.Quote, Start: item.Start, End: item.End, Value: item.Value(), Cut: p.Cut, PageHash: p.Hash,
		})
	}
	return facts
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
}

// InfoLine writes an audited page as one line of JSON, without the line's end:
// {"file", "department", "address", "items": {key: {"state", "quote",
// "value"}}}. The address is the one that was read.
func InfoLine(page Page, items []InfoItem) ([]byte, error) {
	line := infoRecord{File: page.File, Department: page.Department, Address: page.Address, Items: map[string]infoCell{}}
	for _, item := range items {
		cell := infoCell{State: item.State, Quote: item.Quote, Value: item.Value()}
		if item.Key == ItemOnlineProcedures {
			cell.Value = append([]string{}, item.Values...)
		}
		line.Items[item.Key] = cell
	}
	data, err := json.Marshal(line)
	if err != nil {
		return nil, fmt.Errorf("write the audit of %s: %w", page.File, err)
	}
	return data, nil
}
