package probes

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

var update = flag.Bool("update", false, "rewrite generated files")

// confusionTables are the parts of the confusion table, one a family: each is
// in a file of its own.
func confusionTables() []table {
	return []table{bookingTable(), portalTable(), wayTable(), publicTable(), accessTable(), accountTable(), filingTable()}
}

// column is one journey of a table.
type column struct{ title, id, system string }

// expectation is what each column of a table must find under a fault:
// outcome/cause. A fault that a journey does not meet leaves it healthy.
type expectation struct {
	fault testbed.Fault
	want  []string
}

// table is one part of the confusion table. Its first row is the healthy state.
type table struct {
	name    string // of its subtest
	title   string
	columns []column
	rows    []expectation
}

func newTable(name, title string, rows []expectation, journeys ...string) table {
	t := table{name: name, title: title, rows: rows}
	for _, id := range journeys {
		t.columns = append(t.columns, column{id, id, SystemANEF})
	}
	return t
}

// common are the faults that hide the whole page: every journey meets them.
func common(columns int) []expectation {
	all := func(fault testbed.Fault, want string) expectation {
		return expectation{fault, slices.Repeat([]string{want}, columns)}
	}
	return []expectation{
		all(testbed.Captcha, "blocked/captcha_wall"),
		all(testbed.Wall403, "blocked/wall_403"),
		all(testbed.WallPage, "blocked/wall_page"),
		all(testbed.Rate429, "blocked/rate_429"),
		all(testbed.BadGateway, "down/http_502"),
		all(testbed.NotFound, "drift/http_404"),
		all(testbed.Slow, "degraded/over_budget"),
		all(testbed.Hung, "down/timeout"),
		all(testbed.Maintenance, "maintenance/maintenance_page"),
		all(testbed.Maintenance503, "maintenance/maintenance_page"),
		all(testbed.LayoutBanner, "drift/landmark_missing"),
		all(testbed.Layout, "drift/landmark_missing"),
		all(testbed.ScriptError, "degraded/js_error"),
		all(testbed.Posts, "fault/request_refused"),
		all(testbed.TLSError, "down/tls_error"),
	}
}

// cell is one cell of the table.
type cell struct {
	fault         testbed.Fault
	column        column
	healthy, want string
	got           string
}

// cells are all the cells of a table, row by row.
func (t table) cells() []*cell {
	var cells []*cell
	for _, row := range t.rows {
		for i, c := range t.columns {
			cells = append(cells, &cell{fault: row.fault, column: c, healthy: t.rows[0].want[i], want: row.want[i]})
		}
	}
	return cells
}

// sample takes of the whole product each journey in its healthy state, and
// each fault once: where it shows, in the journey used least so far.
func sample(tables []table) map[string][]*cell {
	taken := map[string][]*cell{}
	used := map[column]int{}
	found := map[testbed.Fault][]*cell{}
	owner := map[*cell]string{}
	for _, part := range tables {
		for i, c := range part.cells() {
			if i < len(part.columns) {
				taken[part.name] = append(taken[part.name], c)
				continue
			}
			owner[c] = part.name
			found[c.fault] = append(found[c.fault], c)
		}
	}
	for _, fault := range testbed.Faults() {
		candidates := found[fault]
		if len(candidates) == 0 {
			continue
		}
		best := slices.MinFunc(candidates, func(a, b *cell) int { return a.cost(used) - b.cost(used) })
		used[best.column]++
		taken[owner[best]] = append(taken[owner[best]], best)
	}
	return taken
}

// cost is how little a cell would show in a sample.
func (c *cell) cost(used map[column]int) int {
	if c.want == c.healthy {
		return 1000 + used[c.column]
	}
	return used[c.column]
}

// TestConfusionTable runs the real browser through the faults of the double
// and holds outcome and cause against what they must be: a sample, or every
// fault for every journey when VIGIE_FULL is set. VIGIE_ONLY is a pattern
// of the journey and the fault, with a space between, of the cells to run;
// VIGIE_PART=i/n runs every n-th cell from the i-th on.
func TestConfusionTable(t *testing.T) {
	tables := confusionTables()
	covers(t, tables)
	full, tabs := os.Getenv("VIGIE_FULL") != "", 2
	chosen := sample(tables)
	if full {
		tabs = 4
	}
	r := newRig(t, testbed.Options{SlowFor: 900 * time.Millisecond}, func(_ *rig, c *Config) {
		c.Concurrency = tabs
		if full {
			c.Quiet = time.Second // four tabs on two cores: a page at rest is told later
		}
	})
	ran, only := 0, regexp.MustCompile(os.Getenv("VIGIE_ONLY"))
	first, step := part(t)
	if testing.Short() { // under the race detector: the cells share their goroutines
		step = max(step, 4)
	}
	for _, table := range tables {
		cells := chosen[table.name]
		if full {
			cells = table.cells()
		}
		cells = slices.DeleteFunc(cells, func(c *cell) bool { return !only.MatchString(c.column.id + " " + string(c.fault)) })
		cells = every(cells, first, step)
		t.Run(table.name, func(t *testing.T) {
			ran++
			r.fillAll(cells, tabs)
			falseAlarms, misses := confused(t, cells)
			t.Logf("%s: %d of %d cells, %d false alarms, %d misses", table.title, len(cells), len(table.cells()), falseAlarms, misses)
		})
	}
	compareReadme(t, confusionReadme(tables), full && only.String() == "" && step == 1 && ran == len(tables))
}

// part reads which cells VIGIE_PART asks for.
func part(t *testing.T) (first, step int) {
	t.Helper()
	asked := os.Getenv("VIGIE_PART")
	if asked == "" {
		return 0, 1
	}
	if _, err := fmt.Sscanf(asked, "%d/%d", &first, &step); err != nil || first < 1 || first > step {
		t.Fatalf("VIGIE_PART=%s: want i/n with 1 <= i <= n", asked)
	}
	return first - 1, step
}

// every takes each step-th cell.
func every(cells []*cell, first, step int) []*cell {
	var taken []*cell
	for i := first; i < len(cells); i += step {
		taken = append(taken, cells[i])
	}
	return taken
}

// covers tells what no table tries: a fault of the double, a shipped journey.
func covers(t *testing.T, tables []table) {
	t.Helper()
	faults, journeys := map[testbed.Fault]bool{}, map[[2]string]bool{}
	for _, part := range tables {
		for _, row := range part.rows {
			faults[row.fault] = true
			if len(row.want) != len(part.columns) {
				t.Fatalf("%s under %s: %d expectations for %d journeys", part.name, row.fault, len(row.want), len(part.columns))
			}
		}
		for _, c := range part.columns {
			journeys[[2]string{c.id, c.system}] = true
		}
	}
	for _, fault := range testbed.Faults() {
		if !faults[fault] {
			t.Errorf("fault %s is in no table", fault)
		}
	}
	all, err := Journeys()
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range all {
		if !journeys[[2]string{j.ID, j.System}] {
			t.Errorf("journey %s of %s is in no table", j.ID, j.System)
		}
	}
}

// confused counts and tells the cells that differ from what they must be.
func confused(t *testing.T, cells []*cell) (falseAlarms, misses int) {
	t.Helper()
	for _, c := range cells {
		switch {
		case c.got == c.want:
			continue
		case c.want == c.healthy:
			falseAlarms++
		default:
			misses++
		}
		t.Errorf("%s of %s under %s: got %s, want %s", c.column.id, c.column.system, c.fault, c.got, c.want)
	}
	return falseAlarms, misses
}

// fillAll fills the cells, some at a time.
func (r *rig) fillAll(cells []*cell, tabs int) {
	work := make(chan *cell)
	var wg sync.WaitGroup
	for range tabs {
		wg.Go(func() {
			for c := range work {
				r.fill(c)
			}
		})
	}
	for _, c := range cells {
		work <- c
	}
	close(work)
	wg.Wait()
}

// shippedOnce are the journeys for who changes nothing in them.
var shippedOnce = sync.OnceValues(Journeys)

func (r *rig) fill(c *cell) {
	journeys, err := shippedOnce()
	if err != nil {
		c.got = "error: " + err.Error()
		return
	}
	journey, err := Find(journeys, c.column.id, c.column.system)
	if err != nil {
		c.got = "error: " + err.Error()
		return
	}
	target := r.target(journey.Targets(), c.fault)
	// Budgets are shortened only where the double is slow on purpose, so that
	// a busy machine does not make a healthy page late.
	options := RunOptions{}
	switch c.fault {
	case testbed.Slow:
		options.Budget = 700 * time.Millisecond
	case testbed.Heavy:
		options.Budget = 4 * time.Second
	case testbed.CaptchaHung: // all but one find a healthy page
		options.Timeout = 6 * time.Second
	case testbed.Hung:
		options.Timeout = 1500 * time.Millisecond
	}
	a, err := r.once(journey, target, options)
	if err != nil {
		c.got = "error: " + err.Error()
		return
	}
	c.got = string(a.Outcome) + "/" + a.Cause
	if a.Slots > 0 && a.Outcome != observatory.Met && a.Outcome != observatory.Degraded {
		c.got += " with slots"
	}
}

// once makes one attempt, assisted or not, without confirmation.
func (r *rig) once(journey Journey, target observatory.Target, options RunOptions) (*observatory.Attempt, error) {
	all := AssistOptions{RunOptions: options}
	if journey.Mode == observatory.Assisted {
		all.standIn = onDouble(journey, target)
	}
	if journey.Mode == observatory.Assisted && !all.standIn {
		all.Human = answer("SIMUL")
	}
	return r.runner.once(r.t.Context(), r.runner.pool, journey, target, all, observatory.NoID)
}

// confusionReadme is the whole table, as the full run proves it.
func confusionReadme(tables []table) string {
	var b strings.Builder
	b.WriteString("# testbed: the double of the portal and of the booking systems\n\n" +
		"Synthetic pages written from the facts in the design's portals file; each page says « double de test — simulation ».\n" +
		"Faults are switched by the address (`/_fault/NAME/...`), by the test (`Bed.Switch`) or over time by a seed (`StateAt`).\n\n" +
		"## Confusion table\n\n" +
		"What the real browser finds under each fault. `go test ./probes -run TestConfusionTable` runs each journey in its healthy\n" +
		"state and each fault once; with `VIGIE_FULL=1` it runs every cell. It fails when a cell differs from what it must be; when\n" +
		"none does, `-update` writes this file. A fault that a journey does not meet leaves it healthy. The journeys `anef.way.*`\n" +
		"are expected to fail: the letter says that the form offers no way, and the healthy double has none.\n")
	for _, part := range tables {
		fmt.Fprintf(&b, "\n### %s\n\n| fault |", part.title)
		for _, c := range part.columns {
			fmt.Fprintf(&b, " %s |", c.title)
		}
		b.WriteString("\n|---|" + strings.Repeat("---|", len(part.columns)) + "\n")
		for _, row := range part.rows {
			fmt.Fprintf(&b, "| %s | %s |\n", row.fault, strings.Join(row.want, " | "))
		}
	}
	fmt.Fprintf(&b, "\n%d cells.\n", cellsOf(tables))
	return b.String()
}

func cellsOf(tables []table) int {
	total := 0
	for _, part := range tables {
		total += len(part.columns) * len(part.rows)
	}
	return total
}

// wholeRun begins the last line of the README, which tells the last run of
// every cell.
const wholeRun = "\nLast whole run: "

// compareReadme holds the README against the tables. -update writes it; the
// line of the last whole run changes only when every cell has been run.
func compareReadme(t *testing.T, got string, whole bool) {
	t.Helper()
	const name = "../internal/testbed/README.md"
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	want, last, _ := strings.Cut(string(content), wholeRun)
	if *update && !t.Failed() {
		if whole {
			last = time.Now().Format("2 January 2006") + ", " + strconv.Itoa(cellsOf(confusionTables())) + " cells, 0 false alarms (healthy, told otherwise), 0 misses (a fault told wrongly).\n"
		}
		if err := os.WriteFile(name, []byte(got+wholeRun+last), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("the table of the README has changed; run with -update (-want +got):\n%s", diff)
	}
}
