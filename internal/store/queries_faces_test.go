package store

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

// seen is an attempt of a journey some hours after t0 (2 November, 10:00 in Paris).
func seen(name string, hours float64, o observatory.Outcome, change func(*observatory.Attempt)) *observatory.Attempt {
	return attemptAt(name, t0.Add(time.Duration(hours*float64(time.Hour))), func(a *observatory.Attempt) {
		a.Journey, a.System, a.Outcome, a.PlannedPerDay = "anef.home", "anef", o, 24
		a.Address = "https://portail.exemple/accueil"
		if change != nil {
			change(a)
		}
	})
}

func ms(hours float64) int64 { return t0.Add(time.Duration(hours * float64(time.Hour))).UnixMilli() }

func TestDriftTasks(t *testing.T) {
	changed := func(a *observatory.Attempt) { a.Cause, a.StepReached = "landmark_missing", "accès à la connexion" }
	s := testStore(t)
	add(t, s,
		seen("first good", 0, observatory.Unmet, nil), // it recognised its pages
		seen("down", 1, observatory.Down, nil),
		seen("opens", 2, observatory.Drift, changed),
		seen("blocked", 3, observatory.Blocked, nil),
		seen("again", 4, observatory.Drift, func(a *observatory.Attempt) { a.Cause = "wrong_page" }),
		seen("closes", 30, observatory.Degraded, nil),
		seen("withdrawn", 31, observatory.Drift, changed),
		seen("undo", 32, observatory.Met, func(a *observatory.Attempt) { a.Withdraws = id("withdrawn") }),
		seen("opens later", 60, observatory.Drift, changed),
		seen("confirms", 60.5, observatory.Drift, func(a *observatory.Attempt) { a.Confirms = id("opens later") }),
		seen("never good", 5, observatory.Drift, func(a *observatory.Attempt) { a.Target, a.Department = "rhone", "69" }),
		seen("other journey", 5, observatory.Met, func(a *observatory.Attempt) { a.Target, a.Journey = "rhone", "anef.shell" }),
		seen("simulated", 6, observatory.Drift, func(a *observatory.Attempt) { a.Target, a.Simulation = "loire", true }),
	)
	closed := observatory.CountRow{
		Keys:   []string{"anef.home", "ain", "anef", "01", "landmark_missing", "accès à la connexion", id("opens").String(), id("first good").String(), id("again").String(), id("closes").String()},
		Values: []int64{ms(2), ms(0), ms(4), ms(30), 2, 3},
	}
	still := closed
	still.Keys = slices.Clone(closed.Keys)
	still.Keys[9], still.Values = "", []int64{ms(2), ms(0), ms(4), 0, 2, 3}
	open := observatory.CountRow{
		Keys:   []string{"anef.home", "ain", "anef", "01", "landmark_missing", "accès à la connexion", id("opens later").String(), id("undo").String(), id("confirms").String(), ""},
		Values: []int64{ms(60), ms(32), ms(60.5), 0, 2, 2},
	}
	never := observatory.CountRow{
		Keys:   []string{"anef.home", "rhone", "anef", "69", "", "", id("never good").String(), "", id("never good").String(), ""},
		Values: []int64{ms(5), 0, ms(5), 0, 1, 1},
	}
	simulated := never
	simulated.Keys = []string{"anef.home", "loire", "anef", "01", "", "", id("simulated").String(), "", id("simulated").String(), ""}
	simulated.Values = []int64{ms(6), 0, ms(6), 0, 1, 1}
	tests := []struct {
		name   string
		window observatory.Window
		want   []observatory.CountRow
	}{
		{"all", everything, []observatory.CountRow{open, never, closed}},
		{"closed before the window", observatory.Window{From: monday + 2}, []observatory.CountRow{open, never}},
		{"the window ends before the repair", observatory.Window{To: monday}, []observatory.CountRow{never, still}},
		{"as known before the repair", observatory.Window{Horizon: t0.Add(29 * time.Hour)}, []observatory.CountRow{never, still}},
		{"before any", observatory.Window{Horizon: t0.Add(time.Hour)}, nil},
		{"the demonstration", observatory.Window{Simulation: true}, []observatory.CountRow{simulated}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, counts(t, s, "drift.tasks", tt.window)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestBlockedHosts(t *testing.T) {
	refused := func(cause string) func(*observatory.Attempt) {
		return func(a *observatory.Attempt) { a.Cause = cause }
	}
	s := testStore(t)
	add(t, s,
		seen("403", 0, observatory.Blocked, refused("wall_403")),
		seen("403 again", 1, observatory.Blocked, refused("wall_403")),
		seen("429", 2, observatory.Blocked, refused("rate_429")),
		seen("met", 3, observatory.Met, refused("home_shown")),
		seen("down", 4, observatory.Down, refused("http_502")),
		seen("elsewhere", 5, observatory.Blocked, func(a *observatory.Attempt) {
			a.Cause, a.FinalAddress = "captcha_wall", "https://autre.exemple/mur?x=1"
		}),
		seen("next day, not refused", 24, observatory.Met, nil),
		seen("late", 48, observatory.Blocked, refused("wall_page")),
		seen("withdrawn", 72, observatory.Blocked, refused("wall_page")),
		seen("undo", 73, observatory.Met, func(a *observatory.Attempt) { a.Withdraws = id("withdrawn") }),
		seen("simulated", 0, observatory.Blocked, func(a *observatory.Attempt) { a.Simulation = true }),
	)
	key := func(host, day, outcome, cause string) []string { return []string{host, day, outcome, cause} }
	want := []observatory.CountRow{
		{Keys: key("autre.exemple", "2026-11-02", "blocked", "captcha_wall"), Values: []int64{1}},
		{Keys: key("portail.exemple", "2026-11-02", "blocked", "rate_429"), Values: []int64{1}},
		{Keys: key("portail.exemple", "2026-11-02", "blocked", "wall_403"), Values: []int64{2}},
		{Keys: key("portail.exemple", "2026-11-02", "down", ""), Values: []int64{1}},
		{Keys: key("portail.exemple", "2026-11-02", "met", ""), Values: []int64{1}},
	}
	if diff := cmp.Diff(want, counts(t, s, "blocked.hosts", observatory.Window{From: monday, To: monday + 1})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	early := observatory.Window{From: monday, To: monday + 9, Horizon: t0.Add(30 * time.Minute)}
	if diff := cmp.Diff([]observatory.CountRow{{Keys: key("portail.exemple", "2026-11-02", "blocked", "wall_403"), Values: []int64{1}}}, counts(t, s, "blocked.hosts", early)); diff != "" {
		t.Errorf("as known early (-want +got):\n%s", diff)
	}
}

func TestPortalAvailability(t *testing.T) {
	s := testStore(t)
	add(t, s, portalWorld("pan.door")...)
	add(t, s, seen("home", 0, observatory.Met, nil), seen("home down", 1, observatory.Down, func(a *observatory.Attempt) { a.PlannedRest = 3 }),
		seen("by hand", 2, observatory.Fault, func(a *observatory.Attempt) { a.PlannedPerDay, a.PlannedRest = 0, 9 })) // no plan, no rest
	key := func(mode, day, journey, system string) []string {
		return []string{"ain", "01", mode, day, journey, system}
	}
	want := []observatory.CountRow{
		{Keys: key("assisted", "2026-11-02", "pan.door", ""), Values: []int64{0, 1, 1, 1, 1, 1, 0, 0}},
		{Keys: key("unattended", "2026-11-02", "anef.home", "anef"), Values: []int64{24, 3, 2, 1, 2, 1, 0, 3}},
		{Keys: key("unattended", "2026-11-02", "other", ""), Values: []int64{0, 1, 1, 1, 1, 1, 0, 0}},
		{Keys: key("unattended", "2026-11-02", "pan.door", ""), Values: []int64{4, 11, 10, 3, 7, 4, 3, 1}},
		{Keys: key("unattended", "2026-11-03", "pan.door", ""), Values: []int64{6, 1, 1, 1, 1, 1, 0, 20}},
	}
	if diff := cmp.Diff(want, counts(t, s, "portal.availability", observatory.Window{From: monday, To: monday + 27})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// Of 20 days of rest after 3 November 13 are left on the 10th, of 3 after the 2nd none.
	plan := []observatory.CountRow{
		{Keys: key("unattended", "2026-11-10", "anef.home", "anef"), Values: []int64{24, 0, 0, 0, 0, 0, 0, 0}},
		{Keys: key("unattended", "2026-11-10", "pan.door", ""), Values: []int64{6, 0, 0, 0, 0, 0, 0, 13}},
	}
	if diff := cmp.Diff(plan, counts(t, s, "portal.availability", observatory.Window{From: monday + 9, To: monday + 27})); diff != "" {
		t.Errorf("the plan before the window (-want +got):\n%s", diff)
	}
}

func TestPortalIncidents(t *testing.T) {
	confirms := func(first string) func(*observatory.Attempt) {
		return func(a *observatory.Attempt) { a.Confirms = id(first) }
	}
	s := testStore(t)
	add(t, s,
		seen("up", 0, observatory.Met, nil),
		seen("a", 1, observatory.Down, nil),
		seen("a again", 1.1, observatory.Met, confirms("a")), // no incident once confirmed
		seen("fault", 2, observatory.Fault, nil),             // says nothing
		seen("b", 2.5, observatory.Maintenance, func(a *observatory.Attempt) { a.Announced = "bandeau du site" }),
		seen("c", 3, observatory.Down, nil),
		seen("c again", 3.1, observatory.Down, confirms("c")),
		seen("d", 4, observatory.Down, nil),
		seen("answers", 5, observatory.Unmet, nil),
		seen("slow", 5.2, observatory.Degraded, nil), // the better of both counts
		seen("slow again", 5.3, observatory.Down, confirms("slow")),
		seen("e", 6, observatory.Down, nil),
		seen("too long after", 9, observatory.Down, nil), // more than two hours: nothing is known between
		seen("simulated", 6, observatory.Down, func(a *observatory.Attempt) { a.Simulation = true }),
	)
	key := func(accounting, first, last string) []string {
		return []string{"anef.home", "anef", "ain", "01", "unattended", accounting, id(first).String(), id(last).String()}
	}
	want := []observatory.CountRow{
		{Keys: key("confirmed", "c", "d"), Values: []int64{ms(1), ms(3), ms(4), ms(5), 2}},
		{Keys: key("confirmed", "e", "e"), Values: []int64{ms(5.2), ms(6), ms(6), ms(9), 1}},
		{Keys: key("confirmed", "too long after", "too long after"), Values: []int64{ms(6), ms(9), ms(9), 0, 1}},
		{Keys: key("strict", "a", "d"), Values: []int64{ms(0), ms(1), ms(4), ms(5), 4}},
		{Keys: key("strict", "e", "e"), Values: []int64{ms(5.2), ms(6), ms(6), ms(9), 1}},
		{Keys: key("strict", "too long after", "too long after"), Values: []int64{ms(6), ms(9), ms(9), 0, 1}},
	}
	if diff := cmp.Diff(want, counts(t, s, "portal.incidents", everything)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	got := counts(t, s, "portal.incidents", observatory.Window{Horizon: t0.Add(65 * time.Minute)})
	alone := []observatory.CountRow{
		{Keys: key("confirmed", "a", "a"), Values: []int64{ms(0), ms(1), ms(1), 0, 1}},
		{Keys: key("strict", "a", "a"), Values: []int64{ms(0), ms(1), ms(1), 0, 1}},
	}
	if diff := cmp.Diff(alone, got); diff != "" {
		t.Errorf("as known before the confirmation (-want +got):\n%s", diff)
	}
}

func TestAttemptsLatest(t *testing.T) {
	s := testStore(t)
	add(t, s,
		seen("old", 0, observatory.Met, nil),
		seen("new", 2, observatory.Blocked, func(a *observatory.Attempt) { a.Cause = "wall_403" }),
		seen("withdrawn", 3, observatory.Met, nil),
		seen("undo", 1, observatory.Met, func(a *observatory.Attempt) { a.Withdraws = id("withdrawn") }),
		seen("simulated", 4, observatory.Met, func(a *observatory.Attempt) { a.Simulation = true }),
		seen("elsewhere", 0, observatory.Down, func(a *observatory.Attempt) { a.Target = "rhone" }),
	)
	want := []observatory.CountRow{
		{Keys: []string{"anef.home", "anef", "ain", "blocked", "wall_403", id("new").String()}, Values: []int64{ms(2), 3}},
		{Keys: []string{"anef.home", "anef", "rhone", "down", "", id("elsewhere").String()}, Values: []int64{ms(0), 1}},
	}
	if diff := cmp.Diff(want, counts(t, s, "attempts.latest", observatory.Window{From: monday, To: monday})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
