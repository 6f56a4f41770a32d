package access

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"vigie/internal/observatory"
)

// Account is a person who can sign in.
type Account struct {
	ID          observatory.ID // what logs and facts hold of the person
	Name        string         // to sign in with
	Role        Role
	Association string // code; empty for a role of no association
	Disabled    bool
	Simulation  bool // made by the demonstration
	Created     time.Time
	SignedIn    time.Time // last time, zero when never

	epoch    int64
	password string
}

// NewAccount is an account to be made.
type NewAccount struct {
	Name        string
	Role        Role
	Association string
	Password    string
	Simulation  bool
}

const accountColumns = "id, name, role, association, password, epoch, disabled, simulation, created_at, signed_in_at"

// AddAccount makes an account. A name already taken, a role or a password that
// will not do is an input error.
func (s *State) AddAccount(ctx context.Context, a NewAccount, now time.Time) (Account, error) {
	name, err := accountName(a.Name)
	if err != nil {
		return Account{}, err
	}
	if err := errors.Join(a.Role.check(a.Association), CheckPassword(name, a.Password)); err != nil {
		return Account{}, err
	}
	hash, err := s.hash.hashPassword(ctx, a.Password)
	if err != nil {
		return Account{}, err
	}
	made := Account{
		ID: randomID(), Name: name, Role: a.Role, Association: a.Association, Simulation: a.Simulation,
		Created: now.UTC().Truncate(time.Millisecond), epoch: 1, password: hash,
	}
	err = s.within(ctx, func(tx *sql.Tx) error {
		if _, err := accountBy(ctx, tx, "name", name); !errors.Is(err, observatory.ErrNotFound) {
			return errors.Join(err, observatory.InputErrorf("un compte porte déjà le nom « %s »", name))
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO accounts ("+accountColumns+") VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, 0)",
			made.ID.String(), name, string(made.Role), made.Association, hash, made.epoch, made.Simulation, made.Created.UnixMilli())
		return err
	})
	if err != nil {
		return Account{}, fmt.Errorf("ajout du compte : %w", err)
	}
	return made, nil
}

// accountName makes the spellings of a name one.
func accountName(name string) (string, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	if name == "" || len(name) > 200 || strings.ContainsAny(name, " \t\r\n\x00") {
		return "", observatory.InputErrorf("nom de compte à donner : une adresse électronique ou un mot sans espace, 200 octets au plus")
	}
	return name, nil
}

// randomID is an id that says nothing (UUID version 8 over random bits).
func randomID() observatory.ID {
	var random [16]byte
	_, _ = rand.Read(random[:]) // never fails
	return observatory.IDFromSum(random[:])
}

// Accounts lists all accounts by name.
func (s *State) Accounts(ctx context.Context) ([]Account, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT "+accountColumns+" FROM accounts ORDER BY name")
	if err != nil {
		return nil, fmt.Errorf("liste des comptes : %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what went wrong
	var all []Account
	for rows.Next() {
		a, err := scanAccount(rows)
		if err != nil {
			return nil, fmt.Errorf("liste des comptes : %w", err)
		}
		all = append(all, a)
	}
	return all, rows.Err()
}

// account finds an account by its id, or gives observatory.ErrNotFound.
func (s *State) account(ctx context.Context, id observatory.ID) (Account, error) {
	return accountBy(ctx, s.db, "id", id.String())
}

func accountBy(ctx context.Context, q querier, column, value string) (Account, error) {
	a, err := scanAccount(q.QueryRowContext(ctx, "SELECT "+accountColumns+" FROM accounts WHERE "+column+" = ?", value))
	if errors.Is(err, sql.ErrNoRows) {
		return Account{}, fmt.Errorf("compte : %w", observatory.ErrNotFound)
	}
	return a, err
}

func scanAccount(row interface{ Scan(dest ...any) error }) (Account, error) {
	var a Account
	var id string
	var created, signedIn int64
	if err := row.Scan(&id, &a.Name, &a.Role, &a.Association, &a.password, &a.epoch, &a.Disabled, &a.Simulation, &created, &signedIn); err != nil {
		return a, err
	}
	a.Created = instant(created)
	if signedIn > 0 {
		a.SignedIn = instant(signedIn)
	}
	var err error
	a.ID, err = observatory.ParseID(id)
	return a, err
}

// SetPassword gives an account another password. Its sessions end.
func (s *State) SetPassword(ctx context.Context, name, password string) error {
	name, err := accountName(name)
	if err != nil {
		return err
	}
	if err := CheckPassword(name, password); err != nil {
		return err
	}
	hash, err := s.hash.hashPassword(ctx, password)
	if err != nil {
		return err
	}
	return s.change(ctx, name, "password = ?", hash)
}

// SetRole gives an account another role. Its sessions end.
func (s *State) SetRole(ctx context.Context, name string, role Role, association string) error {
	if err := role.check(association); err != nil {
		return err
	}
	return s.change(ctx, name, "role = ?, association = ?", string(role), association)
}

// SetDisabled disables an account, whose sessions end, or enables it again.
func (s *State) SetDisabled(ctx context.Context, name string, disabled bool) error {
	return s.change(ctx, name, "disabled = ?", disabled)
}

// change sets columns of an account and ends its sessions.
func (s *State) change(ctx context.Context, name, set string, values ...any) error {
	name, err := accountName(name)
	if err != nil {
		return err
	}
	done, err := s.db.ExecContext(ctx, "UPDATE accounts SET "+set+", epoch = epoch + 1 WHERE name = ?", append(values, name)...)
	if err != nil {
		return fmt.Errorf("changement du compte : %w", err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, observatory.InputErrorf("aucun compte ne porte le nom « %s » ; « vigie account list » les montre", name))
	}
	return nil
}
