package access

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

var noon = time.Date(2026, 11, 26, 11, 0, 0, 0, time.UTC) // noon in Paris

func open(t *testing.T, path string) *State {
	t.Helper()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), path, paris)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // some tests have closed it already
	return s
}

func enter(t *testing.T, s *State, v Visit) Leave {
	t.Helper()
	leave, err := s.Enter(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	return leave
}

func TestTheCapOfTheDaySurvivesARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	visit := Visit{Host: "a.example", Journey: "pan.door", Now: noon, PerDay: 3}
	s := open(t, path)
	for range 2 {
		if leave := enter(t, s, visit); leave.Held != "" || leave.At != noon {
			t.Fatalf("got %+v", leave)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, path)
	third, fourth := enter(t, s, visit), enter(t, s, visit)
	if third.Held != "" || fourth.Held != HeldBudget {
		t.Errorf("third %+v, fourth %+v", third, fourth)
	}
	visit.Host = "b.example"
	if leave := enter(t, s, visit); leave.Held != "" {
		t.Errorf("another host: %+v", leave)
	}
	got, err := s.Today(t.Context(), noon)
	if err != nil {
		t.Fatal(err)
	}
	want := []HostDay{{Host: "a.example", Attempts: 3, HeldBudget: 1}, {Host: "b.example", Attempts: 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("today (-want +got):\n%s", diff)
	}
}

func TestDaysAreThoseOfParis(t *testing.T) {
	tests := map[string]struct {
		first, second time.Time
		held          Held
	}{
		"same day of Paris, two of UTC":  {at("2026-11-25T23:30:00Z"), at("2026-11-26T22:30:00Z"), HeldBudget},
		"midnight of Paris, winter":      {at("2026-11-26T22:59:59Z"), at("2026-11-26T23:00:00Z"), ""},
		"midnight of Paris, summer":      {at("2026-06-26T21:59:59Z"), at("2026-06-26T22:00:00Z"), ""},
		"the long day of October":        {at("2026-10-24T22:00:00Z"), at("2026-10-25T22:59:59Z"), HeldBudget},
		"the day after the long day":     {at("2026-10-25T22:59:59Z"), at("2026-10-25T23:00:00Z"), ""},
		"the short day of March":         {at("2026-03-28T23:00:00Z"), at("2026-03-29T21:59:59Z"), HeldBudget},
		"the day after the short day":    {at("2026-03-29T21:59:59Z"), at("2026-03-29T22:00:00Z"), ""},
		"a turn that falls on next day":  {at("2026-11-26T22:59:50Z"), at("2026-11-26T22:59:55Z"), ""},
		"a turn that stays on the day":   {at("2026-11-26T12:00:00Z"), at("2026-11-26T12:00:01Z"), HeldBudget},
		"an hour that comes twice, once": {at("2026-10-25T00:30:00Z"), at("2026-10-25T01:30:00Z"), HeldBudget},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := open(t, filepath.Join(t.TempDir(), "state.db"))
			visit := Visit{Host: "a.example", Journey: "j", Now: test.first, PerDay: 1, Interval: 30 * time.Second}
			if leave := enter(t, s, visit); leave.Held != "" {
				t.Fatalf("first: %+v", leave)
			}
			visit.Now = test.second
			if leave := enter(t, s, visit); leave.Held != test.held {
				t.Errorf("second: %+v, want %q", leave, test.held)
			}
		})
	}
}

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err) // of the test's own table
	}
	return t
}

func TestAttemptsOnAHostAreSpaced(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "state.db"))
	var waits []time.Duration
	for _, journey := range []string{"a", "b", "a", "a"} {
		leave := enter(t, s, Visit{Host: "h", Journey: journey, Now: noon, Interval: 30 * time.Second, JourneyInterval: 2 * time.Minute, JourneyPerDay: 2})
		if leave.Held != "" {
			waits = append(waits, -1)
			continue
		}
		waits = append(waits, leave.At.Sub(noon))
	}
	if diff := cmp.Diff([]time.Duration{0, 30 * time.Second, 2 * time.Minute, -1}, waits); diff != "" {
		t.Errorf("waits (-want +got):\n%s", diff)
	}
}

func TestABackOffHoldsAndIsNeverShortened(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	s := open(t, path)
	if err := s.BackOff(t.Context(), "h", "http_429", noon, noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := s.BackOff(t.Context(), "h", "http_503", noon, noon.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	s = open(t, path) // another process
	for after, want := range map[time.Duration]Held{0: HeldBackOff, 59 * time.Minute: HeldBackOff, time.Hour: ""} {
		leave := enter(t, s, Visit{Host: "h", Journey: "j", Now: noon.Add(after)})
		if leave.Held != want || (want != "" && (leave.Until != noon.Add(time.Hour) || leave.Reason != "http_429")) {
			t.Errorf("after %s: %+v", after, leave)
		}
	}
	days, err := s.Today(t.Context(), noon.Add(30*time.Minute))
	if err != nil || len(days) != 1 || days[0].HeldBackOff != 2 || days[0].BackOffUntil != noon.Add(time.Hour) {
		t.Errorf("today: %+v, %v", days, err)
	}
}

func TestTwoProcessesNeverPassTheCap(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	const most, each = 40, 30
	var wg sync.WaitGroup
	granted := make([]int, 2)
	for i := range granted {
		s := open(t, path) // its own connection, as a process has
		wg.Go(func() {
			for range each {
				leave, err := s.Enter(context.Background(), Visit{Host: "h", Journey: fmt.Sprint(i), Now: noon, PerDay: most})
				if err != nil {
					t.Error(err)
					return
				}
				if leave.Held == "" {
					granted[i]++
				}
			}
		})
	}
	wg.Wait()
	if granted[0]+granted[1] != most {
		t.Errorf("%v were granted, the cap is %d", granted, most)
	}
}

func TestAStopIsSeenByTheOtherProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	serve, command := open(t, path), open(t, path)
	stopped := func(s *State) bool {
		t.Helper()
		_, first, err := s.Stopped(t.Context(), "h")
		if err != nil {
			t.Fatal(err)
		}
		for deadline := time.Now().Add(5 * stopsEvery); time.Now().Before(deadline); <-time.After(stopsEvery / 4) {
			_, now, err := s.Stopped(t.Context(), "h")
			if err != nil {
				t.Fatal(err)
			}
			if now != first {
				return now
			}
		}
		return first
	}
	if stopped(serve) {
		t.Fatal("stopped before anybody decided")
	}
	decision := Decision{Host: "h", Stopped: true, Reason: "demande de l'exploitant", DecidedBy: "comité", At: noon}
	if changed, err := command.Decide(t.Context(), decision); err != nil || !changed {
		t.Fatalf("changed %v, %v", changed, err)
	}
	if changed, err := command.Decide(t.Context(), decision); err != nil || changed {
		t.Errorf("decided twice: %v, %v", changed, err)
	}
	if !stopped(serve) {
		t.Error("the other process does not see the stop")
	}
	if leave := enter(t, serve, Visit{Host: "h", Journey: "j", Now: noon}); leave.Held != HeldStopped || leave.Reason != decision.Reason {
		t.Errorf("enter: %+v", leave)
	}
	got, err := serve.Stops(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Decision{decision}, got); diff != "" {
		t.Errorf("stops (-want +got):\n%s", diff)
	}
	decision.Stopped = false
	if changed, err := command.Decide(t.Context(), decision); err != nil || !changed {
		t.Fatalf("resume: %v, %v", changed, err)
	}
	if stopped(serve) {
		t.Error("still stopped after the resumption")
	}
}

func TestAWindowMustBeAnnouncedBeforehand(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "state.db"))
	good := Maintenance{Host: "h", Begins: noon, Ends: noon.Add(2 * time.Hour), Announced: noon.Add(-time.Hour), Source: "bandeau de l'accueil", DeclaredBy: "x", DeclaredAt: noon}
	tests := map[string]func(*Maintenance){
		"no host":         func(m *Maintenance) { m.Host = "" },
		"no source":       func(m *Maintenance) { m.Source = "" },
		"ends before":     func(m *Maintenance) { m.Ends = m.Begins },
		"announced after": func(m *Maintenance) { m.Announced = m.Begins.Add(time.Second) },
		"never announced": func(m *Maintenance) { m.Announced = time.Time{} },
	}
	for name, change := range tests {
		bad := good
		change(&bad)
		if err := s.Declare(t.Context(), bad); !observatory.IsInput(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := s.Declare(t.Context(), good); err != nil {
		t.Fatal(err)
	}
	for after, want := range map[time.Duration]bool{-time.Millisecond: false, 0: true, time.Hour: true, 2 * time.Hour: false} {
		when := noon.Add(after)
		m, found, err := s.MaintenanceAt(t.Context(), "h", when)
		if err != nil || found != want || found != good.Covers("h", when) || (found && m.Source != good.Source) {
			t.Errorf("at %s: %+v, %v, %v", after, m, found, err)
		}
	}
	if _, found, err := s.MaintenanceAt(t.Context(), "other", noon); found || err != nil {
		t.Errorf("another host: %v, %v", found, err)
	}
	all, err := s.Maintenances(t.Context(), noon)
	if err != nil || len(all) != 1 {
		t.Errorf("list: %v, %v", all, err)
	}
}

func TestTheSeedIsDrawnOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	one, err := open(t, path).Seed(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	two, err := open(t, path).Seed(t.Context())
	if err != nil || one != two {
		t.Errorf("%d then %d, %v", one, two, err)
	}
}

func TestANewerFileIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	s := open(t, path)
	if _, err := s.db.ExecContext(t.Context(), "PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), path, time.UTC); err == nil {
		t.Error("a file of a newer program was opened")
	}
}

// A visit without an interval of its journey's own, such as that of a host on the way,
// is not held to the one that the journey has where it aims: the host would be closed
// to all journeys until then.
func TestTheTurnOfAJourneyIsNotThatOfItsHost(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "state.db"))
	visit := Visit{Host: "a.example", Journey: "pan.door", Now: noon, Interval: time.Minute, JourneyInterval: 24 * time.Hour}
	enter(t, s, visit)
	visit.Interval, visit.JourneyInterval, visit.Now = 0, 0, noon.Add(time.Hour)
	if leave := enter(t, s, visit); leave.At != visit.Now {
		t.Errorf("on the way: %+v", leave)
	}
	visit.Journey = "pan.slots"
	if leave := enter(t, s, visit); leave.At != visit.Now {
		t.Errorf("another journey after it: %+v", leave)
	}
}
