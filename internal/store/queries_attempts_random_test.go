package store

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

// randomAttempts are attempts of two days, many at the same instant, with
// confirmations, withdrawals and announced maintenances.
func randomAttempts(random *rand.Rand) []*observatory.Attempt {
	outcomes := append(observatory.Outcomes(), observatory.Met, observatory.Down, observatory.Down, observatory.Maintenance)
	var all []*observatory.Attempt
	for i := range 700 {
		at := t0.Add(time.Duration(random.IntN(160)) * 17 * time.Minute)
		a := attemptAt(fmt.Sprint(random.Uint64()), at, func(a *observatory.Attempt) {
			a.RecordedAt = at.Add(time.Duration(random.IntN(300)) * time.Minute)
			a.Journey = []string{"anef.home", "anef.shell"}[random.IntN(2)]
			a.Target = []string{"ain", "rhone", "paris"}[random.IntN(3)]
			a.Department = []string{"01", "01", "01", "69"}[random.IntN(4)]
			a.System = []string{"anef", "anef", "anef", ""}[random.IntN(4)]
			a.Mode = []observatory.Mode{observatory.Unattended, observatory.Unattended, observatory.Assisted}[random.IntN(3)]
			a.Outcome = outcomes[random.IntN(len(outcomes))]
			a.Cause, a.StepReached = fmt.Sprint("cause ", random.IntN(3)), fmt.Sprint("step ", random.IntN(3))
			a.PlannedPerDay = []int{0, 1, 4, 24, 96, 500_000_000}[random.IntN(6)]
			a.Address = fmt.Sprintf("https://h%d.exemple/accueil", random.IntN(60))
			a.FinalAddress = []string{"", "", "https://h7.exemple:8443/fin?x=1", "about:blank"}[random.IntN(4)]
		})
		switch other := random.IntN(max(1, i)); {
		case i == 0:
		case random.IntN(4) == 0:
			first := all[other]
			a.Confirms, a.Journey, a.Target, a.Department, a.System, a.Mode = first.ID, first.Journey, first.Target, first.Department, first.System, first.Mode
		case random.IntN(25) == 0:
			a.Withdraws = all[other].ID
		}
		if random.IntN(3) == 0 {
			a.Announced = "bandeau du site"
		}
		all = append(all, a)
	}
	return all
}

// engineOrder is the order of at and then of id, whose second half the engine
// compares first.
func engineOrder(a, b *observatory.Attempt) int {
	return cmp.Or(a.At.Compare(b.At), bytes.Compare(a.ID[8:], b.ID[8:]), bytes.Compare(a.ID[:8], b.ID[:8]))
}

// visibleTo gives the attempts that a window's horizon shows, in their order.
func visibleTo(w observatory.Window, all []*observatory.Attempt) []*observatory.Attempt {
	known := func(a *observatory.Attempt) bool { return w.Horizon.IsZero() || !a.RecordedAt.After(w.Horizon) }
	gone := map[observatory.ID]bool{}
	for _, a := range all {
		if known(a) {
			gone[a.Withdraws] = true
		}
	}
	var seen []*observatory.Attempt
	for _, a := range all {
		if known(a) && !gone[a.ID] {
			seen = append(seen, a)
		}
	}
	slices.SortFunc(seen, engineOrder)
	return seen
}

func parisDay(a *observatory.Attempt) observatory.Date {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	return observatory.DateOf(a.At, zone)
}

func inWindow(w observatory.Window, a *observatory.Attempt) bool {
	day := parisDay(a)
	return day >= w.From && (!w.To.Known() || day <= w.To)
}

func millis(a *observatory.Attempt) int64 { return a.At.UnixMilli() }

// walked are the measured first attempts of one journey on one target, in one
// accounting: the last of them, and the incidents.
type walked struct {
	last   *observatory.Attempt
	failed bool
	rows   []*observatory.CountRow
}

// step goes on by one attempt.
func (k *walked) step(a *observatory.Attempt, failed bool, key []string) {
	longest, before := int64(86400000), int64(0)
	if a.PlannedPerDay > 0 {
		longest = 172800000 / int64(a.PlannedPerDay)
	}
	if k.last != nil {
		before = millis(k.last)
	}
	if k.failed {
		k.rows[len(k.rows)-1].Values[3] = millis(a)
	}
	switch {
	case failed && k.failed && millis(a)-before <= longest:
		row := k.rows[len(k.rows)-1]
		row.Keys[7], row.Values[2], row.Values[3] = a.ID.String(), millis(a), 0
		row.Values[4]++
	case failed:
		keys := append(slices.Clone(key), a.ID.String(), a.ID.String())
		k.rows = append(k.rows, &observatory.CountRow{Keys: keys, Values: []int64{before, millis(a), millis(a), 0, 1}})
	}
	k.last, k.failed = a, failed
}

// heldTwice reports whether a failure holds after its confirmation.
func heldTwice(a, again *observatory.Attempt) bool {
	if again == nil || a.Outcome != observatory.Down {
		return true
	}
	return again.Outcome != observatory.Unmet && !again.Outcome.Success()
}

// plainIncidents walks the measured first attempts one by one.
func plainIncidents(w observatory.Window, all []*observatory.Attempt) []observatory.CountRow {
	seen := visibleTo(w, all)
	second := map[observatory.ID]*observatory.Attempt{}
	for _, a := range seen {
		if second[a.Confirms] == nil && parisDay(a) >= w.From {
			second[a.Confirms] = a
		}
	}
	walks := map[string]*walked{}
	for _, a := range seen {
		if !a.Confirms.IsZero() || !inWindow(w, a) || !a.Outcome.Measured() {
			continue
		}
		down := a.Outcome == observatory.Down || a.Outcome == observatory.Maintenance
		twice := down && heldTwice(a, second[a.ID])
		for accounting, failed := range map[string]bool{"strict": down, "confirmed": twice} {
			if accounting == "confirmed" && twice && a.Announced != "" {
				continue
			}
			key := []string{a.Journey, a.System, a.Target, a.Department, string(a.Mode), accounting}
			name := strings.Join(key, "|")
			if walks[name] == nil {
				walks[name] = &walked{}
			}
			walks[name].step(a, failed, key)
		}
	}
	var rows []observatory.CountRow
	for _, k := range walks {
		for _, row := range k.rows {
			rows = append(rows, *row)
		}
	}
	slices.SortFunc(rows, func(a, b observatory.CountRow) int {
		return cmp.Or(slices.Compare(a.Keys[:6], b.Keys[:6]), cmp.Compare(a.Values[1], b.Values[1]), cmp.Compare(a.Keys[6], b.Keys[6]))
	})
	return rows
}

// plainTasks walks the attempts of each journey on each target.
func plainTasks(w observatory.Window, all []*observatory.Attempt) []observatory.CountRow {
	type state struct {
		good observatory.CountRow // its id and instant
		open *observatory.CountRow
	}
	states := map[string]*state{}
	var tasks []*observatory.CountRow
	closedOn := map[*observatory.CountRow]observatory.Date{}
	for _, a := range visibleTo(observatory.Window{Horizon: w.Horizon}, all) {
		if w.To.Known() && parisDay(a) > w.To {
			continue
		}
		k := states[a.Journey+a.Target]
		if k == nil {
			k = &state{good: observatory.CountRow{Keys: []string{""}, Values: []int64{0}}}
			states[a.Journey+a.Target] = k
		}
		switch {
		case a.Outcome == observatory.Drift && k.open == nil:
			k.open = &observatory.CountRow{
				Keys:   []string{a.Journey, a.Target, a.System, a.Department, a.Cause, a.StepReached, a.ID.String(), k.good.Keys[0], a.ID.String(), ""},
				Values: []int64{millis(a), k.good.Values[0], millis(a), 0, 1, 1},
			}
			tasks = append(tasks, k.open)
		case a.Outcome.Success() || a.Outcome == observatory.Unmet:
			if k.open != nil {
				k.open.Keys[9], k.open.Values[3], closedOn[k.open] = a.ID.String(), millis(a), parisDay(a)
			}
			k.good, k.open = observatory.CountRow{Keys: []string{a.ID.String()}, Values: []int64{millis(a)}}, nil
		case k.open != nil:
			k.open.Values[5]++
			if a.Outcome == observatory.Drift {
				k.open.Keys[8], k.open.Values[2] = a.ID.String(), millis(a)
				k.open.Values[4]++
			}
		}
	}
	var rows []observatory.CountRow
	for _, task := range tasks {
		if task.Keys[9] == "" || closedOn[task] >= w.From {
			rows = append(rows, *task)
		}
	}
	return rows
}

// plainLatest takes the last attempt of each.
func plainLatest(w observatory.Window, all []*observatory.Attempt) []observatory.CountRow {
	rows := map[string]observatory.CountRow{}
	for _, a := range visibleTo(w, all) {
		if !inWindow(w, a) {
			continue
		}
		name := strings.Join([]string{a.Journey, a.System, a.Target}, "|")
		count := int64(1)
		if row, found := rows[name]; found {
			count += row.Values[1]
		}
		rows[name] = observatory.CountRow{
			Keys:   []string{a.Journey, a.System, a.Target, string(a.Outcome), a.Cause, a.ID.String()},
			Values: []int64{millis(a), count},
		}
	}
	return byKeys(slices.Collect(maps.Values(rows)))
}

// plainHosts counts visits by host and day, and keeps those that refused.
func plainHosts(t *testing.T, w observatory.Window, all []*observatory.Attempt) []observatory.CountRow {
	visits, refused := map[[4]string]int64{}, map[[2]string]bool{}
	for _, a := range visibleTo(w, all) {
		if !inWindow(w, a) {
			continue
		}
		page, err := url.Parse(cmp.Or(a.FinalAddress, a.Address))
		if err != nil {
			t.Fatal(err)
		}
		host, day, reason := page.Hostname(), parisDay(a).String(), ""
		if a.Outcome == observatory.Blocked {
			refused[[2]string{host, day}], reason = true, a.Cause
		}
		visits[[4]string{host, day, string(a.Outcome), reason}]++
	}
	var rows []observatory.CountRow
	for key, count := range visits {
		if refused[[2]string{key[0], key[1]}] {
			rows = append(rows, observatory.CountRow{Keys: key[:], Values: []int64{count}})
		}
	}
	return byKeys(rows)
}

func byKeys(rows []observatory.CountRow) []observatory.CountRow {
	slices.SortFunc(rows, func(a, b observatory.CountRow) int { return slices.Compare(a.Keys, b.Keys) })
	return rows
}

// TestAttemptQueriesAgainstPlain holds the queries that put attempts in order
// against walks over them, on random attempts.
func TestAttemptQueriesAgainstPlain(t *testing.T) {
	unraced(t)
	s := testStore(t)
	windows := []observatory.Window{
		everything, {From: monday + 1}, {To: monday}, {From: monday + 1, To: monday + 1}, {Horizon: t0.Add(25 * time.Hour)}, {From: monday + 1, Horizon: t0.Add(36 * time.Hour)},
	}
	for seed := range uint64(6) {
		all := randomAttempts(rand.New(rand.NewPCG(seed, 1)))
		if err := s.conn.Exec(t.Context(), "TRUNCATE TABLE attempts"); err != nil {
			t.Fatal(err)
		}
		for part := range slices.Chunk(all, 250) {
			rows := make([]observatory.Observation, len(part))
			for i, a := range part {
				rows[i] = a
			}
			add(t, s, rows...)
		}
		for n, w := range windows {
			for query, want := range map[string][]observatory.CountRow{
				"portal.incidents": plainIncidents(w, all), "drift.tasks": byKeys(plainTasks(w, all)),
				"attempts.latest": plainLatest(w, all), "blocked.hosts": plainHosts(t, w, all),
			} {
				got := counts(t, s, query, w)
				if query == "drift.tasks" { // two tasks may open at one instant
					got = byKeys(got)
				}
				if len(want) < 3 {
					t.Errorf("%s: %d rows are too few", query, len(want))
				}
				if diff := gocmp.Diff(want, got); diff != "" {
					t.Errorf("seed %d, window %d, %s (-plain +got):\n%s", seed, n, query, diff)
				}
			}
		}
	}
}
