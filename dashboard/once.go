package dashboard

import (
	"context"
	"fmt"
	"iter"
	"sync"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// onceReader reads each query once for all figures that are made through it. It is
// let go with them: its rows are as many as days of targets.
type onceReader struct {
	indicators.Reader

	mu   sync.Mutex
	read map[string]func() ([]observatory.CountRow, error) // by query and window
}

// Counts gives the rows of a query, kept from the first time.
func (r *onceReader) Counts(ctx context.Context, query string, w observatory.Window) iter.Seq2[observatory.CountRow, error] {
	of := fmt.Sprint(query, w)
	r.mu.Lock()
	read, found := r.read[of]
	if !found {
		read = sync.OnceValues(func() (rows []observatory.CountRow, err error) {
			for row, err := range r.Reader.Counts(ctx, query, w) {
				if err != nil {
					return nil, err
				}
				rows = append(rows, row)
			}
			return rows, nil
		})
		r.read[of] = read
	}
	r.mu.Unlock()
	return func(yield func(observatory.CountRow, error) bool) {
		rows, err := read()
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
		if err != nil {
			yield(observatory.CountRow{}, err)
		}
	}
}
