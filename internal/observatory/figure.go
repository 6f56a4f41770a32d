package observatory

import "time"

// Accounting is one of the two ways an availability figure is counted.
type Accounting string

// The two accountings (design.md section 1). Case figures have neither.
const (
	Strict    Accounting = "strict"
	Confirmed Accounting = "confirmed"
)

// Figure is one number with all that is needed to judge it.
type Figure struct {
	Indicator    string     `json:"indicator"`
	Department   string     `json:"department,omitempty"` // empty = all departments
	Target       string     `json:"target,omitempty"`
	Period       Period     `json:"period"`
	Series       string     `json:"series,omitempty"` // unattended, assisted, reported; or a split such as document, told
	Accounting   Accounting `json:"accounting,omitempty"`
	Value        float64    `json:"value"`       // meaningful only when Sufficient
	Unit         string     `json:"unit"`        // share, days, count
	Numerator    int64      `json:"numerator"`   // whole numbers behind the value
	Denominator  int64      `json:"denominator"` //
	N            int64      `json:"n"`           // distinct persons (cases) or days (probes)
	MinimumN     int64      `json:"minimum_n"`
	Sufficient   bool       `json:"sufficient"`
	Low          float64    `json:"low"` // 95 % interval; meaningful only when HasInterval
	High         float64    `json:"high"`
	HasInterval  bool       `json:"has_interval"`
	Method       string     `json:"method"`                 // interval method
	Covered      int64      `json:"covered"`                // coverage numerator: run, or cases with the needed dates
	Planned      int64      `json:"planned"`                // coverage denominator: planned, or all cases
	Associations int64      `json:"associations,omitempty"` // number of associations behind a case figure
	Largest      int64      `json:"largest,omitempty"`      // how many of the N persons the association with the most has
	Shown        Shown      `json:"shown,omitempty"`        // of a published cell; empty elsewhere
	Reported     float64    `json:"reported,omitempty"`     // of a month of cases: estimated share of the facts of its last day that have been reported
	WithYes      int64      `json:"-"`                      // of a share of cases: how many of the N persons have an event that is as asked
	WithNo       int64      `json:"-"`                      // how many have one that is not; some have both
	Incomplete   bool       `json:"incomplete,omitempty"`   // facts of the period are still coming in
	Horizon      time.Time  `json:"horizon"`
	Simulation   bool       `json:"simulation"`
}

// Coverage is Covered / Planned, and false when nothing was planned.
func (f Figure) Coverage() (float64, bool) {
	if f.Planned == 0 {
		return 0, false
	}
	return float64(f.Covered) / float64(f.Planned), true
}

// Table is a named table of figures.
type Table struct {
	Title   string   `json:"title"`
	Figures []Figure `json:"figures"`
	Notes   []string `json:"notes,omitempty"` // what must be read beside the figures, in French
}
