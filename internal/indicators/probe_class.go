package indicators

import (
	"fmt"

	"vigie/internal/observatory"
)

// classRows are the rows of an indicator that puts each target-day in one of
// several classes: keys target, department, series and day; values planned and
// run, then measured and the day's number in each accounting, and rest. That
// number stands in the place of good.
type classRows struct {
	probeRows

	classes []string // series, in the order in which they are shown
	within  func(class int, number int64) bool
}

func (r *classRows) add(row observatory.CountRow) error {
	if err := shape(row, 4, 7, 0); err != nil {
		return err
	}
	day, err := observatory.ParseDate(row.Keys[3])
	if err != nil {
		return fmt.Errorf("day of target %s: %w", row.Keys[0], err)
	}
	v := row.Values
	r.rows = appended(r.rows, probeDay{
		target: row.Keys[0], department: row.Keys[1], series: row.Keys[2], day: day,
		planned: v[0], run: v[1], measured: [2]int64{min(v[2], 1), min(v[4], 1)}, good: [2]int64{v[3], v[5]}, rest: v[6],
	})
	return nil
}

func (r *classRows) table(q Request) observatory.Table {
	table := observatory.Table{Title: r.definition.Name.FR}
	for class, name := range r.classes {
		for _, f := range r.tableOf(q, func(number int64) bool { return r.within(class, number) }).Figures {
			f.Series = joinSeries(f.Series, name)
			table.Figures = append(table.Figures, f)
		}
	}
	return table
}
