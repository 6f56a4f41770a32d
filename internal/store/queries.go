package store

import (
	"bytes"
	"context"
	"embed"
	"errors"
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
	named map[string]string // text of each named query, over all cases
	asked map[string]string // the same, over the cases of a state of review, a procedure or a ground

	attemptVisible  string // condition on attempts
	pageFactVisible string // condition on page_facts
	noticeVisible   string // condition on notices
	aliasVisible    string // condition on notice_aliases
	eventVisible    string // condition on case_events
	eventAsked      string // the same, over the cases that were asked for
	committed       string // condition on what an import brought
	consented       string // condition on case_events: consent for {purpose} on {on}
	newestImports   string // subquery: the newest state of each import
	orphans         string // subquery: imports of which only rows are left
}

func loadLibrary() (*library, error) {
	l := &library{named: map[string]string{}, asked: map[string]string{}}
	some, err := parseQueries("")
	if err != nil {
		return nil, err
	}
	// Without the filters a query is half as long, which the engine's analysis tells.
	every, err := parseQueries(`{{define "asked"}}1{{end}}`)
	if err != nil {
		return nil, err
	}
	if l.eventAsked, err = fillQuery(some, "events", nil); err != nil {
		return nil, err
	}
	return l, errors.Join(l.parts(every), fillNamed(some, l.asked), fillNamed(every, l.named))
}

// parseQueries reads the files of queries, with some shared parts in the place
// of theirs.
func parseQueries(instead string) (*template.Template, error) {
	root, err := template.New("").ParseFS(queryFiles, "queries/shared/*.sql", "queries/*.sql")
	if err != nil {
		return nil, fmt.Errorf("requêtes : %w", err)
	}
	if _, err := root.New("kinds").Parse(kindsLiteral()); err != nil {
		return nil, fmt.Errorf("requêtes : %w", err)
	}
	since, err := mustAsk()
	if err != nil {
		return nil, err
	}
	if _, err := root.New("must_ask").Parse(since); err != nil {
		return nil, fmt.Errorf("requêtes : %w", err)
	}
	if _, err := root.New("instead").Parse(instead); err != nil {
		return nil, fmt.Errorf("requêtes : %w", err)
	}
	return root, nil
}

func fillQuery(root *template.Template, name string, arg any) (string, error) {
	var out bytes.Buffer
	if err := root.ExecuteTemplate(&out, name, arg); err != nil {
		return "", fmt.Errorf("requêtes : %w", err)
	}
	return out.String(), nil
}

// fillNamed fills the named queries.
func fillNamed(root *template.Template, into map[string]string) error {
	names, err := fs.Glob(queryFiles, "queries/*.sql")
	if err != nil {
		return fmt.Errorf("requêtes : %w", err)
	}
	for _, name := range names {
		if into[strings.TrimSuffix(path.Base(name), ".sql")], err = fillQuery(root, path.Base(name), nil); err != nil {
			return err
		}
	}
	return nil
}

// parts fills the conditions and subqueries that reads of rows share.
func (l *library) parts(root *template.Template) error {
	for _, part := range []struct {
		to   *string
		name string
		arg  any
	}{
		{&l.attemptVisible, "not_withdrawn", "attempts"},
		{&l.pageFactVisible, "not_withdrawn", "page_facts"},
		{&l.noticeVisible, "taken_in", "notices"},
		{&l.aliasVisible, "taken_in", "notice_aliases"},
		{&l.eventVisible, "events", nil},
		{&l.committed, "committed", nil},
		{&l.consented, "consented", nil},
		{&l.newestImports, "newest_imports", nil},
		{&l.orphans, "orphans", nil},
	} {
		var err error
		if *part.to, err = fillQuery(root, part.name, part.arg); err != nil {
			return err
		}
	}
	return nil
}

// asks reports whether a window asks for some cases only.
func asks(w observatory.Window) bool { return w.Review != "" || w.Procedure != "" || w.Ground != "" }

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
		texts := s.sql.named
		if asks(w) {
			texts = s.sql.asked
		}
		text, found := texts[query]
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
