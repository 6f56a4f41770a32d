package observatory

// NoticeKind says what a message from the administration does.
type NoticeKind string

// The kinds of notice.
const (
	NoticeClosure         NoticeKind = "closure"          // ends the file against the person, or leaves it without a decision
	NoticeDocumentRequest NoticeKind = "document_request" // asks for documents or information
	NoticeAcknowledgement NoticeKind = "acknowledgement"  // says that something was received
	NoticeCCCAnswer       NoticeKind = "ccc_answer"       // an answer of the centre de contact citoyens
	NoticeAppointment     NoticeKind = "appointment"      // summons, or confirms an appointment
	NoticeFavourableEnd   NoticeKind = "favourable_end"   // ends the file because it was accepted
	NoticeOther           NoticeKind = "other"            // anything else, closures at OFPRA included
)

// NoticeKinds lists the kinds.
func NoticeKinds() []NoticeKind {
	return []NoticeKind{
		NoticeClosure, NoticeDocumentRequest, NoticeAcknowledgement, NoticeCCCAnswer,
		NoticeAppointment, NoticeFavourableEnd, NoticeOther,
	}
}

// NoticeReason is the reason that a closure gives.
type NoticeReason string

// The reasons of a closure.
const (
	ReasonIncomplete         NoticeReason = "incomplete"
	ReasonIncompleteDisputed NoticeReason = "incomplete_disputed" // the message shows that the documents were said to be sent
	ReasonNoAnswer           NoticeReason = "no_answer"           // to a request for documents
	ReasonIdentityMismatch   NoticeReason = "identity_mismatch"   // or a typing error
	ReasonDuplicate          NoticeReason = "duplicate"           // or already pending
	ReasonPreviousTitle      NoticeReason = "previous_title_not_handed_over"
	ReasonNotCompetent       NoticeReason = "not_competent"
	ReasonWrongProcedure     NoticeReason = "wrong_procedure"
	ReasonOtherGround        NoticeReason = "other_ground"
	ReasonInadmissible       NoticeReason = "inadmissible"
	ReasonWithdrawn          NoticeReason = "withdrawn" // by the person
	ReasonFavourable         NoticeReason = "favourable"
	ReasonNoneGiven          NoticeReason = "none_given"
)

// NoticeReasons lists the reasons.
func NoticeReasons() []NoticeReason {
	return []NoticeReason{
		ReasonIncomplete, ReasonIncompleteDisputed, ReasonNoAnswer, ReasonIdentityMismatch, ReasonDuplicate,
		ReasonPreviousTitle, ReasonNotCompetent, ReasonWrongProcedure, ReasonOtherGround, ReasonInadmissible,
		ReasonWithdrawn, ReasonFavourable, ReasonNoneGiven,
	}
}

// NoticeMeans says by what means the kind or the reason of a message was found.
type NoticeMeans string

// The means.
const (
	MeansRule    NoticeMeans = "rule"    // phrases and families of words; the weights say the same, or too little against it
	MeansWeights NoticeMeans = "weights" // the points of its words, added up, where the rules said otherwise or nothing
	MeansDefault NoticeMeans = "default" // neither found anything that counts: other, none_given
)

// FoundBy says by what means both were found. No means stands beside a reason
// that was not looked for, as in a message that ends nothing.
type FoundBy struct {
	Kind   NoticeMeans `json:"kind"`
	Reason NoticeMeans `json:"reason,omitempty"`
}

// Criterion is one of the criteria of closure.quality.
type Criterion string

// The criteria of closure.quality.
const (
	CriterionReasonStated     Criterion = "reason_stated"             // a reason about this file, not a category
	CriterionFactsNamed       Criterion = "facts_named"               // considérations de fait, L. 211-5 CRPA
	CriterionMissingDocuments Criterion = "missing_documents_named"   // L. 114-5 CRPA, R. 431-11 CESEDA
	CriterionEarlierRequest   Criterion = "earlier_request_mentioned" // R. 431-11 CESEDA since 16 June 2025
	CriterionLegalBasis       Criterion = "legal_basis_cited"         // considérations de droit, L. 211-5 CRPA
	CriterionRemedy           Criterion = "remedy_shown"              // remedy and time limit, R. 421-5 CJA
	CriterionSender           Criterion = "sender_identified"         // first name, name, capacity, service: L. 212-1, L. 212-2 CRPA
)

// Criteria lists the criteria in the order in which they are printed.
func Criteria() []Criterion {
	return []Criterion{
		CriterionReasonStated, CriterionFactsNamed, CriterionMissingDocuments, CriterionEarlierRequest,
		CriterionLegalBasis, CriterionRemedy, CriterionSender,
	}
}
