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

	persons, associations numbers
	arranged              bool // rows are in the order of persons
}

// tallyRow is a row. Persons and associations have numbers in the place of names.
type tallyRow struct {
	department, part, level string
	who, by                 int32 // who is 0 where nobody knows
	month                   observatory.Month
	all, yes, no, rest      int64 // rest: a fourth number, of queries that give one
}

// tallyOf gives the reading of a tally.
func tallyOf(apart bool, part Dimension) func(Definition, Request) reading {
	return func(d Definition, _ Request) reading {
		return &partedTally{tally: tally{definition: d, apart: apart, part: part}}
	}
}

func (t *tally) add(row observatory.CountRow) error {
	if len(row.Keys) != 6 || len(row.Values) < 3 || len(row.Lists) != 0 {
		return shape(row, 6, 3, 0)
	}
	month, err := observatory.ParseMonth(row.Keys[1])
	if err != nil {
		return fmt.Errorf("month of an event: %w", err)
	}
	r := tallyRow{
		department: row.Keys[0], month: month, by: t.associations.of(row.Keys[2]), who: t.persons.of(row.Keys[3]), part: row.Keys[4], level: row.Keys[5],
		all: row.Values[0], yes: row.Values[1], no: row.Values[2],
	}
	if len(row.Values) > 3 {
		r.rest = row.Values[3]
	}
	t.rows, t.arranged = appended(t.rows, r), false
	return nil
}

// prepare puts the rows in the order of persons.
func (t *tally) prepare([]Request) { t.arrange() }

func (t *tally) arrange() {
	if t.arranged {
		return
	}
	place := make([]int, t.persons.last+2) // where the rows of a person begin
	for i := range t.rows {
		place[t.rows[i].who+1]++
	}
	for number := 1; number < len(place); number++ {
		place[number] += place[number-1]
	}
	rows := make([]tallyRow, len(t.rows))
	for i := range t.rows {
		at := &place[t.rows[i].who]
		rows[*at] = t.rows[i]
		*at++
	}
	t.rows, t.arranged = rows, true
}

// wanted reports whether the request keeps a row.
func (t *tally) wanted(r *tallyRow, q Request) bool {
	return q.covers(r.month) && q.wanted(r.department) && q.where(Level, r.level) && q.where(t.part, r.part) && t.ofAssociation(r, q)
}

func (t *tally) ofAssociation(r *tallyRow, q Request) bool {
	name, asked := q.Where[Association]
	if !asked {
		return true
	}
	number, known := t.associations.known(name)
	return known && number == r.by
}

func (t *tally) table(q Request) observatory.Table {
	cells := shareCells{}
	t.sum(q, cells)
	return t.tableOf(q, cells)
}

// shareCells are the cells of a table.
type shareCells map[cell]*shareCell

func (s shareCells) at(c cell) *shareCell {
	found := s[c]
	if found == nil {
		found = &shareCell{}
		s[c] = found
	}
	return found
}

// sum adds the rows to the cells of a request.
func (t *tally) sum(q Request, to shareCells) {
	t.arrange()
	for i := range t.rows {
		if r := &t.rows[i]; t.wanted(r, q) {
			to.at(t.cell(r, q)).count(r)
		}
	}
}

func (t *tally) tableOf(q Request, cells shareCells) observatory.Table {
	if len(cells) == 0 && len(q.By) == 0 {
		none := cell{}
		if t.apart {
			none.series = SeriesDocument
		}
		if t.always != nil {
			none.series = t.always[0]
		}
		cells.at(none)
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
func (t *tally) cell(r *tallyRow, q Request) cell {
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
