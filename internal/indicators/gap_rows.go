package indicators

import (
	"slices"

	"vigie/internal/observatory"
)

// rows lists the sums that are not zero.
func (s *gapSums) rows() []*observatory.GapRow {
	places := map[gapPlace]*placeSums{}
	for place, sums := range s.places {
		placeIn(places, place).add(sums)
	}
	for place, sums := range s.alone {
		for _, country := range []bool{false, true} {
			department := place.department
			if country {
				department = ""
			}
			placeIn(places, gapPlace{country, department, ""}).add(sums)
			if place.level != "" {
				placeIn(places, gapPlace{country, department, place.level}).add(sums)
			}
		}
	}
	var rows []*observatory.GapRow
	for place, sums := range places {
		rows = sums.rows(place, s.prints, rows)
	}
	return rows
}

// rows adds the rows of a place to a list.
func (p *placeSums) rows(place gapPlace, prints []int, rows []*observatory.GapRow) []*observatory.GapRow {
	cell := observatory.GapCell{Country: place.country, Department: place.department, Level: place.level, After: observatory.GapFirst}
	if p.cases != 0 || p.known != 0 {
		cell.Months = observatory.GapCoverage
		rows = append(rows, &observatory.GapRow{GapCell: cell, GapSums: observatory.GapSums{Known: p.known, Cases: p.cases}})
	}
	for i, width := range widths() {
		cell.Months = width
		for cell.Class = range gapClasses {
			for cell.Variant = range 2 {
				if width == observatory.GapSince {
					rows = p.since(&p.grids[i], cell, prints, rows)
					continue
				}
				for _, cell.Month = range p.grids[i].known() {
					sums := &p.grids[i].found(cell.Month)[cell.Class][cell.Variant]
					if row := p.row(cell, sums, prints); row != nil {
						rows = append(rows, row)
					}
				}
			}
		}
	}
	return rows
}

// since adds up what each month adds to all later ones, so that one row answers
// for all days from a month on: from any of those after the month before of which
// something is known.
func (p *placeSums) since(grid *monthGrid[[gapClasses][2]cellSums], cell observatory.GapCell, prints []int, rows []*observatory.GapRow) []*observatory.GapRow {
	var sum cellSums
	var last *observatory.GapRow
	for i, cells := range slices.Backward(grid.months) {
		if cells == nil {
			continue
		}
		from := &cells[cell.Class][cell.Variant]
		if from.zero() {
			continue
		}
		cell.Month = grid.first + observatory.Month(i)
		if last != nil {
			last.After = cell.Month
		}
		sum.Add(from.GapSums, 1)
		for here, persons := range from.brought {
			sum.bring(int32(here), persons) //nolint:gosec // far fewer
		}
		if last = p.row(cell, &sum, prints); last != nil {
			rows = append(rows, last)
		}
	}
	return rows
}

func (c *cellSums) zero() bool {
	for _, persons := range c.brought {
		if persons != 0 {
			return false
		}
	}
	return c.GapSums == observatory.GapSums{}
}

// row is that of a cell, nil when it is all zero.
func (p *placeSums) row(cell observatory.GapCell, sums *cellSums, prints []int) *observatory.GapRow {
	if sums.zero() {
		return nil
	}
	row := &observatory.GapRow{GapCell: cell, GapSums: sums.GapSums}
	for here, persons := range sums.brought {
		if persons != 0 {
			row.Brought = append(row.Brought, observatory.GapBrought{Association: prints[p.brings[here]], Persons: int(persons)})
		}
	}
	return row
}
