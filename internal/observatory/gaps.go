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

// GapSums are what is kept of a cell.
type GapSums struct {
	DaySums

	MonthOnly    int64 // persons with a case of which a date is known to the month only
	Known, Cases int64 // with GapCoverage: cases with the dates needed, and all
}

// Add adds sums, as often as times says; -1 takes them away.
func (s *GapSums) Add(more GapSums, times int64) {
	s.Persons += times * more.Persons
	s.WithGap += times * more.WithGap
	s.Gap += times * more.Gap
	s.Window += times * more.Window
	s.GapSquares += times * more.GapSquares
	s.Products += times * more.Products
	s.WindowSquares += times * more.WindowSquares
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

// GapSpanKind says what a kept span is.
type GapSpanKind int

// Kinds of kept spans. GapNobody has no days: it names a person whom a step
// looked at, of whom spans of earlier steps no longer count.
const (
	GapNobody    GapSpanKind = iota
	GapRun                   // a period without a document
	GapFloor                 // days without a document, all of one class, in the reading that finds fewest days due, where no GapRun has the same
	GapCeiling               // likewise those due in the reading that finds most
	GapRefusal               // the day on which a refusal by silence is born
	GapRequested             // the wait for a certificate, from the day of its request
)

// GapSpan is what the certificate figures that are no sums (lengths, delays) are
// made from: some days of a case of one person.
type GapSpan struct {
	Kind        GapSpanKind
	Person      ID // whom the case counts for
	Department  string
	Level       string // of evidence, of the whole case
	Association int    // a fingerprint of its name
	MonthOnly   bool   // a date of the case is known to the month only
	Variant     int    // of such a case: 0 with that date on the first day of its month, 1 on the last
	Start       Date
	Last        Date // the last day by which it lies in a window
	Length      int  // days
	Entry       int  // days it had lasted when an association first met the person
	Class       int  // what it is or ended by, as package indicators numbers it
	Floor       int  // with GapRun: the class, plus one, of all its days; 0 where they differ or there is none
	Ceiling     int  // likewise
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

// GapSpanFilter says which kept spans are wanted.
type GapSpanFilter struct {
	Steps      []ID // the newest first
	Simulation bool
	Kinds      []GapSpanKind
	Department string // of these only one, when not empty
	Level      string // likewise
	From       Date   // that lie in a window from that day on; unknown: all
}
