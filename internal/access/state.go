package access

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/url"
	"os"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"vigie/internal/observatory"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// ErrNewState says that state.db was made by a newer program.
var ErrNewState = errors.New("state.db est plus récent que ce programme ; installez la version de Vigie qui l'a fait")

// State is an open state.db. It is safe for concurrent use, and for several
// processes on one file.
type State struct {
	db   *sql.DB
	hash hashers
	day  func(time.Time) observatory.Date // civil date of Paris

	mu      sync.Mutex
	version int64 // of the file when stops was read
	asked   time.Time
	stops   map[string]Decision
}

// Open opens state.db, makes it when it does not exist, and brings it up to
// this program. paris is the zone whose days the caps are counted in.
func Open(ctx context.Context, path string, paris *time.Location) (*State, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) // SQLite would make it readable by all
	if err != nil {
		return nil, fmt.Errorf("état %s : %w", path, err)
	}
	if err := file.Close(); err != nil {
		return nil, fmt.Errorf("état %s : %w", path, err)
	}
	// A writer waits for another; a transaction takes its lock at once, so that
	// what it has read still holds when it writes.
	options := url.Values{"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)"}, "_txlock": {"immediate"}}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: options.Encode()}).String())
	if err != nil {
		return nil, fmt.Errorf("état %s : %w", path, err)
	}
	db.SetMaxOpenConns(1) // what is asked takes microseconds, and data_version is a connection's own
	s := &State{db: db, hash: newHashers(), day: func(t time.Time) observatory.Date { return observatory.DateOf(t, paris) }}
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("état %s : %w", path, err), db.Close())
	}
	return s, nil
}

// Close closes the file.
func (s *State) Close() error { return s.db.Close() }

// migrate applies the migrations that the file misses, each with its number in
// the same transaction. Two processes do not apply one twice.
func (s *State) migrate(ctx context.Context) error {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return err
	}
	for {
		done := false
		err := s.within(ctx, func(tx *sql.Tx) error {
			var version int
			if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
				return err
			}
			if version > len(names) {
				return ErrNewState
			}
			if done = version == len(names); done {
				return nil
			}
			statements, err := fs.ReadFile(migrationFiles, names[version])
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, string(statements)); err != nil {
				return fmt.Errorf("%s : %w", names[version], err)
			}
			_, err = tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", version+1))
			return err
		})
		if err != nil || done {
			return err
		}
	}
}

// within runs work in a transaction that holds the write lock.
func (s *State) within(ctx context.Context, work func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := work(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// Seed is a number drawn once for this data folder, so that a restart changes
// no planned start.
func (s *State) Seed(ctx context.Context) (uint64, error) {
	var seed int64
	err := s.within(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO seeds VALUES (1, ?)", rand.Int64()); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, "SELECT seed FROM seeds WHERE id = 1").Scan(&seed)
	})
	if err != nil {
		return 0, fmt.Errorf("graine du planning : %w", err)
	}
	return uint64(seed), nil
}

// instant is a stored instant.
func instant(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
