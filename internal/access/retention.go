package access

import (
	"context"
	"fmt"
	"time"
)

// Due counts what is older than the given instants: drafts left alone since, and
// files sent whose import is over or was never made. A zero instant takes none.
type Due struct {
	Drafts, Uploads int
}

// Overdue counts what Purge would delete.
func (s *State) Overdue(ctx context.Context, drafts, uploads time.Time) (Due, error) {
	var due Due
	err := s.db.QueryRowContext(ctx, "SELECT (SELECT count(*) FROM drafts WHERE "+oldDrafts(drafts)+"), (SELECT count(*) FROM uploads WHERE "+oldUploads(uploads)+")").
		Scan(&due.Drafts, &due.Uploads)
	if err != nil {
		return due, fmt.Errorf("durées de conservation : %w", err)
	}
	return due, nil
}

// Purge deletes what Overdue counts, its bytes included, and counts it.
func (s *State) Purge(ctx context.Context, drafts, uploads time.Time) (Due, error) {
	due, err := s.Overdue(ctx, drafts, uploads)
	if err != nil || due == (Due{}) {
		return due, err
	}
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return due, fmt.Errorf("durées de conservation : %w", err)
	}
	defer conn.Close() //nolint:errcheck // it goes back to its pool
	deletions := []string{"DELETE FROM drafts WHERE " + oldDrafts(drafts), "DELETE FROM uploads WHERE " + oldUploads(uploads)}
	if err := deleteBytes(ctx, conn, deletions); err != nil {
		return due, fmt.Errorf("durées de conservation : %w", err)
	}
	return due, nil
}

func oldDrafts(before time.Time) string { return "saved_at < " + instantOr(before) }

// oldUploads are those that nothing is under way for.
func oldUploads(before time.Time) string {
	return fmt.Sprintf("at < %s AND state IN ('%s', '%s', '%s')", instantOr(before), UploadCommitted, UploadWithdrawn, UploadRefused)
}

func instantOr(before time.Time) string {
	if before.IsZero() {
		return "0"
	}
	return fmt.Sprint(before.UnixMilli())
}
