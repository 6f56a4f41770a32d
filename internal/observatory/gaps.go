package observatory

import "time"

// GapMonths says which days of a case a kept sum is about: those of a month, a
// quarter or a year (1, Quarter, Year), or one of the next two.
type GapMonths int

// Kept sums of other days than those of one period.
const (
	// GapSince: the days from a month on.
	GapSince GapMonths = 0
	// GapCoverage: no days, but cases with the dates needed and all cases.
	GapCoverage GapMonths = -1
)

// GapCell is a place of the kept sums of certificate gaps. Nobody is named in it.
type GapCell struct {
	Country    bool   // all departments together; Department is empty then
	Department string // empty also for cases without one
	Level      string // of evidence, of the whole case; empty: all
	Months     GapMonths
	Month      Month // first one of the period
	After      Month // with GapSince: the sums are those from any month on that is later than this one, up to Month; GapFirst: from any up to Month
	Class      int   // of window days, as package indicators numbers them
	Variant    int   // 0: dates known to the month on its first day; 1: what taking its last day adds
}

// GapFirst is before all months, and before none (0).
const GapFirst Month = -1

// GapBrought is how many of the persons of a cell an association brought.
type GapBrought struct {
	Association int // a fingerprint of its name
	Persons     int
}

// DaySums are whole numbers that add up over persons: what shares of persons and
// of window days are made from.
type DaySums struct {
	Persons       int64 // with a window day
	WithGap       int64 // of these with a day without a document
	Gap           int64 // days without a document
	Window        int64 // window days
	GapSquares    int64 // sum over persons of the square of their days without a document
	Products      int64 // of the product of both
	WindowSquares int64 // of the square of their window days
}

// AddPerson adds the days of one person who has a window day.
func (s *DaySums) AddPerson(gap, window int64) {
	s.Persons++
	if gap > 0 {
		s.WithGap++
	}
	s.Gap += gap
	s.Window += window
	s.GapSquares += gap * gap
	s.Products += gap * window
	s.WindowSquares += window * window
}

// Add adds sums, as often as times says; -1 takes them away.
func (s *DaySums) Add(more DaySums, times int64) {
	s.Persons += times * more.Persons
	s.WithGap += times * more.WithGap
	s.Gap += times * more.Gap
	s.Window += times * more.Window
	s.GapSquares += times * more.GapSquares
	s.Products += times * more.Products
	s.WindowSquares += times * more.WindowSquares
}

// GapSums are what is kept of a cell.
type GapSums struct {
	DaySums

	MonthOnly    int64 // persons with a case of which a date is known to the month only
	Known, Cases int64 // with GapCoverage: cases with the dates needed, and all
}

// Add adds sums, as often as times says; -1 takes them away.
func (s *GapSums) Add(more GapSums, times int64) {
	s.DaySums.Add(more.DaySums, times)
	s.MonthOnly += times * more.MonthOnly
	s.Known += times * more.Known
	s.Cases += times * more.Cases
}

// GapRow is what one step changed of the kept sums in one cell.
type GapRow struct {
	GapCell
	GapSums

	Brought    []GapBrought
	Step       ID
	RecordedAt time.Time
	Simulation bool
}

// GapEver is the last day that a kept case can name: of what has no end, or never
// comes.
const GapEver Date = 1<<16 - 1

// GapCase is what the gap rule finds of one case of one person: what figures that
// are no sums, or have filters, are made from. Lists of days are as package
// indicators writes them.
type GapCase struct {
	Looked      bool // no case: a step looked at the person, of whom cases of earlier steps no longer count
	Person      ID   // whom the case counts for
	Alone       bool // it is her only one, with no two ends of its months
	Case        ID
	Department  string
	Level       string // of evidence, of the whole case
	Association string
	Procedure   string // as windows ask for it
	Ground      string
	Review      ReviewState
	MonthOnly   bool // a date of the case is known to the month only
	Variant     int  // of such a case: 0 with that date on the first day of its month, 1 on the last
	Begun       Date // its first day; GapEver: it has none yet that counts
	From        Date // the first and the last of the last days of windows for which this holds: an event that came to
	Until       Date // light later than it happened changes what could be said of earlier days
	Known       Date // from which last day of a window on all dates are known that the gap rule needs; GapEver: never
	Contact     Date // on which an association first met the person, unknown if it is not told
	Last        Date // of the days listed
	Gaps        []int
	Held        []int // window days with a document
	Refusals    []int
	Requests    []int // for a certificate
	Step        ID
	RecordedAt  time.Time
	Simulation  bool
}

// GapStep is one change of the kept sums, whole: its rows count from the moment
// it is there, and as long as the newest step follows it.
type GapStep struct {
	Envelope // At is the horizon up to which facts were read

	Follows ID    // the step before it; none: made anew from all facts
	Rule    Hash  // of the rule and the query by which it was made
	Rows    int64 // of its own
	Persons int64 // that it looked at
	Facts   GapFacts
}

// GapFacts are fingerprints of what decides which facts can be read at a horizon,
// and whom they count for: two that are equal mean that nothing came in between.
type GapFacts struct {
	Imports   uint64 // of the states of imports
	Decisions uint64 // of decisions on persons
	Reviews   uint64 // of the states of review of cases
}

// GapTotals are the kept sums of a cell over all associations, with dates known
// to the month on its first day, and on its last one.
type GapTotals struct {
	GapCell // without variant

	Sums         [2]GapSums
	Associations [2]int64 // that brought a person
	Largest      [2]int64 // how many persons the one with the most brought
}

// GapFilter says which kept sums are wanted.
type GapFilter struct {
	Steps      []ID
	Simulation bool
	Country    bool   // the country as a whole; otherwise departments
	Department string // of these only one, when not empty
	Levels     bool   // each level apart
	Level      string // otherwise this one; empty: all together
	Months     GapMonths
	From       Month // first month; 0: all
}

// KeptCase is what figures need of a kept case.
type KeptCase struct {
	Department, Level string
	Person            int64 // a fingerprint; 0: it is her only one
	Association       int64 // a fingerprint of its name
	MonthOnly         bool
	Variant           int
	Contact           Date
	Days              []int64 // those that were asked for
}

// GapDays says which days of kept cases are wanted.
type GapDays int

// Days of kept cases.
const (
	GapsOnly    GapDays = iota // without a document
	WindowDays                 // with and without one
	RefusalDays                // on which a refusal by silence is born
	RequestDays                // on which a certificate was asked for
)

// GapCaseFilter says which kept cases are wanted. An empty string is none.
type GapCaseFilter struct {
	Steps       []ID // the newest first
	Simulation  bool
	Days        GapDays
	Department  string
	Level       string
	Association string
	Procedure   string
	Ground      string
	Review      ReviewState
	From        Date // cases that lie in a window from that day on; unknown: all
	To          Date // as they could be told on that day; unknown: all that is kept
}

// GapCaseCount is how many cases of a filter there are in a department and at a
// level: with the dates needed, and all.
type GapCaseCount struct {
	Department, Level string
	Known, Cases      int64
}
