package indicators

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

func TestDriftTasksAreRead(t *testing.T) {
	opened, good := observatory.DeriveID([]byte("opened")), observatory.DeriveID([]byte("good"))
	keys := []string{"anef.home", "t", "anef", "75", "landmark_missing", "étape", opened.String(), "", opened.String(), ""}
	row := observatory.CountRow{Keys: keys, Values: []int64{3_600_000, 0, 7_200_000, 0, 2, 3}}
	tasks, err := DriftTasks(t.Context(), rowsReader{"drift.tasks": {row}}, window())
	if err != nil || len(tasks) != 1 {
		t.Fatalf("%v, %v", tasks, err)
	}
	task := tasks[0]
	if !task.Open() || !task.Good.IsZero() || !task.GoodAt.IsZero() || task.Drifts != 2 || task.Attempts != 3 || task.OpenedAt.Hour() != 1 {
		t.Errorf("%+v", task)
	}
	a := observatory.Attempt{Journey: "anef.home", Target: "t"}
	for _, c := range []struct {
		hour   int
		closed int64
		want   bool
	}{{0, 0, false}, {1, 0, true}, {5, 0, true}, {5, 5 * 3_600_000, false}, {4, 5 * 3_600_000, true}} {
		task.ClosedAt = instant(c.closed)
		task.Closed = observatory.ID{}
		if c.closed > 0 {
			task.Closed = good
		}
		a.At = instant(int64(c.hour)*3_600_000 + 1)
		switch c.hour {
		case 0:
			a.At = instant(1)
		case 1:
			a.At = task.OpenedAt
		}
		if got := task.Holds(&a); got != c.want {
			t.Errorf("attempt at %d h, closed at %d: held %t", c.hour, c.closed, got)
		}
	}
	row.Keys[6] = ""
	if tasks, err := DriftTasks(t.Context(), rowsReader{"drift.tasks": {row}}, window()); err == nil {
		t.Errorf("a task that no attempt opened was read: %v", tasks)
	}
}

func TestRefusalsAreGatheredByHostAndDay(t *testing.T) {
	rows := []observatory.CountRow{
		{Keys: []string{"a.exemple", "2026-11-02", "blocked", "rate_429"}, Values: []int64{1}},
		{Keys: []string{"a.exemple", "2026-11-02", "blocked", "wall_403"}, Values: []int64{2}},
		{Keys: []string{"a.exemple", "2026-11-02", "drift", ""}, Values: []int64{4}},
		{Keys: []string{"a.exemple", "2026-11-02", "met", ""}, Values: []int64{3}},
		{Keys: []string{"a.exemple", "2026-11-03", "blocked", "wall_403"}, Values: []int64{1}},
		{Keys: []string{"b.exemple", "2026-11-03", "blocked", "wall_page"}, Values: []int64{1}},
	}
	got, err := RefusalsByHost(t.Context(), rowsReader{"blocked.hosts": rows}, window())
	if err != nil {
		t.Fatal(err)
	}
	none := map[observatory.Outcome]int64{}
	want := []Refusals{
		{"a.exemple", day(11, 3), map[string]int64{"wall_403": 1}, none, 1, 0},
		{"b.exemple", day(11, 3), map[string]int64{"wall_page": 1}, none, 1, 0},
		{"a.exemple", day(11, 2), map[string]int64{"rate_429": 1, "wall_403": 2}, map[observatory.Outcome]int64{observatory.Drift: 4, observatory.Met: 3}, 3, 3},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	rows[0].Keys[1] = "hier"
	if got, err := RefusalsByHost(t.Context(), rowsReader{"blocked.hosts": rows}, window()); err == nil {
		t.Errorf("a day that is none was read: %v", got)
	}
}

func TestLatestAttemptsAreRead(t *testing.T) {
	id := observatory.DeriveID([]byte("a"))
	row := observatory.CountRow{Keys: []string{"anef.home", "anef", "t", "down", "http_502", id.String()}, Values: []int64{3_600_000, 7}}
	got, err := LatestAttempts(t.Context(), rowsReader{"attempts.latest": {row}}, window())
	if err != nil {
		t.Fatal(err)
	}
	want := []LatestAttempt{{"anef.home", "anef", "t", observatory.Down, "http_502", id, instant(3_600_000), 7}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	row.Keys[5] = "x"
	if got, err := LatestAttempts(t.Context(), rowsReader{"attempts.latest": {row}}, window()); err == nil {
		t.Errorf("an attempt without an id was read: %v", got)
	}
}
