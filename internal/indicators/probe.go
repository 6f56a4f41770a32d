package indicators

import (
	"cmp"
	"fmt"
	"slices"

	"vigie/internal/observatory"
)

// weeksForMeans is the number of distinct ISO weeks from which the interval of
// a probe figure is made from weekly means: days of one week resemble each
// other (design.md section 5).
const weeksForMeans = 8

// Methods of interval of probe figures, in French as pages show them.
const (
	methodDays   = "Student sur les parts quotidiennes"
	methodWeeks  = "Student sur les moyennes hebdomadaires"
	methodExact  = "Clopper-Pearson sur les journées (toutes identiques à 0 ou 1)"
	methodNone   = "sans objet (parts quotidiennes toutes égales)"
	methodAbsent = "sans objet (effectif insuffisant)"
	methodCount  = "sans objet (dénombrement)"
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
	measured, good             [2]int64
	extra                      int64
}

// probeTally computes the figures made from checks by probes: the daily share
// of good checks of each target, averaged over targets, then over days.
type probeTally struct {
	definition Definition
	request    Request
	rows       []probeDay
}

func newProbeTally(d Definition, q Request) *probeTally {
	return &probeTally{definition: d, request: q}
}

func (t *probeTally) add(row observatory.CountRow) error {
	if err := shape(row, 4, 7, 0); err != nil {
		return err
	}
	if !t.request.wanted(row.Keys[1]) || t.request.Target != "" && t.request.Target != row.Keys[0] {
		return nil
	}
	day, err := observatory.ParseDate(row.Keys[3])
	if err != nil {
		return fmt.Errorf("day of target %s: %w", row.Keys[0], err)
	}
	v := row.Values
	t.rows = append(t.rows, probeDay{
		target: row.Keys[0], department: row.Keys[1], series: row.Keys[2], day: day,
		planned: v[0], run: v[1],
		measured: [2]int64{v[2], v[4]}, good: [2]int64{v[3], v[5]}, extra: v[6],
	})
	return nil
}

// probeCell is what a cell of the table gathers.
type probeCell struct {
	days           map[observatory.Date]*[2]dayMean
	measured, good [2]int64
	run, planned   int64
	extra          int64
}

// dayMean sums the shares of the targets measured on one day.
type dayMean struct {
	sum     float64
	targets int
}

func (t *probeTally) table() observatory.Table {
	slices.SortFunc(t.rows, func(a, b probeDay) int {
		return cmp.Or(cmp.Compare(a.series, b.series), cmp.Compare(a.target, b.target),
			cmp.Compare(a.department, b.department), cmp.Compare(a.day, b.day))
	})
	cells := map[cell]*probeCell{}
	for start := 0; start < len(t.rows); {
		end := start + 1
		for end < len(t.rows) && t.rows[end].series == t.rows[start].series && t.rows[end].target == t.rows[start].target &&
			t.rows[end].department == t.rows[start].department {
			end++
		}
		t.walk(cells, t.rows[start:end])
		start = end
	}
	if len(cells) == 0 && len(t.request.By) == 0 {
		cells[cell{series: string(observatory.Unattended)}] = &probeCell{}
	}
	table := observatory.Table{Title: t.definition.Name.FR}
	for _, c := range sortedCells(cells) {
		table.Figures = append(table.Figures, t.figures(c, cells[c])...)
	}
	return table
}

// walk adds the days of one target in one series, in their order, and what
// was planned for the days between and after them on which nothing was run.
func (t *probeTally) walk(cells map[cell]*probeCell, rows []probeDay) {
	last := t.request.reference()
	for i, row := range rows {
		to := t.place(cells, row, row.day)
		planned := row.planned
		if planned == 0 && i > 0 {
			planned = rows[i-1].planned
			rows[i].planned = planned
		}
		if row.day == t.horizonDay() {
			planned = min(planned, row.run) // the day is not over
		}
		to.planned += planned
		to.run += row.run
		if planned > 0 {
			to.run -= max(0, row.run-planned) // extra runs never hide missing days
		}
		to.extra += row.extra
		to.count(row)
		until := last
		if i+1 < len(rows) {
			until = rows[i+1].day - 1
		} else if last == t.horizonDay() {
			until = last - 1
		}
		for day := row.day + 1; day <= until; day++ {
			t.place(cells, row, day).planned += rows[i].planned
		}
	}
}

func (c *probeCell) count(row probeDay) {
	for a := range 2 {
		c.measured[a] += row.measured[a]
		c.good[a] += row.good[a]
		if row.measured[a] == 0 {
			continue
		}
		if c.days == nil {
			c.days = map[observatory.Date]*[2]dayMean{}
		}
		means := c.days[row.day]
		if means == nil {
			means = new([2]dayMean)
			c.days[row.day] = means
		}
		means[a].sum += float64(row.good[a]) / float64(row.measured[a])
		means[a].targets++
	}
}

func (t *probeTally) horizonDay() observatory.Date {
	h := t.request.Window.Horizon
	if h.IsZero() {
		return observatory.NoDate
	}
	return observatory.DateOf(h, h.Location())
}

// place finds the cell of a target's day.
func (t *probeTally) place(cells map[cell]*probeCell, row probeDay, day observatory.Date) *probeCell {
	c := cell{series: row.series}
	if t.request.by(Department) {
		c.department = row.department
	}
	if t.request.by(Target) {
		c.target, c.department = row.target, row.department
	}
	if t.request.by(Month) {
		c.month = day.Month()
	}
	found := cells[c]
	if found == nil {
		found = &probeCell{}
		cells[c] = found
	}
	return found
}

// figures makes the figure of each accounting, and for pan.door the count of
// checks that met an announced maintenance.
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
	if t.definition.ID == panDoorID {
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
	var week string
	var ofWeek []float64
	for _, day := range sortedDays(c.days) {
		m := c.days[day][accounting]
		if m.targets == 0 {
			continue
		}
		share := m.sum / float64(m.targets)
		days = append(days, share)
		if name := day.ISOWeek(); name != week {
			if len(ofWeek) > 0 {
				weeks = append(weeks, mean(ofWeek))
			}
			week, ofWeek = name, nil
		}
		ofWeek = append(ofWeek, share)
	}
	if len(ofWeek) > 0 {
		weeks = append(weeks, mean(ofWeek))
	}
	return days, weeks
}

// setProbeInterval sets the 95 % interval: exact when every day is 0 or every
// day is 1; otherwise Student around the value, from the spread of the days or,
// from eight weeks on, of the weekly means; cut to 0-1.
func setProbeInterval(f *observatory.Figure, days, weeks []float64) {
	n := int64(len(days))
	switch low, high := slices.Min(days), slices.Max(days); {
	case high == 0:
		f.Low, f.High = ClopperPearson(0, n)
		f.HasInterval, f.Method = true, methodExact
		return
	case low == 1:
		f.Low, f.High = ClopperPearson(n, n)
		f.HasInterval, f.Method = true, methodExact
		return
	}
	sample, method := days, methodDays
	if len(weeks) >= weeksForMeans {
		sample, method = weeks, methodWeeks
	}
	half, ok := StudentHalf(sample)
	if !ok {
		f.Method = methodNone
		return
	}
	f.Low, f.High = max(0, f.Value-half), min(1, f.Value+half)
	f.HasInterval, f.Method = true, method
}

func sortedCells[V any](cells map[cell]V) []cell {
	keys := make([]cell, 0, len(cells))
	for c := range cells {
		keys = append(keys, c)
	}
	slices.SortFunc(keys, compareCells)
	return keys
}

func sortedDays[V any](days map[observatory.Date]V) []observatory.Date {
	keys := make([]observatory.Date, 0, len(days))
	for day := range days {
		keys = append(keys, day)
	}
	slices.Sort(keys)
	return keys
}
