package observatory

// ImportState is a state of an import. Rows of an import are read only once a
// row says committed, and no longer once a row says withdrawn.
type ImportState string

// States of an import.
const (
	ImportStarted   ImportState = "started"
	ImportCommitted ImportState = "committed"
	ImportAbandoned ImportState = "abandoned"
	ImportWithdrawn ImportState = "withdrawn"
)

// ShapeNotices is the shape of an import of messages.
const ShapeNotices = "notices"

// Import is one state of one import; a later state is a later row with the
// same Batch.
type Import struct {
	Envelope

	Batch       ID          `json:"batch"` // what CaseEvent.Import and Notice.Import refer to
	State       ImportState `json:"state"`
	Association string      `json:"association"`
	Shape       string      `json:"shape"`       // cases, events or ShapeNotices
	Fingerprint string      `json:"fingerprint"` // keyed fingerprint of the file (HMAC), never its plain hash
	Sealed      Hash        `json:"sealed"`      // hash of the age-sealed file
	Rows        int64       `json:"rows"`
	Cases       int64       `json:"cases"`
	Events      int64       `json:"events"`
	Persons     int64       `json:"persons"`
	Duplicates  int64       `json:"duplicates"`
	Corrections int64       `json:"corrections"`
	Refused     int64       `json:"refused"`
	Root        string      `json:"root"`             // root over the committed rows, as in the ledger
	Author      string      `json:"author,omitempty"` // pseudonymous id of the account; empty for a command of the instance
}

// Kind is KindImport.
func (*Import) Kind() Kind { return KindImport }

// Reject is one problem of one row that could not be taken: never the text of a cell.
type Reject struct {
	Envelope

	Import  ID     `json:"import"`
	Row     int64  `json:"row"`
	Column  string `json:"column"`
	Problem string `json:"problem"` // code
	Remedy  string `json:"remedy"`  // code
}

// Kind is KindReject.
func (*Reject) Kind() Kind { return KindReject }

// Access is one reading of case data by an account.
type Access struct {
	Envelope

	Account string `json:"account"` // pseudonymous id of the account
	Role    string `json:"role"`
	Action  string `json:"action"`
	Object  string `json:"object"` // id of what was read, or the filter used
}

// Kind is KindAccess.
func (*Access) Kind() Kind { return KindAccess }
