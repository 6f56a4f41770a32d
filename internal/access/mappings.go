package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"vigie/internal/observatory"
)

// StoredMapping is one version of how an association's tables are read.
type StoredMapping struct {
	Association string
	Name        string
	Version     int    // from 1
	Text        string // YAML
	Author      string // pseudonymous id of the account, empty for the instance
	At          time.Time
}

// SaveMapping keeps a new version of a mapping and gives its number. A text
// equal to the newest version's makes none.
func (s *State) SaveMapping(ctx context.Context, m StoredMapping) (int, error) {
	if strings.TrimSpace(m.Association) == "" || strings.TrimSpace(m.Name) == "" {
		return 0, observatory.InputErrorf("correspondance : l'association et le nom sont nécessaires")
	}
	version := 0
	err := s.within(ctx, func(tx *sql.Tx) error {
		var text string
		err := tx.QueryRowContext(ctx, "SELECT version, text FROM mappings WHERE association = ? AND name = ? ORDER BY version DESC LIMIT 1", m.Association, m.Name).Scan(&version, &text)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if err == nil && text == m.Text {
			return nil
		}
		version++
		_, err = tx.ExecContext(ctx, "INSERT INTO mappings VALUES (?, ?, ?, ?, ?, ?)", m.Association, m.Name, version, m.Text, m.Author, m.At.UnixMilli())
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("correspondance %s : %w", m.Name, err)
	}
	return version, nil
}

// Mapping gives a version of a mapping, 0 for the newest, or
// observatory.ErrNotFound.
func (s *State) Mapping(ctx context.Context, association, name string, version int) (StoredMapping, error) {
	m := StoredMapping{Association: association, Name: name}
	var at int64
	err := s.db.QueryRowContext(ctx, "SELECT version, text, author, at FROM mappings WHERE association = ? AND name = ? AND (version = ? OR ? = 0) ORDER BY version DESC LIMIT 1",
		association, name, version, version).Scan(&m.Version, &m.Text, &m.Author, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return StoredMapping{}, fmt.Errorf("correspondance %s : %w", name, observatory.ErrNotFound)
	}
	if err != nil {
		return StoredMapping{}, fmt.Errorf("correspondance %s : %w", name, err)
	}
	m.At = instant(at)
	return m, nil
}

// Mappings lists the newest version of each mapping of an association, by name.
func (s *State) Mappings(ctx context.Context, association string) ([]StoredMapping, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT name, version, text, author, at FROM mappings AS m WHERE association = ?
		AND version = (SELECT max(version) FROM mappings WHERE association = m.association AND name = m.name) ORDER BY name`, association)
	if err != nil {
		return nil, fmt.Errorf("correspondances : %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what went wrong
	var list []StoredMapping
	for rows.Next() {
		m := StoredMapping{Association: association}
		var at int64
		if err := rows.Scan(&m.Name, &m.Version, &m.Text, &m.Author, &at); err != nil {
			return nil, fmt.Errorf("correspondances : %w", err)
		}
		m.At = instant(at)
		list = append(list, m)
	}
	return list, rows.Err()
}
