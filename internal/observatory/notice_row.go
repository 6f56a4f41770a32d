package observatory

// Notice is what was read of one message: codes, offsets and keyed hashes,
// never a word of it. Its text lies in the vault.
type Notice struct {
	Envelope

	Import      ID            `json:"import"` // none for a message taken in before imports of messages were noted
	Association string        `json:"association"`
	Department  string        `json:"department"` // whose administration wrote it, empty when unknown
	Case        ID            `json:"case"`       // pseudonym; none when the message came without its case
	Text        ID            `json:"text"`       // keyed fingerprint of the message: equal means the same message
	Does        NoticeKind    `json:"kind"`
	Reason      NoticeReason  `json:"reason"`
	Means       FoundBy       `json:"means,omitzero"` // none in rows of before it was noted
	Criteria    CriteriaMet   `json:"criteria"`
	Spans       []NoticeSpan  `json:"spans"`
	Shingles    string        `json:"-"`           // keyed hashes of the masked 3-word shingles, sorted, 8 bytes each
	Cluster     ID            `json:"cluster"`     // of the messages that said the same when it came; its own id when none did
	Signature   MailSignature `json:"signature"`   // of the mail
	SignedBy    string        `json:"signed_by"`   // domain whose DKIM signature holds
	Attachments int           `json:"attachments"` // read or not
}

// Kind is KindNotice.
func (*Notice) Kind() Kind { return KindNotice }

// CriteriaMet is the answer to each criterion of closure.quality; Unknown is
// "cannot tell".
type CriteriaMet struct {
	ReasonStated     Tri `json:"reason_stated"`
	FactsNamed       Tri `json:"facts_named"`
	MissingDocuments Tri `json:"missing_documents_named"`
	EarlierRequest   Tri `json:"earlier_request_mentioned"`
	LegalBasis       Tri `json:"legal_basis_cited"`
	Remedy           Tri `json:"remedy_shown"`
	Sender           Tri `json:"sender_identified"`
}

// MeetsCriteria makes a CriteriaMet of answers.
func MeetsCriteria(answers map[Criterion]Tri) CriteriaMet {
	return CriteriaMet{
		answers[CriterionReasonStated], answers[CriterionFactsNamed], answers[CriterionMissingDocuments], answers[CriterionEarlierRequest],
		answers[CriterionLegalBasis], answers[CriterionRemedy], answers[CriterionSender],
	}
}

// NoticeSpan says which bytes of the text show something: "kind", "reason" or
// a criterion.
type NoticeSpan struct {
	What  string `json:"what"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// MailSignature is what the DKIM signature of a mail proves (RFC 6376).
type MailSignature string

// States of a signature.
const (
	SignatureNone    MailSignature = "none"    // no mail, or a mail without one
	SignatureHolds   MailSignature = "holds"   // the domain sent these bytes
	SignatureFails   MailSignature = "fails"   // changed since, as by a mail that was forwarded
	SignatureUnknown MailSignature = "unknown" // the key could not be asked for
)

// NoticeAlias says that a cluster of messages was found to be part of an older
// one, whose id stays.
type NoticeAlias struct {
	Envelope

	Import  ID `json:"import"` // that brought the message which showed it; none as in Notice
	Cluster ID `json:"cluster"`
	Of      ID `json:"of"`
}

// Kind is KindNoticeAlias.
func (*NoticeAlias) Kind() Kind { return KindNoticeAlias }

// Of gives the answer to one criterion.
func (c CriteriaMet) Of(criterion Criterion) Tri {
	switch criterion {
	case CriterionReasonStated:
		return c.ReasonStated
	case CriterionFactsNamed:
		return c.FactsNamed
	case CriterionMissingDocuments:
		return c.MissingDocuments
	case CriterionEarlierRequest:
		return c.EarlierRequest
	case CriterionLegalBasis:
		return c.LegalBasis
	case CriterionRemedy:
		return c.Remedy
	case CriterionSender:
		return c.Sender
	}
	return Unknown
}

// NoticeFilter selects notices. Zero fields select all.
type NoticeFilter struct {
	Window
	Department  string
	Association string
	Case        ID
	ID          ID
	Does        NoticeKind
	Newest      int // at most so many, the newest first; 0: all, in the order in which they came
	Skip        int // with Newest: how many are passed over first
}
