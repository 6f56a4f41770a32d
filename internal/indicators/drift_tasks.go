package indicators

import (
	"context"
	"fmt"
	"time"

	"vigie/internal/observatory"
)

// DriftTask is a journey that did not recognise its pages on a target: a
// person must look. It is made from attempts by the query drift.tasks, whose
// head says when it opens and closes; nothing of it is stored.
type DriftTask struct {
	Journey    string         `json:"journey"`
	System     string         `json:"system"`
	Target     string         `json:"target"`
	Department string         `json:"department"`
	Cause      string         `json:"cause"` // of the first drift
	Step       string         `json:"step"`  // where the journey stopped
	Opened     observatory.ID `json:"opened"`
	OpenedAt   time.Time      `json:"opened_at"`
	Good       observatory.ID `json:"good,omitzero"` // last attempt that recognised its pages before; zero when there was none
	GoodAt     time.Time      `json:"good_at,omitzero"`
	Latest     observatory.ID `json:"latest"` // newest drift
	LatestAt   time.Time      `json:"latest_at"`
	Closed     observatory.ID `json:"closed,omitzero"` // attempt that recognised them again; zero while the task is open
	ClosedAt   time.Time      `json:"closed_at,omitzero"`
	Drifts     int64          `json:"drifts"`   // attempts that ended in drift
	Attempts   int64          `json:"attempts"` // all attempts since it opened
}

// Open reports whether no attempt has recognised the pages since.
func (t DriftTask) Open() bool { return t.Closed.IsZero() }

// Holds reports whether an attempt of that moment lies in the task.
func (t DriftTask) Holds(a *observatory.Attempt) bool {
	return a.Journey == t.Journey && a.Target == t.Target && !a.At.Before(t.OpenedAt) && (t.Open() || a.At.Before(t.ClosedAt))
}

// DriftTasks reads the tasks that were open on a day of the window: open ones
// first, then the newest.
func DriftTasks(ctx context.Context, r Reader, w observatory.Window) ([]DriftTask, error) {
	var tasks []DriftTask
	for row, err := range r.Counts(ctx, "drift.tasks", w) {
		if err != nil {
			return nil, fmt.Errorf("read drift tasks: %w", err)
		}
		task, err := driftTaskOf(row)
		if err != nil {
			return nil, fmt.Errorf("read drift tasks: %w", err)
		}
		tasks = append(tasks, task)
	}
	return tasks, nil
}

func driftTaskOf(row observatory.CountRow) (DriftTask, error) {
	if err := shape(row, 10, 6, 0); err != nil {
		return DriftTask{}, err
	}
	k, v := row.Keys, row.Values
	task := DriftTask{
		Journey: k[0], Target: k[1], System: k[2], Department: k[3], Cause: k[4], Step: k[5],
		OpenedAt: instant(v[0]), GoodAt: instant(v[1]), LatestAt: instant(v[2]), ClosedAt: instant(v[3]), Drifts: v[4], Attempts: v[5],
	}
	for i, id := range []*observatory.ID{&task.Opened, &task.Good, &task.Latest, &task.Closed} {
		text := k[6+i]
		if text == "" && (id == &task.Good || id == &task.Closed) {
			continue
		}
		parsed, err := observatory.ParseID(text)
		if err != nil {
			return DriftTask{}, fmt.Errorf("task of %s on %s: %w", task.Journey, task.Target, err)
		}
		*id = parsed
	}
	return task, nil
}
