package indicators

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"vigie/internal/observatory"
)

// MaintenanceSuffix ends the indicator id of the figure that counts the checks
// that met an announced maintenance.
const MaintenanceSuffix = ".maintenance"

// probeDay is one target on one day in one series. Index 0 is the strict
// accounting, 1 the confirmed one.
type probeDay struct {
	target, department, series string
	day                        observatory.Date
	planned, run               int64
	rest                       int64 // on how many of the days that follow the schedule plans nothing
	measured, good             [2]int64
	extra                      int64
}

// probeRows are the rows of an indicator made from checks by probes.
type probeRows struct {
	definition Definition
	rows       []probeDay
}

func (r *probeRows) add(row observatory.CountRow) error {
	if err := shape(row, 4, 8, 0); err != nil {
		return err
	}
	day, err := observatory.ParseDate(row.Keys[3])
	if err != nil {
		return fmt.Errorf("day of target %s: %w", row.Keys[0], err)
	}
	v := row.Values
	r.rows = appended(r.rows, probeDay{
		target: row.Keys[0], department: row.Keys[1], series: row.Keys[2], day: day,
		planned: v[0], run: v[1],
		measured: [2]int64{v[2], v[4]}, good: [2]int64{v[3], v[5]}, extra: v[6], rest: v[7],
	})
	return nil
}

// same reports whether two rows are of one target in one series.
func (d probeDay) same(other probeDay) bool {
	return d.target == other.target && d.series == other.series && d.department == other.department
}

func compareProbeDays(a, b probeDay) int {
	return cmp.Or(cmp.Compare(a.target, b.target), cmp.Compare(a.department, b.department),
		cmp.Compare(a.series, b.series), cmp.Compare(a.day, b.day))
}

// probeTally computes the figures of one request: the daily share of good
// checks of each target, averaged over targets, then over days.
type probeTally struct {
	definition Definition
	request    Request
	within     func(number int64) bool // whether a day is in the class at hand, when good is a number of the day
}

// probeCell is what a cell of the table gathers.
type probeCell struct {
	first          observatory.Date
	days           [][2]dayMean // from the first day on
	measured, good [2]int64
	run, planned   int64
	extra          int64
}

// dayMean sums the shares of the targets measured on one day.
type dayMean struct {
	sum     float64
	targets int
}

// prepare puts the rows in order: those of a target and series together, by day.
// Few owners have many days each, so that only owners are compared by their names.
func (r *probeRows) prepare([]Request) {
	if slices.IsSortedFunc(r.rows, compareProbeDays) {
		return
	}
	type owner struct{ target, department, series string }
	days := map[owner]int{}
	for i := range r.rows {
		d := &r.rows[i]
		days[owner{d.target, d.department, d.series}]++
	}
	owners := slices.SortedFunc(maps.Keys(days), func(a, b owner) int {
		return cmp.Or(cmp.Compare(a.target, b.target), cmp.Compare(a.department, b.department), cmp.Compare(a.series, b.series))
	})
	next, from := make(map[owner]int, len(owners)), 0
	for _, o := range owners {
		next[o] = from
		from += days[o]
	}
	sorted := make([]probeDay, len(r.rows))
	for _, d := range r.rows {
		o := owner{d.target, d.department, d.series}
		sorted[next[o]] = d
		next[o]++
	}
	for _, o := range owners {
		slices.SortFunc(sorted[next[o]-days[o]:next[o]], func(a, b probeDay) int { return cmp.Compare(a.day, b.day) })
	}
	r.rows = sorted
}

func (r *probeRows) table(q Request) observatory.Table { return r.tableOf(q, nil) }

// tableOf makes the table of the days themselves, or of those within a class.
func (r *probeRows) tableOf(q Request, within func(number int64) bool) observatory.Table {
	t := probeTally{r.definition, q, within}
	cells := map[cell]*probeCell{}
	for start := 0; start < len(r.rows); {
		end := start + 1
		for end < len(r.rows) && r.rows[end].same(r.rows[start]) {
			end++
		}
		if first := r.rows[start]; q.wanted(first.department) && (q.Target == "" || q.Target == first.target) {
			t.walk(cells, r.rows[start:end])
		}
		start = end
	}
	if len(cells) == 0 && len(q.By) == 0 {
		empty := cell{series: string(observatory.Unattended)}
		if t.definition.PerJourney {
			empty.series = "" // no journey at all
		}
		cells[empty] = &probeCell{}
	}
	table := observatory.Table{Title: t.definition.Name.FR}
	for _, c := range sortedCells(cells) {
		table.Figures = append(table.Figures, t.figures(c, cells[c])...)
	}
	return table
}

// walk adds the days of one target in one series, in their order, and what
// was planned for the days between and after them, and before them since the
// last plan, on which nothing was run. On the days of rest that follow a planned
// day nothing was planned; days after them count as the one planned last, which at
// worst makes the coverage too low. Days are those of the target's zone.
func (t *probeTally) walk(cells map[cell]*probeCell, rows []probeDay) {
	department, opens := rows[0].department, t.request.span().Start
	last, horizon := t.request.referenceIn(department), t.request.horizonDayIn(department)
	var to *probeCell
	var from, until observatory.Date // the days whose cell is at hand
	at := func(day observatory.Date) *probeCell {
		if to == nil || day < from || day > until {
			to = t.place(cells, rows[0], day)
			from, until = observatory.Date(math.MinInt32), observatory.Date(math.MaxInt32)
			if t.request.by(Month) {
				part := t.request.part(day.Month())
				from, until = part.Start, part.End
			}
		}
		return to
	}
	known := int64(0) // last known number of checks planned a day
	rested := opens   // first day after the rest that followed it
	for i := range rows {
		row := t.reading(&rows[i])
		if row.planned > 0 {
			known, rested = row.planned, row.day+1+observatory.Date(row.rest)
		}
		if row.day >= opens { // an earlier row only says what was planned
			resting := row.planned == 0 && row.day < rested
			at(row.day).addDay(row, known, resting, row.day == horizon)
		}
		end := last
		if i+1 < len(rows) {
			end = rows[i+1].day - 1
		} else if last == horizon {
			end = last - 1
		}
		if known == 0 {
			continue
		}
		for day := max(row.day+1, opens, rested); day <= end; day++ {
			at(day).planned += known
		}
	}
}

// reading is a day with what is good of it.
func (t *probeTally) reading(row *probeDay) probeDay {
	day := *row
	if t.within == nil {
		return day
	}
	for a, number := range row.good {
		day.good[a] = 0
		if row.measured[a] > 0 && t.within(number) {
			day.good[a] = 1
		}
	}
	return day
}

// addDay adds one day on which something was run. Runs beyond the plan never
// hide missing days, nor do those of a day of rest, and a day that is not over
// misses nothing.
func (c *probeCell) addDay(row probeDay, planned int64, resting, running bool) {
	switch done := min(planned, row.run); {
	case resting:
	case planned == 0: // nothing ever was
		c.run += row.run
	case running:
		c.planned, c.run = c.planned+done, c.run+done
	default:
		c.planned, c.run = c.planned+planned, c.run+done
	}
	c.extra += row.extra
	c.count(row)
}

func (c *probeCell) count(row probeDay) {
	for a := range 2 {
		c.measured[a] += row.measured[a]
		c.good[a] += row.good[a]
		if row.measured[a] == 0 {
			continue
		}
		mean := &c.at(row.day)[a]
		mean.sum += float64(row.good[a]) / float64(row.measured[a])
		mean.targets++
	}
}

// at finds the means of a day.
func (c *probeCell) at(day observatory.Date) *[2]dayMean {
	if len(c.days) == 0 {
		c.first = day
	}
	if day < c.first {
		c.days = append(make([][2]dayMean, c.first-day), c.days...)
		c.first = day
	}
	if missing := int(day-c.first) + 1 - len(c.days); missing > 0 {
		c.days = append(c.days, make([][2]dayMean, missing)...)
	}
	return &c.days[day-c.first]
}

// cellOf is the cell of a target's day.
func (t *probeTally) cellOf(row probeDay, day observatory.Date) cell {
	c := cell{series: row.series}
	if t.request.by(Department) {
		c.department = row.department
	}
	if t.request.by(Target) {
		c.target, c.department = row.target, row.department
	}
	if t.request.by(Month) {
		c.month = t.request.starts(day.Month())
	}
	return c
}

// place finds what the cell of a target's day gathers.
func (t *probeTally) place(cells map[cell]*probeCell, row probeDay, day observatory.Date) *probeCell {
	c := t.cellOf(row, day)
	found := cells[c]
	if found == nil {
		found = &probeCell{}
		cells[c] = found
	}
	return found
}

// figures makes the figure of each accounting, and for pan.door and the
// journeys the count of checks that met an announced maintenance.
func (t *probeTally) figures(c cell, from *probeCell) []observatory.Figure {
	accountings := []observatory.Accounting{observatory.Strict, observatory.Confirmed}
	figures := make([]observatory.Figure, 0, 3)
	for a, accounting := range accountings {
		f := t.request.figure(t.definition, c)
		f.Accounting = accounting
		f.Numerator, f.Denominator = from.good[a], from.measured[a]
		f.Covered, f.Planned = from.run, from.planned
		days, weeks := from.shares(a)
		f.N = int64(len(days))
		f.Sufficient = f.N >= f.MinimumN
		f.Method = methodAbsent
		if f.N > 0 {
			f.Value = mean(days)
		}
		if f.Sufficient {
			setProbeInterval(&f, days, weeks)
		}
		figures = append(figures, f)
	}
	if t.definition.ID == panDoorID || t.definition.PerJourney {
		f := t.request.figure(t.definition, c)
		f.Indicator += MaintenanceSuffix
		f.Unit, f.Method = string(Count), methodCount
		f.MinimumN = 0
		f.Value, f.Numerator, f.Denominator = float64(from.extra), from.extra, from.measured[0]
		f.N, f.Sufficient = figures[0].N, from.measured[0] > 0
		f.Covered, f.Planned = from.run, from.planned
		figures = append(figures, f)
	}
	return figures
}

// shares gives the daily shares in the order of days, and the mean share of
// each ISO week in the order of weeks.
func (c *probeCell) shares(accounting int) (days, weeks []float64) {
	var week int
	var ofWeek []float64
	for i := range c.days {
		m := &c.days[i][accounting]
		if m.targets == 0 {
			continue
		}
		share := m.sum / float64(m.targets)
		days = append(days, share)
		if at := (c.first + observatory.Date(i)).Week(); at != week || len(ofWeek) == 0 {
			if len(ofWeek) > 0 {
				weeks = append(weeks, mean(ofWeek))
			}
			week, ofWeek = at, ofWeek[:0]
		}
		ofWeek = append(ofWeek, share)
	}
	if len(ofWeek) > 0 {
		weeks = append(weeks, mean(ofWeek))
	}
	return days, weeks
}

func sortedCells[V any](cells map[cell]V) []cell {
	keys := make([]cell, 0, len(cells))
	for c := range cells {
		keys = append(keys, c)
	}
	slices.SortFunc(keys, compareCells)
	return keys
}
