package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"vigie/collectors"
	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// pencilWorld is the small world of docs/pencil-world.md, sent through the real
// intakes. world keeps what went by, for the second computation.
type pencilWorld struct {
	*app

	world world
}

// tapped writes what an import writes, and keeps it too.
type tapped struct {
	collectors.EventWriter

	world *world
}

func (t tapped) Write(ctx context.Context, events []*observatory.CaseEvent) error {
	for _, e := range events {
		one := *e
		t.world.events = append(t.world.events, &one)
	}
	return t.EventWriter.Write(ctx, events)
}

func (w *pencilWorld) tap() collectors.Sink {
	sink := w.sink()
	events, rows := sink.Events, sink.Append
	sink.Events = func(expected int) collectors.EventWriter { return tapped{events(expected), &w.world} }
	sink.Append = func(ctx context.Context, observations []observatory.Observation) error {
		for _, o := range observations {
			switch one := o.(type) {
			case *observatory.Import:
				kept := *one
				w.world.imports = append(w.world.imports, &kept)
			case *observatory.Notice:
				kept := *one
				w.world.messages = append(w.world.messages, &kept)
			case *observatory.NoticeAlias:
				kept := *one
				w.world.aliases = append(w.world.aliases, &kept)
			}
		}
		return rows(ctx, observations)
	}
	return sink
}

func pencil(name string) string { return filepath.Join("testdata", "pencil", name) }

// table imports a file of an association.
func (w *pencilWorld) table(t *testing.T, association, name string) collectors.Summary {
	t.Helper()
	options := w.importOptions(association)
	options.Sink = w.tap()
	summary, err := w.importFile(t.Context(), pencil(name), options)
	if err != nil || summary.RefusedRows > 0 {
		t.Fatalf("%s: %v, refused: %+v", name, err, summary.Refused)
	}
	return summary
}

// message sends a message of a day about a case.
func (w *pencilWorld) message(t *testing.T, association, dossier, name string, day observatory.Date) {
	t.Helper()
	text, err := os.ReadFile(pencil(name))
	if err != nil {
		t.Fatal(err)
	}
	letter := "From: prefecture@exemple.invalid\nTo: personne@exemple.invalid\nSubject: Votre demande\nDate: " + noon(day).Format(time.RFC1123Z) +
		"\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n" + string(text)
	file := write(t, "message.eml", letter)
	err = w.withInbox(t.Context(), collectMailCmd{Association: association, Case: dossier}, w.tap(), func(inbox *collectors.Inbox) error {
		return takeFiles(t.Context(), inbox, []string{file}, func(_ string, summary collectors.InboxSummary) error {
			if summary.Refused > 0 {
				t.Errorf("%s was refused: %+v", name, summary)
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// check makes one check by a probe, at an hour of a day of October 2025.
func (w *pencilWorld) check(a observatory.Attempt, day, hour, minute int) observatory.ID {
	paris := w.catalogue.Zone("75")
	a.At = time.Date(2025, 10, day, hour, minute, 0, 0, paris).UTC()
	a.ID, a.Source, a.SourceVersion, a.Simulation, a.Slots = testID("pencil", a.Target, a.Journey, len(w.world.attempts)), "test", "1", true, -1
	if a.Mode == "" {
		a.Mode = observatory.Unattended
	}
	w.world.attempts = append(w.world.attempts, &a)
	return a.ID
}

// slots makes the checks of the booking page of Paris.
func (w *pencilWorld) slots() {
	page := func(outcome observatory.Outcome, dates ...observatory.Date) observatory.Attempt {
		a := observatory.Attempt{Journey: "pan.slots", Target: "crayon-75", Department: "75", System: "rdv-prefecture", PlannedPerDay: 2, Outcome: outcome}
		if len(dates) > 0 {
			a.FirstDate = dates[0]
		}
		if len(dates) > 1 {
			a.SecondDate = dates[1]
		}
		return a
	}
	october, november := func(day int) observatory.Date { return civil(2025, 10, day) }, func(day int) observatory.Date { return civil(2025, 11, day) }
	w.check(page(observatory.Met, october(8), october(10)), 1, 10, 0)
	w.check(page(observatory.Met, october(21)), 1, 15, 0)
	w.check(page(observatory.Met, october(27)), 2, 10, 0)
	w.check(page(observatory.Met, november(11)), 2, 15, 0)
	mistaken := w.check(page(observatory.Met, october(9)), 3, 10, 0)
	again := page(observatory.Unmet)
	again.Withdraws = mistaken
	w.check(again, 3, 10, 0)
	w.check(page(observatory.Unmet), 3, 15, 0)
	second := page(observatory.Met, october(14))
	second.PlannedPerDay, second.Confirms = 0, w.check(page(observatory.Down), 4, 10, 0)
	w.check(second, 4, 10, 2)
	w.check(page(observatory.Met, october(24)), 4, 15, 0)
	w.check(page(observatory.Blocked), 5, 10, 0)
	w.check(page(observatory.Met, november(4)), 5, 15, 0)
	announced := page(observatory.Maintenance)
	announced.Announced = "avis inventé"
	w.check(announced, 7, 10, 0)
	w.check(page(observatory.Met, november(21)), 7, 15, 0)
}

// journeys makes the checks of the door and of the ANEF.
func (w *pencilWorld) journeys() {
	for i, outcome := range []observatory.Outcome{observatory.Met, observatory.Met, observatory.Unmet, observatory.Degraded, observatory.Met} {
		w.check(observatory.Attempt{Journey: "pan.door", Target: "crayon-porte-75", Department: "75", System: "rdv-prefecture", PlannedPerDay: 1, Outcome: outcome}, i+1, 11, 0)
	}
	home := observatory.Attempt{Journey: "anef.home", Target: "crayon-anef", System: "anef", PlannedPerDay: 1}
	for i, outcome := range []observatory.Outcome{observatory.Met, observatory.Met, observatory.Down, observatory.Unmet, observatory.Met, observatory.Met, observatory.Met} {
		one := home
		one.Outcome = outcome
		if outcome == observatory.Unmet {
			one.Substitution = observatory.SubstitutionOffered
		}
		id := w.check(one, i+1, 12, 0)
		if outcome == observatory.Down {
			one.Confirms, one.PlannedPerDay = id, 0
			w.check(one, i+1, 12, 3)
		}
	}
	for i, journey := range accountJourneys {
		one := observatory.Attempt{Journey: journey, Target: "crayon-anef", System: "anef", Mode: observatory.Assisted, Outcome: observatory.Unmet}
		switch i {
		case 0:
			one.Substitution = observatory.SubstitutionAbsent
		case 1:
			one.Outcome = observatory.Met
		}
		w.check(one, 2, 14, i)
	}
}

// pages records what the two pages say.
func (w *pencilWorld) pages(t *testing.T) {
	t.Helper()
	for _, name := range []string{"page-75.html", "page-93.html"} {
		pages, err := readPages(w.catalogue, pencil(name))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range pages {
			w.world.pages = append(w.world.pages, p.Page.Facts(p.Items, w.recordedAt(), "")...)
		}
		if err := w.recordPages(t.Context(), pages); err != nil {
			t.Fatal(err)
		}
	}
}

func newPencilWorld(t *testing.T) *pencilWorld {
	t.Helper()
	w := &pencilWorld{app: openedApp(t, prepare(t))}
	w.table(t, "alpha", "alpha.csv")
	w.table(t, "alpha", "alpha-correction.csv")
	w.table(t, "beta", "beta.csv")
	mistaken := w.table(t, "beta", "beta-retire.csv")
	withdrawn, err := w.withdrawImport(t.Context(), mistaken.Import, "")
	if err != nil {
		t.Fatal(err)
	}
	w.world.imports = append(w.world.imports, &withdrawn)
	w.message(t, "alpha", "C6", "message-incomplet.txt", civil(2025, 9, 1))
	w.message(t, "alpha", "C8", "message-doublon.txt", civil(2025, 6, 20))
	w.message(t, "beta", "B10", "message-incomplet.txt", civil(2025, 10, 1))
	w.slots()
	w.journeys()
	if err := w.record(t.Context(), w.world.attempts); err != nil {
		t.Fatal(err)
	}
	w.pages(t)
	return w
}

// pencilRow is a row of the answers that were worked out by hand.
type pencilRow struct {
	id, where, series         string
	value                     string
	numerator, denominator, n int64
	covered, planned          int64
	hasCoverage               bool
	accounting                observatory.Accounting
	department                string
	month                     observatory.Month
	by                        []indicators.Dimension
}

// pencilRows reads the answers out of the page that publishes them.
func pencilRows(t *testing.T) []pencilRow {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "pencil-world.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, answers, found := strings.Cut(string(text), "| indicateur | où |")
	if !found {
		t.Fatal("the page has no table of answers")
	}
	var rows []pencilRow
	for line := range strings.Lines(answers) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if len(cells) != 8 || !strings.Contains(cells[0], ".") {
			continue
		}
		whole := func(text string) int64 {
			n, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			return n
		}
		r := pencilRow{id: cells[0], where: cells[1], value: strings.Replace(cells[3], ",", ".", 1), numerator: whole(cells[4]), denominator: whole(cells[5]), n: whole(cells[6])}
		r.series, _, _ = strings.Cut(cells[2], ", ")
		if _, accounting, ok := strings.Cut(cells[2], ", "); ok {
			r.accounting = observatory.Accounting(accounting)
		}
		if covered, planned, ok := strings.Cut(cells[7], "/"); ok {
			r.covered, r.planned, r.hasCoverage = whole(covered), whole(planned), true
		}
		if month, err := observatory.ParseMonth(r.where); err == nil {
			r.month, r.by = month, []indicators.Dimension{indicators.Month}
		} else if r.where != "" {
			r.department, r.by = r.where, []indicators.Dimension{indicators.Department}
		}
		rows = append(rows, r)
	}
	return rows
}

func (r *pencilRow) String() string {
	return strings.Join([]string{r.id, r.where, r.series, string(r.accounting)}, " ")
}

// agrees compares one computation with the hand.
func (r *pencilRow) agrees(t *testing.T, by string, got number) {
	t.Helper()
	if got.numerator != r.numerator || got.denominator != r.denominator || got.n != r.n {
		t.Errorf("%s, %s: %d/%d, n %d; by hand %d/%d, n %d", r, by, got.numerator, got.denominator, got.n, r.numerator, r.denominator, r.n)
	}
	if r.hasCoverage && (got.covered != r.covered || got.planned != r.planned) {
		t.Errorf("%s, %s: coverage %d/%d, by hand %d/%d", r, by, got.covered, got.planned, r.covered, r.planned)
	}
	hand, err := strconv.ParseFloat(r.value, 64)
	if err != nil {
		t.Fatal(err)
	}
	_, digits, _ := strings.Cut(r.value, ".")
	if slack := 0.5000001 * math.Pow10(-max(4, len(digits))); math.Abs(got.value-hand) > slack {
		t.Errorf("%s, %s: value %.6f, by hand %s", r, by, got.value, r.value)
	}
}

// windowOf is the window of an indicator: cases of the year, checks of a week,
// pages whenever they were read.
func (w *pencilWorld) windowOf(d indicators.Definition) observatory.Window {
	window := observatory.Window{Horizon: w.recordedAt().In(w.catalogue.Zone("")), Simulation: true}
	switch d.Proof {
	case indicators.ByCase:
		window.From, window.To = civil(2025, 1, 1), civil(2025, 12, 31)
	case indicators.ByProbe:
		window.From, window.To = civil(2025, 10, 1), civil(2025, 10, 7)
	}
	return window
}

// rules are those of the catalogue, with one department listed for L. 433-3.
func (w *pencilWorld) rules() indicators.RuleSet {
	rules := indicators.RulesOf(w.catalogue)
	for i := range rules.Extensions {
		if rules.Extensions[i].Departments != nil {
			rules.Extensions[i].Departments = []indicators.Listed{{Department: "93"}}
		}
	}
	return rules
}

// TestPencilWorld holds both computations of every indicator to what was worked
// out by hand in docs/pencil-world.md.
func TestPencilWorld(t *testing.T) {
	unraced(t)
	t.Parallel()
	w := newPencilWorld(t)
	rows := pencilRows(t)
	answered := map[string]bool{}
	for _, d := range indicators.All() {
		var mine []pencilRow
		var requests []indicators.Request
		for _, r := range rows {
			if r.id != d.ID {
				continue
			}
			mine = append(mine, r)
			if !slices.ContainsFunc(requests, func(q indicators.Request) bool { return slices.Equal(q.By, r.by) }) {
				requests = append(requests, indicators.Request{By: r.by})
			}
		}
		if len(mine) == 0 {
			t.Errorf("%s has no answer by hand", d.ID)
			continue
		}
		requests[0].Window, requests[0].Rules, requests[0].Zone = w.windowOf(d), w.rules(), w.catalogue.Zone
		tables, err := indicators.ComputeEach(t.Context(), w.store, d.ID, requests)
		if err != nil {
			t.Fatal(err)
		}
		answered[d.ID] = true
		second := w.second(t, d, requests[0].Window)
		for _, r := range mine {
			at := slices.IndexFunc(requests, func(q indicators.Request) bool { return slices.Equal(q.By, r.by) })
			i := slices.IndexFunc(tables[at].Figures, r.is)
			if i < 0 {
				t.Errorf("%s: no such figure", &r)
				continue
			}
			f := tables[at].Figures[i]
			r.agrees(t, "SQL", number{value: f.Value, numerator: f.Numerator, denominator: f.Denominator, n: f.N, covered: f.Covered, planned: f.Planned})
			if got, ok := second.figure(f); ok {
				r.agrees(t, "Go", got)
			} else {
				t.Errorf("%s: not computed a second time", &r)
			}
			if r.String() == "certificate.gap_share   " && (fmt.Sprintf("%.4f %.4f", f.Low, f.High) != "0.4677 0.9111" || !f.HasInterval) {
				t.Errorf("Wilson: %.4f to %.4f, by hand 0.4677 to 0.9111", f.Low, f.High)
			}
		}
	}
	for _, r := range rows {
		if !answered[r.id] {
			t.Errorf("%s is no indicator", r.id)
		}
	}
}

func (r *pencilRow) is(f observatory.Figure) bool {
	return f.Indicator == r.id && f.Series == r.series && (r.accounting == "" || f.Accounting == r.accounting) &&
		f.Department == r.department && (r.month == 0 || f.Period.Name == r.month.String())
}
