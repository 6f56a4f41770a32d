package observatory

import "time"

// JournalVersion is the version of the form of Journal. A change of a field's
// name or meaning raises it.
const JournalVersion = 1

// RoleJournal is the role of the piece that holds the journal of an attempt.
const RoleJournal = "journal"

// State says whether an item of a journal could be had.
type State string

// The two states: an item that could not be had is never blank, it carries the
// reason.
const (
	Obtained    State = "obtained"
	NotObtained State = "not obtained"
)

// Journal is the sealed record of what passed between the browser's tab and the
// network during one attempt. It names every body, picture and snapshot by its
// SHA-256, so that archives of the attempt (WARC, WACZ, HAR) are made from it
// and from those files alone. It holds no cookie and no credential; that of an
// assisted attempt holds neither headers, bodies nor queries of addresses.
type Journal struct {
	Version        int        `json:"version"`
	Attempt        ID         `json:"attempt"`
	Journey        string     `json:"journey"`
	JourneyVersion string     `json:"journey_version"`
	Target         string     `json:"target"`
	Mode           Mode       `json:"mode"`
	Simulation     bool       `json:"simulation"`
	Software       string     `json:"software"` // the program and its version
	Place          string     `json:"place"`
	Address        string     `json:"address"`    // address asked for
	StartedAt      time.Time  `json:"started_at"` // when the tab was ready, cut to the millisecond
	EndedAt        time.Time  `json:"ended_at"`
	Environment    []Item     `json:"environment"`
	Pages          []Visit    `json:"pages"` // main documents, in the order of the visit
	Exchanges      []Exchange `json:"exchanges"`
	Omitted        int        `json:"omitted"` // exchanges beyond the cap
	Console        []Entry    `json:"console"`
	Pieces         []Piece    `json:"pieces"` // pictures and snapshots of the attempt
}

// Item is one item of the environment that a finding on the internet records.
type Item struct {
	Name   string   `json:"name"`
	State  State    `json:"state"`
	Values []string `json:"values,omitempty"`
	Reason string   `json:"reason,omitempty"` // in French, when not obtained
}

// Visit is one main document that answered, redirects left out.
type Visit struct {
	Address  string    `json:"address"`
	At       time.Time `json:"at"`
	Exchange int       `json:"exchange"` // index in Exchanges
	Vitals   Vitals    `json:"vitals"`
}

// Vitals are the web vitals of a page, from the start of its navigation,
// redirects included. A part that the browser did not tell before the page was
// left is absent, and Reason says so.
type Vitals struct {
	TTFB   *float64 `json:"ttfb_ms,omitempty"` // first byte of the document
	FCP    *float64 `json:"fcp_ms,omitempty"`  // first contentful paint
	LCP    *float64 `json:"lcp_ms,omitempty"`  // largest contentful paint
	CLS    *float64 `json:"cls,omitempty"`     // cumulative layout shift, no unit
	Reason string   `json:"reason,omitempty"`
}

// Exchange is one request of the tab and its answer, if any.
type Exchange struct {
	Method       string    `json:"method"`
	Address      string    `json:"address"`
	Type         string    `json:"type"` // resource type as the browser names it, such as Document
	Main         bool      `json:"main"` // of the main document
	Page         int       `json:"page"` // index in Pages of the page that asked for it, -1 before the first
	StartedAt    time.Time `json:"started_at"`
	Request      []Header  `json:"request,omitempty"`
	RequestBody  *Body     `json:"request_body,omitempty"`
	Status       int       `json:"status"` // 0 when there was no answer
	StatusText   string    `json:"status_text,omitempty"`
	Protocol     string    `json:"protocol,omitempty"` // as ALPN names it, such as http/1.1, h2
	RemoteIP     string    `json:"remote_ip,omitempty"`
	RemotePort   int       `json:"remote_port,omitempty"`
	Response     []Header  `json:"response,omitempty"`
	Withheld     []string  `json:"withheld,omitempty"` // names of headers that were there and are not kept
	Media        string    `json:"media,omitempty"`    // as the browser understood it
	Location     string    `json:"location,omitempty"` // where a redirect led
	FromCache    bool      `json:"from_cache,omitempty"`
	Body         *Body     `json:"body,omitempty"`
	Transferred  int64     `json:"transferred"` // bytes on the network, headers included
	Timing       Timing    `json:"timing"`
	Error        string    `json:"error,omitempty"` // net error of the browser
	TLSProtocol  string    `json:"tls_protocol,omitempty"`
	TLSCipher    string    `json:"tls_cipher,omitempty"`
	Certificates []Hash    `json:"certificates,omitempty"` // DER, from the server's own up
}

// Header is one header field, its name as received.
type Header struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Body is the content of a request or of an answer, after the transfer and
// content encodings are undone.
type Body struct {
	State  State  `json:"state"`
	Hash   Hash   `json:"sha256,omitempty"`
	Size   int64  `json:"size,omitempty"` // bytes
	Reason string `json:"reason,omitempty"`
}

// Timing is where the time of an exchange went, in milliseconds; -1 for a part
// that does not apply. TLS is a part of Connect.
type Timing struct {
	Blocked float64 `json:"blocked"`
	DNS     float64 `json:"dns"`
	Connect float64 `json:"connect"`
	TLS     float64 `json:"tls"`
	Send    float64 `json:"send"`
	Wait    float64 `json:"wait"`
	Receive float64 `json:"receive"`
}

// Entry is one line of the browser's console or of its network errors.
type Entry struct {
	At     time.Time `json:"at"`
	Source string    `json:"source"` // console, exception, dialog, or the browser's own: network, security...
	Level  string    `json:"level"`
	Text   string    `json:"text"`
	URL    string    `json:"url,omitempty"`
}
