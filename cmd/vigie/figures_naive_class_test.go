package main

import (
	"slices"
	"strings"
	"testing"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// slotDay is what the measured checks of a target-day showed, by accounting: the
// shortest delay (-1: no date) and the best level of La Cimade's scale.
type slotDay struct {
	measured     [2]bool
	delay, level [2]int
}

func (d *slotDay) see(accounting, delay, level int) {
	if !d.measured[accounting] {
		d.measured[accounting], d.delay[accounting], d.level[accounting] = true, delay, level
		return
	}
	d.delay[accounting] = sooner(d.delay[accounting], delay)
	d.level[accounting] = min(d.level[accounting], level)
}

// sooner is the shorter of two delays, of which -1 is none.
func sooner(a, b int) int {
	if a < 0 || b >= 0 && b < a {
		return b
	}
	return a
}

// displayed reads one check: its delay and its level.
func displayed(a *observatory.Attempt, day observatory.Date) (delay, level int) {
	if !a.FirstDate.Known() || a.Outcome != observatory.Met && a.Outcome != observatory.Degraded {
		return -1, 5
	}
	delay = max(0, int(a.FirstDate-day))
	switch {
	case a.SecondDate.Known() && a.SecondDate-day <= 30:
		return delay, 1
	case delay <= 30:
		return delay, 2
	case delay <= 60:
		return delay, 3
	}
	return delay, 4
}

// slotDays reads the checks of pan.slots, those of before the window too.
func (v naive) slotDays() map[dayKey]*slotDay {
	list := v.visible()
	confirmations := map[observatory.ID]*observatory.Attempt{}
	for _, a := range list {
		if confirmations[a.Confirms] == nil {
			confirmations[a.Confirms] = a
		}
	}
	days := map[dayKey]*slotDay{}
	for _, a := range list {
		day := observatory.DateOf(a.At, v.zone(a.Department))
		if a.Journey != "pan.slots" || !a.Confirms.IsZero() || !a.Outcome.Measured() {
			continue
		}
		key := dayKey{a.Target, a.Department, string(a.Mode), day}
		if days[key] == nil {
			days[key] = &slotDay{}
		}
		delay, level := displayed(a, day)
		days[key].see(0, delay, level)
		second := confirmations[a.ID]
		if excused(a, second) {
			continue
		}
		if second != nil && second.Outcome.Measured() && (a.Outcome == observatory.Down || a.Outcome == observatory.Degraded) {
			delay2, level2 := displayed(second, day)
			if a.Outcome == observatory.Degraded {
				delay2, level2 = sooner(delay, delay2), min(level, level2)
			}
			delay, level = delay2, level2
		}
		days[key].see(1, delay, level)
	}
	return days
}

// classed counts the target-days of one class among the measured ones, with the
// plan and runs of the days as they are.
func (v naive) classed(days map[dayKey]*slotDay, within func(delay, level int) bool) map[dayKey]*dayCount {
	counts := map[dayKey]*dayCount{}
	for key, base := range v.dayCounts("pan.slots") {
		c := &dayCount{planned: base.planned, run: base.run, rest: base.rest}
		for a := range 2 {
			if d := days[key]; d != nil && d.measured[a] {
				c.measured[a] = 1
				if within(d.delay[a], d.level[a]) {
					c.good[a] = 1
				}
			}
		}
		counts[key] = c
	}
	return counts
}

func slotClasses() map[string]map[string]func(delay, level int) bool {
	delays := map[string]func(int, int) bool{
		"within_7":  func(delay, _ int) bool { return delay >= 0 && delay <= 7 },
		"within_30": func(delay, _ int) bool { return delay >= 0 && delay <= 30 },
		"within_60": func(delay, _ int) bool { return delay >= 0 && delay <= 60 },
		"beyond_60": func(delay, _ int) bool { return delay > 60 },
		"none":      func(delay, _ int) bool { return delay < 0 },
	}
	levels := map[string]func(int, int) bool{}
	for i, name := range []string{"level_1", "level_2", "level_3", "level_4", "level_5"} {
		levels[name] = func(_, level int) bool { return level == i+1 }
	}
	return map[string]map[string]func(int, int) bool{"pan.first_slot_delay": delays, "pan.level": levels}
}

func (v naive) keepOf(f observatory.Figure, month observatory.Month) func(dayKey) bool {
	return func(k dayKey) bool {
		return (f.Department == "" || f.Department == k.department) && (f.Target == "" || f.Target == k.target) && v.in(month, k.day)
	}
}

// checkClassed compares the displayed delays, the levels and the longest stretches.
func checkClassed(t *testing.T, b *workbench, s indicators.Reader, v naive, w observatory.Window) {
	t.Helper()
	days := v.slotDays()
	cuts := []split{{}, {[]indicators.Dimension{"target"}}, {[]indicators.Dimension{"department", "month"}}}
	for id, classes := range slotClasses() {
		tables := b.tables(t, s, id, w, firstRules(), cuts)
		for name, within := range classes {
			counts := v.classed(days, within)
			for i, cut := range cuts {
				seen := 0
				for _, f := range tables[i] {
					series, class := cutLast(f.Series)
					if class != name {
						continue
					}
					seen++
					three, _ := v.counts(counts, series, v.keepOf(f, monthOf(t, cut, f)))
					want := three[0]
					if f.Accounting == observatory.Confirmed {
						want = three[1]
					}
					compare(t, f, want)
				}
				if seen == 0 {
					t.Errorf("%s %v: no figure of %s", id, cut.by, name)
				}
			}
		}
	}
	closed := v.classed(days, slotClasses()["pan.first_slot_delay"]["none"])
	tables := b.tables(t, s, "pan.closed_run", w, firstRules(), cuts)
	for i, cut := range cuts {
		for _, f := range tables[i] {
			series, most := f.Series, false
			if rest, last := cutLast(series); last == indicators.SeriesAtMost {
				series, most = rest, true
			}
			keep := v.keepOf(f, monthOf(t, cut, f))
			three, _ := v.counts(closed, series, keep)
			want, accounting := three[0], 0
			if f.Accounting == observatory.Confirmed {
				want, accounting = three[1], 1
			}
			want.interval, want.value = false, float64(v.longestClosed(closed, series, accounting, most, keep))
			compare(t, f, want)
		}
	}
}

// longestClosed is the longest stretch without a date of any one target: of
// measured days that follow each other, or from the first to the last of the
// measured days among which none showed one.
func (v naive) longestClosed(counts map[dayKey]*dayCount, series string, accounting int, most bool, keep func(dayKey) bool) int {
	measured := map[string][]observatory.Date{}
	closed := map[dayKey]bool{}
	for key, c := range counts {
		if key.series == series && keep(key) && key.day >= v.from && c.measured[accounting] > 0 {
			measured[key.target] = append(measured[key.target], key.day)
			closed[dayKey{target: key.target, day: key.day}] = c.good[accounting] > 0
		}
	}
	longest := 0
	for target, list := range measured {
		slices.Sort(list)
		for i, first := range list {
			for k := i; k < len(list) && closed[dayKey{target: target, day: list[k]}]; k++ {
				if !most && list[k] != first+observatory.Date(k-i) {
					break
				}
				longest = max(longest, int(list[k]-first)+1)
			}
		}
	}
	return longest
}

// checkAccount compares the families of journeys in the signed-in space, the
// situations that cannot be declared yet, and the failing screens.
func checkAccount(t *testing.T, b *workbench, s indicators.Reader, v naive, w observatory.Window) {
	t.Helper()
	for i, id := range []string{"portal.attachments", "portal.concurrency", "portal.correction", "portal.uncovered"} {
		journey := accountJourneys[i]
		cuts := []split{{}, {[]indicators.Dimension{"target", "month"}}}
		tables := b.tables(t, s, id, w, firstRules(), cuts)
		for k, cut := range cuts {
			for _, f := range tables[k] {
				if f.Series == indicators.SeriesOpenSituations {
					compare(t, f, v.openSituations(journey, f.Accounting))
					continue
				}
				series := "unattended"
				if f.Series != journey+"/anef" {
					_, series = cutLast(f.Series)
				}
				three, found := v.probe(journey, series, v.keepOf(f, monthOf(t, cut, f)))
				compare(t, f, accountingOf(f, three))
				if !found {
					t.Errorf("%s: no day of %s", id, f.Series)
				}
			}
		}
	}
	failures := v.failingScreens()
	cuts := []split{{}, {[]indicators.Dimension{"department", "month"}}}
	tables := b.tables(t, s, "substitution.offered_on_failure", w, firstRules(), cuts)
	for i, cut := range cuts {
		figures := tables[i]
		for _, f := range figures {
			three, _ := v.counts(failures, f.Series, v.keepOf(f, monthOf(t, cut, f)))
			compare(t, f, accountingOf(f, three))
		}
		if len(figures) < 6 {
			t.Errorf("failing screens: %d figures", len(figures))
		}
	}
}

// accountingOf gives the number of a figure's accounting, or of maintenance.
func accountingOf(f observatory.Figure, three [3]number) number {
	if strings.HasSuffix(f.Indicator, indicators.MaintenanceSuffix) {
		want := three[2]
		want.value, want.denominator, want.interval = float64(want.numerator), three[0].denominator, false
		return want
	}
	if f.Accounting == observatory.Confirmed {
		return three[1]
	}
	return three[0]
}

// openSituations counts the modes of one situation's journey of which no target
// could declare it on the last measured day.
func (v naive) openSituations(journey string, accounting observatory.Accounting) number {
	var f number
	a := 0
	if accounting == observatory.Confirmed {
		a = 1
	}
	days := map[observatory.Date]bool{}
	last := map[string]observatory.Date{}
	counts := v.dayCounts(journey)
	for key, c := range counts {
		if key.day >= v.from && c.measured[a] > 0 {
			days[key.day] = true
			last[key.series] = max(last[key.series], key.day)
		}
	}
	for series, day := range last {
		f.denominator++
		good := int64(0)
		for key, c := range counts {
			if key.series == series && key.day == day {
				good += c.good[a]
			}
		}
		if good == 0 {
			f.numerator++
		}
	}
	f.value, f.n, f.covered, f.planned = float64(f.numerator), int64(len(days)), f.denominator, f.denominator
	return f
}

// failingScreens counts the failures on the ANEF by day, and those of which the
// screen was read.
func (v naive) failingScreens() map[dayKey]*dayCount {
	list := v.visible()
	confirmations := map[observatory.ID]*observatory.Attempt{}
	for _, a := range list {
		if confirmations[a.Confirms] == nil {
			confirmations[a.Confirms] = a
		}
	}
	counts := map[dayKey]*dayCount{}
	for _, a := range list {
		day := observatory.DateOf(a.At, v.zone(a.Department))
		if a.System != "anef" || !a.Confirms.IsZero() || day < v.from || day > v.to {
			continue
		}
		key := dayKey{a.Target, a.Department, string(a.Mode), day}
		if counts[key] == nil {
			counts[key] = &dayCount{}
		}
		counts[key].screen(a, confirmations[a.ID])
	}
	return counts
}

func (c *dayCount) screen(a, second *observatory.Attempt) {
	if a.Outcome != observatory.Unmet && a.Outcome != observatory.Down && a.Outcome != observatory.Maintenance {
		return
	}
	c.run++
	c.read(0, a.Substitution)
	switch {
	case excused(a, second):
	case a.Outcome != observatory.Down || second == nil || !second.Outcome.Measured():
		c.read(1, a.Substitution)
	case second.Outcome != observatory.Met && second.Outcome != observatory.Degraded:
		c.read(1, second.Substitution)
	}
}

func (c *dayCount) read(accounting int, screen observatory.Substitution) {
	if screen != "" {
		c.measured[accounting]++
	}
	if screen == observatory.SubstitutionOffered {
		c.good[accounting]++
	}
}
