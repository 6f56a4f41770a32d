package access

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"vigie/internal/observatory"
)

// Token is what an association's program signs in with. Its secret is shown
// once, when it is made; only its hash is kept. A secret of 130 random bits
// needs no slow hash.
type Token struct {
	ID          observatory.ID
	Association string
	Label       string // what it is for
	Simulation  bool
	Created     time.Time
	Expires     time.Time // zero: never
	Revoked     time.Time // zero: in force
	Used        time.Time // to the hour; zero: never
}

// tokenPrefix lets a person, and a scanner of secrets, recognise a token.
const tokenPrefix = "vigie_"

// usedEvery is how finely the last use of a token is kept.
const usedEvery = time.Hour

const tokenColumns = "id, association, label, simulation, created_at, expires_at, revoked_at, used_at"

// ErrToken says that a token is unknown, revoked or over.
var ErrToken = errors.New("jeton inconnu, révoqué ou expiré")

// AddToken makes a token and gives its secret, which is kept nowhere. A zero
// lifetime never ends.
func (s *State) AddToken(ctx context.Context, association, label string, lifetime time.Duration, simulation bool, now time.Time) (Token, string, error) {
	if association == "" {
		return Token{}, "", observatory.InputErrorf("jeton : donnez le code de l'association (--association)")
	}
	if len(label) > 200 {
		return Token{}, "", observatory.InputErrorf("jeton : libellé trop long, 200 octets au plus")
	}
	t := Token{ID: randomID(), Association: association, Label: label, Simulation: simulation, Created: now.UTC().Truncate(time.Millisecond)}
	expires := int64(0)
	if lifetime > 0 {
		t.Expires = t.Created.Add(lifetime)
		expires = t.Expires.UnixMilli()
	}
	secret := tokenPrefix + strings.ToLower(rand.Text())
	_, err := s.db.ExecContext(ctx, "INSERT INTO tokens (hash, "+tokenColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0)",
		hashToken(secret), t.ID.String(), association, label, simulation, t.Created.UnixMilli(), expires)
	if err != nil {
		return Token{}, "", fmt.Errorf("ajout du jeton : %w", err)
	}
	return t, secret, nil
}

func hashToken(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// Token finds the token of a secret; ErrToken when there is none in force.
func (s *State) Token(ctx context.Context, secret string, now time.Time) (Token, error) {
	if !strings.HasPrefix(secret, tokenPrefix) || len(secret) > 100 {
		return Token{}, ErrToken
	}
	t, err := scanToken(s.db.QueryRowContext(ctx, "SELECT "+tokenColumns+" FROM tokens WHERE hash = ?", hashToken(secret)))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Token{}, ErrToken
	case err != nil:
		return Token{}, fmt.Errorf("jeton : %w", err)
	case !t.Revoked.IsZero() || !t.Expires.IsZero() && !now.Before(t.Expires):
		return Token{}, ErrToken
	}
	if now.Sub(t.Used) >= usedEvery {
		if _, err := s.db.ExecContext(ctx, "UPDATE tokens SET used_at = ? WHERE id = ?", now.UnixMilli(), t.ID.String()); err != nil {
			return Token{}, fmt.Errorf("jeton : %w", err)
		}
	}
	return t, nil
}

// Tokens lists all tokens by association and age.
func (s *State) Tokens(ctx context.Context) ([]Token, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT "+tokenColumns+" FROM tokens ORDER BY association, created_at, id")
	if err != nil {
		return nil, fmt.Errorf("liste des jetons : %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what went wrong
	var all []Token
	for rows.Next() {
		t, err := scanToken(rows)
		if err != nil {
			return nil, fmt.Errorf("liste des jetons : %w", err)
		}
		all = append(all, t)
	}
	return all, rows.Err()
}

func scanToken(row interface{ Scan(dest ...any) error }) (Token, error) {
	var t Token
	var id string
	var created, expires, revoked, used int64
	if err := row.Scan(&id, &t.Association, &t.Label, &t.Simulation, &created, &expires, &revoked, &used); err != nil {
		return t, err
	}
	t.Created = instant(created)
	for _, optional := range []struct {
		to *time.Time
		ms int64
	}{{&t.Expires, expires}, {&t.Revoked, revoked}, {&t.Used, used}} {
		if optional.ms > 0 {
			*optional.to = instant(optional.ms)
		}
	}
	var err error
	t.ID, err = observatory.ParseID(id)
	return t, err
}

// RevokeToken ends a token, at once and in every process.
func (s *State) RevokeToken(ctx context.Context, id observatory.ID, now time.Time) error {
	done, err := s.db.ExecContext(ctx, "UPDATE tokens SET revoked_at = ? WHERE id = ? AND revoked_at = 0", now.UnixMilli(), id.String())
	if err != nil {
		return fmt.Errorf("révocation du jeton : %w", err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, observatory.InputErrorf("aucun jeton en vigueur ne porte cet identifiant ; « vigie token list » les montre"))
	}
	return nil
}
