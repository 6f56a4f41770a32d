package observatory

// Department is one of the 101 departments, or 975, 977 or 978, where CESEDA
// and the ANEF apply.
type Department struct {
	Code     string `json:"code"` // a string: "01", "2A", "971"
	Name     string `json:"name"`
	Zone     string `json:"zone"` // metro, drom, com
	Region   string `json:"region"`
	TimeZone string `json:"time_zone"` // IANA name
	Since    Date   `json:"since"`     // first day of its code; unknown: before the year 2000
}

// Place is where probes run from.
type Place struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Network  string `json:"network"` // operator or kind of access
	TimeZone string `json:"time_zone"`
}

// Target is a thing probed.
type Target struct {
	ID         string `json:"id"`
	System     string `json:"system"`
	Department string `json:"department"`
	Name       string `json:"name"`       // label, French
	Prefecture string `json:"prefecture"` // name that the page must print
	Address    string `json:"address"`
	Source     string `json:"source"` // who saw it, when, where
	Status     Status `json:"status"`
	Simulation bool   `json:"simulation"`
}

// Status says how sure a fact of the catalogue is.
type Status string

// Verification statuses.
const (
	Verified   Status = "verified"   // read in the source named
	Secondary  Status = "secondary"  // read in a secondary source only
	Unverified Status = "unverified" // to be checked before printing as fact
	Deduced    Status = "deduced"    // our deduction from named facts
)
