package access

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"vigie/internal/observatory"
)

// How failed sign-ins are answered: some are free, then each one locks for
// longer. A name locks sooner than an address, behind which many may be.
const (
	freeByName    = 5
	freeByAddress = 30
	firstLock     = 30 * time.Second
	longestLock   = 15 * time.Minute
	forgotten     = 24 * time.Hour // after this long without a failure, all are forgotten
)

// ErrCredentials says that no account has this name and this password, or that
// the account is disabled: which of them is not told.
var ErrCredentials = errors.New("nom ou mot de passe inconnu")

// LockedError says until when sign-ins for a name or from an address are refused.
type LockedError struct{ Until time.Time }

func (e LockedError) Error() string {
	return "trop d'essais de connexion ; réessayez après " + e.Until.Format(time.RFC3339)
}

// SignIn checks a name and a password given from an address. It is
// ErrCredentials when they do not match, a LockedError after too many failures;
// both take as long for a name that no account has.
func (s *State) SignIn(ctx context.Context, name, password string, from netip.Addr, now time.Time) (Account, error) {
	name, err := accountName(name)
	if err != nil || len(password) > passwordMost {
		return Account{}, ErrCredentials
	}
	subjects := map[string]int{subjectOf("name", name): freeByName, subjectOf("address", block(from)): freeByAddress}
	until, err := s.lockedUntil(ctx, subjects)
	if err != nil {
		return Account{}, err
	}
	if until.After(now) {
		return Account{}, LockedError{until}
	}
	a, err := s.verify(ctx, name, password)
	if errors.Is(err, ErrCredentials) {
		return Account{}, errors.Join(ErrCredentials, s.failed(ctx, subjects, now))
	}
	if err != nil {
		return Account{}, err
	}
	err = s.within(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE accounts SET signed_in_at = ? WHERE id = ?", now.UnixMilli(), a.ID.String())
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "DELETE FROM sign_ins WHERE subject = ?", subjectOf("name", name))
		return err
	})
	if err != nil {
		return Account{}, fmt.Errorf("connexion : %w", err)
	}
	a.SignedIn = now
	return a, nil
}

// verify compares the password, with a hash of nothing when there is no such
// account, so that both take as long.
func (s *State) verify(ctx context.Context, name, password string) (Account, error) {
	a, err := accountBy(ctx, s.db, "name", name)
	absent := errors.Is(err, observatory.ErrNotFound)
	if err != nil && !absent {
		return a, fmt.Errorf("connexion : %w", err)
	}
	if absent {
		if a.password, err = s.hash.hashPassword(ctx, ""); err != nil {
			return a, err
		}
		return a, ErrCredentials
	}
	match, err := s.hash.matches(ctx, a.password, password)
	if err != nil {
		return a, err
	}
	if !match || a.Disabled {
		return a, ErrCredentials
	}
	return a, nil
}

// subjectOf hashes what failed sign-ins are counted by: names that no account
// has may be passwords typed into the wrong field.
func subjectOf(kind, value string) string {
	sum := sha256.Sum256([]byte(kind + "\x00" + value))
	return hex.EncodeToString(sum[:])
}

// block is what one customer of a network provider holds: an IPv4 address, or
// an IPv6 /64.
func block(a netip.Addr) string {
	a = a.Unmap()
	if a.Is6() {
		if prefix, err := a.WithZone("").Prefix(64); err == nil {
			return prefix.String()
		}
	}
	return a.String()
}

func (s *State) lockedUntil(ctx context.Context, subjects map[string]int) (time.Time, error) {
	var until int64
	for subject := range subjects {
		var locked int64
		err := s.db.QueryRowContext(ctx, "SELECT locked_until FROM sign_ins WHERE subject = ?", subject).Scan(&locked)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return time.Time{}, fmt.Errorf("essais de connexion : %w", err)
		}
		until = max(until, locked)
	}
	return instant(until), nil
}

// failed counts a failure of each subject and locks those that had too many.
func (s *State) failed(ctx context.Context, subjects map[string]int, now time.Time) error {
	err := s.within(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM sign_ins WHERE last_at < ?", now.Add(-forgotten).UnixMilli()); err != nil {
			return err
		}
		for subject, free := range subjects {
			var failures int
			err := tx.QueryRowContext(ctx, `INSERT INTO sign_ins VALUES (?, 1, ?, 0)
				ON CONFLICT (subject) DO UPDATE SET failures = failures + 1, last_at = excluded.last_at RETURNING failures`,
				subject, now.UnixMilli()).Scan(&failures)
			if err != nil {
				return err
			}
			if wait := lockFor(failures - free); wait > 0 {
				if _, err := tx.ExecContext(ctx, "UPDATE sign_ins SET locked_until = ? WHERE subject = ?", now.Add(wait).UnixMilli(), subject); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("essais de connexion : %w", err)
	}
	return nil
}

// lockFor is how long the nth failure beyond the free ones locks: twice as long
// each time, up to longestLock.
func lockFor(beyond int) time.Duration {
	if beyond < 0 {
		return 0
	}
	return min(longestLock, firstLock<<min(beyond, 10))
}
