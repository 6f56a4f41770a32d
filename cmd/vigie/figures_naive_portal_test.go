package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// renamed is the same world with journeys that no rule of slots knows.
func (v naive) renamed() naive {
	other := &world{}
	for _, a := range v.world.attempts {
		b := *a
		b.Journey = "x." + a.Journey
		other.attempts = append(other.attempts, &b)
	}
	return newNaive(other, v.from, v.to, v.horizon, v.zone)
}

// tried gives the journeys, with the mode, that were tried in the window.
func (v naive) tried() map[string]bool {
	journeys := map[string]bool{}
	for _, a := range v.visible() {
		if day := observatory.DateOf(a.At, v.zone(a.Department)); day >= v.from && day <= v.to {
			journeys[a.Journey+" "+string(a.Mode)] = true
		}
	}
	return journeys
}

// checkPortal holds the figures of journeys and their incidents against the
// second computation.
func checkPortal(t *testing.T, b *workbench, s indicators.Reader, v naive, w observatory.Window) {
	t.Helper()
	other := v.renamed()
	cuts := []split{{}, {[]indicators.Dimension{"target", "month"}}}
	tables := b.tables(t, s, "portal.availability", w, firstRules(), cuts)
	for i, cut := range cuts {
		journeys := map[string]bool{}
		for _, f := range tables[i] {
			parts := strings.Split(f.Series, "/") // journey, system (none in this world), mode
			series := "unattended"
			if len(parts) == 3 {
				series = parts[2]
			}
			journeys[parts[0]+" "+series] = true
			month := monthOf(t, cut, f)
			three, _ := other.probe("x."+parts[0], series, func(k dayKey) bool {
				return (f.Target == "" || f.Target == k.target) && v.in(month, k.day)
			})
			want := three[0]
			switch {
			case strings.HasSuffix(f.Indicator, indicators.MaintenanceSuffix):
				want = three[2]
				want.value, want.denominator, want.interval = float64(want.numerator), three[0].denominator, false
			case f.Accounting == observatory.Confirmed:
				want = three[1]
			}
			compare(t, f, want)
		}
		for _, tried := range sortedKeys(v.tried()) {
			if !journeys[tried] {
				t.Errorf("no figure of %s", tried)
			}
		}
	}
	got, err := indicators.Incidents(t.Context(), s, w)
	if err != nil {
		t.Fatal(err)
	}
	want := v.incidents()
	if diff := cmp.Diff(incidentsByStart(want), incidentsByStart(got)); diff != "" {
		t.Errorf("incidents (-naive +got):\n%s", diff)
	}
	if len(want) < 10 {
		t.Errorf("the world is too poor: %d incidents", len(want))
	}
}

// incidentsByStart names incidents by where and when they begin: of two that
// begin at the same instant no order is promised.
func incidentsByStart(list []indicators.Incident) map[string]indicators.Incident {
	byStart := map[string]indicators.Incident{}
	for _, i := range list {
		byStart[i.Journey+" "+i.Target+" "+string(i.Mode)+" "+string(i.Accounting)+" "+i.First.String()] = i
	}
	return byStart
}

// walk follows the measured checks of one journey, target, mode and accounting.
type walk struct {
	last *observatory.Attempt
	open *indicators.Incident
	all  []*indicators.Incident
}

// incidents walks all checks in the order of time.
func (v naive) incidents() []indicators.Incident {
	list := v.visible()
	confirmations := map[observatory.ID]*observatory.Attempt{}
	for _, a := range list {
		if confirmations[a.Confirms] == nil {
			confirmations[a.Confirms] = a
		}
	}
	walks := map[string]*walk{}
	for _, a := range list {
		day := observatory.DateOf(a.At, v.zone(a.Department))
		if !a.Confirms.IsZero() || day < v.from || day > v.to || !a.Outcome.Measured() {
			continue
		}
		confirmed := a.Outcome
		if second := confirmations[a.ID]; a.Outcome == observatory.Down && second != nil && second.Outcome.Measured() {
			confirmed = second.Outcome
		}
		for accounting, ended := range map[observatory.Accounting]observatory.Outcome{observatory.Strict: a.Outcome, observatory.Confirmed: confirmed} {
			if accounting == observatory.Confirmed && excused(a, confirmations[a.ID]) {
				continue
			}
			key := a.Journey + " " + a.Target + " " + string(a.Mode) + " " + string(accounting)
			if walks[key] == nil {
				walks[key] = &walk{}
			}
			walks[key].step(a, accounting, ended == observatory.Down || ended == observatory.Maintenance)
		}
	}
	var done []indicators.Incident
	for _, w := range walks {
		for _, i := range w.all {
			done = append(done, *i)
		}
	}
	return done
}

// step goes on by one check.
func (w *walk) step(a *observatory.Attempt, accounting observatory.Accounting, failed bool) {
	before := w.last
	w.last = a
	longest := 24 * time.Hour
	if a.PlannedPerDay > 0 {
		longest = 48 * time.Hour / time.Duration(a.PlannedPerDay)
	}
	at := a.At.Truncate(time.Millisecond)
	if w.open != nil && failed && at.Sub(before.At.Truncate(time.Millisecond)) <= longest {
		w.open.End, w.open.Last = at, a.ID
		w.open.Failures++
		return
	}
	if w.open != nil {
		w.open.After = at
		w.open = nil
	}
	if !failed {
		return
	}
	w.open = &indicators.Incident{
		Journey: a.Journey, System: a.System, Target: a.Target, Department: a.Department, Mode: a.Mode, Accounting: accounting,
		First: a.ID, Last: a.ID, Start: at, End: at, Failures: 1,
	}
	if before != nil {
		w.open.Before = before.At.Truncate(time.Millisecond)
	}
	w.all = append(w.all, w.open)
}
