package indicators

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"vigie/internal/observatory"
)

// Reader gives the rows of a named query over a window. The store satisfies it.
type Reader interface {
	Counts(ctx context.Context, query string, w observatory.Window) iter.Seq2[observatory.CountRow, error]
}

// Dimension is something that figures can be split by.
type Dimension string

// Dimensions. Target is for probes; those from Level on for cases.
const (
	Department   Dimension = "department"
	Month        Dimension = "month"
	Target       Dimension = "target"
	Level        Dimension = "level"  // of evidence
	Source       Dimension = "source" // of what is known of a notice: declared, or read in its text
	Rank         Dimension = "rank"   // of a certificate: first or renewal
	Organisation Dimension = "organisation"
	Reason       Dimension = "reason"      // of a closure
	Criterion    Dimension = "criterion"   // of closure.quality
	Association  Dimension = "association" // to filter by, never to split by
)

// Request says which figures of an indicator are wanted.
type Request struct {
	Window     observatory.Window
	By         []Dimension
	Months     int                  // of each part of a split by month: 0 or 1, observatory.Quarter, observatory.Year
	Department string               // only this department, when not empty
	Target     string               // only this target, when not empty
	Where      map[Dimension]string // only the facts of cases that are so: Level, Association, or a split of the indicator
	Rules      RuleSet              // rules of law that the certificate indicators apply

	undrawn bool  // curves without intervals, for which persons are drawn hundreds of times: for readers who show no curve
	oneEnd  bool  // dates known to the month on its first day alone: for readers who show no figure of its last one
	atOnce  int64 // about how many case events are read at once, so that not all are held; 0: as many as exact figures need

	place func(department, ground string) string // where a case counts when split by department; nil: in its department

	// Zone gives the time zone of a department, whose days are those of its
	// targets and cases; without it they are those of the horizon's zone.
	Zone func(department string) *time.Location
}

func (q Request) by(d Dimension) bool { return slices.Contains(q.By, d) }

// width is how many months each part of a split by month has.
func (q Request) width() observatory.Month { return observatory.Month(max(1, q.Months)) }

// starts is the first month of the part that a month lies in.
func (q Request) starts(m observatory.Month) observatory.Month { return m - m%q.width() }

// placed is where a case counts.
func (q Request) placed(department, ground string) string {
	if q.place == nil {
		return department
	}
	return q.place(department, ground)
}

// part is the days of the part that a month lies in: named without the name,
// which would cost a rebuild of verdicts more than the days do.
func (q Request) part(m observatory.Month) observatory.Span {
	first := q.starts(m)
	return observatory.Span{Start: first.First(), End: (first + q.width() - 1).Last()}
}

// named is the part that a month lies in.
func (q Request) named(m observatory.Month) observatory.Period {
	return observatory.PeriodOf(m, int(q.width()))
}

// wanted reports whether the request keeps a row of this department.
func (q Request) wanted(department string) bool {
	return q.Department == "" || q.Department == department
}

// where reports whether the request keeps facts with this value of a dimension.
func (q Request) where(d Dimension, value string) bool {
	wanted, asked := q.Where[d]
	return !asked || wanted == value
}

// reference is the last day on which facts can speak: the end of the window,
// or the horizon's day when that is earlier or the window has no end.
func (q Request) reference() observatory.Date { return q.until(q.horizonDay()) }

// referenceIn is the reference date in a department.
func (q Request) referenceIn(department string) observatory.Date {
	return q.until(q.horizonDayIn(department))
}

func (q Request) until(horizon observatory.Date) observatory.Date {
	switch {
	case !q.Window.To.Known():
		return horizon
	case !horizon.Known():
		return q.Window.To
	}
	return min(q.Window.To, horizon)
}

// horizonDay is the day of the horizon in the horizon's own time zone, unknown
// without one.
func (q Request) horizonDay() observatory.Date {
	if q.Window.Horizon.IsZero() {
		return observatory.NoDate
	}
	return observatory.DateOf(q.Window.Horizon, q.Window.Horizon.Location())
}

// horizonDayIn is the day of the horizon in a department: at one instant Mayotte
// can be in tomorrow and Guyane in yesterday.
func (q Request) horizonDayIn(department string) observatory.Date {
	if q.Zone == nil || q.Window.Horizon.IsZero() {
		return q.horizonDay()
	}
	return observatory.DateOf(q.Window.Horizon, q.Zone(department))
}

// span is the window as a span; an open side is as far as dates can go. What
// lies after the reference date of a department is cut off there.
func (q Request) span() observatory.Span {
	s := observatory.Span{Start: q.Window.From, End: q.Window.To}
	if !s.Start.Known() {
		s.Start = -1 << 30
	}
	if !s.End.Known() {
		s.End = 1 << 30
	}
	return s
}

// covers reports whether a day of a month lies in the window.
func (q Request) covers(m observatory.Month) bool {
	s := q.span()
	return m.Last() >= s.Start && m.First() <= s.End
}

// period names the whole window.
func (q Request) period() observatory.Period {
	name := q.Window.From.String() + "/" + q.reference().String()
	return observatory.Period{Name: name, Span: observatory.Span{Start: q.Window.From, End: q.reference()}}
}

// cell is one place of a table.
type cell struct {
	department string
	target     string
	month      observatory.Month // meaningful only when the request splits by month
	series     string
	class      int // of certificate days, see classNames
}

func compareCells(a, b cell) int {
	return cmp.Or(
		cmp.Compare(a.department, b.department),
		cmp.Compare(a.target, b.target),
		cmp.Compare(a.month, b.month),
		cmp.Compare(a.series, b.series),
		cmp.Compare(a.class, b.class),
	)
}

// figure starts the figure of a cell with all that does not depend on its rows.
func (q Request) figure(d Definition, c cell) observatory.Figure {
	f := observatory.Figure{
		Indicator:  d.ID,
		Department: c.department,
		Target:     c.target,
		Series:     c.series,
		Unit:       string(d.Unit),
		MinimumN:   d.MinimumN,
		Period:     q.period(),
		Horizon:    q.Window.Horizon,
		Simulation: q.Window.Simulation,
	}
	if f.Department == "" {
		f.Department = q.Department
	}
	if f.Target == "" {
		f.Target = q.Target
	}
	if q.by(Month) {
		f.Period = q.named(c.month)
		f.Period.Span = f.Period.Clip(q.span())
	}
	return f
}

// reading holds the decoded rows of an indicator, from which any number of
// tables can be made.
type reading interface {
	add(row observatory.CountRow) error
	table(q Request) observatory.Table
}

// Compute makes the table of one indicator. An unknown indicator or a split
// that it does not have is an input error.
func Compute(ctx context.Context, r Reader, id string, q Request) (observatory.Table, error) {
	tables, err := ComputeEach(ctx, r, id, []Request{q})
	if err != nil {
		return observatory.Table{}, err
	}
	return tables[0], nil
}

// ComputeEach makes several tables of one indicator in one reading of its
// rows. All requests take window, rules and zones of the first.
func ComputeEach(ctx context.Context, r Reader, id string, requests []Request) ([]observatory.Table, error) {
	definition, ok := ByID(id)
	if !ok {
		return nil, observatory.InputErrorf("indicateur inconnu « %s » : voir la liste des indicateurs", id)
	}
	if len(requests) == 0 {
		return nil, nil
	}
	requests = slices.Clone(requests)
	for i := range requests {
		requests[i].Window, requests[i].Rules, requests[i].Zone = requests[0].Window, requests[0].Rules, requests[0].Zone
		if err := checkSplit(definition, requests[i]); err != nil {
			return nil, err
		}
	}
	if definition.compose != nil {
		tables, err := definition.compose(ctx, r, requests)
		if err != nil {
			return nil, fmt.Errorf("compute %s: %w", id, err)
		}
		return tables, nil
	}
	if kept, ok, err := keptOnes(ctx, r, definition, requests); err != nil || ok {
		return kept, err
	}
	var tables []observatory.Table
	err := askKept(ctx, r, requests, func(requests []Request) (err error) {
		tables, err = computeFacts(ctx, r, definition, requests)
		return err
	})
	if err != nil {
		return nil, err
	}
	return tables, markIncomplete(definition, requests, tables, lagOf(ctx, r, requests[0]))
}

// computeFacts makes the tables of an indicator from facts, added up by the engine
// where they can be.
func computeFacts(ctx context.Context, r Reader, d Definition, requests []Request) ([]observatory.Table, error) {
	tables, summed, err := summedTable(ctx, r, d, requests)
	if err != nil || summed {
		return tables, err
	}
	return computeOn(ctx, r, d, requests[0].Window, requests)
}

// keptOnes makes the tables of what is kept, where they can be made so.
func keptOnes(ctx context.Context, r Reader, d Definition, requests []Request) ([]observatory.Table, bool, error) {
	kept, ok, err := keptTables(ctx, r, d, requests)
	if err != nil {
		return nil, false, fmt.Errorf("what is kept of %s: %w", d.ID, err)
	}
	return kept, ok, nil
}

// computeOn makes several tables in one reading of the rows of a window, which
// holds those of the requests. Rules and zones are those of the first request;
// of figures of cases, each request may have a narrower window of whole months.
func computeOn(ctx context.Context, r Reader, d Definition, w observatory.Window, requests []Request) ([]observatory.Table, error) {
	whole := requests[0]
	whole.Window = w
	tables := map[string][]observatory.Table{}
	if err := computeQuery(ctx, r, []Definition{d}, whole, requests, tables); err != nil {
		return nil, err
	}
	return tables[d.ID], nil
}

// readWindow is the window over which the query of an indicator is read for
// requests: within w, and of what is told of the one department, or by the one
// association, that all of them are about.
func readWindow(d Definition, w observatory.Window, requests []Request) observatory.Window {
	if d.Proof != ByCase {
		return w
	}
	q := requests[0]
	if q.Window = w; d.Query != queryGaps && d.Query != querySteps {
		w.To = q.reference() // nothing that happened is later than the horizon's day
	}
	if d.ID == stereotypedID {
		return w // how many got a text is told by messages of all places and associations
	}
	w.Place, w.By = q.Department, q.Where[Association]
	for _, other := range requests[1:] {
		if other.Department != w.Place {
			w.Place = ""
		}
		if other.Where[Association] != w.By {
			w.By = ""
		}
	}
	return w
}

// composing makes the tables of an indicator that is made of others.
type composing func(ctx context.Context, r Reader, requests []Request) ([]observatory.Table, error)

// checkSplit refuses a split or a filter that the indicator does not have.
func checkSplit(d Definition, q Request) error {
	for _, by := range q.By {
		if !d.Allows(by) {
			return observatory.InputErrorf("l’indicateur « %s » ne se ventile pas par « %s » ; ventilations possibles : %v", d.ID, by, d.Splits)
		}
	}
	for by := range q.Where {
		if d.Proof != ByCase || by != Association && by != Level && !d.Allows(by) {
			return observatory.InputErrorf("l’indicateur « %s » ne se filtre pas par « %s »", d.ID, by)
		}
	}
	return nil
}

// shape checks that a row has the keys, values and lists that its query promises.
func shape(row observatory.CountRow, keys, values, lists int) error {
	if len(row.Keys) != keys || len(row.Values) != values || len(row.Lists) != lists {
		return fmt.Errorf("row has %d keys, %d values, %d lists; want %d, %d, %d",
			len(row.Keys), len(row.Values), len(row.Lists), keys, values, lists)
	}
	return nil
}
