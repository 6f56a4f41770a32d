package store

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"path"
	"slices"
	"strings"
	"text/template"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/internal/observatory"
)

//go:embed queries/*.sql queries/shared/*.sql
var queryFiles embed.FS

// library is the SQL of the package with its shared parts filled in.
type library struct {
	named map[string]string // text of each named query

	attemptVisible  string // condition on attempts
	pageFactVisible string // condition on page_facts
	eventVisible    string // condition on case_events
	newestImports   string // subquery: the newest state of each import
	orphans         string // subquery: imports of which only rows are left
}

func loadLibrary() (*library, error) {
	root, err := template.New("").ParseFS(queryFiles, "queries/shared/*.sql", "queries/*.sql")
	if err != nil {
		return nil, fmt.Errorf("requêtes : %w", err)
	}
	if _, err := root.New("kinds").Parse(kindsLiteral()); err != nil {
		return nil, fmt.Errorf("requêtes : %w", err)
	}
	l := &library{named: make(map[string]string)}
	fill := func(to *string, name string, arg any) {
		var out bytes.Buffer
		if err == nil {
			err = root.ExecuteTemplate(&out, name, arg)
			*to = out.String()
		}
	}
	fill(&l.attemptVisible, "not_withdrawn", "attempts")
	fill(&l.pageFactVisible, "not_withdrawn", "page_facts")
	fill(&l.eventVisible, "events", nil)
	fill(&l.newestImports, "newest_imports", nil)
	fill(&l.orphans, "orphans", nil)
	names, globErr := fs.Glob(queryFiles, "queries/*.sql")
	if globErr != nil {
		return nil, fmt.Errorf("requêtes : %w", globErr)
	}
	for _, name := range names {
		var text string
		fill(&text, path.Base(name), nil)
		l.named[strings.TrimSuffix(path.Base(name), ".sql")] = text
	}
	if err != nil {
		return nil, fmt.Errorf("requêtes : %w", err)
	}
	return l, nil
}

// kindsLiteral is the array of event kinds in the order of the published
// schema, for SQL.
func kindsLiteral() string {
	var quoted []string
	for _, kind := range observatory.EventKinds() {
		quoted = append(quoted, "'"+string(kind)+"'")
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// QueryNames lists the named queries in alphabetical order.
func (s *Store) QueryNames() []string {
	return slices.Sorted(maps.Keys(s.sql.named))
}

// Counts streams the rows of a named query over a window. What its keys,
// values and lists are stands at the head of its file in queries/. The same
// facts, window and horizon give the same rows in the same order. A name that
// does not exist gives observatory.ErrNotFound.
func (s *Store) Counts(ctx context.Context, query string, w observatory.Window) iter.Seq2[observatory.CountRow, error] {
	return func(yield func(observatory.CountRow, error) bool) {
		text, found := s.sql.named[query]
		if !found {
			yield(observatory.CountRow{}, fmt.Errorf("requête « %s » : %w", query, observatory.ErrNotFound))
			return
		}
		var c countColumns
		err := s.scan(ctx, text, windowParams(w), c.bind, func() (bool, error) { return yield(c.row(), nil), nil })
		if err != nil {
			yield(observatory.CountRow{}, fmt.Errorf("requête « %s » : %w", query, err))
		}
	}
}

// countColumns takes one row of a named query by the types of its columns:
// String is a key, with a dictionary or not, Int64 a value, Array(Int64) a list.
type countColumns struct {
	keys   []*string
	values []*int64
	lists  []*[]int64
}

func (c *countColumns) bind(types []driver.ColumnType) ([]any, error) {
	dest := make([]any, len(types))
	for i, t := range types {
		switch name := t.DatabaseTypeName(); name {
		case "String", "LowCardinality(String)":
			c.keys = append(c.keys, new(string))
			dest[i] = c.keys[len(c.keys)-1]
		case "Int64":
			c.values = append(c.values, new(int64))
			dest[i] = c.values[len(c.values)-1]
		case "Array(Int64)":
			c.lists = append(c.lists, new([]int64))
			dest[i] = c.lists[len(c.lists)-1]
		default:
			return nil, fmt.Errorf("colonne %d de type %s : attendu String, Int64 ou Array(Int64)", i+1, name)
		}
	}
	return dest, nil
}

// row copies what was scanned. The driver makes new lists for each row.
func (c *countColumns) row() observatory.CountRow {
	return observatory.CountRow{Keys: values(c.keys), Values: values(c.values), Lists: values(c.lists)}
}

func values[T any](pointers []*T) []T {
	if len(pointers) == 0 {
		return nil
	}
	all := make([]T, len(pointers))
	for i, p := range pointers {
		all[i] = *p
	}
	return all
}

// Version names the state of the facts: it changes whenever a row that a page
// can show was added or dropped. Readings of case data do not change it. It is
// five parts joined by "-": attempts, page facts, case events, imports,
// rejects; who shows only some of them may compare only theirs.
func (s *Store) Version(ctx context.Context) (string, error) {
	var parts []string
	for _, name := range []string{s.attempts.name, s.pageFacts.name, s.events.name, s.imports.name, s.rejects.name} {
		var rows, newest int64
		query := "SELECT toInt64(count()), toUnixTimestamp64Milli(max(recorded_at)) FROM " + name
		if err := s.conn.QueryRow(ctx, query).Scan(&rows, &newest); err != nil {
			return "", fmt.Errorf("état des données (%s) : %w", name, err)
		}
		parts = append(parts, fmt.Sprintf("%x.%x", rows, newest))
	}
	return strings.Join(parts, "-"), nil
}
