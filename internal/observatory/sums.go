package observatory

// Cut says how the rows of a query of events are added up to cells: by which of
// their keys, and which of them.
type Cut struct {
	Department, Month bool
	Part              CutPart
	Level             CutLevel
	Only              map[CutKey]string // rows with these values alone
}

// CutKey is a key of the rows of a query of events.
type CutKey string

// Keys that rows can be kept to.
const (
	CutDepartment  CutKey = "department"
	CutAssociation CutKey = "association"
	CutPartKey     CutKey = "part"
	CutLevelKey    CutKey = "level"
)

// CutPart says which parts are cells of their own.
type CutPart int

// Parts: what was read in messages alone, or each.
const (
	PartRead CutPart = iota
	PartEach
)

// CutLevel says which levels of evidence are cells of their own.
type CutLevel int

// Levels: none, told apart from the rest, or each.
const (
	LevelNone CutLevel = iota
	LevelToldApart
	LevelEach
)

// EventSums are the rows of one cell, added up. A person is one of whom a row of
// the cell has an event; rows of nobody count for events alone.
type EventSums struct {
	Department, Month, Part, Level string // empty where they make no cells

	Events, Yes, Known int64 // of all rows
	Persons            int64
	Asked              int64 // persons with an event whose answer is known
	Total, Squares     int64 // such events of theirs, added up and squared person by person
	WithYes, WithNo    int64 // persons with one that is as asked, with one that is not

	ByAssociation      []int64 // persons by association, in no order
	AskedByAssociation []int64
}
