package store

import (
	"context"
	"fmt"
	"iter"
	"time"

	"vigie/internal/observatory"
)

// Accesses streams the newest readings of case data by an account (empty: by
// all), at most limit, the newest first.
func (s *Store) Accesses(ctx context.Context, w observatory.Window, account string, limit int) iter.Seq2[observatory.Access, error] {
	st := windowed("accesses", w)
	st.equal("account", account)
	st.order = fmt.Sprintf("ORDER BY at DESC, id LIMIT %d", limit)
	return stream(ctx, s, s.accesses, st)
}

// HasAccess reports whether the row of an access is there.
func (s *Store) HasAccess(ctx context.Context, id observatory.ID) (bool, error) {
	st := newStatement("accesses")
	st.is("id", id)
	st.order = "LIMIT 1"
	rows, err := collect(stream(ctx, s, s.accesses, st))
	return len(rows) > 0, err
}

// OldAccesses counts the readings that were recorded before an instant, real and
// simulated.
func (s *Store) OldAccesses(ctx context.Context, before time.Time) (int64, error) {
	var n uint64
	err := s.scan(ctx, "SELECT count() FROM accesses WHERE recorded_at < {before:DateTime64(3, 'UTC')}",
		map[string]string{"before": before.UTC().Format(instantLayout)}, []any{&n}, func() (bool, error) { return true, nil })
	if err != nil {
		return 0, fmt.Errorf("journal des accès : %w", err)
	}
	return int64(n), nil
}

// PurgeAccesses deletes what OldAccesses counts, and counts it.
func (s *Store) PurgeAccesses(ctx context.Context, before time.Time) (int64, error) {
	n, err := s.OldAccesses(ctx, before)
	if err != nil || n == 0 {
		return 0, err
	}
	// The zero ID, which no row has, tells the note of this mutation from one that names somebody.
	err = s.conn.Exec(ctx, fmt.Sprintf("ALTER TABLE %s%s DELETE WHERE recorded_at < toDateTime64('%s', 3, 'UTC') AND id != toUUID('%s') SETTINGS mutations_sync = 2",
		s.ddl().Table(s.accesses.name), s.ddl().OnCluster(), before.UTC().Format(instantLayout), observatory.NoID))
	if err != nil {
		return 0, fmt.Errorf("journal des accès : %w", withoutQuery(err))
	}
	return n, nil
}
