package store

import (
	"context"
	"maps"
	"strconv"
	"strings"
	"sync"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/internal/observatory"
)

// What the queries that read cases must heed is asked before them: it decides
// their text.

// heed is the answer: what holds at a horizon, of simulated rows or of real ones.
type heed struct {
	linking, merges, known           bool
	committed, withdrawn, superseded []string                 // values of parameters, fewNamed + 1 of each at most
	links                            []observatory.PersonLink // decisions on cases, said of their persons
	moved                            bool                     // there are some
}

// needs adds what is heeded to what was asked, and names it in the parameters.
func (h heed) needs(n needs, params clickhouse.Parameters) needs {
	n.linking, n.merges, n.known = h.linking, h.merges, h.known
	n.standing = len(h.withdrawn)+len(h.superseded) > 0
	n.lookup = max(len(h.committed), len(h.withdrawn), len(h.superseded)) > fewNamed
	if !n.lookup {
		for name, list := range map[string][]string{"committed": h.committed, "withdrawn": h.withdrawn, "superseded": h.superseded} {
			params[name] = "[" + strings.Join(list, ",") + "]"
		}
	}
	return n
}

// heeded gives the queries that read cases, with what they need beside what was
// asked, and adds to their parameters.
func (s *Store) heeded(ctx context.Context, n needs, params clickhouse.Parameters) (heeding, error) {
	h, err := s.heedOnce(ctx, params)
	if err != nil {
		return heeding{}, err
	}
	n = h.needs(n, params)
	if n.merges && n.known {
		n.composed = h.moved
		return s.sql.composed(n, h.links)
	}
	return s.sql.heeding(n)
}

// askHeed asks what is to be heeded.
func (s *Store) askHeed(ctx context.Context, params clickhouse.Parameters) (h heed, err error) {
	ask := maps.Clone(params)
	ask["most"] = strconv.Itoa(fewNamed + 1)
	asking := clickhouse.Context(ctx, clickhouse.WithParameters(ask))
	var bare bool
	err = s.conn.QueryRow(asking, s.sql.heeded).Scan(&h.linking, &h.merges, &bare, &h.committed, &h.withdrawn, &h.superseded)
	if err == nil && bare {
		err = s.conn.QueryRow(asking, s.sql.known).Scan(&h.known)
	}
	if err == nil && h.merges && h.known {
		h.links, h.moved, err = s.decided(ctx, params)
	}
	return h, err
}

// steadyKey holds a *steady in a context.
type steadyKey struct{}

// steady is what was heeded, by horizon and whether of simulated rows.
type steady struct {
	mu    sync.Mutex
	asked map[string]heed
}

// Steady makes all figures that are asked for with the context, at one horizon,
// heed the same: it is asked once, not once a figure. What comes between them, as
// of an import that ends meanwhile, is not seen by half of them.
func Steady(ctx context.Context) context.Context {
	return context.WithValue(ctx, steadyKey{}, &steady{asked: map[string]heed{}})
}

// heedOnce asks what is to be heeded, once only where the context is steady.
func (s *Store) heedOnce(ctx context.Context, params clickhouse.Parameters) (heed, error) {
	memo, found := ctx.Value(steadyKey{}).(*steady)
	if !found {
		return s.askHeed(ctx, params)
	}
	memo.mu.Lock()
	defer memo.mu.Unlock()
	key := params["simulation"] + " " + params["horizon"]
	if h, found := memo.asked[key]; found {
		return h, nil
	}
	h, err := s.askHeed(ctx, params)
	if err == nil {
		memo.asked[key] = h
	}
	return h, err
}
