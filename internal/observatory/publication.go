package observatory

import "time"

// Shown says how much of a figure the public sees.
type Shown string

// How a published cell is shown.
const (
	ShownWhole    Shown = ""         // as it was computed
	ShownBounded  Shown = "bounded"  // only between Low and High: the exact share would tell of 1 to 10 persons
	ShownWithheld Shown = "withheld" // not at all
)

// Split names one of the fixed tables of the published case figures.
type Split string

// The published tables. The country stands in each as the total of its column.
const (
	SplitMonth          Split = "month"           // the country by month
	SplitGround         Split = "ground_year"     // legal grounds by year
	SplitRegionQuarter  Split = "region_quarter"  // regions by quarter
	SplitRegionYear     Split = "region_year"     // regions by year: quarters widened
	SplitDepartmentYear Split = "department_year" // departments by year
)

// Splits lists the tables.
func Splits() []Split {
	return []Split{SplitMonth, SplitGround, SplitRegionQuarter, SplitRegionYear, SplitDepartmentYear}
}

// PublicTable is one published table of one indicator. The place of a cell is
// its Department, which holds a department, a region or a ground by the table;
// an empty one is the country.
type PublicTable struct {
	Indicator string   `json:"indicator"`
	Split     Split    `json:"split"`
	Additive  bool     `json:"additive"` // what is counted lies on one day, so that months add up to years
	Cells     []Figure `json:"cells"`
}

// Publication is one monthly edition of the case figures that anyone may see.
type Publication struct {
	Edition    string        `json:"edition"` // month in which it was made, 2026-11
	Horizon    time.Time     `json:"horizon"`
	Simulation bool          `json:"simulation"`
	Tables     []PublicTable `json:"tables"`
}

// Table finds a table; it is empty when there is none.
func (p *Publication) Table(indicator string, split Split) PublicTable {
	for _, t := range p.Tables {
		if t.Indicator == indicator && t.Split == split {
			return t
		}
	}
	return PublicTable{Indicator: indicator, Split: split}
}
