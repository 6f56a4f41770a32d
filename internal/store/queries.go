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

	"vigie/internal/observatory"
)

//go:embed queries/*.sql queries/shared/*.sql
var queryFiles embed.FS

// library is the SQL of the package with its shared parts filled in.
type library struct {
	named map[string]string // text of each named query

	attemptVisible  string // condition on attempts
	pageFactVisible string // condition on page_facts
	noticeVisible   string // condition on notices
	eventVisible    string // condition on case_events
	committed       string // condition on what an import brought
	consented       string // condition on case_events: consent for {purpose} on {on}
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
	fill(&l.noticeVisible, "not_withdrawn", "notices")
	fill(&l.eventVisible, "events", nil)
	fill(&l.committed, "committed", nil)
	fill(&l.consented, "consented", nil)
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
		err := s.counts(ctx, text, windowParams(w), func(row observatory.CountRow) bool { return yield(row, nil) })
		if err != nil {
			yield(observatory.CountRow{}, fmt.Errorf("requête « %s » : %w", query, err))
		}
	}
}

// Version names the state of the facts: it changes whenever a row that a page
// can show was added or dropped. Readings of case data do not change it. It is
// seven parts joined by "-": attempts, page facts, case events, imports,
// rejects, verdicts, and what is said of cases besides (reviews, messages and
// their clusters, decisions on persons); who shows only some of them may
// compare only theirs.
func (s *Store) Version(ctx context.Context) (string, error) {
	var parts []string
	besides := "(SELECT recorded_at FROM " + strings.Join([]string{s.reviews.name, s.notices.name, s.noticeAliases.name, s.decisions.name}, " UNION ALL SELECT recorded_at FROM ") + ")"
	for _, name := range []string{s.attempts.name, s.pageFacts.name, s.events.name, s.imports.name, s.rejects.name, s.verdicts.name, besides} {
		var rows, newest int64
		query := "SELECT toInt64(count()), toUnixTimestamp64Milli(max(recorded_at)) FROM " + name
		if err := s.conn.QueryRow(ctx, query).Scan(&rows, &newest); err != nil {
			return "", fmt.Errorf("état des données (%s) : %w", name, err)
		}
		parts = append(parts, fmt.Sprintf("%x.%x", rows, newest))
	}
	return strings.Join(parts, "-"), nil
}
