package store

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vigie/internal/engine"
	"vigie/internal/observatory"
)

// The tests share one embedded engine; each has a database of its own.
func TestMain(m *testing.M) {
	if engine.RunChildIfAsked() {
		return
	}
	code := m.Run()
	if e := sharedEngine.opened; e != nil {
		if err := e.Close(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
		os.RemoveAll(sharedEngine.dir)
	}
	os.Exit(code)
}

var sharedEngine struct {
	once   sync.Once
	opened *engine.Engine
	dir    string
	err    error
}

var databases atomic.Int64

// testConfig gives the configuration of a new, empty database.
func testConfig(t testing.TB) Config {
	t.Helper()
	e := &sharedEngine
	e.once.Do(func() {
		if e.dir, e.err = os.MkdirTemp("", "vigie-store-"); e.err == nil {
			e.opened, e.err = engine.Open(context.Background(), engine.Options{Data: e.dir, Logger: slog.New(slog.DiscardHandler)})
		}
	})
	if e.err != nil {
		t.Fatalf("engine: %v", e.err)
	}
	cfg := Config{Dial: e.opened.Dial}
	s, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	defer s.Close()
	cfg.Database = fmt.Sprintf("test_%d", databases.Add(1))
	if err := s.conn.Exec(t.Context(), "CREATE DATABASE "+cfg.Database); err != nil {
		t.Fatalf("create database: %v", err)
	}
	return cfg
}

// testStore opens a new database with the tables of a migrated one.
func testStore(t testing.TB) *Store {
	t.Helper()
	s := openTest(t, testConfig(t))
	for _, statement := range migrated(t) {
		if err := s.conn.Exec(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	return s
}

func openTest(t testing.TB, cfg Config) *Store {
	t.Helper()
	s, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

// migratedTables are the statements that make, in any database, the tables that
// the migrations made in one: they take seconds.
var migratedTables struct {
	sync.Once
	statements []string
}

func migrated(t testing.TB) []string {
	t.Helper()
	migratedTables.Do(func() {
		cfg := testConfig(t)
		s := openTest(t, cfg)
		if _, _, err := s.Migrate(t.Context()); err != nil {
			t.Fatalf("migrate: %v", err)
		}
		const list = "SELECT groupArray(replaceOne(create_table_query, concat(database, '.'), ''))" +
			" FROM (SELECT * FROM system.tables WHERE database = currentDatabase() ORDER BY engine = 'View', name)"
		if err := s.conn.QueryRow(t.Context(), list).Scan(&migratedTables.statements); err != nil {
			t.Fatalf("tables: %v", err)
		}
		migratedTables.statements = append(migratedTables.statements, "INSERT INTO "+versionTable+" SELECT * FROM "+cfg.Database+"."+versionTable)
	})
	if len(migratedTables.statements) == 0 {
		t.Fatal("the migrations of another test failed")
	}
	return migratedTables.statements
}

var (
	t0         = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	everything = observatory.Window{}
)

// id gives a fixed ID by name.
func id(name string) observatory.ID { return observatory.DeriveID([]byte(name)) }

func env(name string, at time.Time) observatory.Envelope {
	return observatory.Envelope{ID: id(name), At: at, RecordedAt: at.Add(time.Second), Source: "test", SourceVersion: "1"}
}

func add(t testing.TB, s *Store, obs ...observatory.Observation) {
	t.Helper()
	if err := s.Append(t.Context(), obs); err != nil {
		t.Fatalf("append: %v", err)
	}
}

// unraced leaves a test out of the run under the race detector (-short): make test
// has just run it whole, and in it one query follows another.
func unraced(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("run by make test; nothing in it that another test does not race")
	}
}
