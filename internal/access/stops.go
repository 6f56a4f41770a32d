package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// stopsEvery is how long an answer of Stopped may be old.
const stopsEvery = 200 * time.Millisecond

// Decision is a person's decision to stop the visits of a host, or to resume
// them.
type Decision struct {
	Host      string
	Stopped   bool
	Reason    string
	DecidedBy string
	At        time.Time
}

// querier is a database or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func lastDecision(ctx context.Context, q querier, host string) (Decision, error) {
	d := Decision{Host: host}
	var at int64
	err := q.QueryRowContext(ctx, "SELECT stopped, reason, decided_by, at FROM decisions WHERE host = ? ORDER BY id DESC LIMIT 1", host).
		Scan(&d.Stopped, &d.Reason, &d.DecidedBy, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return d, nil
	}
	d.At = instant(at)
	return d, err
}

// Decide records a decision. It is in force at once, in every process. False
// when the host was in that state already: nothing is recorded then.
func (s *State) Decide(ctx context.Context, d Decision) (changed bool, err error) {
	err = s.within(ctx, func(tx *sql.Tx) error {
		last, err := lastDecision(ctx, tx, d.Host)
		if err != nil || last.Stopped == d.Stopped {
			return err
		}
		changed = true
		_, err = tx.ExecContext(ctx, "INSERT INTO decisions (host, stopped, reason, decided_by, at) VALUES (?, ?, ?, ?, ?)",
			d.Host, d.Stopped, d.Reason, d.DecidedBy, d.At.UnixMilli())
		return err
	})
	s.mu.Lock()
	s.asked = time.Time{}
	s.version = 0
	s.mu.Unlock()
	if err != nil {
		return false, fmt.Errorf("décision sur l'hôte %s : %w", d.Host, err)
	}
	return changed, nil
}

// Stops lists the decisions by which hosts are stopped now, by host.
func (s *State) Stops(ctx context.Context) ([]Decision, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT host, reason, decided_by, at FROM decisions
		WHERE stopped AND id IN (SELECT max(id) FROM decisions GROUP BY host) ORDER BY host`)
	if err != nil {
		return nil, fmt.Errorf("hôtes arrêtés : %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what went wrong
	var all []Decision
	for rows.Next() {
		d := Decision{Stopped: true}
		var at int64
		if err := rows.Scan(&d.Host, &d.Reason, &d.DecidedBy, &at); err != nil {
			return nil, fmt.Errorf("hôtes arrêtés : %w", err)
		}
		d.At = instant(at)
		all = append(all, d)
	}
	return all, rows.Err()
}

// Stopped reports whether a host is stopped. It is cheap enough to be asked for
// every request: the file is looked at five times a second, and read only when
// another process or this one has changed it.
func (s *State) Stopped(ctx context.Context, host string) (Decision, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.asked) < stopsEvery {
		d, stopped := s.stops[host]
		return d, stopped, nil
	}
	var version int64
	if err := s.db.QueryRowContext(ctx, "PRAGMA data_version").Scan(&version); err != nil {
		return Decision{}, false, fmt.Errorf("hôtes arrêtés : %w", err)
	}
	if version != s.version {
		all, err := s.Stops(ctx)
		if err != nil {
			return Decision{}, false, err
		}
		s.stops = make(map[string]Decision, len(all))
		for _, d := range all {
			s.stops[d.Host] = d
		}
		s.version = version
	}
	s.asked = time.Now()
	d, stopped := s.stops[host]
	return d, stopped, nil
}
