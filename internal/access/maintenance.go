package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"vigie/internal/observatory"
)

// Maintenance is a window in which a host has announced that it would be down.
type Maintenance struct {
	ID            int64
	Host          string
	Begins, Ends  time.Time
	Announced     time.Time // when the announcement was published; not after Begins
	Source        string    // where it was read
	DeclaredBy    string
	DeclaredAt    time.Time // when Vigie was told
	Configuration bool      // declared in the configuration, not in state.db
}

// Check refuses a window that cannot have been announced beforehand.
func (m Maintenance) Check() error {
	switch {
	case m.Host == "" || m.Source == "":
		return observatory.InputErrorf("maintenance : l'hôte et la source (où l'annonce a été lue) sont nécessaires")
	case !m.Begins.Before(m.Ends):
		return observatory.InputErrorf("maintenance de %s : le début doit précéder la fin", m.Host)
	case m.Announced.IsZero() || m.Announced.After(m.Begins):
		return observatory.InputErrorf("maintenance de %s : l'annonce doit précéder le début ; une maintenance annoncée après coup n'est pas une maintenance annoncée", m.Host)
	}
	return nil
}

// Covers reports whether the window holds an instant of a host, and was
// announced before it.
func (m Maintenance) Covers(host string, at time.Time) bool {
	return m.Host == host && !at.Before(m.Begins) && at.Before(m.Ends) && m.Announced.Before(at)
}

// Declare records a window. It changes no attempt that was made before.
func (s *State) Declare(ctx context.Context, m Maintenance) error {
	if err := m.Check(); err != nil {
		return err
	}
	_, err := s.db.ExecContext(ctx, `INSERT INTO maintenances (host, begins, ends, announced, source, declared_by, declared_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)`, m.Host, m.Begins.UnixMilli(), m.Ends.UnixMilli(), m.Announced.UnixMilli(), m.Source,
		m.DeclaredBy, m.DeclaredAt.UnixMilli())
	if err != nil {
		return fmt.Errorf("maintenance de %s : %w", m.Host, err)
	}
	return nil
}

// Maintenances lists the windows that end after an instant, in order of their
// beginning.
func (s *State) Maintenances(ctx context.Context, after time.Time) ([]Maintenance, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT id, host, begins, ends, announced, source, declared_by, declared_at
		FROM maintenances WHERE ends > ? ORDER BY begins, id`, after.UnixMilli())
	if err != nil {
		return nil, fmt.Errorf("maintenances annoncées : %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what went wrong
	var all []Maintenance
	for rows.Next() {
		m, err := scanMaintenance(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("maintenances annoncées : %w", err)
		}
		all = append(all, m)
	}
	return all, rows.Err()
}

// MaintenanceAt finds the window that holds an instant of a host; false when
// none does.
func (s *State) MaintenanceAt(ctx context.Context, host string, at time.Time) (Maintenance, bool, error) {
	ms := at.UnixMilli()
	row := s.db.QueryRowContext(ctx, `SELECT id, host, begins, ends, announced, source, declared_by, declared_at FROM maintenances
		WHERE host = ? AND begins <= ? AND ends > ? AND announced < ? ORDER BY announced, id LIMIT 1`, host, ms, ms, ms)
	m, err := scanMaintenance(row.Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Maintenance{}, false, nil
	}
	if err != nil {
		return Maintenance{}, false, fmt.Errorf("maintenance de %s : %w", host, err)
	}
	return m, true, nil
}

func scanMaintenance(scan func(...any) error) (Maintenance, error) {
	var m Maintenance
	var begins, ends, announced, declared int64
	err := scan(&m.ID, &m.Host, &begins, &ends, &announced, &m.Source, &m.DeclaredBy, &declared)
	m.Begins, m.Ends, m.Announced, m.DeclaredAt = instant(begins), instant(ends), instant(announced), instant(declared)
	return m, err
}
