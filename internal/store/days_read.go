package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/google/uuid"

	"vigie/internal/observatory"
)

// namedOfAttempts gives the text of a query that reads attempts, over a window, and
// its parameters. Kept months need not be counted again.
func (s *Store) namedOfAttempts(ctx context.Context, query string, w observatory.Window, n needs, params clickhouse.Parameters) (string, clickhouse.Parameters, error) {
	withdrawn, k, came, err := s.stateOf(ctx, w)
	n.withdrawn = withdrawn
	h, filling := s.sql.heeding(n)
	if err = errors.Join(err, filling); err != nil || !strings.Contains(h.named[query], cellsOfDays) {
		return h.named[query], params, err
	}
	usable, from := usableMonths(&k, came, w)
	n.days = len(usable) > 0
	if n.days {
		var numbers []string
		for _, m := range usable {
			numbers = append(numbers, strconv.FormatUint(uint64(yearMonth(m)), 10))
		}
		params["months"], params["keeps"] = "["+strings.Join(numbers, ",")+"]", k.pairs(usable)
		params["counted_from"] = from.String()
	}
	h, err = s.sql.heeding(n)
	return h.named[query], params, err
}

// stateMemory is what queries over attempts must heed, for as long as no attempt
// comes: of real ones and of simulated ones.
type stateMemory struct {
	mu     sync.Mutex
	rows   int64 // of attempts, and the newest of them
	newest int64
	of     map[bool]*attemptsState
}

// attemptsState is that of attempts of any horizon: what came after a keep by the
// window's horizon is among what came after it at all.
type attemptsState struct {
	withdrawn bool      // some are
	keeps     []dayKeep // the newest first
	came      map[uuid.UUID]since
}

// stateOf asks what a query over a window must heed: whether attempts are withdrawn,
// the newest keep that may be used, empty for none, and what came since.
func (s *Store) stateOf(ctx context.Context, w observatory.Window) (bool, dayKeep, since, error) {
	m := &s.heard
	m.mu.Lock()
	defer m.mu.Unlock()
	var rows, newest int64
	err := s.conn.QueryRow(ctx, "SELECT toInt64(count()), toUnixTimestamp64Milli(max(recorded_at)) FROM "+s.attempts.name).Scan(&rows, &newest)
	if err != nil {
		return false, dayKeep{}, since{}, fmt.Errorf("état des tentatives : %w", err)
	}
	if rows != m.rows || newest != m.newest || m.of == nil {
		m.rows, m.newest, m.of = rows, newest, map[bool]*attemptsState{}
	}
	state, params := m.of[w.Simulation], windowParams(observatory.Window{Simulation: w.Simulation})
	if state == nil {
		if state, err = s.askState(ctx, params); err != nil {
			return false, dayKeep{}, since{}, err
		}
		m.of[w.Simulation] = state
	}
	for i := range state.keeps {
		k := state.keeps[i]
		if !w.Horizon.IsZero() && k.horizon.After(w.Horizon) || !w.SlotsBy.IsZero() && k.horizon.After(w.SlotsBy) {
			continue
		}
		came, asked := state.came[k.id]
		if !asked {
			if came, err = s.sinceKeep(ctx, &k, params); err != nil {
				return false, dayKeep{}, since{}, err
			}
			state.came[k.id] = came
		}
		return state.withdrawn, k, came, nil
	}
	return state.withdrawn, dayKeep{}, since{}, nil
}

func (s *Store) askState(ctx context.Context, params clickhouse.Parameters) (*attemptsState, error) {
	state := &attemptsState{came: map[uuid.UUID]since{}}
	if err := s.conn.QueryRow(clickhouse.Context(ctx, clickhouse.WithParameters(params)), s.sql.someWithdrawn).Scan(&state.withdrawn); err != nil {
		return nil, fmt.Errorf("état des tentatives : %w", err)
	}
	var err error
	state.keeps, err = s.dayKeeps(ctx, params)
	return state, err
}

// usableMonths are the kept months that lie whole in a window and to which nothing
// came, and the first day that may be of another month.
func usableMonths(k *dayKeep, came since, w observatory.Window) ([]observatory.Month, observatory.Date) {
	if came.broken || came.late {
		return nil, 0
	}
	var usable []observatory.Month
	first := openMonth(k.horizon)
	for _, m := range came.touched {
		first = min(first, m)
	}
	for m := range k.months {
		if w.From.Known() && m.First() < w.From || w.To.Known() && m.Last() > w.To || slices.Contains(came.touched, m) {
			first = min(first, m)
		} else {
			usable = append(usable, m)
		}
	}
	slices.Sort(usable)
	return usable, first.First()
}

// openMonth is the first month of which a day may not have been over everywhere at
// an instant, or not confirmed.
func openMonth(at time.Time) observatory.Month { return (observatory.DateOf(at, time.UTC) - 2).Month() }

// dayKeeps are the keeps of this program's text by a horizon, the newest first.
func (s *Store) dayKeeps(ctx context.Context, params clickhouse.Parameters) ([]dayKeep, error) {
	params = maps.Clone(params)
	params["query"] = strconv.FormatUint(s.dayQuery(), 10)
	k := dayKeep{}
	var months []uint32
	var keeps []uuid.UUID
	var all []dayKeep
	err := s.scan(ctx, s.sql.dayKeeps, params, []any{&k.id, &k.horizon, &k.attempts, &k.cells, &months, &keeps}, func() (bool, error) {
		k.months = map[observatory.Month]uuid.UUID{}
		for i, m := range months {
			k.months[monthOfNumber(m)] = keeps[i]
		}
		all = append(all, k)
		return true, nil
	})
	if err != nil {
		return nil, fmt.Errorf("journées tenues : %w", err)
	}
	return all, nil
}

// sinceKeep tells what came between a keep and the horizon.
func (s *Store) sinceKeep(ctx context.Context, k *dayKeep, params clickhouse.Parameters) (since, error) {
	var came since
	var attempts, cells, withdrawals, late int64
	var touched []uint32
	params["kept_at"], params["counted_from"] = k.horizon.UTC().Format(instantLayout), openMonth(k.horizon).First().String()
	params["keeps"] = k.pairs(k.all())
	err := s.conn.QueryRow(clickhouse.Context(ctx, clickhouse.WithParameters(maps.Clone(params))), s.sql.sinceKeep).Scan(&attempts, &cells, &touched, &withdrawals, &late)
	if err != nil {
		return came, fmt.Errorf("journées tenues : %w", err)
	}
	came.broken, came.late = attempts != k.attempts || cells != k.cells || withdrawals > 0, late > 0
	for _, m := range touched {
		came.touched = append(came.touched, monthOfNumber(m))
	}
	return came, nil
}
