package observatory

// Purpose is what a person agreed that her case may serve. Without a recorded
// consent a case is counted in aggregates that pass disclosure control, and
// shown to the association's own people; nothing else.
type Purpose string

// The purposes of a consent.
const (
	PurposeStatistics Purpose = "statistics" // row-level export for statistics
	PurposeDDD        Purpose = "ddd"        // handing on to the Défenseur des droits
	PurposeCourt      Purpose = "court"      // producing in court
	PurposeLinking    Purpose = "linking"    // recognising the person across associations
	PurposeConstraint Purpose = "constraint" // noting DetailConstrained
)

// ReviewState is how far the association's reviewer is with a case.
type ReviewState string

// The states of a review. A case that nobody reviewed is received.
const (
	ReviewReceived   ReviewState = "received"
	ReviewToComplete ReviewState = "to_complete"
	ReviewVerified   ReviewState = "verified"
	ReviewRefused    ReviewState = "refused"
)

// ReviewStates lists the states, in the order in which a case goes through them.
func ReviewStates() []ReviewState {
	return []ReviewState{ReviewReceived, ReviewToComplete, ReviewVerified, ReviewRefused}
}

// Review says that a reviewer put a case into a state. The newest row of a case
// holds; its comment is kept apart (state.db and the vault).
type Review struct {
	Envelope

	Association string      `json:"association"`
	Case        ID          `json:"case"`
	State       ReviewState `json:"state"`
	Author      string      `json:"author"`            // pseudonymous id of the account
	Comment     Hash        `json:"comment,omitempty"` // of the sealed text, if any
}

// Kind is KindReview.
func (*Review) Kind() Kind { return KindReview }
