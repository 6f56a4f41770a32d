package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// SurveyMark says up to where a survey was pulled.
type SurveyMark struct {
	Since time.Time // of reception: those from then on are to be read
	Swept time.Time // when all were last read again
}

// SurveySubmission is what is remembered of one submission: no answer of it.
type SurveySubmission struct {
	ID     string
	Digest string // keyed, of what it said
	Batch  string // the import that holds it; empty: rejected, or to be taken again
}

// SurveyMark gives the mark of a source, zero before the first pull.
func (s *State) SurveyMark(ctx context.Context, source string) (SurveyMark, error) {
	var since, swept int64
	err := s.db.QueryRowContext(ctx, "SELECT since, swept FROM survey_marks WHERE source = ?", source).Scan(&since, &swept)
	if errors.Is(err, sql.ErrNoRows) {
		return SurveyMark{}, nil
	}
	if err != nil {
		return SurveyMark{}, fmt.Errorf("reprise de l'enquête : %w", err)
	}
	return SurveyMark{Since: instant(since), Swept: instant(swept)}, nil
}

// SetSurveyMark moves the mark of a source.
func (s *State) SetSurveyMark(ctx context.Context, source string, m SurveyMark) error {
	_, err := s.db.ExecContext(ctx, "INSERT INTO survey_marks VALUES (?, ?, ?) ON CONFLICT (source) DO UPDATE SET since = excluded.since, swept = excluded.swept",
		source, m.Since.UnixMilli(), m.Swept.UnixMilli())
	if err != nil {
		return fmt.Errorf("reprise de l'enquête : %w", err)
	}
	return nil
}

// SurveySubmissions gives what is remembered of all submissions of a source.
func (s *State) SurveySubmissions(ctx context.Context, source string) (map[string]SurveySubmission, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT submission, digest, batch FROM survey_submissions WHERE source = ?", source)
	if err != nil {
		return nil, fmt.Errorf("réponses déjà prises : %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what went wrong
	known := map[string]SurveySubmission{}
	for rows.Next() {
		var one SurveySubmission
		if err := rows.Scan(&one.ID, &one.Digest, &one.Batch); err != nil {
			return nil, fmt.Errorf("réponses déjà prises : %w", err)
		}
		known[one.ID] = one
	}
	return known, rows.Err()
}

// SetSurveySubmissions remembers submissions, all or none.
func (s *State) SetSurveySubmissions(ctx context.Context, source string, list []SurveySubmission) error {
	err := s.within(ctx, func(tx *sql.Tx) error {
		for _, one := range list {
			if _, err := tx.ExecContext(ctx, "INSERT INTO survey_submissions VALUES (?, ?, ?, ?) ON CONFLICT (source, submission) DO UPDATE SET digest = excluded.digest, batch = excluded.batch",
				source, one.ID, one.Digest, one.Batch); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("réponses prises : %w", err)
	}
	return nil
}
