package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"vigie/internal/observatory"
)

// DraftsKept is how long a draft that is left alone is kept.
const DraftsKept = 30 * 24 * time.Hour

// Draft is what a person has begun to write and not sent. Content is sealed by
// the caller: it names people.
type Draft struct {
	ID      observatory.ID
	Account observatory.ID
	Kind    string // what form it is of
	Content []byte
	Saved   time.Time // to be changed: as it was read, or zero for whatever it is
}

// SaveDraft keeps a draft, new when its ID is zero, and forgets the old ones of
// everybody. A draft of another account, or one that changed since it was read, is
// observatory.ErrNotFound.
func (s *State) SaveDraft(ctx context.Context, a Account, d Draft, now time.Time) (observatory.ID, error) {
	err := s.within(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM drafts WHERE saved_at < ?", now.Add(-DraftsKept).UnixMilli()); err != nil {
			return err
		}
		if d.ID.IsZero() {
			d.ID = randomID()
			_, err := tx.ExecContext(ctx, "INSERT INTO drafts VALUES (?, ?, ?, ?, ?, ?)",
				d.ID.String(), a.ID.String(), a.Association, d.Kind, d.Content, now.UnixMilli())
			return err
		}
		done, err := tx.ExecContext(ctx, "UPDATE drafts SET content = ?, saved_at = ? WHERE id = ? AND account = ? AND (? OR saved_at = ?)",
			d.Content, now.UnixMilli(), d.ID.String(), a.ID.String(), d.Saved.IsZero(), d.Saved.UnixMilli())
		return changedOne(done, err)
	})
	if err != nil {
		return d.ID, fmt.Errorf("brouillon à garder : %w", err)
	}
	return d.ID, nil
}

// changedOne is observatory.ErrNotFound when a statement changed nothing.
func changedOne(done sql.Result, err error) error {
	if err != nil {
		return err
	}
	n, err := done.RowsAffected()
	if err == nil && n == 0 {
		err = observatory.ErrNotFound
	}
	return err
}

// Draft gives a draft of an account, or observatory.ErrNotFound.
func (s *State) Draft(ctx context.Context, account, id observatory.ID) (Draft, error) {
	d := Draft{ID: id, Account: account}
	var saved int64
	err := s.db.QueryRowContext(ctx, "SELECT kind, content, saved_at FROM drafts WHERE id = ? AND account = ?", id.String(), account.String()).
		Scan(&d.Kind, &d.Content, &saved)
	if errors.Is(err, sql.ErrNoRows) {
		return d, fmt.Errorf("brouillon : %w", observatory.ErrNotFound)
	}
	d.Saved = instant(saved)
	return d, err
}

// Drafts lists the drafts of an account, the newest first.
func (s *State) Drafts(ctx context.Context, account observatory.ID) ([]Draft, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT id, kind, content, saved_at FROM drafts WHERE account = ? ORDER BY saved_at DESC, id", account.String())
	if err != nil {
		return nil, fmt.Errorf("brouillons : %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what went wrong
	var all []Draft
	for rows.Next() {
		d := Draft{Account: account}
		var id string
		var saved int64
		if err := rows.Scan(&id, &d.Kind, &d.Content, &saved); err != nil {
			return nil, fmt.Errorf("brouillons : %w", err)
		}
		if d.ID, err = observatory.ParseID(id); err != nil {
			return nil, fmt.Errorf("brouillons : %w", err)
		}
		d.Saved = instant(saved)
		all = append(all, d)
	}
	return all, rows.Err()
}

// DropDraft deletes a draft of an account; one that is gone is no error.
func (s *State) DropDraft(ctx context.Context, account, id observatory.ID) error {
	if _, err := s.db.ExecContext(ctx, "DELETE FROM drafts WHERE id = ? AND account = ?", id.String(), account.String()); err != nil {
		return fmt.Errorf("brouillon à effacer : %w", err)
	}
	return nil
}

// EachDraft gives the association and the sealed content of every draft.
func (s *State) EachDraft(ctx context.Context, each func(association string, content []byte) error) error {
	return eachDraft(ctx, s.db, func(_, association string, content []byte) error { return each(association, content) })
}

// EraseDrafts deletes the drafts that match, whosever they are, and returns once
// their bytes are gone from the file and from its journal.
func (s *State) EraseDrafts(ctx context.Context, match func(association string, content []byte) (bool, error)) (int, error) {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return 0, fmt.Errorf("brouillons à effacer : %w", err)
	}
	defer conn.Close() //nolint:errcheck // it goes back to its pool
	var gone []string
	err = eachDraft(ctx, conn, func(id, association string, content []byte) error {
		matches, err := match(association, content)
		if matches {
			gone = append(gone, id)
		}
		return err
	})
	if err != nil || len(gone) == 0 {
		return 0, err
	}
	var statements []string
	for _, id := range gone {
		statements = append(statements, "DELETE FROM drafts WHERE id = '"+id+"'")
	}
	if err := deleteBytes(ctx, conn, statements); err != nil {
		return 0, fmt.Errorf("brouillons à effacer : %w", err)
	}
	return len(gone), nil
}

// deleteBytes runs deletions and returns once what they delete is gone from the
// file and from its journal.
func deleteBytes(ctx context.Context, conn *sql.Conn, deletions []string) error {
	statements := append([]string{"PRAGMA secure_delete = ON"}, deletions...)
	for _, statement := range append(statements, "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA secure_delete = OFF") {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// reader is what drafts are read from: the pool, or one connection of it.
type reader interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func eachDraft(ctx context.Context, from reader, each func(id, association string, content []byte) error) error {
	rows, err := from.QueryContext(ctx, "SELECT id, association, content FROM drafts ORDER BY id")
	if err != nil {
		return fmt.Errorf("brouillons : %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what went wrong
	for rows.Next() {
		var id, association string
		var content []byte
		if err := rows.Scan(&id, &association, &content); err != nil {
			return fmt.Errorf("brouillons : %w", err)
		}
		if err := each(id, association, content); err != nil {
			return err
		}
	}
	return rows.Err()
}
