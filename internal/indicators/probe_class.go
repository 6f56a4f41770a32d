package indicators

import (
	"fmt"

	"vigie/internal/observatory"
)

// classRows are the rows of an indicator that puts each target-day in one of
// several classes: keys target, department, series and day; values planned and
// run, then measured and the day's number in each accounting.
type classRows struct {
	definition Definition
	classes    []string // series, in the order in which they are shown
	within     func(class int, number int64) bool
	rows       []probeDay
	numbers    [][2]int64
}

func (r *classRows) add(row observatory.CountRow) error {
	if err := shape(row, 4, 6, 0); err != nil {
		return err
	}
	day, err := observatory.ParseDate(row.Keys[3])
	if err != nil {
		return fmt.Errorf("day of target %s: %w", row.Keys[0], err)
	}
	v := row.Values
	r.rows = append(r.rows, probeDay{
		target: row.Keys[0], department: row.Keys[1], series: row.Keys[2], day: day,
		planned: v[0], run: v[1], measured: [2]int64{min(v[2], 1), min(v[4], 1)},
	})
	r.numbers = append(r.numbers, [2]int64{v[3], v[5]})
	return nil
}

func (r *classRows) table(q Request) observatory.Table {
	table := observatory.Table{Title: r.definition.Name.FR}
	for class, name := range r.classes {
		one := probeRows{definition: r.definition, rows: make([]probeDay, len(r.rows))}
		copy(one.rows, r.rows)
		for i := range one.rows {
			for a := range 2 {
				if one.rows[i].measured[a] > 0 && r.within(class, r.numbers[i][a]) {
					one.rows[i].good[a] = 1
				}
			}
		}
		for _, f := range one.table(q).Figures {
			f.Series = joinSeries(f.Series, name)
			table.Figures = append(table.Figures, f)
		}
	}
	return table
}
