package store

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

var monday = observatory.NewDate(2026, 11, 2) // the day of t0 in Paris

func counts(t *testing.T, s *Store, query string, w observatory.Window) []observatory.CountRow {
	t.Helper()
	rows, err := collect(s.Counts(t.Context(), query, w))
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return inOrder(t, query, rows)
}

// answered gives the rows of a text of a query.
func answered(t *testing.T, s *Store, query, text string, w observatory.Window) (rows []observatory.CountRow) {
	t.Helper()
	if err := s.counts(t.Context(), text, windowParams(w), func(row observatory.CountRow) bool {
		rows = append(rows, row)
		return true
	}); err != nil {
		t.Fatal(err)
	}
	return inOrder(t, query, rows)
}

// inOrder sorts the rows of a query that come in no order.
func inOrder(t *testing.T, query string, rows []observatory.CountRow) []observatory.CountRow {
	t.Helper()
	head, err := fs.ReadFile(queryFiles, "queries/"+query+".sql")
	if err != nil {
		t.Fatal(err)
	}
	if unordered(string(head)) {
		slices.SortFunc(rows, func(a, b observatory.CountRow) int { return slices.Compare(a.Keys, b.Keys) })
	}
	return rows
}

// unordered reports whether the rows of a query come in no order, as its head says.
func unordered(query string) bool { return strings.Contains(query, "\n-- order:  none\n") }

func closure(name, person string, date observatory.Date, stated observatory.Tri, change func(*observatory.CaseEvent)) *observatory.CaseEvent {
	return eventOn(name, date, func(e *observatory.CaseEvent) {
		e.Event, e.Ending, e.Person, e.ReasonStated = observatory.EventClosure, "adverse", id(person), stated
		e.ReasonSource, e.Level = "declared", observatory.LevelDocument
		if change != nil {
			change(e)
		}
	})
}

func TestClosureReasonStated(t *testing.T) {
	s := testStore(t)
	add(t, s, committed("batch", t0),
		closure("1", "p", march, observatory.Yes, nil),
		closure("2", "p", march+30, observatory.No, nil),
		closure("3", "p", march+30, observatory.Unknown, nil),
		closure("4", "p", march+31, observatory.No, nil), // 1 April
		closure("5", "p", march, observatory.No, func(e *observatory.CaseEvent) { e.Level = observatory.LevelTold }),
		closure("favourable", "p", march, observatory.No, func(e *observatory.CaseEvent) { e.Ending = "favourable" }),
		closure("decision", "p", march, observatory.No, func(e *observatory.CaseEvent) { e.Event = observatory.EventDecision }),
		closure("undated", "p", 0, observatory.No, nil),
		closure("too early", "p", march-1, observatory.No, nil),
		closure("not committed", "p", march, observatory.No, func(e *observatory.CaseEvent) { e.Import = id("open") }),
		closure("simulated", "p", march, observatory.No, func(e *observatory.CaseEvent) { e.Simulation = true }),
	)
	key := func(month, level string) []string {
		return []string{"01", month, "asso", id("p").String(), "declared", level}
	}
	want := []observatory.CountRow{
		{Keys: key("2026-03", "document"), Values: []int64{3, 1, 1, 1}},
		{Keys: key("2026-03", "told"), Values: []int64{1, 0, 1, 0}},
		{Keys: key("2026-04", "document"), Values: []int64{1, 0, 1, 0}},
	}
	got := counts(t, s, "closure.reason_stated", observatory.Window{From: march, To: march + 60})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// gapWorld is a case x with a corrected closure, a case y that begins later and
// a simulated one.
func gapWorld() []observatory.Observation {
	in := func(caseName string, change func(*observatory.CaseEvent)) func(*observatory.CaseEvent) {
		return func(e *observatory.CaseEvent) {
			e.Case, e.Person, e.Level = id(caseName), id("person "+caseName), observatory.LevelDocument
			change(e)
		}
	}
	return []observatory.Observation{
		committed("batch", t0), committed("second", t0.Add(time.Hour)),
		eventOn("title", 0, in("x", func(e *observatory.CaseEvent) {
			e.Event, e.Start, e.End = observatory.EventTitleHeld, march-300, march+20
			e.Procedure = "renewal"
		})),
		eventOn("filing", march, in("x", func(e *observatory.CaseEvent) { e.Department, e.Ground = "69", "L423-23"; e.Ordinal = 1 })),
		eventOn("same day", march, in("x", func(e *observatory.CaseEvent) {
			e.Event, e.Start, e.End, e.Rank = observatory.EventCertificate, march, march+90, "renewal"
			e.Level = observatory.LevelTold
		})),
		eventOn("wrong closure", march+50, in("x", func(e *observatory.CaseEvent) { e.Event, e.Ending = observatory.EventClosure, "other" })),
		eventOn("closure", march+55, in("x", func(e *observatory.CaseEvent) {
			e.Event, e.Ending, e.MonthOnly = observatory.EventClosure, "adverse", true
			e.Withdraws, e.Import = id("wrong closure"), id("second")
		})),
		eventOn("attested", march+60, in("x", func(e *observatory.CaseEvent) {
			e.Event, e.Answer, e.Department = observatory.EventStateAttested, "no", ""
		})),
		eventOn("later", march+100, in("y", func(*observatory.CaseEvent) {})),
		eventOn("simulated", march, in("z", func(e *observatory.CaseEvent) { e.Simulation = true })),
	}
}

func TestCertificateGapDays(t *testing.T) {
	s := testStore(t)
	add(t, s, gapWorld()...)
	m := int64(march)
	x := observatory.CountRow{
		Keys: []string{"01", "asso", id("person x").String(), id("x").String(), "renewal", "L423-23", "told"},
		Lists: [][]int64{
			{1, 2, 6, 11, 24},
			{0, m, m, m + 55, m + 60},
			{m - 300, 0, m, 0, 0},
			{m + 20, 0, m + 90, 0, 0},
			{0, 0, 0, 1, 0},
			{0, 0, 0, 0, 0},
			{0, 0, 0, 0, 0},
		},
	}
	y := observatory.CountRow{
		Keys:  []string{"01", "asso", id("person y").String(), id("y").String(), "", "", "document"},
		Lists: [][]int64{{2}, {m + 100}, {0}, {0}, {0}, {0}, {0}},
	}
	tests := []struct {
		name   string
		window observatory.Window
		want   []observatory.CountRow
	}{
		{"all", everything, []observatory.CountRow{x, y}},
		{"from keeps a case whole", observatory.Window{From: march + 90, To: march + 99}, []observatory.CountRow{x}},
		{"before any case", observatory.Window{To: march - 301}, nil},
		{"before any import", observatory.Window{Horizon: t0}, nil},
	}
	byCase := func(a, b observatory.CountRow) int { return strings.Compare(a.Keys[3], b.Keys[3]) }
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := counts(t, s, "certificate.gap_days", tt.window)
			slices.SortFunc(got, byCase)
			slices.SortFunc(tt.want, byCase)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestCasesCounts(t *testing.T) {
	s := testStore(t)
	other := func(e *observatory.CaseEvent) { e.Case, e.Association = id("other"), "second" }
	add(t, s, committed("batch", t0), eventOn("a", march, nil), eventOn("b", march+1, nil), eventOn("c", march+2, other),
		eventOn("d", march+3, func(e *observatory.CaseEvent) { e.Department = "69" }),
		eventOn("late", march+40, nil))
	want := []observatory.CountRow{
		{Keys: []string{"01"}, Values: []int64{2, 1, 2, 3}},
		{Keys: []string{"69"}, Values: []int64{1, 1, 1, 1}},
	}
	if diff := cmp.Diff(want, counts(t, s, "cases.counts", observatory.Window{From: march, To: march + 30})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What the queries must not do: these change from call to call or with time.
func TestQueryRules(t *testing.T) {
	banned := map[string]*regexp.Regexp{
		"quantile, median": regexp.MustCompile(`(?i)\b(quantile\w*|median\w*|percentile\w*)`),
		"uniq":             regexp.MustCompile(`(?i)\b(uniq\w*|approx_\w+|topK\w*|any\w*)\s*\(`),
		"average, float":   regexp.MustCompile(`(?i)\b(avg\w*|toFloat\w*|Float32|Float64|stddev\w*|var(Pop|Samp)\w*|divide)\b`),
		"division":         regexp.MustCompile(`[^-/*]/[^*/]`),
		"clock, chance":    regexp.MustCompile(`(?i)\b(now64|now|today|yesterday|rand\w*|generateUUID\w*)\s*\(`),
	}
	comment := regexp.MustCompile(`(?m)^--.*$|\{\{/\*.*?\*/\}\}`)
	files := 0
	err := fs.WalkDir(queryFiles, "queries", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files++
		raw, err := fs.ReadFile(queryFiles, name)
		sql := comment.ReplaceAllString(string(raw), "")
		for what, pattern := range banned {
			if found := pattern.FindString(sql); found != "" {
				t.Errorf("%s: %s: %q", name, what, found)
			}
		}
		ordered := regexp.MustCompile(`(?s)\nORDER BY [^()]+\n$`).MatchString(sql)
		if path.Dir(name) == "queries" && ordered == unordered(string(raw)) {
			t.Errorf("%s: it must either end with ORDER BY or say at its head that it has no order", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 7 {
		t.Errorf("only %d files were read", files)
	}
}

// The head comment of each query tells its columns, by name and in order.
func TestQueryHeads(t *testing.T) {
	s := testStore(t)
	add(t, s, committed("batch", t0), closure("c", "p", march, observatory.No, nil), attemptAt("slots", t0, nil),
		attemptAt("door", t0, func(a *observatory.Attempt) { a.Journey = "pan.door" }),
		seen("drift", 0, observatory.Drift, nil), seen("blocked", 1, observatory.Blocked, nil), seen("down", 2, observatory.Down, nil))
	for _, kind := range []observatory.EventKind{
		"ccc_contact", "pan_contact", "substitution", "failed_attempt", "certificate", "certificate_presented", "alternative_asked", "disclosure",
	} {
		add(t, s, closure(string(kind), "p", march, observatory.Unknown, func(e *observatory.CaseEvent) { e.Event, e.Ending = kind, "" }))
	}
	add(t, s, closure("since the first file", "p", monday, observatory.Unknown, nil))
	for _, journey := range []string{"anef.upload.two_files", "anef.second.travel_document", "anef.application.report_error", "anef.way.no_number"} {
		add(t, s, attemptAt(journey, t0, func(a *observatory.Attempt) { a.Journey, a.System, a.Outcome = journey, "anef", observatory.Unmet }))
	}
	add(t, s, &observatory.PageFact{
		Envelope: env("page", t0), Department: "01", Address: "https://x.example/", Item: "anef_named", State: observatory.Present,
	})
	add(t, s, closureNotices()...)
	for _, name := range s.QueryNames() {
		rows := counts(t, s, name, everything)
		if len(rows) == 0 {
			t.Errorf("%s: no row of a world that has some", name)
			continue
		}
		h, err := s.sql.heeding(needs{linking: true, lookup: true})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(answered(t, s, name, h.named[name], everything), rows); diff != "" {
			t.Errorf("%s, where nobody allowed linking (-heeded +left out):\n%s", name, diff)
		}
		raw, err := fs.ReadFile(queryFiles, "queries/"+name+".sql")
		if err != nil {
			t.Fatal(err)
		}
		text := string(raw)
		if !strings.HasPrefix(text, "-- "+name+": ") {
			t.Errorf("%s: the head comment does not begin with its name", name)
		}
		got := map[string]int{"keys": len(rows[0].Keys), "values": len(rows[0].Values), "lists": len(rows[0].Lists)}
		if diff := cmp.Diff(headCounts(text), got); diff != "" {
			t.Errorf("%s (-head +row):\n%s", name, diff)
		}
	}
}

func headCounts(text string) map[string]int {
	found := map[string]int{"keys": 0, "values": 0, "lists": 0}
	for _, m := range regexp.MustCompile(`(?m)^-- (keys|values|lists)( \([^)]*\))?: +(.*)$`).FindAllStringSubmatch(text, -1) {
		if m[3] != "none" {
			inside := regexp.MustCompile(`\([^)]*\)`).ReplaceAllString(m[3], "")
			found[m[1]] = strings.Count(inside, ",") + 1
		}
	}
	return found
}

func TestVersion(t *testing.T) {
	s := testStore(t)
	version := func() string {
		v, err := s.Version(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	ofCases := func() string {
		v, err := s.CasesVersion(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	seen := map[string]string{version(): "nothing"}
	if again := version(); seen[again] == "" {
		t.Error("it changes by itself")
	}
	steps := []struct {
		name string
		add  observatory.Observation
	}{
		{"attempt", attemptAt("a", t0, nil)},
		{"second attempt", attemptAt("b", t0, nil)},
		{"event", eventOn("e", march, nil)},
		{"import", committed("batch", t0)},
		{"reject", &observatory.Reject{Envelope: env("r", t0), Import: id("batch")}},
		{"page fact", &observatory.PageFact{Envelope: env("f", t0)}},
		{"review", &observatory.Review{Envelope: env("v", t0), Association: "a", Case: id("case")}},
		{"message", &observatory.Notice{Envelope: env("n", t0), Association: "a", Text: id("text")}},
		{"cluster", &observatory.NoticeAlias{Envelope: env("c", t0), Cluster: id("c1"), Of: id("c2")}},
		{"decision", &observatory.PersonDecision{Envelope: env("d", t0), Association: "a", First: id("p1"), Second: id("p2"), Verdict: observatory.VerdictDifferent}},
	}
	besides := []string{"attempt", "second attempt", "reject", "page fact"} // nothing is told of a case
	for _, step := range steps {                                            // each builds on the one before
		cases := ofCases()
		add(t, s, step.add)
		if changed := ofCases() != cases; changed == slices.Contains(besides, step.name) {
			t.Errorf("%s: the version of the cases changes: %v", step.name, changed)
		}
		v := version()
		if before, ok := seen[v]; ok {
			t.Errorf("%s: the version is that of %s", step.name, before)
		}
		seen[v] = step.name
	}
	before := version()
	add(t, s, &observatory.Access{Envelope: env("x", t0), Account: "a"})
	if version() != before {
		t.Error("reading a case changes the version")
	}
}
