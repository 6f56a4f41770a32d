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
	"sync"
	"text/template"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/internal/observatory"
)

//go:embed queries/*.sql queries/shared/*.sql
var queryFiles embed.FS

// library is the SQL of the package with its shared parts filled in.
type library struct {
	mu     sync.Mutex
	filled map[needs]heeding

	attemptVisible  string    // condition on attempts
	slotsBy         string    // condition on attempts: facts of slots are public after a delay
	pageFactVisible string    // condition on page_facts
	noticeVisible   string    // condition on notices
	aliasVisible    string    // condition on notice_aliases
	eventVisible    string    // condition on case_events, over all cases
	committed       string    // condition on what an import brought
	consented       string    // condition on case_events: consent for {purpose} on {on}
	newestImports   string    // subquery: the newest state of each import
	orphans         string    // subquery: imports of which only rows are left
	heeded          string    // query: what a named query is to heed
	known           string    // query: whether the person of such a row's case is known
	stated          string    // expression on case_events: from how strong a feature the pseudonym was made
	decidedPairs    string    // query: pseudonyms that were decided to be of one person
	decidedEnds     string    // query: whom they count for without
	sums            string    // query: the rows of another one, added up to cells
	gapFacts        string    // query: fingerprints of what the kept sums of gaps rest on
	gapState        string    // query: their steps, and those fingerprints
	gapRows         string    // query: rows of steps
	gapCases        [4]string // queries: the kept cases of steps, by the days that are wanted
	gapCaseCounts   string    // query: how many they are

	someWithdrawn    string // query: whether an attempt is withdrawn
	dayKeeps         string // query: keeps of cells of days
	sinceKeep        string // query: what came since
	cellsOfKeep      string // query: how many cells it has
	monthsOfAttempts string // query: months that have attempts
	confirmedSince   string // query: months of what confirmations that came since confirm
}

// heeding is what depends on what must be heeded.
type heeding struct {
	named   map[string]string // text of each named query
	events  string            // condition on case_events
	touched string            // query: the persons of cases that something came to
	apart   string            // query: the persons who share a case with another
	keep    string            // statement: counts days of attempts and keeps them
}

// needs is what a query must heed besides the window. What is not needed is left
// out of its text: over few cases most of the time goes into the engine's
// analysis of the text.
type needs struct {
	review, procedure, ground bool // cases of one state only
	kept                      bool // procedures and grounds are those of kept cases
	told, by                  bool // what was told of one place, or by one association, only
	byGround                  bool // rows by legal ground in the place of the department
	linking                   bool // persons are recognised across associations
	merges                    bool // some pseudonyms were decided to be of one person
	known                     bool // some rows have their case's reference alone, and the person of the case is known
	composed                  bool // both: what was decided of a case holds for its person
	lookup                    bool // what decides which events stand is looked up at each place where it matters: it is too much to be named
	standing                  bool // some events were withdrawn or superseded: which stand is asked of each, whose ids are a third of a read of cases
	persons                   bool // cases that may count for some persons only
	parts                     bool // a part of the persons only
	slotsBy                   bool // attempts that show slots are left out when recorded late
	withdrawn                 bool // some attempts are withdrawn
	days                      bool // months of attempts that are kept are not counted again
}

// fewNamed is how many committed imports, withdrawn events and superseded ones a
// query names at most.
const fewNamed = 200

// instead gives the shared parts in the place of those that are not needed.
func (n needs) instead() string {
	var text strings.Builder
	standing := "1"
	if n.standing {
		standing = "id NOT IN {withdrawn:Array(UUID)} AND (fact, revision) NOT IN {superseded:Array(Tuple(UUID, Int64))}"
	}
	for _, part := range []struct {
		needed     bool
		name, text string
	}{
		{n.review, "in_review", "1"},
		{n.procedure, "of_procedure", "1"},
		{n.ground, "of_ground", "1"},
		{n.kept, "of_kept", "1"},
		{n.told, "of_place", "1"},
		{n.by, "of_association", "1"},
		{n.linking, "pseudonym", `{{template "own"}}`},
		{n.merges, "person", `{{template "pseudonym"}}`},
		{n.known, "own", "person_id"},
		{n.known, "own_too", "person_id"},
		{n.known, "instance", "instance_person"},
		{!n.composed, "merged", `{{template "composed"}}`},
		{n.lookup, "committed", "import_id IN {committed:Array(UUID)}"},
		{n.lookup, "standing", standing},
		{n.byGround, "place", "department"},
		{n.byGround, "case_place", "argMaxIf(department, latest, department != '')"},
		{n.byGround, "message_place", "if(own != '', own, theirs) AS department"},
		{n.byGround, "with_ground", "/* by department */"}, // a definition without a text would not count
		{n.persons, "of_persons", "1"},
		{n.slotsBy, "slots_by", "1"},
		{n.withdrawn, "attempts_stand", "1"},
		{n.days, "kept_cells", "/* all are counted */"},
		{n.days, "not_kept", "1"},
		{n.days, "counted_from", "1"},
		{n.parts, "part_of_cases", "1"},
		{n.parts, "part_of_events", "1"},
	} {
		if !part.needed {
			fmt.Fprintf(&text, "{{define %q}}%s{{end}}", part.name, part.text)
		}
	}
	return text.String()
}

// asked is what a window asks of cases.
func asked(w observatory.Window) needs {
	n := needs{told: w.Place != "", by: w.By != "", review: w.Review != "", procedure: w.Procedure != "", ground: w.Ground != "", byGround: w.ByGround, slotsBy: !w.SlotsBy.IsZero()}
	if n.kept = w.Kept != "" && (n.procedure || n.ground); n.kept {
		n.procedure, n.ground = false, false
	}
	return n
}

// loadLibrary reads the queries once for all stores of the process: to parse and fill
// them takes longer than to open one.
var loadLibrary = sync.OnceValues(readLibrary)

func readLibrary() (*library, error) {
	l := &library{filled: map[needs]heeding{}}
	every, err := parseQueries(needs{lookup: true, slotsBy: true, withdrawn: true, days: true}.instead())
	if err != nil {
		return nil, err
	}
	_, err = l.heeding(needs{})
	return l, errors.Join(l.parts(every), err)
}

// heeding fills the queries for what must be heeded, the first time that it is.
func (l *library) heeding(n needs) (heeding, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if h, found := l.filled[n]; found {
		return h, nil
	}
	root, err := parseQueries(n.instead())
	if err != nil {
		return heeding{}, err
	}
	h := heeding{named: map[string]string{}}
	h.events, err = fillQuery(root, "events", nil)
	touched, err2 := fillQuery(root, "touched_persons", nil)
	apart, err3 := fillQuery(root, "apart", nil)
	keep, err4 := fillQuery(root, "keep_days", nil)
	h.touched, h.apart, h.keep = touched, apart, keep
	if err = errors.Join(err, err2, err3, err4, fillNamed(root, h.named)); err != nil {
		return heeding{}, err
	}
	l.filled[n] = h
	return h, nil
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
	if _, err := root.New("shows_slots").Parse(showsSlots()); err != nil {
		return nil, fmt.Errorf("requêtes : %w", err)
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
		{&l.slotsBy, "slots_by", nil},
		{&l.pageFactVisible, "not_withdrawn", "page_facts"},
		{&l.noticeVisible, "taken_in", "notices"},
		{&l.aliasVisible, "taken_in", "notice_aliases"},
		{&l.eventVisible, "events", nil},
		{&l.committed, "committed", nil},
		{&l.consented, "consented", nil},
		{&l.newestImports, "newest_imports", nil},
		{&l.orphans, "orphans", nil},
		{&l.heeded, "heeded", nil},
		{&l.known, "known", nil},
		{&l.stated, "of_feature", nil},
		{&l.decidedPairs, "decided_pairs", nil},
		{&l.decidedEnds, "decided_ends", nil},
		{&l.sums, "sums", nil},
		{&l.gapFacts, "gap_facts", nil},
		{&l.gapState, "gap_state", nil},
		{&l.gapRows, "gap_rows", nil},
		{&l.gapCases[observatory.GapsOnly], "gap_cases", "if(known_date <= {to:Date}, gaps, [])"},
		{&l.gapCases[observatory.WindowDays], "gap_cases", "if(known_date <= {to:Date}, arrayConcat(gaps, held), [])"},
		{&l.gapCases[observatory.RefusalDays], "gap_cases", "if(known_date <= {to:Date}, refusals, [])"},
		{&l.gapCases[observatory.RequestDays], "gap_cases", "requests"},
		{&l.gapCaseCounts, "gap_case_counts", nil},
		{&l.someWithdrawn, "some_withdrawn", nil},
		{&l.dayKeeps, "newest_keeps", nil},
		{&l.sinceKeep, "since_keep", nil},
		{&l.cellsOfKeep, "cells_of_keep", nil},
		{&l.monthsOfAttempts, "months_of_attempts", nil},
		{&l.confirmedSince, "confirmed_since", nil},
	} {
		var err error
		if *part.to, err = fillQuery(root, part.name, part.arg); err != nil {
			return err
		}
	}
	return nil
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

// showsSlots is the condition Attempt.ShowsSlots, for SQL.
func showsSlots() string {
	either := []string{"toUInt16(first_date) != 0"}
	for _, begin := range observatory.SlotJourneys() {
		either = append(either, "startsWith(journey, '"+begin+"')")
	}
	return strings.Join(either, " OR ")
}

// QueryNames lists the named queries in alphabetical order.
func (s *Store) QueryNames() []string {
	h, _ := s.sql.heeding(needs{}) // filled when the store was opened
	return slices.Sorted(maps.Keys(h.named))
}

// Counts streams the rows of a named query over a window. What its keys,
// values and lists are stands at the head of its file in queries/. The same
// facts, window and horizon give the same rows, in the same order unless the head
// says that there is none (to sort a year of days of targets takes the engine longer
// than to count them). A name that
// does not exist gives observatory.ErrNotFound.
func (s *Store) Counts(ctx context.Context, query string, w observatory.Window) iter.Seq2[observatory.CountRow, error] {
	return func(yield func(observatory.CountRow, error) bool) {
		text, params, err := s.named(ctx, query, w)
		if err == nil {
			err = s.counts(ctx, text, params, func(row observatory.CountRow) bool { return yield(row, nil) })
		}
		if err != nil {
			yield(observatory.CountRow{}, fmt.Errorf("requête « %s » : %w", query, err))
		}
	}
}

// named gives the text of a query over a window, and its parameters.
func (s *Store) named(ctx context.Context, query string, w observatory.Window) (string, clickhouse.Parameters, error) {
	n, params := asked(w), windowParams(w)
	h, err := s.sql.heeding(n)
	text, found := h.named[query]
	if err == nil && !found {
		err = observatory.ErrNotFound
	}
	if err == nil && strings.Contains(text, "FROM attempts") {
		return s.namedOfAttempts(ctx, query, w, n, params)
	}
	if err != nil || !strings.Contains(text, "{committed:") { // it reads no case
		return text, params, err
	}
	h, err = s.heeded(ctx, n, params)
	return h.named[query], params, err
}

// Version names the state of the facts: it changes whenever a row that a page
// can show was added or dropped. Readings of case data do not change it. It is
// seven parts joined by "-": attempts, page facts, case events, imports,
// rejects, verdicts, and what is said of cases besides (reviews, messages and
// their clusters, decisions on persons); who shows only some of them may
// compare only theirs.
func (s *Store) Version(ctx context.Context) (string, error) {
	return s.versionOf(ctx, s.attempts.name, s.pageFacts.name, s.events.name, s.imports.name, s.rejects.name, s.verdicts.name, s.besides())
}

// CasesVersion names the state of what is told of cases: Version without what
// probes and verdicts add.
func (s *Store) CasesVersion(ctx context.Context) (string, error) {
	return s.versionOf(ctx, s.events.name, s.imports.name, s.besides())
}

// besides is what is said of cases beside their events.
func (s *Store) besides() string {
	return "(SELECT recorded_at FROM " + strings.Join([]string{s.reviews.name, s.notices.name, s.noticeAliases.name, s.decisions.name}, " UNION ALL SELECT recorded_at FROM ") + ")"
}

func (s *Store) versionOf(ctx context.Context, tables ...string) (string, error) {
	var parts []string
	for _, name := range tables {
		var rows, newest int64
		query := "SELECT toInt64(count()), toUnixTimestamp64Milli(max(recorded_at)) FROM " + name
		if err := s.conn.QueryRow(ctx, query).Scan(&rows, &newest); err != nil {
			return "", fmt.Errorf("état des données (%s) : %w", name, err)
		}
		parts = append(parts, fmt.Sprintf("%x.%x", rows, newest))
	}
	return strings.Join(parts, "-"), nil
}
