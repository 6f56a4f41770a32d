package indicators

import (
	"fmt"
	"iter"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"vigie/internal/observatory"
)

// preparer is a reading that makes ready what its tables have in common, for the
// requests that will be made; its tables can then be made at the same time.
type preparer interface {
	prepare(requests []Request)
}

// casesAtOnce is how many cases one turn of a processor decides.
const casesAtOnce = 2048

// feed gives rows to readings in their order; the gap rule is applied to several
// cases at once. What they are for stands in errors.
func feed(rows iter.Seq2[observatory.CountRow, error], what string, fed []reading) error {
	if len(fed) == 1 {
		if cases, ok := fed[0].(*caseRows); ok {
			return cases.addAll(rows, what)
		}
	}
	for row, err := range rows {
		if err != nil {
			return fmt.Errorf("read counts of %s: %w", what, err)
		}
		for _, r := range fed {
			if err := r.add(row); err != nil {
				return fmt.Errorf("compute %s: %w", what, err)
			}
		}
	}
	return nil
}

// addAll adds the cases of all rows, some on each processor, in the order of the
// rows.
func (r *caseRows) addAll(rows iter.Seq2[observatory.CountRow, error], what string) error {
	var turns errgroup.Group
	turns.SetLimit(runtime.GOMAXPROCS(0))
	var decided []*[]caseResult
	turn := func(of []observatory.CountRow) {
		results := new([]caseResult)
		decided = append(decided, results)
		turns.Go(func() error {
			list, err := r.decodeAll(of)
			*results = list
			return err
		})
	}
	var waiting []observatory.CountRow
	for row, err := range rows {
		if err != nil {
			_ = turns.Wait() // the rows are not all there: nothing else counts
			return fmt.Errorf("read counts of %s: %w", what, err)
		}
		if waiting = append(waiting, row); len(waiting) == casesAtOnce {
			turn(waiting)
			waiting = make([]observatory.CountRow, 0, casesAtOnce)
		}
	}
	turn(waiting)
	if err := turns.Wait(); err != nil {
		return fmt.Errorf("compute %s: %w", what, err)
	}
	n := len(r.cases)
	for _, results := range decided {
		n += len(*results)
	}
	r.cases = append(make([]caseResult, 0, n), r.cases...)
	for _, results := range decided {
		r.cases = append(r.cases, *results...)
		*results = nil
	}
	return nil
}

func (r *caseRows) decodeAll(rows []observatory.CountRow) ([]caseResult, error) {
	results := make([]caseResult, 0, len(rows))
	for _, row := range rows {
		result, ok, err := r.decode(row)
		if err != nil {
			return nil, err
		}
		if ok {
			results = append(results, result)
		}
	}
	return results, nil
}

// tablesOf makes the tables of readings of one query, as many at once as there
// are processors: by reading, then by request. One that cannot answer a request
// gives an empty table.
func tablesOf(on []Definition, rows []reading, requests []Request) [][]observatory.Table {
	for _, r := range rows {
		if p, ok := r.(preparer); ok {
			p.prepare(requests)
		}
	}
	tables := make([][]observatory.Table, len(rows))
	var turns errgroup.Group
	turns.SetLimit(runtime.GOMAXPROCS(0))
	for i, d := range on {
		tables[i] = make([]observatory.Table, len(requests))
		for j, q := range requests {
			tables[i][j].Title = d.Name.FR
			if checkSplit(d, q) != nil {
				continue
			}
			turns.Go(func() error {
				tables[i][j] = rows[i].table(q)
				return nil
			})
		}
	}
	_ = turns.Wait() // none fails
	return tables
}

// appended adds to a list, which doubles when it is full: append would make a long
// one longer by a quarter, and copy each row four times over.
func appended[T any](list []T, one T) []T {
	if len(list) == cap(list) {
		list = slices.Grow(list, len(list)+1)
	}
	return append(list, one)
}
