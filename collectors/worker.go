package collectors

import (
	"io/fs"
	"slices"
	"sync/atomic"
	"time"

	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// Limits of plausible dates.
var (
	earliestDate = observatory.NewDate(2000, time.January, 1)
	yearsAhead   = [...]int{2, 11} // of a fact, of the end of a title or document
)

// rules is what every worker of a run shares and none changes.
type rules struct {
	survey      *survey
	layouts     []*layout // of each sheet; nil: no table, or none of ours
	rows        Source    // what the pipeline reads
	from        int       // date system of serial numbers, 0 when unknown
	association string
	departments map[string]string // folded writing -> code
	words       [columnCount]map[string]string
	today       observatory.Date
	latest      [2]observatory.Date // for a fact, for the end of a document
	now         time.Time
	source      string
	version     string
	batch       observatory.ID
	simulation  bool
	keepText    bool // redact comments for the vault
	hasVault    bool
	reference   *reference
	pieces      fs.FS // files named in the table; nil when none were given
	erased      map[observatory.ID]bool
	hinting     bool         // write hints of persons
	hintRoom    atomic.Int64 // persons with a number of whom hints may still be written
}

// parsed is what a worker made of one chunk.
type parsed struct {
	rows     int // rows that are not blank
	refused  int // rows refused
	leftOut  int // rows that a filter leaves out
	events   []observatory.CaseEvent
	texts    []pendingText
	hints    []observatory.PersonHints
	findings []Finding
	orders   [columnCount]dateOrder
}

// pendingText is a redacted text, or a picture, to be sealed once its event is
// known to be new.
type pendingText struct {
	event int // index into events
	text  string
	role  string // of the piece of evidence
	media string
}

// in gives the text for the event at another index.
func (t pendingText) in(event int) pendingText {
	t.event = event
	return t
}

// worker reads rows. It belongs to one goroutine.
type worker struct {
	*rules
	names  *privacy.Pseudonyms
	layout *layout // of the sheet being read
	scan   scanner
	memo   [columnCount]memo
	out    *parsed
	row    int
	fault  string // why the row could not be read, and its column; empty for all others
	where  string
	cases  *caseBook // of the sheet of problems; nil in an import, whose settler has its own
	bad    bool      // the row has a problem that refuses it
	cells  [][]byte
	marks  []textMark // of the row's events that carry a text of their own
	pair   pairMemo
	naming knownMemo
	view   *view               // of a mapping, while a row is read by it
	mapped [columnCount][]byte // what it gives

	hinted     map[observatory.ID]struct{} // persons of whom this worker wrote hints
	lastHinted observatory.ID
	hints      []observatory.PersonHints // of the row

	short  int   // cells of the rows of a block that Excel cut short, 0 when it did not
	second error // a second table begins below the first
}

func newWorker(r *rules, names *privacy.Pseudonyms) *worker {
	return &worker{rules: r, names: names, layout: r.layouts[0], scan: scanner{separator: r.survey.separator}, hinted: map[observatory.ID]struct{}{}}
}

// parse reads a chunk into out, which it empties first.
func (w *worker) parse(c chunk, out *parsed) error {
	*out = parsed{events: out.events[:0], texts: out.texts[:0], hints: out.hints[:0], findings: out.findings[:0]}
	data, err := w.survey.decode(c.data)
	if err != nil {
		return err
	}
	if room := c.records * w.eventsOfRow(); cap(out.events) < room {
		out.events = make([]observatory.CaseEvent, 0, room)
	}
	w.out, w.row = out, c.firstRow
	w.scan.reset(data)
	for w.scan.next() {
		w.locate()
		w.measure(w.row == c.firstRow)
		if w.layout != nil && w.row > w.layout.headerRow && w.full() {
			w.wanted()
		}
		if w.second != nil {
			return w.second
		}
		w.row++
	}
	return nil
}

// wanted reads a row, unless a filter leaves it out.
func (w *worker) wanted() {
	if w.fault != "" {
		w.out.rows++
		w.out.refused++
		w.out.findings = append(w.out.findings, finding(w.row, w.where, w.fault, "", false))
		return
	}
	w.ofItsShape()
	if len(w.layout.filter) > 0 && !passes(w.layout.filter, w.scan.cells) {
		w.out.leftOut++
		return
	}
	if why := w.aside(); why != "" {
		w.out.findings = append(w.out.findings, finding(w.row, "", why, "", true))
		return
	}
	if w.second = w.secondTable(); w.second != nil {
		return
	}
	w.record()
}

// expectedEvents is about how many events the file holds.
func (r *rules) expectedEvents() int { return r.survey.records * r.eventsOfRow() }

// eventsOfRow is how many events a row gives, as a rule: an event is large, and
// moving a growing list of them costs more than reading it.
func (r *rules) eventsOfRow() int {
	if r.shape() == ShapeEvents {
		return 1
	}
	return casesEvents
}

// has reports whether any sheet has a column.
func (r *rules) has(id columnID) bool {
	return slices.ContainsFunc(r.layouts, func(l *layout) bool {
		return l != nil && (l.has(id) || l.cases != nil && l.cases.has(id))
	})
}

// shape is that of the first sheet that is a table.
func (r *rules) shape() Shape {
	for _, l := range r.layouts {
		if l != nil {
			return l.shape
		}
	}
	return ""
}

// casesEvents is a generous mean of the events of a row that stands for a case.
const casesEvents = 6

func blank(cells [][]byte) bool {
	for _, cell := range cells {
		if len(clean(cell)) > 0 {
			return false
		}
	}
	return true
}

// record reads one row: all of its events, or none and why.
func (w *worker) record() {
	w.out.rows++
	w.bad, w.cells, w.marks = false, w.scan.cells, w.marks[:0]
	first := len(w.out.events)
	switch {
	case !w.structure():
	case w.layout.views != nil:
		w.mappedRow()
	default:
		w.shaped()
	}
	w.giveHints()
	if w.bad {
		w.out.events = w.out.events[:first]
		for len(w.out.texts) > 0 && w.out.texts[len(w.out.texts)-1].event >= first {
			w.out.texts = w.out.texts[:len(w.out.texts)-1]
		}
		w.out.refused++
	}
}

// shaped reads the cells as the shape says.
func (w *worker) shaped() {
	if w.layout.shape == ShapeEvents {
		w.eventRow()
	} else {
		w.caseRow()
	}
}

func (w *worker) structure() bool {
	switch n := len(w.cells); {
	case w.scan.misplaced:
		w.refuseRow(ProblemQuote)
	case n < w.layout.width && n != w.short && !w.survey.placed:
		w.refuseRow(ProblemCellsMissing)
	case n > w.layout.width && w.layout.views == nil && !blank(w.cells[w.layout.width:]):
		if w.survey.placed { // nothing can have shifted the cells: it is a remark beside the table
			w.out.findings = append(w.out.findings, finding(w.row, "", WarningCellBeside, "", true))
		} else {
			w.refuseRow(ProblemCellsExtra)
		}
	}
	return !w.bad
}

func (w *worker) refuseRow(code string) {
	w.bad = true
	w.out.findings = append(w.out.findings, finding(w.row, "", code, "", false))
}

func (w *worker) refuse(id columnID, code string) {
	w.bad = true
	cell := w.cell(id)
	f := finding(w.row, w.nameOf(id), said(code, cell), mask(cell), false)
	if f.Problem == ProblemWord {
		f.Remedy = w.suggestion(id, cell)
	}
	w.out.findings = append(w.out.findings, f)
}

func (w *worker) warn(id columnID, code string) {
	w.out.findings = append(w.out.findings, finding(w.row, w.nameOf(id), code, mask(w.cell(id)), true))
}

// nameOf gives the published name of a column, with that of the file under a mapping.
func (w *worker) nameOf(id columnID) string {
	if w.view != nil && w.view.names[id] != "" {
		return w.view.names[id]
	}
	return w.layout.names[id]
}

// cell gives the trimmed cell of a column, empty when the file has none.
func (w *worker) cell(id columnID) []byte {
	if w.view != nil {
		return clean(w.mapped[id])
	}
	at := w.layout.position[id]
	if at < 0 || at >= len(w.cells) {
		return nil
	}
	return clean(w.cells[at])
}

// word gives the code of a cell of a listed vocabulary, empty for a blank one.
func (w *worker) word(id columnID) string {
	b := w.cell(id)
	if len(b) == 0 {
		return ""
	}
	if code, ok := w.memo[id].find(b); ok {
		return code
	}
	folded := fold(string(b))
	code, ok := w.words[id][folded]
	switch {
	case ditto(b), formulaError(b):
		w.refuse(id, ProblemWord) // said tells which
		return ""
	case ok || isBlankWord(folded):
	case id == colGround:
		w.warn(id, WarningGround)
		return "other"
	default:
		w.refuse(id, ProblemWord)
		return ""
	}
	w.memo[id].keep(b, code)
	return code
}

// department gives the code of the row's department, which it must have.
func (w *worker) department() string {
	b := w.cell(colDepartment)
	if len(b) == 0 {
		w.refuse(colDepartment, ProblemEmpty)
		return ""
	}
	if code, ok := w.memo[colDepartment].find(b); ok {
		return code
	}
	folded := fold(string(b))
	code, ok := w.departments[folded]
	if !ok {
		code, ok = w.reference.departmentAndPlace(w.departments, folded)
	}
	if !ok {
		w.refuse(colDepartment, departmentProblem(folded))
		return ""
	}
	w.memo[colDepartment].keep(b, code)
	return code
}

// Which dates are plausible for a column.
const (
	factDate    = 0 // of something that happened
	validityEnd = 1 // last day of a document, or a delay: may lie ahead
)

// day gives the date of a cell, unknown for a blank one.
func (w *worker) day(id columnID, limit int) day {
	b := w.cell(id)
	if len(b) == 0 {
		return day{}
	}
	if endsSomething(id) {
		b = afterUntil(b)
	}
	d, problem := parseDay(b)
	w.out.orders[id].tell(b, problem)
	if problem == ProblemDateSerial && w.from != 0 {
		d, problem = parseSerial(b, w.from)
	}
	switch {
	case problem == ProblemDateUnreadable && noDate(b) && !ditto(b):
		return day{}
	case problem != "" && !d.known():
		w.refuse(id, problem)
		return day{}
	case d.date < earliestDate || d.date > w.latest[limit]:
		w.refuse(id, ProblemDateRange)
		return day{}
	case limit == factDate && d.date > w.today:
		w.warn(id, WarningFuture)
	}
	if problem == ProblemDateTwoDigits {
		w.warn(id, WarningTwoDigits)
	}
	return d
}

// exact gives the date of a cell that must hold the day.
func (w *worker) exact(id columnID, limit int) observatory.Date {
	d := w.day(id, limit)
	if d.monthOnly {
		w.refuse(id, ProblemMonthOnly)
		return observatory.NoDate
	}
	return d.date
}
