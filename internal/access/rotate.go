package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"vigie/internal/observatory"
)

// Rotation says how what names cases changes when the keys of an instance do.
type Rotation struct {
	Generation  int                                  // of the new keys
	Fingerprint func(text string) string             // keyed, of a request or of a submission
	Names       func(text []byte) []byte             // of a text in the clear: the ids of cases in it
	Draft       func(content []byte) ([]byte, error) // sealed
}

// Rotate changes all that names cases, in one transaction, and then clears the
// bytes of what was there. It does nothing when it was done for this generation.
func (s *State) Rotate(ctx context.Context, r Rotation) error {
	before := false
	err := s.within(ctx, func(tx *sql.Tx) error {
		// Beside the numbered migrations: only a rotation needs it.
		if _, err := tx.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS rotations (generation INTEGER PRIMARY KEY)"); err != nil {
			return err
		}
		done, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO rotations VALUES (?)", r.Generation)
		if err := changedOne(done, err); err != nil {
			before = errors.Is(err, observatory.ErrNotFound)
			return err
		}
		return errors.Join(rotateAnswers(ctx, tx, r), rotateSubmissions(ctx, tx, r), rotateDrafts(ctx, tx, r))
	})
	if before {
		return nil
	}
	if err == nil {
		_, err = s.db.ExecContext(ctx, "VACUUM")
	}
	if err == nil {
		_, err = s.db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	}
	if err != nil {
		return fmt.Errorf("état, renouvellement des clés : %w", err)
	}
	return nil
}

func rotateAnswers(ctx context.Context, tx *sql.Tx, r Rotation) error {
	type row struct {
		association, key string
		Answer
	}
	all, err := readAll(ctx, tx, "SELECT association, key, fingerprint, body FROM answers", func(rows *sql.Rows) (one row, err error) {
		return one, rows.Scan(&one.association, &one.key, &one.Fingerprint, &one.Body)
	})
	for _, one := range all {
		if err == nil {
			_, err = tx.ExecContext(ctx, "UPDATE answers SET fingerprint = ?, body = ? WHERE association = ? AND key = ?",
				r.Fingerprint(one.Fingerprint), r.Names(one.Body), one.association, one.key)
		}
	}
	return err
}

func rotateSubmissions(ctx context.Context, tx *sql.Tx, r Rotation) error {
	type row struct{ source, submission, digest string }
	all, err := readAll(ctx, tx, "SELECT source, submission, digest FROM survey_submissions", func(rows *sql.Rows) (one row, err error) {
		return one, rows.Scan(&one.source, &one.submission, &one.digest)
	})
	for _, one := range all {
		if err == nil {
			_, err = tx.ExecContext(ctx, "UPDATE survey_submissions SET digest = ? WHERE source = ? AND submission = ?",
				r.Fingerprint(one.digest), one.source, one.submission)
		}
	}
	return err
}

func rotateDrafts(ctx context.Context, tx *sql.Tx, r Rotation) error {
	changed := map[string][]byte{}
	err := eachDraft(ctx, tx, func(id, _ string, content []byte) (err error) {
		changed[id], err = r.Draft(content)
		return err
	})
	for id, content := range changed {
		if err == nil {
			_, err = tx.ExecContext(ctx, "UPDATE drafts SET content = ? WHERE id = ?", content, id)
		}
	}
	return err
}

// readAll reads the rows of a query whole, so that they can be changed next.
func readAll[T any](ctx context.Context, from reader, query string, scan func(*sql.Rows) (T, error)) (all []T, err error) {
	rows, err := from.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what went wrong
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}
