package observatory

// EventKind names a kind of dated fact of a case (domain.md section 7).
type EventKind string

// The kinds of event.
const (
	EventTitleHeld            EventKind = "title_held"             // Start, End: the title held before or during the application
	EventFiling               EventKind = "filing"                 // Date: filing; Channel
	EventDepositConfirmation  EventKind = "deposit_confirmation"   // Date; never a proof of regular stay
	EventDocumentRequest      EventKind = "document_request"       // Date, End: time limit given
	EventDocumentAnswer       EventKind = "document_answer"        // Date
	EventCertificate          EventKind = "certificate"            // Date: made available; Start, End; Rank; RightsMention
	EventReceipt              EventKind = "receipt"                // récépissé: Start, End
	EventFavourableCert       EventKind = "favourable_certificate" // attestation de décision favorable: Start, End
	EventProvisionalPermit    EventKind = "provisional_permit"     // APS: Start, End
	EventCertificateRequest   EventKind = "certificate_request"    // Date; Rank; addressee; Answer
	EventClosure              EventKind = "closure"                // Date; Ending, ReasonStated, ReasonSource
	EventRefiling             EventKind = "refiling"               // Date; Start: first filing date
	EventDecision             EventKind = "decision"               // Date; Ending
	EventWithdrawal           EventKind = "withdrawal"             // Date: the person gave up the application
	EventCCCContact           EventKind = "ccc_contact"            // Date; Channel; Answer
	EventPANContact           EventKind = "pan_contact"            // Date: asked; Answer; End: appointment obtained
	EventSubstitution         EventKind = "substitution"           // Date: asked; Answer: invited, refused, silent; End: appointment
	EventFailedAttempt        EventKind = "failed_attempt"         // Date; hour, page, message, picture
	EventCertificateRefused   EventKind = "certificate_refused"    // Date; Organisation; Channel: written or oral; Code: consequence
	EventCertificatePresented EventKind = "certificate_presented"  // Date; Organisation; Answer
	EventConsequence          EventKind = "consequence"            // Start, End; Code; Organisation
	EventProceedings          EventKind = "proceedings"            // Date: brought; End: decided; Code: kind; Answer; court, execution
	EventCorrectionAsked      EventKind = "correction_asked"       // Date; Code; Answer
	EventStateAttested        EventKind = "state_attested"         // Date: last day on which someone attested the case's state; Answer: with/without document; by whom
	EventAlternativeAsked     EventKind = "alternative_asked"      // Date; Answer; by whom
	EventDisclosure           EventKind = "disclosure"             // Date; by whom, to whom
	EventSituation            EventKind = "situation"              // competent prefecture, foreigner number, vulnerability; may have no date
	EventConsent              EventKind = "consent"                // Date: given; End: last day, unknown = none; Code: purpose
	EventConsentWithdrawn     EventKind = "consent_withdrawn"      // Date; Code: purpose, empty for every one
)

// EventKinds lists every kind, in the order of the published schema.
func EventKinds() []EventKind {
	return []EventKind{
		EventTitleHeld, EventFiling, EventDepositConfirmation, EventDocumentRequest, EventDocumentAnswer,
		EventCertificate, EventReceipt, EventFavourableCert, EventProvisionalPermit, EventCertificateRequest,
		EventClosure, EventRefiling, EventDecision, EventWithdrawal, EventCCCContact, EventPANContact,
		EventSubstitution, EventFailedAttempt, EventCertificateRefused, EventCertificatePresented,
		EventConsequence, EventProceedings, EventCorrectionAsked, EventStateAttested,
		EventAlternativeAsked, EventDisclosure, EventSituation, EventConsent, EventConsentWithdrawn,
	}
}

// Happened reports whether events of the kind happened to the application: the
// others say who the person is and what she agreed to, and date nothing.
func (k EventKind) Happened() bool {
	return k != EventSituation && k != EventConsent && k != EventConsentWithdrawn
}

// Tri is yes, no or unknown.
type Tri string

// The three values of Tri.
const (
	Unknown Tri = ""
	Yes     Tri = "yes"
	No      Tri = "no"
)

// EvidenceLevel says how a fact of a case is known.
type EvidenceLevel string

// Levels of evidence.
const (
	LevelDocument   EvidenceLevel = "document"   // the association saw the document
	LevelScreenshot EvidenceLevel = "screenshot" // the association saw a picture of the screen
	LevelTold       EvidenceLevel = "told"       // the person told it
)

// Strength says from what the pseudonym of a person was made, the strongest
// first. Two rows of one pseudonym are one person as surely as this.
type Strength string

// Strengths of pseudonyms.
const (
	StrengthNumber     Strength = "number"      // the foreigner number: one person
	StrengthNamesBirth Strength = "names_birth" // names and a full date of birth, not 1 January nor 31 December: rarely two persons
	StrengthNameMail   Strength = "name_mail"   // a name and a mail address: a relative may share both
	StrengthNamePhone  Strength = "name_phone"  // a name and a telephone: a relative may share both
	StrengthCase       Strength = "case"        // the case alone: two cases of one person are counted twice
	StrengthUnstated   Strength = ""            // imported before strengths were noted: the number, or the case
)

// Stated ranks from what an event's pseudonym of a person was made: 4 a number,
// 3 to 1 names with something, 0 the case alone.
func (e *CaseEvent) Stated() int {
	switch e.Strength {
	case StrengthNamesBirth:
		return 3
	case StrengthNameMail:
		return 2
	case StrengthNamePhone:
		return 1
	}
	if e.Person == e.Case {
		return 0
	}
	return 4
}

// CaseEvent is one dated fact of a person's application, pseudonymised.
// Department, Procedure, Ground, Document, Organisation and the other codes are
// ids of the catalogue. It holds no free text and no identity.
type CaseEvent struct {
	Envelope

	Fact          ID            `json:"fact"`        // derived from association, case, kind, date and ordinal
	Revision      int           `json:"revision"`    // 0, then one more at each correction
	Fingerprint   uint64        `json:"fingerprint"` // of the value fields: equal means duplicate
	Texts         ID            `json:"-"`           // keyed fingerprint of its texts, a part of Fingerprint; zero when it has none
	Import        ID            `json:"import"`
	Row           int           `json:"row"`         // row of the file, first data row = 1 after the header line 1, so as a spreadsheet shows it
	Association   string        `json:"association"` // code of the association
	Case          ID            `json:"case"`        // pseudonym of the case
	Person        ID            `json:"person"`      // pseudonym of the person within the association; the case's when unknown
	Instance      ID            `json:"-"`           // pseudonym of the person within the instance: shown to nobody, zero when only the case is known
	Strength      Strength      `json:"strength"`    // what the pseudonym of the person was made from
	Event         EventKind     `json:"event"`
	Ordinal       int           `json:"ordinal"` // among events of one case, kind and date
	Date          Date          `json:"date"`
	MonthOnly     bool          `json:"month_only"` // the date is known to the month; Date is its first day
	Start         Date          `json:"start"`
	End           Date          `json:"end"`
	Department    string        `json:"department"`
	Procedure     string        `json:"procedure"`
	Ground        string        `json:"ground"`
	Channel       string        `json:"channel"`
	Rank          string        `json:"rank"` // certificate: first or renewal
	RightsMention Tri           `json:"rights_mention"`
	Ending        string        `json:"ending"` // closure or decision: adverse, favourable, withdrawn, other
	ReasonStated  Tri           `json:"reason_stated"`
	ReasonSource  string        `json:"reason_source"` // declared, or later the reader of the text
	Organisation  string        `json:"organisation"`
	Answer        string        `json:"answer"`
	Code          string        `json:"code"` // other code of the kind
	Level         EvidenceLevel `json:"level"`
	Review        string        `json:"review"` // of the row when it was written: empty; the state of a case is that of its last Review
	Details       Details       `json:"details,omitempty"`
}

// Kind is KindCaseEvent.
func (*CaseEvent) Kind() Kind { return KindCaseEvent }

// Exportable gives the event without that a person is kept from moving by a
// measure of constraint and her consent to have it noted; false when nothing is
// left. That code never stands in a row-level export.
func (e CaseEvent) Exportable() (CaseEvent, bool) {
	e.Details = e.Details.Without(DetailConstrained)
	return e, (e.Event != EventSituation || len(e.Details) > 0) && e.Code != string(PurposeConstraint)
}

// KnownFact is what is already kept of a fact, to tell a duplicate from a
// correction.
type KnownFact struct {
	Row         ID // id of the newest row of the fact
	Revision    int
	Fingerprint uint64
	Code        string // of that row
	Person      ID     // of that row, with the two that follow; zero when it has the case alone
	Instance    ID
	Strength    Strength
}

// KnownPrint tells apart what is already kept: a fact, its case and its value.
type KnownPrint struct {
	Fact, Case  ID
	Fingerprint uint64
}

// KnownCase is what is already kept of a case, to hold a new file against it.
type KnownCase struct {
	Person     ID              // the newest of the strongest pseudonyms; the case's own when nothing of a person is known
	Stated     int             // CaseEvent.Stated of it
	Disputed   bool            // others of the same strength were told
	Department string          // newest
	Filing     Date            // earliest
	Told       map[string]bool // what a check has already said of it
}

// EventFilter selects case events of committed imports. Zero fields select all.
type EventFilter struct {
	Window
	Department  string
	Association string
	Case        ID
	Consent     Purpose // only cases with a consent for the purpose that holds on the day On
	On          Date    // of the consent
}
