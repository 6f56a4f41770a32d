package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// answersKept is how long the answer to an idempotency key is kept.
const answersKept = 7 * 24 * time.Hour

// Answer is what a request with an idempotency key was answered.
type Answer struct {
	Fingerprint string // keyed, of the request's body
	Status      int
	Body        []byte
}

// Answer gives the answer that an association's idempotency key was given;
// false when there is none.
func (s *State) Answer(ctx context.Context, association, key string) (Answer, bool, error) {
	var a Answer
	err := s.db.QueryRowContext(ctx, "SELECT fingerprint, status, body FROM answers WHERE association = ? AND key = ?", association, key).
		Scan(&a.Fingerprint, &a.Status, &a.Body)
	if errors.Is(err, sql.ErrNoRows) {
		return a, false, nil
	}
	if err != nil {
		return a, false, fmt.Errorf("réponse déjà donnée : %w", err)
	}
	return a, true, nil
}

// KeepAnswer keeps an answer, and forgets the old ones. The first answer of a
// key stays.
func (s *State) KeepAnswer(ctx context.Context, association, key string, a Answer, now time.Time) error {
	err := s.within(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM answers WHERE at < ?", now.Add(-answersKept).UnixMilli()); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO answers VALUES (?, ?, ?, ?, ?, ?)",
			association, key, a.Fingerprint, a.Status, a.Body, now.UnixMilli())
		return err
	})
	if err != nil {
		return fmt.Errorf("réponse à garder : %w", err)
	}
	return nil
}
