package probes

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

var update = flag.Bool("update", false, "rewrite generated files")

// want of each fault, by system: outcome/cause. An empty cell is a fault that
// the journey does not meet, and so stays healthy.
type expectation struct {
	fault                        testbed.Fault
	door, assisted, service, old string
}

const (
	doorOK  = "met/door_open"
	slotsOK = "met/slots"
	oldOK   = "met/alive"
)

func expectations() []expectation {
	all := func(fault testbed.Fault, want string) expectation { return expectation{fault, want, want, want, want} }
	return []expectation{
		{testbed.Slots, doorOK, slotsOK, slotsOK, oldOK},
		{testbed.NoSlot, doorOK, "unmet/no_slot", "unmet/no_slot", oldOK},
		all(testbed.Disabled, "unmet/disabled"),
		{testbed.Moved, doorOK, slotsOK, "drift/wrong_page", "unmet/moved"},
		all(testbed.Captcha, "blocked/captcha_wall"),
		{testbed.CaptchaDown, "down/captcha_unavailable", slotsOK, slotsOK, oldOK},
		all(testbed.Wall403, "blocked/wall_403"),
		all(testbed.WallPage, "blocked/wall_page"),
		all(testbed.Rate429, "blocked/rate_429"),
		all(testbed.BadGateway, "down/http_502"),
		all(testbed.NotFound, "drift/http_404"),
		all(testbed.Slow, "degraded/over_budget"),
		all(testbed.Hung, "down/timeout"),
		all(testbed.Maintenance, "maintenance/maintenance_page"),
		all(testbed.Maintenance503, "maintenance/maintenance_page"),
		{testbed.Banner, doorOK, slotsOK, slotsOK, oldOK},
		all(testbed.LayoutBanner, "drift/landmark_missing"),
		all(testbed.WrongPlace, "drift/wrong_prefecture"),
		all(testbed.Layout, "drift/landmark_missing"),
		{testbed.SlotsLayout, doorOK, "drift/landmark_missing", "drift/landmark_missing", oldOK},
		{testbed.Contradiction, doorOK, "drift/contradiction", "drift/contradiction", oldOK},
		all(testbed.ScriptError, "degraded/js_error"),
		all(testbed.Posts, "fault/request_refused"),
		all(testbed.TLSError, "down/tls_error"),
	}
}

// run is one cell of the table.
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
	if len(expectations()) != len(testbed.Faults()) {
		t.Fatalf("%d faults in the table, %d in the double", len(expectations()), len(testbed.Faults()))
	}
	r := newRig(t, testbed.Options{SlowFor: 1500 * time.Millisecond}, nil)
	var cells []*cell
	for _, e := range expectations() {
		cells = append(cells,
			&cell{fault: e.fault, id: "pan.door", system: SystemRDVPrefecture, want: e.door},
			&cell{fault: e.fault, id: "pan.slots", system: SystemRDVPrefecture, want: e.assisted},
			&cell{fault: e.fault, id: "pan.slots", system: SystemRDVServicePublic, want: e.service},
			&cell{fault: e.fault, id: "pan.old_module", system: SystemOldModule, want: e.old})
	}
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
	falseAlarms, misses := 0, 0
	for _, c := range cells {
		if c.got == c.want {
			continue
		}
		t.Errorf("%s of %s under %s: got %s, want %s", c.id, c.system, c.fault, c.got, c.want)
		if strings.HasPrefix(c.want, "met/") {
			falseAlarms++
		} else {
			misses++
		}
	}
	compareReadme(t, confusionReadme(cells, falseAlarms, misses))
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

func confusionReadme(cells []*cell, falseAlarms, misses int) string {
	var b strings.Builder
	b.WriteString("# testbed: the double of the booking systems\n\n" +
		"Synthetic pages written from the facts in the design's portals file; each page says « double de test — simulation ».\n" +
		"Faults are switched by the address (`/_fault/NAME/...`), by the test (`Bed.Switch`) or over time by a seed (`StateAt`).\n\n" +
		"## Confusion table\n\n" +
		"What the real browser found under each fault, by `go test ./probes -run TestConfusionTable -update`; the same test fails\n" +
		"when a cell differs from what it must be. A fault that a journey does not meet leaves it healthy.\n\n" +
		"| fault | pan.door, RDV-Prefecture | pan.slots, RDV-Prefecture (assisted) | pan.slots, RDV Service Public | pan.old_module |\n|---|---|---|---|---|\n")
	for i := 0; i+3 < len(cells); i += 4 {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", cells[i].fault, cells[i].got, cells[i+1].got, cells[i+2].got, cells[i+3].got)
	}
	fmt.Fprintf(&b, "\n%d cells, %d false alarms (healthy, told otherwise), %d misses (a fault told wrongly).\n", len(cells), falseAlarms, misses)
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
