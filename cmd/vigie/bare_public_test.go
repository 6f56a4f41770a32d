package main

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/privacy"
	"vigie/internal/store"
)

// What published tables are made of, in a world with rows that have their case's
// reference alone, is that of the same world in which the naive reading says each
// row's person; and no cell of few persons passes for one of more.
func TestPublishedPersonsOfBareRows(t *testing.T) {
	unraced(t)
	t.Parallel()
	b := newWorkbench(t)
	made := randomWorld(23, 0, 120)
	made.dispute()
	named, moved := made.named(newNaive(made, 0, 0, publishedAt(12), b.catalogue.Zone))
	if moved < 100 {
		t.Fatalf("%d rows without their person: the test could hardly fail", moved)
	}
	var rows [2]map[string][]string
	for i, w := range []*world{named, made} {
		s := b.store(t)
		fill(t, s, w.rows())
		rows[i] = caseRows(t, s, caseQueries(), nil)
	}
	if diff := cmp.Diff(rows[0], rows[1]); diff != "" {
		t.Errorf("rows behind the tables (-naive +got):\n%.4000s", diff)
	}
	for query, list := range rows[1] {
		if len(list) == 0 && !strings.HasPrefix(query, "confidentiality") {
			t.Errorf("%s has no rows", query)
		}
	}
	b.fewPersons(t)
}

func publishedAt(month time.Month) time.Time { return time.Date(2026, month, 1, 9, 0, 0, 0, time.UTC) }

// caseRows are the rows of queries in any one order; their keys may be renamed.
func caseRows(t *testing.T, s *store.Store, queries []string, rename func(string) string) map[string][]string {
	t.Helper()
	rows := map[string][]string{}
	for _, query := range queries {
		rows[query] = []string{}
		for row, err := range s.Counts(t.Context(), query, observatory.Window{Horizon: publishedAt(12)}) {
			if err != nil {
				t.Fatal(err)
			}
			for i := range row.Keys {
				if rename != nil {
					row.Keys[i] = rename(row.Keys[i])
				}
			}
			rows[query] = append(rows[query], fmt.Sprint(row))
		}
		slices.Sort(rows[query])
	}
	return rows
}

// caseQueries are those that the indicators of cases stand on.
func caseQueries() (queries []string) {
	for _, d := range indicators.All() {
		if d.Proof == indicators.ByCase && !slices.Contains(queries, d.Query) {
			queries = append(queries, d.Query)
		}
	}
	return queries
}

// dispute tells of some cases names besides the number, and of some another
// number, often on one day.
func (w *world) dispute() {
	for _, e := range w.events {
		switch other := int(e.ID[2]); {
		case e.Stated() == 0 || other%3 > 0:
		case e.Case[2]%8 == 0:
			e.Person, e.Instance = testID("another", e.Association, other%60), observatory.NoID
		case e.Case[2]%8 == 1:
			e.Person, e.Instance, e.Strength = testID("names", e.Association, other%60), observatory.NoID, observatory.StrengthNamesBirth
		}
	}
}

// named is the same world with each row's person, as the naive reading says it.
func (w *world) named(v naive) (named *world, moved int) {
	persons := map[observatory.ID]*observatory.CaseEvent{}
	for _, e := range v.visibleEvents() {
		if told := e.Person != e.Case; told && (e.Strength == observatory.StrengthCase || e.Strength == observatory.StrengthUnstated) {
			persons[e.ID] = e
		}
	}
	of := *w
	of.events = nil
	for _, e := range w.events {
		copied := *e
		if told := persons[e.ID]; told != nil && e.Stated() == 0 {
			copied.Person, copied.Instance, copied.Strength = told.Person, told.Instance, observatory.StrengthNumber
			moved++
		}
		of.events = append(of.events, &copied)
	}
	return &of, moved
}

// bareCases are cases of an association with rows of a number and rows without.
func (w *world) bareCases(association string) (cases []observatory.ID) {
	told := map[observatory.ID][2]bool{}
	for _, e := range w.events {
		has := told[e.Case]
		has[min(e.Stated(), 1)] = true
		if e.Association == association && has == [2]bool{true, true} && told[e.Case] != has {
			cases = append(cases, e.Case)
		}
		told[e.Case] = has
	}
	return cases
}

// fewPersons publishes cells of the fewest persons that are shown, each of them
// told with a number and without, and another edition once numbers tell that two
// persons are one.
func (b *workbench) fewPersons(t *testing.T) {
	t.Helper()
	made := &world{}
	made.addImports()
	contact := func(department string, n, day int, person string, inImport int) {
		e := observatory.CaseEvent{
			Association: []string{"alpha", "beta"}[n%2], Case: testID("case", department, n), Event: observatory.EventCCCContact, Date: worldStart + observatory.Date(day),
			Department: department, Level: observatory.LevelDocument, Answer: "silent", Strength: observatory.StrengthCase,
		}
		if e.Person = e.Case; person != "" {
			e.Person, e.Strength = testID(person), observatory.StrengthNumber
		}
		made.fact(e, inImport)
	}
	for department, persons := range map[string]int{"01": 11, "75": 10, "973": 40, "974": 40} {
		for n := range persons {
			contact(department, n, n, "", 0)
			if department != "974" {
				contact(department, n, n+1, fmt.Sprint(department, n), 0)
			}
		}
	}
	contact("974", 0, 50, "of both", 2) // the import is committed in July
	contact("974", 2, 50, "of both", 2)
	s := b.store(t)
	fill(t, s, made.rows())
	var editions [2]privacy.CaseTables
	for i, want := range []map[string]int64{{"01": 11, "75": -10, "973": 40, "974": 40}, {"01": 11, "75": -10, "973": 40, "974": 39}} {
		base := indicators.Request{Window: observatory.Window{Horizon: publishedAt(time.Month(6 + 3*i))}, Rules: indicators.RulesOf(b.catalogue), Zone: b.catalogue.Zone}
		exact, err := indicators.PublicTables(t.Context(), contactsAlone{s}, base, b.region)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, departmentsOf(exact)); diff != "" {
			t.Errorf("edition %d, persons (-want +got):\n%s", i+1, diff)
		}
		editions[i] = privacy.Protect(exact, editions[0], indicators.Withins(), b.region)
	}
	first, second := departmentsOf(editions[0].Behind), departmentsOf(editions[1].Behind)
	if first["75"] != 0 || second["75"] != 0 || first["974"] != -40 || second["974"] != -40 { // the difference would tell of one person
		t.Errorf("persons behind what was shown first %v, then %v: want the ten persons of 75 withheld, 974 as it was", first, second)
	}
}

// contactsAlone has rows of contacts, and of how late they came, alone.
type contactsAlone struct{ indicators.Reader }

func (c contactsAlone) Counts(ctx context.Context, query string, w observatory.Window) iter.Seq2[observatory.CountRow, error] {
	if query != "ccc.answered" && query != "cases.lag" {
		return func(func(observatory.CountRow, error) bool) {}
	}
	return c.Reader.Counts(ctx, query, w)
}

func (b *workbench) region(department string) string {
	d, _ := b.catalogue.Department(department)
	return d.Region
}

// departmentsOf are the persons of a year's contacts by department, less than zero
// where there are too few for a figure, or where it is not said.
func departmentsOf(tables []observatory.PublicTable) map[string]int64 {
	persons := map[string]int64{}
	for _, table := range tables {
		for _, f := range table.Cells {
			if table.Indicator != "ccc.answered" || table.Split != observatory.SplitDepartmentYear || f.Department == "" || f.Period.Name != "2026" {
				continue
			}
			if persons[f.Department] = f.N; !f.Sufficient {
				persons[f.Department] = -f.N
			}
		}
	}
	return persons
}
