package store

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

// daysWorld makes attempts that come in at random over some months.
type daysWorld struct {
	r     *rand.Rand
	now   time.Time
	made  []*observatory.Attempt
	count int
}

func (w *daysWorld) attempt() *observatory.Attempt {
	pick := func(list ...string) string { return list[w.r.IntN(len(list))] }
	w.count++
	a := attemptAt(fmt.Sprint("days", w.count), w.now, func(a *observatory.Attempt) {
		a.Journey = pick("pan.slots", "pan.slots", "pan.door", "anef.home", "anef.upload.two_files")
		a.System = pick("anef", "rdv-prefecture")
		a.Target, a.Outcome = pick("ain", "rhone"), observatory.Outcomes()[w.r.IntN(len(observatory.Outcomes()))]
		a.Mode = observatory.Mode(pick("unattended", "unattended", "assisted"))
		a.PlannedPerDay, a.PlannedRest, a.Simulation = w.r.IntN(3), w.r.IntN(4), w.r.IntN(5) == 0
		a.Substitution = observatory.Substitution(pick("", "offered", "absent"))
		if w.r.IntN(8) == 0 {
			a.Announced = "bandeau"
		}
		if w.r.IntN(2) == 0 {
			a.FirstDate = observatory.DateOf(w.now, time.UTC) + observatory.Date(w.r.IntN(90)-5)
			a.SecondDate = a.FirstDate + observatory.Date(w.r.IntN(40))
		}
		a.RecordedAt = w.now.Add(time.Duration(w.r.IntN(100)) * time.Second)
	})
	if len(w.made) > 0 {
		of := w.made[w.r.IntN(len(w.made))]                  // months ago
		recent := w.made[max(0, len(w.made)-1-w.r.IntN(20))] // days ago
		switch w.r.IntN(60) {
		case 0:
			a.Confirms, a.Journey, a.Target, a.System, a.Simulation = of.ID, of.Journey, of.Target, of.System, of.Simulation
		case 1:
			a.Withdraws, a.Simulation = of.ID, of.Simulation
		case 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13:
			a.Confirms, a.Journey, a.Target, a.System, a.Simulation = recent.ID, recent.Journey, recent.Target, recent.System, recent.Simulation
		}
	}
	w.made = append(w.made, a)
	return a
}

// come gives what comes in some days; now and then an attempt is recorded by a clock
// that is late by weeks.
func (w *daysWorld) come(days int) []observatory.Observation {
	var all []observatory.Observation
	for end := w.now.AddDate(0, 0, days); w.now.Before(end); w.now = w.now.Add(time.Duration(w.r.IntN(20)) * time.Hour) {
		a := w.attempt()
		if w.r.IntN(150) == 0 {
			a.RecordedAt = a.RecordedAt.AddDate(0, 0, -40)
		}
		all = append(all, a)
	}
	return all
}

// counted gives the rows of a query from the attempts alone.
func counted(t *testing.T, s *Store, query string, w observatory.Window) []observatory.CountRow {
	t.Helper()
	n := asked(w)
	n.withdrawn = true
	h, err := s.sql.heeding(n)
	if err != nil {
		t.Fatal(err)
	}
	return answered(t, s, query, h.named[query], w)
}

// TestKeptDaysEqualTheFacts holds that no row of a query differs by what is kept,
// whatever comes late: confirmations, withdrawals, rows with an old clock.
func TestKeptDaysEqualTheFacts(t *testing.T) {
	unraced(t)
	s := testStore(t)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	w := &daysWorld{r: rand.New(rand.NewPCG(7, seed)), now: t0}
	var queries []string
	h, err := s.sql.heeding(needs{})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(h.named)) {
		if strings.Contains(h.named[name], cellsOfDays) {
			queries = append(queries, name)
		}
	}
	if len(queries) != 10 {
		t.Fatalf("queries of cells of days: %v", queries)
	}
	rounds := 5
	if os.Getenv("VIGIE_FULL") != "" {
		rounds = 30
	}
	used, left, moved := 0, 0, 0
	for range rounds {
		add(t, s, w.come(20)...)
		simulation := w.r.IntN(4) == 0
		_, err := s.KeepDays(t.Context(), simulation, w.now.AddDate(0, 0, -w.r.IntN(9)))
		if errors.Is(err, ErrAttemptsMoved) {
			moved++
		} else if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			ask := observatory.Window{Horizon: w.now.AddDate(0, 0, -w.r.IntN(4)), Simulation: w.r.IntN(4) == 0}
			if w.r.IntN(3) > 0 {
				ask.To = observatory.DateOf(w.now, time.UTC) - observatory.Date(w.r.IntN(20))
				ask.From = (ask.To - observatory.Date(w.r.IntN(200))).Month().First() + observatory.Date(w.r.IntN(2)*w.r.IntN(30))
			}
			if w.r.IntN(2) == 0 {
				ask.SlotsBy = ask.Horizon.Add(-48 * time.Hour)
			}
			query := queries[w.r.IntN(len(queries))]
			_, params, err := s.named(t.Context(), query, ask)
			if err != nil {
				t.Fatal(err)
			}
			if _, kept := params["keeps"]; kept {
				used++
			} else {
				left++
			}
			if diff := cmp.Diff(counted(t, s, query, ask), counts(t, s, query, ask)); diff != "" {
				t.Fatalf("%s over %+v (-facts +kept):\n%s", query, ask, diff)
			}
		}
	}
	t.Logf("%d readings with what was kept, %d without, %d keeps given up", used, left, moved)
}

// TestKeepDays holds what a keep does, and that one which cannot be trusted is made
// again from the attempts.
func TestKeepDays(t *testing.T) {
	s := testStore(t)
	keep := func(at time.Time) DaysKept {
		t.Helper()
		done, err := s.KeepDays(t.Context(), false, at)
		if err != nil {
			t.Fatal(err)
		}
		return done
	}
	for month := range 5 {
		add(t, s, attemptAt(fmt.Sprint("month", month), t0.AddDate(0, month, 0), nil))
	}
	now := t0.AddDate(0, 4, 5) // March 2027
	steps := []struct {
		name        string
		add         observatory.Observation
		at          time.Time
		months, all int
		changed     bool
	}{
		{"months that are over", nil, now, 4, 4, true},
		{"nothing came", nil, now.Add(time.Hour), 0, 4, false},
		{"a day later", nil, now.Add(25 * time.Hour), 0, 4, true},
		{"a late attempt", attemptAt("late", t0.AddDate(0, 1, 3), func(a *observatory.Attempt) { a.RecordedAt = now.Add(26 * time.Hour) }), now.Add(27 * time.Hour), 1, 4, true},
		{"a late confirmation", attemptAt("second", now, func(a *observatory.Attempt) { a.Confirms, a.RecordedAt = id("month2"), now.Add(28*time.Hour) }), now.Add(29 * time.Hour), 1, 4, true},
		{"a withdrawal", attemptAt("undo", now, func(a *observatory.Attempt) { a.Withdraws, a.RecordedAt = id("month1"), now.Add(30*time.Hour) }), now.Add(31 * time.Hour), 4, 4, true},
		{"a row with an old clock", attemptAt("old clock", t0.AddDate(0, 2, 1), nil), now.Add(32 * time.Hour), 4, 4, true},
		{"lost cells", attemptAt("today", now.Add(32*time.Hour), nil), now.Add(34 * time.Hour), 4, 4, true},
		{"a month more", attemptAt("april", t0.AddDate(0, 5, 10), nil), t0.AddDate(0, 6, 0), 1, 5, true},
	}
	for _, step := range steps {
		if step.add != nil {
			add(t, s, step.add)
		}
		if step.name == "lost cells" {
			if err := s.conn.Exec(t.Context(), "ALTER TABLE attempt_days DELETE WHERE day < '2026-12-01' SETTINGS mutations_sync = 2"); err != nil {
				t.Fatal(err)
			}
			if _, params, err := s.named(t.Context(), "portal.availability", observatory.Window{}); err != nil || params["keeps"] != "" {
				t.Errorf("a keep that lost cells is used: %s, %v", params["keeps"], err)
			}
		}
		done := keep(step.at)
		if got, want := done, (DaysKept{Horizon: step.at, Months: step.months, All: step.all, Changed: step.changed}); got != want {
			t.Errorf("%s: %+v, want %+v", step.name, got, want)
		}
	}
	_, params, err := s.named(t.Context(), "portal.availability", observatory.Window{})
	if err != nil || params["counted_from"] != "2027-04-01" || strings.Count(params["keeps"], ",'") != 5 {
		t.Errorf("a reading counts from %s and uses the months %s, %v", params["counted_from"], params["keeps"], err)
	}
	var keeps, orphans int64
	if err := s.conn.QueryRow(t.Context(), "SELECT toInt64(count()) FROM day_keeps").Scan(&keeps); err != nil || keeps > 2 {
		t.Errorf("%d keeps are left, %v", keeps, err)
	}
	if err := s.conn.QueryRow(t.Context(), "SELECT toInt64(count()) FROM attempt_days WHERE (toYYYYMM(day), kept) NOT IN (SELECT arrayJoin(arrayZip(months, keeps)) FROM day_keeps)").Scan(&orphans); err != nil || orphans > 0 {
		t.Errorf("%d cells belong to no keep, %v", orphans, err)
	}
}
