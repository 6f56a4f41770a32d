package dashboard

import (
	"fmt"
	"slices"

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

// Unseen says how many rows came after the newest review, which nobody has looked
// at; nothing where there are none, or no review.
func (h *CaseHistory) Unseen() string {
	if len(h.Reviews) == 0 {
		return ""
	}
	last := slices.MaxFunc(h.Reviews, func(a, b CaseReview) int { return a.RecordedAt.Compare(b.RecordedAt) }).RecordedAt
	rows := 0
	for i := range h.Rows {
		if h.Rows[i].State == observatory.ImportCommitted && h.Rows[i].RecordedAt.After(last) {
			rows++
		}
	}
	switch rows {
	case 0:
		return ""
	case 1:
		return " ; depuis cette relecture, 1 ligne est venue, que personne n'a relue"
	}
	return fmt.Sprintf(" ; depuis cette relecture, %d lignes sont venues, que personne n'a relues", rows)
}
