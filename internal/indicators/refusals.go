package indicators

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"vigie/internal/observatory"
)

// Refusals are the visits that a host refused to the probe on a day, and what
// was seen on it that day besides. They are no failure of the service.
type Refusals struct {
	Host     string
	Day      observatory.Date
	Causes   map[string]int64              // refused visits, by cause
	Besides  map[observatory.Outcome]int64 // other visits, by outcome
	Refused  int64                         // sum of Causes
	Measured int64                         // visits besides that say something of the service
}

// RefusalsByHost reads the days on which hosts refused the probe, newest day
// first.
func RefusalsByHost(ctx context.Context, r Reader, w observatory.Window) ([]Refusals, error) {
	var days []Refusals
	for row, err := range r.Counts(ctx, "blocked.hosts", w) {
		if err == nil {
			err = shape(row, 4, 1, 0)
		}
		if err != nil {
			return nil, fmt.Errorf("read refusals: %w", err)
		}
		day, err := observatory.ParseDate(row.Keys[1])
		if err != nil {
			return nil, fmt.Errorf("day of refusals of %s: %w", row.Keys[0], err)
		}
		host, outcome, count := row.Keys[0], observatory.Outcome(row.Keys[2]), row.Values[0]
		if n := len(days); n == 0 || days[n-1].Host != host || days[n-1].Day != day {
			days = append(days, Refusals{Host: host, Day: day, Causes: map[string]int64{}, Besides: map[observatory.Outcome]int64{}})
		}
		at := &days[len(days)-1]
		switch {
		case outcome == observatory.Blocked:
			at.Causes[row.Keys[3]] += count
			at.Refused += count
			continue
		case outcome.Measured():
			at.Measured += count
		}
		at.Besides[outcome] += count
	}
	slices.SortStableFunc(days, func(a, b Refusals) int { return cmp.Or(-cmp.Compare(a.Day, b.Day), cmp.Compare(a.Host, b.Host)) })
	return days, nil
}

// LatestAttempt is the newest attempt of a journey on a target.
type LatestAttempt struct {
	Journey, System, Target string
	Outcome                 observatory.Outcome
	Cause                   string
	ID                      observatory.ID
	At                      time.Time
	Attempts                int64 // of the window
}

// LatestAttempts reads the newest attempt of each journey on each target.
func LatestAttempts(ctx context.Context, r Reader, w observatory.Window) ([]LatestAttempt, error) {
	var list []LatestAttempt
	for row, err := range r.Counts(ctx, "attempts.latest", w) {
		if err == nil {
			err = shape(row, 6, 2, 0)
		}
		if err != nil {
			return nil, fmt.Errorf("read latest attempts: %w", err)
		}
		id, err := observatory.ParseID(row.Keys[5])
		if err != nil {
			return nil, fmt.Errorf("latest attempt of %s on %s: %w", row.Keys[0], row.Keys[2], err)
		}
		list = append(list, LatestAttempt{
			Journey: row.Keys[0], System: row.Keys[1], Target: row.Keys[2], Outcome: observatory.Outcome(row.Keys[3]), Cause: row.Keys[4],
			ID: id, At: instant(row.Values[0]), Attempts: row.Values[1],
		})
	}
	return list, nil
}
