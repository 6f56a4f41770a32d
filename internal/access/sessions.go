package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"vigie/internal/observatory"
)

// How long a session lasts without a request, and at most.
const (
	sessionIdle = time.Hour
	sessionMost = 12 * time.Hour
)

// Keys of what a session holds.
const (
	sessionAccount = "account"
	sessionEpoch   = "epoch"
)

// CookieName is the name of the session's cookie. Its prefix makes browsers
// refuse one that is not Secure, or of another host or path (RFC 6265bis).
const CookieName = "__Host-vigie"

// Sessions are the signed-in sessions, kept in state.db under the hash of their
// cookie. They survive a restart.
type Sessions struct {
	state   *State
	manager *scs.SessionManager
}

// Sessions makes the sessions of this state. A fault of state.db is given to
// fail, which answers the request.
func (s *State) Sessions(fail func(http.ResponseWriter, *http.Request, error)) *Sessions {
	m := scs.New()
	m.Store = sessionStore{s}
	m.HashTokenInStore = true
	m.IdleTimeout, m.Lifetime = sessionIdle, sessionMost
	m.ErrorFunc = fail
	m.Cookie.Name = CookieName
	m.Cookie.Path = "/"
	m.Cookie.Secure, m.Cookie.HttpOnly, m.Cookie.Persist = true, true, false
	m.Cookie.SameSite = http.SameSiteStrictMode
	return &Sessions{state: s, manager: m}
}

// Wrap loads the session of each request and keeps what changed.
func (s *Sessions) Wrap(h http.Handler) http.Handler { return s.manager.LoadAndSave(h) }

// Begin signs an account in, under a new cookie.
func (s *Sessions) Begin(ctx context.Context, a Account) error {
	if err := s.manager.RenewToken(ctx); err != nil {
		return fmt.Errorf("session : %w", err)
	}
	s.manager.Put(ctx, sessionAccount, a.ID.String())
	s.manager.Put(ctx, sessionEpoch, a.epoch)
	return nil
}

// End signs out.
func (s *Sessions) End(ctx context.Context) error {
	if err := s.manager.Destroy(ctx); err != nil {
		return fmt.Errorf("session : %w", err)
	}
	return nil
}

// Account gives who is signed in; false for nobody, a disabled account, and one
// whose password or role changed since.
func (s *Sessions) Account(ctx context.Context) (Account, bool, error) {
	text := s.manager.GetString(ctx, sessionAccount)
	if text == "" {
		return Account{}, false, nil
	}
	id, err := observatory.ParseID(text)
	if err != nil {
		return Account{}, false, nil
	}
	a, err := s.state.account(ctx, id)
	if errors.Is(err, observatory.ErrNotFound) {
		return Account{}, false, nil
	}
	if err != nil {
		return Account{}, false, fmt.Errorf("session : %w", err)
	}
	return a, !a.Disabled && a.epoch == s.manager.GetInt64(ctx, sessionEpoch), nil
}

// Renew keeps the session of an account whose password it has just changed
// itself, under a new cookie.
func (s *Sessions) Renew(ctx context.Context, id observatory.ID) error {
	a, err := s.state.account(ctx, id)
	if err != nil {
		return fmt.Errorf("session : %w", err)
	}
	return s.Begin(ctx, a)
}

// Keep keeps a value for as long as the session lasts. What names people is
// sealed by the caller.
func (s *Sessions) Keep(ctx context.Context, key string, value []byte) {
	s.manager.Put(ctx, "kept."+key, value)
}

// Kept gives a value that Keep kept, or nil.
func (s *Sessions) Kept(ctx context.Context, key string) []byte {
	return s.manager.GetBytes(ctx, "kept."+key)
}

// sessionStore keeps the sessions of scs in state.db.
type sessionStore struct{ state *State }

// Find is FindCtx without a context, which scs does not call.
func (s sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context, which scs does not call.
func (s sessionStore) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a context, which scs does not call.
func (s sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// FindCtx gives the data of a session that has not ended.
func (s sessionStore) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	err = s.state.db.QueryRowContext(ctx, "SELECT data FROM sessions WHERE token = ? AND expires_at > ?", token, time.Now().UnixMilli()).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return data, err == nil, err
}

// CommitCtx keeps a session, and forgets those that have ended. It does so too for a
// request that was given up, for it stands before the answer that tells why.
func (s sessionStore) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	ctx = context.WithoutCancel(ctx)
	return s.state.within(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM sessions WHERE expires_at <= ?", time.Now().UnixMilli()); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO sessions VALUES (?, ?, ?)", token, data, expiry.UnixMilli())
		return err
	})
}

// DeleteCtx ends a session.
func (s sessionStore) DeleteCtx(ctx context.Context, token string) error {
	_, err := s.state.db.ExecContext(ctx, "DELETE FROM sessions WHERE token = ?", token)
	return err
}
