package indicators

import (
	"fmt"

	"vigie/internal/observatory"
)

// Series of the case figures that are split by level of evidence.
const (
	SeriesDocument = string(observatory.LevelDocument)
	SeriesTold     = string(observatory.LevelTold)
)

// tally reads the rows of an indicator made from events of cases: one row for
// each person, month, level and part, with how many events there are, how many
// are as asked and how many are not; the rest is not known.
type tally struct {
	definition Definition
	apart      bool      // what was seen and what was told are never added
	part       Dimension // what the fifth key is, empty when it is nothing
	always     []string  // the parts when each is a series of its own, whatever is asked; the first leads
	rows       []tallyRow
}

type tallyRow struct {
	department, association, person, part, level string
	month                                        observatory.Month
	all, yes, no                                 int64
}

// tallyOf gives the reading of a tally.
func tallyOf(apart bool, part Dimension) func(Definition, Request) reading {
	return func(d Definition, _ Request) reading { return &tally{definition: d, apart: apart, part: part} }
}

func (t *tally) add(row observatory.CountRow) error {
	if len(row.Keys) != 6 || len(row.Values) < 3 || len(row.Lists) != 0 {
		return shape(row, 6, 3, 0)
	}
	month, err := observatory.ParseMonth(row.Keys[1])
	if err != nil {
		return fmt.Errorf("month of an event: %w", err)
	}
	t.rows = append(t.rows, tallyRow{
		department: row.Keys[0], month: month, association: row.Keys[2], person: row.Keys[3], part: row.Keys[4], level: row.Keys[5],
		all: row.Values[0], yes: row.Values[1], no: row.Values[2],
	})
	return nil
}

// wanted reports whether the request keeps a row.
func (t *tally) wanted(r tallyRow, q Request) bool {
	return q.covers(r.month) && q.wanted(r.department) && q.where(Level, r.level) && q.where(t.part, r.part) && q.where(Association, r.association)
}

func (t *tally) table(q Request) observatory.Table {
	cells := map[cell]*shareCell{}
	at := func(c cell) *shareCell {
		if cells[c] == nil {
			cells[c] = newShareCell()
		}
		return cells[c]
	}
	for _, r := range t.rows {
		if t.wanted(r, q) {
			at(t.cell(r, q)).count(r)
		}
	}
	if len(cells) == 0 && len(q.By) == 0 {
		none := cell{}
		if t.apart {
			none.series = SeriesDocument
		}
		if t.always != nil {
			none.series = t.always[0]
		}
		at(none)
	}
	table := observatory.Table{Title: t.definition.Name.FR}
	for _, c := range sortedCells(cells) {
		f := q.figure(t.definition, c)
		if t.definition.Unit == Count {
			cells[c].setCount(&f)
		} else {
			cells[c].set(&f)
		}
		table.Figures = append(table.Figures, f)
	}
	return table
}

// cell finds the place of a row in the table.
func (t *tally) cell(r tallyRow, q Request) cell {
	var c cell
	switch {
	case t.apart && r.level == string(observatory.LevelTold):
		c.series = SeriesTold
	case t.apart:
		c.series = SeriesDocument // a picture of the message shows the message
	case q.by(Level):
		c.series = r.level
	}
	if r.part == SeriesRead || t.always != nil || t.part != "" && q.by(t.part) { // what was read is never added to what is declared
		c.series = joinSeries(c.series, r.part)
	}
	if q.by(Department) {
		c.department = q.placed(r.department, "")
	}
	if q.by(Month) {
		c.month = q.starts(r.month)
	}
	return c
}

// count adds a row.
func (c *shareCell) count(r tallyRow) {
	c.all += r.all
	c.yes += r.yes
	c.known += r.yes + r.no
	if r.person == "" || r.all == 0 {
		return // a message without its case: nobody knows whose; a refusal without its presentation brings nobody
	}
	c.associations.note(r.association, r.person)
	c.everyone[r.person] = struct{}{}
	if known := r.yes + r.no; known > 0 {
		c.persons[r.person] += known
	}
}
