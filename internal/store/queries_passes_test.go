package store

import (
	"maps"
	"regexp"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/google/go-cmp/cmp"
)

// The passes that are left out of the embedded engine change no query: what it
// comes to understand is the same with them.
func TestIdlePasses(t *testing.T) {
	unraced(t)
	s := testStore(t)
	h, err := s.sql.heeding(needs{linking: true})
	if err != nil {
		t.Fatal(err)
	}
	params := windowParams(everything)
	heed{}.needs(needs{}, params)
	with := maps.Clone(s.options.Settings)
	for _, pass := range idlePasses() {
		if s.options.Settings[pass] != 0 {
			t.Errorf("%s is not left out", pass)
		}
		with[pass] = 1
	}
	passing := regexp.MustCompile(`id: [0-9]+|_subquery_?[0-9]+|__set_[0-9_]+`) // numbers in passing
	understood := func(text string, settings clickhouse.Settings) (tree []string) {
		rows, err := s.conn.Query(clickhouse.Context(t.Context(), clickhouse.WithSettings(settings), clickhouse.WithParameters(params)), "EXPLAIN QUERY TREE run_passes = 1 "+text)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				t.Fatal(err)
			}
			tree = append(tree, passing.ReplaceAllString(line, "-"))
		}
		return tree
	}
	for name, text := range h.named {
		if name == "cases.lag" {
			continue // of two bounds of a date the engine makes a third
		}
		got, want := understood(text, s.options.Settings), understood(text, with)
		if diff := cmp.Diff(want, got); diff != "" || len(got) < 10 {
			t.Errorf("%s, %d lines (-with the passes +without):\n%s", name, len(got), diff)
		}
	}
}
