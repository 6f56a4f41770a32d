package observatory

import "time"

// Kind names a kind of observation; each kind has its own append-only table.
type Kind string

// The kinds of observation.
const (
	KindAttempt     Kind = "attempt"
	KindPageFact    Kind = "page_fact"
	KindCaseEvent   Kind = "case_event"
	KindImport      Kind = "import"
	KindReject      Kind = "reject"
	KindAccess      Kind = "access"
	KindNotice      Kind = "notice"
	KindNoticeAlias Kind = "notice_alias"

	KindPersonHints    Kind = "person_hints"
	KindPersonDecision Kind = "person_decision"
	KindErasure        Kind = "erasure"
	KindVerdict        Kind = "verdict"
	KindReview         Kind = "review"
	KindConcord        Kind = "concordance"
)

// Observation is one recorded fact: *Attempt, *PageFact, *CaseEvent, *Import,
// *Reject, *Access, *PersonHints, *PersonDecision, *Erasure, *DutyVerdict,
// *Review or *Concordance.
type Observation interface {
	Kind() Kind
	Env() *Envelope
}

// Envelope is what every observation carries. Times are UTC.
type Envelope struct {
	ID            ID        `json:"id"`
	At            time.Time `json:"at"`             // when it happened or was seen
	RecordedAt    time.Time `json:"recorded_at"`    // when Vigie took it in; figures read rows up to their horizon
	Source        string    `json:"source"`         // what recorded it: "probe", "csv", "info-audit"
	SourceVersion string    `json:"source_version"` // version of the source's own rules
	Place         string    `json:"place"`          // where it ran from (Place.ID)
	Evidence      []Piece   `json:"evidence,omitempty"`
	Withdraws     ID        `json:"withdraws,omitzero"` // the row that this one withdraws, if any
	Simulation    bool      `json:"simulation"`         // made by the demo or a simulation, never mixed with real rows
}

// Env gives the envelope itself, for the types that embed it.
func (e *Envelope) Env() *Envelope { return e }

// Hash is the SHA-256 of an evidence file, 64 lower-case hexadecimal digits.
type Hash string

// Piece is one evidence file of an observation.
type Piece struct {
	Role  string `json:"role"` // "screenshot", "html", "text", "source"
	Hash  Hash   `json:"hash"`
	Media string `json:"media"` // media type, such as image/png
}

// PieceByRole finds the first piece of a role.
func (e *Envelope) PieceByRole(role string) (Piece, bool) {
	for _, piece := range e.Evidence {
		if piece.Role == role {
			return piece, true
		}
	}
	return Piece{}, false
}

// Window says which rows a figure reads: days From to To, both included, rows
// recorded up to Horizon, real or simulated rows but never both.
type Window struct {
	From       Date
	To         Date
	Horizon    time.Time
	Simulation bool
	Review     ReviewState // only cases in this state of review; empty: every case
	Procedure  string      // only cases of this procedure (a code of the catalogue); empty: every case
	Ground     string      // only cases of this legal ground (a code of the catalogue); empty: every case
	Place      string      // only cases of which something was told in this department, and what is told without a case; empty: every case
	By         string      // only what this association told; empty: every one
	SlotsBy    time.Time   // attempts that show slots (Attempt.ShowsSlots) are left out when recorded later; zero: none are
	Kept       string      // steps of the kept cases (GapCase) that tell procedures and grounds, the newest first, parted by commas; empty: the events do
	ByGround   bool        // rows of events of cases hold the ground of the case, or nothing, in the place of the department
}

// CountRow is one row of a named query: keys, then whole numbers, then lists of
// whole numbers. Their order is written at the head of the query's file.
type CountRow struct {
	Keys   []string
	Values []int64
	Lists  [][]int64
}
