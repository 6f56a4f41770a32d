package observatory

import "time"

// Shown says how much of a figure the public sees.
type Shown string

// How a published cell is shown.
const (
	ShownWhole    Shown = ""         // as it was computed
	ShownRounded  Shown = "rounded"  // in whole per cent, n as the lower end of its bracket: the exact numbers could be taken from another indicator's
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
	Rounded   bool     `json:"rounded"`  // cells are shown in whole per cent and brackets of n
	Cells     []Figure `json:"cells"`
}

// Quantity is a number of persons, or of facts that count as persons, behind a
// cell of a share.
type Quantity int

// The quantities that an onlooker can reckon with.
const (
	Wholes Quantity = iota // distinct persons
	Parts                  // numerator
	Rests                  // denominator less numerator
)

// Within says that what a quantity of an indicator counts in any cell is among
// what a quantity of another counts in the same cell, or the same.
type Within struct {
	Indicator string
	Quantity  Quantity
	Of        string // the other indicator
	OfWhat    Quantity
	Same      bool
}

// FewestShown is the fewest persons that a published cell may tell of.
// Source: fewer than 11 natural persons, INSEE's rule for fiscal data and the
// health insurance's for its base (manuel de protection des tableaux, Insee;
// CASD).
const FewestShown = 11

// Bracket gives the bracket in which a number of cases is told: 0, 1 to 10, 11
// to 19, 20 to 49, 50 to 99, 100 to 199, and so on; high is 0 for the last.
func Bracket(n int64) (low, high int64) {
	ends := []int64{0, 1, FewestShown, 20, 50, 100, 200, 500, 1000}
	for i, end := range ends[1:] {
		if n < end {
			return ends[i], end - 1
		}
	}
	return ends[len(ends)-1], 0
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
