package store

import (
	"context"
	"fmt"
	"iter"

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
