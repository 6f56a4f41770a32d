package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"vigie/internal/catalogue"
	"vigie/internal/engine"
	"vigie/internal/observatory"
	"vigie/internal/store"
)

// workbench is where worlds are made, each in a database of its own.
type workbench struct {
	asked     map[string]bool // indicators that were computed
	engine    *engine.Engine
	catalogue *catalogue.Catalogue
	months    int // of each part of a split by month
}

// shared is the engine of the workbenches: to start one takes a second of the
// processor, and to migrate a database two.
var shared struct {
	once   sync.Once
	folder string
	engine *engine.Engine
	tables []string // statements that make the tables of a migrated database
	err    error

	databases atomic.Int64
}

func newWorkbench(t *testing.T) *workbench {
	t.Helper()
	c, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	shared.once.Do(func() { shared.err = openShared() })
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return &workbench{engine: shared.engine, catalogue: c, asked: map[string]bool{}}
}

func openShared() (err error) {
	ctx := context.Background()
	if shared.folder, err = os.MkdirTemp("", "vigie-worlds-"); err != nil {
		return err
	}
	if shared.engine, err = engine.Open(ctx, engine.Options{Data: shared.folder, Logger: slog.New(slog.DiscardHandler)}); err != nil {
		return err
	}
	s, err := store.Open(ctx, store.Config{Dial: shared.engine.Dial})
	if err != nil {
		return err
	}
	defer s.Close()
	if _, _, err = s.Migrate(ctx); err != nil {
		return err
	}
	answer, err := execute(shared.engine, "default", "SELECT replaceOne(create_table_query, 'default.', '') AS made FROM system.tables"+
		" WHERE database = 'default' ORDER BY engine = 'View', name FORMAT JSONColumns")
	if err != nil {
		return err
	}
	var columns struct{ Made []string }
	if err := json.Unmarshal(answer, &columns); err != nil {
		return fmt.Errorf("tables: %w in %s", err, answer)
	}
	shared.tables = columns.Made
	shared.tables = append(shared.tables, "INSERT INTO goose_db_version SELECT * FROM default.goose_db_version")
	return nil
}

func closeShared() error {
	if shared.engine == nil {
		return nil
	}
	err := shared.engine.Close()
	_ = os.RemoveAll(shared.folder) // what is left lies in the temporary folder
	return err
}

func openEngine(t *testing.T, folder string) *engine.Engine {
	t.Helper()
	e, err := engine.Open(t.Context(), engine.Options{Data: folder, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// execute runs a statement in a database.
func execute(e *engine.Engine, database, text string) ([]byte, error) {
	client := &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return e.Dial(ctx) },
	}}
	defer client.CloseIdleConnections()
	answer, err := client.Post("http://localhost/?database="+database, "text/plain", strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", text, said)
	}
	return said, err
}

// store opens a new database, with the tables of a migrated one.
func (b *workbench) store(t *testing.T) *store.Store {
	t.Helper()
	name := fmt.Sprintf("monde_%d", shared.databases.Add(1))
	if _, err := execute(b.engine, "default", "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), store.Config{Dial: b.engine.Dial, Database: name, ZoneOf: b.catalogue.Zone})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if b.engine != shared.engine {
		if _, _, err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		return s
	}
	for _, made := range shared.tables {
		if _, err := execute(b.engine, name, made); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.CheckSchema(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func fill(t *testing.T, s *store.Store, rows []observatory.Observation) {
	t.Helper()
	if err := s.Append(t.Context(), rows); err != nil {
		t.Fatal(err)
	}
}

// remembering asks a store each question once: many indicators stand on the rows
// of one query, and each of their tests reads all of them. What is written
// afterwards is not seen: who writes makes another.
type remembering struct {
	*store.Store

	counts func(query string, w observatory.Window) iter.Seq2[observatory.CountRow, error]
	sums   func(query string, w observatory.Window, cut observatory.Cut) iter.Seq2[observatory.EventSums, error]
	rows   map[question][]observatory.CountRow
}

type question struct {
	query  string
	window observatory.Window
}

func remember(t *testing.T, s *store.Store) remembering {
	ctx := store.Steady(t.Context()) // nor is what they heed asked each time
	return remembering{
		Store: s, rows: map[question][]observatory.CountRow{},
		counts: func(query string, w observatory.Window) iter.Seq2[observatory.CountRow, error] {
			return s.Counts(ctx, query, w)
		},
		sums: func(query string, w observatory.Window, cut observatory.Cut) iter.Seq2[observatory.EventSums, error] {
			return s.Sums(ctx, query, w, cut)
		},
	}
}

// Counts gives rows of their own to each reader.
func (r remembering) Counts(_ context.Context, query string, w observatory.Window) iter.Seq2[observatory.CountRow, error] {
	return func(yield func(observatory.CountRow, error) bool) {
		rows, asked := r.rows[question{query, w}]
		if !asked {
			for row, err := range r.counts(query, w) {
				if err != nil {
					yield(observatory.CountRow{}, err)
					return
				}
				rows = append(rows, row)
			}
			r.rows[question{query, w}] = rows
		}
		for _, row := range rows {
			own := observatory.CountRow{Keys: slices.Clone(row.Keys), Values: slices.Clone(row.Values)}
			for _, list := range row.Lists {
				own.Lists = append(own.Lists, slices.Clone(list))
			}
			if !yield(own, nil) {
				return
			}
		}
	}
}

// CountsInParts gives the few rows of a world whole, as the store does.
func (r remembering) CountsInParts(ctx context.Context, query string, w observatory.Window, _ int64) iter.Seq[iter.Seq2[observatory.CountRow, error]] {
	return func(yield func(iter.Seq2[observatory.CountRow, error]) bool) { yield(r.Counts(ctx, query, w)) }
}

// Sums are asked each time: each indicator has its own.
func (r remembering) Sums(_ context.Context, query string, w observatory.Window, cut observatory.Cut) iter.Seq2[observatory.EventSums, error] {
	return r.sums(query, w, cut)
}
