package probes

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

var update = flag.Bool("update", false, "rewrite generated files")

// column is one journey of a table.
type column struct{ title, id, system string }

// expectation is what each column of a table must find under a fault:
// outcome/cause. A fault that a journey does not meet leaves it healthy.
type expectation struct {
	fault testbed.Fault
	want  []string
}

// table is one part of the confusion table.
type table struct {
	title   string
	columns []column
	rows    []expectation
}

const (
	doorOK  = "met/door_open"
	slotsOK = "met/slots"
	oldOK   = "met/alive"
)

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

func bookingTable() table {
	return table{
		title: "Booking systems",
		columns: []column{
			{"pan.door, RDV-Prefecture", "pan.door", SystemRDVPrefecture},
			{"pan.slots, RDV-Prefecture (assisted)", "pan.slots", SystemRDVPrefecture},
			{"pan.slots, RDV Service Public", "pan.slots", SystemRDVServicePublic},
			{"pan.old_module", "pan.old_module", SystemOldModule},
		},
		rows: append([]expectation{
			{testbed.Slots, []string{doorOK, slotsOK, slotsOK, oldOK}},
			{testbed.NoSlot, []string{doorOK, "unmet/no_slot", "unmet/no_slot", oldOK}},
			{testbed.Disabled, slices.Repeat([]string{"unmet/disabled"}, 4)},
			{testbed.Moved, []string{doorOK, slotsOK, "drift/wrong_page", "unmet/moved"}},
			{testbed.CaptchaDown, []string{"down/captcha_unavailable", slotsOK, slotsOK, oldOK}},
			{testbed.Banner, []string{doorOK, slotsOK, slotsOK, oldOK}},
			{testbed.WrongPlace, slices.Repeat([]string{"drift/wrong_prefecture"}, 4)},
			{testbed.SlotsLayout, []string{doorOK, "drift/landmark_missing", "drift/landmark_missing", oldOK}},
			{testbed.Contradiction, []string{doorOK, "drift/contradiction", "drift/contradiction", oldOK}},
		}, common(4)...),
	}
}

const (
	shellOK   = "met/shell_served"
	homeOK    = "met/home_shown"
	formOK    = "met/form_shown"
	franceOK  = "met/franceconnect_offered"
	accountOK = "met/identifier_asked"
	resetOK   = "met/reset_shown"
	noWay     = "unmet/no_way" // what the letter says, and so the healthy state of these journeys
)

func portalTable() table {
	journeys := []string{"anef.shell", "anef.home", "anef.sign_on", "anef.france_connect", "anef.password_forgotten", "anef.account_creation"}
	row := func(fault testbed.Fault, want ...string) expectation { return expectation{fault, want} }
	const blank, other, down, bad = "down/app_blank", "drift/other_language", "maintenance/maintenance_page", "down/http_502"
	rows := append([]expectation{
		row(testbed.Slots, shellOK, homeOK, formOK, franceOK, resetOK, accountOK),
		row(testbed.Banner, shellOK, homeOK, formOK, franceOK, resetOK, accountOK),
		row(testbed.English, shellOK, homeOK, other, other, other, other),
		{testbed.RedirectLoop, slices.Repeat([]string{"down/redirect_loop"}, len(journeys))},
		{testbed.OldApp, slices.Repeat([]string{"drift/wrong_page"}, len(journeys))},
		row(testbed.AppBlank, shellOK, blank, blank, blank, blank, blank),
		row(testbed.AppMaintenance, shellOK, down, down, down, down, down),
		row(testbed.SignOnDown, shellOK, homeOK, bad, bad, bad, accountOK),
		row(testbed.ResetDown, shellOK, homeOK, formOK, franceOK, bad, accountOK),
		row(testbed.NoFranceConnect, shellOK, homeOK, formOK, "unmet/no_franceconnect", resetOK, accountOK),
		{testbed.WebSocket, slices.Repeat([]string{"fault/request_refused"}, len(journeys))},
	}, common(len(journeys))...)
	return newTable("Portal (ANEF)", rows, journeys...)
}

// wayTable is of the journeys expected to fail: what the letter says is the
// healthy state. A late page or a failing script does not undo what was read.
func wayTable() table {
	journeys := []string{"anef.way.no_number", "anef.way.former_asylum_parent", "anef.way.adult_child_protected", "anef.way.eu_national"}
	var rows []expectation
	for _, e := range []struct {
		fault testbed.Fault
		want  string
	}{
		{testbed.Slots, noWay},
		{testbed.WaysOffered, "met/way_offered"},
		{testbed.ScriptError, noWay},
		{testbed.English, "drift/other_language"},
		{testbed.AppBlank, "down/app_blank"},
		{testbed.BadGateway, "down/http_502"},
		{testbed.Hung, "down/timeout"},
		{testbed.Maintenance, "maintenance/maintenance_page"},
		{testbed.Wall403, "blocked/wall_403"},
		{testbed.Layout, "drift/landmark_missing"},
		{testbed.Posts, "fault/request_refused"},
	} {
		rows = append(rows, expectation{e.fault, slices.Repeat([]string{e.want}, len(journeys))})
	}
	return newTable("Letter B: situations without a way (on the double alone)", rows, journeys...)
}

func newTable(title string, rows []expectation, journeys ...string) table {
	t := table{title: title, rows: rows}
	for _, id := range journeys {
		t.columns = append(t.columns, column{id, id, SystemANEF})
	}
	return t
}

// cell is one cell of the table.
type cell struct {
	fault     testbed.Fault
	id        string
	system    string
	want, got string
	slots     int
}

// TestConfusionTable runs the real browser through every fault of the double,
// for each journey, and holds outcome and cause against what they must be.
func TestConfusionTable(t *testing.T) {
	tables := []table{bookingTable(), portalTable(), wayTable()}
	tested := map[testbed.Fault]bool{}
	r := newRig(t, testbed.Options{SlowFor: 1500 * time.Millisecond}, nil)
	var cells []*cell
	for _, part := range tables {
		for _, row := range part.rows {
			tested[row.fault] = true
			for i, c := range part.columns {
				cells = append(cells, &cell{fault: row.fault, id: c.id, system: c.system, want: row.want[i]})
			}
		}
	}
	for _, fault := range testbed.Faults() {
		if !tested[fault] {
			t.Errorf("fault %s is in no table", fault)
		}
	}
	r.fillAll(cells)
	falseAlarms, misses := 0, 0
	for _, c := range cells {
		if c.got == c.want {
			continue
		}
		t.Errorf("%s of %s under %s: got %s, want %s", c.id, c.system, c.fault, c.got, c.want)
		if strings.HasPrefix(c.want, "met/") || c.want == noWay {
			falseAlarms++
		} else {
			misses++
		}
	}
	compareReadme(t, confusionReadme(tables, cells, falseAlarms, misses))
}

// fillAll fills the cells, two at a time.
func (r *rig) fillAll(cells []*cell) {
	work := make(chan *cell)
	var wg sync.WaitGroup
	for range 2 {
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

func (r *rig) fill(c *cell) {
	journey := shipped(r.t, c.id, c.system)
	target := r.target(c.system, c.fault)
	// Budgets are shortened only where the double is slow on purpose, so that
	// a busy machine does not make a healthy page late.
	options := RunOptions{}
	switch c.fault {
	case testbed.Slow:
		options.Budget = 1200 * time.Millisecond
	case testbed.Hung:
		options.Timeout = 1500 * time.Millisecond
	}
	a, err := r.once(journey, target, options)
	if err != nil {
		c.got = "error: " + err.Error()
		return
	}
	c.got, c.slots = string(a.Outcome)+"/"+a.Cause, a.Slots
	if a.Slots > 0 && a.Outcome != observatory.Met && a.Outcome != observatory.Degraded {
		c.got += " with slots"
	}
}

// once makes one attempt, assisted or not, without confirmation.
func (r *rig) once(journey Journey, target observatory.Target, options RunOptions) (*observatory.Attempt, error) {
	all := AssistOptions{RunOptions: options}
	if journey.Mode == observatory.Assisted {
		all.Human = answer("SIMUL")
	}
	return r.runner.once(r.t.Context(), r.runner.pool, journey, target, all, observatory.NoID)
}

func confusionReadme(tables []table, cells []*cell, falseAlarms, misses int) string {
	var b strings.Builder
	b.WriteString("# testbed: the double of the portal and of the booking systems\n\n" +
		"Synthetic pages written from the facts in the design's portals file; each page says « double de test — simulation ».\n" +
		"Faults are switched by the address (`/_fault/NAME/...`), by the test (`Bed.Switch`) or over time by a seed (`StateAt`).\n\n" +
		"## Confusion table\n\n" +
		"What the real browser found under each fault, by `go test ./probes -run TestConfusionTable -update`; the same test fails\n" +
		"when a cell differs from what it must be. A fault that a journey does not meet leaves it healthy. The journeys `anef.way.*`\n" +
		"are expected to fail: the letter says that the form offers no way, and the healthy double has none.\n")
	total := len(cells)
	for _, part := range tables {
		fmt.Fprintf(&b, "\n### %s\n\n| fault |", part.title)
		for _, c := range part.columns {
			fmt.Fprintf(&b, " %s |", c.title)
		}
		b.WriteString("\n|---|" + strings.Repeat("---|", len(part.columns)) + "\n")
		for range part.rows {
			fmt.Fprintf(&b, "| %s |", cells[0].fault)
			for _, c := range cells[:len(part.columns)] {
				fmt.Fprintf(&b, " %s |", c.got)
			}
			b.WriteString("\n")
			cells = cells[len(part.columns):]
		}
	}
	fmt.Fprintf(&b, "\n%d cells, %d false alarms (healthy, told otherwise), %d misses (a fault told wrongly).\n", total, falseAlarms, misses)
	return b.String()
}

func compareReadme(t *testing.T, got string) {
	t.Helper()
	const name = "../internal/testbed/README.md"
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(string(want), got); diff != "" {
		t.Errorf("the table of the README has changed; run with -update once it is right (-want +got):\n%s", diff)
	}
}
