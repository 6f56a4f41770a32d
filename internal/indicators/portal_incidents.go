package indicators

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"vigie/internal/observatory"
)

// incidentsQuery is the query behind Incidents; its head says what an incident
// is.
const incidentsQuery = "portal.incidents"

// Incident is a run of checks of a journey on a target that had no service.
type Incident struct {
	Journey, System, Target, Department string
	Mode                                observatory.Mode
	Accounting                          observatory.Accounting
	First, Last                         observatory.ID // attempts
	Before, After                       time.Time      // measured checks next to it, zero when there is none
	Start, End                          time.Time      // first and last check without service
	Failures                            int64
}

// AtLeast is the time from its first to its last failed check, for which there
// is proof.
func (i Incident) AtLeast() time.Duration { return i.End.Sub(i.Start) }

// bounds are the instants between which all of it lies: the checks next to it;
// the horizon while none has followed; its own start when none came before.
func (i Incident) bounds(horizon time.Time) (from, to time.Time) {
	from, to = i.Start, horizon
	if !i.Before.IsZero() {
		from = i.Before
	}
	if !i.After.IsZero() {
		to = i.After
	}
	return from, to
}

// AtMost is the time between the checks next to it, up to the horizon while
// none has followed.
func (i Incident) AtMost(horizon time.Time) time.Duration {
	from, to := i.bounds(horizon)
	return to.Sub(from)
}

// Incidents reads the incidents of every journey in a window, in the order of
// journeys, targets, accountings and time.
func Incidents(ctx context.Context, r Reader, w observatory.Window) ([]Incident, error) {
	var list []Incident
	for row, err := range r.Counts(ctx, incidentsQuery, w) {
		if err != nil {
			return nil, fmt.Errorf("read incidents: %w", err)
		}
		i, err := incidentOf(row)
		if err != nil {
			return nil, fmt.Errorf("read incidents: %w", err)
		}
		list = append(list, i)
	}
	return list, nil
}

func incidentOf(row observatory.CountRow) (Incident, error) {
	if err := shape(row, 8, 5, 0); err != nil {
		return Incident{}, err
	}
	first, err := observatory.ParseID(row.Keys[6])
	if err != nil {
		return Incident{}, fmt.Errorf("first attempt: %w", err)
	}
	last, err := observatory.ParseID(row.Keys[7])
	if err != nil {
		return Incident{}, fmt.Errorf("last attempt: %w", err)
	}
	return Incident{
		Journey: row.Keys[0], System: row.Keys[1], Target: row.Keys[2], Department: row.Keys[3],
		Mode: observatory.Mode(row.Keys[4]), Accounting: observatory.Accounting(row.Keys[5]), First: first, Last: last,
		Before: instant(row.Values[0]), Start: instant(row.Values[1]), End: instant(row.Values[2]), After: instant(row.Values[3]),
		Failures: row.Values[4],
	}, nil
}

// instant is a moment in milliseconds since 1970; 0 is none.
func instant(milliseconds int64) time.Time {
	if milliseconds == 0 {
		return time.Time{}
	}
	return time.UnixMilli(milliseconds).UTC()
}

// IncidentMonth is the time of incident of a month, over all targets of a
// journey, in one accounting.
type IncidentMonth struct {
	Month           observatory.Month
	Accounting      observatory.Accounting
	Incidents       int64 // that touch the month
	AtLeast, AtMost time.Duration
}

// IncidentMonths sums the incidents of one journey by month, newest first; the
// months are those of the targets' own zones. What may have been incident is
// counted once where two incidents share it.
func IncidentMonths(list []Incident, horizon time.Time, zone func(department string) *time.Location) []IncidentMonth {
	type key struct {
		accounting observatory.Accounting
		month      observatory.Month
	}
	months := map[key]*IncidentMonth{}
	at := func(accounting observatory.Accounting, month observatory.Month) *IncidentMonth {
		k := key{accounting, month}
		if months[k] == nil {
			months[k] = &IncidentMonth{Month: month, Accounting: accounting}
		}
		return months[k]
	}
	for _, i := range list {
		eachMonth(i.Start, i.End, zone(i.Department), func(month observatory.Month, d time.Duration) {
			m := at(i.Accounting, month)
			m.AtLeast += d
			m.Incidents++
		})
	}
	for _, s := range stretches(list, horizon) {
		eachMonth(s.from, s.to, zone(s.department), func(month observatory.Month, d time.Duration) {
			at(s.accounting, month).AtMost += d
		})
	}
	sums := make([]IncidentMonth, 0, len(months))
	for _, m := range months {
		sums = append(sums, *m)
	}
	slices.SortFunc(sums, func(a, b IncidentMonth) int {
		return cmp.Or(-cmp.Compare(a.Month, b.Month), -cmp.Compare(a.Accounting, b.Accounting))
	})
	return sums
}

// stretch is a time during which a target may have been without service.
type stretch struct {
	target, department string
	accounting         observatory.Accounting
	from, to           time.Time
}

// stretches are the times in which incidents lie, those that touch joined.
func stretches(list []Incident, horizon time.Time) []stretch {
	all := make([]stretch, 0, len(list))
	for _, i := range list {
		from, to := i.bounds(horizon)
		all = append(all, stretch{i.Target, i.Department, i.Accounting, from, to})
	}
	slices.SortFunc(all, func(a, b stretch) int {
		return cmp.Or(cmp.Compare(a.accounting, b.accounting), cmp.Compare(a.target, b.target), cmp.Compare(a.department, b.department), a.from.Compare(b.from))
	})
	var joined []stretch
	for _, s := range all {
		if n := len(joined) - 1; n >= 0 && joined[n].target == s.target && joined[n].department == s.department &&
			joined[n].accounting == s.accounting && !s.from.After(joined[n].to) {
			if s.to.After(joined[n].to) {
				joined[n].to = s.to
			}
			continue
		}
		joined = append(joined, s)
	}
	return joined
}

// eachMonth cuts a time at the turns of months; one instant lies in its month.
func eachMonth(from, to time.Time, zone *time.Location, each func(observatory.Month, time.Duration)) {
	for month := observatory.DateOf(from, zone).Month(); month <= observatory.DateOf(to, zone).Month(); month++ {
		begin, end := from, to
		if first := midnight(month.First(), zone); first.After(begin) {
			begin = first
		}
		if next := midnight((month + 1).First(), zone); next.Before(end) {
			end = next
		}
		each(month, end.Sub(begin))
	}
}

// midnight is the first instant of a civil date in a zone.
func midnight(d observatory.Date, zone *time.Location) time.Time {
	t := d.Time()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, zone)
}
