package indicators

import (
	"context"
	"fmt"
	"slices"

	"vigie/internal/observatory"
)

// computeAll makes the tables of several indicators, reading each query once
// for all the indicators that stand on it. The requests are those of
// ComputeEach; one that an indicator does not have (a split by target, say)
// gives it an empty table.
func computeAll(ctx context.Context, r Reader, ids []string, requests []Request) (map[string][]observatory.Table, error) {
	byQuery := map[string][]Definition{}
	var queries []string
	for _, id := range ids {
		d, ok := ByID(id)
		if !ok {
			return nil, observatory.InputErrorf("indicateur inconnu « %s » : voir la liste des indicateurs", id)
		}
		if d.compose != nil {
			return nil, fmt.Errorf("%s is made of other figures: compute it by itself", id)
		}
		if !slices.Contains(queries, d.Query) {
			queries = append(queries, d.Query)
		}
		byQuery[d.Query] = append(byQuery[d.Query], d)
	}
	tables := map[string][]observatory.Table{}
	for _, query := range queries {
		if err := computeQuery(ctx, r, byQuery[query], requests, tables); err != nil {
			return nil, err
		}
	}
	return tables, nil
}

// computeQuery reads one query for the indicators that stand on it.
func computeQuery(ctx context.Context, r Reader, on []Definition, requests []Request, tables map[string][]observatory.Table) error {
	rows, fed := readings(on, requests[0])
	if err := feed(r.Counts(ctx, on[0].Query, readWindow(on[0], requests[0])), "figures of "+on[0].Query, fed); err != nil {
		return err
	}
	for i, list := range tablesOf(on, rows, requests) {
		tables[on[i].ID] = list
	}
	return nil
}
