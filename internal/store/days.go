package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
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

// Kept cells of days: months of attempts that are over are counted once, and their
// cells used for as long as nothing comes to them. Figures are those of the facts,
// with them or without (docs/decisions/2026-11-28-kept-days.md).

// cellsOfDays is in the text of each query that is made from cells of days.
const cellsOfDays = "strict_measured"

// keepAgain is after how long a keep is made again though no month was to be
// counted: what came since is looked at each time that cells are read.
const keepAgain = 24 * time.Hour

// ErrAttemptsMoved says that attempts recorded before the horizon of a keep came in
// while it was made: it does not count.
var ErrAttemptsMoved = errors.New("des tentatives sont arrivées pendant la tenue des journées ; elle sera refaite")

// DaysKept is what a keep did.
type DaysKept struct {
	Horizon time.Time `json:"horizon"`
	Months  int       `json:"months"` // counted
	All     int       `json:"all"`    // months kept now
	Changed bool      `json:"changed"`
}

// dayKeep is a keep: the cells of each month lie under an id.
type dayKeep struct {
	id       uuid.UUID
	horizon  time.Time
	attempts int64
	months   map[observatory.Month]uuid.UUID
}

// since is what came after a keep until some horizon.
type since struct {
	broken  bool                // the keep may not be used at all
	late    bool                // attempts of kept months were confirmed
	touched []observatory.Month // attempts of theirs came
}

// KeepDays counts the months of attempts that were over at the horizon, and keeps
// them: those that no keep has, or to which something came since. The horizon lies
// before all that public pages leave out. On ErrAttemptsMoved nothing is kept.
func (s *Store) KeepDays(ctx context.Context, simulation bool, horizon time.Time) (DaysKept, error) {
	horizon = horizon.UTC().Truncate(time.Millisecond)
	w := observatory.Window{Simulation: simulation, Horizon: horizon}
	done := DaysKept{Horizon: horizon}
	before, err := s.attemptsBy(ctx, horizon)
	if err != nil {
		return done, err
	}
	kept, last, err := s.stillKept(ctx, w)
	if err != nil {
		return done, err
	}
	months, err := s.monthsOf(ctx, s.sql.monthsOfAttempts, windowParams(w))
	if err != nil {
		return done, err
	}
	next := dayKeep{id: newUUID(), horizon: horizon, attempts: before, months: kept}
	for _, m := range months {
		if _, found := kept[m]; found || m >= openMonth(horizon) {
			continue
		}
		if err := s.keepMonth(ctx, next.id, w, m); err != nil {
			return done, err
		}
		kept[m] = next.id
		done.Months++
	}
	done.All = len(kept)
	if done.Months == 0 && horizon.Sub(last) < keepAgain {
		return done, nil
	}
	after, err := s.attemptsBy(ctx, horizon)
	if err == nil && after != before {
		err = ErrAttemptsMoved
	}
	if err == nil {
		err = s.writeKeep(ctx, simulation, &next)
	}
	done.Changed = err == nil
	return done, err
}

// stillKept are the kept months to which nothing came until the horizon, and the
// horizon of their keep.
func (s *Store) stillKept(ctx context.Context, w observatory.Window) (map[observatory.Month]uuid.UUID, time.Time, error) {
	none, params := map[observatory.Month]uuid.UUID{}, windowParams(w)
	keeps, err := s.dayKeeps(ctx, params)
	if err != nil || len(keeps) == 0 {
		return none, time.Time{}, err
	}
	k := keeps[0]
	came, err := s.sinceKeep(ctx, &k, params)
	if err != nil || came.broken {
		return none, time.Time{}, err
	}
	if came.late {
		confirmed, err := s.monthsOf(ctx, s.sql.confirmedSince, params)
		if err != nil {
			return none, time.Time{}, err
		}
		came.touched = append(came.touched, confirmed...)
	}
	for _, m := range came.touched {
		delete(k.months, m)
	}
	return k.months, k.horizon, nil
}

// keepMonth writes the cells of a month under an id.
func (s *Store) keepMonth(ctx context.Context, id uuid.UUID, w observatory.Window, m observatory.Month) error {
	w.From, w.To = m.First(), m.Last()
	h, err := s.sql.heeding(needs{withdrawn: true})
	if err != nil {
		return err
	}
	params := windowParams(w)
	params["kept"] = id.String()
	if err := s.conn.Exec(clickhouse.Context(ctx, clickhouse.WithParameters(params)), h.keep); err != nil {
		return fmt.Errorf("tenue des journées de %s : %w", m, withoutQuery(err))
	}
	// A month that is over becomes one part: each reading of attempts looks at all parts.
	table := s.ddl().Table(s.attempts.name) + s.ddl().OnCluster()
	if err := s.conn.Exec(ctx, fmt.Sprintf("OPTIMIZE TABLE %s PARTITION %d FINAL SETTINGS optimize_skip_merged_partitions = 1", table, yearMonth(m))); err != nil {
		return fmt.Errorf("tentatives de %s en une partie : %w", m, withoutQuery(err))
	}
	return nil
}

// writeKeep makes a keep count, and lets go of all before the one that it follows:
// somebody may still read that.
func (s *Store) writeKeep(ctx context.Context, simulation bool, k *dayKeep) error {
	months := slices.Sorted(maps.Keys(k.months))
	var numbers, ids []string
	for _, m := range months {
		numbers, ids = append(numbers, strconv.FormatUint(uint64(yearMonth(m)), 10)), append(ids, "'"+k.months[m].String()+"'")
	}
	params := clickhouse.Parameters{
		"id": k.id.String(), "horizon": k.horizon.Format(instantLayout), "simulation": strconv.FormatBool(simulation),
		"query": strconv.FormatUint(s.dayQuery(), 10), "attempts": strconv.FormatInt(k.attempts, 10),
		"months": "[" + strings.Join(numbers, ",") + "]", "keeps": "[" + strings.Join(ids, ",") + "]",
	}
	ctx = clickhouse.Context(ctx, clickhouse.WithParameters(params))
	for _, statement := range []string{
		"INSERT INTO day_keeps (id, recorded_at, horizon, simulation, query, attempts, months, keeps) SELECT {id:UUID}, now64(3), {horizon:DateTime64(3, 'UTC')}, {simulation:Bool}, {query:UInt64}, {attempts:Int64}, {months:Array(UInt32)}, {keeps:Array(UUID)}",
		"ALTER TABLE day_keeps" + s.ddl().OnCluster() + " DELETE WHERE simulation = {simulation:Bool} AND id NOT IN (SELECT id FROM day_keeps WHERE simulation = {simulation:Bool} ORDER BY recorded_at DESC, horizon DESC LIMIT 2)",
		"ALTER TABLE attempt_days" + s.ddl().OnCluster() + " DELETE WHERE simulation = {simulation:Bool} AND (toYYYYMM(day), kept) NOT IN (SELECT arrayJoin(arrayZip(months, keeps)) FROM day_keeps WHERE simulation = {simulation:Bool})",
	} {
		if err := s.conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("tenue des journées : %w", withoutQuery(err))
		}
	}
	return nil
}

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
		var numbers, ids []string
		for _, m := range usable {
			number := strconv.FormatUint(uint64(yearMonth(m)), 10)
			numbers, ids = append(numbers, number), append(ids, "("+number+",'"+k.months[m].String()+"')")
		}
		params["months"], params["keeps"] = "["+strings.Join(numbers, ",")+"]", "["+strings.Join(ids, ",")+"]"
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
	err := s.scan(ctx, s.sql.dayKeeps, params, []any{&k.id, &k.horizon, &k.attempts, &months, &keeps}, func() (bool, error) {
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
	var attempts, withdrawals, late int64
	var touched []uint32
	params["kept_at"], params["counted_from"] = k.horizon.UTC().Format(instantLayout), openMonth(k.horizon).First().String()
	err := s.conn.QueryRow(clickhouse.Context(ctx, clickhouse.WithParameters(maps.Clone(params))), s.sql.sinceKeep).Scan(&attempts, &touched, &withdrawals, &late)
	if err != nil {
		return came, fmt.Errorf("journées tenues : %w", err)
	}
	came.broken, came.late = attempts != k.attempts || withdrawals > 0, late > 0
	for _, m := range touched {
		came.touched = append(came.touched, monthOfNumber(m))
	}
	return came, nil
}

// attemptsBy is how many attempts, simulated or not, were recorded by an instant.
func (s *Store) attemptsBy(ctx context.Context, at time.Time) (n int64, err error) {
	params := clickhouse.Parameters{"at": at.UTC().Format(instantLayout)}
	err = s.conn.QueryRow(clickhouse.Context(ctx, clickhouse.WithParameters(params)), "SELECT toInt64(count()) FROM attempts WHERE recorded_at <= {at:DateTime64(3, 'UTC')}").Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("nombre de tentatives : %w", err)
	}
	return n, nil
}

// monthsOf reads the one row of a query for months.
func (s *Store) monthsOf(ctx context.Context, query string, params clickhouse.Parameters) ([]observatory.Month, error) {
	var numbers []uint32
	if err := s.conn.QueryRow(clickhouse.Context(ctx, clickhouse.WithParameters(maps.Clone(params))), query).Scan(&numbers); err != nil {
		return nil, fmt.Errorf("mois de tentatives : %w", err)
	}
	var months []observatory.Month
	for _, m := range numbers {
		months = append(months, monthOfNumber(m))
	}
	return months, nil
}

// dayQuery is a fingerprint of the text that counts days.
func (s *Store) dayQuery() uint64 {
	h, _ := s.sql.heeding(needs{withdrawn: true}) // its parts were filled when the store was opened
	sum := sha256.Sum256([]byte(h.keep))
	return binary.BigEndian.Uint64(sum[:])
}

// yearMonth is a month as the engine numbers it: 202611.
func yearMonth(m observatory.Month) uint32 { return uint32(int(m)/12*100 + int(m)%12 + 1) } //nolint:gosec // years of four digits

func monthOfNumber(n uint32) observatory.Month {
	return observatory.NewDate(int(n/100), time.Month(n%100), 1).Month()
}

func newUUID() (id uuid.UUID) {
	_, _ = rand.Read(id[:]) // never fails
	return id
}
