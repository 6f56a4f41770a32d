package indicators

import (
	"context"
	"fmt"
	"sync"

	"vigie/internal/observatory"
)

// completeEnough is the estimated share of the facts of a month's last day that
// must have been reported for the month not to be marked incomplete.
const completeEnough = 0.95

// queryLag counts events by the day on which they happened and the day on which
// they were first taken in.
const queryLag = "cases.lag"

// reportingLag is how late events are reported, measured on those reported by
// the horizon.
type reportingLag struct {
	horizon observatory.Date
	count   *spellCount // in reversed time
	steps   []CurveStep
	reach   int // longest time that any event has had to be reported
}

// lagYears is how far back the delay of reports is measured: older habits say
// little of today's.
const lagYears = 2 * 365

// measureLag reads the delay between event and report up to the horizon.
func measureLag(ctx context.Context, r Reader, q Request) (*reportingLag, error) {
	lag := &reportingLag{horizon: q.horizonDay(), reach: lagYears}
	lag.count = newSpellCount(lag.reach+1, 1)
	window := q.Window
	window.From, window.To = lag.horizon-lagYears, lag.horizon
	for row, err := range r.Counts(ctx, queryLag, window) {
		if err != nil {
			return nil, fmt.Errorf("read the delay of reports: %w", err)
		}
		if err := shape(row, 0, 3, 0); err != nil {
			return nil, fmt.Errorf("read the delay of reports: %w", err)
		}
		lag.add(observatory.Date(row.Values[0]), observatory.Date(row.Values[1]), row.Values[2])
	}
	lag.count.walk(func(s CurveStep) { lag.steps = append(lag.steps, s) })
	return lag, nil
}

// add counts events of one day that were taken in on another. Only events
// reported by the horizon are seen: an event of yesterday can only have a short
// delay. Seen backwards from the longest delay possible this is late entry,
// which Kaplan and Meier's estimate takes in its stride (Lagakos and others,
// 1988).
func (l *reportingLag) add(happened, taken observatory.Date, events int64) {
	possible := int(l.horizon - happened)
	delay := min(max(0, int(taken-happened)), possible)
	if possible < 0 || possible > l.reach {
		return
	}
	l.count.add(Spell{Entry: l.reach - possible, Length: l.reach - delay + 1, End: 1}, events)
}

// reported estimates which share of the events of a day has been reported by
// the horizon, of those that ever are within two years; false without events.
func (l *reportingLag) reported(day observatory.Date) (float64, bool) {
	if !l.measured() {
		return 0, false
	}
	delay := int(l.horizon - day)
	if delay < 0 {
		return 0, true
	}
	if delay >= l.reach {
		return 1, true
	}
	if step, ok := stepAt(l.steps, l.reach-delay); ok {
		return step.Running, true
	}
	return 1, true
}

// measured reports whether any event shows how late reports come.
func (l *reportingLag) measured() bool { return len(l.steps) > 0 }

// incomplete reports whether facts of a day are still coming in, as far as the
// delay could be measured.
func (l *reportingLag) incomplete(day observatory.Date) bool {
	share, ok := l.reported(day)
	return ok && share < completeEnough
}

// NoLag is what is said beside figures of cases while nothing shows how late
// reports come.
const NoLag = "Le délai entre un fait et son signalement n’a pas encore pu être mesuré : rien ne dit si les derniers mois sont complets."

// markIncomplete marks the months of case figures whose facts are still coming
// in, from the measured delay between event and report.
func markIncomplete(d Definition, requests []Request, tables []observatory.Table, measured lagMeasure) error {
	for i, q := range requests {
		if d.Proof != ByCase || !q.marked() || len(tables[i].Figures) == 0 {
			continue
		}
		lag, err := measured()
		if err != nil {
			return err
		}
		lag.mark(tables[i].Figures)
		if !lag.measured() {
			tables[i].Notes = append(tables[i].Notes, NoLag)
		}
	}
	return nil
}

// marked reports whether months of case figures can be marked incomplete.
func (q Request) marked() bool { return q.by(Month) && !q.Window.Horizon.IsZero() }

// lagMeasure measures the delay of reports the first time that it is asked.
type lagMeasure = func() (*reportingLag, error)

func lagOf(ctx context.Context, r Reader, q Request) lagMeasure {
	return sync.OnceValues(func() (*reportingLag, error) { return measureLag(ctx, r, q) })
}

// mark sets on figures the estimated share of the facts of their last day that
// has been reported.
func (l *reportingLag) mark(figures []observatory.Figure) {
	for i := range figures {
		f := &figures[i]
		if share, ok := l.reported(f.Period.End); ok {
			f.Reported, f.Incomplete = share, share < completeEnough
		}
	}
}
