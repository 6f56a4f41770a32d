package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Held says why an attempt may not begin.
type Held string

// What holds an attempt back.
const (
	HeldStopped Held = "stopped"  // a person has stopped the host
	HeldBackOff Held = "back_off" // the host has asked for time
	HeldBudget  Held = "budget"   // the cap of the day is reached
)

// Visit is an attempt that wants to begin.
type Visit struct {
	Host, Journey   string
	Now             time.Time
	Interval        time.Duration // least time between two attempts on the host
	PerDay          int           // most attempts on the host in a day of Paris; 0: no cap
	JourneyInterval time.Duration // the same, of this journey alone
	JourneyPerDay   int
}

// Leave says when an attempt may begin, or what holds it back.
type Leave struct {
	At     time.Time // not before
	Held   Held      // empty: it may begin
	Until  time.Time // of a back-off or of the day
	Reason string    // of a stop or of a back-off
}

// Enter takes the host's next turn and one attempt of the day, or tells what
// holds the attempt back and counts it. It holds for every process on the file.
func (s *State) Enter(ctx context.Context, v Visit) (Leave, error) {
	var leave Leave
	err := s.within(ctx, func(tx *sql.Tx) error {
		var err error
		if leave, err = s.leave(ctx, tx, v); err != nil {
			return err
		}
		if leave.Held != "" {
			return count(ctx, tx, s.day(v.Now).String(), v, "held_"+string(leave.Held))
		}
		if err := take(ctx, tx, v.Host, "", leave.At.Add(v.Interval)); err != nil {
			return err
		}
		if v.JourneyInterval > 0 {
			if err := take(ctx, tx, v.Host, v.Journey, leave.At.Add(v.JourneyInterval)); err != nil {
				return err
			}
		}
		return count(ctx, tx, s.day(leave.At).String(), v, "attempts")
	})
	if err != nil {
		return Leave{}, fmt.Errorf("budget de l'hôte %s : %w", v.Host, err)
	}
	return leave, nil
}

func (s *State) leave(ctx context.Context, tx *sql.Tx, v Visit) (Leave, error) {
	decision, err := lastDecision(ctx, tx, v.Host)
	if err != nil {
		return Leave{}, err
	}
	if decision.Stopped {
		return Leave{Held: HeldStopped, Reason: decision.Reason}, nil
	}
	var until int64
	var cause string
	err = tx.QueryRowContext(ctx, "SELECT until, cause FROM back_offs WHERE host = ?", v.Host).Scan(&until, &cause)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return Leave{}, err
	}
	if instant(until).After(v.Now) {
		return Leave{Held: HeldBackOff, Until: instant(until), Reason: cause}, nil
	}
	var next int64
	err = tx.QueryRowContext(ctx, "SELECT coalesce(max(next_at), 0) FROM turns WHERE host = ? AND (journey = '' OR journey = ? AND ?)", v.Host, v.Journey, v.JourneyInterval > 0).Scan(&next)
	if err != nil {
		return Leave{}, err
	}
	leave := Leave{At: v.Now}
	if instant(next).After(leave.At) {
		leave.At = instant(next)
	}
	day := s.day(leave.At)
	var all, own int
	err = tx.QueryRowContext(ctx, `SELECT coalesce(sum(attempts), 0), coalesce(sum(attempts) FILTER (WHERE journey = ?), 0)
		FROM host_days WHERE day = ? AND host = ?`, v.Journey, day.String(), v.Host).Scan(&all, &own)
	if err != nil {
		return Leave{}, err
	}
	if v.PerDay > 0 && all >= v.PerDay || v.JourneyPerDay > 0 && own >= v.JourneyPerDay {
		return Leave{Held: HeldBudget}, nil
	}
	return leave, nil
}

func take(ctx context.Context, tx *sql.Tx, host, journey string, next time.Time) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO turns VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET next_at = excluded.next_at`, host, journey, next.UnixMilli())
	return err
}

// count adds one to a column of the day, whose name is one of ours.
func count(ctx context.Context, tx *sql.Tx, day string, v Visit, column string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO host_days (day, host, journey, `+column+`) VALUES (?, ?, ?, 1)
		ON CONFLICT DO UPDATE SET `+column+` = `+column+` + 1`, day, v.Host, v.Journey)
	return err
}

// BackOff notes that a host wants no attempt before an instant. A shorter one
// never shortens a longer one.
func (s *State) BackOff(ctx context.Context, host, cause string, now, until time.Time) error {
	_, err := s.db.ExecContext(ctx, `INSERT INTO back_offs VALUES (?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET since = excluded.since, until = excluded.until, cause = excluded.cause WHERE excluded.until > until`,
		host, now.UnixMilli(), until.UnixMilli(), cause)
	if err != nil {
		return fmt.Errorf("recul de l'hôte %s : %w", host, err)
	}
	return nil
}

// HostDay is what happened on a host in one day of Paris, all journeys together.
type HostDay struct {
	Host                                           string
	Attempts, HeldBudget, HeldBackOff, HeldStopped int
	BackOffUntil                                   time.Time // zero: none is in force
	BackOffCause                                   string
}

// Today lists the hosts that were visited, or would have been, on the day of
// an instant, and those that have a back-off in force, by name.
func (s *State) Today(ctx context.Context, now time.Time) ([]HostDay, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT host, sum(attempts), sum(budget), sum(back_off), sum(stopped), max(until), max(cause) FROM (
			SELECT host, attempts, held_budget AS budget, held_back_off AS back_off, held_stopped AS stopped, 0 AS until, '' AS cause
			FROM host_days WHERE day = ?
			UNION ALL
			SELECT host, 0, 0, 0, 0, until, cause FROM back_offs WHERE until > ?
		) GROUP BY host ORDER BY host`, s.day(now).String(), now.UnixMilli())
	if err != nil {
		return nil, fmt.Errorf("comptes du jour : %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what went wrong
	var days []HostDay
	for rows.Next() {
		var d HostDay
		var until int64
		if err := rows.Scan(&d.Host, &d.Attempts, &d.HeldBudget, &d.HeldBackOff, &d.HeldStopped, &until, &d.BackOffCause); err != nil {
			return nil, fmt.Errorf("comptes du jour : %w", err)
		}
		if until > 0 {
			d.BackOffUntil = instant(until)
		}
		days = append(days, d)
	}
	return days, rows.Err()
}
