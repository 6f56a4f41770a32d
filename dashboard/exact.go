package dashboard

import (
	"fmt"
	"sync"
	"time"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// exactMost is how many exact figures are remembered, of some 500 bytes each.
const exactMost = 50_000

// exactMemory remembers the exact figures that were computed of one state of the
// cases. Its zero value is empty.
type exactMemory struct {
	mu  sync.Mutex
	now *exactState
}

// exactState are the figures of one version of the cases in one hour of UTC, in
// which no department passes into another day.
type exactState struct {
	version string
	hour    time.Time

	mu      sync.Mutex
	tables  map[string]observatory.Table // by indicator and request
	figures int
}

// at gives what is remembered of a state. What was remembered of another is let go.
func (m *exactMemory) at(version string, horizon time.Time) *exactState {
	m.mu.Lock()
	defer m.mu.Unlock()
	if hour := horizon.UTC().Truncate(time.Hour); m.now == nil || m.now.version != version || !m.now.hour.Equal(hour) {
		m.now = &exactState{version: version, hour: hour, tables: map[string]observatory.Table{}}
	}
	return m.now
}

func (s *exactState) get(id string, q indicators.Request) (observatory.Table, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	table, found := s.tables[exactKey(id, q)]
	return table, found
}

func (s *exactState) put(id string, q indicators.Request, table observatory.Table) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.figures += len(table.Figures); s.figures > exactMost {
		clear(s.tables)
		s.figures = len(table.Figures)
	}
	s.tables[exactKey(id, q)] = table
}

// exactKey tells requests of one state apart: by all but the horizon, the rules
// and the zones, which are those of the site.
func exactKey(id string, q indicators.Request) string {
	w := q.Window
	w.Horizon = time.Time{}
	return fmt.Sprintf("%s %+v %q %d %q %q %q", id, w, q.By, q.Months, q.Department, q.Target, q.Where)
}
