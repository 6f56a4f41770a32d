package dashboard

import (
	"vigie/internal/observatory"
)

// CaseHistory is all that is kept of a case, for the association's own people.
type CaseHistory struct {
	Case         observatory.ID            `json:"case"`
	Review       observatory.ReviewState   `json:"review"`
	Rows         []CaseRevision            `json:"rows"`
	Reviews      []CaseReview              `json:"reviews"`
	Concordances []observatory.Concordance `json:"concordances"`
}

// CaseRevision is one row of a case: what it changed, by which import, and
// whether it is still read.
type CaseRevision struct {
	observatory.CaseEvent

	State   observatory.ImportState `json:"state"` // of its import
	Author  string                  `json:"author,omitempty"`
	Changes []observatory.Change    `json:"changes,omitempty"` // against the row that it withdraws
}

// CaseReview is a review with its comment, where the case's key still opens it.
type CaseReview struct {
	observatory.Review

	Text string `json:"text,omitempty"`
}
