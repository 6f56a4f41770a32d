package dashboard

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// exactMost is how many exact figures are remembered, of some 500 bytes each.
const exactMost = 50_000

// exactTime bounds the computing of exact figures, which goes on when those who
// asked no longer wait.
const exactTime = 10 * time.Minute

// exactAtOnce is how many readings of exact figures are computed at once: one of
// all cases of the country holds them in memory.
const exactAtOnce = 2

// exactMemory remembers the exact figures that were computed of one state of the
// cases, and computes each once, whoever asks for it meanwhile.
type exactMemory struct {
	turns chan struct{}

	mu  sync.Mutex
	now *exactState
}

func newExactMemory() *exactMemory { return &exactMemory{turns: make(chan struct{}, exactAtOnce)} }

// exactState are the figures of one version of the cases in one hour of UTC, in
// which no department passes into another day.
type exactState struct {
	version string
	hour    time.Time

	mu      sync.Mutex
	tables  map[string]observatory.Table // by indicator and request
	figures int
	making  map[string]*exactMaking // those that are being computed
}

// exactMaking is the computing of some tables.
type exactMaking struct {
	done   chan struct{} // closed when it has ended
	err    error
	tables map[string]observatory.Table // by indicator
}

// at gives what is remembered of a state. What was remembered of another is let go.
func (m *exactMemory) at(version string, horizon time.Time) *exactState {
	m.mu.Lock()
	defer m.mu.Unlock()
	if hour := horizon.UTC().Truncate(time.Hour); m.now == nil || m.now.version != version || !m.now.hour.Equal(hour) {
		m.now = &exactState{version: version, hour: hour, tables: map[string]observatory.Table{}, making: map[string]*exactMaking{}}
	}
	return m.now
}

// begin gives the tables of a request that are known, the makings of those that
// are being computed, and which are missing: those are from now on being computed
// by a new making, which the caller starts.
func (s *exactState) begin(ids []string, q indicators.Request) (known map[string]observatory.Table, others map[string]*exactMaking, missing []string, made *exactMaking) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known, others = map[string]observatory.Table{}, map[string]*exactMaking{}
	made = &exactMaking{done: make(chan struct{}), tables: map[string]observatory.Table{}}
	for _, id := range ids {
		key := exactKey(id, q)
		if table, found := s.tables[key]; found {
			known[id] = table
			continue
		}
		if under, found := s.making[key]; found {
			others[id] = under
			continue
		}
		s.making[key] = made
		missing = append(missing, id)
	}
	return known, others, missing, made
}

// put remembers a table that was made.
func (s *exactState) put(made *exactMaking, id string, q indicators.Request, table observatory.Table) {
	s.mu.Lock()
	defer s.mu.Unlock()
	made.tables[id] = table
	if s.figures += len(table.Figures); s.figures > exactMost {
		clear(s.tables)
		s.figures = len(table.Figures)
	}
	s.tables[exactKey(id, q)] = table
}

// end ends a making.
func (s *exactState) end(made *exactMaking, ids []string, q indicators.Request, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range ids {
		delete(s.making, exactKey(id, q))
	}
	made.err = err
	close(made.done)
}

// exactTables gives the tables of a request. It waits for those that are being
// computed as long as the context lets it; they are computed to their end.
func (s *site) exactTables(ctx context.Context, ids []string, q indicators.Request) (map[string]observatory.Table, error) {
	version, err := s.desk.Figures.CasesVersion(ctx)
	if err != nil {
		return nil, fmt.Errorf("exact figures: %w", err)
	}
	q.Window.Horizon = s.Now().UTC() // after the version: no fact that it does not tell of is remembered under it
	state := s.exact.at(version, q.Window.Horizon)
	tables, others, missing, made := state.begin(ids, q)
	if len(missing) > 0 {
		go s.makeExact(context.WithoutCancel(ctx), state, made, missing, q)
		for _, id := range missing {
			others[id] = made
		}
	}
	for id, under := range others {
		select {
		case <-under.done:
		case <-ctx.Done():
			return nil, fmt.Errorf("wait for exact figures: %w", ctx.Err())
		}
		if under.err != nil {
			return nil, fmt.Errorf("exact figures: %w", under.err)
		}
		tables[id] = under.tables[id]
	}
	return tables, nil
}

// makeExact computes tables, and remembers each as soon as it is made.
func (s *site) makeExact(ctx context.Context, state *exactState, made *exactMaking, ids []string, q indicators.Request) {
	s.exact.turns <- struct{}{}
	defer func() { <-s.exact.turns }()
	ctx, cancel := context.WithTimeout(ctx, exactTime)
	defer cancel()
	var err error
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
		}
		if err != nil {
			s.Logger.Error("exact figures not computed", slog.Any("error", err))
		}
		state.end(made, ids, q, err)
	}()
	err = indicators.ComputeMany(ctx, s.desk.Figures, ids, q, func(id string, table observatory.Table) { state.put(made, id, q, table) })
}

// exactKey tells requests of one state apart: by all but the horizon, the rules
// and the zones, which are those of the site.
func exactKey(id string, q indicators.Request) string {
	w := q.Window
	w.Horizon = time.Time{}
	return fmt.Sprintf("%s %+v %q %d %q %q %q", id, w, q.By, q.Months, q.Department, q.Target, q.Where)
}
