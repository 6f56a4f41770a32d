package indicators

import (
	"context"
	"fmt"
	"iter"

	"vigie/internal/observatory"
)

// summer adds the rows of a query of events up to cells. The store does.
type summer interface {
	Sums(ctx context.Context, query string, w observatory.Window, cut observatory.Cut) iter.Seq2[observatory.EventSums, error]
}

// summedTable makes the table of one request from sums, where the indicator is
// a tally and the reader has them; false where it is not, or has not.
func summedTable(ctx context.Context, r Reader, d Definition, requests []Request) ([]observatory.Table, bool, error) {
	from, ok := r.(summer)
	if !ok || len(requests) != 1 {
		return nil, false, nil
	}
	q := requests[0]
	of, ok := d.read(d, q).(*partedTally)
	if !ok {
		return nil, false, nil
	}
	cut, has := of.cutOf(q)
	if !has {
		return nil, false, nil
	}
	w := readWindow(d, q.Window, requests)
	w.Place = "" // rows are kept to it: they have a department of their own
	cells := shareCells{}
	for sums, err := range from.Sums(ctx, d.Query, w, cut) {
		if err != nil {
			return nil, false, fmt.Errorf("read sums of %s: %w", d.ID, err)
		}
		row := tallyRow{department: sums.Department, part: sums.Part, level: sums.Level}
		if cut.Month {
			if row.month, err = observatory.ParseMonth(sums.Month); err != nil {
				return nil, false, fmt.Errorf("month of %s: %w", d.ID, err)
			}
		}
		cells[of.cell(&row, q)] = sumsCell(sums)
	}
	return []observatory.Table{of.tableOf(q, cells)}, true, nil
}

// cutOf says how a request adds the rows up, false where it needs the rows.
func (t *partedTally) cutOf(q Request) (observatory.Cut, bool) {
	if q.place != nil || q.Window.ByGround || q.by(Month) && q.width() > 1 {
		return observatory.Cut{}, false
	}
	cut := observatory.Cut{Department: q.by(Department), Month: q.by(Month), Only: map[observatory.CutKey]string{}}
	if t.part != "" && q.by(t.part) {
		cut.Part = observatory.PartEach
	}
	switch {
	case t.apart:
		cut.Level = observatory.LevelToldApart
	case q.by(Level):
		cut.Level = observatory.LevelEach
	}
	if q.Department != "" {
		cut.Only[observatory.CutDepartment] = q.Department
	}
	for by, key := range map[Dimension]observatory.CutKey{Association: observatory.CutAssociation, Level: observatory.CutLevelKey, t.part: observatory.CutPartKey} {
		if value, asked := q.Where[by]; asked {
			cut.Only[key] = value
		}
	}
	return cut, true
}

// sumsCell is the cell of sums.
func sumsCell(s observatory.EventSums) *shareCell {
	c := &shareCell{
		all: s.Events, yes: s.Yes, known: s.Known, persons: s.Persons,
		asked: s.Asked, total: s.Total, squares: s.Squares, withYes: s.WithYes, withNo: s.WithNo,
	}
	for _, n := range s.ByAssociation {
		c.everyone.brought = append(c.everyone.brought, int32(n)) //nolint:gosec // persons
	}
	for _, n := range s.AskedByAssociation {
		c.brought = append(c.brought, int32(n)) //nolint:gosec // persons
	}
	return c
}
