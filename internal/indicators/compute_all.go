package indicators

import (
	"cmp"
	"context"
	"fmt"
	"iter"
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
		if err := computeQuery(ctx, r, byQuery[query], requests[0], requests, tables); err != nil {
			return nil, err
		}
	}
	return tables, nil
}

// ComputeMany makes the table of each of some indicators for one request, without
// the splits that an indicator does not have, and reads each query once for all
// of them. It gives each table as soon as it is made, in an order of its own.
func ComputeMany(ctx context.Context, r Reader, ids []string, q Request, give func(id string, table observatory.Table)) error {
	together := map[string][]Definition{} // by query and splits
	var groups []string
	for _, id := range ids {
		d, ok := ByID(id)
		if !ok {
			return observatory.InputErrorf("indicateur inconnu « %s » : voir la liste des indicateurs", id)
		}
		group := fmt.Sprint(d.Query, splitsOf(d, q).By)
		if d.compose != nil {
			group = d.ID
		}
		if together[group] == nil {
			groups = append(groups, group)
		}
		together[group] = append(together[group], d)
	}
	for _, group := range groups {
		on := together[group]
		if err := computeGroup(ctx, r, on, splitsOf(on[0], q), give); err != nil {
			return err
		}
	}
	return nil
}

// computeGroup makes the tables of indicators that stand on one query: each by
// itself where it need not be read from all facts, the others together.
func computeGroup(ctx context.Context, r Reader, on []Definition, q Request, give func(id string, table observatory.Table)) error {
	var left []Definition
	for _, d := range on {
		if len(on) > 1 {
			kept, ok, err := keptOnes(ctx, r, d, []Request{q})
			if err != nil {
				return err
			}
			if ok {
				give(d.ID, kept[0])
				continue
			}
		}
		left = append(left, d)
	}
	if len(left) != 1 {
		return computeTogether(ctx, r, left, q, give)
	}
	table, err := Compute(ctx, r, left[0].ID, q)
	if err == nil {
		give(left[0].ID, table)
	}
	return err
}

// splitsOf is a request without the splits that an indicator does not have.
func splitsOf(d Definition, q Request) Request {
	q.By = slices.DeleteFunc(slices.Clone(q.By), func(by Dimension) bool { return !d.Allows(by) })
	return q
}

// computeTogether makes the tables of indicators that stand on one query.
func computeTogether(ctx context.Context, r Reader, on []Definition, q Request, give func(id string, table observatory.Table)) error {
	if len(on) == 0 {
		return nil
	}
	for _, d := range on {
		if err := checkSplit(d, q); err != nil {
			return err
		}
	}
	tables := map[string][]observatory.Table{}
	err := askKept(ctx, r, []Request{q}, func(requests []Request) error {
		return computeQuery(ctx, r, on, requests[0], requests, tables)
	})
	if err != nil {
		return err
	}
	lag := lagOf(ctx, r, q)
	for _, d := range on {
		if err := markIncomplete(d, []Request{q}, tables[d.ID], lag); err != nil {
			return err
		}
		give(d.ID, tables[d.ID][0])
	}
	return nil
}

// computeQuery reads one query for the indicators that stand on it, over the window
// of the whole, which holds those of the requests.
func computeQuery(ctx context.Context, r Reader, on []Definition, whole Request, requests []Request, tables map[string][]observatory.Table) error {
	rows, fed := readings(on, whole)
	query, w, what := on[0].Query, readWindow(on[0], whole.Window, requests), on[0].ID
	if len(on) > 1 {
		what = "figures of " + query
	}
	if folders, parted, size := foldersOf(rows), partsOf(r, query, w, requests), cmp.Or(requests[0].atOnce, factsAtOnce); folders != nil && parted != nil {
		for _, f := range folders {
			f.begin(requests)
		}
		for part := range parted.CountsInParts(ctx, query, w, size) {
			if err := feed(part, what, fed); err != nil {
				return err
			}
			for _, f := range folders {
				f.fold()
			}
		}
	} else if err := feed(r.Counts(ctx, query, w), what, fed); err != nil {
		return err
	}
	for i, list := range tablesOf(on, rows, requests) {
		tables[on[i].ID] = list
	}
	return nil
}

// About how many case events are read at once: more are read in parts. Of a million
// the engine and this program hold 300 MB each or less in a rebuild of verdicts;
// the exact figures of one indicator hold less of each, and each part costs the
// engine another look at all events.
const (
	factsOfPart = 1_000_000
	factsAtOnce = 5_000_000
)

// partsReader gives the rows of a query in parts, each with all rows of its
// persons. The store does.
type partsReader interface {
	CountsInParts(ctx context.Context, query string, w observatory.Window, facts int64) iter.Seq[iter.Seq2[observatory.CountRow, error]]
}

// partsOf is the reader where it gives parts and the requests let persons be read
// in parts, else nil: whole cases of all places are.
func partsOf(r Reader, query string, w observatory.Window, requests []Request) partsReader {
	parted, ok := r.(partsReader)
	for _, q := range requests {
		ok = ok && q.alike(q) && (q.atOnce > 0 || query == queryGaps && w.Place == "" && w.By == "")
	}
	if !ok {
		return nil
	}
	return parted
}

// folder is a reading that adds up a part of the persons for the requests that were
// announced, and lets its rows go: what it holds at once does not grow with the
// facts.
type folder interface {
	begin(requests []Request)
	fold()
}

// foldersOf are the readings as such, nil where one of them is none.
func foldersOf(rows []reading) []folder {
	var all []folder
	for _, r := range rows {
		f, ok := r.(folder)
		if !ok {
			return nil
		}
		all = append(all, f)
	}
	return all
}
