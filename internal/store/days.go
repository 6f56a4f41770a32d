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
	attempts int64 // recorded by the horizon
	cells    int64
	months   map[observatory.Month]uuid.UUID
}

// pairs are some months and the ids of their cells, as a parameter.
func (k *dayKeep) pairs(months []observatory.Month) string {
	var list []string
	for _, m := range months {
		list = append(list, fmt.Sprintf("(%d,'%s')", yearMonth(m), k.months[m]))
	}
	return "[" + strings.Join(list, ",") + "]"
}

// all are its months, in order.
func (k *dayKeep) all() []observatory.Month { return slices.Sorted(maps.Keys(k.months)) }

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

// writeKeep makes a keep count.
func (s *Store) writeKeep(ctx context.Context, simulation bool, k *dayKeep) error {
	params := clickhouse.Parameters{"simulation": strconv.FormatBool(simulation), "keeps": k.pairs(k.all())}
	if err := s.conn.QueryRow(clickhouse.Context(ctx, clickhouse.WithParameters(maps.Clone(params))), s.sql.cellsOfKeep).Scan(&k.cells); err != nil {
		return fmt.Errorf("tenue des journées : %w", err)
	}
	var months, ids []string
	for _, m := range k.all() {
		months, ids = append(months, strconv.FormatUint(uint64(yearMonth(m)), 10)), append(ids, "'"+k.months[m].String()+"'")
	}
	params["id"], params["horizon"], params["query"] = k.id.String(), k.horizon.Format(instantLayout), strconv.FormatUint(s.dayQuery(), 10)
	params["attempts"], params["cells"] = strconv.FormatInt(k.attempts, 10), strconv.FormatInt(k.cells, 10)
	params["months"], params["keeps"] = "["+strings.Join(months, ",")+"]", "["+strings.Join(ids, ",")+"]"
	err := s.conn.Exec(clickhouse.Context(ctx, clickhouse.WithParameters(params)), `INSERT INTO day_keeps (id, recorded_at, horizon, simulation, query, attempts, cells, months, keeps)
		SELECT {id:UUID}, now64(3), {horizon:DateTime64(3, 'UTC')}, {simulation:Bool}, {query:UInt64}, {attempts:Int64}, {cells:Int64}, {months:Array(UInt32)}, {keeps:Array(UUID)}`)
	if err != nil {
		return fmt.Errorf("tenue des journées : %w", withoutQuery(err))
	}
	return s.pruneKeeps(ctx, simulation, k)
}

// pruneKeeps lets go of all keeps but one and the one before it, which somebody may
// still read, and of cells that are of neither. Ids are written out: replicated
// tables take no subquery there.
func (s *Store) pruneKeeps(ctx context.Context, simulation bool, newest *dayKeep) error {
	keeps, err := s.dayKeeps(ctx, windowParams(observatory.Window{Simulation: simulation, Horizon: newest.horizon}))
	if err != nil {
		return err
	}
	ids, pairs := []string{"''"}, []string{"(0,'')"} // no list may be empty
	for i := range keeps[:min(2, len(keeps))] {
		ids = append(ids, "'"+keeps[i].id.String()+"'")
		for _, m := range keeps[i].all() {
			pairs = append(pairs, fmt.Sprintf("(%d,'%s')", yearMonth(m), keeps[i].months[m]))
		}
	}
	for _, gone := range []string{
		"day_keeps" + s.ddl().OnCluster() + " DELETE WHERE simulation = %t AND toString(id) NOT IN (" + strings.Join(ids, ",") + ")",
		"attempt_days" + s.ddl().OnCluster() + " DELETE WHERE simulation = %t AND (toYYYYMM(day), toString(kept)) NOT IN (" + strings.Join(pairs, ",") + ")",
	} {
		if err := s.conn.Exec(ctx, "ALTER TABLE "+fmt.Sprintf(gone, simulation)); err != nil {
			return fmt.Errorf("tenues passées des journées : %w", withoutQuery(err))
		}
	}
	return nil
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
